"""Softmax and its logarithm, along an axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.ir.op import PURE, Array, Onnx, op
from graphrt.ops.arithmetic import Mul, Sub
from graphrt.ops.axes import normal_axis
from graphrt.ops.exponential import Exp
from graphrt.ops.pointwise import SameType
from graphrt.ops.reduce import Sum
from graphrt.types import ValueType


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
