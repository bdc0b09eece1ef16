"""Which column every box stands in, and the way points of wires that cross several columns.

Boxes become vertices ``0 .. n-1``; each column a net passes on its way to a farther user
gets one more vertex, a *dummy*, which keeps a lane free for it. All users of a net share its
dummies, so that a value fans out late.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from graphrt.errors import GraphError


class Block(NamedTuple):
    """A box as the layout sees it: sizes, and ports as offsets from the box's centre."""

    span: float  # width, captions included
    above: float  # from the centre line to the top of all that belongs to the box
    below: float
    entries: tuple[tuple[float, float], ...]  # one per operand
    exits: tuple[tuple[float, float], ...]  # one per result
    label: float  # width of the widest label on a result
    pin: int = 0  # -1: stands before all others, 1: behind them (the ports of a group)


class Link(NamedTuple):
    """One value: from an exit of a block to entries (block, entry) of others."""

    source: int
    exit: int
    targets: tuple[tuple[int, int], ...]


class Edge(NamedTuple):
    """A piece of wire between neighbouring columns, seen from one end."""

    vertex: int  # the other end
    there: float  # height of the port at the other end, from that vertex's centre
    here: float  # height of the port at this end


class Lattice:
    """Vertices in columns, with edges between neighbouring columns only."""

    def __init__(self, blocks: Sequence[Block], column: list[int]) -> None:
        self.count = len(blocks)
        self.column = column
        self.above = [block.above for block in blocks]
        self.below = [block.below for block in blocks]
        self.columns: list[list[int]] = [[] for _ in range(max(column, default=-1) + 1)]
        for vertex, index in enumerate(column):
            self.columns[index].append(vertex)
        self.before: list[list[Edge]] = [[] for _ in blocks]
        self.after: list[list[Edge]] = [[] for _ in blocks]
        self.dummies: dict[int, tuple[int, ...]] = {}  # link -> its dummies, left to right
        self.lanes: set[int] = set()  # links too long for dummies: routed below everything

    def is_dummy(self, vertex: int) -> bool:
        return vertex >= self.count

    def add_dummy(self, column: int, half: float) -> int:
        vertex = len(self.column)
        self.column.append(column)
        self.above.append(half)
        self.below.append(half)
        self.before.append([])
        self.after.append([])
        self.columns[column].append(vertex)
        return vertex

    def connect(self, left: int, exit: float, right: int, entry: float) -> None:
        self.after[left].append(Edge(right, entry, exit))
        self.before[right].append(Edge(left, exit, entry))


DUMMY_HALF = 4.0  # half the height a passing wire keeps free


def build_lattice(blocks: Sequence[Block], links: Sequence[Link]) -> Lattice:
    """Columns by longest path, then dummies for the links that cross columns.

    Raises `GraphError` when the links form a cycle.
    """
    column = _pinned(blocks, assign_columns(len(blocks), links))
    lattice = Lattice(blocks, column)
    spans = [max(column[t] for t, _ in link.targets) - column[link.source] for link in links]
    # Dummies cost time; a handful of values read thousands of columns later would need
    # millions. The shortest links get theirs first, what exceeds the budget gets a lane.
    budget = 4 * (len(blocks) + len(links)) + 4000
    for index in sorted(range(len(links)), key=lambda i: (spans[i], i)):
        budget -= spans[index] - 1
        if budget < 0 and spans[index] > 1:
            lattice.lanes.add(index)
    for index, link in enumerate(links):
        _connect_link(lattice, blocks, index, link, spans[index])
    return lattice


def _connect_link(
    lattice: Lattice, blocks: Sequence[Block], index: int, link: Link, span: int
) -> None:
    """Connect ``link`` through its dummies."""
    column = lattice.column
    start = column[link.source]
    exit = blocks[link.source].exits[link.exit][1]
    if index in lattice.lanes:
        return
    chain = tuple(lattice.add_dummy(start + step, DUMMY_HALF) for step in range(1, span))
    if chain:
        lattice.dummies[index] = chain
    points = (link.source, *chain)
    for left, right in pairwise(points):
        lattice.connect(left, 0.0 if lattice.is_dummy(left) else exit, right, 0.0)
    for target, entry in link.targets:
        left = points[column[target] - start - 1]
        height = 0.0 if lattice.is_dummy(left) else exit
        lattice.connect(left, height, target, blocks[target].entries[entry][1])


def assign_columns(count: int, links: Sequence[Link]) -> list[int]:
    """The column of each block: every link runs to the right and none much farther than
    it must."""
    leaving: list[list[int]] = [[] for _ in range(count)]
    users: list[list[int]] = [[] for _ in range(count)]
    operands: list[list[int]] = [[] for _ in range(count)]
    for index, link in enumerate(links):
        leaving[link.source].append(index)
        for target, _ in link.targets:
            users[link.source].append(target)
            operands[target].append(link.source)
    column = [0] * count
    order = _topological(count, users, operands)
    for block in order:
        column[block] = max((column[each] + 1 for each in operands[block]), default=0)
    for block in reversed(order):
        # Moving right shortens the links that leave and stretches those that arrive; operands
        # that are sources follow later in this sweep, and so do not count.
        held = sum(bool(operands[each]) for each in set(operands[block]))
        if len(leaving[block]) > held:
            column[block] = min(column[each] for each in users[block]) - 1
    first = min(column, default=0)
    return [each - first for each in column]


def _pinned(blocks: Sequence[Block], column: list[int]) -> list[int]:
    """``column`` with the pinned blocks in a first and a last column of their own."""
    free = [each for each, block in zip(column, blocks, strict=True) if not block.pin]
    if len(free) == len(column):
        return column
    first, last = min(free, default=1) - 1, max(free, default=0) + 1
    ends = {-1: first, 1: last}
    moved = [ends.get(block.pin, each) for each, block in zip(column, blocks, strict=True)]
    offset = min(moved)
    return [each - offset for each in moved]


def _topological(
    count: int, users: Sequence[Sequence[int]], operands: Sequence[Sequence[int]]
) -> list[int]:
    waiting = [len(each) for each in operands]
    order = [block for block in range(count) if not waiting[block]]
    for block in order:
        for user in users[block]:
            waiting[user] -= 1
            if not waiting[user]:
                order.append(user)
    if len(order) < count:
        stuck = next(block for block in range(count) if waiting[block])
        raise GraphError(f"the wires form a cycle through box number {stuck}")
    return order
