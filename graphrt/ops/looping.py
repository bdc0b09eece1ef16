"""How loops run: in the reference interpreter, and over bodies a backend has bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from graphrt.errors import GraphError
from graphrt.ir.bound import BoundBody
from graphrt.ir.evaluate import run_body
from graphrt.ir.graph import Graph
from graphrt.ir.op import Array
from graphrt.ops.bodies import body_types, given_arrays


class Loop(NamedTuple):
    """The arrays of one loop: there are at most ``length`` trips, numbered from 0."""

    length: int
    carries: Sequence[Array]
    scanned: Sequence[Array]
    shared: Sequence[Array]  # what all trips see


def order_of_trips(length: int, trips: Any, reverse: bool) -> range:
    """The trips to make, in order; ``trips`` is how many, or ``None`` for all."""
    count = length if trips is None else int(trips)
    if not 0 <= count <= length:
        raise GraphError(f"scan: trips is {count}, it must be from 0 to {length}")
    return range(count - 1, -1, -1) if reverse else range(count)


def interpret(
    loop: Loop, body: Graph, order: Iterable[int], condition: Graph | None = None
) -> tuple[list[Array], list[Array], int]:
    """The carries at the end, the stacked rows, and how many trips were made."""
    run = run_body(body)
    holds = None if condition is None else run_body(condition)
    carries = list(loop.carries)
    made: dict[int, Sequence[Array]] = {}
    for position in order:
        trip = np.asarray(position, np.int64)
        if holds is not None and not holds(trip, *carries, *loop.shared)[0]:
            break
        slices = [np.asarray(x[position]) for x in loop.scanned]
        results = run(trip, *carries, *slices, *loop.shared)
        carries = list(results[: len(carries)])
        made[position] = results[len(carries) :]
    return carries, _stacked(loop, body, made), len(made)


def _stacked(loop: Loop, body: Graph, made: dict[int, Sequence[Array]]) -> list[Array]:
    carries = len(loop.carries)
    if made:
        first = next(iter(made.values()))
        rows = [(each.shape, each.dtype) for each in first]
    else:  # what a trip would return; an extent found in it is 0
        slices = [np.empty(x.shape[1:], x.dtype) for x in loop.scanned]
        arrays = [np.int64(0), *loop.carries, *slices, *loop.shared]
        types = body_types("body", body, given_arrays(body, arrays))[carries:]
        rows = [(tuple(n or 0 for n in t.bind({}).dims), t.dtype.numpy) for t in types]
    stacked = [np.zeros((loop.length, *shape), dtype) for shape, dtype in rows]
    for position, results in made.items():
        for number, (whole, row) in enumerate(zip(stacked, results, strict=True)):
            if whole.shape[1:] != row.shape:
                raise GraphError(
                    f"the rows of stacked result {number} differ in shape:"
                    f" {list(whole.shape[1:])} and, in trip {position}, {list(row.shape)}"
                )
            whole[position] = row
    return stacked


class BoundLoop:
    """A loop over bound bodies: everything is looked up once, a trip only copies and steps."""

    def __init__(
        self,
        loop: Loop,
        body: BoundBody,
        finals: Sequence[Array | None],
        rows: Sequence[Array | None],
        condition: BoundBody | None = None,
    ) -> None:
        count = len(loop.carries)
        bodies = [body] if condition is None else [body, condition]
        self._body, self._condition = body, condition
        self._numbers = [each.inputs[0] for each in bodies if each.inputs[0] is not None]
        after, self._staged = _kept_apart(body.outputs[:count], body.inputs)
        places = [(each.inputs[1 + i], i) for each in bodies for i in range(count)]
        self._first = _present((place, loop.carries[i]) for place, i in places)
        self._moves = _present((place, after[i]) for place, i in places)
        end = 1 + count + len(loop.scanned)
        self._slices = _present(zip(body.inputs[1 + count : end], loop.scanned, strict=True))
        self._shared = _present(zip(body.inputs[end:], loop.shared, strict=True))
        if condition is not None:
            shared = zip(condition.inputs[1 + count :], loop.shared, strict=True)
            self._shared += _present(shared)
        self._rows = _present(zip(rows, body.outputs[count:], strict=True))
        self._untouched = _present(zip(finals, loop.carries, strict=True))
        self._finals = _present(zip(finals, after, strict=True))

    def __call__(self, order: Iterable[int]) -> int:
        """Make the trips, and say how many they were."""
        body, condition = self._body, self._condition
        for place, array in self._shared:
            place[...] = array
        moves = self._first
        made = position = 0
        try:
            for position in order:
                for place in self._numbers:
                    place[...] = position
                for place, array in moves:
                    place[...] = array
                if condition is not None:
                    condition.step()
                    if not condition.outputs[0]:
                        break
                for place, array in self._slices:
                    place[...] = array[position]
                body.step()
                for place, array in self._staged:
                    place[...] = array
                for whole, array in self._rows:
                    whole[position] = array
                moves = self._moves
                made += 1
        except Exception as error:
            error.add_note(f"in trip {position}")
            raise
        for out, array in self._finals if made else self._untouched:
            out[...] = array
        for whole, _ in self._rows:
            whole[made:] = 0
        return made


def _present(pairs: Iterable[tuple[Array | None, Array]]) -> list[tuple[Array, Array]]:
    return [(place, array) for place, array in pairs if place is not None]


def _kept_apart(
    results: Sequence[Array], inputs: Sequence[Array | None]
) -> tuple[list[Array], list[tuple[Array, Array]]]:
    """Where the carries lie after a trip: results in the memory of inputs, which the next trip
    writes, are copied to places of their own first."""
    kept, copies = [], []
    for result in results:
        if any(each is not None and np.may_share_memory(result, each) for each in inputs):
            place = np.empty_like(result)
            copies.append((place, result))
            result = place
        kept.append(result)
    return kept, copies
