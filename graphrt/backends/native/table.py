"""A table of calls in memory: addresses put in, and parts of it as calls from Python."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from graphrt.backends.native import context
from graphrt.backends.native.cache import addresses_of
from graphrt.backends.native.kernel import Call, Fault, Kernel, Workspace
from graphrt.backends.native.program import ROW
from graphrt.backends.native.runtime import aligned_slots, clock, pool, walkers
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
        arguments, places = self._arguments, self._places
        may_fail = False
        for kernel, operands, numbers, units, grain in calls:
            callers = self._kernels.get(kernel)
            if callers is None:
                callers = self._kernels[kernel] = []
            callers.append(len(self._rows))
            self._rows.append((len(arguments), units, grain))
            for operand in operands:
                base, offset = place_of(operand)
                counted = places.get(base)
                if counted is None:
                    counted = places[base] = []
                counted.append(len(arguments))
                arguments.append(offset)
                if base is WORKSPACE_BASE:
                    assert isinstance(operand, Workspace)
                    self.workspace_bytes = max(self.workspace_bytes, offset + operand.nbytes)
                may_fail = may_fail or base is FAULT_BASE
            arguments += numbers
        if may_fail:
            self._rows.append((_CHECK, 0, 0))
        return Rows(first, len(self._rows))

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
        self._address: dict[Hashable, int] = dict.fromkeys(self._positions, 0)
        self._memory = np.zeros((len(self._rows), ROW), np.int64)
        rows = np.array(self._rows, np.int64).reshape(-1, 3)
        starts = rows[:, 0]
        self._memory[:, 1] = self._slots.ctypes.data + 8 * starts
        self._memory[starts == _COMMIT, 1] = 0
        self._memory[starts == _CHECK, 1] = self._fault.ctypes.data
        self._memory[:, 2:] = rows[:, 1:]
        found = addresses_of(self._kernels)
        for kernel, numbers in self._kernels.items():
            self._memory[numbers, 0] = found[kernel]
        for base, address in {**addresses, FAULT_BASE: int(self._fault.ctypes.data)}.items():
            if base in self._positions:
                self.move(base, address)
        del self._rows, self._arguments, self._places, self._kernels

    def move(self, base: Hashable, address: int) -> None:
        """Count the addresses of ``base`` from ``address``; nothing may be running."""
        self._slots[self._positions[base]] += address - self._address[base]
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
