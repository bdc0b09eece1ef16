"""Picking slices and elements by index, and adding them back.

Every tensor is seen as ``[outer, n, inner]``, the middle axis being the indexed one: ``n`` long
where it is picked from or added to, ``m`` long where the indices are. Additions happen in the
order of the indices, as in NumPy, and a destination belongs to one unit: equal results for any
number of threads. An index out of bounds raises the step's fault.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from graphrt.backends.native.irtext import I64, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import FAULT, Call, Kernel, KernelFunction
from graphrt.backends.native.moves import Calls, Mover, movable
from graphrt.backends.native.scalars import is_supported, memory_type
from graphrt.dtypes import DType
from graphrt.lowering.plan import Buffer, Step

BLOCK = 64  # columns that one unit adds to
GRAIN_BYTES = 1 << 16


class Kind(NamedTuple):
    """What a kernel knows: the elements, the indices, whether one index is padding, and the
    elements of a vector."""

    data: DType
    indices: DType
    skips: bool
    width: int


class IndexFunction(KernelFunction):
    """Operands: what is read, the indices, the result, the fault. Numbers: ``n``, ``m``,
    ``inner``, the padding index."""

    def __init__(self, name: str, kind: Kind) -> None:
        super().__init__(name)
        self.kind = kind
        self.element, self.number = memory_type(kind.data), memory_type(kind.indices)
        self.vector = Type(self.element.element, kind.width)
        self.source, self.indices, self.target, self.fault = (self.pointer(k) for k in range(4))
        self.n, self.m, self.inner, self.padding = (self.slot(k) for k in range(4, 8))

    def position(self, place: Value, extent: Value | None = None) -> Value:
        """The index in slot ``place`` counted from the front of ``extent``, or n; -1, and the fault
        is raised, where there is no such position."""
        n = self.n if extent is None else extent
        position = self.whole(self.load(self.at(self.indices, place, self.number), self.number))
        if not self.number.is_unsigned:
            back = self.compare("slt", position, 0)
            position = self.select(back, self.add(position, n), position)
        inside = self.compare("ult", position, n)
        with self.when(self.compare("uge", position, n)):
            self.store(self.const(1, I64), self.fault)
        return self.select(inside, position, -1)

    def whole(self, number: Value) -> Value:
        """An index as an integer of 64 bits, in which those beyond its range are no position."""
        if self.number.element_bytes == 8:
            return number._replace(type=I64)
        return self.convert("zext" if self.number.is_unsigned else "sext", number, "i64")

    def is_read(self, position: Value) -> Value:
        """Whether there is such a position, and it is not padding."""
        inside = self.compare("sge", position, 0)
        if not self.kind.skips:
            return inside
        return self.bits("and", inside, self.compare("ne", position, self.padding))

    def row(self, base: Value, outer: Value, extent: Value, position: Value) -> Value:
        """Where the columns at ``[outer, position]`` of a tensor begin."""
        number = self.add(self.mul(outer, extent), position)
        return self.at(base, self.mul(number, self.inner), self.element)

    def each_vector(
        self, first: Value, last: Value, body: Callable[[Value, Value | None], None]
    ) -> None:
        """``body`` on all columns, a vector at a time: the first column, and a mask at the end."""
        width = self.kind.width
        rest = self.bits("and", self.sub(last, first), width - 1)
        whole = self.sub(last, rest)
        with self.loop(whole, first, width) as turn:
            body(turn.index, None)
        with self.when(self.compare("sgt", rest, 0)):
            body(whole, self.lanes(rest, width))

    def read(self, row: Value, column: Value, mask: Value | None) -> Value:
        place = self.at(row, column, self.element)
        if mask is None:
            return self.load(place, self.vector)
        return self.masked_load(place, self.vector, mask, self.const(0, self.vector))

    def write(self, value: Value, row: Value, column: Value, mask: Value | None) -> None:
        place = self.at(row, column, self.element)
        if mask is None:
            self.store(value, place)
        else:
            self.masked_store(value, place, mask)

    def zeros(self, row: Value, first: Value, last: Value) -> None:
        """Zeros in some columns of a row."""
        zero = self.const(0, self.vector)
        self.each_vector(first, last, lambda column, mask: self.write(zero, row, column, mask))

    def columns(self, unit: Value) -> tuple[Value, Value, Value]:
        """The outer position of a unit that is a block of columns, the first and the last."""
        blocks = self.div(self.add(self.inner, BLOCK - 1), BLOCK)
        outer = self.div(unit, blocks)
        first = self.mul(self.sub(unit, self.mul(outer, blocks)), BLOCK)
        last = self.add(first, BLOCK)
        inside = self.compare("slt", last, self.inner)
        return outer, first, self.select(inside, last, self.inner)


# -- the kernels: a unit of the first two is a row of the result, else a block of columns ----------


def take_text(kind: Kind, name: str) -> str:
    """``result[o, i, :] = source[o, indices[i], :]``; zeros for padding."""
    f = IndexFunction(name, kind)
    none = f.const(0, I64)
    with f.loop(f.last, f.first) as unit:
        outer = f.div(unit.index, f.m)
        position = f.position(f.sub(unit.index, f.mul(outer, f.m)))
        into = f.row(f.target, none, f.m, unit.index)
        read = f.is_read(position)
        with f.when(read):
            row = f.row(f.source, outer, f.n, position)
            f.each_vector(
                none, f.inner, lambda c, mask: f.write(f.read(row, c, mask), into, c, mask)
            )
        if kind.skips:
            with f.when(f.bits("xor", read, f.const(1, read.type))):
                f.zeros(into, none, f.inner)
    return f.text()


def take_each_text(kind: Kind, name: str) -> str:
    """``result[o, i, c] = source[o, indices[o, i, c], c]``."""
    f = IndexFunction(name, kind)
    with f.loop(f.last, f.first) as unit:
        outer, start = f.div(unit.index, f.m), f.mul(unit.index, f.inner)
        with f.loop(f.inner) as column:
            place = f.add(start, column.index)
            position = f.position(place)
            with f.when(f.is_read(position)):
                row = f.row(f.source, outer, f.n, position)
                value = f.load(f.at(row, column.index, f.element), f.element)
                f.store(value, f.at(f.target, place, f.element))
    return f.text()


def add_text(kind: Kind, name: str) -> str:
    """Zeros, and ``result[o, indices[i], :] += source[o, i, :]`` for one i after the other."""
    f = IndexFunction(name, kind)
    with f.loop(f.last, f.first) as unit:
        outer, first, last = f.columns(unit.index)
        with f.loop(f.n) as each:
            f.zeros(f.row(f.target, outer, f.n, each.index), first, last)
        with f.loop(f.m) as each:
            position = f.position(each.index)
            with f.when(f.is_read(position)):
                row, into = (
                    f.row(f.source, outer, f.m, each.index),
                    f.row(f.target, outer, f.n, position),
                )
                f.each_vector(first, last, partial(_add_vector, f, row, into))
    return f.text()


def _add_vector(
    f: IndexFunction, row: Value, into: Value, column: Value, mask: Value | None
) -> None:
    total = f.add(f.read(into, column, mask), f.read(row, column, mask))
    f.write(total, into, column, mask)


def add_each_text(kind: Kind, name: str) -> str:
    """Zeros, and ``result[o, indices[o, i, c], c] += source[o, i, c]``, one i after the other."""
    f = IndexFunction(name, kind)
    with f.loop(f.last, f.first) as unit:
        outer, first, last = f.columns(unit.index)
        with f.loop(f.n) as each:
            f.zeros(f.row(f.target, outer, f.n, each.index), first, last)
        with f.loop(f.m) as each:
            start = f.mul(f.add(f.mul(outer, f.m), each.index), f.inner)
            with f.loop(last, first) as column:
                place = f.add(start, column.index)
                position = f.position(place)
                with f.when(f.is_read(position)):
                    row = f.row(f.target, outer, f.n, position)
                    total = f.at(row, column.index, f.element)
                    value = f.load(f.at(f.source, place, f.element), f.element)
                    f.store(f.add(f.load(total, f.element), value), total)
    return f.text()


TEXTS: Mapping[str, Callable[[Kind, str], str]] = {
    "take": take_text,
    "take_each": take_each_text,
    "add": add_text,
    "add_each": add_each_text,
}


# -- from steps to calls ---------------------------------------------------------------------------


def index_calls(word: str, step: Step, isa: Isa) -> Calls:
    """The call of a kernel of `TEXTS` for an op that reads, or adds, at indices."""
    source, indices, out = step.inputs[0], step.inputs[1], step.outputs[0]
    assert source is not None and indices is not None and out is not None
    adds, each = word.startswith("add"), word.endswith("each")
    reason = _reason(source, indices, out, adds)
    if reason:
        return reason
    attributes = step.node.op.attributes()
    longer = out if adds else source  # of the two, the one that is indexed
    axis = attributes.get("axis", 0) % longer.type.rank
    shape = longer.type.static_shape
    n, inner = shape[axis], math.prod(shape[axis + 1 :])
    outer = math.prod(shape[:axis])
    m = indices.type.static_shape[axis] if each else indices.type.size
    if not out.type.size or not inner * outer:
        return []
    padding = attributes.get("padding_idx")
    moved = [movable(buffer) for buffer in (source, out)]
    assert isinstance(moved[0], Buffer) and isinstance(moved[1], Buffer)
    dtype = moved[0].type.dtype
    kind = Kind(dtype, indices.type.dtype, padding is not None, isa.width(dtype.bits // 8))
    kernel = Kernel(
        (word, kind.data.name, kind.indices.name, kind.skips, kind.width),
        partial(TEXTS[word], kind),
    )
    if adds:
        units, unit_elements = outer * -(-inner // BLOCK), (n + m) * min(inner, BLOCK)
    else:
        units, unit_elements = outer * m, inner
    grain = max(1, GRAIN_BYTES * 8 // (dtype.bits * unit_elements))
    operands = (moved[0], indices, moved[1], FAULT)
    return [Call(kernel, operands, (n, m, inner, padding or 0), units, grain)]


def _reason(source: Buffer, indices: Buffer, out: Buffer, adds: bool) -> str:
    """Why NumPy runs it; empty where it does not."""
    if not is_supported(indices.type.dtype):
        return f"{indices.type.dtype} indices have no native kernels"
    if adds and (not is_supported(source.type.dtype) or source.type.dtype.name == "bool"):
        return f"{source.type.dtype} has no native kernels"
    if isinstance(movable(source), str):
        return f"{source.type.dtype} has no native kernels"
    if not all(each.is_contiguous for each in (source, indices, out)):
        return "an operand does not lie in C order"
    return ""


def _selector(word: str) -> Mover:
    def calls(step: Step, isa: Isa) -> Calls:
        return index_calls(word, step, isa)

    return calls


INDEXING: Mapping[str, Mover] = {
    "gather": _selector("take"),
    "embedding": _selector("take"),
    "gather_elements": _selector("take_each"),
    "scatter_add": _selector("add"),
    "embedding_add": _selector("add"),
    "scatter_add_elements": _selector("add_each"),
}
