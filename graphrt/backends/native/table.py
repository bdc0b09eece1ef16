"""A table of calls in memory: addresses put in, and parts of it as calls from Python."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from graphrt.backends.native import context
from graphrt.backends.native.cache import addresses_of
from graphrt.backends.native.kernel import Call, Fault, Kernel, Workspace
from graphrt.backends.native.program import ROW, WALK
from graphrt.backends.native.runtime import RUNTIME, aligned_slots, clock, pool, runtime, walkers
from graphrt.backends.native.thunk import without_argument
from graphrt.lowering import Buffer, Segment

Array = np.ndarray[Any, Any]
FAULT_BASE, WORKSPACE_BASE = "fault", "workspace"
_COMMIT, _CHECK = -1, -2  # rows that call nothing, where others have the start of their arguments


class Rows(NamedTuple):
    """Consecutive rows of a table, ``first`` to before ``last``."""

    first: int
    last: int


def place_of(operand: Buffer | Workspace | Fault) -> tuple[Hashable, int]:
    """What an operand's address is counted from, memory that may be somewhere else tomorrow, and
    how far it is from there."""
    if isinstance(operand, Buffer):
        segment, offset, type_, layout, key = operand
        inner = layout.offset * type_.dtype.bits // 8 if layout.offset else 0
        if segment is Segment.STATE or segment is Segment.FEED:
            return (segment, key), inner
        if segment is Segment.FETCH:
            return (segment, offset), inner
        return segment, offset + inner
    return (WORKSPACE_BASE, operand.offset) if isinstance(operand, Workspace) else (FAULT_BASE, 0)


_FEW = 8  # words that are changed one by one sooner than by NumPy


class _PatternCall(NamedTuple):
    """A call as part of a `Pattern`."""

    callers: list[int]  # the rows that call the kernel
    places: list[tuple[int, int, list[int]]]  # which buffer, bytes into it, arguments like it
    numbers: tuple[int, ...]
    units: int
    grain: int


Pattern = list[_PatternCall]  # rows of a table that are added again and again


class Table:
    """Rows as they are added, then memory. A `Section` runs some of them."""

    def __init__(self) -> None:
        self._kernels: dict[Kernel, list[int]] = {}  # -> rows that call it
        self._rows: list[tuple[int, int, int]] = []  # start of the arguments or -1, units, grain
        self._arguments: list[int] = []
        self._places: dict[Hashable, list[int]] = {}  # base -> arguments counted from it
        self.workspace_bytes = 0

    # -- adding -------------------------------------------------------------------------------

    def add(self, calls: Sequence[Call]) -> Rows:
        """Rows for the calls of one step, and a check where one of them may fail."""
        first = len(self._rows)
        arguments = self._arguments
        may_fail = False
        for kernel, operands, numbers, units, grain in calls:
            self._callers(kernel).append(len(self._rows))
            self._rows.append((len(arguments), units, grain))
            for operand in operands:
                base, offset = place_of(operand)
                self._counted(base).append(len(arguments))
                arguments.append(offset)
                if base is WORKSPACE_BASE:
                    assert isinstance(operand, Workspace)
                    self.workspace_bytes = max(self.workspace_bytes, offset + operand.nbytes)
                may_fail = may_fail or base is FAULT_BASE
            arguments += numbers
        if may_fail:
            self._rows.append((_CHECK, 0, 0))
        return Rows(first, len(self._rows))

    def pattern(self, calls: Sequence[Call], buffers: Sequence[Buffer]) -> Pattern | None:
        """``calls`` on ``buffers`` for other buffers in the same segments, types and layouts;
        ``None`` where more than where a buffer begins may be different about them."""
        found = []
        for kernel, operands, numbers, units, grain in calls:
            places = []
            for operand in operands:
                base, offset = place_of(operand)
                if not isinstance(operand, Buffer) or operand not in buffers:
                    return None
                if base is not operand.segment:
                    return None
                inner = offset - operand.offset
                places.append((buffers.index(operand), inner, self._counted(base)))
            found.append(_PatternCall(self._callers(kernel), places, numbers, units, grain))
        return found

    def add_again(self, pattern: Pattern, buffers: Sequence[Buffer]) -> Rows:
        """Rows as `add` would make them of the pattern's calls on ``buffers``."""
        rows, arguments = self._rows, self._arguments
        first = len(rows)
        for callers, places, numbers, units, grain in pattern:
            callers.append(len(rows))
            rows.append((len(arguments), units, grain))
            for k, inner, counted in places:
                counted.append(len(arguments))
                arguments.append(buffers[k].offset + inner)
            arguments += numbers
        return Rows(first, len(rows))

    def _callers(self, kernel: Kernel) -> list[int]:
        """The rows that call ``kernel``, to be appended to."""
        found = self._kernels.get(kernel)
        if found is None:
            found = self._kernels[kernel] = []
        return found

    def _counted(self, base: Hashable) -> list[int]:
        """The arguments that are counted from ``base``, to be appended to."""
        found = self._places.get(base)
        if found is None:
            found = self._places[base] = []
        return found

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._memory)

    def commit(self, threads: bool = False) -> Rows:
        """A row after which variables change: nothing is interrupted any more, not even to start
        ``threads``, which it asks for if they are needed."""
        self._rows.append((_COMMIT, int(threads), 0))
        return Rows(len(self._rows) - 1, len(self._rows))

    # -- in memory ----------------------------------------------------------------------------

    @property
    def bases(self) -> Iterable[Hashable]:
        """All that addresses are counted from, but for the table's own memory."""
        return [each for each in self._places if each != FAULT_BASE]

    def place(self, addresses: Mapping[Hashable, int]) -> None:
        """Put the table into memory, with addresses for all `bases`."""
        self._fault = np.zeros(1, np.int64)
        self._slots = np.array(self._arguments, np.int64)
        self._positions = {base: np.array(each) for base, each in self._places.items()}
        self._few = {b: each for b, each in self._places.items() if len(each) <= _FEW}
        self._words = self._slots.data
        self._address: dict[Hashable, int] = dict.fromkeys(self._positions, 0)
        self._memory = np.zeros((len(self._rows), ROW), np.int64)
        rows = np.array(self._rows, np.int64).reshape(-1, 3)
        starts = rows[:, 0]
        self._memory[:, 1] = self._slots.ctypes.data + 8 * starts
        self._memory[starts == _COMMIT, 1] = 0
        self._memory[starts == _CHECK, 1] = self._fault.ctypes.data
        self._memory[:, 2:] = rows[:, 1:]
        found = addresses_of(self._kernels, RUNTIME)
        for kernel, numbers in self._kernels.items():
            self._memory[numbers, 0] = found[kernel]
        for base, address in {**addresses, FAULT_BASE: int(self._fault.ctypes.data)}.items():
            if base in self._positions:
                self.move(base, address)
        del self._rows, self._arguments, self._places, self._kernels

    def move(self, base: Hashable, address: int) -> None:
        """Count the addresses of ``base`` from ``address``; nothing may be running."""
        change = address - self._address[base]
        few = self._few.get(base)
        if few is None:
            self._slots[self._positions[base]] += change
        else:
            for position in few:
                self._words[position] += change
        self._address[base] = address

    def section(self, rows: Rows) -> Section:
        """Some rows to be run together."""
        return Section(self, int(self._memory.ctypes.data) + 8 * ROW * rows.first, rows)


