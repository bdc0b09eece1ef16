"""Large feeds and fetches, not copied: kernels read and write the arrays themselves.

A copy of a small array takes less time than to find its address. A large feed is read where the
caller has it. A large fetch is an array that belongs to nobody else: once the caller has let go
of the one from an earlier step, with all views of it, it is used again, which spares the system
from clearing new pages for every step. Two such arrays take turns, because ``y = step(x)`` lets go
of a result when the next is already there.
"""

from __future__ import annotations

import ctypes
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


def _asked(array: Array) -> int:
    return int(array.ctypes.data)


_HEAD = object.__basicsize__  # of an array's own fields the address of its data is the first
_word = ctypes.c_void_p.from_address


def _read(array: Array) -> int:
    return _word(id(array) + _HEAD).value or 0


def _is_first(probe: Array) -> bool:
    return sys.implementation.name == "cpython" and all(
        _read(each) == _asked(each) for each in (probe, probe[2:], probe[::-1])
    )


# where the data of an array lies: ``array.ctypes`` takes 1.5 us to say so.
# Source: PyArrayObject_fields in NumPy's ndarraytypes.h, which extension modules are compiled with
address_of_data = _read if _is_first(np.zeros(5)) else _asked


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

    def renew(self, blocks: dict[int, Array], spares: dict[int, Array]) -> Array | None:
        """Another array to be written, put among ``blocks``, where the caller holds the last one;
        ``None`` where that one will do."""
        last = self.offset in blocks
        if last and not self._is_held(blocks):
            return None
        array = self.fresh() if self._is_held(spares) else spares[self.offset]
        if last:
            spares[self.offset] = blocks[self.offset]
        blocks[self.offset] = array
        return array

    def _is_held(self, blocks: Mapping[int, Array]) -> bool:
        """Whether there is no array, or the caller holds it or a view of it: views of a view refer
        to the owner of the memory."""
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
