"""Offsets in one segment: best fit among freed blocks, neighbours merged."""

from __future__ import annotations

from bisect import bisect_left, insort

from graphrt.lowering.plan import ALIGNMENT


class Allocator:
    """Hands out byte offsets. ``size`` is the segment's size so far: its peak."""

    def __init__(self) -> None:
        self.size = 0
        self._free: list[tuple[int, int]] = []  # (bytes, start), sorted
        self._by_start: dict[int, int] = {}  # start -> bytes, of free blocks
        self._by_end: dict[int, int] = {}  # end -> start, of free blocks

    def take(self, nbytes: int) -> int:
        """The offset of a block of at least ``nbytes``."""
        nbytes = rounded(nbytes)
        at = bisect_left(self._free, (nbytes, -1))
        if at == len(self._free):
            return self._grow(nbytes)
        have, start = self._free[at]
        self._remove(start, have)
        if have > nbytes:
            self._insert(start + nbytes, have - nbytes)
        return start

    def give_back(self, start: int, nbytes: int) -> None:
        """Free a block that `take` handed out."""
        nbytes = rounded(nbytes)
        after = self._by_start.get(start + nbytes)
        if after is not None:
            self._remove(start + nbytes, after)
            nbytes += after
        before = self._by_end.get(start)
        if before is not None:
            length = start - before
            self._remove(before, length)
            start, nbytes = before, nbytes + length
        self._insert(start, nbytes)

    def _grow(self, nbytes: int) -> int:
        start = self._by_end.get(self.size)  # a free block at the end only needs the rest
        if start is None:
            start = self.size
        else:
            self._remove(start, self.size - start)
        self.size = start + nbytes
        return start

    def _insert(self, start: int, nbytes: int) -> None:
        insort(self._free, (nbytes, start))
        self._by_start[start] = nbytes
        self._by_end[start + nbytes] = start

    def _remove(self, start: int, nbytes: int) -> None:
        del self._free[bisect_left(self._free, (nbytes, start))]
        del self._by_start[start]
        del self._by_end[start + nbytes]


def rounded(nbytes: int) -> int:
    """``nbytes`` rounded up to whole cache lines, at least one."""
    return max(-(-nbytes // ALIGNMENT), 1) * ALIGNMENT
