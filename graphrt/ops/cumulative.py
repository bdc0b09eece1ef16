"""Running sums and products along an axis, and the two linear ops their gradients are made of.

Each element of a running product is differentiated by the others, of which some may be 0, so
its gradient cannot divide by it. It is a linear recurrence, whose gradient is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.errors import ShapeError
from graphrt.ir.op import PURE, Array, Onnx, op
from graphrt.ops.arithmetic import Mul
from graphrt.ops.axes import AlongAxis, agree, normal_axis
from graphrt.ops.pointwise import FLOATS, NUMBERS, IntoBuffer, require
from graphrt.types import ValueType, common_dtype


class _Accumulation(AlongAxis, IntoBuffer):
    """A ufunc accumulated along an axis, from either end, with or without the element itself."""

    axis: int
    exclusive: bool
    reverse: bool
    ufunc: ClassVar[Any]
    kinds: ClassVar[tuple[str, ...]] = NUMBERS

    def compute(self, x: Array, out: Array | None = None) -> Any:
        result = np.empty_like(x) if out is None else out
        source = np.moveaxis(x, self.axis, 0)
        target = np.moveaxis(result, self.axis, 0)
        if self.reverse:
            source, target = source[::-1], target[::-1]
        if self.exclusive:
            target[:1] = self.ufunc.identity
            source, target = source[:-1], target[1:]
        self.ufunc.accumulate(source, axis=0, dtype=x.dtype, out=target)
        return result


@op("cumsum", traits=PURE, gate="sums from the other end", onnx=Onnx("CumSum", 11))
class CumSum(_Accumulation):
    """``y_i = x_0 + ... + x_i`` along ``axis``; without x_i if ``exclusive``; from the last
    element on if ``reverse``. Integers wrap around.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: the running sum of g from the other end.
    Source: ONNX CumSum-14, with its axis as an attribute.
    """

    axis: int = -1
    exclusive: bool = False
    reverse: bool = False
    ufunc = np.add

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(CumSum(self.axis, self.exclusive, not self.reverse), grad),)


@op("cumprod", traits=PURE, gate="multiplies by the products of the others",
    onnx=Onnx("CumProd", 26))  # fmt: skip
class CumProd(_Accumulation):
    """``y_i = x_0 ... x_i`` along ``axis``; without x_i if ``exclusive``; from the last element
    on if ``reverse``. Integers wrap around.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: to x_i, the sum over k of g_k times the product
    of the other factors of y_k, also where elements are 0.
    Source: ONNX CumProd-26, with its axis as an attribute.
    """

    axis: int = -1
    exclusive: bool = False
    reverse: bool = False
    ufunc = np.multiply

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, back = node.inputs[0], 1 if self.reverse else -1
        if self.exclusive:
            grad = emit(Shift(self.axis, back), grad)
        # dL/dx_i = (product before i) S_i,  S_i = g_i + x_(i+1) S_(i+1)
        following = emit(Shift(self.axis, back), x)
        sums = emit(LinearRecurrence(self.axis, not self.reverse), following, grad)
        before = emit(CumProd(self.axis, True, self.reverse), x)
        return (emit(Mul(), before, sums),)


@op("linear_recurrence", traits=PURE, gate="runs back through the recurrence")
class LinearRecurrence(IntoBuffer):
    """``y_i = a_i y_(i-1) + b_i`` along ``axis``, with nothing before the first: ``y_0 = b_0``;
    from the last element on if ``reverse``.

    It takes one call into NumPy for each place along the axis.
    Shapes: a, b ``[...]`` -> ``[...]``.
    Gradient: G to b, with ``G_i = g_i + a_(i+1) G_(i+1)``; G_i y_(i-1) to a_i.
    """

    axis: int = -1
    reverse: bool = False

    def infer(self, a: Any, b: Any) -> ValueType:
        require(a, FLOATS, "a")
        dtype = common_dtype([a.type, b.type])
        shapes = [each.type.shape for each in (a, b) if each.type.shape is not None]
        if not shapes:
            return ValueType(dtype, None)
        if not agree(shapes[0], shapes[-1]):
            raise ShapeError(f"a is {list(shapes[0])}, b is {list(shapes[-1])}")
        normal_axis(self.axis, len(shapes[0]))
        shape = tuple(p if q is None else q for p, q in zip(shapes[0], shapes[-1], strict=True))
        return ValueType(dtype, shape)

    def compute(self, a: Array, b: Array, out: Array | None = None) -> Any:
        result = np.empty_like(b) if out is None else out
        factors, terms, sums = (np.moveaxis(each, self.axis, 0) for each in (a, b, result))
        if self.reverse:
            factors, terms, sums = factors[::-1], terms[::-1], sums[::-1]
        sums[:1] = terms[:1]
        for i in range(1, len(terms)):
            sums[i] = factors[i] * sums[i - 1] + terms[i]
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        a, y = node.inputs[0], node.outputs[0]
        ahead = -1 if self.reverse else 1
        following = emit(Shift(self.axis, -ahead), a)
        to_b = emit(LinearRecurrence(self.axis, not self.reverse), following, grad)
        return (emit(Mul(), to_b, emit(Shift(self.axis, ahead), y)), to_b)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 2 * results[0].size


@op("shift", traits=PURE, gate="shifts back")
class Shift(AlongAxis, IntoBuffer):
    """``y_i = x_(i - by)`` along ``axis``, 0 where there is none: the elements move ``by`` places
    on, or back where it is negative, and zeros come in.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g shifted back.
    """

    axis: int = -1
    by: int = 1
    kinds: ClassVar[tuple[str, ...]] = (*NUMBERS, "bool")

    def compute(self, x: Array, out: Array | None = None) -> Any:
        result = np.empty_like(x) if out is None else out
        source, target = np.moveaxis(x, self.axis, 0), np.moveaxis(result, self.axis, 0)
        if self.by < 0:
            source, target = source[::-1], target[::-1]
        by = min(abs(self.by), len(source))
        target[:by] = 0
        target[by:] = source[: len(source) - by]
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Shift(self.axis, -self.by), grad),)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 0
