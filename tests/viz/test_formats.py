"""The five formats: what they show, and that no text from a model becomes markup."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from viz.picture_samples import lecture_picture, random_picture

from graphrt.errors import UsageError
from graphrt.viz import (
    FORMATS,
    Box,
    Drawing,
    Kind,
    Number,
    Picture,
    Statistics,
    Unknown,
    Wire,
    render,
)
from graphrt.viz.assets import script

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '"><b onmouseover="alert(1)">',
    "' onload='x",
    "a & b &amp; &#39;",
    "]]> <!-- -->",
    'x"]; click n0 "javascript:alert(1)"',
    'back\\slash \\n \\N \\"',
    "line\nbreak\r\ttab\u2028and\u0085more",
    "nul\x00 bell\x07 half\ud800",
    "* star _under_ `code` #35; %% $$x$$ 1. - +",
    "end",
    "日本語 é ∂",
)


def hostile_picture(texts: tuple[str, ...] = HOSTILE) -> Picture:
    """Every text there is, hostile."""
    boxes = [
        Box(f"{i}{t}", t, t, kind, t, t, t, location=t, details=((t, t),))
        for i, t in enumerate(texts)
        for kind in (Kind.GATE if i % 2 else Kind.INPUT,)
    ]
    wires = [
        Wire(left.id, right.id, 0, left.title, left.title, Number(1.0), Unknown())
        for left, right in pairwise(boxes)
    ]
    return Picture(texts[0], tuple(boxes), tuple(wires), texts[1], texts[2])


def shown(text: str) -> str:
    """``text`` as XML can carry it: characters XML has no way to write become U+FFFD."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


# -- SVG -----------------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


def texts_of(svg: str, style: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    found = root.iter(f"{SVG}text")
    return ["".join(each.itertext()) for each in found if each.get("class") == style]


def test_svg_has_the_numbers_of_the_lecture_in_green_and_red() -> None:
    svg = render(lecture_picture(), "svg")
    legend = ["above the wire: value"], ["below the wire: gradient of f"]
    assert texts_of(svg, "value") == ["-2.00", "5.00", "3.00", "-4.00", "-12.00", *legend[0]]
    assert texts_of(svg, "gradient") == ["-4.00", "-4.00", "-4.00", "3.00", "1.00", *legend[1]]
    assert texts_of(svg, "symbol") == ["+", "*"]
    assert texts_of(svg, "name") == ["x", "y", "z", "f"]
    effects = " ".join(texts_of(svg, "effect"))
    assert effects == "distributes the gradient swaps the operands"
    assert ".graphrt .value{font-size:15px;font-weight:600;fill:#15803d;}" in svg
    assert ".graphrt .gradient{font-size:15px;font-weight:600;fill:#dc2626;}" in svg


def test_svg_without_readings_says_nothing_of_them() -> None:
    svg = render(random_picture(20, 20, readings=False), "svg")
    for style in ("value", "gradient", "effect"):
        assert texts_of(svg, style) == []
    assert "f32[N, 100]" in texts_of(svg, "type")


def test_svg_shows_tensors_by_shape_mean_spread_and_zeros() -> None:
    boxes = (Box("x", "x", "input", Kind.INPUT), Box("y", "y", "output", Kind.OUTPUT))
    forward = Statistics((2, 3), 0.5, 1.5, 0.25)
    gradient = Statistics((2, 3), -0.53, 0.1, 0.5)
    picture = Picture("", boxes, (Wire("x", "y", 0, "x", "f32[N, 3]", forward, gradient),))
    svg = render(picture, "svg")
    assert texts_of(svg, "type of-value") == ["[2, 3], 25% zeros"]
    assert texts_of(svg, "type of-gradient") == ["50% zeros"]
    assert "0.50 ± 1.50" in texts_of(svg, "value")
    assert "-0.53 ± 0.10" in texts_of(svg, "gradient")


def test_several_results_leave_from_places_of_their_own() -> None:
    boxes = [Box("split", "split", "split")] + [Box(f"o{i}", f"o{i}", "exp") for i in range(3)]
    wires = [
        Wire("split", f"o{i}", 0, f"split.{i}", "f32[]", Number(float(i)), Number(1.0))
        for i in range(3)
    ]
    svg = render(Picture("", tuple(boxes), tuple(wires)), "svg")
    assert texts_of(svg, "value")[:3] == ["0.00", "1.00", "2.00"]
    starts = re.findall(r'class="wire" d="M([\d.]+) ([\d.]+)', svg)
    assert len({x for x, _ in starts}) == 1
    assert len({y for _, y in starts}) == 3


def test_svg_loads_nothing() -> None:
    root = ElementTree.fromstring(render(hostile_picture(), "svg"))
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg", "title", "style", "rect", "text", "tspan", "g", "path", "circle",
    }  # fmt: skip
    for element in root.iter():
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]
    assert "url(" not in root.findtext(f"{SVG}style", "")


