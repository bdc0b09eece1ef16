"""Calls of `runs.py`: how the axes of a group become units, and what its lanes lie along."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from graphrt.backends.native.expression import Expr, may_fail, needed
from graphrt.backends.native.group import (
    GRAIN_BYTES,
    KEPT_BYTES,
    Axis,
    Nest,
    Place,
    merged,
    row_bytes,
    slots_of,
)
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import FAULT, Call, Operand
from graphrt.backends.native.runs import BLOCK, Form, runs_kernel
from graphrt.backends.native.scalars import memory_type
from graphrt.backends.native.slots import Group, vector_width
from graphrt.backends.native.stages import worth_keeping
from graphrt.dtypes import DType


def whole_row(nest: Nest) -> Axis:
    """The axes of a row as one: an operand has a stride along it where it varies over the row."""
    varies = zip(*(axis.strides for axis in nest.row), strict=True)
    return Axis(math.prod(axis.extent for axis in nest.row), tuple(map(int, map(any, varies))))


def runs_call(
    results: Sequence[Expr],
    inputs: Sequence[Place],
    outputs: Sequence[Place],
    nest: Nest,
    isa: Isa,
) -> Call:
    """The call that computes ``results`` of rows along any axes. Operands are recorded as one
    number for the row where they do not vary over `whole_row`."""
    operands, count = (*inputs, *outputs), len(inputs)
    varies = whole_row(nest).strides
    outer, row = _by_stride(nest.outer, count), _by_stride(nest.row, count)
    row = row or [Axis(math.prod(axis.extent for axis in nest.row), (0,) * len(operands))]
    large = [k for k, along in enumerate(varies) if along] or range(len(operands))
    lanes_kept = bool(outer) and _neighbours(outer[-1], large) > _neighbours(row[-1], large)
    slots = slots_of(operands, outer[-1] if lanes_kept else row[-1])
    whole = tuple(map(bool, varies[count:]))
    axes = [*outer, *row]
    group = Group(slots[:count], slots[count:], tuple(results), len(axes))
    lanes = vector_width(slots, isa) * (BLOCK if lanes_kept else 1)
    spans = [axis.extent for axis in row]
    spans.append(lanes if lanes_kept else -(-spans.pop() // lanes) * lanes)
    keeps = _kept_bytes(results) * math.prod(spans) <= KEPT_BYTES
    kernel = runs_kernel(group, Form(len(outer), lanes_kept, keeps, whole), isa)
    numbers = [axis.extent for axis in axes]
    for axis in axes:
        numbers += axis.strides
    turns = [axis.extent for axis in outer]
    unit_bytes = row_bytes(operands, Axis(whole_row(nest).extent, varies))
    if lanes_kept:
        turns[-1] = -(-turns[-1] // lanes)
        unit_bytes *= lanes
    where: tuple[Operand, ...] = tuple(place.where for place in operands)
    if may_fail(results):
        where = (*where, FAULT)
    grain = max(1, GRAIN_BYTES // max(unit_bytes, 1))
    return Call(kernel, where, tuple(numbers), math.prod(turns), grain)


def _kept_bytes(results: Sequence[Expr]) -> int:
    """Bytes per element of what is worth keeping between walks."""
    order = needed(results)
    kept = worth_keeping(order, max(each.level for each in order))
    return sum(memory_type(DType.of(each.kind)).element_bytes for each in kept)


def _by_stride(axes: Sequence[Axis], inputs: int) -> list[Axis]:
    """The axes merged, those last along which the inputs run on in memory."""
    return merged(sorted(axes, key=lambda axis: -max(axis.strides[:inputs], default=0)))


def _neighbours(axis: Axis, operands: Iterable[int]) -> int:
    """How many of some operands run on in memory along an axis."""
    return sum(axis.strides[k] == 1 for k in operands)
