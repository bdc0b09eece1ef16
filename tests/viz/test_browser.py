"""The page in a real browser: what a reader clicks, types and sees.

Without Chromium these tests are skipped; with GRAPHRT_REQUIRE_BROWSER=1 they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from viz.large_pictures import deep, with_gradients
from viz.picture_samples import lecture_picture, net, net_feeds

from graphrt.analysis.picture import picture_of
from graphrt.viz import Fold, Picture, render

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The browser's executable, where there is one."""
    named = os.environ.get("GRAPHRT_BROWSER")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of this file."""
    required = os.environ.get("GRAPHRT_REQUIRE_BROWSER") == "1"
    executable = chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        executable = None
    if executable is None:
        reason = "no browser: needs playwright and chromium on PATH (or GRAPHRT_BROWSER)"
        if required:
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield running
        running.close()


Open = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens the page of a picture from a file; at the end nothing has gone wrong or out."""
    troubles: list[str] = []
    requests: list[str] = []
    pages = []

    def open_(picture: Picture, fold: Fold | None = None) -> Any:
        path = tmp_path / f"page{len(pages)}.html"
        path.write_text(render(picture, "html", fold), encoding="utf-8")
        page = browser.new_page(viewport={"width": 1400, "height": 800})
        page.set_default_timeout(10_000)
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(path.as_uri())
        pages.append((page, path.as_uri()))
        return page

    yield open_
    for page, _ in pages:
        page.close()
    assert troubles == []
    assert requests == [uri for _, uri in pages]


SHOWN = """() => {
  const found = [];
  for (const e of document.querySelectorAll(
      '#world .box, #world .frame-box, #world .labels text, #world .frame-box text')) {
    const shape = e.matches('text') ? e : e.querySelector('.form');
    const r = shape.getBoundingClientRect();
    if (e.getClientRects().length && r.width > 0)
      found.push([r.left, r.top, r.right, r.bottom, e.matches('.frame-box'), e.textContent]);
  }
  return found;
}"""


FOCUS_A_GROUP = """() => {
  close();
  const groups = [...document.querySelectorAll('#world .box.group, #world .box.group-back')];
  groups.find(each => each.getClientRects().length).focus();
}"""


def assert_nothing_overlaps(page: Any) -> None:
    """Boxes, labels and frames as the browser drew them; a frame may hold the others."""
    shown = page.evaluate(SHOWN)
    assert shown
    for i, first in enumerate(shown):
        for second in shown[:i]:
            across = min(first[2], second[2]) - max(first[0], second[0])
            down = min(first[3], second[3]) - max(first[1], second[1])
            if across > 1 and down > 1:
                assert any(
                    one[4] and _holds(one, two) for one, two in ((first, second), (second, first))
                ), (first, second)


def _holds(outer: list[float], inner: list[float]) -> bool:
    return (
        outer[0] <= inner[0] + 1
        and outer[1] <= inner[1] + 1
        and outer[2] >= inner[2] - 1
        and outer[3] >= inner[3] - 1
    )


def scale(page: Any) -> float:
    return float(page.evaluate("view.scale"))


def transform(page: Any) -> str:
    return str(page.get_attribute("#world", "transform"))


def boxes(page: Any) -> int:
    return int(
        page.evaluate(
            "[...document.querySelectorAll('#world .box')].filter(e => e.getClientRects().length).length"
        )
    )


def net_picture() -> Picture:
    return picture_of(net(), feeds=net_feeds(), backward=True)


def test_the_lecture_is_shown_as_it_is(open_page: Open) -> None:
    page = open_page(lecture_picture())
    assert boxes(page) == 6
    texts = page.locator("#world .value").all_text_contents()
    assert texts == ["-2.00", "5.00", "3.00", "-4.00", "-12.00"]
    assert page.locator("#world .gradient").all_text_contents() == [
        "-4.00", "-4.00", "-4.00", "3.00", "1.00",
    ]  # fmt: skip
    assert page.locator("header").inner_text().splitlines()[0] == "f = (x + y) * z"
    assert page.locator("#expand").is_hidden()
    assert_nothing_overlaps(page)


def test_a_click_on_a_group_opens_it_in_place_and_another_closes_it(open_page: Open) -> None:
    page = open_page(deep(800), Fold(collapse=("all",)))
    before = boxes(page)
    group = page.locator("#world .box.group").first
    title = group.locator(".name").text_content()
    corner = group.locator(".form").bounding_box()
    group.click()
    frame = page.locator("#world .frame-box").first
    assert frame.locator("text").text_content() == title
    assert boxes(page) > before
    now = frame.locator(".form").bounding_box()
    assert now["x"] == pytest.approx(corner["x"], abs=2)  # it stays under the pointer
    assert now["y"] == pytest.approx(corner["y"], abs=2)
    assert_nothing_overlaps(page)
    assert page.locator("#panel h2").text_content() == title
    page.locator("#panel .act").click()
    assert boxes(page) == before
    assert page.locator("#world .frame-box").count() == 0


def test_groups_in_groups_open_without_overlaps(open_page: Open) -> None:
    page = open_page(with_gradients(deep(400)))
    assert_nothing_overlaps(page)
    for _ in range(6):
        page.evaluate(FOCUS_A_GROUP)
        page.keyboard.press("Enter")
        page.evaluate("zoom(1 / view.scale, 0, 0)")
        assert_nothing_overlaps(page)
    page.click("#expand")
    page.evaluate("zoom(1 / view.scale, 0, 0)")
    assert boxes(page) > 100
    assert_nothing_overlaps(page)
    page.click("#collapse")
    assert boxes(page) < 64


