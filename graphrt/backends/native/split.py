"""Reductions of long or scattered rows, in two steps: parts first, then what they come to.

A row that does not lie in one run, or that is so long that several threads should share it, is
cut into pieces whose bounds depend on shapes alone. The first call reduces every piece; the
second reduces the pieces' results and computes what follows from them. Each piece is summed
by one thread, and their sums in one order, so the result is the same for any number of threads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphrt.backends.native.expression import (
    REDUCTIONS,
    Expr,
    Recorder,
    looks_at_rows,
    needed,
)
from graphrt.backends.native.group import Axis, Nest, Place, rows_call
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Workspace
from graphrt.dtypes import DType

PIECE = 1 << 14  # elements of a piece of a long row
LONG = 1 << 16  # a row of this many elements is shared where there are few rows
FEW = 8


def split_calls(
    results: Sequence[Expr],
    inputs: Sequence[Place],
    outputs: Sequence[Place],
    nest: Nest,
    isa: Isa,
) -> list[Call] | str | None:
    """The calls for a group whose rows are to be cut; ``None`` where one call does as well."""
    rows = math.prod(axis.extent for axis in nest.outer)
    (*others, last) = nest.row
    long = last.extent >= LONG and rows * math.prod(axis.extent for axis in others) < FEW
    if not others and not long:
        return None
    every = needed(results)
    if any(each.level > 1 for each in results) or looks_at_rows(every):
        return None
    sums = [each for each in every if each.word in REDUCTIONS]
    if any(each.level == 1 and not each.uniform for each in results) or not sums:
        return None
    sums += [each for each in every if each.word == "row_count"]  # of pieces, they add up as well
    whole = [k for k, each in enumerate(results) if each.level == 0]  # stored by the first call
    pieces = [*others]
    step = last.extent
    if long:
        step = PIECE
        pieces.append(Axis(last.extent // PIECE, tuple(PIECE * each for each in last.strides)))
    count = math.prod(axis.extent for axis in pieces)
    rest = last.extent % step if long else 0
    return _Split(results, inputs, outputs, nest, isa, sums, whole).calls(
        pieces, Axis(step, last.strides), count, rest
    )


class _Split:
    def __init__(
        self,
        results: Sequence[Expr],
        inputs: Sequence[Place],
        outputs: Sequence[Place],
        nest: Nest,
        isa: Isa,
        sums: Sequence[Expr],
        whole: Sequence[int],
    ) -> None:
        self.results, self.inputs, self.outputs = results, inputs, outputs
        self.nest, self.isa, self.sums, self.whole = nest, isa, sums, whole
        self.rows = math.prod(axis.extent for axis in nest.outer)

    def calls(self, pieces: list[Axis], piece: Axis, count: int, rest: int) -> list[Call] | str:
        parts = count + (1 if rest else 0)
        space = self._workspaces(parts)
        found = [self._first(space, parts, pieces, piece, 0, 0)]
        if rest:
            done = pieces[-1].extent * piece.extent
            lone = [*pieces[:-1], Axis(1, (0,) * len(piece.strides))]
            found.append(self._first(space, parts, lone, Axis(rest, piece.strides), done, count))
        found.append(self._second(space, parts))
        for each in found:
            if isinstance(each, str):
                return each
        return [each for each in found if isinstance(each, Call)]

    def _workspaces(self, parts: int) -> list[Place]:
        """For each sum, one number per piece of each row: ``[row][piece]``."""
        places, offset = [], 0
        for each in self.sums:
            dtype = DType.of(each.kind)
            nbytes = self.rows * parts * dtype.bits // 8
            places.append(Place(Workspace(offset, nbytes), dtype))
            offset += -(-nbytes // 64) * 64
        return places

    def _first(
        self,
        space: Sequence[Place],
        parts: int,
        pieces: Sequence[Axis],
        piece: Axis,
        start: int,
        number: int,
    ) -> Call | str:
        """The call that reduces pieces, and stores what does not wait for the sums."""
        last = self.nest.row[-1].strides
        inputs = [
            place.moved(start * stride)
            for place, stride in zip(self.inputs, last[: len(self.inputs)], strict=True)
        ]
        kept = [self.outputs[k].moved(start * last[len(self.inputs) + k]) for k in self.whole]
        columns = [*range(len(inputs)), *(len(inputs) + k for k in self.whole)]
        axes: list[Axis] = []
        turns = parts
        for axis in self.nest.outer:
            axes.append(Axis(axis.extent, tuple(axis.strides[c] for c in columns)))
        for axis in pieces:
            axes.append(Axis(axis.extent, tuple(axis.strides[c] for c in columns)))
        steps = _steps([axis.extent for axis in self.nest.outer], turns)
        steps += _steps([axis.extent for axis in pieces], 1)
        axes = [
            Axis(axis.extent, axis.strides + (step,) * len(space))
            for axis, step in zip(axes, steps, strict=True)
        ]
        row = Axis(piece.extent, tuple(piece.strides[c] for c in columns) + (0,) * len(space))
        results = [*(self.results[k] for k in self.whole), *self.sums]
        outputs = [*kept, *(place.moved(number) for place in space)]
        axes = [axis for axis in axes if axis.extent != 1]
        return rows_call(results, inputs, outputs, Nest(axes, [row]), self.isa)

    def _second(self, space: Sequence[Place], parts: int) -> Call | str:
        """The call that reduces the pieces' results and computes what follows from them."""
        late = [k for k, each in enumerate(self.results) if each.level == 1]
        wanted = [self.results[k] for k in late]
        beside = [e for e in needed(wanted) if e.word == "operand" and e.uniform]
        results = _rebuilt(Recorder(), wanted, self.sums, beside)
        inputs = [*space, *(self.inputs[each.args[0]] for each in beside)]
        outputs = [self.outputs[k] for k in late]
        columns = [each.args[0] for each in beside] + [len(self.inputs) + k for k in late]
        steps = _steps([axis.extent for axis in self.nest.outer], parts)
        outer = [
            Axis(axis.extent, (step,) * len(space) + tuple(axis.strides[c] for c in columns))
            for axis, step in zip(self.nest.outer, steps, strict=True)
        ]
        row = Axis(parts, (1,) * len(space) + (0,) * len(columns))
        return rows_call(results, inputs, outputs, Nest(outer, [row]), self.isa)


def _steps(extents: Sequence[int], inner: int) -> list[int]:
    """The strides of axes in C order over ``inner`` elements."""
    steps: list[int] = []
    for extent in reversed(extents):
        steps.append(inner)
        inner *= extent
    return steps[::-1]


def _rebuilt(
    recorder: Recorder, results: Sequence[Expr], sums: Sequence[Expr], beside: Sequence[Expr]
) -> list[Expr]:
    """``results`` with sums of pieces in the place of sums of rows; the operands ``beside`` them
    are one number for the row."""
    known: dict[int, Expr] = {}
    for k, each in enumerate(sums):
        word = each.word if each.word in REDUCTIONS else "row_sum"
        known[each.number] = getattr(recorder, word)(recorder.operand(k, each.kind))
    for k, each in enumerate(beside, len(sums)):
        known[each.number] = recorder.operand(k, each.kind, uniform=True)
    for each in needed(results):
        if each.number in known or not each.uniform:
            continue
        if each.word in ("number", "cast"):
            first = known[each.args[0].number] if each.word == "cast" else each.args[0]
            known[each.number] = recorder.cast(first, DType.of(each.args[1]))
        else:
            args = [known[a.number] if isinstance(a, Expr) else a for a in each.args]
            known[each.number] = getattr(recorder, each.word)(*args)
    return [known[each.number] for each in results]
