"""The order of the vertices within each column: as few crossings as sweeps find.

The start is a depth-first walk from the sinks, which draws a tree without any crossing.
Then barycentre sweeps from left to right and back, the best order kept.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence

from graphrt.viz.layering import Edge, Lattice

MOST_SWEEPS = 24
PATIENCE = 6  # sweeps without a better result before giving up
EFFORT = 600_000  # vertices and edges visited, all sweeps together
SMALL = 3000  # up to this many vertices neighbours are also exchanged pairwise


def order_columns(lattice: Lattice) -> None:
    """Reorder ``lattice.columns`` in place; never to more crossings than they had."""
    given, given_crossings = [list(column) for column in lattice.columns], crossings(lattice)
    _walk_from_sinks(lattice)
    size = len(lattice.column) + sum(map(len, lattice.after))
    sweeps = max(4, min(MOST_SWEEPS, EFFORT // max(size, 1)))
    exchange = len(lattice.column) <= SMALL
    place = _places(lattice)
    if exchange:
        _exchange(lattice, place)
    best, fewest = [list(column) for column in lattice.columns], crossings(lattice)
    if given_crossings < fewest:
        best, fewest = given, given_crossings
    since = 0
    for sweep in range(sweeps):
        if not fewest or since >= PATIENCE:
            break
        _sweep(lattice, place, leftwards=sweep % 2 == 0)
        if exchange:
            _exchange(lattice, place)
        now = crossings(lattice)
        since += 1
        if now < fewest:
            best, fewest, since = [list(column) for column in lattice.columns], now, 0
    lattice.columns[:] = best


def _walk_from_sinks(lattice: Lattice) -> None:
    """Order by first visit, operands from the top down, beginning at the sinks."""
    columns: list[list[int]] = [[] for _ in lattice.columns]
    seen = bytearray(len(lattice.column))
    ends = [v for column in lattice.columns for v in column if not lattice.after[v]]
    for end in sorted(ends):
        stack = [end]
        while stack:
            vertex = stack.pop()
            if seen[vertex]:
                continue
            seen[vertex] = 1
            columns[lattice.column[vertex]].append(vertex)
            edges = sorted(lattice.before[vertex], key=lambda edge: -edge.here)
            stack.extend(edge.vertex for edge in edges)
    lattice.columns[:] = columns


def _places(lattice: Lattice) -> list[float]:
    """Each vertex's rank in its column."""
    place = [0.0] * len(lattice.column)
    for column in lattice.columns:
        for rank, vertex in enumerate(column):
            place[vertex] = rank
    return place


def _port(lattice: Lattice, vertex: int, height: float) -> float:
    """A port's height as a fraction of its vertex, within -0.5 and 0.5."""
    return 0.5 * height / (lattice.above[vertex] + lattice.below[vertex])


def _sweep(lattice: Lattice, place: list[float], leftwards: bool) -> None:
    """Sort each column by where its neighbours in the one before stand."""
    edges = lattice.after if leftwards else lattice.before
    columns = reversed(lattice.columns) if leftwards else lattice.columns
    for column in columns:
        if len(column) < 2:
            continue
        wish = {v: _barycentre(lattice, place, edges[v]) for v in column if edges[v]}
        moved = iter(sorted(wish, key=wish.__getitem__))
        # A vertex without neighbours on that side keeps its rank.
        column[:] = [next(moved) if vertex in wish else vertex for vertex in column]
        for rank, vertex in enumerate(column):
            place[vertex] = rank


def _barycentre(lattice: Lattice, place: Sequence[float], edges: Sequence[Edge]) -> float:
    total = 0.0
    for vertex, there, here in edges:
        total += place[vertex] + _port(lattice, vertex, there) - here / 1000
    return total / len(edges)


def crossings(lattice: Lattice) -> int:
    """How many pairs of wire pieces between neighbouring columns cross."""
    total = 0
    place = _places(lattice)
    for column in lattice.columns:
        ends: list[float] = []
        for vertex in column:
            pieces = sorted(
                (here, place[other] + _port(lattice, other, there))
                for other, there, here in lattice.after[vertex]
            )
            start = 0
            for i, (here, end) in enumerate(pieces):
                if here != pieces[start][0]:
                    _insert(ends, [each for _, each in pieces[start:i]])
                    start = i
                total += len(ends) - bisect_right(ends, end)
            _insert(ends, [each for _, each in pieces[start:]])
    return total


def _insert(ends: list[float], more: Sequence[float]) -> None:
    """Pieces from one port never cross each other, so they join the list together."""
    for end in more:
        insort(ends, end)


def _exchange(lattice: Lattice, place: list[float]) -> None:
    """Swap neighbours in a column while that removes crossings."""
    stale = [True] * len(lattice.columns)  # it, or a column beside it, has changed
    for _ in range(8):
        if not any(stale):
            return
        for index, column in enumerate(lattice.columns):
            if stale[index]:
                stale[index] = False
                if _exchange_in(lattice, place, column):
                    for near in range(max(index - 1, 0), min(index + 2, len(stale))):
                        stale[near] = True


def _exchange_in(lattice: Lattice, place: list[float], column: list[int]) -> bool:
    """One pass down ``column``; whether it changed."""
    ends = {
        v: (_ends(lattice, place, lattice.before[v]), _ends(lattice, place, lattice.after[v]))
        for v in column
    }
    improved = False
    for rank in range(len(column) - 1):
        upper, lower = column[rank], column[rank + 1]
        gain = 0
        for ours, theirs in zip(ends[upper], ends[lower], strict=True):
            if ours and theirs and (ours[-1] > theirs[0] or theirs[-1] > ours[0]):
                gain += _inversions(ours, theirs) - _inversions(theirs, ours)
        if gain > 0:
            column[rank], column[rank + 1] = lower, upper
            place[lower], place[upper] = rank, rank + 1
            improved = True
    return improved


def _ends(lattice: Lattice, place: Sequence[float], edges: Sequence[Edge]) -> list[float]:
    if len(edges) == 1:
        vertex, there, _ = edges[0]
        return [place[vertex] + _port(lattice, vertex, there)]
    return sorted([place[v] + _port(lattice, v, there) for v, there, _ in edges])


def _inversions(upper: Sequence[float], lower: Sequence[float]) -> int:
    """Crossings of the pieces of an upper with those of a lower vertex."""
    if len(upper) == 1:
        return sum([upper[0] > end for end in lower])
    return sum([len(upper) - bisect_right(upper, end) for end in lower])
