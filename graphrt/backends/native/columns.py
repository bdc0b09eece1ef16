"""Down the columns: reductions over axes that are not the innermost.

Where the axis that runs on in memory is kept, a vector of columns is summed row after row: each
load is a vector, and no sum goes across lanes. A unit is a block of columns, so that one
thread sums each column from top to bottom.
"""

from __future__ import annotations

from typing import NamedTuple

from graphrt.backends.native.expression import REDUCTIONS, Expr, needed, text_of
from graphrt.backends.native.irtext import I64, Operand, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Kernel, KernelFunction
from graphrt.backends.native.rows import Slot
from graphrt.backends.native.scalars import (
    VectorScalars,
    combine,
    identity,
    memory_type,
    register_type,
)
from graphrt.dtypes import DType

BLOCK = 4  # vectors of columns summed side by side


class Columns(NamedTuple):
    """What a kernel computes: each result is a function of reductions of what its inputs are.
    ``rank`` axes are reduced. A slot's ``along`` is how it lies along the columns."""

    inputs: tuple[Slot, ...]
    outputs: tuple[Slot, ...]
    results: tuple[Expr, ...]
    rank: int


def columns_kernel(group: Columns, isa: Isa) -> Kernel:
    """Operands: inputs, then outputs. Numbers: the extents of the reduced axes and the number of
    columns; then per reduced axis the stride of each operand, and the strides of an outer turn.
    A unit is a block of columns of one outer turn."""
    slots = (*group.inputs, *group.outputs)
    width = isa.width(max(4, *(slot.dtype.bits // 8 for slot in slots)))
    key = (
        "columns",
        text_of(group.results),
        tuple((slot.dtype.name, slot.along) for slot in slots),
        group.rank,
        width,
    )
    return Kernel(key, lambda name: _Writer(name, group, width).text())


class _Writer:
    def __init__(self, name: str, group: Columns, width: int) -> None:
        self.f = KernelFunction(name)
        self.group = group
        self.width = width
        self.slots = (*group.inputs, *group.outputs)
        self.memory = [memory_type(slot.dtype) for slot in self.slots]
        self.order = needed(group.results)
        self.sums = [each for each in self.order if each.word in REDUCTIONS]

    def text(self) -> str:
        f, count, rank = self.f, len(self.slots), self.group.rank
        pointers = [f.pointer(k) for k in range(count)]
        self.extents = [f.slot(count + axis) for axis in range(rank)]
        breadth = f.slot(count + rank)
        start = count + rank + 1
        self.strides = [
            [f.slot(start + axis * count + k) for k in range(count)] for axis in range(rank + 1)
        ]
        size = self.width * BLOCK
        blocks = f.div(f.add(breadth, size - 1), size)
        with f.loop(f.last, f.first) as unit:
            turn = f.div(unit.index, blocks)
            column = f.mul(f.sub(unit.index, f.mul(turn, blocks)), size)
            moved = self._moved(pointers, rank, turn)
            self._block(moved, column, f.sub(breadth, column))
        return f.text()

    def _moved(self, pointers: list[Value], axis: int, index: Value) -> list[Value]:
        f = self.f
        return [
            f.at(pointer, f.mul(index, stride), memory)
            for pointer, stride, memory in zip(
                pointers, self.strides[axis], self.memory, strict=True
            )
        ]

    def _block(self, pointers: list[Value], column: Value, left: Value) -> None:
        f = self.f
        self.column = column
        self.masks = [f.lanes(f.sub(left, u * self.width), self.width) for u in range(BLOCK)]
        totals = [
            identity(f, each.word, Type(register_type(DType.of(each.kind)).element, self.width))
            for each in self.sums
            for _ in range(BLOCK)
        ]
        totals = self._down(0, pointers, totals)
        for u in range(BLOCK):
            known = self._after(totals, u)
            scalars = VectorScalars(f, self.width)
            for k, result in enumerate(self.group.results, len(self.group.inputs)):
                value = scalars.to_memory(known[result.number], self.memory[k])
                place = f.at(pointers[k], f.add(column, u * self.width), self.memory[k])
                f.masked_store(value, place, self.masks[u])

    def _after(self, totals: list[Value], u: int) -> dict[int, Operand]:
        """What is computed from the totals of a vector of columns."""
        known: dict[int, Operand] = {
            each.number: totals[k * BLOCK + u] for k, each in enumerate(self.sums)
        }
        scalars = VectorScalars(self.f, self.width)
        for each in self.order:
            if each.word == "row_count":
                known[each.number] = self._count(each)
            elif each.number not in known and (each.level or each.word == "number"):
                known[each.number] = scalars.compute(each, known)
        return known

    def _count(self, each: Expr) -> Value:
        f = self.f
        total = f.const(1, I64)
        for extent in self.extents:
            total = f.mul(total, extent)
        kind = register_type(DType.of(each.kind))
        return f.convert("sitofp", total, kind.element) if kind.is_float else total

    def _down(self, axis: int, pointers: list[Value], totals: list[Value]) -> list[Value]:
        if axis == self.group.rank:
            return self._row(pointers, totals)
        with self.f.loop(self.extents[axis], carry=totals) as turn:
            moved = self._moved(pointers, axis, turn.index)
            turn.carried[:] = self._down(axis + 1, moved, turn.carried)
        return turn.results

    def _row(self, pointers: list[Value], totals: list[Value]) -> list[Value]:
        scalars = VectorScalars(self.f, self.width)
        totals = list(totals)
        for u in range(BLOCK):
            known: dict[int, Operand] = {}
            for each in self.order:
                if each.level or each.word == "row_count":
                    continue
                if each.word == "operand":
                    loaded = self._load(each.args[0], pointers, u)
                    kind = register_type(self.slots[each.args[0]].dtype)
                    known[each.number] = scalars.from_memory(loaded, kind)
                else:
                    known[each.number] = scalars.compute(each, known)
            for k, each in enumerate(self.sums):
                argument = each.args[0]
                found = known[argument.number] if isinstance(argument, Expr) else argument
                at = k * BLOCK + u
                totals[at] = combine(scalars, each.word, totals[at], found)
        return totals

    def _load(self, k: int, pointers: list[Value], u: int) -> Value:
        f, memory = self.f, self.memory[k]
        if self.slots[k].along == 0:
            return f.splat(f.load(pointers[k], memory), self.width)
        kind = Type(memory.element, self.width)
        place = f.at(pointers[k], f.add(self.column, u * self.width), memory)
        return f.masked_load(place, kind, self.masks[u], f.const(0, kind))
