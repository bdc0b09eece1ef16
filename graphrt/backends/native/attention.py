"""Attention, ``softmax(scale q k^T + mask) v``, a block of queries at a time.

Keys are taken in blocks, too, so that scores never leave the cache. What has been summed up is
scaled anew when a later block has a greater maximum. Results that are not finite are NumPy's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphrt.backends.native import vecmath
from graphrt.backends.native.heads import (
    KEYS,
    VECTORS,
    Form,
    HeadFunction,
    Matrix,
    heads_of,
)
from graphrt.backends.native.irtext import I64, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import FAULT, Call, Kernel, Operand
from graphrt.backends.native.product import quotient
from graphrt.backends.native.scalars import memory_type
from graphrt.lowering.plan import Step
from graphrt.ops.attention import Attention

WIDEST = 1 << 17  # bytes of a block's queries and results, on a thread's stack
GRAIN_FLOPS = 1 << 18


def attention_calls(step: Step, isa: Isa) -> Sequence[Call] | str:
    """One call; a unit is a block of queries of one head."""
    op = step.node.op
    assert isinstance(op, Attention)
    (q, k, v, *masks), (result,) = step.inputs, step.outputs
    assert q is not None and k is not None and v is not None and result is not None
    if not memory_type(q.type.dtype).is_float:
        return f"attention in {q.type.dtype}"
    mask = masks[0] if masks else None
    operands = [(q, ("L", "E")), (k, ("S", "E")), (v, ("S", "V")), (result, ("L", "V"))]
    form, numbers, count = heads_of(op, operands, mask, isa)
    if form.block_bytes > WIDEST:
        return f"heads of {form.width} and {form.out} numbers are too wide"
    if not form.dense[3]:
        return "the result does not run on along its last axis"
    if 0 in result.type.static_shape:
        return []
    queries, keys = numbers[:2]
    flops = 2 * form.step * keys * (form.width + form.out)
    kernel = Kernel(("attention", *form), lambda name: _Writer(name, form).text())
    where: list[Operand] = [q, k, v, result, *([] if mask is None else [mask]), FAULT]
    grain = max(1, GRAIN_FLOPS // max(1, flops))
    return [Call(kernel, tuple(where), numbers, count * -(-queries // form.step), grain)]


class _Writer:
    def __init__(self, name: str, form: Form) -> None:
        self.f, self.form = HeadFunction(name, form), form
        self.turned = self.f.room(form.width)  # the queries
        self.scores = self.f.room(KEYS)
        self.sums = self.f.room(form.out)

    def text(self) -> str:
        f, step = self.f, self.form.step
        blocks = f.div(f.add(f.queries, step - 1), step)
        with f.loop(f.last, f.first) as unit:
            head, block = quotient(f, unit.index, blocks, self.form.rank)
            q, k, v, result, *masks = f.matrices(head)
            f.begin_block(f.mul(block, step))
            f.turn_over(q, self.form.width, self.turned, self.form.scale)
            self._clear()
            keys = f.keys
            if self.form.causal:
                # the last block looks at everything, so that nothing is missed that is not finite
                is_last = f.compare("eq", f.add(block, 1), blocks)
                keys = f.select(is_last, keys, f.least(keys, f.add(f.query, step)))
            totals = self._sum_up(k, v, masks[0] if masks else None, keys)
            self._divide(totals)
            f.turn_back(self.sums, self.form.out, result)
        return f.text()

    def _clear(self) -> None:
        f, zero = self.f, self.f.const(0, self.form.vector)
        with f.loop(self.form.out) as row:
            for place in f.each(self.sums, row.index):
                f.store(zero, place)

    def _sum_up(self, k: Matrix, v: Matrix, mask: Matrix | None, keys: Value) -> list[Value]:
        """All keys, a block at a time; what the weights of each query add up to."""
        f, vector = self.f, self.form.vector
        state = [f.const(-math.inf, vector)] * VECTORS + [f.const(0, vector)] * VECTORS
        with f.loop(keys, step=KEYS, carry=state) as turn:
            tops, totals = turn.carried[:VECTORS], turn.carried[VECTORS:]
            block = turn.index, f.least(f.sub(keys, turn.index), KEYS)
            found = f.fill(self.scores, self.turned, k, block, mask, tops)
            shifts = [f.select(f.compare("oeq", top, -math.inf), 0, top) for top in found]
            factors = [vecmath.exp(f, f.sub(*each)) for each in zip(tops, shifts, strict=True)]
            totals = [f.mul(*each) for each in zip(totals, factors, strict=True)]
            turn.carried[:] = [*found, *self._weigh(block[1], shifts, totals)]
            self._add_values(v, block, factors)
        return turn.results[VECTORS:]

    def _weigh(self, count: Value, shifts: Sequence[Value], totals: Sequence[Value]) -> list[Value]:
        """Scores become weights, which are added to ``totals``."""
        f = self.f
        with f.loop(count, carry=totals) as key:
            for j, place in enumerate(f.each(self.scores, key.index)):
                weight = vecmath.exp(f, f.sub(f.load(place, self.form.vector), shifts[j]))
                f.store(weight, place)
                key.carried[j] = f.add(key.carried[j], weight)
        return key.results

    def _add_values(self, v: Matrix, block: tuple[Value, Value], factors: Sequence[Value]) -> None:
        """The values of a block, weighed, on top of the sums so far."""
        f, form, (start, count) = self.f, self.form, block
        whole = form.out // form.rows * form.rows

        def tile(first: Value, rows: int) -> None:
            sums = f.times_columns(v, start, first, rows, self.scores, count)
            for i, line in enumerate(sums):
                places = f.each(self.sums, f.add(first, i))
                for value, place, factor in zip(line, places, factors, strict=True):
                    f.store(f.fma(f.load(place, form.vector), factor, value), place)

        if whole:
            with f.loop(whole, step=form.rows) as turn:
                tile(turn.index, form.rows)
        if form.out > whole:
            tile(f.const(whole, I64), form.out - whole)

    def _divide(self, totals: Sequence[Value]) -> None:
        """Sums become means; one that is not finite raises the fault."""
        f, vector = self.f, self.form.vector
        shares = [f.div(1.0, f.select(f.compare("oeq", each, 0), 1, each)) for each in totals]
        with f.loop(self.form.out, carry=[f.const(0, vector)] * VECTORS) as row:
            for j, place in enumerate(f.each(self.sums, row.index)):
                mean = f.mul(f.load(place, vector), shares[j])
                f.store(mean, place)
                row.carried[j] = f.fma(mean, 0, row.carried[j])  # NaN from there on
        wrong = [f.compare("uno", each, each) for each in row.results]
        with f.when(f.across("any", f.bits("or", *wrong))):
            f.store(f.const(1, I64), f.fault)
