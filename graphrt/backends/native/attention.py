"""Attention, ``softmax(scale q k^T + mask) v``, a block of queries at a time.

Keys are taken in blocks, too, so that scores never leave the cache. What has been summed up is
scaled anew when a later block has a greater maximum. Results that are not finite are NumPy's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphrt.backends.native import vecmath
from graphrt.backends.native.few_queries import few_queries_calls
from graphrt.backends.native.heads import KEYS, Form, Matrix, heads_of
from graphrt.backends.native.irtext import Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import FAULT, Call, Kernel, Operand
from graphrt.backends.native.lanes import Block, LaneFunction
from graphrt.backends.native.product import quotient
from graphrt.backends.native.scalars import memory_type
from graphrt.lowering.plan import Step
from graphrt.ops.attention import Attention

WIDEST = 1 << 17  # bytes of a block's queries and results, on a thread's stack
GRAIN_FLOPS = 1 << 18


def attention_calls(step: Step, isa: Isa) -> Sequence[Call] | str:
    """One call, a unit a block of queries of one head; for a few queries several."""
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
    few = few_queries_calls(op, q, k, v, mask, result, isa)
    if few is not None:
        return few
    queries, keys = numbers[:2]
    flops = 2 * form.step * keys * (form.width + form.out)
    kernel = Kernel(("attention", *form), lambda name: _Writer(name, form).text())
    where: list[Operand] = [q, k, v, result, *([] if mask is None else [mask]), FAULT]
    grain = max(1, GRAIN_FLOPS // max(1, flops))
    return [Call(kernel, tuple(where), numbers, count * -(-queries // form.step), grain)]


class _Writer:
    def __init__(self, name: str, form: Form) -> None:
        self.f, self.form = LaneFunction(name, form), form
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
            f.turn_over(q, self.form.width, self.turned)
            f.clear(self.sums, self.form.out)
            totals = self._sum_up(k, v, masks[0] if masks else None)
            f.look_over(self.sums, self.form.out, f.shares(totals))
            f.turn_back(self.sums, self.form.out, f.of_block(result))
        return f.text()

    def _sum_up(self, k: Matrix, v: Matrix, mask: Matrix | None) -> list[Value]:
        """All keys, a block at a time; what the weights of each query add up to."""
        f, vector, keys = self.f, self.form.vector, self.f.keys_seen()
        state = [f.const(-math.inf, vector)] * self.form.vectors + [
            f.const(0, vector)
        ] * self.form.vectors
        with f.loop(keys, step=KEYS, carry=state) as turn:
            tops, totals = turn.carried[: self.form.vectors], turn.carried[self.form.vectors :]
            block = Block(turn.index, f.least(f.sub(keys, turn.index), KEYS))
            found = f.fill_scores(self.scores, k, self.turned, block, mask, tops)
            shifts, factors = f.rescaled(tops, found)
            totals = [f.mul(*each) for each in zip(totals, factors, strict=True)]
            turn.carried[:] = [*found, *self._weigh(block.length, shifts, totals)]
            f.add_columns(self.sums, v, self.form.out, self.scores, block, factors)
        return turn.results[self.form.vectors :]

    def _weigh(self, count: Value, shifts: Sequence[Value], totals: Sequence[Value]) -> list[Value]:
        """Scores become weights, which are added to ``totals``."""
        f = self.f
        with f.loop(count, carry=totals) as key:
            for j, place in enumerate(f.each(self.scores, key.index)):
                weight = vecmath.exp(f, f.sub(f.load(place, self.form.vector), shifts[j]))
                f.store(weight, place)
                key.carried[j] = f.add(key.carried[j], weight)
        return key.results


ATTENTION = {"scaled_dot_product_attention": attention_calls}
