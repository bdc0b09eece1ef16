"""Row by row: one kernel for a group of pointwise nodes and reductions over the last axes.

A row is the innermost run of the domain. It is walked once per level of the group's expressions:
softmax, say, walks three times, for the maximum, for the sum of the powers, and to divide. A row
stays in the first-level cache between walks, so memory is read and written once. What a later
walk needs again is computed again where that is cheap, and kept in a buffer as long as a row
where it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from graphrt.backends.native.expression import (
    DOWN,
    REDUCTIONS,
    REQUIRE,
    Expr,
    may_fail,
    needed,
    text_of,
)
from graphrt.backends.native.irtext import I1, I64, Operand, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Kernel, KernelFunction
from graphrt.backends.native.scalars import (
    VectorScalars,
    combine,
    identity,
    memory_type,
    register_type,
)
from graphrt.dtypes import DType

CHEAP = frozenset(
    {
        *("add", "sub", "mul", "neg", "abs", "max", "min", "select", "cast"),
        *("less", "less_equal", "equal", "logical_and", "logical_or", "logical_not"),
    }
)
LIGHT = 8  # words in a turn of a walk that leave its adders idle
KEEP_FROM = 4  # cheap words in a row that are worth a store and a load


class Slot(NamedTuple):
    """An operand in memory: its dtype, and how it lies along the row: 0 one number for the row,
    1 neighbours, 2 a stride apart."""

    dtype: DType
    along: int


class Group(NamedTuple):
    """What a kernel computes: expressions over input slots, stored into output slots. The
    loop nest has ``rank`` axes, the last of which is the row."""

    inputs: tuple[Slot, ...]
    outputs: tuple[Slot, ...]
    results: tuple[Expr, ...]
    rank: int


def group_kernel(group: Group, isa: Isa) -> Kernel:
    """The kernel of a group. Operands: inputs, outputs, and `FAULT` where it may fail. Numbers:
    the extents of all axes, then per axis the stride of each operand. A unit is a turn of the
    outermost axis; where the row is the only axis, a vector of it.

    Where a result is a sum of rows, a turn of the outermost axis is a chunk of the next: the last
    may be shorter. Then there are more numbers: the extent of that axis in all chunks together,
    and for each sum how many elements it has.
    """
    slots = (*group.inputs, *group.outputs)
    widest = max(4, *(slot.dtype.bits // 8 for slot in slots))
    width = isa.width(widest)
    key = (
        "rows",
        text_of(group.results),
        tuple((slot.dtype.name, slot.along) for slot in slots),
        group.rank,
        width,
    )
    return Kernel(key, lambda name: _Writer(name, group, width).text())


class _Writer:
    def __init__(self, name: str, group: Group, width: int) -> None:
        self.f = KernelFunction(name)
        self.group = group
        self.width = width
        self.slots = (*group.inputs, *group.outputs)
        self.memory = [memory_type(slot.dtype) for slot in self.slots]
        self.stored = [each.args[0] if each.word == DOWN else each for each in group.results]
        self.summed = [
            k for k, each in enumerate(group.results, len(group.inputs)) if each.word == DOWN
        ]
        self.order = needed(self.stored)
        self.levels = max(each.level for each in self.order)
        self.kept = _worth_keeping(self.order, self.levels)

    # -- the nest ---------------------------------------------------------------------------

    def text(self) -> str:
        f, count, rank = self.f, len(self.slots), self.group.rank
        pointers = [f.pointer(k) for k in range(count)]
        numbers = count
        if may_fail(self.stored):
            self.fault = f.pointer(count)
            numbers += 1
        extents = [f.slot(numbers + axis) for axis in range(rank)]
        numbers += rank
        self.strides = [
            [f.slot(numbers + axis * count + k) for k in range(count)] for axis in range(rank)
        ]
        self.extent = extents[-1]
        if self.summed:
            end = numbers + rank * count
            self.in_all = f.slot(end)
            self.elements = [f.slot(end + 1 + k) for k in range(len(self.summed))]
        self.buffers = self._row_buffers()
        if rank == 1 and not self.levels:
            start, stop = f.mul(f.first, self.width), f.mul(f.last, self.width)
            inside = f.compare("slt", stop, self.extent)
            self._row(pointers, start, f.select(inside, stop, self.extent))
        elif rank == 1:
            self._row(pointers, f.const(0, I64), self.extent)
        else:
            self._outer(0, pointers, extents)
        return f.text()

    def _row_buffers(self) -> dict[int, Value]:
        f, buffers = self.f, {}
        room = f.add(self.extent, self.width)
        for each in self.kept:
            kind = memory_type(DType.of(each.kind))
            text = f"alloca {kind.scalar_text}, i64 {room.text}, align 64"
            buffers[each.number] = f.define(Type("ptr"), text)
        return buffers

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
            moved = [
                f.at(pointer, f.mul(each.index, stride), memory)
                for pointer, stride, memory in zip(
                    pointers, self.strides[axis], self.memory, strict=True
                )
            ]
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
        self.start = start
        self.uniforms: dict[int, Operand] = {}
        rest = f.bits("and", f.sub(stop, start), self.width - 1)
        whole = f.sub(stop, rest)
        for level in range(self.levels + 1):
            self._compute_uniforms(level)
            self._walk(level, start, whole, rest)
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

    def _walk(self, level: int, start: Value, whole: Value, rest: Value) -> None:
        """One loop over the row: the sums and stores that belong to it."""
        f = self.f
        sums = [e for e in self.order if e.word in REDUCTIONS and e.level == level + 1]
        stores = [
            k
            for k, each in enumerate(self.stored)
            if self.group.outputs[k].along and each.level == level
        ]
        keeps = [each for each in self.kept if each.level == level]
        targets = [*(each.args[0] for each in sums if isinstance(each.args[0], Expr))]
        targets += [self.stored[k] for k in stores] + keeps
        if not targets:
            return
        work = _order_of(targets, self.buffers, level)
        self._splat_uniforms(work, sums)
        # few words leave the adders waiting for each other: several sums then run side by side
        self.unroll = 4 if sums and _words(work) <= LIGHT else 1
        vector = [Type(register_type(DType.of(each.kind)).element, self.width) for each in sums]
        totals = [
            identity(f, each.word, kind)
            for each, kind in zip(sums, vector, strict=True)
            for _ in range(self.unroll)
        ]
        body = _Body(self, level, work, sums, stores, keeps)
        step = self.width * self.unroll
        bulk = whole
        if self.unroll > 1:
            size = f.sub(whole, start)
            bulk = f.add(start, f.sub(size, f.bits("and", size, step - 1)))
        with f.loop(bulk, start, step, totals) as turn:
            for u in range(self.unroll):
                body.run(f.add(turn.index, u * self.width), turn.carried, u, None)
        totals = turn.results
        if self.unroll > 1:
            with f.loop(whole, bulk, self.width, totals) as turn:
                body.run(turn.index, turn.carried, 0, None)
            totals = turn.results
        totals = self._masked_rest(body, whole, rest, totals)
        self._finish(sums, totals)

    def _masked_rest(
        self, body: _Body, whole: Value, rest: Value, totals: list[Value]
    ) -> list[Value]:
        """The elements after the last whole vector. A loop of one turn at most, so that sums
        are carried through it."""
        f = self.f
        some = f.convert("zext", f.compare("sgt", rest, 0), "i64")
        with f.loop(some, carry=totals) as turn:
            body.run(whole, turn.carried, 0, f.lanes(rest, self.width))
        return turn.results

    def _finish(self, sums: Sequence[Expr], totals: list[Value]) -> None:
        """Sums side by side, then across the lanes, into one number."""
        f, scalars = self.f, VectorScalars(self.f, self.width)
        for position, each in enumerate(sums):
            parts = totals[position * self.unroll : (position + 1) * self.unroll]
            while len(parts) > 1:
                parts = [
                    combine(scalars, each.word, a, b)
                    for a, b in zip(parts[::2], parts[1::2], strict=True)
                ]
            self.uniforms[each.number] = f.across(each.word.removeprefix("row_"), parts[0])

    def _splat_uniforms(self, work: Sequence[Expr], sums: Sequence[Expr]) -> None:
        """Numbers of the row that the walk uses, as vectors, before it begins."""
        f = self.f
        self.splats: dict[int, Operand] = {}
        for each in needed_uniforms(work, sums):
            value = self.uniforms[each.number]
            self.splats[each.number] = (
                f.splat(value, self.width) if isinstance(value, Value) else value
            )

    def _store_uniforms(self) -> None:
        f, scalars = self.f, VectorScalars(self.f, 1)
        for k, each in enumerate(self.stored, len(self.group.inputs)):
            if not self.slots[k].along:
                value = scalars.to_memory(self.uniforms[each.number], self.memory[k])
                if k in self.summed:
                    value = f.add(f.load(self.pointers[k], self.memory[k]), value)
                f.store(value, self.pointers[k])


class _Body:
    """What one turn of a walk does at an index, under a mask or not."""

    def __init__(
        self,
        writer: _Writer,
        level: int,
        work: Sequence[Expr],
        sums: Sequence[Expr],
        stores: Sequence[int],
        keeps: Sequence[Expr],
    ) -> None:
        self.w, self.level, self.work = writer, level, work
        self.sums, self.stores, self.keeps = sums, stores, keeps

    def run(self, index: Value, totals: list[Value], lane: int, mask: Value | None) -> None:
        w, f = self.w, self.w.f
        scalars = VectorScalars(f, w.width)
        known: dict[int, Operand] = dict(w.splats)
        for each in self.work:
            if each.number in known:
                continue
            if each.number in w.buffers and each.level < self.level:
                known[each.number] = self._kept(each, index, scalars)
            elif each.word == "position":
                known[each.number] = f.add(f.splat(index, w.width), f.ramp(w.width))
            elif each.word == "operand":
                k = each.args[0]
                loaded = self._load(k, index, mask)
                kind = register_type(w.slots[k].dtype)
                known[each.number] = scalars.from_memory(loaded, kind)
            else:
                known[each.number] = scalars.compute(each, known)
        for each in self.keeps:
            kind = memory_type(DType.of(each.kind))
            value = scalars.to_memory(known[each.number], kind)
            f.store(value, f.at(w.buffers[each.number], f.sub(index, w.start), kind))
        for k in self.stores:
            result = known[w.stored[k].number]
            at = k + len(w.group.inputs)
            value = scalars.to_memory(result, w.memory[at])
            if at in w.summed:
                value = f.add(self._load(at, index, mask), value)
            self._store(at, value, index, mask)
        for position, each in enumerate(self.sums):
            value = self._summand(each, known, scalars, mask)
            at = position * w.unroll + lane
            totals[at] = combine(scalars, each.word, totals[at], value)

    def _summand(
        self,
        each: Expr,
        known: Mapping[int, Operand],
        scalars: VectorScalars,
        mask: Value | None,
    ) -> Value:
        """What is added up; where nothing is under the mask, what changes nothing."""
        f, argument = self.w.f, each.args[0]
        kind = Type(register_type(DType.of(each.kind)).element, self.w.width)
        found = known[argument.number] if isinstance(argument, Expr) else argument
        value = f.splat(found, self.w.width) if isinstance(found, Value) else f.const(found, kind)
        if mask is None:
            return value
        return f.select(mask, value, identity(f, each.word, kind))

    def _kept(self, each: Expr, index: Value, scalars: VectorScalars) -> Value:
        w, f = self.w, self.w.f
        kind = memory_type(DType.of(each.kind))
        place = f.at(w.buffers[each.number], f.sub(index, w.start), kind)
        loaded = f.load(place, Type(kind.element, w.width))
        return scalars.from_memory(loaded, register_type(DType.of(each.kind)))

    def _load(self, k: int, index: Value, mask: Value | None) -> Value:
        w, f = self.w, self.w.f
        kind = Type(w.memory[k].element, w.width)
        if w.slots[k].along == 2:
            every = mask or f.const(1, Type("i1", w.width))
            return f.gather(self._addresses(k, index), kind, every)
        place = f.at(w.pointers[k], index, w.memory[k])
        return f.load(place, kind) if mask is None else f.masked_load(
            place, kind, mask, f.const(0, kind)
        )  # fmt: skip

    def _store(self, k: int, value: Value, index: Value, mask: Value | None) -> None:
        w, f = self.w, self.w.f
        if w.slots[k].along == 2:
            every = mask or f.const(1, Type("i1", w.width))
            f.scatter(value, self._addresses(k, index), every)
            return
        place = f.at(w.pointers[k], index, w.memory[k])
        if mask is None:
            f.store(value, place)
        else:
            f.masked_store(value, place, mask)

    def _addresses(self, k: int, index: Value) -> Value:
        w, f = self.w, self.w.f
        stride = w.strides[w.group.rank - 1][k]
        offsets = f.mul(f.add(f.splat(index, w.width), f.ramp(w.width)), f.splat(stride, w.width))
        return f.addresses(w.pointers[k], offsets, w.memory[k])


# -- planning the walks ------------------------------------------------------------------------


def _worth_keeping(order: Sequence[Expr], levels: int) -> list[Expr]:
    """Expressions that a later walk needs and that are dearer to compute again than to keep."""
    kept: list[Expr] = []
    if not levels:
        return kept
    needed_at: dict[int, int] = {}
    for each in order:
        if not each.uniform:
            walk = each.level
            for arg in each.operands:
                needed_at[arg.number] = max(needed_at.get(arg.number, 0), walk)
    cost: dict[int, int] = {}
    for each in order:
        if each.uniform or each.word == "operand":
            cost[each.number] = 0
            continue
        own = 1 if each.word in CHEAP else KEEP_FROM
        total = own + sum(cost[arg.number] for arg in each.operands)
        if needed_at.get(each.number, 0) > each.level and total >= KEEP_FROM:
            kept.append(each)
            total = 0
        cost[each.number] = total
    return kept


def _order_of(targets: Iterable[Expr], kept: Mapping[int, Value], level: int) -> list[Expr]:
    """What a walk computes for its targets, operands first: nothing behind a kept value."""
    found: dict[int, Expr] = {}
    stack = list(targets)
    while stack:
        each = stack.pop()
        if each.number in found:
            continue
        found[each.number] = each
        if each.uniform or (each.number in kept and each.level < level):
            continue
        stack.extend(each.operands)
    return [found[number] for number in sorted(found)]


def _words(work: Sequence[Expr]) -> int:
    """What a turn of a walk computes, loads left out."""
    return sum(not each.uniform and each.word != "operand" for each in work)


def needed_uniforms(work: Sequence[Expr], sums: Sequence[Expr]) -> list[Expr]:
    """The numbers of the row among what a walk computes or adds up."""
    found = {each.number: each for each in work if each.uniform}
    for each in sums:
        for arg in each.operands:
            if arg.uniform:
                found[arg.number] = arg
    return list(found.values())
