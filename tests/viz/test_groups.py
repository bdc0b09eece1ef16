"""Groups: every box in one, no cycle whatever is closed, nothing overlapping whatever is open."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from viz.geometry import check_scene
from viz.large_pictures import KINDS, deep, with_gradients

from graphrt.errors import UsageError
from graphrt.viz import Box, Fold, Kind, Picture, Wire, render
from graphrt.viz.layering import Link, assign_columns
from graphrt.viz.levels import folded, levels_of
from graphrt.viz.nesting import nested_scene
from graphrt.viz.opening import GLANCE
from graphrt.viz.outline import MOST, Group, outline_of
from graphrt.viz.picture import Role
from graphrt.viz.scene import make_scene
from graphrt.viz.svg import render_svg, scene_of


@st.composite
def scoped(draw: st.DrawFn) -> Picture:
    """Random graphs whose boxes are in random scopes, in no sensible order."""
    count = draw(st.integers(2, 30))
    scopes = st.sampled_from(("", "a", "a/b", "a/b/c", "d", "d/b"))
    boxes, wires = [], []
    for i in range(count):
        scope = draw(scopes)
        sources = draw(st.lists(st.integers(0, i - 1), max_size=3)) if i else []
        kind = Kind.GATE if sources else Kind.VARIABLE
        role = draw(st.sampled_from((Role.FORWARD, Role.GRADIENT)))
        boxes.append(Box(f"n{i}", "+", "add", kind, scope=scope, role=role))
        wires += [Wire(f"n{s}", f"n{i}", slot, f"n{s}", "f32[]") for slot, s in enumerate(sources)]
    return Picture("scoped", tuple(boxes), tuple(wires))


def assert_acyclic(picture: Picture) -> None:
    links = [Link(n.source, 0, tuple((t, 0) for t in n.targets)) for n in picture.nets]
    column = assign_columns(len(picture.boxes), links)
    for link in links:
        assert all(column[link.source] < column[target] for target, _ in link.targets)


@settings(max_examples=80, deadline=None)
@given(scoped(), st.randoms(use_true_random=False))
def test_any_choice_of_open_groups_is_drawn_without_a_cycle_or_an_overlap(
    picture: Picture, draw: random.Random
) -> None:
    root = outline_of(picture)
    assert sorted(root.boxes) == list(range(len(picture.boxes)))
    groups = [group.id for group in root.groups]
    assert len(set(groups)) == len(groups)
    opened = {id for id in groups if draw.random() < 0.6}
    assert_acyclic(folded(picture, root, opened))
    check_scene(nested_scene(picture, root, opened))


@settings(max_examples=60, deadline=None)
@given(scoped())
def test_a_scope_holds_its_own_boxes_only(picture: Picture) -> None:
    for group in outline_of(picture).groups:
        for box in group.boxes:
            inside = picture.boxes[box]
            assert f"{inside.scope}/".startswith(f"{group.scope}/")
            assert inside.role is group.role or inside.kind.is_source


@settings(max_examples=60, deadline=None)
@given(scoped())
def test_every_wire_is_drawn_once_per_level_it_crosses(picture: Picture) -> None:
    root = outline_of(picture)
    around: dict[int, tuple[str, ...]] = {}

    def settle(group: Group, ids: tuple[str, ...]) -> None:
        for item in group.items:
            if isinstance(item, Group):
                settle(item, (*ids, item.id))
            else:
                around[item] = ids

    settle(root, ("",))
    levels = levels_of(picture, root)
    seen: dict[str, set[tuple[int, int]]] = {id: set() for id in levels}
    for id, level in levels.items():
        assert len(level.carried) == len(level.picture.nets)
        for nets in level.carried:
            seen[id] |= {(net.source, net.result) for net in nets}
    for net in picture.nets:
        for target in net.targets:
            source_side, target_side = around[net.source], around[target]
            shared = [s for s, t in zip(source_side, target_side) if s == t]
            crossed = {*source_side, *target_side} - set(shared[:-1])
            for id in crossed:
                assert (net.source, net.result) in seen[id]


def test_closed_all_is_one_box_per_group_and_open_all_is_every_box() -> None:
    picture = deep(60)
    root = outline_of(picture)
    closed = folded(picture, root, ())
    assert len(closed.boxes) == len(root.items)
    assert folded(picture, root, [g.id for g in root.groups]) == picture


# -- repeats and parts ------------------------------------------------------------------------


def blocks(copies: int, scopes: bool, width: int = 3) -> Picture:
    """``copies`` equal blocks in a row: w, then matmul, add, relu."""
    boxes, wires = [Box("x", "x", "input", Kind.INPUT)], []
    last = "x"
    for i in range(copies):
        scope = f"layer{i}" if scopes else ""
        weight = Box(f"w{i}", f"w{i}", "variable", Kind.VARIABLE, scope=scope)
        boxes.append(weight)
        for j in range(width):
            op = ("matmul", "add", "relu", "exp")[j % 4]
            box = Box(f"{op}{i}_{j}", op, op, scope=scope)
            wires.append(Wire(last, box.id, 0, last, "f32[]"))
            if j < 2:
                wires.append(Wire(weight.id, box.id, 1, weight.id, "f32[]"))
            boxes.append(box)
            last = box.id
    boxes.append(Box("output y", "y", "output", Kind.OUTPUT))
    wires.append(Wire(last, "output y", 0, last, "f32[]"))
    return Picture("blocks", tuple(boxes), tuple(wires))


@pytest.mark.parametrize("scopes", [True, False])
def test_equal_blocks_are_one_box_times_twenty(scopes: bool) -> None:
    picture = blocks(20, scopes)
    closed = folded(picture, outline_of(picture), ())
    group = next(box for box in closed.boxes if box.kind is Kind.GROUP)
    assert [box.id for box in closed.boxes] == ["x", group.id, "output y"]
    assert group.subtitle == "× 20, 4 nodes each"
    assert group.title == ("layer0 … layer19" if scopes else "matmul, add, relu")


def test_weights_given_beforehand_do_not_hide_the_repeats() -> None:
    picture = blocks(20, False)
    sources = [box for box in picture.boxes if box.kind.is_source]
    others = [box for box in picture.boxes if not box.kind.is_source]
    moved = Picture("moved", (*sources, *others), picture.wires)
    closed = folded(moved, outline_of(moved), ())
    assert [box.subtitle for box in closed.boxes] == ["", "× 20, 4 nodes each", ""]


def test_a_block_unlike_the_others_stays_outside() -> None:
    picture = blocks(20, True)
    odd = [
        Box(b.id, "tanh", "tanh", scope=b.scope) if b.id == "relu9_2" else b for b in picture.boxes
    ]
    closed = folded(
        Picture("odd", tuple(odd), picture.wires),
        outline_of(Picture("odd", tuple(odd), picture.wires)),
        (),
    )
    titles = [box.title for box in closed.boxes]
    assert titles == ["x", "layer0 … layer8", "layer9", "layer10 … layer19", "y"]


def test_inputs_in_a_row_are_no_repeat() -> None:
    count = 100
    boxes = [Box(f"x{i}", "x", "input", Kind.INPUT) for i in range(count)]
    wires = [Wire(f"x{i}", "c", i, f"x{i}") for i in range(count)]
    picture = Picture("star", (*boxes, Box("c", "concat", "concat")), tuple(wires))
    assert not list(outline_of(picture).groups)


def test_small_pictures_have_scopes_only() -> None:
    assert not list(outline_of(blocks(12, False)).groups)
    assert {g.what for g in outline_of(blocks(12, True)).groups} == {"scope"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_level_of_a_large_picture_is_long(kind: str) -> None:
    picture = KINDS[kind](3000)
    root = outline_of(picture)
    assert sorted(root.boxes) == list(range(3000))
    for group in (root, *root.groups):
        assert len(group.items) <= MOST
    opened = Fold().opened(root)
    assert len(folded(picture, root, opened).boxes) <= GLANCE


def test_a_hostile_number_of_scopes_is_bounded() -> None:
    scope = "/".join("s" * 5000)
    boxes = tuple(Box(f"{scope}/n{i}", "+", "add", scope=scope) for i in range(3))
    wires = (Wire(boxes[0].id, boxes[1].id, 0, "a"), Wire(boxes[1].id, boxes[2].id, 0, "b"))
    groups = list(outline_of(Picture("deep", boxes, wires)).groups)
    assert len(groups) <= 16


# -- what a user asks for ----------------------------------------------------------------------


def test_expand_and_collapse_by_scope() -> None:
    picture = blocks(20, True)
    root = outline_of(picture)
    repeat = next(g.id for g in root.groups if g.what == "repeat")
    assert Fold().opened(root) == {""}
    assert Fold(expand=("layer3",)).opened(root) == {"", repeat, "layer3"}
    assert Fold(expand=("layer3",), collapse=("layer3",)).opened(root) == {"", repeat}
    assert Fold(expand=("all",)).opened(root) == {"", *(g.id for g in root.groups)}
    assert Fold(collapse=("all",)).opened(root) == set()
    with pytest.raises(UsageError, match=r"the picture has no group 'layr3'\n  hint did you mean"):
        Fold(expand=("layr3",)).opened(root)
    with pytest.raises(UsageError, match="the picture has no group 'a'\n  hint it has no groups"):
        Fold(collapse=("a",)).opened(outline_of(blocks(2, False)))


def test_svg_opens_what_is_asked_for() -> None:
    picture = blocks(20, True)
    assert "layer0 … layer19" in render(picture, "svg")
    assert "relu3_2" not in render(picture, "svg")
    opened = render(picture, "svg", Fold(expand=("layer3",)))
    assert "relu3_2 (relu)" in opened
    assert "relu4_2 (relu)" not in opened
    everything = render(picture, "svg", Fold(expand=("all",)))
    assert all(f"relu{i}_2 (relu)" in everything for i in range(20))


@pytest.mark.parametrize("format", ["text", "dot", "mermaid"])
def test_formats_without_frames_close_what_is_large(format: str) -> None:
    small, large = blocks(20, True), blocks(100, True)
    assert "relu3_2" in render(small, format) or format == "mermaid"
    assert len(render(large, format).splitlines()) < 30
    assert "× 100, 4 nodes each" in render(large, format)
    everything = render(large, format, Fold(expand=("all",)))
    assert len(everything.splitlines()) > 400


def test_values_of_a_group_run_together() -> None:
    picture = with_gradients(blocks(20, True))
    closed = folded(picture, outline_of(picture), ())
    forward, backward = (box for box in closed.boxes if box.kind is Kind.GROUP)
    assert (forward.role, backward.role) == (Role.FORWARD, Role.GRADIENT)
    assert "gradient nodes each" in backward.subtitle
    between = [w for w in closed.wires if (w.source, w.target) == (forward.id, backward.id)]
    assert [w.type for w in between] == ["79 values", "f32[]"]  # the last one leads to y, too


# -- frames ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["deep", "scattered"])
@pytest.mark.parametrize("gradients", [False, True])
def test_frames_of_generated_nets_overlap_nothing(kind: str, gradients: bool) -> None:
    picture = KINDS[kind](90)
    picture = with_gradients(picture) if gradients else picture
    for fold in (Fold(), Fold(expand=("all",)), Fold(collapse=("all",))):
        check_scene(scene_of(picture, fold))


def test_wires_meet_at_the_border_of_a_frame() -> None:
    scene = scene_of(deep(60), Fold(expand=("all",)))
    for position, (origin, inner) in scene.inner.items():
        shape = scene.shapes[position]
        arriving = {
            branch[-1]
            for net, route in zip(scene.picture.nets, scene.routes, strict=True)
            for target, branch in zip(net.targets, route.branches, strict=True)
            if target == position
        }
        ports = {(shape.left, origin[1] + y) for y in inner.ports[0]}
        assert {(round(x, 6), round(y, 6)) for x, y in arriving} == {
            (round(x, 6), round(y, 6)) for x, y in ports
        }


def test_a_picture_without_groups_is_drawn_as_ever() -> None:
    picture = blocks(4, False)
    scene = scene_of(picture, Fold())
    assert scene.shapes == make_scene(picture).shapes


# -- speed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_seven_thousand_boxes_of_every_kind(kind: str) -> None:
    picture = KINDS[kind](7000)
    start = time.process_time()
    text = render(picture, "svg")
    assert time.process_time() - start < 5
    assert len(text) < 300_000


@pytest.mark.parametrize("kind", ["deep", "tangle"])
def test_a_page_of_seven_thousand_boxes(kind: str) -> None:
    picture = KINDS[kind](7000)
    start = time.process_time()
    text = render(picture, "html")
    # It holds the layout of every level, several hundred of them.
    assert time.process_time() - start < 15
    assert len(text) < 12_000_000


@pytest.mark.parametrize("kind", KINDS)
def test_seven_thousand_boxes_laid_out_flat(kind: str) -> None:
    picture = KINDS[kind](7000)
    start = time.process_time()
    make_scene(picture)
    assert time.process_time() - start < 5


def test_a_picture_of_ten_times_the_size_takes_about_ten_times_as_long() -> None:
    def seconds(count: int) -> float:
        picture = deep(count)
        start = time.process_time()
        render_svg(picture)
        return time.process_time() - start

    small = min(seconds(2000) for _ in range(3))
    assert seconds(20_000) < 25 * small
