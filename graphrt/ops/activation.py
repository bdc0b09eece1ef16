"""Activations: what a layer does to each of its numbers, and softmax along an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from graphrt.ir.op import POINTWISE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Mul, Sub
from graphrt.ops.compare import Greater, Less, LogicalAnd, LogicalNot, Where
from graphrt.ops.pointwise import NUMBERS, SameType, broadcast_type, require
from graphrt.types import ValueType


@op("relu", traits=POINTWISE, gate="routes to where x > 0", onnx=Onnx("Relu", 6))
class Relu(SameType):
    """``y = max(0, x)``, elementwise. NaN stays NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else 0 (so 0 at the kink).
    Source: ONNX Relu-14.
    """

    def compute(self, x: Array) -> Any:
        return np.maximum(x, 0)

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        return partial(np.maximum, xs[0], np.zeros((), xs[0].dtype), out=outs[0])

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Where(), emit(Greater(), node.inputs[0], 0), grad, 0),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.max(x, s.const(0))


@op("sigmoid", traits=POINTWISE, gate="multiplies by (1 - s) s", onnx=Onnx("Sigmoid", 6))
class Sigmoid(SameType):
    """``s = 1 / (1 + e^-x)``, elementwise, without overflow for any x.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - s) s.  Source: ONNX Sigmoid-13.
    """

    def compute(self, x: Array) -> Any:
        decay = np.exp(-np.abs(x))  # at most 1, so neither branch overflows
        return np.where(x >= 0, 1, decay) / (1 + decay)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        s = node.outputs[0]
        return (emit(Mul(), grad, emit(Mul(), emit(Sub(), 1, s), s)),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.sigmoid(x)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 4 * results[0].size


@op("clip", traits=POINTWISE, gate="routes to where x is inside", onnx=Onnx("Clip", 11))
class Clip(Op):
    """``y = min(max(x, low), high)``, elementwise; a bound left out does not bind. NaN stays.

    Where ``low > high``, y is ``high``; a bound that is NaN makes y NaN.
    Shapes: x, low, high broadcast -> y.
    Gradient: g to x where low <= x <= high; to a bound, g where x is beyond it.
    Source: ONNX Clip-13.
    """

    def infer(self, x: Any, low: Any = None, high: Any = None) -> ValueType:
        require(x, NUMBERS)
        return broadcast_type(*(each for each in (x, low, high) if each is not None))

    def compute(self, x: Array, low: Array | None = None, high: Array | None = None) -> Any:
        y = x if low is None else np.maximum(x, low)
        return y if high is None else np.minimum(y, high)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, low, high = (*node.inputs, None, None)[:3]
        to_low = to_high = None
        to_x = grad
        if low is not None:
            below = emit(Less(), x, low)
            if high is not None:  # where the bounds cross, only high counts
                below = emit(LogicalAnd(), below, emit(LogicalNot(), emit(Less(), high, low)))
            to_low = emit(Where(), below, grad, 0)
            to_x = emit(Where(), emit(Less(), x, low), 0, to_x)
        if high is not None:
            above = emit(Greater(), x, high)
            if low is not None:
                above = emit(Where(), emit(Greater(), low, high), True, above)
            to_high = emit(Where(), above, grad, 0)
            to_x = emit(Where(), above, 0, to_x)
        return (to_x, to_low, to_high)[: len(node.inputs)]

    def scalar(self, s: Any, x: Any, low: Any = None, high: Any = None) -> Any:
        y = x if low is None else s.max(x, low)
        return y if high is None else s.min(y, high)
