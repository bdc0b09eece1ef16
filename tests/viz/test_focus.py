"""A node and its surroundings, and worksheets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from viz.geometry import check_scene
from viz.picture_samples import LECTURE_FEEDS, circuit, lecture_picture, net, random_picture

import graphrt as gr
from graphrt.analysis.picture import picture_of, visualize
from graphrt.errors import UsageError
from graphrt.viz import (
    FORMATS,
    Blank,
    Box,
    Kind,
    Number,
    Picture,
    Wire,
    blanked,
    neighbourhood,
    render,
)
from graphrt.viz.scene import make_scene


def test_what_lies_around_a_node() -> None:
    near = neighbourhood(lecture_picture(), "q", 1)
    assert [box.id for box in near.boxes] == ["operand z", "x", "y", "q", "m", "users of m"]
    stubs = {box.id: box.title for box in near.boxes if box.kind is Kind.STUB}
    assert stubs == {"operand z": "z", "users of m": "f"}
    assert near.subtitle == "by hand, q and 1 step around it"
    assert len(near.wires) == 5
    readings = {wire.name: wire.forward for wire in near.wires}
    assert readings["z"] == Number(-4.0)


def test_the_node_alone() -> None:
    near = neighbourhood(lecture_picture(), "q", 0)
    assert [box.id for box in near.boxes if box.kind is not Kind.STUB] == ["q"]
    assert {box.title for box in near.boxes if box.kind is Kind.STUB} == {"x", "y", "m"}


def test_many_users_beyond_the_cut_are_counted() -> None:
    picture = random_picture(200, 200)
    busiest = max(picture.nets, key=lambda net: len(set(net.targets)))
    near = neighbourhood(picture, picture.boxes[busiest.source].id, 0)
    titles = [box.title for box in near.boxes if box.kind is Kind.STUB]
    assert f"{len(set(busiest.targets))} users" in titles


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 59), st.integers(0, 3), st.integers(0, 50))
def test_every_neighbourhood_is_complete_and_overlaps_nothing(
    start: int, depth: int, seed: int
) -> None:
    picture = random_picture(60, 12, seed)
    near = neighbourhood(picture, f"n{start}", depth)
    kept = {box.id for box in near.boxes if box.kind is not Kind.STUB}
    distance = {f"n{start}": 0}
    for step in range(depth):
        for wire in picture.wires:
            for one, other in ((wire.source, wire.target), (wire.target, wire.source)):
                if distance.get(one, 99) == step:
                    distance.setdefault(other, step + 1)
    assert kept == set(distance)
    for wire in near.wires:
        assert wire.source in kept or wire.target in kept
    check_scene(make_scene(near))


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_draws_stubs(format: str) -> None:
    near = neighbourhood(lecture_picture(), "q", 0)
    text = render(near, format)
    assert "cut here" in text or "beyond the cut" in text


def test_a_node_is_found_by_value_and_by_what_it_is_returned_as() -> None:
    picture = lecture_picture()
    assert any(box.id == "output f" for box in neighbourhood(picture, "f", 0).boxes)
    several = Picture(
        "split",
        (Box("split", "split", "split"), Box("a", "a", "exp"), Box("b", "b", "exp")),
        (Wire("split", "a", 0, "split.0"), Wire("split", "b", 0, "split.1")),
    )
    near = neighbourhood(several, "split.1", 0)
    assert [box.id for box in near.boxes if box.kind is not Kind.STUB] == ["split"]


def test_mistakes() -> None:
    with pytest.raises(UsageError, match=r"the picture has no node 'qq'\n  hint did you mean 'q'"):
        neighbourhood(lecture_picture(), "qq")
    with pytest.raises(UsageError, match="a depth of -1: it counts wires from the node"):
        neighbourhood(lecture_picture(), "q", -1)
    with pytest.raises(UsageError, match="cannot blank 'grad'\n  hint did you mean 'grads'"):
        blanked(lecture_picture(), "grad")


# -- worksheets --------------------------------------------------------------------------------


def test_a_worksheet_leaves_the_gradients_to_be_worked_out() -> None:
    sheet = blanked(picture_of(circuit(), feeds=LECTURE_FEEDS, backward=True), "grads")
    gradients = {wire.name: wire.gradient for wire in sheet.wires}
    assert gradients == {
        "x": Blank(), "y": Blank(), "z": Blank(), "q": Blank(), "mul_0": Number(1.0),
    }  # fmt: skip
    assert {wire.name: wire.forward for wire in sheet.wires}["q"] == Number(3.0)
    check_scene(make_scene(sheet))


def test_a_worksheet_of_values_keeps_what_is_given() -> None:
    sheet = blanked(picture_of(circuit(), feeds=LECTURE_FEEDS), "values")
    values = {wire.name: wire.forward for wire in sheet.wires}
    assert values == {
        "x": Number(-2.0), "y": Number(5.0), "z": Number(-4.0), "q": Blank(), "mul_0": Blank(),
    }  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
def test_a_worksheet_shows_lines_and_no_solution(format: str) -> None:
    drawing = visualize(circuit(), format=format, feeds=LECTURE_FEEDS, blank="grads")
    solution = visualize(circuit(), format=format, feeds=LECTURE_FEEDS, backward=True)
    lines = drawing.text.replace("#95;", "_")
    assert lines.count("______") >= 4
    assert "-12.00" in lines
    assert "______" not in solution.text.replace("#95;", "_")


# -- notebooks ---------------------------------------------------------------------------------


def test_a_model_and_a_graph_draw_themselves() -> None:
    model = circuit()
    assert "f = (x + y) * z" in model._repr_svg_()
    assert model.graph._repr_svg_().startswith("<svg")
    assert 'class="box output"' in model.graph._repr_svg_()


def test_what_is_huge_draws_itself_collapsed() -> None:
    b = gr.GraphBuilder("huge")
    x = b.input("x", (4,))
    h = x
    for i in range(3000):
        with b.scope(f"layer{i}"):
            h = gr.relu(h * 2.0)
    b.signature("predict", inputs=[x], outputs={"y": h})
    text = b.build()._repr_svg_()
    assert len(text) < 40_000
    assert "layer0 … layer2999" in text


def test_a_body_draws_itself_down_to_its_outputs() -> None:
    assert net().graph._repr_svg_().count('class="box variable"') == 2
