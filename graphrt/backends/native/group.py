"""From steps to calls: the domain of a group, its loop nest, and how operands lie in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from graphrt.backends.native.columns import BLOCK, columns_kernel
from graphrt.backends.native.expression import Expr, Recorder, may_fail
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import FAULT, Call, Operand, Workspace
from graphrt.backends.native.rows import group_kernel
from graphrt.backends.native.slots import Group, Slot, vector_width
from graphrt.dtypes import DType
from graphrt.lowering.plan import Buffer

GRAIN_BYTES = 1 << 17  # what one thread takes at once: in and out of a second-level cache
KEPT_BYTES = 1 << 18  # of rows kept on a thread's stack between walks


class Axis(NamedTuple):
    """An axis of the nest: its extent, and each operand's stride along it in elements."""

    extent: int
    strides: tuple[int, ...]


def merged(axes: Sequence[Axis]) -> list[Axis]:
    """Neighbouring axes as one where every operand runs on from one to the next."""
    result: list[Axis] = []
    for axis in axes:
        if axis.extent == 1:
            continue
        if result and all(
            outer == inner * axis.extent
            for outer, inner in zip(result[-1].strides, axis.strides, strict=True)
        ):
            result[-1] = Axis(result[-1].extent * axis.extent, axis.strides)
        else:
            result.append(axis)
    return result


def strides_in(
    buffer: Buffer, domain: Sequence[int], reduced: Sequence[int] = ()
) -> tuple[int, ...]:
    """The strides of a buffer along the axes of a domain it broadcasts to: 0 where it does not
    vary. The axes ``reduced`` of the domain are missing from its shape."""
    shape, strides = list(buffer.type.static_shape), list(buffer.layout.strides)
    for axis in sorted(reduced):
        shape.insert(axis, 1)
        strides.insert(axis, 0)
    padding = len(domain) - len(shape)
    return (0,) * padding + tuple(
        0 if extent == 1 else stride for extent, stride in zip(shape, strides, strict=True)
    )


class Nest(NamedTuple):
    """The loops of a group: ``outer`` axes, and the axes of a row."""

    outer: list[Axis]
    row: list[Axis]


def loop_nest(
    domain: Sequence[int],
    strides: Sequence[tuple[int, ...]],
    row_axes: Sequence[int] | None = None,
) -> Nest:
    """The axes of a group, merged. The row is the last axis that is left where ``row_axes`` is
    ``None``; where it is empty, each element is a row."""
    axes = [
        Axis(extent, tuple(each[position] for each in strides))
        for position, extent in enumerate(domain)
    ]
    lone = Axis(1, (0,) * len(strides))
    if row_axes is None:
        *outer, last = merged(axes) or [lone]
        return Nest(outer, [last])
    row = merged([axes[position] for position in sorted(row_axes)])
    outer = merged([axis for position, axis in enumerate(axes) if position not in row_axes])
    return Nest(outer, row or [lone])


class Place(NamedTuple):
    """An operand of a call: where its first element lies, and the dtype."""

    where: Buffer | Workspace
    dtype: DType

    def moved(self, elements: int) -> Place:
        """The place some elements further on."""
        if isinstance(self.where, Workspace):
            offset = self.where.offset + elements * self.dtype.bits // 8
            return self._replace(where=self.where._replace(offset=offset))
        layout = self.where.layout._replace(offset=self.where.layout.offset + elements)
        return self._replace(where=self.where._replace(layout=layout))


def places(buffers: Sequence[Buffer]) -> list[Place]:
    """Buffers as operands."""
    return [Place(each, each.type.dtype) for each in buffers]


def operand_expressions(recorder: Recorder, inputs: Sequence[Place], along: Axis) -> list[Expr]:
    """The inputs as expressions: uniform where they do not vary along an axis."""
    return [
        recorder.operand(k, place.dtype.name, uniform=along.strides[k] == 0)
        for k, place in enumerate(inputs)
    ]


