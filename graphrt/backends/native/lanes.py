"""Products and softmax with queries in the lanes of vectors.

What belongs to the queries of a block is *turned over* when it is read, so that the numbers of all
queries at one position lie side by side, and turned back when it is stored.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphrt.backends.native import vecmath
from graphrt.backends.native.heads import Form, HeadFunction, Matrix
from graphrt.backends.native.irtext import I64, Operand, Type, Value, module_text
from graphrt.backends.native.tile import Left, Right, multiples, multiply_tile
from graphrt.backends.native.turning import call_turning, turning_function

TURNS = 2  # of the depth per turn of a loop: tiles are many here, and compiled one by one


class Block(NamedTuple):
    """Keys that are looked at together: the first, and how many."""

    start: Value
    length: Value


# product, key, vector of queries, state (to be assigned to) -> what is stored
Change = Callable[[Value, Value, int, "list[Value]"], Value]


class LaneFunction(HeadFunction):
    """A kernel on heads that computes with a block of queries in the lanes of some vectors.
    ``numbers`` of a query at one position after the other lie in `room`."""

    def __init__(self, name: str, form: Form) -> None:
        super().__init__(name, form)
        self.turn = f"{name}_turn"

    def text(self) -> str:
        form = self.form
        masked = any(each % form.lanes for each in (form.width, form.out))
        return module_text(self, turning_function(self.turn, form.vector, masked))

    def turn_over(self, source: Matrix, width: int, target: Value) -> None:
        """``target[column, query] = source[query, column]`` of the block's queries."""
        form = self.form
        if source.column != 1:
            self._pick(source, width, target)
            return
        there = self.of_block(source)
        last = self.sub(self.sub(self.queries, self.query), 1)
        call_turning(
            self, self.turn, there.base, there.row, form.step, last, target, form.step, width
        )

    def _pick(self, source: Matrix, width: int, target: Value) -> None:
        """`turn_over` where the columns do not lie side by side."""
        form = self.form
        every = self.const(1, form.vector.of("i1"))
        offsets = [self.mul(each, self.splat(source.row, form.lanes)) for each in self.numbers]
        with self.loop(width) as column:
            place = self.at(source.base, self.mul(column.index, source.column), form.element)
            out = self.at(target, self.mul(column.index, form.step), form.element)
            for j, each in enumerate(offsets):
                value = self.gather(self.addresses(place, each, form.element), form.vector, every)
                self.store(value, self.at(out, j * form.lanes, form.element))

    def turn_back(self, source: Value, width: int, target: Matrix) -> None:
        """``target[query, column] = source[column, query]``, queries counted from the first of the
        block; the target is dense."""
        step = self.form.step
        there = self.least(self.sub(self.queries, self.query), step)
        call_turning(
            self, self.turn, source, step, width, width - 1, target.base, target.row, there
        )

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
        return self.product(
            (base, down, deep), (right, self.form.step), rows, self.form.vectors, depth
        )

    def product(
        self,
        left: tuple[Value, Operand, Operand],
        right: tuple[Value, int],
        rows: int,
        vectors: int,
        depth: Operand,
    ) -> list[list[Value]]:
        """A tile: ``left`` begins there and has a stride from row to row and one along the depth,
        ``right`` one along the depth."""
        form, (base, down, deep) = self.form, left
        unroll = TURNS if rows == form.rows else 1

        def load(line: Value, j: int) -> Value:
            return self.load(self.at(line, j * form.lanes, form.element), form.vector)

        turn = self.mul(deep, unroll)
        return multiply_tile(
            self, Left(base, multiples(self, down, rows), deep, turn), Right(*right), vectors,
            form.vector, depth, load, unroll,
        )  # fmt: skip

    def fill(
        self,
        target: Value,
        left: Matrix,
        right: Value,
        depth: int,
        block: Block,
        state: Sequence[Value] = (),
        change: Change | None = None,
    ) -> list[Value]:
        """``target = left @ right`` for the keys of a block, ``change`` applied to it; the state
        that is left."""
        form = self.form
        carried = list(state)
        for height, first, last in self.tiles_of(block.length):
            with self.loop(last, first, height, carry=carried) as turn:
                key = self.add(block.start, turn.index)
                sums = self.times_rows(left, key, height, right, depth)
                out = self.at(target, self.mul(turn.index, form.step), form.element)
                for i, line in enumerate(sums):
                    for j, total in enumerate(line):
                        if change is not None:
                            total = change(total, self.add(key, i), j, turn.carried)
                        self.store(
                            total, self.at(out, i * form.step + j * form.lanes, form.element)
                        )
            carried = turn.results
        return carried

    def fill_scores(
        self,
        scores: Value,
        keys: Matrix,
        turned: Value,
        block: Block,
        mask: Matrix | None,
        tops: Sequence[Value],
    ) -> list[Value]:
        """The scores of a block of keys; the greater of ``tops`` and the greatest of each query."""

        def change(total: Value, key: Value, j: int, greatest: list[Value]) -> Value:
            score = self.seen(self.mul(total, self.form.scale), key, j, mask)
            above = self.compare("ogt", score, greatest[j])
            greatest[j] = self.select(above, score, greatest[j])
            return score

        return self.fill(scores, keys, turned, self.form.width, block, tops, change)

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

    def tiles_of(self, count: Value) -> list[tuple[int, Operand, Value]]:
        """Whole tiles of ``count`` rows, then the rest one by one: height, first row, end."""
        rows = self.form.rows
        whole = self.mul(self.div(count, rows), rows)
        return [(rows, 0, whole), (1, whole, count)]

    def each(self, scores: Value, row: Operand) -> list[Value]:
        """Where the vectors of a row lie."""
        line = self.at(scores, self.mul(row, self.form.step), self.form.element)
        return [
            self.at(line, j * self.form.lanes, self.form.element) for j in range(self.form.vectors)
        ]

    def clear(self, rows: Value, count: int) -> None:
        """Zeros for every query."""
        zero = self.const(0, self.form.vector)
        with self.loop(count) as row:
            for place in self.each(rows, row.index):
                self.store(zero, place)

    def add_columns(
        self,
        sums: Value,
        left: Matrix,
        width: int,
        right: Value,
        block: Block,
        factors: Sequence[Value] | None = None,
    ) -> None:
        """``sums = sums * factors + left^T @ right`` over the keys of a block, for all queries."""
        rows, vector = self.form.rows, self.form.vector

        def tile(first: Value, height: int) -> None:
            found = self.times_columns(left, block.start, first, height, right, block.length)
            for i, line in enumerate(found):
                for j, place in enumerate(self.each(sums, self.add(first, i))):
                    before = self.load(place, vector)
                    if factors is not None:
                        before = self.mul(before, factors[j])
                    self.store(self.add(before, line[j]), place)

        whole = width // rows * rows
        if whole:
            with self.loop(whole, step=rows) as turn:
                tile(turn.index, rows)
        if width > whole:
            tile(self.const(whole, I64), width - whole)

    def look_over(self, rows: Value, count: int, factors: Sequence[Value] | None = None) -> None:
        """Multiply, if there are factors, and raise the fault where a number is not finite."""
        vector = self.form.vector
        with self.loop(count, carry=[self.const(0, vector)] * self.form.vectors) as row:
            for j, place in enumerate(self.each(rows, row.index)):
                value = self.load(place, vector)
                if factors is not None:
                    value = self.mul(value, factors[j])
                    self.store(value, place)
                row.carried[j] = self.fma(value, 0, row.carried[j])  # NaN from there on
        self.raise_if_nan(row.results)

    def rescaled(
        self, tops: Sequence[Value], found: Sequence[Value]
    ) -> tuple[list[Value], list[Value]]:
        """What scores are lowered by when their greatest was ``tops`` and is ``found``; what that
        changes in sums so far."""
        shifts = [self.select(self.compare("oeq", top, -math.inf), 0, top) for top in found]
        factors = [
            vecmath.exp(self, self.sub(top, shift)) for top, shift in zip(tops, shifts, strict=True)
        ]
        return shifts, factors

    def shares(self, totals: Sequence[Value]) -> list[Value]:
        """What makes weights of these totals add up to 1, or to 0 where nothing is seen."""
        return [
            self.div(1.0, self.select(self.compare("oeq", each, 0), 1, each)) for each in totals
        ]
