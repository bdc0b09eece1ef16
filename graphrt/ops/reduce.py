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
from graphrt.ops.arithmetic import Div, Max, Mul
from graphrt.ops.axes import normal_axes, normal_axis
from graphrt.ops.compare import Cast, Equal, Where
from graphrt.ops.cumulative import CumProd
from graphrt.ops.pointwise import FLOATS, NUMBERS, require
from graphrt.ops.shape import BroadcastTo, ExpandDims
from graphrt.ops.source import ShapeOf, SizeOf
from graphrt.types import INT64, Shape, ValueType


def _without(shape: Shape, axes: tuple[int, ...], keepdims: bool) -> Shape:
    """``shape`` with ``axes`` gone, or of extent 1."""
    if keepdims:
        return tuple(1 if axis in axes else extent for axis, extent in enumerate(shape))
    return tuple(extent for axis, extent in enumerate(shape) if axis not in axes)


class Reduction(Op):
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

    def count(self, x: Array) -> Any:
        """How many elements are reduced to one, in the dtype of ``x``."""
        return np.prod([x.shape[axis] for axis in normal_axes(self.axis, x.ndim)], dtype=x.dtype)

    def emit_count(self, emit: Any, x: Any) -> Any:
        """`count` as a value."""
        return emit(Cast(x.type.dtype), emit(SizeOf(self.axis), x))

    def row_axes(self, rank: int) -> tuple[int, ...]:
        return normal_axes(self.axis, rank)

    def spread(self, emit: Any, x: Any, reduced: Any) -> Any:
        """``reduced`` repeated along the axes that were reduced, in the shape of ``x``."""
        return emit(BroadcastTo(), self.keep(emit, x, reduced), emit(ShapeOf(), x))

    def keep(self, emit: Any, x: Any, reduced: Any) -> Any:
        """``reduced`` with the reduced axes back in, of extent 1."""
        axes = normal_axes(self.axis, x.type.rank)
        return reduced if self.keepdims or not axes else emit(ExpandDims(axes), reduced)


class _UfuncReduction(Reduction):
    """A ufunc along axes, in the dtype of the operand."""

    ufunc: ClassVar[Any]

    def options(self, dtype: Any) -> dict[str, Any]:
        """The keywords of ``ufunc.reduce`` for elements of ``dtype``."""
        return {"axis": self.axis, "dtype": dtype, "keepdims": self.keepdims}

    def compute(self, x: Array) -> Any:
        return self.ufunc.reduce(x, **self.options(x.dtype))

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        return partial(self.ufunc.reduce, *xs, out=outs[0], **self.options(xs[0].dtype))


@op("sum", gate="spreads to every element", onnx=Onnx("ReduceSum", 1))
class Sum(_UfuncReduction):
    """``y = sum of x`` along ``axis``; 0 for no elements, integers wrap around.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g to every element.  Source: ONNX ReduceSum-13, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False
    ufunc = np.add

    def row(self, s: Any, x: Any) -> Any:
        return s.row_sum(x)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (self.spread(emit, node.inputs[0], grad),)


@op("mean", gate="spreads to every element, divided by their number", onnx=Onnx("ReduceMean", 1))
class Mean(_UfuncReduction):
    """``y = (sum of x) / n`` along ``axis``, n elements each; NaN for no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g / n to every element.  Source: ONNX ReduceMean-18, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False
    kinds: ClassVar[tuple[str, ...]] = FLOATS
    ufunc = np.add

    def compute(self, x: Array) -> Any:
        return super().compute(x) / self.count(x)

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        (out,) = outs
        add_up, count = super().bind(outs, *xs), self.count(xs[0])

        def call() -> None:
            add_up()
            np.divide(out, count, out)

        return call

    def row(self, s: Any, x: Any) -> Any:
        return s.div(s.row_sum(x), s.row_count(x))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return int(operands[0].size) + results[0].size

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]
        return (self.spread(emit, x, emit(Div(), grad, self.emit_count(emit, x))),)