def test_search_finds_opens_and_steps(open_page: Open) -> None:
    page = open_page(deep(800))
    page.keyboard.press("/")
    page.keyboard.type("n70")
    assert page.locator("#count").text_content() == "11 found"
    page.keyboard.press("Enter")
    assert page.locator("#count").text_content() == "1 of 11"
    assert page.locator("#panel h2").text_content() == "block3/attention/n70"
    chosen = page.locator("#world .box.chosen .form").bounding_box()
    assert 0 < chosen["x"] < 1400 - 330
    assert 0 < chosen["y"] < 800
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").text_content() == "block35/attention/n700"
    page.click("#previous")
    assert page.locator("#panel h2").text_content() == "block3/attention/n70"
    page.fill("#search", "no such node")
    assert page.locator("#count").text_content() == "none"
    page.locator("#search").press("Escape")
    assert page.input_value("#search") == ""


def test_the_panel_tells_all_there_is(open_page: Open) -> None:
    picture = net_picture()
    page = open_page(picture, Fold(expand=("all",)))
    page.evaluate("jump(data.boxes.findIndex(box => box.name === 'layer1/max_0'))")
    text = page.locator("#panel").inner_text()
    wire = next(each for each in picture.wires if each.name == "layer1/max_0")
    for words in (
        "layer1/max_0", "max", "picture_samples.py:", "f32[N, 100]", "[32, 100]",
        f"{wire.forward.mean:.2f}", f"{wire.forward.highest:.2f}", "VALUE", "GRADIENT", "zeros",
    ):  # fmt: skip
        assert words in text, words
    gate = next(box.gate for box in picture.boxes if box.id == "layer1/max_0")
    assert gate
    assert gate in text
    page.locator("#panel .go", has_text="layer1/matmul_0").click()
    assert page.locator("#panel h2").text_content() == "layer1/matmul_0"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


def test_a_wire_tells_value_and_users(open_page: Open) -> None:
    page = open_page(lecture_picture())
    page.locator("#world .net .value").first.click()
    text = page.locator("#panel").inner_text()
    assert "-2.00" in text
    assert "-4.00" in text
    assert page.locator("#world .net.near").count() == 1


def test_pan_and_zoom(open_page: Open) -> None:
    page = open_page(net_picture())
    seen = [transform(page)]
    page.mouse.move(700, 650)
    page.mouse.down()
    page.mouse.move(600, 600, steps=4)
    page.mouse.up()
    seen.append(transform(page))
    before = scale(page)
    page.mouse.wheel(0, -120)
    page.wait_for_function(f"view.scale > {before}")
    seen.append(transform(page))
    for button, larger in (("#in", True), ("#out", False)):
        before = scale(page)
        page.click(button)
        assert (scale(page) > before) is larger
        seen.append(transform(page))
    page.keyboard.press("ArrowLeft")
    seen.append(transform(page))
    page.click("#fit")
    seen.append(transform(page))
    assert all(a != b for a, b in pairwise(seen))
    assert page.locator("#panel").is_hidden()  # a drag is no click


def test_two_fingers_zoom(open_page: Open) -> None:
    page = open_page(lecture_picture())
    before = scale(page)
    page.evaluate("""() => {
      const send = (kind, id, x) => stage.dispatchEvent(new PointerEvent(kind,
        {pointerId: id, clientX: x, clientY: 300, bubbles: true}));
      stage.setPointerCapture = () => {};
      send('pointerdown', 1, 400); send('pointerdown', 2, 500);
      for (const x of [520, 560, 600]) send('pointermove', 2, x);
      send('pointerup', 1, 400); send('pointerup', 2, 600);
    }""")
    assert scale(page) > 1.2 * before


def test_keys_reach_every_box(open_page: Open) -> None:
    page = open_page(lecture_picture())
    page.evaluate("document.querySelector('#world .box').focus()")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").text_content() == "x"
    labels = page.evaluate(
        "[...document.querySelectorAll('#world .box')].map(e => e.getAttribute('tabindex'))"
    )
    assert labels == ["0"] * 6


def test_seven_thousand_boxes_open_fast_and_stay_usable(open_page: Open) -> None:
    page = open_page(deep(7000))
    assert boxes(page) <= 64
    milliseconds = page.evaluate(
        "performance.timing.domInteractive - performance.timing.fetchStart"
    )
    assert milliseconds < 5000
    page.fill("#search", "n6543")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").text_content() == "block327/attention/n6543"
    taken = page.evaluate(
        "() => { const t = performance.now(); draw(); return performance.now() - t; }"
    )
    assert taken < 1000
    assert_nothing_overlaps(page)


def test_dark_mode_is_readable(open_page: Open) -> None:
    page = open_page(lecture_picture())
    page.emulate_media(color_scheme="dark")
    paper = page.evaluate("getComputedStyle(stage).backgroundColor")
    ink = page.evaluate("getComputedStyle(document.querySelector('#world .name')).fill")
    assert (paper, ink) == ("rgb(15, 23, 42)", "rgb(226, 232, 240)")
