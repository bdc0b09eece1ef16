"""Spreads and lengths: variance, standard deviation and norms along axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.ir.op import Array, Onnx, op
from graphrt.ops.arithmetic import Div, Max, Mul, Sign, Sub
from graphrt.ops.compare import Equal, Where
from graphrt.ops.pointwise import FLOATS
from graphrt.ops.reduce import Mean, Reduction
from graphrt.types import ValueType

# NumPy's stubs know no `keepdims` as a bool
_add: Any = np.add


class _FloatReduction(Reduction):
    """A reduction of floats, in two steps an element."""

    kinds: ClassVar[tuple[str, ...]] = FLOATS

    def total(self, x: Array) -> Any:
        return _add.reduce(x, axis=self.axis, dtype=x.dtype, keepdims=self.keepdims)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 2 * int(operands[0].size)


def _nonzero(emit: Any, y: Any) -> Any:
    """``y``, and 1 where it is 0, to divide by."""
    return emit(Where(), emit(Equal(), y, 0), 1, y)


class _Spread(_FloatReduction):
    """What variance and standard deviation share: deviations from the mean."""

    correction: float

    def variance(self, x: Array) -> Any:
        """In two passes: one pass would subtract squares that may be large and equal."""
        count = self.count(x)
        mean = _add.reduce(x, axis=self.axis, dtype=x.dtype, keepdims=True) / count
        deviations = np.asarray(x - mean)
        np.square(deviations, out=deviations)
        return self.total(deviations) / np.maximum(count - x.dtype.type(self.correction), 0)

    def row_variance(self, s: Any, x: Any) -> Any:
        count = s.row_count(x)
        deviation = s.sub(x, s.div(s.row_sum(x), count))
        degrees = s.max(s.sub(count, s.const(self.correction)), s.const(0))
        return s.div(s.row_sum(s.mul(deviation, deviation)), degrees)

    def deviations(self, emit: Any, x: Any) -> Any:
        return emit(Sub(), x, emit(Mean(self.axis, True), x))

    def degrees(self, emit: Any, x: Any) -> Any:
        """``n - correction``, at least 0."""
        return emit(Max(), emit(Sub(), self.emit_count(emit, x), self.correction), 0)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 4 * int(operands[0].size)


@op("var", gate="multiplies by 2 (x - mean) / (n - correction)")
class Var(_Spread):
    """``y = (sum of (x - mean)^2) / (n - correction)`` along ``axis``, n elements each.

    ``correction=1`` makes it the unbiased estimate. NaN for no elements; NaN or infinite where
    n is not above ``correction``.
    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: 2 g (x - mean) / (n - correction).
    Source: the Python array API standard, var.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False
    correction: float = 0.0

    def compute(self, x: Array) -> Any:
        return self.variance(x)

    def row(self, s: Any, x: Any) -> Any:
        return self.row_variance(s, x)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]
        factor = emit(Div(), emit(Mul(), grad, 2), self.degrees(emit, x))
        return (emit(Mul(), self.keep(emit, x, factor), self.deviations(emit, x)),)


@op("std", gate="multiplies by (x - mean) / ((n - correction) y)")
class Std(_Spread):
    """``y = sqrt(var(x))`` along ``axis``: the standard deviation, with `var`'s correction.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g (x - mean) / ((n - correction) y), and 0 where all elements are equal: a kink,
    as that of an absolute value.  Source: the Python array API standard, std.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False
    correction: float = 0.0

    def compute(self, x: Array) -> Any:
        return np.sqrt(self.variance(x))

    def row(self, s: Any, x: Any) -> Any:
        return s.sqrt(self.row_variance(s, x))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs[0], node.outputs[0]
        below = emit(Mul(), self.degrees(emit, x), _nonzero(emit, y))
        factor = self.keep(emit, x, emit(Div(), grad, below))
        return (emit(Mul(), factor, self.deviations(emit, x)),)


@op("norm", gate="multiplies by x / y", onnx=Onnx("ReduceL2", 1))
class Norm(_FloatReduction):
    """``y = sqrt(sum of x^2)`` along ``axis``: the Euclidean length; 0 for no elements.

    The squares are not scaled: elements above the root of the largest float overflow.
    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g x / y, and 0 at the kink, where all elements are 0.
    Source: ONNX ReduceL2-18, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False

    def compute(self, x: Array) -> Any:
        return np.sqrt(self.total(np.square(x)))

    def row(self, s: Any, x: Any) -> Any:
        return s.sqrt(s.row_sum(s.mul(x, x)))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs[0], node.outputs[0]
        factor = emit(Div(), grad, _nonzero(emit, y))
        return (emit(Mul(), self.keep(emit, x, factor), x),)


@op("l1_norm", gate="multiplies by the sign", onnx=Onnx("ReduceL1", 1))
class L1Norm(_FloatReduction):
    """``y = sum of |x|`` along ``axis``; 0 for no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g sign(x), so 0 to an element that is 0.
    Source: ONNX ReduceL1-18, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False

    def compute(self, x: Array) -> Any:
        return self.total(np.absolute(x))

    def row(self, s: Any, x: Any) -> Any:
        return s.row_sum(s.abs(x))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]
        return (emit(Mul(), self.keep(emit, x, grad), emit(Sign(), x)),)


@op("sum_square", gate="multiplies by 2x", onnx=Onnx("ReduceSumSquare", 1))
class SumSquare(_FloatReduction):
    """``y = sum of x^2`` along ``axis``; 0 for no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: 2 g x.  Source: ONNX ReduceSumSquare-18, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False

    def compute(self, x: Array) -> Any:
        return self.total(np.square(x))

    def row(self, s: Any, x: Any) -> Any:
        return s.row_sum(s.mul(x, x))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]
        return (emit(Mul(), self.keep(emit, x, emit(Mul(), grad, 2)), x),)
