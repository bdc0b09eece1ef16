"""Softmax, its logarithm and its denominator, each without overflow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.ir.op import PURE, Array, Onnx, op
from graphrt.ops.arithmetic import Mul, Sub
from graphrt.ops.axes import AlongAxis, normal_axis
from graphrt.ops.compare import Equal, Where
from graphrt.ops.exponential import Exp
from graphrt.ops.pointwise import FLOATS
from graphrt.ops.reduce import Reduction, Sum
from graphrt.types import ValueType

# NumPy's stubs know no `initial` together with `keepdims` as a bool
_add: Any = np.add
_maximum: Any = np.maximum


class _Normalised(AlongAxis):
    """A float tensor normalised along one axis."""

    def row_axes(self, rank: int) -> tuple[int, ...]:
        return (normal_axis(self.axis, rank),)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 5 * results[0].size


def shifted(x: Array, axis: int) -> Array:
    """``x`` minus its largest entry along ``axis``: exp of it cannot overflow."""
    if x.shape[axis] == 0:
        return x
    result: Array = x - np.max(x, axis=axis, keepdims=True)
    return result


@op("softmax", traits=PURE, gate="multiplies by its Jacobian", onnx=Onnx("Softmax", 13))
class Softmax(_Normalised):
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

    def row(self, s: Any, x: Any) -> Any:
        powers = s.exp(s.sub(x, s.row_max(x)))
        return s.div(powers, s.row_sum(powers))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        y = node.outputs[0]
        weighted = emit(Mul(), grad, y)
        total = emit(Sum(axis=(self.axis,), keepdims=True), weighted)
        return (emit(Mul(), y, emit(Sub(), grad, total)),)


@op("log_softmax", traits=PURE, gate="subtracts softmax times its sum", onnx=Onnx("LogSoftmax", 13))
class LogSoftmax(_Normalised):
    """``y_i = x_i - ln sum_j e^x_j`` along ``axis``, shifted by the maximum.

    An entry of ``-inf`` stays ``-inf`` and adds nothing; a NaN or an infinite maximum makes its
    row NaN. Shapes: x ``[...]`` -> ``[...]``.  Gradient: g - e^y sum_j g_j.
    Source: ONNX LogSoftmax-13.
    """

    axis: int = -1

    def compute(self, x: Array) -> Any:
        moved = shifted(x, self.axis)
        return moved - np.log(np.sum(np.exp(moved), axis=self.axis, keepdims=True))

    def row(self, s: Any, x: Any) -> Any:
        moved = s.sub(x, s.row_max(x))
        return s.sub(moved, s.log(s.row_sum(s.exp(moved))))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        total = emit(Sum(axis=(self.axis,), keepdims=True), grad)
        return (emit(Sub(), grad, emit(Mul(), emit(Exp(), node.outputs[0]), total)),)


@op("logsumexp", gate="multiplies by softmax", onnx=Onnx("ReduceLogSumExp", 1))
class LogSumExp(Reduction):
    """``y = ln sum e^x`` along ``axis``, shifted by the maximum, so it cannot overflow; ``-inf``
    for no elements, and where all are ``-inf``.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g e^(x - y): a softmax; 0 where y is ``-inf``, NaN to an element that is ``inf``.
    Source: ONNX ReduceLogSumExp-18, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False
    kinds: ClassVar[tuple[str, ...]] = FLOATS

    def compute(self, x: Array) -> Any:
        largest = _maximum.reduce(x, axis=self.axis, keepdims=True, initial=-np.inf)
        shift = np.where(np.isinf(largest), x.dtype.type(0), largest)  # inf - inf is NaN
        total = _add.reduce(
            np.exp(x - shift), axis=self.axis, dtype=x.dtype, keepdims=self.keepdims
        )
        return np.log(total) + shift.reshape(np.shape(total))

    def row(self, s: Any, x: Any) -> Any:
        largest = s.row_max(x)
        infinite = s.equal(s.abs(largest), s.const(math.inf))
        shift = s.select(infinite, s.const(0), largest)
        return s.add(s.log(s.row_sum(s.exp(s.sub(x, shift)))), shift)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs[0], node.outputs[0]
        finite = emit(Where(), emit(Equal(), y, -math.inf), 0, y)
        share = emit(Exp(), emit(Sub(), x, self.keep(emit, x, finite)))
        return (emit(Mul(), self.keep(emit, x, grad), share),)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 4 * int(operands[0].size) + results[0].size
