"""Row by row: one kernel for a group of pointwise nodes and reductions over the last axes.

A row is the innermost run of the domain. It is walked once per level of the group's expressions:
softmax, say, walks three times, for the maximum, for the sum of the powers, and to divide. A row
stays in the first-level cache between walks, so memory is read and written once. What a later
walk needs again is computed again where that is cheap, and kept in a buffer as long as a row
where it is not.
"""

from __future__ import annotations

from graphrt.backends.native.expression import DOWN, REDUCTIONS, REQUIRE, Expr, may_fail, needed
from graphrt.backends.native.irtext import I1, I64, PTR, Operand, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Kernel
from graphrt.backends.native.scalars import VectorScalars, memory_type, register_type
from graphrt.backends.native.slots import Group, GroupWriter, kernel_of
from graphrt.backends.native.stages import RowPlan
from graphrt.backends.native.walk import Row, WalkWriter
from graphrt.dtypes import DType


def group_kernel(group: Group, isa: Isa) -> Kernel:
    """The kernel of a group. Its loop nest has ``rank`` axes, the last of which is the row.
    Operands: inputs, outputs, and `FAULT` where it may fail. Numbers: the extents of all axes, then
    per axis the stride of each operand. A unit is a turn of the outermost axis; where the row is
    the only axis, a vector of it.

    Where a result is a sum of rows, a turn of the outermost axis is a chunk of the next: the last
    may be shorter. Then there are more numbers: the extent of that axis in all chunks together,
    and for each sum how many elements it has.
    """
    return kernel_of("rows", group, isa, lambda *args: _Writer(*args).text())


class _Writer(GroupWriter):
    def __init__(self, name: str, group: Group, width: int) -> None:
        super().__init__(name, group, width)
        self.stored = [each.args[0] if each.word == DOWN else each for each in group.results]
        self.summed = [
            k for k, each in enumerate(group.results, len(group.inputs)) if each.word == DOWN
        ]
        self.order = needed(self.stored)
        along = {k: each for k, each in enumerate(self.stored) if group.outputs[k].along}
        self.plan = RowPlan(self.order, along)

    # -- the nest ---------------------------------------------------------------------------

    def text(self) -> str:
        f, rank = self.f, self.group.rank
        numbers = len(self.slots)
        pointers = [f.pointer(k) for k in range(numbers)]
        if may_fail(self.stored):
            self.fault = f.pointer(numbers)
            numbers += 1
        extents = [f.slot(numbers + axis) for axis in range(rank)]
        numbers = self.read_strides(numbers + rank, rank)
        self.extent = extents[-1]
        if self.summed:
            self.in_all = f.slot(numbers)
            self.elements = [f.slot(numbers + 1 + k) for k in range(len(self.summed))]
        self._make_room()
        if rank == 1 and not self.plan.levels:
            start, stop = f.mul(f.first, self.width), f.mul(f.last, self.width)
            inside = f.compare("slt", stop, self.extent)
            self._row(pointers, start, f.select(inside, stop, self.extent))
        elif rank == 1:
            self._row(pointers, f.const(0, I64), self.extent)
        else:
            self._outer(0, pointers, extents)
        return f.text()

    def _make_room(self) -> None:
        """Buffers for what is kept, on the stack."""
        f, plan = self.f, self.plan
        room = f.add(self.extent, self.width)
        self.kept: dict[int, Value] = {}
        for each in plan.kept:
            kind = memory_type(DType.of(each.kind)).scalar_text
            self.kept[each.number] = f.define(PTR, f"alloca {kind}, i64 {room.text}, align 64")
        element = max(
            (memory_type(DType.of(each.kind)).element_bytes for each in plan.passed), default=0
        )
        self.strip = plan.strip(element * self.width) * self.width
        strip = f"alloca i8, i64 {element * self.strip}, align 64"
        self.buffers = [f.define(PTR, strip) for _ in range(plan.strip_buffers)]

    def _outer(self, axis: int, pointers: list[Value], extents: list[Value]) -> None:
        f = self.f
        if axis == self.group.rank - 1:
            self._row(pointers, f.const(0, I64), self.extent)
            return
        first, last = (f.first, f.last) if axis == 0 else (f.const(0, I64), extents[axis])
        if axis == 1 and self.summed:
            last = self._turns_of_chunk(extents[1])
        with f.loop(last, first) as each:
            self.turn = each.index
            moved = self.moved(pointers, axis, each.index)
            if axis == 0 and self.summed:
                self._clear(moved)
            self._outer(axis + 1, moved, extents)

    def _turns_of_chunk(self, size: Value) -> Value:
        f = self.f
        left = f.sub(self.in_all, f.mul(self.turn, size))
        return f.select(f.compare("slt", left, size), left, size)

    def _clear(self, pointers: list[Value]) -> None:
        """Zeros where the rows of a chunk will be added up."""
        f, width = self.f, self.width
        for k, elements in zip(self.summed, self.elements, strict=True):
            rest = f.bits("and", elements, width - 1)
            whole = f.sub(elements, rest)
            kind = Type(self.memory[k].element, width)
            with f.loop(whole, 0, width) as each:
                f.store(f.const(0, kind), f.at(pointers[k], each.index, self.memory[k]))
            place = f.at(pointers[k], whole, self.memory[k])
            f.masked_store(f.const(0, kind), place, f.lanes(rest, width))

    # -- a row ----------------------------------------------------------------------------------

    def _row(self, pointers: list[Value], start: Value, stop: Value) -> None:
        f = self.f
        self.pointers = pointers
        self.uniforms: dict[int, Operand] = {}
        rest = f.bits("and", f.sub(stop, start), self.width - 1)
        whole = f.sub(stop, rest)
        row = Row(start, whole, rest, stop, pointers, self.kept, self.buffers, self.strip)
        for walk in self.plan.walks:
            self._compute_uniforms(walk.level)
            if walk.stages:
                self.uniforms |= WalkWriter(self, walk, row, self.uniforms).write()
        self._store_uniforms()

    def _compute_uniforms(self, level: int) -> None:
        """What is one number for the row and can be known before walk ``level``."""
        for each in self.order:
            if each.uniform and each.level == level and each.number not in self.uniforms:
                if each.word in REDUCTIONS:
                    continue  # the walk before has put it there
                self.uniforms[each.number] = self._uniform(each)

    def _uniform(self, each: Expr) -> Operand:
        f = self.f
        if each.word == "operand":
            k = each.args[0]
            scalars = VectorScalars(f, 1)
            loaded = f.load(self.pointers[k], self.memory[k])
            return scalars.from_memory(loaded, register_type(self.slots[k].dtype))
        if each.word == "row_count":
            kind = register_type(DType.of(each.kind))
            count = self.extent
            return f.convert("sitofp", count, kind.element) if kind.is_float else count
        if each.word == REQUIRE:
            found, holds = (self.uniforms[arg.number] for arg in each.operands)
            with f.when(f.bits("xor", holds, f.const(1, I1))):
                f.store(f.const(1, I64), self.fault)
            return found
        return VectorScalars(f, 1).compute(each, self.uniforms)

    def _store_uniforms(self) -> None:
        f, scalars = self.f, VectorScalars(self.f, 1)
        for k, each in enumerate(self.stored, len(self.group.inputs)):
            if not self.slots[k].along:
                value = scalars.to_memory(self.uniforms[each.number], self.memory[k])
                if k in self.summed:
                    value = f.add(f.load(self.pointers[k], self.memory[k]), value)
                f.store(value, self.pointers[k])
