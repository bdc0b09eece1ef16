"""What the kernels of attention share: a head's matrices, and a block of its queries in lanes.

The lanes of a vector are queries. So keys and values are left operands of products, whose
numbers are read one by one wherever they lie: views of a projection are not copied. Softmax runs
down the keys. What belongs to the queries of a block is *turned over* when it is read, so that
the numbers of all queries at one position lie side by side, and turned back when it is stored.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphrt.backends.native.finish import static_masks
from graphrt.backends.native.group import Axis, merged, strides_in
from graphrt.backends.native.irtext import PTR, Operand, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import KernelFunction
from graphrt.backends.native.pack import transposed
from graphrt.backends.native.product import batch_offsets
from graphrt.backends.native.scalars import memory_type
from graphrt.backends.native.tile import UNROLL, Left, Right, multiply_tile
from graphrt.lowering.plan import Buffer
from graphrt.ops.attention import Attention

KEYS = 128  # of a block: their scores stay in the first-level cache
VECTORS = 2  # of queries


class Form(NamedTuple):
    """What a kernel knows: elements and their number in a vector; keys of a tile; the widths of
    keys and of values; how it masks; and which operands run on along their last axis."""

    element: Type
    lanes: int
    rows: int
    width: int
    out: int
    scale: float
    causal: bool
    mask: str  # its dtype, or nothing
    mask_varies: bool  # from query to query
    dense: tuple[bool, ...]
    rank: int

    @property
    def vector(self) -> Type:
        return Type(self.element.element, self.lanes)

    @property
    def step(self) -> int:
        """Queries of a block."""
        return self.lanes * VECTORS

    @property
    def block_bytes(self) -> int:
        """Of what belongs to a block of queries."""
        return (self.width + self.out) * self.step * self.element.element_bytes


class Heads(NamedTuple):
    """A form, the extents and strides that go with it, and how many heads there are."""

    form: Form
    numbers: tuple[int, ...]
    heads: int


Axes = tuple[str, str]  # what the last two axes of an operand are: "L", "S", "E" or "V"


def heads_of(
    op: Attention, operands: Sequence[tuple[Buffer, Axes]], mask: Buffer | None, isa: Isa
) -> Heads:
    """What the kernels read of operands; the last one has all leading axes. ``L`` and ``S`` count
    queries and keys, ``E`` and ``V`` are their widths."""
    named: dict[str, int] = {}
    for buffer, (row, column) in operands:
        named |= {row: buffer.type.static_shape[-2], column: buffer.type.static_shape[-1]}
    batch = operands[-1][0].type.static_shape[:-2]
    shapes = [(buffer, (named[row], named[column])) for buffer, (row, column) in operands]
    if mask is not None:
        shapes.append((mask, (named["L"], named["S"])))
    strides = [strides_in(buffer, (*batch, *matrix)) for buffer, matrix in shapes]
    outer = merged([Axis(n, tuple(each[axis] for each in strides)) for axis, n in enumerate(batch)])
    dtype = operands[0][0].type.dtype
    form = Form(
        memory_type(dtype),
        isa.width(dtype.bits // 8),
        isa.tile[0],
        named["E"],
        named["V"],
        1 / math.sqrt(max(named["E"], 1)) if op.scale is None else op.scale,
        op.causal,
        mask.type.dtype.name if mask is not None else "",
        mask is not None and strides[-1][-2] != 0,
        tuple(n == 1 or each[-1] == 1 for each, (_, (_, n)) in zip(strides, shapes, strict=True)),
        len(outer),
    )
    numbers = [named["L"], named["S"], *(axis.extent for axis in outer)]
    for each in strides:
        numbers += each[-2:]
    for axis in outer:
        numbers += axis.strides
    return Heads(form, tuple(numbers), math.prod(axis.extent for axis in outer))


class Matrix(NamedTuple):
    """An operand of one head: its first element and its strides, the second 1 where it is dense."""

    base: Value
    row: Value
    column: Operand


class HeadFunction(KernelFunction):
    """A kernel on heads. Operands: matrices of every head, the mask the last of them if there is
    one, and a fault. Numbers: how many queries and keys there are, the extents of the batch, the
    two strides of every operand, and per axis of the batch that of every operand."""

    def __init__(self, name: str, form: Form) -> None:
        super().__init__(name)
        self.form = form
        count = len(form.dense)
        self.pointers = [self.pointer(k) for k in range(count)]
        self.fault = self.pointer(count)
        first = count + 1
        self.queries, self.keys = self.slot(first), self.slot(first + 1)
        self.extents = [self.slot(first + 2 + axis) for axis in range(form.rank)]
        first += 2 + form.rank
        self.matrix_strides = [
            (self.slot(first + 2 * k), 1 if form.dense[k] else self.slot(first + 2 * k + 1))
            for k in range(count)
        ]
        first += 2 * count
        self.steps = [
            [self.slot(first + axis * count + k) for k in range(count)] for axis in range(form.rank)
        ]
        self.ramps = [self.add(self.ramp(form.lanes), j * form.lanes) for j in range(VECTORS)]

    def room(self, rows: int) -> Value:
        """Memory on the stack: ``rows`` numbers of every query of a block."""
        size = max(rows, 1) * self.form.step
        return self.define(PTR, f"alloca {self.form.element.text}, i64 {size}, align 64")

    def matrices(self, head: Value) -> list[Matrix]:
        """The operands of a head."""
        kinds = [self.form.element] * len(self.pointers)
        if self.form.mask == "bool":
            kinds[-1] = Type("i8")
        offsets = batch_offsets(self, head, self.extents, self.steps)
        bases = self.pointers
        if offsets is not None:
            bases = [self.at(*each) for each in zip(bases, offsets, kinds, strict=True)]
        return [Matrix(base, *each) for base, each in zip(bases, self.matrix_strides, strict=True)]

    def least(self, a: Value, b: Operand) -> Value:
        return self.select(self.compare("slt", a, b), a, b)

    # -- a block of queries ---------------------------------------------------------------------

    def begin_block(self, first: Value) -> None:
        """What is read of queries that are not there is that of the last one."""
        top = self.sub(self.queries, 1)
        self.query = first
        self.numbers = []
        for ramp in self.ramps:
            number = self.add(ramp, self.splat(first, self.form.lanes))
            beyond = self.compare("slt", number, self.splat(top, self.form.lanes))
            self.numbers.append(self.select(beyond, number, top))
        self.short = [self.convert("trunc", each, "i32") for each in self.numbers]

    def turn_over(self, source: Matrix, width: int, target: Value, factor: float = 1.0) -> None:
        """``target[column, query] = factor * source[query, column]`` of the block's queries."""
        form, lanes = self.form, self.form.lanes
        if source.column != 1:
            self._pick(source, width, target, factor)
            return
        with self.loop(form.step, step=lanes) as part:
            last = self.sub(self.queries, 1)
            begin = self.add(self.query, part.index)
            lines = [
                self.at(source.base, self.mul(self.least(self.add(begin, i), last), source.row),
                        form.element)
                for i in range(lanes)
            ]  # fmt: skip
            out = self.at(target, part.index, form.element)

            def square(column: Operand, count: int) -> None:
                (mask,) = static_masks(count, lanes)
                zero = self.const(0, form.vector)
                read = []
                for line in lines:
                    place = self.at(line, column, form.element)
                    if mask is None:
                        read.append(self.load(place, form.vector))
                    else:
                        read.append(self.masked_load(place, form.vector, mask, zero))
                for k, value in enumerate(transposed(self, read)[:count]):
                    number = self.mul(self.add(column, k), form.step)
                    scaled = value if factor == 1.0 else self.mul(value, factor)
                    self.store(scaled, self.at(out, number, form.element))

            self._squares(width, square)

    def _squares(self, width: int, square: Callable[[Operand, int], None]) -> None:
        """``square`` on as many columns at a time as there are lanes, and on the rest."""
        whole = width // self.form.lanes * self.form.lanes
        if whole:
            with self.loop(whole, step=self.form.lanes) as turn:
                square(turn.index, self.form.lanes)
        if width > whole:
            square(whole, width - whole)

    def _pick(self, source: Matrix, width: int, target: Value, factor: float) -> None:
        """`turn_over` where the columns do not lie side by side."""
        form = self.form
        every = self.const(1, form.vector.of("i1"))
        offsets = [self.mul(each, self.splat(source.row, form.lanes)) for each in self.numbers]
        with self.loop(width) as column:
            place = self.at(source.base, self.mul(column.index, source.column), form.element)
            out = self.at(target, self.mul(column.index, form.step), form.element)
            for j, each in enumerate(offsets):
                value = self.gather(self.addresses(place, each, form.element), form.vector, every)
                self.store(self.mul(value, factor), self.at(out, j * form.lanes, form.element))

    def turn_back(self, source: Value, width: int, target: Matrix) -> None:
        """``target[query, column] = source[column, query]``; the target is dense."""
        form, lanes = self.form, self.form.lanes
        with self.loop(form.step, step=lanes) as part:
            begin = self.add(self.query, part.index)
            left = self.sub(self.queries, begin)
            there = [self.compare("sgt", left, i) for i in range(lanes)]
            lines = [
                self.at(target.base, self.mul(self.add(begin, i), target.row), form.element)
                for i in range(lanes)
            ]
            read = self.at(source, part.index, form.element)

            def square(column: Operand, count: int) -> None:
                (mask,) = static_masks(count, lanes)
                values = [self.const(0, form.vector)] * lanes
                for k in range(count):
                    number = self.mul(self.add(column, k), form.step)
                    values[k] = self.load(self.at(read, number, form.element), form.vector)
                for value, line, here in zip(transposed(self, values), lines, there, strict=True):
                    with self.when(here):
                        place = self.at(line, column, form.element)
                        if mask is None:
                            self.store(value, place)
                        else:
                            self.masked_store(value, place, mask)

            self._squares(width, square)

    # -- scores -----------------------------------------------------------------------------------

    def times_rows(
        self, left: Matrix, first: Value, rows: int, right: Value, depth: int
    ) -> list[list[Value]]:
        """``left[first + i, :] @ right`` for some rows, of all queries: ``[row][vector]``."""
        base = self.at(left.base, self.mul(first, left.row), self.form.element)
        return self._tile(base, left.row, left.column, rows, right, depth)

    def times_columns(
        self, left: Matrix, start: Value, first: Operand, rows: int, right: Value, depth: Operand
    ) -> list[list[Value]]:
        """``left[start :, first + i] @ right`` for some columns, of all queries."""
        base = self.at(left.base, self.mul(start, left.row), self.form.element)
        base = self.at(base, self.mul(left.column, first), self.form.element)
        return self._tile(base, left.column, left.row, rows, right, depth)

    def _tile(
        self, base: Value, down: Operand, deep: Operand, rows: int, right: Value, depth: Operand
    ) -> list[list[Value]]:
        form = self.form
        unroll = UNROLL if rows == form.rows else 1

        def load(line: Value, j: int) -> Value:
            return self.load(self.at(line, j * form.lanes, form.element), form.vector)

        turn = self.mul(deep, unroll)
        return multiply_tile(
            self, Left(base, down, deep, turn), Right(right, form.step), rows, VECTORS,
            form.vector, depth, load, unroll,
        )  # fmt: skip

    def seen(self, score: Value, key: Value, j: int, mask: Matrix | None) -> Value:
        """The scores of vector ``j`` with ``key``, as far as it may be seen."""
        form, low = self.form, -math.inf
        if mask is not None:
            kind = Type("i8" if form.mask == "bool" else form.element.element, form.lanes)
            place = self.at(mask.base, self.mul(key, mask.column), Type(kind.element))
            if form.mask_varies:
                offsets = self.mul(self.numbers[j], self.splat(mask.row, form.lanes))
                every = self.const(1, form.vector.of("i1"))
                found = self.gather(self.addresses(place, offsets, Type(kind.element)), kind, every)
            else:
                found = self.splat(self.load(place, Type(kind.element)), form.lanes)
            if form.mask == "bool":
                score = self.select(self.compare("ne", found, 0), score, low)
            else:
                score = self.add(score, found)
        if form.causal:
            here = self.splat(self.convert("trunc", key, "i32"), form.lanes)
            score = self.select(self.compare("sle", here, self.short[j]), score, low)
        return score

    def fill(
        self,
        scores: Value,
        turned: Value,
        keys: Matrix,
        block: tuple[Value, Value],
        mask: Matrix | None,
        tops: Sequence[Value],
    ) -> list[Value]:
        """``scores[key, query]`` of a block of keys (its first one, their number); the greater of
        ``tops`` and the greatest of each query."""
        form, (start, count) = self.form, block
        state = list(tops)
        for height, first, last in self.tiles_of(count):
            with self.loop(last, first, height, carry=state) as turn:
                key = self.add(start, turn.index)
                sums = self.times_rows(keys, key, height, turned, form.width)
                out = self.at(scores, self.mul(turn.index, form.step), form.element)
                for i, line in enumerate(sums):
                    for j, total in enumerate(line):
                        score = self.seen(total, self.add(key, i), j, mask)
                        self.store(
                            score, self.at(out, i * form.step + j * form.lanes, form.element)
                        )
                        top = turn.carried[j]
                        turn.carried[j] = self.select(self.compare("ogt", score, top), score, top)
            state = turn.results
        return state

    def tiles_of(self, count: Value) -> list[tuple[int, Operand, Value]]:
        """Whole tiles of ``count`` rows, then the rest one by one: height, first row, end."""
        rows = self.form.rows
        whole = self.mul(self.div(count, rows), rows)
        return [(rows, 0, whole), (1, whole, count)]

    def each(self, scores: Value, row: Operand) -> list[Value]:
        """Where the vectors of a row lie."""
        line = self.at(scores, self.mul(row, self.form.step), self.form.element)
        return [self.at(line, j * self.form.lanes, self.form.element) for j in range(VECTORS)]
