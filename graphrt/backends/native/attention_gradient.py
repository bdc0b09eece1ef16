"""The gradient of attention: to queries, keys and values at once, one head after the other.

What is done for a block of queries starts as in `attention`. Its weights and their slopes are
computed a block of keys at a time, twice: first for what they add up to, then to be used; where all
keys are one block they are still there. Queries are then on either side of a product:
the gradients to them lie in lanes, those to keys and values row by row.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphrt.backends.native import vecmath
from graphrt.backends.native.heads import KEYS, Form, Matrix, heads_of
from graphrt.backends.native.irtext import I64, Value
from graphrt.backends.native.irtext import Operand as Offset
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import FAULT, Call, Kernel, Operand
from graphrt.backends.native.lanes import Block, LaneFunction
from graphrt.backends.native.scalars import memory_type
from graphrt.lowering.plan import Step
from graphrt.ops.attention import AttentionGradient

WIDEST = 1 << 16  # bytes of a block's queries and their gradients' rows, on a thread's stack


def attention_gradient_calls(step: Step, isa: Isa) -> Sequence[Call] | str:
    """One call; a unit is a head."""
    op = step.node.op
    assert isinstance(op, AttentionGradient)
    (q, k, v, dy, *masks), (dq, dk, dv) = step.inputs, step.outputs
    assert q and k and v and dy and dq and dk and dv
    if not memory_type(q.type.dtype).is_float:
        return f"attention in {q.type.dtype}"
    mask = masks[0] if masks else None
    axes = ("L", "E"), ("S", "E"), ("S", "V"), ("L", "V"), ("L", "E"), ("S", "E"), ("S", "V")
    operands = list(zip((q, k, v, dy, dq, dk, dv), axes, strict=True))
    form, numbers, count = heads_of(op, operands, mask, isa)
    if form.block_bytes > WIDEST:
        return f"heads of {form.width} and {form.out} numbers are too wide"
    if not all(form.dense[4:7]):
        return "a result does not run on along its last axis"
    kernel = Kernel(("attention_gradient", *form), lambda name: _Writer(name, form).text())
    where: list[Operand] = [q, k, v, dy, dq, dk, dv, *([] if mask is None else [mask]), FAULT]
    return [Call(kernel, tuple(where), numbers, count, 1)]


class _Writer:
    def __init__(self, name: str, form: Form) -> None:
        self.f = f = LaneFunction(name, form)
        self.form = form
        self.turned, self.turned_grad = f.room(form.width), f.room(form.out)  # in lanes
        self.rows, self.grad_rows = f.room(self._pitch(form.width)), f.room(self._pitch(form.out))
        self.scores, self.slopes, self.sums = f.room(KEYS), f.room(KEYS), f.room(form.width)
        self.found = f.room(1)

    def _pitch(self, width: int) -> int:
        return -(-width // self.form.lanes) * self.form.lanes

    def text(self) -> str:
        f, form = self.f, self.form
        with f.loop(f.last, f.first) as head:
            q, k, v, dy, dq, dk, dv, *masks = f.matrices(head.index)
            mask = masks[0] if masks else None
            self._clear(dk, form.width)
            self._clear(dv, form.out)
            with f.loop(f.queries, step=form.step) as block:
                f.begin_block(block.index)
                self._read(q, form.width, self.turned, self.rows)
                self._read(dy, form.out, self.turned_grad, self.grad_rows)
                f.clear(self.sums, form.width)
                self._go_twice(k, v, dk, dv, mask)
                f.look_over(self.sums, form.width)
                f.turn_back(self.sums, form.width, f.of_block(dq))
            self._check(dk, form.width)
            self._check(dv, form.out)
        return f.text()

    def _read(self, source: Matrix, width: int, turned: Value, rows: Value) -> None:
        """A block's queries, or the gradients to their results: in lanes, and row by row."""
        f = self.f
        f.turn_over(source, width, turned)
        f.turn_back(turned, width, Matrix(rows, f.const(self._pitch(width), I64), 1))

    def _go_twice(self, k: Matrix, v: Matrix, dk: Matrix, dv: Matrix, mask: Matrix | None) -> None:
        """All blocks of keys, and all of them again with what they add up to."""
        f, vector, keys = self.f, self.form.vector, self.f.keys_seen()
        blocks = f.div(f.add(keys, KEYS - 1), KEYS)
        low, zero = f.const(-math.inf, vector), f.const(0, vector)
        state = [
            *[low] * self.form.vectors,
            *[zero] * self.form.vectors,
            *[zero] * self.form.vectors,
        ]
        with f.loop(f.mul(blocks, 2), carry=state) as turn:
            again = f.compare("sge", turn.index, blocks)
            start = f.mul(f.sub(turn.index, f.select(again, blocks, 0)), KEYS)
            block = Block(start, f.least(f.sub(keys, start), KEYS))
            still_there = f.bits("and", again, f.compare("eq", blocks, 1))
            with f.loop(f.select(still_there, f.const(0, I64), 1), carry=turn.carried) as once:
                once.carried[:] = self._weigh(k, v, block, mask, once.carried, again)
            turn.carried[:] = once.results
            with f.when(again):
                self._share_out(block.length, turn.carried)
                f.add_columns(self.sums, k, self.form.width, self.slopes, block)
                self._add_rows(dk, self.form.width, self.slopes, self.rows, block)
                self._add_rows(dv, self.form.out, self.scores, self.grad_rows, block)

    def _weigh(
        self,
        k: Matrix,
        v: Matrix,
        block: Block,
        mask: Matrix | None,
        state: Sequence[Value],
        again: Value,
    ) -> list[Value]:
        """The weights of a block, not yet divided by their total, and their slopes. The state: for
        each query the greatest score, the total of the weights, and that of weights times
        slopes; all but complete when it is done again."""
        f, form = self.f, self.form
        tops, sums = state[: self.form.vectors], state[self.form.vectors :]
        found = f.fill_scores(self.scores, k, self.turned, block, mask, tops)
        f.fill(self.slopes, v, self.turned_grad, form.out, block)
        shifts, factors = f.rescaled(tops, found)
        before = [f.mul(each, factors[n % self.form.vectors]) for n, each in enumerate(sums)]
        with f.loop(block.length, carry=before) as key:
            places = zip(
                f.each(self.scores, key.index), f.each(self.slopes, key.index), strict=True
            )
            for j, (place, slope) in enumerate(places):
                weight = vecmath.exp(f, f.sub(f.load(place, form.vector), shifts[j]))
                f.store(weight, place)
                key.carried[j] = f.add(key.carried[j], weight)
                mean = key.carried[self.form.vectors + j]
                key.carried[self.form.vectors + j] = f.fma(weight, f.load(slope, form.vector), mean)
        whole = [f.select(again, *each) for each in zip(sums, key.results, strict=True)]
        return [*found, *whole]

    def _share_out(self, count: Value, state: Sequence[Value]) -> None:
        """Weights that add up to 1, and the gradients to scores in place of the slopes."""
        f, vector = self.f, self.form.vector
        shares = f.shares(state[self.form.vectors : 2 * self.form.vectors])
        means = [f.mul(*each) for each in zip(state[2 * self.form.vectors :], shares, strict=True)]
        with f.loop(count) as key:
            places = zip(
                f.each(self.scores, key.index), f.each(self.slopes, key.index), strict=True
            )
            for j, (place, slope) in enumerate(places):
                weight = f.mul(f.load(place, vector), shares[j])
                f.store(weight, place)
                above = f.mul(f.sub(f.load(slope, vector), means[j]), self.form.scale)
                f.store(f.mul(weight, above), slope)

    # -- row by row -----------------------------------------------------------------------------

    def _add_rows(
        self, target: Matrix, width: int, left: Value, right: Value, block: Block
    ) -> None:
        """``target += left @ right``: for each key of a block the sum over the block's queries."""
        f, form = self.f, self.form
        pitch, depth = self._pitch(width), f.least(f.sub(f.queries, f.query), form.step)
        for height, first, last in f.tiles_of(block.length):
            with f.loop(last, first, height) as turn:
                key = f.add(block.start, turn.index)
                line = f.at(target.base, f.mul(key, target.row), form.element)
                factors = f.at(left, f.mul(turn.index, form.step), form.element)

                def tile(
                    column: Offset, masks: list[Value | None], height: int = height,
                    factors: Value = factors, line: Value = line,
                ) -> None:  # fmt: skip
                    lines = f.at(right, column, form.element), pitch
                    sums = f.product((factors, form.step, 1), lines, height, len(masks), depth)
                    for i, row in enumerate(sums):
                        place = f.at(f.at(line, f.mul(target.row, i), form.element), column,
                                     form.element)  # fmt: skip
                        for j, (value, mask) in enumerate(zip(row, masks, strict=True)):
                            here = f.at(place, j * form.lanes, form.element)
                            f.write(f.add(f.read(here, mask), value), here, mask)

                f.columns(width, self.form.vectors, tile)

    def _clear(self, target: Matrix, width: int) -> None:
        f, form = self.f, self.form
        with f.loop(f.keys) as key:
            line = f.at(target.base, f.mul(key.index, target.row), form.element)

            def zeros(column: Offset, masks: list[Value | None]) -> None:
                for j, mask in enumerate(masks):
                    place = f.at(f.at(line, column, form.element), j * form.lanes, form.element)
                    f.write(f.const(0, form.vector), place, mask)

            f.columns(width, self.form.vectors, zeros)

    def _check(self, target: Matrix, width: int) -> None:
        """Raise the fault where a number is not finite."""
        f, form = self.f, self.form
        f.store(f.const(0, form.vector), self.found)
        with f.loop(f.keys) as key:
            line = f.at(target.base, f.mul(key.index, target.row), form.element)

            def look(column: Offset, masks: list[Value | None]) -> None:
                found = f.load(self.found, form.vector)
                for j, mask in enumerate(masks):
                    place = f.at(f.at(line, column, form.element), j * form.lanes, form.element)
                    found = f.fma(f.read(place, mask), 0, found)  # NaN from there on
                f.store(found, self.found)

            f.columns(width, self.form.vectors, look)
        f.raise_if_nan([f.load(self.found, form.vector)])


ATTENTION_GRADIENT = {"attention_gradient": attention_gradient_calls}
