"""The memory of variables.

A step reads a parameter and its moments side by side. Vectors load whole cache lines from an array
that begins at one; and arrays of equal size that begin at the same place of a page send equal
rows to the same few places of the cache, so each large one begins some lines after the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from graphrt.lowering.plan import ALIGNMENT

Array = np.ndarray[Any, Any]
PAGE = 4096  # bytes
APART = 17 * ALIGNMENT  # bytes between the beginnings of large arrays, counted within their pages


def own_copies(values: Mapping[str, Array]) -> dict[str, Array]:
    """A copy of each array, in memory of its own."""
    return {name: own_copy(value, number) for number, (name, value) in enumerate(values.items())}


def own_copy(array: Array, number: int = 0) -> Array:
    """A copy in C order that begins at a cache line; which one of a page depends on ``number``."""
    if array.dtype.hasobject:  # strings, which lie elsewhere
        return array.copy()
    large = array.nbytes >= PAGE
    unit, shift = (PAGE, number * APART % PAGE) if large else (ALIGNMENT, 0)
    raw = np.empty(array.nbytes + unit + shift, np.uint8)
    start = -raw.ctypes.data % unit + shift
    copy = raw[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy
