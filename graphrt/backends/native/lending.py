"""Large feeds and fetches, not copied: kernels read and write the arrays themselves.

A copy of a small array takes less time than to find its address. A large feed is read where the
caller has it. A large fetch is an array that belongs to nobody else: once the caller has let go
of the one from an earlier step, with all views of it, it is used again, which spares the system
from clearing new pages for every step.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Hashable, Mapping
from typing import Any, NamedTuple

import numpy as np

from graphrt.backends.numpy_backend import is_own_fetch
from graphrt.lowering import ExecutionPlan, Segment
from graphrt.lowering.plan import ALIGNMENT
from graphrt.types import ValueType

Array = np.ndarray[Any, Any]
LARGE = 1 << 16  # bytes


class Lent(NamedTuple):
    """A feed to be read where it lies."""

    name: str
    base: Hashable


class Fetched(NamedTuple):
    """A fetch to be written where the caller will have it."""

    name: str
    base: Hashable
    offset: int
    type: ValueType

    def is_held(self, blocks: Mapping[int, Array]) -> bool:
        """Whether there is no array yet, or the caller still holds the last one or a view of it:
        views of a view refer to the owner of the memory."""
        if self.offset not in blocks:
            return True
        return sys.getrefcount(blocks[self.offset]) > 2 or (
            sys.getrefcount(blocks[self.offset].base) > 2
        )

    def fresh(self) -> Array:
        """New memory, a view of the array that owns it."""
        raw = np.empty(self.type.nbytes + ALIGNMENT, np.uint8)
        start = -raw.ctypes.data % ALIGNMENT
        flat = raw[start : start + self.type.nbytes].view(self.type.dtype.numpy)
        return flat.reshape(self.type.static_shape)


def lent_feeds(plan: ExecutionPlan, lent: Collection[str]) -> list[Lent]:
    """The feeds worth lending that are not lent for good, and not fetched as they are."""
    fetched = {buffer.key for buffer in plan.fetches.values() if buffer.segment is Segment.FEED}
    return [
        Lent(name, (Segment.FEED, name))
        for name, buffer in plan.feeds.items()
        if name not in lent and name not in fetched and buffer.type.nbytes >= LARGE
    ]


def fetched_arrays(plan: ExecutionPlan, given: Collection[str]) -> list[Fetched]:
    """The fetches worth handing out that have no array of the caller's."""
    return [
        Fetched(name, (Segment.FETCH, buffer.offset), buffer.offset, buffer.type)
        for name, buffer in plan.fetches.items()
        if name not in given and buffer.type.nbytes >= LARGE and is_own_fetch(plan, name)
    ]
