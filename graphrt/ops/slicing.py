"""Slices: every ``step``-th element from ``start`` to before ``end``, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.dims import Dim, Extent, dim_max, dim_min
from graphrt.errors import ShapeError
from graphrt.ir.layout import Layout
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.axes import known_vector, never_negative, normal_axis
from graphrt.ops.source import ShapeOf
from graphrt.types import INT64, DType, ValueType

FAR = 2**62  # a bound at least this large means "to the end"


class _Bounds(Op):
    """Reading starts, ends, axes and steps, which are int64 vectors of one length."""

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)

    def known_bounds(
        self, rank: int, starts: Any, ends: Any, axes: Any, steps: Any
    ) -> list[tuple[int, Any, Any, int]] | None:
        """(axis, start, end, step) per slice, where all of them are known."""
        first, last = known_vector(starts, "starts"), known_vector(ends, "ends")
        along = None if axes is None else known_vector(axes, "axes")
        strides = None if steps is None else known_vector(steps, "steps")
        if first is None or last is None or (axes is not None and along is None):
            return None
        if steps is not None and strides is None:
            return None
        along = tuple(range(len(first))) if along is None else along
        strides = (1,) * len(first) if strides is None else strides
        if not len(first) == len(last) == len(along) == len(strides):
            raise ShapeError(
                f"{len(first)} starts, {len(last)} ends, {len(along)} axes, {len(strides)} steps"
            )
        result = []
        for axis, start, end, step in zip(along, first, last, strides, strict=True):
            if not isinstance(axis, int) or not isinstance(step, int):
                return None
            if step == 0:
                raise ShapeError("a step cannot be 0")
            result.append((normal_axis(axis, rank), start, end, step))
        if len({axis for axis, *_ in result}) != len(result):
            raise ShapeError("an axis is sliced twice")
        return result


def _slices(x: Array, starts: Array, ends: Array, axes: Any, steps: Any) -> tuple[slice, ...]:
    """Python's slices for operands as the kernel gets them."""
    chosen = [slice(None)] * x.ndim
    along = range(len(starts)) if axes is None else axes
    strides = [1] * len(starts) if steps is None else steps
    for axis, start, end, step in zip(along, starts, ends, strides, strict=True):
        chosen[int(axis)] = one_slice(x.shape[int(axis)], start, end, step)
    return tuple(chosen)


def one_slice(extent: int, start: Any, end: Any, step: Any) -> slice:
    """Python's slice along an axis: beyond the front with a negative step means "through
    element 0"."""
    stop = None if step < 0 and end < -extent else int(end)
    return slice(int(start), stop, int(step))


@op("slice", traits=PURE, gate="puts it back in place, zeros around", onnx=Onnx("Slice", 10))
class Slice(_Bounds):
    """``y = x[start:end:step]`` along each of ``axes`` (default: the first ones, step 1).

    Negative bounds count from the end; bounds beyond it are clamped, as in Python.
    Shapes: x ``[...]``, starts, ends, axes, steps int64 ``[k]`` -> ``[...]`` with shorter axes.
    Gradient: zeros of the shape of x with g in place of the slice.
    Source: ONNX Slice-13.
    """

    def infer(
        self, x: Any, starts: Any, ends: Any, axes: Any = None, steps: Any = None
    ) -> ValueType:
        if x.type.shape is None:
            return ValueType(x.type.dtype, None)
        shape = list(x.type.shape)
        bounds = self.known_bounds(len(shape), starts, ends, axes, steps)
        if bounds is None:
            along = None if axes is None else known_vector(axes, "axes")
            sliced = range(len(shape)) if along is None else [normal_axis(int(a), len(shape))
                     for a in along if isinstance(a, int)]  # fmt: skip
            return ValueType(
                x.type.dtype, [None if i in sliced else e for i, e in enumerate(shape)]
            )
        for axis, start, end, step in bounds:
            shape[axis] = sliced_extent(shape[axis], start, end, step)
        return ValueType(x.type.dtype, shape)

    def compute(
        self, x: Array, starts: Array, ends: Array, axes: Any = None, steps: Any = None
    ) -> Array:
        result: Array = x[_slices(x, starts, ends, axes, steps)]
        return result

    def view(
        self, layout: Layout, operand: ValueType, result: ValueType, *known: Any
    ) -> Layout | None:
        starts, ends, axes, steps = (*known, None, None)[:4]
        if starts is None or ends is None:
            return None
        shape = operand.static_shape
        along = range(len(starts)) if axes is None else axes
        by = [1] * len(starts) if steps is None else steps
        offset, strides = layout.offset, list(layout.strides)
        for axis, start, end, step in zip(along, starts, ends, by, strict=True):
            first = one_slice(shape[int(axis)], start, end, step).indices(shape[int(axis)])[0]
            if result.dims[int(axis)] != 0:
                offset += first * strides[int(axis)]
            strides[int(axis)] *= int(step)
        return Layout(offset, tuple(strides))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, *bounds = node.inputs
        back = emit(Unslice(), grad, emit(ShapeOf(), x), *bounds)
        return (back, *[None] * len(bounds))

    def known(self, x: Any, starts: Any, ends: Any, axes: Any = None, steps: Any = None) -> Any:
        if not isinstance(x.known, tuple):
            return None
        bounds = self.known_bounds(1, starts, ends, axes, steps)
        if bounds is None or len(bounds) != 1:
            return x.known if bounds == [] else None
        _, start, end, step = bounds[0]
        if not isinstance(start, int) or not isinstance(end, int):
            return None
        stop = None if step < 0 and end < -len(x.known) else end
        return x.known[start:stop:step]


