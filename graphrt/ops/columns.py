"""The kernels of convolution: windows as columns of a matrix, one product for each part of a batch.

The batch is the last axis inside, so that what is copied lies together in memory. Buffers are made
once, when a kernel is bound. Source: Chellapilla, Puri and Simard 2006, section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np

from graphrt.ir.op import Array
from graphrt.ops.windows import Span, every_tap, sliding

COLUMNS = 1 << 18  # elements of the matrix of columns at most: what stays in a cache


class Part(NamedTuple):
    """Some examples of a batch, with what a kernel needs for them; all are views or buffers.

    ``wide`` and ``narrow`` have the batch last. ``inner`` is where ``wide`` goes in ``padded``,
    ``windows`` its windows, and ``columns`` their copy: ``matrix`` shows it as ``[groups, weights
    of a channel, places]``, ``product`` the narrow side as ``[groups, channels, places]``.
    """

    wide: Array
    narrow: Array
    padded: Array
    inner: Array
    windows: Array
    columns: Array
    matrix: Array
    result: Array
    product: Array
    taps: list[tuple[Any, ...]]


def parts(spans: Sequence[Span], groups: int, wide: Array, narrow: Array) -> list[Part]:
    """The batch in parts whose columns are not too many, over the same buffers.

    Where those of one example are too many, a part is some of its windows along the first axis,
    and what of the example they lie over.
    """
    channels, outs, batch = wide.shape[1], narrow.shape[1], wide.shape[0]
    taps = prod(span.taps for span in spans)
    each = max(channels * taps * prod(span.windows for span in spans), 1)
    size = max(1, min(batch, COLUMNS // each))
    first, *others = spans
    length, blocks = first.windows, [first.whole()]
    if each > COLUMNS:
        length = max(1, first.windows * COLUMNS // each)
        starts = range(0, first.windows, length)
        blocks = [first.part(o, min(o + length, first.windows)) for o in starts]
    # one buffer for each role, of which a smaller part takes the front
    longest = max(block.span.padded for block in blocks)
    windows = size * length * prod(span.windows for span in others)
    rest = prod(span.padded for span in others)
    padded = np.zeros(channels * longest * rest * size, wide.dtype)
    columns = np.empty(channels * taps * windows, wide.dtype)
    result = np.empty(outs * windows, wide.dtype)
    return [
        _part((block.span, *others), groups,
              _batch_last(wide[start : start + size, :, block.places]),
              _batch_last(narrow[start : start + size, :, block.windows]),
              padded, columns, result)
        for start in range(0, batch, size)
        for block in blocks
    ]  # fmt: skip


def _part(
    spans: Sequence[Span],
    groups: int,
    wide: Array,
    narrow: Array,
    padded: Array,
    columns: Array,
    result: Array,
) -> Part:
    channels, outs, examples = wide.shape[0], narrow.shape[0], wide.shape[-1]
    padded = _front(padded, channels, *(span.padded for span in spans), examples)
    inner = padded[:, *(slice(span.begin, span.begin + span.extent) for span in spans)]
    windows = sliding(padded, spans)
    columns = _front(columns, *windows.shape)
    result = _front(result, *narrow.shape)
    places = prod(narrow.shape[1:])
    taps = prod(span.taps for span in spans)
    matrix = columns.reshape(groups, channels // groups * taps, places)
    product = result.reshape(groups, outs // groups, places)
    return Part(wide, narrow, padded, inner, windows, columns, matrix, result, product,
                 [(slice(None), *tap) for tap in every_tap(spans)])  # fmt: skip


def _front(buffer: Array, *shape: int) -> Array:
    return buffer[: prod(shape)].reshape(shape)


def _batch_last(x: Array) -> Array:
    return np.moveaxis(x, 0, -1)


class Weights:
    """The weights as ``[groups, channels out, weights of one]``, lying together in memory."""

    def __init__(self, weights: Array, groups: int) -> None:
        self.weights = weights
        self.copy = np.empty(weights.shape, weights.dtype)
        outs = weights.shape[0]
        rows = prod(weights.shape[1:])
        self.matrix: Array = self.copy.reshape(groups, outs // groups, rows)

    def read(self) -> None:
        np.copyto(self.copy, self.weights)


def _gather(part: Part) -> None:
    """The windows of a part as columns."""
    if part.inner.size < part.padded.size:
        part.padded.fill(0)
    np.copyto(part.inner, part.wide)
    np.copyto(part.columns, part.windows)


def _per_channel(bias: Array | None, rank: int) -> Any:
    return 0 if bias is None else bias[:, *[None] * (rank - 1)]


def forward(parts: list[Part], weights: Weights, bias: Array | None) -> Callable[[], object]:
    """Writes ``conv(wide, weights) + bias`` into the narrow side."""
    offset = _per_channel(bias, weights.weights.ndim)
    matrix = weights.matrix

    def call() -> None:
        weights.read()
        for part in parts:
            _gather(part)
            np.matmul(matrix, part.matrix, out=part.product)
            np.add(part.result, offset, out=part.narrow)

    return call


def backward(
    parts: list[Part], weights: Weights, bias: Array | None, wide: Array
) -> Callable[[], object]:
    """Writes ``conv_transpose(narrow, weights) + bias`` into the wide side."""
    offset = _per_channel(bias, weights.weights.ndim)
    # parts of one example lie over each other, so that their sum begins with what all have
    overlapping = sum(part.wide.shape[-1] for part in parts) > len(wide)
    matrix = weights.matrix.transpose(0, 2, 1)

    def call() -> None:
        weights.read()
        if overlapping:
            np.copyto(_batch_last(wide), offset)
        for part in parts:
            np.copyto(part.result, part.narrow)
            np.matmul(matrix, part.product, out=part.matrix)
            part.padded.fill(0)
            for tap in part.taps:
                place = part.windows[tap]
                np.add(place, part.columns[tap], out=place)
            np.add(part.inner, part.wide if overlapping else offset, out=part.wide)

    return call


def weights_of(parts: list[Part], out: Array, groups: int) -> Callable[[], object]:
    """Writes ``conv_weight(wide, narrow)`` into ``out``."""
    total = out.reshape(groups, out.shape[0] // groups, prod(out.shape[1:]))
    one = np.empty_like(total)

    def call() -> None:
        total.fill(0)
        for part in parts:
            _gather(part)
            np.copyto(part.result, part.narrow)
            np.matmul(part.product, part.matrix.transpose(0, 2, 1), out=one)
            np.add(total, one, out=total)

    return call
