"""Reductions: one number from all elements along some axes.

``axis`` names the axes, ``None`` all of them; ``keepdims`` leaves them in with extent 1.
Below, g is the gradient of the result, spread back along the reduced axes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np

from graphrt.errors import ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Div, Max
from graphrt.ops.axes import normal_axes, normal_axis
from graphrt.ops.compare import Cast, Equal, Where
from graphrt.ops.pointwise import FLOATS, NUMBERS, require
from graphrt.ops.shape import BroadcastTo, ExpandDims
from graphrt.ops.source import ShapeOf, SizeOf
from graphrt.types import INT64, Shape, ValueType

# NumPy's stubs know no `initial` together with `keepdims` as a bool
_add: Any = np.add
_maximum: Any = np.maximum
_minimum: Any = np.minimum


def _without(shape: Shape, axes: tuple[int, ...], keepdims: bool) -> Shape:
    """``shape`` with ``axes`` gone, or of extent 1."""
    if keepdims:
        return tuple(1 if axis in axes else extent for axis, extent in enumerate(shape))
    return tuple(extent for axis, extent in enumerate(shape) if axis not in axes)


class _Reduction(Op):
    """Type rule, and the way back from the reduced shape."""

    axis: tuple[int, ...] | None
    keepdims: bool
    kinds: ClassVar[tuple[str, ...]] = NUMBERS

    def infer(self, x: Any) -> ValueType:
        require(x, self.kinds)
        shape = x.type.shape
        if shape is None:
            everything = self.axis is None and not self.keepdims
            return ValueType(x.type.dtype, () if everything else None)
        axes = normal_axes(self.axis, len(shape))
        return ValueType(x.type.dtype, _without(shape, axes, self.keepdims))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return int(operands[0].size)

    def spread(self, emit: Any, x: Any, reduced: Any) -> Any:
        """``reduced`` repeated along the axes that were reduced, in the shape of ``x``."""
        return emit(BroadcastTo(), self.keep(emit, x, reduced), emit(ShapeOf(), x))

    def keep(self, emit: Any, x: Any, reduced: Any) -> Any:
        """``reduced`` with the reduced axes back in, of extent 1."""
        axes = normal_axes(self.axis, x.type.rank)
        return reduced if self.keepdims or not axes else emit(ExpandDims(axes), reduced)


@op("sum", gate="spreads to every element", onnx=Onnx("ReduceSum", 1))
class Sum(_Reduction):
    """``y = sum of x`` along ``axis``; 0 for no elements, integers wrap around.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g to every element.  Source: ONNX ReduceSum-13, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False

    def compute(self, x: Array) -> Any:
        return _add.reduce(x, axis=self.axis, dtype=x.dtype, keepdims=self.keepdims)

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        return partial(
            _add.reduce, xs[0], axis=self.axis, dtype=xs[0].dtype, out=outs[0],
            keepdims=self.keepdims,
        )  # fmt: skip

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (self.spread(emit, node.inputs[0], grad),)


@op("mean", gate="spreads to every element, divided by their number", onnx=Onnx("ReduceMean", 1))
class Mean(_Reduction):
    """``y = (sum of x) / n`` along ``axis``, n elements each; NaN for no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g / n to every element.  Source: ONNX ReduceMean-18, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False
    kinds: ClassVar[tuple[str, ...]] = FLOATS

    def compute(self, x: Array) -> Any:
        count = np.prod([x.shape[axis] for axis in normal_axes(self.axis, x.ndim)], dtype=x.dtype)
        return _add.reduce(x, axis=self.axis, dtype=x.dtype, keepdims=self.keepdims) / count

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return int(operands[0].size) + results[0].size

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]
        count = emit(Cast(x.type.dtype), emit(SizeOf(self.axis), x))
        return (self.spread(emit, x, emit(Div(), grad, count)),)


class _ReduceExtremum(_Reduction):
    """Shared gradient: g to the winner; several equal winners share it evenly."""

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs[0], node.outputs[0]
        won = emit(Equal(), x, self.keep(emit, x, y))
        winners = emit(Sum(self.axis, True), emit(Cast(x.type.dtype), won))
        # a slice with a NaN has no winner: 1 keeps its share finite, `won` drops it
        share = emit(Div(), self.keep(emit, x, grad), emit(Max(), winners, 1))
        return (emit(Where(), won, share, 0),)


@op("reduce_max", gate="routes to the largest", onnx=Onnx("ReduceMax", 1))
class ReduceMax(_ReduceExtremum):
    """``y = max of x`` along ``axis``; NaN if one is NaN, ``-inf`` (or the least integer) for
    no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g to the largest element, g / k to each of k equal ones, 0 where y is NaN.
    Source: ONNX ReduceMax-20, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False

    def compute(self, x: Array) -> Any:
        least = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
        return _maximum.reduce(x, axis=self.axis, keepdims=self.keepdims, initial=least)


@op("reduce_min", gate="routes to the smallest", onnx=Onnx("ReduceMin", 1))
class ReduceMin(_ReduceExtremum):
    """``y = min of x`` along ``axis``; NaN if one is NaN, ``inf`` (or the greatest integer) for
    no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g to the smallest element, g / k to each of k equal ones, 0 where y is NaN.
    Source: ONNX ReduceMin-20, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False

    def compute(self, x: Array) -> Any:
        greatest = np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).max
        return _minimum.reduce(x, axis=self.axis, keepdims=self.keepdims, initial=greatest)


@op("argmax", traits=PURE, gate="blocks", onnx=Onnx("ArgMax", 1))
class ArgMax(Op):
    """The position of the largest element along ``axis``, as int64; the first of equal ones,
    the first NaN if there is one.

    Shapes: x ``[..., n, ...]``, n > 0 -> ``[...]`` without ``axis``, or 1 there with
    ``keepdims``.  Gradient: none, the result is integer.
    Source: ONNX ArgMax-13 with select_last_index = 0.
    """

    axis: int = -1
    keepdims: bool = False

    def infer(self, x: Any) -> ValueType:
        require(x, NUMBERS)
        shape = x.type.shape
        if shape is None:
            return ValueType(INT64, None)
        axis = normal_axis(self.axis, len(shape))
        _require_elements(shape[axis], axis)
        return ValueType(INT64, _without(shape, (axis,), self.keepdims))

    def compute(self, x: Array) -> Any:
        _require_elements(x.shape[self.axis], self.axis)
        return np.argmax(x, axis=self.axis, keepdims=self.keepdims)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return int(operands[0].size)


def _require_elements(extent: Any, axis: int) -> None:
    if extent == 0:
        raise ShapeError(f"no largest element: axis {axis} has extent 0")