@op("prod", gate="multiplies by the product of the others", onnx=Onnx("ReduceProd", 1))
class Prod(_UfuncReduction):
    """``y = product of x`` along ``axis``; 1 for no elements, integers wrap around.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: to each element g times the product of the others, also where elements are 0.
    Source: ONNX ReduceProd-18, with its axes as an attribute.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False
    ufunc = np.multiply

    def row(self, s: Any, x: Any) -> Any:
        return s.row_prod(x)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        part = node.inputs[0]
        grad = self.keep(emit, part, grad)
        parts = []  # one axis after the other: y / x_i would be 0 / 0 where x_i is 0
        for axis in normal_axes(self.axis, part.type.rank):
            parts.append((axis, part))
            part = emit(Prod((axis,), True), part)
        for axis, part in reversed(parts):
            before = emit(CumProd(axis, exclusive=True), part)
            after = emit(CumProd(axis, exclusive=True, reverse=True), part)
            grad = emit(Mul(), grad, emit(Mul(), before, after))
        return (grad,)


class _ReduceExtremum(_UfuncReduction):
    """Shared gradient: g to the winner; several equal winners share it evenly."""

    def worst(self, dtype: Any) -> Any:
        """The number of ``dtype`` that never wins."""
        raise NotImplementedError(f"{type(self).__name__}.worst")

    def options(self, dtype: Any) -> dict[str, Any]:
        return {**super().options(dtype), "initial": self.worst(dtype)}

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
    ufunc = np.maximum

    def worst(self, dtype: Any) -> Any:
        return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min

    def row(self, s: Any, x: Any) -> Any:
        return s.row_max(x)


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
    ufunc = np.minimum

    def worst(self, dtype: Any) -> Any:
        return np.inf if dtype.kind == "f" else np.iinfo(dtype).max

    def row(self, s: Any, x: Any) -> Any:
        return s.row_min(x)


class _Truth(_UfuncReduction):
    kinds: ClassVar[tuple[str, ...]] = ("bool",)


@op("any", gate="blocks")
class AnyTrue(_Truth):
    """Whether one of x is true, along ``axis``; false for no elements.

    Shapes: x bool ``[...]`` -> bool ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: none, the result is bool.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False
    ufunc = np.logical_or

    def row(self, s: Any, x: Any) -> Any:
        return s.row_any(x)


@op("all", gate="blocks")
class AllTrue(_Truth):
    """Whether each of x is true, along ``axis``; true for no elements.

    Shapes: x bool ``[...]`` -> bool ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: none, the result is bool.
    """

    axis: tuple[int, ...] | None = None
    keepdims: bool = False
    ufunc = np.logical_and

    def row(self, s: Any, x: Any) -> Any:
        return s.row_all(x)


class _Position(Op):
    """Type rule of the position of an extremum."""

    axis: int
    keepdims: bool

    def infer(self, x: Any) -> ValueType:
        require(x, NUMBERS)
        shape = x.type.shape
        if shape is None:
            return ValueType(INT64, None)
        axis = normal_axis(self.axis, len(shape))
        self.require_elements(shape[axis])
        return ValueType(INT64, _without(shape, (axis,), self.keepdims))

    def require_elements(self, extent: Any) -> None:
        if extent == 0:
            what = "largest" if self.name == "argmax" else "smallest"
            raise ShapeError(f"no {what} element: axis {self.axis} has extent 0")

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return int(operands[0].size)

    def row_axes(self, rank: int) -> tuple[int, ...]:
        return (normal_axis(self.axis, rank),)

    def row(self, s: Any, x: Any) -> Any:
        best = self.best(s, x)
        nan = s.logical_not(s.equal(x, x))
        of_nan = s.logical_not(s.equal(best, best))
        won = s.logical_or(s.equal(x, best), s.logical_and(nan, of_nan))
        return s.row_min(s.select(won, s.position(x), s.const(np.iinfo(np.int64).max)))

    def best(self, s: Any, x: Any) -> Any:
        """The element looked for, for `row`."""
        raise NotImplementedError(f"{type(self).__name__}.best")


@op("argmax", traits=PURE, gate="blocks", onnx=Onnx("ArgMax", 1))
class ArgMax(_Position):
    """The position of the largest element along ``axis``, as int64; the first of equal ones,
    the first NaN if there is one.

    Shapes: x ``[..., n, ...]``, n > 0 -> ``[...]`` without ``axis``, or 1 there with
    ``keepdims``.  Gradient: none, the result is integer.
    Source: ONNX ArgMax-13 with select_last_index = 0.
    """

    axis: int = -1
    keepdims: bool = False

    def compute(self, x: Array) -> Any:
        self.require_elements(x.shape[self.axis])
        return np.argmax(x, axis=self.axis, keepdims=self.keepdims)

    def best(self, s: Any, x: Any) -> Any:
        return s.row_max(x)


@op("argmin", traits=PURE, gate="blocks", onnx=Onnx("ArgMin", 1))
class ArgMin(_Position):
    """The position of the smallest element along ``axis``, as int64; the first of equal ones,
    the first NaN if there is one.

    Shapes: x ``[..., n, ...]``, n > 0 -> ``[...]`` without ``axis``, or 1 there with
    ``keepdims``.  Gradient: none, the result is integer.
    Source: ONNX ArgMin-13 with select_last_index = 0.
    """

    axis: int = -1
    keepdims: bool = False

    def compute(self, x: Array) -> Any:
        self.require_elements(x.shape[self.axis])
        return np.argmin(x, axis=self.axis, keepdims=self.keepdims)

    def best(self, s: Any, x: Any) -> Any:
        return s.row_min(x)
