"""Pooling: one number from each window of a channel, along any number of spatial axes.

A window has ``kernel`` places along each axis; the other settings are those of
`graphrt.ops.windows`, and the stride is the kernel unless it is given. Padding is no element: it
is never the largest and adds nothing. ``ceil_mode`` takes a last window, too, that ends beyond the
padding, as long as it does not begin in the padding at the end.

Sums and averages are linear, and each comes with its adjoint. The largest is not, but for a given
x it is known which elements win: `max_pool_spread` and `max_pool_pick` are each other's adjoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.dims import Extent
from graphrt.errors import OpError
from graphrt.ir.op import Array, Onnx, op
from graphrt.ops.arithmetic import Max, Mul, Neg, Sub
from graphrt.ops.compare import Cast, Greater, Where
from graphrt.ops.exponential import Pow
from graphrt.ops.pointwise import FLOATS, NUMBERS, require
from graphrt.ops.pools import (
    Averaging,
    MaxPicking,
    MaxPooling,
    MaxSpreading,
    Pooling,
    Unaveraging,
    Unpooling,
)
from graphrt.ops.source import ShapeOf
from graphrt.ops.taps import (
    Axis,
    combine,
    first_largest,
    sliding_axis,
    spread,
)
from graphrt.ops.windows import Windows, check_settings, per_axis
from graphrt.types import INT64, Shape, ValueType


class Sliding(Pooling):
    """Windows of one length at equal distances."""

    kernel: tuple[int, ...]
    strides: tuple[int, ...] | None = None
    pads: tuple[int, ...] = (0,)
    dilations: tuple[int, ...] = (1,)
    auto_pad: str = "NOTSET"
    ceil_mode: bool = False

    def check(self) -> None:
        if not self.kernel or min(self.kernel) < 1:
            raise OpError(f"{self.name}: kernel must be at least 1, got {self.kernel}")
        strides = self.kernel if self.strides is None else self.strides
        check_settings(self.name, strides, self.pads, self.dilations, self.auto_pad)

    def windows(self, rank: int) -> Windows:
        kernel: tuple[Extent, ...] = per_axis("kernel", self.kernel, rank)
        strides = self.kernel if self.strides is None else self.strides
        return Windows(kernel, strides, self.pads, self.dilations, self.auto_pad, self.ceil_mode)

    def counts(self, extents: Shape) -> Shape:
        return self.windows(len(extents)).counts(extents)

    def axes(self, extents: Sequence[int]) -> list[Axis]:
        return [sliding_axis(span) for span in self.windows(len(extents)).spans(extents)]


@op("max_pool", gate="routes to the largest of each window", onnx=Onnx("MaxPool", 1))
class MaxPool(Sliding, MaxPooling):
    """``y[n, c, o] = max_k x[n, c, o * stride + k * dilation - pad]``, k over the window.

    NaN if one is NaN; ``-inf`` (or the least integer) for a window of padding alone.
    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, o_1, ...]`` with ``o = (d + pads - dilation *
    (kernel - 1) - 1) // stride + 1``, rounded up in ``ceil_mode``.
    Gradient: g to the largest element, g / k to each of k equal ones as in `reduce_max`, 0 where
    y is NaN; where windows overlap they add up.  Source: ONNX MaxPool-12.
    """

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs[0], node.outputs[0]
        return (emit(MaxPoolSpread(**self.attributes()), x, y, grad),)


@op("argmax_pool", gate="blocks")
class ArgmaxPool(Sliding, Pooling):
    """Where in its channel the largest element of each window is, the first of equal ones.

    A place is its number in row-major order of the spatial axes; windows are those of `max_pool`.
    The first NaN where there is one, -1 for a window of padding alone.
    Shapes: x ``[N, C, d_1, ...]`` -> int64 ``[N, C, o_1, ...]`` as for `max_pool`.
    Gradient: none, indices are integer.  Source: ONNX MaxPool-12's second result, within a channel.
    """

    def infer(self, x: Any) -> ValueType:
        require(x, NUMBERS)
        return self.pooled_type(x).with_dtype(INT64)

    def filled_dtype(self, x: Array) -> Any:
        return np.int64

    def fill(self, out: Array, axes: list[Axis], *arrays: Array) -> None:
        (x,) = arrays
        first_largest(x, MaxPool(**self.attributes()).compute(x), axes, out)


@op("max_pool_spread", gate="picks at the largest of each window")
class MaxPoolSpread(Sliding, MaxSpreading):
    """g of each window in equal shares to its largest elements: the gradient of `max_pool`.

    y says what the largest are; elsewhere the result is 0.
    Shapes: x ``[N, C, d_1, ...]``, y and g ``[N, C, o_1, ...]`` -> ``[N, C, d_1, ...]``.
    Gradient: `max_pool_pick` of the incoming one to g; none to x and y, which only say where.
    """

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (None, None, emit(MaxPoolPick(**self.attributes()), *node.inputs[:2], grad))


@op("max_pool_pick", gate="routes to the largest of each window")
class MaxPoolPick(Sliding, MaxPicking):
    """``y[n, c, o]`` = the mean of h over the largest elements of x in window o.

    The adjoint of `max_pool_spread`; y says what the largest are.
    Shapes: x and h ``[N, C, d_1, ...]``, y ``[N, C, o_1, ...]`` -> ``[N, C, o_1, ...]``.
    Gradient: `max_pool_spread` of g to h; none to x and y, which only say where.
    """

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (None, None, emit(MaxPoolSpread(**self.attributes()), *node.inputs[:2], grad))


class _SlidingAverage(Sliding):
    count_include_pad: bool = False

    def axes(self, extents: Sequence[int]) -> list[Axis]:
        spans = self.windows(len(extents)).spans(extents)
        return [sliding_axis(span, self.count_include_pad) for span in spans]


@op("avg_pool", gate="spreads over each window, divided by its places", onnx=Onnx("AveragePool", 1))
class AvgPool(_SlidingAverage, Averaging):
    """``y[n, c, o]`` = the mean of x over window o; see `max_pool` for the windows.

    Padding is not counted, or as zeros with ``count_include_pad``; what `ceil_mode` takes beyond
    the padding never is. NaN for a window without anything to count.
    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, o_1, ...]`` as for `max_pool`.
    Gradient: g of each window, divided by what it counts, to all its elements.
    Source: ONNX AveragePool-19.
    """

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        shape = emit(ShapeOf(), node.inputs[0])
        return (emit(AvgUnpool(**self.attributes()), grad, shape),)


@op("avg_unpool", gate="averages each window")
class AvgUnpool(_SlidingAverage, Unaveraging):
    """g of each window, divided by what it counts, at all its elements: adjoint of `avg_pool`.

    Shapes: g ``[N, C, o_1, ...]``, shape int64 ``[rank]`` -> ``shape``, which is
    ``[N, C, d_1, ...]``.  Gradient: `avg_pool` of the incoming one to g; none to shape.
    """

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(AvgPool(**self.attributes()), grad), None)


@op("sum_pool", gate="spreads over each window")
class SumPool(Sliding, Pooling):
    """``y[n, c, o]`` = the sum of x over window o, 0 for padding alone; windows as in `max_pool`.

    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, o_1, ...]`` as for `max_pool`.
    Gradient: g of each window to all its elements.
    """

    def infer(self, x: Any) -> ValueType:
        require(x, FLOATS)
        return self.pooled_type(x)

    def fill(self, out: Array, axes: list[Axis], *arrays: Array) -> None:
        combine(np.add, arrays[0], axes, 0, out)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        shape = emit(ShapeOf(), node.inputs[0])
        return (emit(SumUnpool(**self.attributes()), grad, shape),)


@op("sum_unpool", gate="sums each window")
class SumUnpool(Sliding, Unpooling):
    """g of each window added at all its elements: the adjoint of `sum_pool`.

    Shapes: g ``[N, C, o_1, ...]``, shape int64 ``[rank]`` -> ``shape``, which is
    ``[N, C, d_1, ...]``.  Gradient: `sum_pool` of the incoming one to g; none to shape.
    """

    def fill(self, out: Array, axes: list[Axis], *arrays: Array) -> None:
        spread(arrays[0], axes, out)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(SumPool(**self.attributes()), grad), None)


class _SlidingNorm(Sliding):
    p: float = 2.0

    def check(self) -> None:
        super().check()
        if not 1 <= self.p < np.inf:
            raise OpError(f"{self.name}: p must be at least 1 and finite, got {self.p}")


@op("lp_pool", gate="spreads over each window, as the norm grows", onnx=Onnx("LpPool", 1))
class LpPool(_SlidingNorm, Pooling):
    """``y[n, c, o] = (sum_k |x[n, c, o * stride + k * dilation - pad]|^p)^(1/p)``.

    0 for a window of padding alone; windows as in `max_pool`.
    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, o_1, ...]`` as for `max_pool`.
    Gradient: ``g y^(1-p) |x|^(p-1) sign(x)``, windows added up; 0 from a window of zeros.
    Source: ONNX LpPool-18.
    """

    def infer(self, x: Any) -> ValueType:
        require(x, FLOATS)
        return self.pooled_type(x)

    def fill(self, out: Array, axes: list[Axis], *arrays: Array) -> None:
        (x,) = arrays
        # by the largest of each example's channel, so that no power overflows or vanishes
        scale = np.abs(x).max(axis=tuple(range(2, x.ndim)), keepdims=True, initial=0)
        scale[(scale == 0) | ~np.isfinite(scale)] = 1
        powers = np.abs(x / scale) ** x.dtype.type(self.p)
        combine(np.add, powers, axes, 0, out)
        np.power(out, x.dtype.type(1 / self.p), out=out)
        np.multiply(out, scale, out=out)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 3 * int(operands[0].size) + 2 * results[0].size

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs[0], node.outputs[0]
        settings = {key: value for key, value in self.attributes().items() if key != "p"}
        positive = emit(Greater(), y, 0)
        power = emit(Pow(), emit(Where(), positive, y, 1), 1 - self.p)
        share = emit(Where(), positive, emit(Mul(), grad, power), 0)
        shares = emit(SumUnpool(**settings), share, emit(ShapeOf(), x))
        return (emit(Mul(), shares, self._slope(emit, x)),)

    def _slope(self, emit: Any, x: Any) -> Any:
        """``|x|^(p-1) sign(x)``."""
        if self.p == 2:
            return x
        above, below = emit(Greater(), x, 0), emit(Greater(), 0, x)
        dtype = x.type.dtype
        sign = emit(Sub(), emit(Cast(dtype), above), emit(Cast(dtype), below))
        if self.p == 1:
            return sign
        return emit(Mul(), sign, emit(Pow(), emit(Max(), x, emit(Neg(), x)), self.p - 1))
