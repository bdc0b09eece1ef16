"""Where the elements of a tensor lie in memory: an offset and one stride per axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Layout(NamedTuple):
    """Element ``(i, j, ...)`` lies at ``offset + i * strides[0] + j * strides[1] + ...``.

    Offset and strides count elements. A broadcast axis has stride 0.
    """

    offset: int
    strides: tuple[int, ...]


def contiguous(shape: Sequence[int], offset: int = 0) -> Layout:
    """The C-order layout of ``shape``."""
    strides: list[int] = []
    step = 1
    for extent in reversed(shape):
        strides.append(step)
        step *= max(extent, 1)
    return Layout(offset, tuple(reversed(strides)))


def is_contiguous(layout: Layout, shape: Sequence[int]) -> bool:
    """Whether the elements lie in C order without gaps."""
    step = 1
    for extent, stride in zip(reversed(shape), reversed(layout.strides), strict=True):
        if extent == 0:
            return True
        if extent != 1:
            if stride != step:
                return False
            step *= extent
    return True