def slots_of(operands: Sequence[Place], along: Axis) -> tuple[Slot, ...]:
    """How operands lie along an axis."""
    return tuple(
        Slot(place.dtype, stride if stride in (0, 1) else 2)
        for place, stride in zip(operands, along.strides, strict=True)
    )


def row_bytes(operands: Sequence[Place], row: Axis) -> int:
    """Bytes of a row in all operands that vary along it."""
    return row.extent * sum(slot.dtype.bits // 8 for slot in slots_of(operands, row) if slot.along)


def rows_call(
    results: Sequence[Expr],
    inputs: Sequence[Place],
    outputs: Sequence[Place],
    nest: Nest,
    isa: Isa,
    more: Sequence[int] = (),
) -> Call | str:
    """The call that computes ``results`` row by row, or why there is none. ``more`` are the numbers
    of sums of rows: see `group_kernel`."""
    if len(nest.row) != 1:
        return "the reduced axes do not lie in one run"
    operands, axes, (row,) = (*inputs, *outputs), [*nest.outer, *nest.row], nest.row
    slots = slots_of(operands, row)
    group = Group(slots[: len(inputs)], slots[len(inputs) :], tuple(results), len(axes))
    walks = max(each.level for each in results)
    nbytes = row_bytes(operands, row)
    if walks > 1 and nbytes > KEPT_BYTES:
        return "the row is too long to be kept between walks"
    numbers = [axis.extent for axis in axes]
    for axis in axes:
        numbers += axis.strides
    numbers += more
    if more:
        units, unit_bytes = axes[0].extent, GRAIN_BYTES
    elif any(axis.extent == 0 for axis in nest.outer) or (row.extent == 0 and not walks):
        units, unit_bytes = 0, 1
    elif nest.outer:
        units = axes[0].extent
        unit_bytes = nbytes * math.prod(axis.extent for axis in axes[1:-1])
    elif walks:
        units, unit_bytes = 1, 1
    else:
        width = vector_width(slots, isa)
        units, unit_bytes = -(-row.extent // width), nbytes * width // row.extent
    grain = max(1, GRAIN_BYTES // max(unit_bytes, 1))
    where: tuple[Operand, ...] = tuple(place.where for place in operands)
    if may_fail(results):
        where = (*where, FAULT)
    return Call(group_kernel(group, isa), where, tuple(numbers), units, grain)


def columns_call(
    results: Sequence[Expr],
    inputs: Sequence[Place],
    outputs: Sequence[Place],
    nest: Nest,
    isa: Isa,
) -> Call | str:
    """The call that reduces down the columns, or why there is none."""
    *outer, columns = nest.outer
    operands = (*inputs, *outputs)
    if len(outer) > 1:
        return "the kept axes do not lie in two runs"
    slots = slots_of(operands, columns)
    if any(slot.along == 2 for slot in slots):
        return "neither the reduced nor the kept axes run on in memory"
    group = Group(slots[: len(inputs)], slots[len(inputs) :], tuple(results), len(nest.row))
    turn = outer[0] if outer else Axis(1, (0,) * len(operands))
    numbers = [*(axis.extent for axis in nest.row), columns.extent]
    for axis in (*nest.row, turn):
        numbers += axis.strides
    blocks = -(-columns.extent // (vector_width(slots, isa) * BLOCK))
    per_block = 64 * BLOCK * max(1, math.prod(axis.extent for axis in nest.row))
    grain = max(1, GRAIN_BYTES // per_block)
    where = tuple(place.where for place in operands)
    return Call(columns_kernel(group, isa), where, tuple(numbers), blocks * turn.extent, grain)


def runs_along_kept(inputs: Sequence[Buffer], nest: Nest) -> bool:
    """Whether a reduction's largest operand runs on in memory along an axis that is kept."""
    if not nest.outer:
        return False
    largest = max(range(len(inputs)), key=lambda k: inputs[k].type.size)
    return nest.outer[-1].strides[largest] == 1 and nest.row[-1].strides[largest] != 1
