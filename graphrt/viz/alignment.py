"""Heights of the vertices: wires as straight as can be, nothing overlapping.

Brandes and Köpf, "Fast and Simple Horizontal Coordinate Assignment" (2001), turned by 90
degrees: vertices are chained into straight *strands*, strands are packed, and that is done
from all four corners; each vertex takes the mean of its two middle heights. Ports are
respected: a strand is straight from port to port, not from centre to centre. The packing is
a longest-path sweep over the strands.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from graphrt.viz.layering import Edge, Lattice

GAP = 22.0  # between neighbouring boxes in a column
WIRE_GAP = 9.0  # between a box and a passing wire, or two passing wires
SNAP = 18.0  # a wire that rises by less is made level where there is room


def heights(lattice: Lattice) -> list[float]:
    """The height of each vertex's centre, from 0 at the top of the picture downwards."""
    if not lattice.column:
        return []
    conflicts = _conflicts(lattice)
    runs = []
    for upside_down in (False, True):
        for leftwards in (False, True):
            view = _View(lattice, upside_down, leftwards)
            runs.append(view.restored(_pack(view, *_strands(view, conflicts))))
    extents = [_extent(lattice, run) for run in runs]
    top, bottom = min(extents, key=lambda extent: extent[1] - extent[0])
    moved = []
    for i, (run, (low, high)) in enumerate(zip(runs, extents, strict=True)):
        shift = bottom - high if i >= 2 else top - low  # the last two are packed downwards
        moved.append([height + shift for height in run])
    middle = [sum(sorted(four)[1:3]) / 2 for four in zip(*moved, strict=True)]
    _snap(lattice, middle)
    low, _ = _extent(lattice, middle)
    return [height - low for height in middle]


def _snap(lattice: Lattice, height: list[float]) -> None:
    """Make wires level that the mean of four left slightly slanted, where there is room."""
    for column in lattice.columns:
        for rank, vertex in enumerate(column):
            if len(lattice.before[vertex]) == 1:
                _level(lattice, height, column, rank, lattice.before[vertex][0])
    for column in reversed(lattice.columns):
        for rank, vertex in enumerate(column):
            if not lattice.before[vertex] and len(lattice.after[vertex]) == 1:
                _level(lattice, height, column, rank, lattice.after[vertex][0])


def _level(
    lattice: Lattice, height: list[float], column: Sequence[int], rank: int, edge: Edge
) -> None:
    """Move a vertex to the height at which ``edge`` is level, as far as its neighbours let."""
    vertex = column[rank]
    wish = height[edge.vertex] + edge.there - edge.here
    if abs(wish - height[vertex]) > SNAP:
        return
    if rank:
        upper = column[rank - 1]
        wish = max(wish, height[upper] + separation(lattice, upper, vertex))
    if rank + 1 < len(column):
        lower = column[rank + 1]
        wish = min(wish, height[lower] - separation(lattice, vertex, lower))
    height[vertex] = wish


def separation(lattice: Lattice, upper: int, lower: int) -> float:
    """The least distance of the centres of two neighbours in a column."""
    boxes = not lattice.is_dummy(upper) and not lattice.is_dummy(lower)
    return lattice.below[upper] + (GAP if boxes else WIRE_GAP) + lattice.above[lower]


def _extent(lattice: Lattice, run: Sequence[float]) -> tuple[float, float]:
    top = min(run[column[0]] - lattice.above[column[0]] for column in lattice.columns)
    bottom = max(run[column[-1]] + lattice.below[column[-1]] for column in lattice.columns)
    return top, bottom


