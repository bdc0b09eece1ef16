"""Adding the slices of an axis where a table of positions took them from."""

from __future__ import annotations

import numpy as np

from graphrt.ir.op import Array


def folded(
    x: Array, axis: int, extent: int, positions: Array, weights: Array | None = None
) -> Array:
    """Zeros of ``extent`` along ``axis`` with slice o of ``x``, times ``weights[o, k]``, added at
    ``positions[o, k]``, for all o and k.

    Slice by slice: an axis is short and a slice is long, which makes it ten times as fast as
    `numpy.add.at`.
    """
    slices = np.moveaxis(x, axis, 0)
    result = np.zeros((extent, *slices.shape[1:]), x.dtype)
    if weights is None:
        for at, part in zip(positions[:, 0].tolist(), slices, strict=True):
            result[at] += part
    else:
        for places, factors, part in zip(
            positions.tolist(), weights.astype(x.dtype), slices, strict=True
        ):
            for at, factor in zip(places, factors, strict=True):
                result[at] += factor * part
    return np.moveaxis(result, 0, axis)
