"""Slices: every ``step``-th element from ``start`` to before ``end``, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from graphrt.dims import Dim, Extent, Known
from graphrt.errors import ShapeError
from graphrt.ir.layout import Layout
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.axes import (
    agree,
    at_least_zero,
    known_vector,
    never_negative,
    normal_axis,
    smallest,
    vector_length,
)
from graphrt.ops.source import ShapeOf
from graphrt.types import INT64, DType, Shape, ValueType

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
        along = _or_default(axes, "axes", lambda count: tuple(range(count)), first)
        strides = _or_default(steps, "steps", lambda count: (1,) * count, first)
        if first is None or last is None or along is None or strides is None:
            return None
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

    def sliced_shape(
        self, shape: Shape, starts: Any, ends: Any, axes: Any, steps: Any
    ) -> list[Extent]:
        """The shape of the slice of a tensor of ``shape``."""
        result = list(shape)
        bounds = self.known_bounds(len(shape), starts, ends, axes, steps)
        if bounds is None:
            return _some_sliced(result, starts, axes)
        for axis, start, end, step in bounds:
            result[axis] = sliced_extent(result[axis], start, end, step)
        return result


def _or_default(
    x: Any, what: str, default: Callable[[int], tuple[Known, ...]], starts: Any
) -> tuple[Known, ...] | None:
    """What is known of an optional vector; left out, it is as long as ``starts``."""
    if x is not None:
        return known_vector(x, what)
    return None if starts is None else default(len(starts))


def _slices(x: Array, starts: Array, ends: Array, axes: Any, steps: Any) -> tuple[slice, ...]:
    """Python's slices for operands as the kernel gets them."""
    chosen = [slice(None)] * x.ndim
    along = range(len(starts)) if axes is None else axes
    strides = [1] * len(starts) if steps is None else steps
    for axis, start, end, step in zip(along, starts, ends, strides, strict=True):
        chosen[int(axis)] = slice(int(start), int(end), int(step))
    return tuple(chosen)


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
        return ValueType(x.type.dtype, self.sliced_shape(x.type.shape, starts, ends, axes, steps))

    def compute(
        self, x: Array, starts: Array, ends: Array, axes: Any = None, steps: Any = None
    ) -> Array:
        result: Array = x[_slices(x, starts, ends, axes, steps)]
        return result

    def view(
        self, layout: Layout, operand: ValueType, result: ValueType, *known: Any
    ) -> Layout | None:
        # axes or steps found while running leave the result open, and then nobody asks for a view
        starts, ends, axes, steps = (*known, None, None)[:4]
        if starts is None or ends is None:
            return None
        shape = operand.static_shape
        along = range(len(starts)) if axes is None else axes
        by = [1] * len(starts) if steps is None else steps
        offset, strides = layout.offset, list(layout.strides)
        for axis, start, end, step in zip(along, starts, ends, by, strict=True):
            first = slice(int(start), int(end), int(step)).indices(shape[int(axis)])[0]
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
        return x.known[start:end:step]


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
        if known is None:
            return ValueType(x.type.dtype, (None,) * x.type.rank)
        want = self.sliced_shape(known, starts, ends, axes, steps)
        if x.type.shape is not None and not agree(want, x.type.shape):
            raise ShapeError(f"the slice is {list(want)}, x is {list(x.type.shape)}")
        return ValueType(x.type.dtype, known)

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
        place = result[_slices(result, starts, ends, axes, steps)]
        if place.shape != x.shape:
            raise ShapeError(f"unslice: the slice is {list(place.shape)}, x is {list(x.shape)}")
        place[...] = x
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        bounds = node.inputs[2:]
        return (emit(Slice(), grad, *bounds), *[None] * (1 + len(bounds)))


def _some_sliced(shape: list[Extent], starts: Any, axes: Any) -> list[Extent]:
    """``shape`` where the bounds are found while running: open along the axes they may cut."""
    if axes is None:
        along: tuple[Any, ...] | None = tuple(range(vector_length(starts) or len(shape)))
    else:
        along = known_vector(axes, "axes")
    if along is None or not all(isinstance(axis, int) for axis in along):
        return [None] * len(shape)
    cut = {normal_axis(axis, len(shape)) for axis in along}
    return [None if axis in cut else extent for axis, extent in enumerate(shape)]


def sliced_extent(extent: Extent, start: Any, end: Any, step: int) -> Extent:
    """How many elements ``start:end:step`` takes of an axis, as far as that is known.

    Forwards, ``start`` is clamped to 0 and ``end`` to the extent; backwards, ``start`` to the
    last position and ``end`` to -1. The difference of a minimum and a maximum is the minimum
    of the four differences, which is how equal slices come to have equal extents.
    """
    if extent is None:
        return None
    floor, top = (0, extent) if step > 0 else (-1, extent - 1)
    first, last = (_from_front(bound, extent, floor, top) for bound in (start, end))
    if first is None or last is None:
        return None
    if step < 0:
        first, last = last, first
    distance = smallest(top - floor, last - floor, top - first, last - first)
    return at_least_zero((distance + abs(step) - 1) // abs(step))


def _from_front(bound: Any, extent: Known, floor: Known, top: Known) -> Known | None:
    """A bound counted from the front; ``None`` where even its sign is not known."""
    if isinstance(bound, Dim):
        return bound if never_negative(bound) else None
    if abs(bound) >= FAR:
        return top if bound > 0 else floor
    result: Known = bound + extent if bound < 0 else bound
    return result
