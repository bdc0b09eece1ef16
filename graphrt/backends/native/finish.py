"""The end of a tile: from its sums to what is stored.

The sums are in registers when the last turn over the depth is done. What a pointwise group
computes from them (a bias added, an activation, a step of gradient descent) is computed there and
then, so that the product itself is never written. Where that is long, the sums first go to the
stack and a loop over the rows does it, so that the code stays short.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.backends.native.expression import needed, text_of
from graphrt.backends.native.irtext import I64, Function, Operand, Type, Value
from graphrt.backends.native.product import PRODUCT, Finish
from graphrt.backends.native.scalars import VectorScalars, memory_type, register_type

LINE_BYTES = 64
UNROLLED = 128  # words written out, all sums of a tile together; more become a loop
LONG = 16  # words that an elementary function is as long as
ELEMENTARY = frozenset([
    *("exp", "expm1", "log", "log1p", "tanh", "sigmoid"),
    *("sin", "cos", "atan2", "erf", "erfc", "pow", "rem"),
])  # fmt: skip


def finish_key(finish: Finish) -> tuple[object, ...]:
    """The identity of what is stored."""
    slots = tuple((slot.dtype.name, slot.along) for slot in finish.slots)
    return (text_of(finish.results), slots, len(finish.inputs))


class TileEnd:
    """Writes the end of tiles of up to ``rows x vectors`` sums into a function. Made in its
    entry block."""

    def __init__(self, f: Function, finish: Finish, rows: int, vectors: int, vector: Type) -> None:
        self.f, self.finish = f, finish
        self.order = needed(finish.results)
        self.memory = [memory_type(slot.dtype) for slot in finish.slots]
        words = len(finish.results) - 1
        words += sum(LONG if each.word in ELEMENTARY else 1 for each in self.order)
        self.looped = words * rows * vectors > UNROLLED
        self.element = Type(vector.element)
        if self.looped:
            size = rows * vectors * vector.width
            self.sums = f.define(
                Type("ptr"), f"alloca {vector.element}, i64 {size}, align {vector.width * 8}"
            )

    def run(
        self,
        sums: Sequence[Sequence[Value]],
        places: Sequence[Value],
        row_strides: Sequence[Operand],
        column_strides: Sequence[Operand],
        masks: Sequence[Value | None],
        rows_left: Value | None = None,
    ) -> None:
        """Store a tile. ``places`` are the addresses of its first element in every operand;
        rows from ``rows_left`` on are not there."""
        f, width = self.f, sums[0][0].type.width
        if not self.looped or len(sums) == 1:
            for i, line in enumerate(sums):
                here = self._moved(places, row_strides, i)
                if rows_left is None:
                    self._row(line, here, column_strides, masks)
                    continue
                with f.when(f.compare("sgt", rows_left, i)):
                    self._row(line, here, column_strides, masks)
            return
        pitch = len(masks) * width
        for i, line in enumerate(sums):
            for j, value in enumerate(line):
                f.store(value, f.at(self.sums, i * pitch + j * width, self.element))
        stop: Operand = len(sums)
        if rows_left is not None:
            stop = f.select(f.compare("slt", rows_left, len(sums)), rows_left, len(sums))
        with f.loop(stop) as row:
            begin = f.at(self.sums, f.mul(row.index, pitch), self.element)
            line = [
                f.load(f.at(begin, j * width, self.element), sums[0][0].type)
                for j in range(len(masks))
            ]
            self._row(line, self._moved(places, row_strides, row.index), column_strides, masks)

    def fetch(
        self,
        places: Sequence[Value],
        row_strides: Sequence[Operand],
        rows: int,
        columns: int,
        turn: Value,
    ) -> None:
        """Ask for what `run` will read and write, while the sums are still being computed: for a
        row in each turn, as all of them at once would keep the loop waiting."""
        f = self.f
        last = f.const(rows - 1, I64)
        row = f.select(f.compare("slt", turn, last), turn, last)
        for place, stride, slot, memory in zip(
            places, row_strides, self.finish.slots, self.memory, strict=True
        ):
            if slot.along == 1:
                fetch_row(f, f.at(place, f.mul(stride, row), memory), columns, memory)

    def _moved(
        self, places: Sequence[Value], row_strides: Sequence[Operand], row: Operand
    ) -> list[Value]:
        f = self.f
        return [
            f.at(place, f.mul(stride, row), memory)
            for place, stride, memory in zip(places, row_strides, self.memory, strict=True)
        ]

    def _row(
        self,
        line: Sequence[Value],
        places: Sequence[Value],
        column_strides: Sequence[Operand],
        masks: Sequence[Value | None],
    ) -> None:
        f, width = self.f, line[0].type.width
        count = len(self.finish.inputs)
        scalars = VectorScalars(f, width)
        for j, (total, mask) in enumerate(zip(line, masks, strict=True)):
            known: dict[int, Operand] = {}
            for each in self.order:
                if each.word != "operand":
                    known[each.number] = scalars.compute(each, known)
                elif each.args[0] == PRODUCT:
                    known[each.number] = total
                else:
                    k = each.args[0]
                    loaded = self._load(k, places[k], column_strides[k], j * width, width, mask)
                    kind = register_type(self.finish.slots[k].dtype)
                    known[each.number] = scalars.from_memory(loaded, kind)
            for k, result in enumerate(self.finish.results, count):
                value = scalars.to_memory(known[result.number], self.memory[k])
                self._store(k, value, places[k], column_strides[k], j * width, mask)

    def _load(
        self, k: int, place: Value, stride: Operand, column: int, width: int, mask: Value | None
    ) -> Value:
        f, memory = self.f, self.memory[k]
        kind, along = Type(memory.element, width), self.finish.slots[k].along
        if along == 0:
            return f.splat(f.load(place, memory), width)
        if along == 2 and width > 1:
            every = mask or f.const(1, Type("i1", width))
            return f.gather(self._addresses(k, place, stride, column, width), kind, every)
        here = f.at(place, column, memory)
        if mask is None:
            return f.load(here, kind)
        return f.masked_load(here, kind, mask, f.const(0, kind))

    def _store(
        self, k: int, value: Value, place: Value, stride: Operand, column: int, mask: Value | None
    ) -> None:
        f, memory, width = self.f, self.memory[k], value.type.width
        if self.finish.slots[k].along == 2 and width > 1:
            every = mask or f.const(1, Type("i1", width))
            f.scatter(value, self._addresses(k, place, stride, column, width), every)
            return
        here = f.at(place, column, memory)
        if mask is None:
            f.store(value, here)
        else:
            f.masked_store(value, here, mask)

    def _addresses(self, k: int, place: Value, stride: Operand, column: int, width: int) -> Value:
        f = self.f
        step = stride if isinstance(stride, Value) else f.const(stride, Type("i64"))
        numbers = f.add(f.ramp(width), column) if column else f.ramp(width)
        offsets = f.mul(numbers, f.splat(step, width))
        return f.addresses(place, offsets, self.memory[k])


def static_masks(columns: int, width: int) -> list[Value | None]:
    """Per vector of ``columns`` columns the lanes that are there; ``None`` where all are."""
    masks: list[Value | None] = []
    for start in range(0, columns, width):
        count = columns - start
        if count >= width:
            masks.append(None)
            continue
        lanes = ", ".join(f"i1 {'true' if lane < count else 'false'}" for lane in range(width))
        masks.append(Value(f"<{lanes}>", Type("i1", width)))
    return masks


def fetch_row(f: Function, line: Value, columns: int, element: Type) -> None:
    """Ask for the cache lines of some columns."""
    for column in range(0, columns, LINE_BYTES // element.element_bytes):
        f.prefetch(f.at(line, column, element))
