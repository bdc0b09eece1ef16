"""Where everything goes: a layered layout from left to right, without Graphviz.

Columns (`layering`), order within them (`ordering`), heights (`alignment`), then widths and
wires, here. A column is as wide as its widest box and label, and every box owns the strip
of its column at its height; between two columns lies a channel in which wires, and nothing
else, change their height. So no wire can cross a box and no label can overlap another.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import NamedTuple

from graphrt.viz.alignment import heights
from graphrt.viz.layering import Block, Lattice, Link, build_lattice
from graphrt.viz.ordering import order_columns

Point = tuple[float, float]
Path = tuple[Point, ...]  # level pieces, and between points of different height a curve

NARROWEST, WIDEST = 34.0, 150.0  # channels
SPARE = 120.0  # in a column wider than a box by more, its label stands right beside the box
LANE_HEIGHT = 7.0


class Route(NamedTuple):
    """The way of one value: the shared trunk, then one branch with an arrow per user."""

    trunk: Path
    branches: tuple[Path, ...]


class Layout(NamedTuple):
    """Centres of the blocks, (left, right) of each block's label strip, and the routes.

    ``lattice`` and ``heights`` are what they follow from.
    """

    centres: tuple[Point, ...]
    strips: tuple[tuple[float, float], ...]
    routes: tuple[Route, ...]
    width: float
    height: float
    lattice: Lattice
    heights: tuple[float, ...]


class _Column(NamedTuple):
    left: float
    middle: float  # centre line of the boxes
    body: float  # right end of the part the boxes take
    right: float


def lay_out(blocks: Sequence[Block], links: Sequence[Link]) -> Layout:
    """Place ``blocks`` and route ``links``; near-linear in their number.

    Raises `GraphError` when the links form a cycle.
    """
    lattice = build_lattice(blocks, links)
    order_columns(lattice)
    y = heights(lattice)
    columns = _columns(lattice, blocks, y)
    height = max((y[v] + lattice.below[v] for v in range(len(y))), default=0.0)
    lanes, height = _lanes(lattice, links, height)
    of = [columns[index] for index in lattice.column]
    centres = tuple((of[i].middle, y[i]) for i in range(len(blocks)))
    routes = tuple(
        _route(_Wiring(lattice, blocks, centres, columns, y), index, link, lanes.get(index))
        for index, link in enumerate(links)
    )
    strips = tuple(_strip(of[i], block) for i, block in enumerate(blocks))
    width = columns[-1].right if columns else 0.0
    return Layout(centres, strips, routes, width, height, lattice, tuple(y))


def _columns(lattice: Lattice, blocks: Sequence[Block], y: Sequence[float]) -> list[_Column]:
    columns = []
    left = 0.0
    for vertices in lattice.columns:
        boxes = [blocks[v] for v in vertices if not lattice.is_dummy(v)]
        span = max((block.span for block in boxes), default=0.0)
        label = max((block.label for block in boxes), default=0.0)
        right = left + span + label
        columns.append(_Column(left, left + span / 2, left + span, right))
        rise = max(
            (
                abs(y[v] + edge.here - y[edge.vertex] - edge.there)
                for v in vertices
                for edge in lattice.after[v]
            ),
            default=0.0,
        )
        left = right + min(WIDEST, NARROWEST + rise / 6)
    return columns


def _strip(column: _Column, block: Block) -> tuple[float, float]:
    """Where the labels of a block stand: in line with those of its column, or beside it."""
    right = column.middle + block.span / 2
    if column.body - right > SPARE:
        return right, right + block.label
    return column.body, column.right


def _lanes(
    lattice: Lattice, links: Sequence[Link], bottom: float
) -> tuple[dict[int, float], float]:
    """Heights of the lanes below the picture: links whose ways do not overlap share one."""
    found: dict[int, float] = {}
    free: list[tuple[int, int]] = []  # (column where the lane becomes free, lane)
    used = 0
    for index in sorted(lattice.lanes, key=lambda i: (lattice.column[links[i].source], i)):
        start = lattice.column[links[index].source]
        if free and free[0][0] <= start:
            _, lane = heapq.heappop(free)
        else:
            lane, used = used, used + 1
        end = max(lattice.column[target] for target, _ in links[index].targets)
        heapq.heappush(free, (end, lane))
        found[index] = bottom + (lane + 2) * LANE_HEIGHT
    return found, bottom + (used + 2) * LANE_HEIGHT if used else bottom


class _Wiring(NamedTuple):
    lattice: Lattice
    blocks: Sequence[Block]
    centres: Sequence[Point]
    columns: Sequence[_Column]
    y: Sequence[float]


def _route(wiring: _Wiring, index: int, link: Link, lane: float | None) -> Route:
    """The trunk runs from the box through the columns to the last fork, if there is one."""
    lattice, blocks, centres, columns, y = wiring
    start = lattice.column[link.source]
    (x, height), (dx, dy) = centres[link.source], blocks[link.source].exits[link.exit]
    trunk = [(x + dx, height + dy), (columns[start].right, height + dy)]
    passed = {start: 1}  # column -> position in `trunk` of the point where it is left
    chain = lattice.dummies.get(index, ())
    if lane is None:
        for column, dummy in enumerate(chain, start + 1):
            trunk += [(columns[column].left, y[dummy]), (columns[column].right, y[dummy])]
            passed[column] = len(trunk) - 1
    else:
        trunk.append((columns[start + 1].left, lane))
        for column in sorted({lattice.column[target] - 1 for target, _ in link.targets} - {start}):
            trunk.append((columns[column].right, lane))
            passed[column] = len(trunk) - 1
    branches = []
    for target, entry in link.targets:
        (x, height), (dx, dy) = centres[target], blocks[target].entries[entry]
        column = lattice.column[target]
        fork = trunk[passed[column - 1]]
        arrival = (columns[column].left, height + dy)
        branches.append((fork, arrival, (x + dx, height + dy)))
    if len(link.targets) == 1:
        # One user: a single path from box to box.
        return Route((), ((*trunk[:-1], *branches[0]),))
    return Route(tuple(trunk), tuple(branches))
