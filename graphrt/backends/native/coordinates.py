"""Slices at rows of coordinates, and writing elements and slices at indices.

A tensor is seen as ``[batch, n_1, ..., n_k, inner]``, the coordinates as ``[batch, rows, k]``. What
is written goes into a copy of the operand, one row after the other: of several at one place the
last stays, and sums are added up in NumPy's order. A destination belongs to one unit, so the result
is the same for any number of threads. A coordinate out of range raises the fault.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from graphrt.backends.native.indexing import BLOCK, GRAIN_BYTES, IndexFunction, Kind
from graphrt.backends.native.irtext import I64, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import FAULT, Call, Kernel
from graphrt.backends.native.moves import Calls, Mover, all_calls, copied, movable
from graphrt.backends.native.scalars import VectorScalars, is_supported
from graphrt.lowering.plan import Buffer, Step

COMBINED = {"add": "add", "mul": "mul", "max": "max", "min": "min"}  # reduction -> scalar word


class Shape(NamedTuple):
    """``n_1, ..., n_k`` and the extents around them."""

    batch: int
    axes: tuple[int, ...]
    inner: int
    rows: int


class CoordinateFunction(IndexFunction):
    """Operands and numbers as of `IndexFunction`, m being the rows; then ``n_1`` to ``n_k``."""

    def __init__(self, name: str, kind: Kind, count: int) -> None:
        super().__init__(name, kind)
        self.extents = [self.slot(8 + k) for k in range(count)]

    def place(self, row: Value) -> tuple[Value, Value]:
        """The number of the slice that a row of coordinates names among those of its batch, and
        whether there is one; the fault is raised where there is none."""
        number, inside = self.const(0, I64), self.const(1, I64)
        first = self.mul(row, len(self.extents))
        for k, extent in enumerate(self.extents):
            position = self.position(self.add(first, k), extent)
            there = self.convert("zext", self.compare("sge", position, 0), "i64")
            inside = self.bits("and", inside, there)
            number = self.add(self.mul(number, extent), position)
        return number, self.compare("eq", inside, 1)

    def slice_at(self, base: Value, batch: Value, number: Value) -> Value:
        """Where a slice of a batch begins."""
        whole = batch
        for each in self.extents:
            whole = self.mul(whole, each)
        return self.at(base, self.mul(self.add(whole, number), self.inner), self.element)


def pick_text(kind: Kind, count: int, name: str) -> str:
    """``result[b, i, :] = source[b, indices[b, i], :]``; a unit is a row."""
    f = CoordinateFunction(name, kind, count)
    with f.loop(f.last, f.first) as unit:
        number, inside = f.place(unit.index)
        with f.when(inside):
            row = f.slice_at(f.source, f.div(unit.index, f.m), number)
            into = f.at(f.target, f.mul(unit.index, f.inner), f.element)
            f.each_vector(
                f.const(0, I64),
                f.inner,
                lambda c, mask: f.write(f.read(row, c, mask), into, c, mask),
            )
    return f.text()


def put_text(kind: Kind, count: int, reduction: str, name: str) -> str:
    """``target[b, indices[b, i], :]`` becomes, or is combined with, ``source[b, i, :]``, for one i
    after the other; a unit is a block of columns."""
    f = CoordinateFunction(name, kind, count)
    with f.loop(f.last, f.first) as unit:
        batch, first, last = f.columns(unit.index)
        with f.loop(f.m) as each:
            row = f.add(f.mul(batch, f.m), each.index)
            number, inside = f.place(row)
            with f.when(inside):
                into = f.slice_at(f.target, batch, number)
                read = f.at(f.source, f.mul(row, f.inner), f.element)
                f.each_vector(first, last, partial(_put, f, reduction, read, into))
    return f.text()


def _put(
    f: IndexFunction, reduction: str, row: Value, into: Value, column: Value, mask: Value | None
) -> None:
    f.write(_combined(f, reduction, f.read, row, into, column, mask), into, column, mask)


def _combined(
    f: IndexFunction,
    reduction: str,
    read: Callable[[Value, Value, Value | None], Value],
    row: Value,
    into: Value,
    column: Value,
    mask: Value | None,
) -> Value:
    value = read(row, column, mask)
    if reduction == "none":
        return value
    scalars = VectorScalars(f, value.type.width)
    result: Value = getattr(scalars, COMBINED[reduction])(read(into, column, mask), value)
    return result


def put_each_text(kind: Kind, reduction: str, name: str) -> str:
    """``target[o, indices[o, i, c], c]`` becomes, or is combined with, ``source[o, i, c]``, for one
    i after the other; numbers as of `IndexFunction`, a unit is a block of columns."""
    f = IndexFunction(name, kind)

    def read(row: Value, column: Value, mask: Value | None) -> Value:
        return f.load(f.at(row, column, f.element), f.element)

    with f.loop(f.last, f.first) as unit:
        outer, first, last = f.columns(unit.index)
        with f.loop(f.m) as each:
            start = f.mul(f.add(f.mul(outer, f.m), each.index), f.inner)
            given = f.at(f.source, start, f.element)
            with f.loop(last, first) as column:
                position = f.position(f.add(start, column.index))
                with f.when(f.is_read(position)):
                    into = f.row(f.target, outer, f.n, position)
                    value = _combined(f, reduction, read, given, into, column.index, None)
                    f.store(value, f.at(into, column.index, f.element))
    return f.text()


# -- from steps to calls ---------------------------------------------------------------------------


def _kind(data: Buffer, indices: Buffer, computes: bool, isa: Isa) -> Kind | str:
    """What a kernel knows of the operands, or why there is none."""
    if not is_supported(indices.type.dtype):
        return f"{indices.type.dtype} indices have no native kernels"
    moved = data if computes and is_supported(data.type.dtype) else movable(data)
    if isinstance(moved, str) or (computes and moved is not data):
        return f"{data.type.dtype} has no native kernels"
    dtype = moved.type.dtype
    return Kind(dtype, indices.type.dtype, False, isa.width(dtype.bits // 8))


def _shape_of(whole: Buffer, indices: Buffer, batch_axes: int) -> Shape:
    shape, table = whole.type.static_shape, indices.type.static_shape
    count = table[-1]
    axes = shape[batch_axes : batch_axes + count]
    inner = math.prod(shape[batch_axes + count :])
    return Shape(math.prod(shape[:batch_axes]), axes, inner, math.prod(table[batch_axes:-1]))


def _in_order(*buffers: Buffer) -> bool:
    return all(each.is_contiguous for each in buffers)


def pick_calls(step: Step, isa: Isa) -> Calls:
    """`gather_nd`."""
    x, indices, out = step.inputs[0], step.inputs[1], step.outputs[0]
    assert x is not None and indices is not None and out is not None
    kind = _kind(x, indices, False, isa)
    if isinstance(kind, str):
        return kind
    if not _in_order(x, indices, out):
        return "an operand does not lie in C order"
    shape = _shape_of(x, indices, step.node.op.attributes()["batch_axes"])
    count, units = len(shape.axes), shape.batch * shape.rows
    if not units:
        return []
    kernel = Kernel(("pick", *_names(kind), count), partial(pick_text, kind, count))
    grain = max(1, GRAIN_BYTES * 8 // (kind.data.bits * max(shape.inner, 8)))
    numbers = (0, shape.rows, shape.inner, 0, *shape.axes)
    return [Call(kernel, (x, indices, out, FAULT), numbers, units, grain)]


def put_calls(step: Step, isa: Isa) -> Calls:
    """`scatter_nd`: a copy, and what is put into it."""
    return _put_calls(step, isa, each=False)


def put_each_calls(step: Step, isa: Isa) -> Calls:
    """`scatter_elements`: likewise."""
    return _put_calls(step, isa, each=True)


def _put_calls(step: Step, isa: Isa, *, each: bool) -> Calls:
    x, indices, updates = step.inputs
    (out,) = step.outputs
    assert x is not None and indices is not None and updates is not None and out is not None
    attributes = step.node.op.attributes()
    reduction = attributes["reduction"]
    kind = _kind(updates, indices, reduction != "none", isa)
    if isinstance(kind, str):
        return kind
    if not _in_order(indices, updates, out):
        return "an operand does not lie in C order"
    given = math.prod(indices.type.static_shape)
    if each:
        axis, extents = attributes["axis"] % x.type.rank, x.type.static_shape
        outer, m = math.prod(extents[:axis]), indices.type.static_shape[axis]
        inner = math.prod(extents[axis + 1 :])
        numbers: tuple[int, ...] = (extents[axis], m, inner, 0)
        key = ("put_each", *_names(kind), reduction)
        kernel = Kernel(key, partial(put_each_text, kind, reduction))
    else:
        shape = _shape_of(x, indices, attributes["batch_axes"])
        outer, m, inner = shape.batch, shape.rows, shape.inner
        numbers = (0, m, inner, 0, *shape.axes)
        count = len(shape.axes)
        key = ("put", *_names(kind), f"{count} {reduction}")
        kernel = Kernel(key, partial(put_text, kind, count, reduction))
        if given and not inner:
            return "nothing is written, but its coordinates are looked at"
    copy = copied(x, out, isa)
    if not given:
        return copy
    units = outer * -(-inner // BLOCK)
    grain = max(1, GRAIN_BYTES * 8 // (kind.data.bits * max(1, m * min(inner, BLOCK))))
    return all_calls([copy, [Call(kernel, (updates, indices, out, FAULT), numbers, units, grain)]])


def _names(kind: Kind) -> tuple[str, str, int]:
    return kind.data.name, kind.indices.name, kind.width


COORDINATES: Mapping[str, Mover] = {
    "gather_nd": pick_calls,
    "scatter_elements": put_each_calls,
    "scatter_nd": put_calls,
}
