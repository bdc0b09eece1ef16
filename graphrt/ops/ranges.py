"""Numbers at equal distances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.dims import Extent
from graphrt.errors import DTypeError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Mul
from graphrt.ops.axes import at_least_zero
from graphrt.ops.compare import Cast
from graphrt.ops.pointwise import NUMBERS, require
from graphrt.ops.reduce import Sum
from graphrt.ops.source import MAX_KNOWN, SizeOf
from graphrt.types import ValueType, common_dtype


@op("range", traits=PURE, gate="sums", onnx=Onnx("Range", 11))
class Range(Op):
    """``y[i] = start + i delta`` for all i from 0 on for which that is before ``limit``.

    Known without running for a few integers; how many numbers there are follows from integers
    that are known, symbols included, and is otherwise found while running. ``delta`` may be
    negative, not 0. Shapes: start, limit, delta ``[]`` -> ``[max(ceil((limit - start) / delta),
    0)]``.  Gradient: for floats sum g to start, sum_i i g[i] to delta, none to limit.
    Source: ONNX Range-11.
    """

    def infer(self, start: Any, limit: Any, delta: Any) -> ValueType:
        dtype = common_dtype([start.type, limit.type, delta.type])
        require(start, NUMBERS)
        for each, what in ((start, "start"), (limit, "limit"), (delta, "delta")):
            if each.type.shape not in (None, ()):
                raise DTypeError(f"{what} must be a scalar, got {each.type}")
        return ValueType(dtype, (_count(start.known, limit.known, delta.known),))

    def compute(self, start: Array, limit: Array, delta: Array) -> Array:
        first, last, step = start.item(), limit.item(), delta.item()
        if not all(map(math.isfinite, (first, last, step))):
            raise ShapeError(
                f"range: from {first} to {last} by {step} is no finite list of numbers"
            )
        if step == 0:
            raise ShapeError("range: delta cannot be 0")
        if start.dtype.kind == "f":
            count = max(math.ceil((last - first) / step), 0)
        else:
            count = max(-((first - last) // step), 0)
        result: Array = start + np.arange(count, dtype=start.dtype) * delta
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        positions = emit(Range(), 0, emit(SizeOf(), grad), 1)
        weights = emit(Cast(grad.type.dtype), positions)
        return (emit(Sum(), grad), None, emit(Sum(), emit(Mul(), grad, weights)))

    def known(self, start: Any, limit: Any, delta: Any) -> Any:
        count = _count(start.known, limit.known, delta.known)
        if not isinstance(count, int) or count > MAX_KNOWN:
            return None
        return tuple(start.known + i * delta.known for i in range(count))


def _count(start: Any, limit: Any, delta: Any) -> Extent:
    """How many numbers there are, from what is known of the operands."""
    if start is None or limit is None or not isinstance(delta, int):
        return None
    if delta == 0:
        raise ShapeError("delta cannot be 0")
    distance = limit - start if delta > 0 else start - limit
    return at_least_zero((distance + abs(delta) - 1) // abs(delta))
