"""Windows that slide along spatial axes: what convolution and pooling have in common.

Tensors are ``[N, C, d_1, ..., d_r]``: batch, channels, and any number of spatial axes. Along one
axis of extent d, with ``taps`` places in a window, tap k of window o is at
``o * stride + k * dilation - begin``, and what lies outside ``0 .. d-1`` is padding.

A setting is one number for all axes or one for each; ``pads`` may also be all begins, then all
ends. ``auto_pad`` is as in ONNX: ``VALID`` pads nothing, ``SAME_UPPER`` and ``SAME_LOWER`` pad so
that there are ``ceil(d / stride)`` windows, an odd one at the end or at the beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from graphrt.dims import Extent, Known
from graphrt.errors import OpError, ShapeError
from graphrt.ir.op import Array
from graphrt.ops.axes import at_least_zero, smallest

AUTO_PADS = ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER")


class Span(NamedTuple):
    """The windows along one axis of known extent."""

    extent: int
    taps: int
    stride: int
    dilation: int
    begin: int
    end: int
    windows: int

    @property
    def padded(self) -> int:
        return self.begin + self.extent + self.end

    def inside(self, tap: int) -> tuple[slice, slice]:
        """The windows of which ``tap`` is no padding, and where along the axis it then is."""
        shift = tap * self.dilation - self.begin
        first = max(0, -(shift // self.stride))
        last = min(self.windows, (self.extent - 1 - shift) // self.stride + 1)
        last = max(first, last)
        start = first * self.stride + shift
        stop = start + (last - first - 1) * self.stride + 1 if last > first else start
        return slice(first, last), slice(start, stop, self.stride)

    def whole(self) -> Block:
        """All windows over the whole axis."""
        return Block(self, slice(0, self.windows), slice(0, self.extent))

    def part(self, first: int, last: int) -> Block:
        """The windows from ``first`` to before ``last``, one at least, over what they touch."""
        low = first * self.stride - self.begin
        high = (last - 1) * self.stride + (self.taps - 1) * self.dilation + 1 - self.begin
        start = min(max(low, 0), self.extent)
        stop = max(start, min(high, self.extent))
        span = self._replace(
            extent=stop - start, begin=start - low, end=high - stop, windows=last - first
        )
        return Block(span, slice(first, last), slice(start, stop))

    def places(self, with_padding: bool) -> Array:
        """How many taps each window has: inside the axis, or in the padding as well."""
        at = np.arange(self.windows)[:, None] * self.stride
        at = at + np.arange(self.taps) * self.dilation - self.begin
        low, high = (-self.begin, self.extent + self.end) if with_padding else (0, self.extent)
        counts: Array = ((at >= low) & (at < high)).sum(1)
        return counts


class Block(NamedTuple):
    """Some windows of a `Span`: ``span`` says how they lie over ``places`` alone."""

    span: Span
    windows: slice
    places: slice


class Windows:
    """The settings of an op, one number for each spatial axis where they are known."""

    def __init__(
        self,
        kernel: Sequence[Extent],
        strides: Sequence[int],
        pads: Sequence[int],
        dilations: Sequence[int],
        auto_pad: str,
        ceil_mode: bool = False,
    ) -> None:
        rank = len(kernel)
        self.kernel = tuple(kernel)
        self.strides = per_axis("strides", strides, rank)
        self.dilations = per_axis("dilations", dilations, rank)
        twice = pads if len(pads) == 2 * rank else 2 * per_axis("pads", pads, rank)
        self.begins, self.ends = tuple(twice[:rank]), tuple(twice[rank:])
        self.auto_pad = auto_pad
        self.ceil_mode = ceil_mode

    def counts(self, extents: Sequence[Extent]) -> tuple[Extent, ...]:
        """The number of windows along each axis; raises `ShapeError` where none fits."""
        return tuple(self._count(axis, extent) for axis, extent in enumerate(extents))

    def _count(self, axis: int, extent: Extent) -> Extent:
        taps, stride = self.kernel[axis], self.strides[axis]
        if extent is None or taps is None:
            return None
        if self.auto_pad.startswith("SAME"):
            return (extent + stride - 1) // stride
        begin, end = self.begins[axis], self.ends[axis]
        reach = (taps - 1) * self.dilations[axis] + 1
        count = (extent + begin + end - reach + stride) // stride
        if self.ceil_mode:  # one more, clipped, unless it would begin in the padding at the end
            rounded_up = (extent + begin + end - reach + 2 * stride - 1) // stride
            count = smallest(rounded_up, (extent + begin + stride - 1) // stride)
        if isinstance(count, int) and count <= 0 and isinstance(extent, int) and extent > 0:
            raise ShapeError(
                f"a window of {reach} does not fit spatial axis {axis} of extent {extent}"
                f" with padding {begin} + {end}"
            )
        return at_least_zero(count)

    def spans(self, extents: Sequence[int]) -> tuple[Span, ...]:
        """The windows along axes of these extents, the padding that `auto_pad` chose included."""
        counts = self.counts(extents)
        return tuple(
            Span(extent, taps, stride, dilation, *self._padding(axis, extent, count), count)
            for axis, (extent, count, taps, stride, dilation) in enumerate(
                zip(extents, map(_number, counts), map(_number, self.kernel),
                    self.strides, self.dilations, strict=True)
            )
        )  # fmt: skip

    def _padding(self, axis: int, extent: int, count: int) -> tuple[int, int]:
        if not self.auto_pad.startswith("SAME"):
            return self.begins[axis], self.ends[axis]
        reach = (_number(self.kernel[axis]) - 1) * self.dilations[axis] + 1
        total = max((count - 1) * self.strides[axis] + reach - extent, 0)
        less = total // 2
        return (less, total - less) if self.auto_pad == "SAME_UPPER" else (total - less, less)

    def grown(self, counts: Sequence[Extent], extra: Sequence[int]) -> tuple[Extent, ...]:
        """The extents that have ``counts`` windows and ``extra`` places behind the last."""
        return tuple(
            self._grown(axis, count, more)
            for axis, (count, more) in enumerate(zip(counts, extra, strict=True))
        )

    def _grown(self, axis: int, count: Extent, extra: int) -> Extent:
        taps, stride = self.kernel[axis], self.strides[axis]
        if count is None or taps is None:
            return None
        if self.auto_pad.startswith("SAME"):
            return count * stride
        reach = (taps - 1) * self.dilations[axis] + 1
        places: Known = (count - 1) * stride + reach + extra
        padding = self.begins[axis] + self.ends[axis]
        if isinstance(places, int) and padding > places:
            raise ShapeError(
                f"the padding of {padding} takes more than the {places} places"
                f" of spatial axis {axis}"
            )
        extent = places - padding
        return at_least_zero(extent)


def _number(extent: Extent) -> int:
    """An extent of which a kernel, or a check before, knows that it is a number."""
    assert isinstance(extent, int)
    return extent


def per_axis(what: str, given: Sequence[int], rank: int) -> tuple[int, ...]:
    """``given`` with one number for each axis."""
    if len(given) == 1:
        return (given[0],) * rank
    if len(given) != rank:
        also = f" or {2 * rank}" if what == "pads" else ""
        raise ShapeError(f"{what} {tuple(given)} must be 1 or {rank}{also} numbers")
    return tuple(given)


def check_settings(
    op_name: str,
    strides: Sequence[int],
    pads: Sequence[int],
    dilations: Sequence[int],
    auto_pad: str,
) -> None:
    """Raise `OpError` where a setting is out of its range, whatever the number of axes."""
    for what, given, least in (("strides", strides, 1), ("pads", pads, 0),
                               ("dilations", dilations, 1)):  # fmt: skip
        if not given or min(given) < least:
            raise OpError(f"{op_name}: {what} must be at least {least}, got {tuple(given)}")
    if auto_pad not in AUTO_PADS:
        raise OpError(f"{op_name}: auto_pad must be one of {', '.join(AUTO_PADS)}, got {auto_pad}")
    if auto_pad != "NOTSET" and any(pads):
        raise OpError(f"{op_name}: pads are given twice, as {tuple(pads)} and as {auto_pad}")


def sliding(x: Array, spans: Sequence[Span]) -> Array:
    """A view of ``x`` ``[C, *padded, N]`` as ``[C, *taps, *counts, N]``: tap k of window o."""
    channel, *steps, example = x.strides
    pairs = list(zip(spans, steps, strict=True))
    shape = (x.shape[0], *(s.taps for s in spans), *(s.windows for s in spans), x.shape[-1])
    strides = (channel, *(step * s.dilation for s, step in pairs),
               *(step * s.stride for s, step in pairs), example)  # fmt: skip
    if not x.size or 0 in shape:
        return np.empty(shape, x.dtype)
    return as_strided(x, shape, strides)


def every_tap(spans: Sequence[Span]) -> Iterator[tuple[int, ...]]:
    """The index of each tap in a window."""
    return iter(np.ndindex(*(span.taps for span in spans)))