def test_svg_keeps_hostile_text_as_text() -> None:
    root = ElementTree.fromstring(render(hostile_picture(), "svg"))
    titles = [each.text or "" for each in root.iter(f"{SVG}title")]
    for i, text in enumerate(HOSTILE):
        wanted = f"{i}{shown(text)} ({shown(text)})".replace("\r", "\n")  # as XML reads it
        assert any(title.startswith(wanted) for title in titles)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=3, max_size=5).map(tuple))
def test_any_text_leaves_svg_and_html_well_formed(texts: tuple[str, ...]) -> None:
    picture = hostile_picture(texts)
    ElementTree.fromstring(render(picture, "svg"))
    assert Page(render(picture, "html")).tags.count("script") == 2


# -- HTML ----------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a browser makes of a page: its tags, attributes and script texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.scripts: list[str] = []
        self._script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self._script = tag == "script"
        if self._script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts[-1] += data


def test_html_is_one_page_that_loads_nothing() -> None:
    page = Page(render(hostile_picture(), "html"))
    assert not {"link", "img", "iframe", "object", "embed", "base", "b"} & set(page.tags)
    for tag, name, _ in page.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name not in ("src", "href", "xlink:href", "srcset")
    assert page.scripts[1] == script()


def test_html_policy_allows_its_own_script_only() -> None:
    text = render(lecture_picture(), "html")
    digest = base64.b64encode(hashlib.sha256(Page(text).scripts[1].encode()).digest()).decode()
    policy = next(v for t, n, v in Page(text).attributes if t == "meta" and n == "content")
    assert policy == f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def test_html_data_round_trips_hostile_text() -> None:
    data = json.loads(Page(render(hostile_picture(), "html")).scripts[0])
    assert [box["title"] for box in data["boxes"]] == [shown(text) for text in HOSTILE]
    assert [net["name"] for net in data["nets"]] == [shown(text) for text in HOSTILE[:-1]]
    first = data["boxes"][0]
    assert ["line", shown(HOSTILE[0])] in first["rows"]
    assert data["nets"][0]["value"] == [["", "1.00"]]
    assert data["nets"][0]["gradient"] == [["", "?"]]
    assert data["nets"][0]["targets"] == [[1, 0]]


def test_html_script_never_writes_markup() -> None:
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert danger not in script()


def test_html_has_the_elements_of_every_level() -> None:
    page = Page(render(lecture_picture(), "html"))
    boxes = [value for tag, name, value in page.attributes if tag == "g" and name == "data-box"]
    nets = [value for tag, name, value in page.attributes if tag == "g" and name == "data-net"]
    assert boxes == ["0", "1", "2", "3", "4", "5"]
    assert nets == ["0", "1", "2", "3", "4"]


# -- DOT -----------------------------------------------------------------------------------------


def test_dot() -> None:
    text = render(lecture_picture(), "dot")
    assert text.startswith('digraph {\n  graph [rankdir=LR, label="f = (x + y) * z"')
    assert 'n0 -> n3 [label=<<font color="#15803d">-2.00</font><br/>' in text
    assert '<font color="#dc2626">-4.00</font>>, edgetooltip="x f32[]"];' in text
    assert 'label=<+<br/><font point-size="9">distributes the gradient</font>>' in text
    assert text.endswith("}\n")


def test_dot_quotes() -> None:
    text = render(hostile_picture(), "dot")
    assert len(text.splitlines()) == 5 + 2 * len(HOSTILE) - 1
    for line in text.splitlines():
        outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", line)
        # an HTML-like label has balanced angles and only its own two elements
        for label in re.findall(r"label=<(.*)>, ", line):
            ElementTree.fromstring(f"<label>{label}</label>")
            assert set(re.findall(r"</?(\w+)", label)) <= {"font", "br"}
        assert outside.count('"') == 0
    assert r'tooltip="7back\\slash \\n \\N \\\" (back' in text


# -- Mermaid -------------------------------------------------------------------------------------


def test_mermaid() -> None:
    lines = render(lecture_picture(), "mermaid").splitlines()
    assert lines[:4] == ["---", 'title: "f = (x + y) * z"', "---", "flowchart LR"]
    assert '  n0(["x"]):::input' in lines
    assert '  n3(("#43;<br/>distributes the gradient")):::gate' in lines
    assert '  n0 -->|"-2.00<br/>∇ -4.00"| n3' in lines
    assert "  classDef gate fill:#ffffff,stroke:#334155,color:#0f172a" in lines