class Section:
    """Rows to be run together, with a context of their own."""

    def __init__(self, table: Table, address: int, rows: Rows) -> None:
        self._table = table  # keeps the memory
        self.rows = rows
        slots = aligned_slots(context.SLOTS)
        slots[context.POOL] = pool().address
        slots[context.ROWS] = address
        slots[context.COUNT] = rows.last - rows.first
        slots[context.SLICE] = context.SLICE_NANOSECONDS
        slots[context.CLOCK] = clock()
        self._context = slots
        self.walk, self._go_on = walkers(slots)

    def quick_walk(self) -> Callable[[], int]:
        """`walk` as a call that costs less, for what is called often; it lives as long as this."""
        address = int(self._context.ctypes.data)
        return without_argument(runtime()[WALK], address) or self.walk

    def run(self, on_fault: Callable[[int], object]) -> None:
        """All rows. ``on_fault`` is told the row after a step whose kernel could not do its
        work; it does that work or raises. An interrupt comes between two native calls."""
        code = self.walk()
        if code:
            self.finish(code, on_fault)

    def finish(self, code: int, on_fault: Callable[[int], object]) -> None:
        """What is left after a call of ``walk`` that returned ``code``."""
        while code != context.DONE:
            if code == context.START:
                pool().start()
            elif code == context.FAULT:
                on_fault(self.rows.first + int(self._context[context.AT_ROW]))
            code = self._go_on()
