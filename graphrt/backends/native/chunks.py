"""Sums of rows as results of a row kernel: the gradients of what is the same in every row.

Rows are taken in chunks whose size depends on shapes alone. Each chunk adds its rows up in a
place of its own, one row after the other; a second call adds the chunks' sums up in their order. So
the result is the same for any number of threads, and what is added up is never stored.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphrt.backends.native.expression import DOWN, Expr, Recorder
from graphrt.backends.native.group import (
    GRAIN_BYTES,
    Axis,
    Nest,
    Place,
    columns_call,
    row_bytes,
    rows_call,
)
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Workspace

CHUNKS = 64  # of rows at most: what a second call has to add up


def has_sums_of_rows(results: Sequence[Expr]) -> bool:
    return any(each.word == DOWN for each in results)


def chunked_calls(
    results: Sequence[Expr],
    inputs: Sequence[Place],
    outputs: Sequence[Place],
    nest: Nest,
    isa: Isa,
) -> list[Call] | str:
    """The calls of a group with sums of rows among its results, or why there are none."""
    late = [k for k, each in enumerate(results) if each.word == DOWN]
    levels = max(each.level for each in results)
    if len(nest.row) > 1 and levels:
        return "the reduced axes do not lie in one run"
    (*others, row), count = nest.row, len(inputs)
    operands = (*inputs, *outputs)
    first, *between = nest.outer or [Axis(1, (0,) * len(operands))]
    inner = math.prod(axis.extent for axis in (*between, *others))
    size = max(
        1, -(-first.extent // CHUNKS), GRAIN_BYTES // max(1, row_bytes(operands, row) * inner)
    )
    chunks = max(1, -(-first.extent // size))
    sizes = {k: math.prod(a.extent for a in nest.row if a.strides[count + k]) for k in late}
    for k in late:
        if not _is_one_run(nest.row, count + k):
            return "a sum of rows does not lie in one run"
    space = _workspaces(outputs, sizes, chunks)
    targets = [space.get(k, place) for k, place in enumerate(outputs)]
    steps = [size * stride for stride in first.strides]
    for k in late:
        steps[count + k] = sizes[k]
    axes = [Axis(chunks, tuple(steps)), first._replace(extent=size), *between, *others]
    more = (first.extent, *sizes.values())
    call = rows_call(results, inputs, targets, Nest(axes, [row]), isa, more)
    if isinstance(call, str):
        return call
    found = [call]
    for k, place in space.items():
        added = _added_up(place, outputs[k], chunks, sizes[k], isa)
        if isinstance(added, str):
            return added
        found.append(added)
    return found


def _is_one_run(row: Sequence[Axis], operand: int) -> bool:
    """Whether an operand's elements along a row are neighbours."""
    step = 1
    for axis in reversed(row):
        if axis.strides[operand] and axis.extent != 1:
            if axis.strides[operand] != step:
                return False
            step *= axis.extent
    return True


def _workspaces(outputs: Sequence[Place], sizes: dict[int, int], chunks: int) -> dict[int, Place]:
    """Room for the sums of each chunk: ``[chunk][element]``. One chunk needs none."""
    found: dict[int, Place] = {}
    offset = 0
    for k, size in sizes.items():
        if chunks > 1:
            dtype = outputs[k].dtype
            nbytes = chunks * size * dtype.bits // 8
            found[k] = Place(Workspace(offset, nbytes), dtype)
            offset += -(-nbytes // 64) * 64
    return found


def _added_up(source: Place, target: Place, chunks: int, size: int, isa: Isa) -> Call | str:
    recorder = Recorder()
    if size == 1:
        total = recorder.row_sum(recorder.operand(0, source.dtype.name))
        return rows_call([total], [source], [target], Nest([], [Axis(chunks, (1, 0))]), isa)
    total = recorder.row_sum(recorder.operand(0, source.dtype.name))
    nest = Nest([Axis(size, (1, 1))], [Axis(chunks, (size, 0))])
    return columns_call([total], [source], [target], nest, isa)
