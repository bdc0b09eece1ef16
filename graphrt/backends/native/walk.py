"""A walk over a row, written: its loops, and what a turn does at an index, under a mask or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from graphrt.backends.native.expression import DOWN, Expr
from graphrt.backends.native.irtext import I64, Operand, Type, Value
from graphrt.backends.native.scalars import (
    VectorScalars,
    combine,
    identity,
    memory_type,
    register_type,
)
from graphrt.backends.native.slots import GroupWriter
from graphrt.backends.native.stages import Stage, Walk
from graphrt.dtypes import DType

Totals = dict[int, list[Value]]  # sums by number, each in as many parts as run side by side


class Row(NamedTuple):
    """The part of a row to be walked, up to ``whole`` in whole vectors and ``rest`` elements more;
    where the operands begin, and buffers: as long as the row, by the number of what is kept there,
    and as long as a strip of so many elements."""

    start: Value
    whole: Value
    rest: Value
    stop: Value
    pointers: list[Value]
    kept: Mapping[int, Value]
    buffers: Sequence[Value]
    strip: int


class WalkWriter:
    """One walk. ``uniforms`` are the numbers of the row that are known before it."""

    def __init__(
        self, writer: GroupWriter, walk: Walk, row: Row, uniforms: Mapping[int, Operand]
    ) -> None:
        self.w, self.f, self.width = writer, writer.f, writer.width
        self.walk, self.row = walk, row
        f = self.f
        self.splats: dict[int, Operand] = {}
        for each in walk.uniforms:
            value = uniforms[each.number]
            self.splats[each.number] = (
                f.splat(value, self.width) if isinstance(value, Value) else value
            )

    def write(self) -> dict[int, Value]:
        """The loops; what the sums come to, by number."""
        f, walk = self.f, self.walk
        totals: Totals = {}
        for each in walk.sums:
            kind = Type(register_type(DType.of(each.kind)).element, self.width)
            totals[each.number] = [identity(f, each.word, kind)] * walk.unroll
        if len(walk.stages) == 1:
            self._at_once(walk.stages[0], totals)
        else:
            self._loop(
                self.row.start, self.row.stop, self.row.strip, walk.sums, totals, self._strip
            )
        return {each.number: self._across(each, totals[each.number]) for each in walk.sums}

    # -- loops ----------------------------------------------------------------------------------

    def _at_once(self, stage: Stage, totals: Totals) -> None:
        """Vector after vector, several of them in a turn where the walk asks for it."""
        f, unroll, bulk = self.f, self.walk.unroll, self.row.whole
        step = self.width * unroll
        if unroll > 1:
            size = f.sub(bulk, self.row.start)
            bulk = f.add(self.row.start, f.sub(size, f.bits("and", size, step - 1)))

        def turn(index: Value, parts: Totals) -> None:
            for u in range(unroll):
                _Turn(self, f.add(index, u * self.width)).run(stage, parts, u)

        self._loop(self.row.start, bulk, step, stage.sums, totals, turn)
        if unroll > 1:
            self._vectors(stage, bulk, self.row.whole, totals)
        self._masked(stage, f.compare("sgt", self.row.rest, 0), totals)

    def _strip(self, first: Value, totals: Totals) -> None:
        """Stage after stage over a strip, the last of which may end within a vector."""
        f = self.f
        end = f.add(first, self.row.strip)
        stop, whole = self._smaller(end, self.row.stop), self._smaller(end, self.row.whole)
        cut = f.compare("slt", whole, stop)
        for stage in self.walk.stages:
            if _looks_at_memory(stage):
                self._vectors(stage, first, whole, totals, first)
                self._masked(stage, cut, totals, first)
            else:
                self._vectors(stage, first, stop, totals, first)

    def _smaller(self, a: Value, b: Value) -> Value:
        return self.f.select(self.f.compare("slt", a, b), a, b)

    def _vectors(
        self, stage: Stage, start: Value, stop: Value, totals: Totals, first: Value | None = None
    ) -> None:
        def turn(index: Value, parts: Totals) -> None:
            _Turn(self, index, first).run(stage, parts)

        self._loop(start, stop, self.width, stage.sums, totals, turn)

    def _masked(
        self, stage: Stage, some: Value, totals: Totals, first: Value | None = None
    ) -> None:
        """The elements after the last whole vector. A loop of one turn at most, so that sums
        are carried through it."""
        f = self.f

        def turn(index: Value, parts: Totals) -> None:
            _Turn(self, self.row.whole, first, f.lanes(self.row.rest, self.width)).run(stage, parts)

        self._loop(f.const(0, I64), f.convert("zext", some, "i64"), 1, stage.sums, totals, turn)

    def _loop(
        self,
        start: Value,
        stop: Value,
        step: int,
        sums: Sequence[Expr],
        totals: Totals,
        turn: Callable[[Value, Totals], None],
    ) -> None:
        """A loop that carries sums through its turns."""
        carry = [part for each in sums for part in totals[each.number]]
        with self.f.loop(stop, start, step, carry) as loop:
            parts = self._by_sum(sums, loop.carried)
            turn(loop.index, parts)
            loop.carried[:] = [part for each in sums for part in parts[each.number]]
        totals.update(self._by_sum(sums, loop.results))

    def _by_sum(self, sums: Sequence[Expr], values: Sequence[Value]) -> Totals:
        unroll = self.walk.unroll
        return {
            each.number: list(values[position * unroll : (position + 1) * unroll])
            for position, each in enumerate(sums)
        }

    def _across(self, each: Expr, parts: list[Value]) -> Value:
        """Parts side by side, then across the lanes, into one number."""
        scalars = VectorScalars(self.f, self.width)
        while len(parts) > 1:
            parts = [
                combine(scalars, each.word, a, b)
                for a, b in zip(parts[::2], parts[1::2], strict=True)
            ]
        return self.f.across(each.word.removeprefix("row_"), parts[0])


class _Turn:
    """A stage at an index; ``first`` is the index at which the strip begins."""

    def __init__(
        self,
        walker: WalkWriter,
        index: Value,
        first: Value | None = None,
        mask: Value | None = None,
    ) -> None:
        self.walker, self.w, self.f, self.width = walker, walker.w, walker.f, walker.width
        self.row, self.index, self.first, self.mask = walker.row, index, first, mask
        self.scalars = VectorScalars(self.f, self.width)
        self.known: dict[int, Operand] = dict(walker.splats)

    def run(self, stage: Stage, totals: Totals, part: int = 0) -> None:
        f, w = self.f, self.w
        for each in stage.work:
            for arg in each.operands:
                self._value(arg)
            self.known[each.number] = self.scalars.compute(each, self.known)
        for each in (*stage.keeps, *stage.passes):
            place, kind = self._home(each)
            f.store(self.scalars.to_memory(self._value(each), kind), place)
        for k in stage.stores:
            result, at = w.group.results[k], k + len(w.group.inputs)
            added = result.word == DOWN
            stored = result.args[0] if added else result
            value = self.scalars.to_memory(self._value(stored), w.memory[at])
            self._store(at, f.add(self._load(at), value) if added else value)
        for each in stage.sums:
            parts = totals[each.number]
            parts[part] = combine(self.scalars, each.word, parts[part], self._summand(each))

    def _value(self, each: Expr) -> Operand:
        """What the turn has computed, or what is in memory."""
        found = self.known.get(each.number)
        if found is None:
            found = self.known[each.number] = self._read(each)
        return found

    def _read(self, each: Expr) -> Operand:
        f = self.f
        if each.word == "position":
            return f.add(f.splat(self.index, self.width), f.ramp(self.width))
        register = register_type(DType.of(each.kind))
        if each.word == "operand":
            return self.scalars.from_memory(self._load(each.args[0]), register)
        place, kind = self._home(each)
        return self.scalars.from_memory(f.load(place, Type(kind.element, self.width)), register)

    def _home(self, each: Expr) -> tuple[Value, Type]:
        """Where a value is kept, for the row or for the strip, and its type there."""
        f, row, kind = self.f, self.row, memory_type(DType.of(each.kind))
        if each.number in row.kept:
            return f.at(row.kept[each.number], f.sub(self.index, row.start), kind), kind
        assert self.first is not None
        buffer = row.buffers[self.walker.walk.places[each.number]]
        return f.at(buffer, f.sub(self.index, self.first), kind), kind

    def _summand(self, each: Expr) -> Value:
        """What is added up; where nothing is under the mask, what changes nothing."""
        f, argument = self.f, each.args[0]
        kind = Type(register_type(DType.of(each.kind)).element, self.width)
        found = self._value(argument) if isinstance(argument, Expr) else argument
        value = f.splat(found, self.width) if isinstance(found, Value) else f.const(found, kind)
        if self.mask is None:
            return value
        return f.select(self.mask, value, identity(f, each.word, kind))

    # -- operands in memory -----------------------------------------------------------------------

    def _load(self, k: int) -> Value:
        f, memory, mask = self.f, self.w.memory[k], self.mask
        kind = Type(memory.element, self.width)
        if self.w.slots[k].along == 2:
            return f.gather(self._addresses(k), kind, self._every_lane())
        place = f.at(self.row.pointers[k], self.index, memory)
        if mask is None:
            return f.load(place, kind)
        return f.masked_load(place, kind, mask, f.const(0, kind))

    def _store(self, k: int, value: Value) -> None:
        f, mask = self.f, self.mask
        if self.w.slots[k].along == 2:
            f.scatter(value, self._addresses(k), self._every_lane())
            return
        place = f.at(self.row.pointers[k], self.index, self.w.memory[k])
        if mask is None:
            f.store(value, place)
        else:
            f.masked_store(value, place, mask)

    def _every_lane(self) -> Value:
        return self.mask or self.f.const(1, Type("i1", self.width))

    def _addresses(self, k: int) -> Value:
        f, stride = self.f, self.w.strides[-1][k]
        along = f.add(f.splat(self.index, self.width), f.ramp(self.width))
        offsets = f.mul(along, f.splat(stride, self.width))
        return f.addresses(self.row.pointers[k], offsets, self.w.memory[k])


def _looks_at_memory(stage: Stage) -> bool:
    """Whether a stage reads or writes operands, or adds up, so that a mask matters."""
    read: Iterable[Expr] = (arg for each in stage.work for arg in each.operands)
    return bool(stage.sums or stage.stores) or any(
        each.word == "operand" and not each.uniform for each in read
    )
