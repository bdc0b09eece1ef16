"""Down the columns: reductions over axes that are not the innermost.

Where the axis that runs on in memory is kept, a vector of columns is summed row after row: each
load is a vector, and no sum goes across lanes. A unit is a block of columns, so that one
thread sums each column from top to bottom.
"""

from __future__ import annotations

from graphrt.backends.native.expression import REDUCTIONS, Expr, needed
from graphrt.backends.native.irtext import I64, Operand, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Kernel
from graphrt.backends.native.scalars import VectorScalars, combine, identity, register_type
from graphrt.backends.native.slots import Group, GroupWriter, kernel_of
from graphrt.dtypes import DType

BLOCK = 4  # vectors of columns summed side by side


def columns_kernel(group: Group, isa: Isa) -> Kernel:
    """The kernel of a group whose results are functions of reductions over ``rank`` axes; its slots
    lie along the columns. Operands: inputs, then outputs. Numbers: the extents of the reduced axes
    and the number of columns; then per reduced axis the stride of each operand, and the strides of
    an outer turn. A unit is a block of columns of one outer turn."""
    return kernel_of("columns", group, isa, lambda *args: _Writer(*args).text())


class _Writer(GroupWriter):
    def __init__(self, name: str, group: Group, width: int) -> None:
        super().__init__(name, group, width)
        self.order = needed(group.results)
        self.sums = [each for each in self.order if each.word in REDUCTIONS]

    def text(self) -> str:
        f, count, rank = self.f, len(self.slots), self.group.rank
        pointers = [f.pointer(k) for k in range(count)]
        self.extents = [f.slot(count + axis) for axis in range(rank)]
        breadth = f.slot(count + rank)
        self.read_strides(count + rank + 1, rank + 1)
        size = self.width * BLOCK
        blocks = f.div(f.add(breadth, size - 1), size)
        with f.loop(f.last, f.first) as unit:
            turn = f.div(unit.index, blocks)
            column = f.mul(f.sub(unit.index, f.mul(turn, blocks)), size)
            moved = self.moved(pointers, rank, turn)
            self._block(moved, column, f.sub(breadth, column))
        return f.text()

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
            moved = self.moved(pointers, axis, turn.index)
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
