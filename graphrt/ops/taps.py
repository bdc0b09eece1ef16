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
from graphrt.ops.choice import kept
from graphrt.ops.windows import Span


class Tap(NamedTuple):
    """Along one axis: the windows ``to`` take the places ``of``."""

    to: slice
    of: slice


class Axis(NamedTuple):
    """One axis of ``extent`` under ``windows`` windows, of which each counts ``places``.

    ``apart`` says that no place is in two of them.
    """

    extent: int
    windows: int
    taps: list[Tap]
    places: Array
    apart: bool


def sliding_axis(span: Span, with_padding: bool = False) -> Axis:
    """Windows of equal length, which ``places`` says with or without their padding."""
    taps = [Tap(*span.inside(tap)) for tap in range(span.taps)]
    taps = [tap for tap in taps if tap.to.start < tap.to.stop]
    apart = span.stride > (span.taps - 1) * span.dilation
    return Axis(span.extent, span.windows, taps, span.places(with_padding), apart)


def adaptive_axis(extent: int, windows: int) -> Axis:
    """Window i from ``floor(i d / n)`` to before ``ceil((i + 1) d / n)``: n cover all d places."""
    bounds = [
        (i * extent // windows, ceil((i + 1) * extent / windows)) for i in range(windows)
    ]  # fmt: skip
    taps = [Tap(slice(i, i + 1), slice(*each)) for i, each in enumerate(bounds)]
    places = np.array([end - start for start, end in bounds], dtype=np.int64)
    return Axis(extent, windows, taps if extent else [], places, extent % windows == 0)


def combine(ufunc: Any, x: Array, axes: Sequence[Axis], start: Any, out: Array) -> None:
    """Into ``out``, all elements of each window under an associative ``ufunc`` whose neutral
    element is ``start``."""
    for number, axis in enumerate(axes, 2):
        shape = (*x.shape[:number], axis.windows, *x.shape[number + 1 :])
        result = out if number == x.ndim - 1 else np.empty(shape, x.dtype)
        result.fill(start)
        for tap in axis.taps:
            to, of = result[_along(number, tap.to)], x[_along(number, tap.of)]
            if of.shape != to.shape:
                of = ufunc.reduce(of, axis=number, keepdims=True)
            ufunc(to, of, out=to)
        x = result


def spread(g: Array, axes: Sequence[Axis], out: Array) -> None:
    """Into ``out``, what each window has, added at all its places: the adjoint of a sum."""
    for number, axis in reversed(list(enumerate(axes, 2))):
        shape = (*g.shape[:number], axis.extent, *g.shape[number + 1 :])
        result = out if number == 2 else np.empty(shape, g.dtype)
        result.fill(0)
        for tap in axis.taps:
            of, to = result[_along(number, tap.of)], g[_along(number, tap.to)]
            np.add(of, to, out=of)
        g = result


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
        self.apart = all(axis.apart for axis in axes)
        self.spatial = tuple(range(2, x.ndim))
        self.places = list(every_place(axes))
        self.won = [x[of] == y[to] for to, of in self.places]
        counts = np.zeros(y.shape, x.dtype)
        for (to, _), won in zip(self.places, self.won, strict=True):
            self._gather(counts[to], won)
        # a window with a NaN has no winner: 1 keeps its share finite
        self.counts = np.maximum(counts, 1)

    def _gather(self, to: Array, elements: Array) -> None:
        if elements.shape != to.shape:
            elements = elements.sum(self.spatial, keepdims=True)
        np.add(to, elements, out=to)

    def spread(self, g: Array, out: Array) -> None:
        """Into ``out``, what each window has, in equal shares to its winners."""
        share = g / self.counts
        out.fill(0)
        for (to, of), won in zip(self.places, self.won, strict=True):
            place, part = out[of], kept(share[to], won)
            if self.apart:  # a copy takes a fifth of the time of a sum
                np.copyto(place, part)
            else:
                np.add(place, part, out=place)

    def pick(self, h: Array, out: Array) -> None:
        """Into ``out``, the mean of what the winners of each window have."""
        out.fill(0)
        for (to, of), won in zip(self.places, self.won, strict=True):
            self._gather(out[to], kept(h[of], won))
        np.divide(out, self.counts, out=out)


def first_largest(x: Array, y: Array, axes: Sequence[Axis], out: Array) -> None:
    """Into ``out``, where in its channel, in row-major order, the first of the largest of each
    window is; the first NaN where there is one, -1 where there is no element."""
    extents = tuple(axis.extent for axis in axes)
    numbers = np.arange(np.prod(extents, dtype=np.int64)).reshape(extents)
    out.fill(-1)
    for to, of in reversed(list(every_place(axes))):
        place = x[of]
        np.copyto(out[to], numbers[of], where=(place == y[to]) | (place != place))
