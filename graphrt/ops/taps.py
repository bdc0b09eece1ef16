"""The kernels of pooling: places of windows, tap by tap, for all windows at once.

A `Tap` says which windows take which places along one axis. With sliding windows it is one place
of each window; with adaptive ones, which differ in length, all places of one window. What can be
done one axis after the other (sums, maxima) is: it takes ``k1 + k2`` steps in place of ``k1 * k2``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from graphrt.ir.op import Array
from graphrt.ops.windows import Span


class Tap(NamedTuple):
    """Along one axis: the windows ``to`` take the places ``of``."""

    to: slice
    of: slice


class Axis(NamedTuple):
    """One axis of ``extent`` under ``windows`` windows, of which each counts ``places``."""

    extent: int
    windows: int
    taps: list[Tap]
    places: Array


def sliding_axis(span: Span, with_padding: bool = False) -> Axis:
    """Windows of equal length, which ``places`` says with or without their padding."""
    taps = [Tap(*span.inside(tap)) for tap in range(span.taps)]
    taps = [tap for tap in taps if tap.to.start < tap.to.stop]
    return Axis(span.extent, span.windows, taps, span.places(with_padding))


def adaptive_axis(extent: int, windows: int) -> Axis:
    """Window i from ``floor(i d / n)`` to before ``ceil((i + 1) d / n)``: n cover all d places."""
    bounds = [
        (i * extent // windows, ceil((i + 1) * extent / windows)) for i in range(windows)
    ]  # fmt: skip
    taps = [Tap(slice(i, i + 1), slice(*each)) for i, each in enumerate(bounds)]
    places = np.array([end - start for start, end in bounds], dtype=np.int64)
    return Axis(extent, windows, taps if extent else [], places)


def combine(ufunc: Any, x: Array, axes: Sequence[Axis], start: Any) -> Array:
    """All elements of each window under an associative ``ufunc`` whose neutral element is
    ``start``."""
    for number, axis in enumerate(axes, 2):
        shape = (*x.shape[:number], axis.windows, *x.shape[number + 1 :])
        result = np.full(shape, start, x.dtype)
        for tap in axis.taps:
            to, of = result[_along(number, tap.to)], x[_along(number, tap.of)]
            if of.shape != to.shape:
                of = ufunc.reduce(of, axis=number, keepdims=True)
            ufunc(to, of, out=to)
        x = result
    return x


def spread(g: Array, axes: Sequence[Axis]) -> Array:
    """What each window has, added at all its places: the adjoint of a sum over windows."""
    for number, axis in reversed(list(enumerate(axes, 2))):
        shape = (*g.shape[:number], axis.extent, *g.shape[number + 1 :])
        result = np.zeros(shape, g.dtype)
        for tap in axis.taps:
            of, to = result[_along(number, tap.of)], g[_along(number, tap.to)]
            np.add(of, to, out=of)
        g = result
    return g


def _along(number: int, chosen: slice) -> tuple[slice, ...]:
    """The index that chooses along the axis of that number."""
    return (*(slice(None),) * number, chosen)


def divisor(axes: Sequence[Axis], dtype: Any) -> Array:
    """How many places each window counts, in the shape of the windows."""
    result = np.ones((), dtype)
    for axis in axes:
        result = np.multiply.outer(result, axis.places.astype(dtype))
    return result


def every_place(axes: Sequence[Axis]) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Index of windows, index of the places they take; in the order of places in a window."""
    for taps in product(*(axis.taps for axis in axes)):
        yield (..., *(tap.to for tap in taps)), (..., *(tap.of for tap in taps))


class Winners:
    """Which elements of x are the largest of each window, given the largest: y."""

    def __init__(self, x: Array, y: Array, axes: Sequence[Axis]) -> None:
        self.axes = axes
        self.spatial = tuple(range(2, x.ndim))
        self.places = list(every_place(axes))
        self.won = [x[of] == y[to] for to, of in self.places]
        self.shape, self.dtype = x.shape, x.dtype
        counts = np.zeros(y.shape, x.dtype)
        for (to, _), won in zip(self.places, self.won, strict=True):
            self._gather(counts[to], won)
        # a window with a NaN has no winner: 1 keeps its share finite
        self.counts = np.maximum(counts, 1)

    def _gather(self, to: Array, elements: Array) -> None:
        if elements.shape != to.shape:
            elements = elements.sum(self.spatial, keepdims=True)
        np.add(to, elements, out=to)

    def spread(self, g: Array) -> Array:
        """What each window has, in equal shares to its winners."""
        share = g / self.counts
        result = np.zeros(self.shape, self.dtype)
        for (to, of), won in zip(self.places, self.won, strict=True):
            place = result[of]
            np.add(place, share[to] * won, out=place)
        return result

    def pick(self, h: Array) -> Array:
        """The mean of what the winners of each window have."""
        result = np.zeros(self.counts.shape, self.dtype)
        for (to, of), won in zip(self.places, self.won, strict=True):
            self._gather(result[to], np.where(won, h[of], self.dtype.type(0)))
        return result / self.counts


def first_largest(x: Array, y: Array, axes: Sequence[Axis]) -> Array:
    """Where in its channel, in row-major order, the first of the largest of each window is; the
    first NaN where there is one, -1 where there is no element."""
    extents = tuple(axis.extent for axis in axes)
    numbers = np.arange(np.prod(extents, dtype=np.int64)).reshape(extents)
    result = np.full(y.shape, -1, np.int64)
    for to, of in reversed(list(every_place(axes))):
        place = x[of]
        np.copyto(result[to], numbers[of], where=(place == y[to]) | (place != place))
    return result
