"""Numbers as marks, for a terminal."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

BLOCKS = " ▁▂▃▄▅▆▇█"


def sparkline(heights: Sequence[float]) -> str:
    """One mark per number, the largest a full block; what is not 0 shows.

    >>> sparkline([0, 1, 4, 8, 2])
    ' ▁▄█▂'
    """
    largest = max(heights, default=0)
    if largest <= 0:
        return " " * len(heights)
    return "".join(BLOCKS[math.ceil(8 * height / largest)] for height in heights)


def columns(heights: Sequence[float], rows: int) -> list[str]:
    """A chart of ``rows`` lines, the topmost first, with one column per number.

    >>> columns([1, 2, 3, 4], rows=2)
    ['  ▄█', '▄███']
    """
    largest = max(heights, default=0)
    lines = []
    for row in range(rows - 1, -1, -1):
        fill = [0 if largest <= 0 else 8 * rows * h / largest - 8 * row for h in heights]
        lines.append("".join(BLOCKS[min(max(math.ceil(each), 0), 8)] for each in fill))
    return lines


def at_most(heights: Sequence[float], width: int) -> list[float]:
    """``heights`` in no more than ``width`` groups of neighbours, each by its largest.

    >>> at_most([1, 5, 2, 3, 9], width=3)
    [1, 5, 9]
    """
    count = min(len(heights), width)
    bounds = [len(heights) * i // count for i in range(count + 1)] if count else []
    return [max(heights[a:b]) for a, b in itertools.pairwise(bounds)]


def bytes_text(count: float) -> str:
    """A number of bytes with a unit.

    >>> [bytes_text(each) for each in (0, 999, 1500, 2.5e6, 3e9)]
    ['0 B', '999 B', '1.5 kB', '2.5 MB', '3 GB']
    """
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.4g} TB"