class _View:
    """The lattice seen from one of the four corners: the algorithm then always goes from
    left to right and from the top down."""

    def __init__(self, lattice: Lattice, upside_down: bool, leftwards: bool) -> None:
        self.lattice = lattice
        self.sign = -1.0 if upside_down else 1.0
        step = -1 if upside_down else 1
        columns = [column[::step] for column in lattice.columns]
        self.columns = columns[::-1] if leftwards else columns
        self.leftwards = leftwards
        self.rank = [0] * len(lattice.column)
        for column in columns:
            for rank, vertex in enumerate(column):
                self.rank[vertex] = rank

    def neighbours(self, vertex: int) -> list[Edge]:
        """The edges of ``vertex`` towards the previous column, from the top down."""
        edges = self.lattice.after[vertex] if self.leftwards else self.lattice.before[vertex]
        if len(edges) < 2:
            return edges
        rank, sign = self.rank, self.sign
        return sorted(edges, key=lambda edge: (rank[edge.vertex], sign * edge.there))

    def separation(self, upper: int, lower: int) -> float:
        if self.sign < 0:
            upper, lower = lower, upper
        return separation(self.lattice, upper, lower)

    def restored(self, run: list[float]) -> list[float]:
        return run if self.sign > 0 else [-height for height in run]


def _conflicts(lattice: Lattice) -> set[tuple[int, int]]:
    """Edges (left, right) that must not become level: those that cross a passing wire, and
    those from a source into a gate that also continues a path. Weights then step aside, and
    the path through the layers of a network is a straight line."""
    marked: set[tuple[int, int]] = set()
    for vertex, edges in enumerate(lattice.before):
        if any(lattice.before[edge.vertex] for edge in edges):
            marked.update((e.vertex, vertex) for e in edges if not lattice.before[e.vertex])
    rank = [0] * len(lattice.column)
    for column in lattice.columns:
        for i, vertex in enumerate(column):
            rank[vertex] = i
    for column in lattice.columns[1:]:
        lower, begun = 0, 0
        for i, vertex in enumerate(column):
            passing = _passing(lattice, vertex)
            if passing is None and i + 1 < len(column):
                continue
            upper = len(lattice.column) if passing is None else rank[passing]
            for other in column[begun : i + 1]:
                for edge in lattice.before[other]:
                    if not lower <= rank[edge.vertex] <= upper:
                        marked.add((edge.vertex, other))
            lower, begun = (0 if passing is None else upper), i + 1
    return marked


def _passing(lattice: Lattice, vertex: int) -> int | None:
    """The dummy before a dummy, when there is one."""
    if not lattice.is_dummy(vertex):
        return None
    left = lattice.before[vertex][0].vertex
    return left if lattice.is_dummy(left) else None


def _strands(view: _View, conflicts: set[tuple[int, int]]) -> tuple[list[int], list[float]]:
    """For each vertex the first vertex of its strand, and its height relative to that."""
    count = len(view.rank)
    root = list(range(count))
    shift = [0.0] * count
    rank = view.rank
    for column in view.columns[1:]:
        highest = -1  # rank of the last neighbour taken: strands never cross
        for vertex in column:
            edges = view.neighbours(vertex)
            if not edges:
                continue
            last = len(edges) - 1
            for middle in dict.fromkeys((last // 2, (last + 1) // 2)):
                other, there, here = edges[middle]
                pair = (vertex, other) if view.leftwards else (other, vertex)
                if rank[other] > highest and pair not in conflicts:
                    root[vertex] = root[other]
                    shift[vertex] = shift[other] + view.sign * (there - here)
                    highest = rank[other]
                    break
    return root, shift


def _pack(view: _View, root: Sequence[int], shift: Sequence[float]) -> list[float]:
    """Heights with every strand as high as it goes, then drawn down to what lies below it."""
    count = len(root)
    below: list[list[tuple[int, float]]] = [[] for _ in range(count)]
    waiting = [0] * count
    for column in view.columns:
        for upper, lower in pairwise(column):
            distance = view.separation(upper, lower) + shift[upper] - shift[lower]
            below[root[upper]].append((root[lower], distance))
            waiting[root[lower]] += 1
    order = [v for v in range(count) if root[v] == v and not waiting[v]]
    height = [0.0] * count
    for strand in order:
        for lower, distance in below[strand]:
            height[lower] = max(height[lower], height[strand] + distance)
            waiting[lower] -= 1
            if not waiting[lower]:
                order.append(lower)
    for strand in reversed(order):
        if below[strand]:
            height[strand] = min(height[lower] - distance for lower, distance in below[strand])
    return [height[root[v]] + shift[v] for v in range(count)]