@op("unslice", traits=PURE, gate="takes the slice")
class Unslice(_Bounds):
    """Zeros of ``shape`` with ``x`` in place of the slice that the bounds describe.

    The adjoint of `slice`, with its bounds. Shapes: x, shape int64 ``[rank]``, starts, ends,
    axes, steps int64 ``[k]`` -> ``shape``.  Gradient: that slice of g.
    """

    def infer(
        self, x: Any, shape: Any, starts: Any, ends: Any, axes: Any = None, steps: Any = None
    ) -> ValueType:
        known = known_vector(shape, "shape")
        return ValueType(x.type.dtype, (None,) * x.type.rank if known is None else known)

    def compute(
        self,
        x: Array,
        shape: Array,
        starts: Array,
        ends: Array,
        axes: Any = None,
        steps: Any = None,
    ) -> Array:
        result = np.zeros([int(extent) for extent in shape], x.dtype)
        result[_slices(result, starts, ends, axes, steps)] = x
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        bounds = node.inputs[2:]
        return (emit(Slice(), grad, *bounds), *[None] * (1 + len(bounds)))


def sliced_extent(extent: Extent, start: Any, end: Any, step: int) -> Extent:
    """How many elements ``start:end:step`` takes of an axis, as far as that is known."""
    if isinstance(extent, int) and isinstance(start, int) and isinstance(end, int):
        stop = None if step < 0 and end < -extent else end
        return len(range(extent)[start:stop:step])
    if extent is None or step != 1:
        if extent is not None and isinstance(start, int) and isinstance(end, int):
            if (step == -1 and start in (-1,)) or (step == -1 and start >= FAR):
                return extent if end <= -FAR else None
            if start == 0 and end >= FAR and step > 0:
                return (extent + (step - 1)) // step
        return None
    first = _clamped(start, extent)
    last = _clamped(end, extent)
    if first is None or last is None:
        return None
    length = last - first
    if isinstance(length, int):
        return max(length, 0)
    return length if never_negative(length) else dim_max(length, 0)


def _clamped(bound: Any, extent: Any) -> Any:
    """A bound as a position from the front, between 0 and ``extent``."""
    if isinstance(bound, int):
        if bound >= FAR or bound == extent:
            return extent
        if bound < 0:
            moved = extent + bound
            if isinstance(moved, int):
                return max(moved, 0)
            return 0 if bound <= -FAR else dim_max(moved, 0)
        if bound == 0:
            return 0
        return dim_min(bound, extent)
    if bound == extent:
        return extent
    rest = extent - bound
    if never_negative(bound) and ((isinstance(rest, int) and rest >= 0) or (
        isinstance(rest, Dim) and never_negative(rest)
    )):  # fmt: skip
        return bound
    return dim_min(bound, extent) if never_negative(bound) else None
