"""Attention of few queries, as when texts are continued word by word: in the lanes of vectors most
would be missing. Their scores are rows in memory between two products and a softmax.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from graphrt.backends.native.expression import Expr, Recorder
from graphrt.backends.native.gemm import FEW_ROWS, product_calls, product_of
from graphrt.backends.native.group import (
    Axis,
    Place,
    loop_nest,
    operand_expressions,
    rows_call,
    strides_in,
)
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Workspace
from graphrt.backends.native.pack import Space
from graphrt.backends.native.product import LEFT, Product
from graphrt.ir.layout import contiguous
from graphrt.lowering.plan import Buffer
from graphrt.ops.attention import Attention
from graphrt.types import ValueType

RESULT = 2  # its position among the operands of a product


def few_queries_calls(
    op: Attention, q: Buffer, k: Buffer, v: Buffer, mask: Buffer | None, result: Buffer, isa: Isa
) -> list[Call] | None:
    """The calls for queries that are too few for a kernel of their own; ``None`` for others."""
    *batch, rows, _ = result.type.static_shape
    keys, width = k.type.static_shape[-2:]
    shared = np.broadcast_shapes(q.type.static_shape[:-2], k.type.static_shape[:-2])
    in_rows = all(each.layout.strides[-1] == 1 for each in (q, k, v))
    if op.causal or rows >= FEW_ROWS or not keys or not in_rows or tuple(batch) != shared:
        return None
    dtype = q.type.dtype
    scores = result._replace(  # where and how they lie; the place is set below
        type=ValueType(dtype, (*batch, rows, keys)), layout=contiguous((*batch, rows, keys))
    )
    space = Space(dtype)
    raw, weights = (space.take(scores.type.size) for _ in range(2))
    found = [
        product_calls(_placed(product_of(q, _turned(k), [], [scores]), RESULT, raw), isa),
        _softmax(op.factor(width), scores, raw, mask, weights, isa),
        product_calls(_placed(product_of(scores, v, [], [result]), LEFT, weights), isa),
    ]
    calls: list[Call] = []
    for each in found:
        if isinstance(each, str):
            return None
        calls += each
    own = {raw.where, weights.where}
    used = {where for call in calls for where in call.operands if isinstance(where, Workspace)}
    return calls if used <= own else None


def _turned(k: Buffer) -> Buffer:
    *batch, keys, width = k.type.static_shape
    *steps, row, column = k.layout.strides
    layout = k.layout._replace(strides=(*steps, column, row))
    return k._replace(type=ValueType(k.type.dtype, (*batch, width, keys)), layout=layout)


def _placed(product: Product, position: int, place: Place) -> Product:
    return product.replaced(position, product.strided(position)._replace(place=place))


def _softmax(
    factor: float, scores: Buffer, raw: Place, mask: Buffer | None, weights: Place, isa: Isa
) -> Sequence[Call] | str:
    domain = scores.type.static_shape
    inputs = [raw, *([] if mask is None else [Place(mask, mask.type.dtype)])]
    strides = [strides_in(each, domain) for each in (scores, *([] if mask is None else [mask]))]
    nest = loop_nest(domain, [*strides, strides[0]], (len(domain) - 1,))
    found = rows_call([_weight(factor, inputs, nest.row[-1])], inputs, [weights], nest, isa)
    return found if isinstance(found, str) else [found]


def _weight(factor: float, inputs: Sequence[Place], along: Axis) -> Expr:
    """As in `Attention.weights`."""
    r = Recorder()
    score, *seen = operand_expressions(r, inputs, along)
    score = r.mul(score, factor)
    if seen and inputs[1].dtype.name == "bool":
        score = r.select(*seen, score, -math.inf)
    elif seen:
        score = r.add(score, *seen)
    top = r.row_max(score)
    power = r.exp(r.sub(score, r.select(r.equal(top, -math.inf), 0.0, top)))
    total = r.row_sum(power)
    weight: Expr = r.div(power, r.select(r.equal(total, 0.0), 1.0, total))
    return weight
