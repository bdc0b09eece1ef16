"""Adaptive pooling: as many windows as asked for, whatever the extents.

Along an axis of extent d, window i of n takes the elements from ``floor(i d / n)`` to before
``ceil((i + 1) d / n)``. They overlap where n does not divide d. ``size`` is n: one number for all
spatial axes, or one for each. Source: PyTorch's adaptive pooling; ONNX has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphrt.errors import OpError
from graphrt.ir.op import op
from graphrt.ops.pools import (
    Averaging,
    MaxPicking,
    MaxPooling,
    MaxSpreading,
    Pooling,
    Unaveraging,
)
from graphrt.ops.source import ShapeOf
from graphrt.ops.taps import Axis, adaptive_axis
from graphrt.ops.windows import per_axis
from graphrt.types import Shape


class _Adaptive(Pooling):
    """A number of windows that does not depend on the extents."""

    size: tuple[int, ...]

    def check(self) -> None:
        if not self.size or min(self.size) < 1:
            raise OpError(f"{self.name}: size must be at least 1, got {self.size}")

    def counts(self, extents: Shape) -> Shape:
        return per_axis("size", self.size, len(extents))

    def axes(self, extents: Sequence[int]) -> list[Axis]:
        sizes = per_axis("size", self.size, len(extents))
        return [adaptive_axis(d, n) for d, n in zip(extents, sizes, strict=True)]


@op("adaptive_max_pool", gate="routes to the largest of each window")
class AdaptiveMaxPool(_Adaptive, MaxPooling):
    """``y[n, c, o]`` = the largest element of window o, of ``size`` windows.

    NaN if one is NaN, ``-inf`` (or the least integer) where an axis is empty.
    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, size_1, ...]``.
    Gradient: g to the largest element, g / k to each of k equal ones, as for `max_pool`.
    """

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs[0], node.outputs[0]
        return (emit(AdaptiveMaxSpread(self.size), x, y, grad),)


@op("adaptive_max_spread", gate="picks at the largest of each window")
class AdaptiveMaxSpread(_Adaptive, MaxSpreading):
    """g of each window in equal shares to its largest elements: `adaptive_max_pool`'s gradient.

    y says what the largest are; elsewhere the result is 0.
    Shapes: x ``[N, C, d_1, ...]``, y and g ``[N, C, size_1, ...]`` -> ``[N, C, d_1, ...]``.
    Gradient: `adaptive_max_pick` of the incoming one to g; none to x and y, which only say where.
    """

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (None, None, emit(AdaptiveMaxPick(self.size), *node.inputs[:2], grad))


@op("adaptive_max_pick", gate="routes to the largest of each window")
class AdaptiveMaxPick(_Adaptive, MaxPicking):
    """``y[n, c, o]`` = the mean of h over the largest elements of x in window o.

    The adjoint of `adaptive_max_spread`; y says what the largest are.
    Shapes: x and h ``[N, C, d_1, ...]``, y ``[N, C, size_1, ...]`` -> ``[N, C, size_1, ...]``.
    Gradient: `adaptive_max_spread` of g to h; none to x and y, which only say where.
    """

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (None, None, emit(AdaptiveMaxSpread(self.size), *node.inputs[:2], grad))


@op("adaptive_avg_pool", gate="spreads over each window, divided by its places")
class AdaptiveAvgPool(_Adaptive, Averaging):
    """``y[n, c, o]`` = the mean of x over window o, of ``size`` windows.

    NaN where an axis is empty. Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, size_1, ...]``.
    Gradient: g of each window, divided by the number of its elements, to each of them.
    """

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(AdaptiveAvgUnpool(self.size), grad, emit(ShapeOf(), node.inputs[0])),)


@op("adaptive_avg_unpool", gate="averages each window")
class AdaptiveAvgUnpool(_Adaptive, Unaveraging):
    """g of each window, divided by its length, at its elements: adjoint of `adaptive_avg_pool`.

    Shapes: g ``[N, C, size_1, ...]``, shape int64 ``[rank]`` -> ``shape``, which is
    ``[N, C, d_1, ...]``.  Gradient: `adaptive_avg_pool` of the incoming one to g; none to shape.
    """

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(AdaptiveAvgPool(self.size), grad), None)