def test_mermaid_labels_hold_no_mark_with_a_meaning() -> None:
    text = render(hostile_picture(), "mermaid")
    lines = text.splitlines()
    assert json.loads(lines[1].removeprefix("title: ")) == HOSTILE[0]
    assert len(lines) == 4 + 2 * len(HOSTILE) - 1 + 2
    for line in lines[4:-2]:
        assert line.count('"') == 2
        label = line.split('"')[1].replace("<br/>", "")
        assert not set("<>&\"'`*_\\[]%$") & set(label)
    first = lines[4].split('"')[1].split("<br/>")[0]
    assert html.unescape(first.replace("#", "&#")) == HOSTILE[0]


# -- text ----------------------------------------------------------------------------------------


def test_text() -> None:
    assert render(lecture_picture(), "text") == (
        "f = (x + y) * z\n"
        "by hand\n"
        "gradients are those of f\n"
        "\n"
        "               type   value   gradient  what it does to the gradient\n"
        "  x  input     f32[]  -2.00   -4.00\n"
        "  y  input     f32[]  5.00    -4.00\n"
        "  z  input     f32[]  -4.00   3.00\n"
        "  q  + (x, y)  f32[]  3.00    -4.00     distributes the gradient\n"
        "  m  * (q, z)  f32[]  -12.00  1.00      swaps the operands\n"
        "  f  = m       f32[]  -12.00  1.00\n"
    )


def test_text_leaves_out_empty_columns_and_keeps_one_line_per_value() -> None:
    text = render(random_picture(30, 30, readings=False), "text")
    assert "gradient" not in text
    assert "value" not in text
    hostile = render(hostile_picture(), "text")
    assert len(hostile.splitlines()) == 5 + len(HOSTILE)
    assert not re.search("[\x00-\x09\x0b-\x1f\x85\u2028]", hostile)


# -- drawings ------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_picture_renders(format: str) -> None:
    assert render(Picture("", (), ()), format)


def test_an_unknown_format() -> None:
    with pytest.raises(
        UsageError, match=r"unknown picture format 'svgz'\n  hint did you mean 'svg'"
    ):
        render(lecture_picture(), "svgz")


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.svg", "svg"),
        ("a.html", "html"),
        ("a.HTM", "html"),
        ("a.dot", "dot"),
        ("a.gv", "dot"),
        ("a.mmd", "mermaid"),
        ("a.txt", "text"),
    ],
)
def test_the_suffix_decides_the_format(tmp_path: Path, name: str, format: str) -> None:
    picture = lecture_picture()
    drawing = Drawing(picture, "text", render(picture, "text"))
    drawing.save(tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8") == render(picture, format)


@pytest.mark.parametrize("name", ["a.png", "a"])
def test_a_suffix_that_is_no_format(tmp_path: Path, name: str) -> None:
    drawing = Drawing(lecture_picture(), "svg", "")
    with pytest.raises(
        UsageError, match=r"(?s)the suffix '.*' of '.*' is no picture.*\.svg \.html"
    ):
        drawing.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_notebooks_draw_svg_and_leave_text_alone() -> None:
    picture = lecture_picture()
    drawings = {each: Drawing(picture, each, render(picture, each)) for each in FORMATS}
    assert drawings["svg"]._repr_svg_() == drawings["html"]._repr_svg_() == drawings["svg"].text
    assert drawings["text"]._repr_svg_() is None
    assert str(drawings["text"]) == drawings["text"].text
    assert repr(drawings["dot"]) == "<Drawing 'f = (x + y) * z': 6 boxes, 5 wires, dot>"


def test_json() -> None:
    statistics = Statistics((2,), float("nan"), float("inf"), 0.5, 0.0, float("inf"), (0.0, 1.0))
    boxes = (Box("a", "a", "input", Kind.INPUT, details=(("k", "v"),)), Box("b", "+", "add"))
    wire = Wire("a", "b", 0, "a", "f32[2]", statistics, Unknown())
    picture = Picture("t", boxes, (wire, Wire("a", "b", 1, "a", "f32[2]", Number(1 + 2j))))
    data = Drawing(picture, "text", "drawn").to_json()
    again = json.loads(json.dumps(data, allow_nan=False))
    assert again == data
    assert data["schema"] == "graphrt.drawing/1"
    assert data["text"] == "drawn"
    assert data["boxes"][0]["kind"] == "input"
    assert data["boxes"][0]["role"] == "forward"
    assert data["boxes"][0]["details"] == [["k", "v"]]
    shape = {"shape": [2], "mean": "nan", "spread": "inf", "zeros": 0.5}
    shape |= {"lowest": 0.0, "highest": "inf", "elements": [0.0, 1.0]}
    assert data["wires"][0]["forward"] == shape
    assert data["wires"][0]["gradient"] == "?"
    assert data["wires"][1]["forward"] == {"number": "(1+2j)"}
    assert data["wires"][1]["gradient"] is None
