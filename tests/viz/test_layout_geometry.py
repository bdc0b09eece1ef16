"""The layout, judged by geometry alone: nothing overlaps, no wire crosses what is not its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from viz import picture_samples as samples
from viz.geometry import check_scene, paths

import graphrt as gr
from graphrt.analysis.picture import picture_of
from graphrt.errors import GraphError
from graphrt.viz import Box, Fold, Kind, Picture, Wire
from graphrt.viz.alignment import heights, separation
from graphrt.viz.layering import Block, Lattice, Link, assign_columns, build_lattice
from graphrt.viz.ordering import crossings, order_columns
from graphrt.viz.scene import make_scene
from graphrt.viz.svg import render_svg, scene_of


def star(count: int) -> Picture:
    boxes = [Box(f"a{i}", "x", "input", Kind.INPUT) for i in range(count)]
    wires = [Wire(f"a{i}", "c", i, f"a{i}", "f32[]") for i in range(count)]
    return Picture("star", (*boxes, Box("c", "concat", "concat")), tuple(wires))


def fan(count: int) -> Picture:
    """One value read in every column of a chain."""
    boxes = [Box("x", "x", "input", Kind.INPUT)]
    boxes += [Box(f"b{i}", "+", "add") for i in range(count)]
    wires = [Wire("x", f"b{i}", 0, "x", "f32[]") for i in range(count)]
    wires += [Wire(f"b{i}", f"b{i + 1}", 1, f"b{i}", "f32[]") for i in range(count - 1)]
    return Picture("fan", tuple(boxes), tuple(wires))


def square() -> Picture:
    boxes = (Box("x", "x", "input", Kind.INPUT), Box("y", "*", "mul"))
    return Picture("x * x", boxes, (Wire("x", "y", 0, "x"), Wire("x", "y", 1, "x")))


PICTURES = {
    "empty": lambda: Picture("nothing", (), ()),
    "one box": lambda: Picture("", (Box("a", "a", "input", Kind.INPUT),), ()),
    "square": square,
    "lecture": samples.lecture_picture,
    "circuit": lambda: picture_of(samples.circuit(), feeds=samples.LECTURE_FEEDS, backward=True),
    "neuron": lambda: picture_of(samples.neuron(), feeds=samples.NEURON_FEEDS, backward=True),
    "worksheet": lambda: picture_of(samples.neuron(), backward=True),
    "neuron, backward": lambda: picture_of(
        samples.neuron(), backward=True, show_backward_nodes=True
    ),
    "net": lambda: picture_of(samples.net(), feeds=samples.net_feeds(), backward=True),
    "net, plain": lambda: picture_of(samples.net()),
    "training": lambda: picture_of(
        samples.net(True, 4), feeds=samples.net_feeds(), backward=True, show_backward_nodes=True
    ),
    "deep": lambda: picture_of(samples.net(layers=14), feeds=samples.net_feeds(), backward=True),
    "star": lambda: star(60),
    "fan": lambda: fan(60),
    "chain with backward": lambda: samples.chain_with_backward(150),
    "random near": lambda: samples.random_picture(300, 12),
    "random far": lambda: samples.random_picture(200, 200, seed=1),
    "random bare": lambda: samples.random_picture(300, 40, seed=2, readings=False),
}


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_overlaps(name: str) -> None:
    check_scene(make_scene(PICTURES[name]()))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 10_000))
def test_nothing_overlaps_in_any_small_graph(count: int, reach: int, seed: int) -> None:
    check_scene(make_scene(samples.random_picture(count, reach, seed)))


# -- the models ----------------------------------------------------------------------------------

MODELS = sorted((Path(__file__).parents[2] / "models").glob("*.pb"))


@pytest.mark.parametrize("full", [False, True], ids=["forward", "full"])
@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_nothing_overlaps_in_any_model(path: Path, full: bool) -> None:
    model = gr.load(path)
    for name, signature in model.signatures.items():
        scalar = next((n for n, v in signature.outputs.items() if str(v.type) == "f32[]"), None)
        scalar = scalar or next(
            (n for n, v in signature.outputs.items() if str(v.type) == "f64[]"), None
        )
        picture = picture_of(model, name, backward=scalar, show_backward_nodes=full)
        for fold in (Fold(), Fold(expand=("all",))):
            check_scene(scene_of(picture, fold))


@pytest.mark.parametrize("name", ["neuron", "training", "random near", "square", "fan"])
def test_wires_end_where_they_belong(name: str) -> None:
    scene = make_scene(PICTURES[name]())
    for net, route in zip(scene.picture.nets, scene.routes, strict=True):
        source = scene.shapes[net.source]
        start = (route.trunk or route.branches[0])[0]
        assert start[0] == pytest.approx(source.left + source.width)
        assert source.top <= start[1] <= source.top + source.height
        assert len(route.branches) == len(net.wires)
        for target, branch in zip(net.targets, route.branches, strict=True):
            shape = scene.shapes[target]
            x, y = branch[-1]
            if shape.is_circle:
                dx = x - shape.left - shape.radius
                dy = y - shape.top - shape.radius
                assert dx**2 + dy**2 == pytest.approx(shape.radius**2)
            else:
                assert x == pytest.approx(shape.left)
                assert shape.top <= y <= shape.top + shape.height
            if route.trunk:
                assert branch[0] in route.trunk


def test_operands_arrive_in_order() -> None:
    scene = make_scene(star(6))
    arrivals = [route.branches[0][-1][1] for route in scene.routes]
    assert arrivals == sorted(arrivals)
    assert [shape.top for shape in scene.shapes[:6]] == sorted(s.top for s in scene.shapes[:6])


def test_a_chain_is_a_straight_line() -> None:
    scene = make_scene(PICTURES["neuron"]())
    chain = scene.shapes[9:]  # * -1, exp, + 1, 1/x, f
    middles = {round(shape.top + shape.height / 2, 6) for shape in chain}
    assert len(middles) == 1


def test_the_path_through_a_deep_net_hardly_sinks() -> None:
    scene = make_scene(PICTURES["deep"]())
    assert scene.height < 600
    assert scene.width > 5000


def test_readings_stand_above_and_below_their_wire() -> None:
    scene = make_scene(samples.lecture_picture())
    for route, labels in zip(scene.routes, scene.labels, strict=True):
        (x0, y), (x1, _) = (route.trunk or route.branches[0])[:2]
        for text in labels:
            left, top, right, bottom = text.rectangle
            assert x0 < left < right < x1
            assert bottom < y if text.style.name == "value" else top > y


# -- layers, order and heights -----------------------------------------------------------------


def block(entries: int = 3) -> Block:
    ports = tuple((-20.0, 17.0 * i) for i in range(entries))
    return Block(50, 30, 30, ports, ((25.0, 0.0),), 40)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Block], list[Link]]:
    count = draw(st.integers(1, 14))
    links: dict[int, list[tuple[int, int]]] = {}
    for target in range(1, count):
        sources = draw(st.lists(st.integers(0, target - 1), max_size=3))
        for slot, source in enumerate(sources):
            links.setdefault(source, []).append((target, slot))
    return [block()] * count, [Link(s, 0, tuple(t)) for s, t in sorted(links.items())]


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_links_run_right_and_sources_stand_close(graph: tuple[list[Block], list[Link]]) -> None:
    blocks, links = graph
    column = assign_columns(len(blocks), links)
    read = {target for link in links for target, _ in link.targets}
    assert min(column) == 0
    for link in links:
        gaps = [column[target] - column[link.source] for target, _ in link.targets]
        assert min(gaps) >= 1
        if link.source not in read:
            assert min(gaps) == 1


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_crossings_are_counted_as_defined(graph: tuple[list[Block], list[Link]]) -> None:
    lattice = build_lattice(*graph)
    assert crossings(lattice) == crossings_by_definition(lattice)
    before = crossings(lattice)
    members = [sorted(column) for column in lattice.columns]
    order_columns(lattice)
    assert crossings(lattice) == crossings_by_definition(lattice) <= before
    assert [sorted(column) for column in lattice.columns] == members


def crossings_by_definition(lattice: Lattice) -> int:
    """Every pair of pieces between the same two columns, compared at both ends."""
    place = {v: rank for column in lattice.columns for rank, v in enumerate(column)}
    total = 0
    for column in lattice.columns:
        pieces = [
            ((place[v], edge.here), (place[edge.vertex], edge.there))
            for v in column
            for edge in lattice.after[v]
        ]
        for i, (left, right) in enumerate(pieces):
            for other_left, other_right in pieces[:i]:
                if left < other_left:
                    total += right > other_right
                elif left > other_left:
                    total += right < other_right
    return total


def test_a_tree_has_no_crossings() -> None:
    # 15 blocks, each inner one reading two, given in an order that tangles them
    links = [Link(i, 0, (((i * 7 % 15 - 1) // 2 * 13 % 15, i % 2),)) for i in range(1, 15)]
    parent = {i: (i - 1) // 2 for i in range(1, 15)}
    name = [i * 4 % 15 for i in range(15)]
    links = [Link(name[i], 0, ((name[p], i % 2),)) for i, p in parent.items()]
    lattice = build_lattice([block(2)] * 15, links)
    order_columns(lattice)
    assert crossings(lattice) == 0


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_neighbours_in_a_column_keep_apart(graph: tuple[list[Block], list[Link]]) -> None:
    lattice = build_lattice(*graph)
    order_columns(lattice)
    y = heights(lattice)
    for column in lattice.columns:
        for upper, lower in pairwise(column):
            assert y[lower] - y[upper] >= separation(lattice, upper, lower) - 1e-6
    assert min(y[v] - lattice.above[v] for v in range(len(y))) == pytest.approx(0)


def test_a_cycle_is_named() -> None:
    boxes = (Box("a", "a", "op"), Box("b", "b", "op"))
    picture = Picture("", boxes, (Wire("a", "b"), Wire("b", "a")))
    with pytest.raises(GraphError, match="the wires form a cycle through box number 0"):
        render_svg(picture)


def test_wires_far_too_long_for_dummies_take_lanes() -> None:
    picture = samples.chain_with_backward(150)
    scene = make_scene(picture)
    lowest = max(shape.top + shape.height for shape in scene.shapes)
    below = [path for _, path in paths(scene) if max(y for _, y in path) > lowest]
    assert len(below) > 50
    assert len({max(y for _, y in path) for path in below}) > 50  # nested, so no two share one


# -- speed and determinism ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "picture",
    [samples.chain_with_backward(3500), samples.random_picture(7000, 7000, readings=False)],
    ids=["chain", "random"],
)
def test_seven_thousand_nodes(picture: Picture) -> None:
    assert len(picture.boxes) == 7000
    start = time.process_time()
    render_svg(picture)
    assert time.process_time() - start < 5


def test_pictures_do_not_depend_on_hashing() -> None:
    code = (
        "import hashlib; from viz.picture_samples import random_picture;"
        "from graphrt.viz import render; picture = random_picture(80, 80);"
        "texts = ''.join(render(picture, f) for f in ('svg', 'html', 'dot', 'mermaid', 'text'));"
        "print(hashlib.sha256(texts.encode()).hexdigest())"
    )
    digests = set()
    for seed in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, "-c", code]
        digests.add(
            subprocess.run(command, env=environment, capture_output=True, check=True).stdout
        )
    assert len(digests) == 1
