"""Activations: what a layer does to each of its numbers, and softmax along an axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from graphrt.ir.op import POINTWISE, PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Exp, Mul, Sub
from graphrt.ops.axes import normal_axis
from graphrt.ops.compare import Greater, Less, LogicalAnd, LogicalNot, Where
from graphrt.ops.pointwise import NUMBERS, SameType, Unary, broadcast_type, require, ufunc
from graphrt.ops.reduce import Sum
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


@op("tanh", traits=POINTWISE, gate="multiplies by 1 - y^2", onnx=Onnx("Tanh", 6))
class Tanh(Unary):
    """``y = tanh x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - y^2).  Source: ONNX Tanh-13.
    """

    ufunc = ufunc(np.tanh)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        y = node.outputs[0]
        return (emit(Mul(), grad, emit(Sub(), 1, emit(Mul(), y, y))),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.tanh(x)


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


class _AlongAxis(SameType):
    """A float tensor normalised along one axis."""

    axis: int

    def infer(self, x: Any) -> ValueType:
        if x.type.shape is not None:
            normal_axis(self.axis, x.type.rank)
        return super().infer(x)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 5 * results[0].size


def shifted(x: Array, axis: int) -> Array:
    """``x`` minus its largest entry along ``axis``: exp of it cannot overflow."""
    if x.shape[axis] == 0:
        return x
    result: Array = x - np.max(x, axis=axis, keepdims=True)
    return result


@op("softmax", traits=PURE, gate="multiplies by its Jacobian", onnx=Onnx("Softmax", 13))
class Softmax(_AlongAxis):
    """``y_i = e^x_i / sum_j e^x_j`` along ``axis``, shifted by the maximum, so it cannot
    overflow.

    An entry of ``-inf`` gets 0; a NaN or an infinite maximum makes its row NaN.
    Shapes: x ``[...]`` -> ``[...]``.
    Gradient: y (g - sum_j g_j y_j).  Source: ONNX Softmax-13.
    """

    axis: int = -1

    def compute(self, x: Array) -> Any:
        powers = np.exp(shifted(x, self.axis))
        return powers / np.sum(powers, axis=self.axis, keepdims=True)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        y = node.outputs[0]
        weighted = emit(Mul(), grad, y)
        total = emit(Sum(axis=(self.axis,), keepdims=True), weighted)
        return (emit(Mul(), y, emit(Sub(), grad, total)),)


@op("log_softmax", traits=PURE, gate="subtracts softmax times its sum", onnx=Onnx("LogSoftmax", 13))
class LogSoftmax(_AlongAxis):
    """``y_i = x_i - ln sum_j e^x_j`` along ``axis``, shifted by the maximum.

    An entry of ``-inf`` stays ``-inf`` and adds nothing; a NaN or an infinite maximum makes its
    row NaN. Shapes: x ``[...]`` -> ``[...]``.  Gradient: g - e^y sum_j g_j.
    Source: ONNX LogSoftmax-13.
    """

    axis: int = -1

    def compute(self, x: Array) -> Any:
        moved = shifted(x, self.axis)
        return moved - np.log(np.sum(np.exp(moved), axis=self.axis, keepdims=True))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        total = emit(Sum(axis=(self.axis,), keepdims=True), grad)
        return (emit(Sub(), grad, emit(Mul(), emit(Exp(), node.outputs[0]), total)),)
