"""Rows that do not lie in one run: reductions over any axes, and what goes on with them.

A batch's statistics, say, are sums over two runs of axes around the one that is kept. A unit is
one row, or a block of rows side by side; it is walked once per level of the group's expressions,
each walk a loop nest over all axes of the row. A row stays in a cache between walks as long as it
fits; where it is short, what is dear to compute is kept for later walks. Lanes lie along the last
axis of the row, or along an axis before it where that runs on in memory: then no sum goes across
lanes.

One thread does a unit, in one order: results are the same for any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphrt.backends.native.expression import (
    REDUCTIONS,
    REQUIRE,
    Expr,
    may_fail,
    needed,
)
from graphrt.backends.native.irtext import I1, I64, PTR, Operand, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Kernel
from graphrt.backends.native.scalars import (
    VectorScalars,
    combine,
    identity,
    memory_type,
    register_type,
)
from graphrt.backends.native.slots import Group, GroupWriter, kernel_of
from graphrt.backends.native.stages import worth_keeping
from graphrt.dtypes import DType

SIDE_BY_SIDE = 4  # vectors of a row summed apart, while few words leave the adders idle
LIGHT = 8  # such words in a walk
BLOCK = 2  # vectors of kept elements that one unit does


class Form(NamedTuple):
    """What a kernel must know of the nest: how many axes come before those of the row, whether
    lanes lie along the last of them or of the row, whether there is room to keep what is dear to
    compute, and which outputs vary over the row."""

    outer: int
    lanes_kept: bool
    keeps: bool
    whole: tuple[bool, ...]


def runs_kernel(group: Group, form: Form, isa: Isa) -> Kernel:
    """The kernel of a group whose slots lie along the lanes. Operands: inputs, outputs, and `FAULT`
    where it may fail. Numbers: the extents of all axes, outer ones first, then per axis the stride
    of each operand. A unit is one turn of all outer axes; where lanes lie along the last of those,
    of `BLOCK` vectors of it."""

    def text(name: str, group: Group, width: int) -> str:
        return _Writer(name, group, width, form).text()

    found = kernel_of("runs", group, isa, text)
    return Kernel((*found.key, *form), found.write)


Known = dict[int, Operand]
Place = tuple[list[Value], Value]  # the operands' addresses, the position in the row


class _Writer(GroupWriter):
    def __init__(self, name: str, group: Group, width: int, form: Form) -> None:
        super().__init__(name, group, width)
        self.outer, self.lanes_kept, keeps, self.whole = form
        self.order = needed(group.results)
        self.levels = max(each.level for each in self.order)
        self.kept = worth_keeping(self.order, self.levels) if keeps else []
        self.blocks = BLOCK if self.lanes_kept else 1

    # -- the nest ---------------------------------------------------------------------------

    def text(self) -> str:
        f, group, count = self.f, self.group, len(self.slots)
        pointers = [f.pointer(k) for k in range(count)]
        if may_fail(group.results):
            self.fault = f.pointer(count)
            count += 1
        rank = group.rank
        self.extents = [f.slot(count + axis) for axis in range(rank)]
        self.read_strides(count + rank, rank)
        self.count = f.const(1, I64)
        for extent in self.extents[self.outer :]:
            self.count = f.mul(self.count, extent)
        self._make_room()
        with f.loop(f.last, f.first) as unit:
            self._unit(unit.index, pointers)
        return f.text()

    def _make_room(self) -> None:
        """Buffers on the stack for what is kept, as many elements as the vectors of a walk."""
        f = self.f
        runs, self.span = self.count, f.const(self.width * self.blocks, I64)
        if not self.lanes_kept:
            runs, last = f.const(1, I64), self.extents[-1]
            for extent in self.extents[self.outer : -1]:
                runs = f.mul(runs, extent)
            self.span = f.mul(f.div(f.add(last, self.width - 1), self.width), self.width)
        room = f.mul(runs, self.span)
        self.buffers: dict[int, Value] = {}
        for each in self.kept:
            kind = memory_type(DType.of(each.kind)).scalar_text
            self.buffers[each.number] = f.define(PTR, f"alloca {kind}, i64 {room.text}, align 64")

    def _unit(self, unit: Value, pointers: list[Value]) -> None:
        f, outer = self.f, self.outer
        loops = list(range(outer))
        masks: list[Value | None] = [None]
        if self.lanes_kept:
            breadth, size = self.extents[loops.pop()], self.width * BLOCK
            unit, block = self._divided(unit, f.div(f.add(breadth, size - 1), size))
            first = f.mul(block, size)
            pointers = self.moved(pointers, outer - 1, first)
            left = f.sub(breadth, first)
            masks = [f.lanes(f.sub(left, u * self.width), self.width) for u in range(BLOCK)]
        for axis in reversed(loops):
            unit, turn = self._divided(unit, self.extents[axis])
            pointers = self.moved(pointers, axis, turn)
        self.masks, self.pointers = masks, pointers
        self.uniforms: list[Known] = [{} for _ in masks]
        for level in range(self.levels + 1):
            self._compute_uniforms(level)
            self._walk(level)
        self._store_uniforms()

    def _divided(self, number: Value, by: Value) -> tuple[Value, Value]:
        quotient = self.f.div(number, by)
        return quotient, self.f.sub(number, self.f.mul(quotient, by))

    # -- numbers of a row -----------------------------------------------------------------------

    def _compute_uniforms(self, level: int) -> None:
        """What is one number for the row and can be known before walk ``level``; where lanes are
        rows, a vector of such numbers."""
        for known, mask, u in zip(self.uniforms, self.masks, range(self.blocks), strict=True):
            for each in self.order:
                fresh = each.number not in known and each.word not in REDUCTIONS
                if each.uniform and each.level == level and fresh:
                    known[each.number] = self._uniform(each, known, mask, u)

    def _uniform(self, each: Expr, known: Known, mask: Value | None, u: int) -> Operand:
        f = self.f
        scalars = VectorScalars(f, self.width if self.lanes_kept else 1)
        if each.word == "operand":
            k = each.args[0]
            if self.lanes_kept:
                loaded = self._load(k, self.pointers, f.const(u * self.width, I64), mask)
            else:
                loaded = f.load(self.pointers[k], self.memory[k])
            return scalars.from_memory(loaded, register_type(self.slots[k].dtype))
        if each.word == "row_count":
            kind = register_type(DType.of(each.kind))
            return f.convert("sitofp", self.count, kind.element) if kind.is_float else self.count
        if each.word == REQUIRE:
            found, holds = (known[arg.number] for arg in each.operands)
            assert isinstance(holds, Value)
            wrong = f.bits("xor", holds, f.const(1, I1))
            if mask is not None:
                wrong = f.across("any", f.bits("and", wrong, mask))
            with f.when(wrong):
                f.store(f.const(1, I64), self.fault)
            return found
        return scalars.compute(each, known)

    def _store_uniforms(self) -> None:
        f, count = self.f, len(self.group.inputs)
        scalars = VectorScalars(f, self.width if self.lanes_kept else 1)
        for k, (each, whole) in enumerate(zip(self.group.results, self.whole, strict=True), count):
            if whole:
                continue
            for known, mask, u in zip(self.uniforms, self.masks, range(self.blocks), strict=True):
                value = scalars.to_memory(known[each.number], self.memory[k])
                if self.lanes_kept:
                    self._store(k, value, self.pointers, f.const(u * self.width, I64), mask)
                else:
                    f.store(value, self.pointers[k])

    # -- a walk ---------------------------------------------------------------------------------

    def _walk(self, level: int) -> None:
        """One nest of loops over the row: the sums and stores that belong to it."""
        f, group = self.f, self.group
        sums = [e for e in self.order if e.word in REDUCTIONS and e.level == level + 1]
        stores = [
            k
            for k, (each, whole) in enumerate(zip(group.results, self.whole, strict=True))
            if whole and each.level == level
        ]
        keeps = [each for each in self.kept if each.level == level]
        if not (sums or stores or keeps):
            return
        targets = [*(a for e in sums for a in e.operands), *(group.results[k] for k in stores)]
        earlier = {each.number for each in self.kept if each.level < level}
        work = needed([*targets, *keeps], lambda e: e.uniform or e.number in earlier)
        plain = sum(not each.uniform and each.word != "operand" for each in work)
        light = bool(sums) and plain <= LIGHT and not self.lanes_kept
        body = _Body(self, work, sums, stores, keeps, SIDE_BY_SIDE if light else self.blocks)
        totals = [
            identity(f, e.word, Type(register_type(DType.of(e.kind)).element, self.width))
            for e in sums
            for _ in range(body.columns)
        ]
        run = body.run_across if self.lanes_kept else body.run_along
        totals = self._nest(0, (self.pointers, f.const(0, I64)), totals, run)
        for position, each in enumerate(sums):
            parts = totals[position * body.columns : (position + 1) * body.columns]
            if self.lanes_kept:
                for known, part in zip(self.uniforms, parts, strict=True):
                    known[each.number] = part
                continue
            scalars = VectorScalars(f, self.width)
            while len(parts) > 1:
                parts = [
                    combine(scalars, each.word, a, b)
                    for a, b in zip(parts[::2], parts[1::2], strict=True)
                ]
            self.uniforms[0][each.number] = f.across(each.word.removeprefix("row_"), parts[0])

    def _nest(
        self,
        depth: int,
        place: Place,
        totals: list[Value],
        run: Callable[[Place, list[Value]], list[Value]],
    ) -> list[Value]:
        """``run`` at the start of each last run; where lanes are rows, at each element."""
        f, group = self.f, self.group
        if depth == group.rank - self.outer - (not self.lanes_kept):
            return run(place, totals)
        axis = self.outer + depth
        pointers, position = place
        with f.loop(self.extents[axis], carry=totals) as turn:
            further = f.add(f.mul(position, self.extents[axis]), turn.index)
            moved = self.moved(pointers, axis, turn.index)
            turn.carried[:] = self._nest(depth + 1, (moved, further), turn.carried, run)
        return turn.results

    # -- memory ---------------------------------------------------------------------------------

    def _load(self, k: int, pointers: list[Value], index: Value, mask: Value | None) -> Value:
        """A vector from ``index`` on along the lanes."""
        f, memory = self.f, self.memory[k]
        if self.slots[k].along == 0:
            return f.splat(f.load(pointers[k], memory), self.width)
        kind = Type(memory.element, self.width)
        if self.slots[k].along == 2:
            every = mask or f.const(1, Type("i1", self.width))
            return f.gather(self._addresses(k, pointers, index), kind, every)
        place = f.at(pointers[k], index, memory)
        if mask is None:
            return f.load(place, kind)
        return f.masked_load(place, kind, mask, f.const(0, kind))

    def _store(
        self, k: int, value: Value, pointers: list[Value], index: Value, mask: Value | None
    ) -> None:
        f = self.f
        if self.slots[k].along == 2:
            every = mask or f.const(1, Type("i1", self.width))
            f.scatter(value, self._addresses(k, pointers, index), every)
            return
        place = f.at(pointers[k], index, self.memory[k])
        if mask is None:
            f.store(value, place)
        else:
            f.masked_store(value, place, mask)

    def _addresses(self, k: int, pointers: list[Value], index: Value) -> Value:
        f = self.f
        axis = self.outer - 1 if self.lanes_kept else -1
        lanes = f.add(f.splat(index, self.width), f.ramp(self.width))
        offsets = f.mul(lanes, f.splat(self.strides[axis][k], self.width))
        return f.addresses(pointers[k], offsets, self.memory[k])


class _Body:
    """What a walk does at one place: ``columns`` vectors have sums of their own."""

    def __init__(
        self,
        writer: _Writer,
        work: Sequence[Expr],
        sums: Sequence[Expr],
        stores: Sequence[int],
        keeps: Sequence[Expr],
        columns: int,
    ) -> None:
        self.w, self.work, self.sums, self.stores = writer, work, sums, stores
        self.keeps, self.columns = keeps, columns
        f = writer.f
        self.splats = [
            {
                each.number: f.splat(value, writer.width)
                if isinstance(value := known[each.number], Value)
                else value
                for each in (*work, *(a for e in sums for a in e.operands))
                if each.uniform
            }
            for known in writer.uniforms
        ]

    def run_across(self, place: Place, totals: list[Value]) -> list[Value]:
        """One element of each of the rows in the lanes."""
        w, totals = self.w, list(totals)
        for u, mask in enumerate(w.masks):
            self._vector(place, w.f.const(u * w.width, I64), mask, u, totals)
        return totals

    def run_along(self, place: Place, totals: list[Value]) -> list[Value]:
        """The elements of a last run: several vectors a turn, single ones, the rest."""
        w, f = self.w, self.w.f
        extent = w.extents[-1]
        rest = f.bits("and", extent, w.width - 1)
        whole = f.sub(extent, rest)
        done = f.const(0, I64)
        steps = [self.columns, 1] if self.columns > 1 else [1]
        for step in steps:
            size = step * w.width
            end = f.sub(extent, f.bits("and", extent, size - 1))
            with f.loop(end, done, size, totals) as turn:
                for u in range(step):
                    index = f.add(turn.index, u * w.width)
                    self._vector(place, index, None, u, turn.carried)
            totals, done = turn.results, end
        some = f.convert("zext", f.compare("sgt", rest, 0), "i64")
        with f.loop(some, carry=totals) as turn:
            self._vector(place, whole, f.lanes(rest, w.width), 0, turn.carried)
        return turn.results

    def _vector(
        self, place: Place, index: Value, mask: Value | None, u: int, totals: list[Value]
    ) -> None:
        w, f, (pointers, position) = self.w, self.w.f, place
        scalars = VectorScalars(f, w.width)
        across = w.lanes_kept
        known: Known = dict(self.splats[u if across else 0])
        for each in self.work:
            if each.number in known:
                continue
            if each.word == "operand":
                k = each.args[0]
                kind = register_type(w.slots[k].dtype)
                known[each.number] = scalars.from_memory(w._load(k, pointers, index, mask), kind)
            elif each.word == "position":
                known[each.number] = self._position(position, index)
            elif each.number in w.buffers and each not in self.keeps:
                kind = memory_type(DType.of(each.kind))
                loaded = f.load(self._buffered(each, place, index), Type(kind.element, w.width))
                known[each.number] = scalars.from_memory(loaded, register_type(DType.of(each.kind)))
            else:
                known[each.number] = scalars.compute(each, known)
        for each in self.keeps:
            kind = memory_type(DType.of(each.kind))
            value = scalars.to_memory(known[each.number], kind)
            f.store(value, self._buffered(each, place, index))
        for k in self.stores:
            at = k + len(w.group.inputs)
            value = scalars.to_memory(known[w.group.results[k].number], w.memory[at])
            w._store(at, value, pointers, index, mask)
        for number, each in enumerate(self.sums):
            argument = each.args[0]
            found = known[argument.number] if isinstance(argument, Expr) else argument
            at = number * self.columns + u
            value, _ = f.same(found, totals[at])
            if mask is not None and not across:
                value = f.select(mask, value, identity(f, each.word, totals[at].type))
            totals[at] = combine(scalars, each.word, totals[at], value)

    def _buffered(self, each: Expr, place: Place, index: Value) -> Value:
        """Where a vector of what is kept lies."""
        w, f = self.w, self.w.f
        at = f.add(f.mul(place[1], w.span), index)
        return f.at(w.buffers[each.number], at, memory_type(DType.of(each.kind)))

    def _position(self, before: Value, index: Value) -> Value:
        w, f = self.w, self.w.f
        if w.lanes_kept:
            return f.splat(before, w.width)
        first = f.add(f.mul(before, w.extents[-1]), index)
        return f.add(f.splat(first, w.width), f.ramp(w.width))
