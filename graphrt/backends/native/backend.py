"""The native backend: machine code where a step has a kernel, NumPy where it has none."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from graphrt.backends.native.cache import functions
from graphrt.backends.native.host import host
from graphrt.backends.native.kernel import Call, Workspace
from graphrt.backends.native.program import ROW
from graphrt.backends.native.runtime import run_rows, shared_pool
from graphrt.backends.native.select import calls_of, copy_calls
from graphrt.backends.numpy_backend import NumpyExecutable, aligned_bytes
from graphrt.lowering import Buffer, ExecutionPlan, Segment, Step, Store

Array = np.ndarray[Any, Any]


class NativeBackend:
    """Runs static steps as machine code made for this processor."""

    name = "native"

    def compile(self, plan: ExecutionPlan, state: Mapping[str, Array]) -> NativeExecutable:
        """``plan`` over the variables' memory in ``state``."""
        return NativeExecutable(plan, state)


class Rows:
    """Calls as a table in memory, and the call that walks it."""

    def __init__(self, calls: Sequence[Call], address: Callable[[Buffer | Workspace], int]) -> None:
        found = functions(call.kernel for call in calls)
        arguments: list[int] = []
        starts: list[int] = []
        for call in calls:
            starts.append(len(arguments))
            arguments += [address(operand) for operand in call.operands]
            arguments += call.numbers
        self._arguments = np.array(arguments, np.int64)
        base = int(self._arguments.ctypes.data)
        table = np.zeros((len(calls), ROW), np.int64)
        for row, call, start in zip(table, calls, starts, strict=True):
            row[:] = found[call.kernel.name], base + 8 * start, 0, call.units, call.grain
        self._table = table
        shared = any(call.units > call.grain for call in calls)
        pool = shared_pool(2) if shared else None
        place = ctypes.c_void_p(table.ctypes.data)
        home = ctypes.c_void_p(pool.address if pool else None)
        self.run = partial(run_rows(), home, place, ctypes.c_int64(len(calls)))


class NativeExecutable(NumpyExecutable):
    """A plan bound to memory, its native steps as tables of calls.

    Where every step and store has a kernel, the whole plan is one table and a run is one call.
    """

    _whole: Callable[[], object] | None = None

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """One step; see `Executable.run`."""
        if self._whole is None:
            return super().run(feeds)
        for name, _, array in self._feeds:
            array[...] = feeds[name]  # type: ignore[index]
        self._whole()
        return {name: copy() for name, copy in self._fetches}

    def _bind(self, steps: Sequence[Step]) -> list[tuple[Callable[[], object], Step]]:
        """A kernel per step, or one for several steps in a row that are native."""
        self._held: list[object] = []  # memory that native code reads by address
        found = [native_calls(step) for step in steps]
        self._whole = self._one_table(found)
        return self._several_tables(steps, found)

    def _one_table(self, found: Sequence[Sequence[Call] | str]) -> Callable[[], object] | None:
        """Everything up to the last store as one call. Fetches are copied out afterwards, so none
        may be a variable's own memory."""
        every = [*found, *map(store_calls, self.plan.stores)]
        fetched = {buffer.segment for buffer in self.plan.fetches.values()}
        if fetched & {Segment.STATE, Segment.DYNAMIC}:
            return None
        calls: list[Call] = []
        for each in every:
            if isinstance(each, str):
                return None
            calls += each
        return self._table(calls)

    def _several_tables(
        self, steps: Sequence[Step], found: Sequence[Sequence[Call] | str]
    ) -> list[tuple[Callable[[], object], Step]]:
        bound: list[tuple[Callable[[], object], Step]] = []
        calls: list[Call] = []
        first: Step | None = None
        for step, each in zip(steps, found, strict=True):
            if not isinstance(each, str):
                first = first or step
                calls += each
                continue
            if first is not None:
                bound.append((self._table(calls), first))
                calls, first = [], None
            bound.append((self._kernel(step), step))
        if first is not None:
            bound.append((self._table(calls), first))
        return bound

    def _table(self, calls: Sequence[Call]) -> Callable[[], object]:
        needed = max(
            (
                o.offset + o.nbytes
                for call in calls
                for o in call.operands
                if isinstance(o, Workspace)
            ),
            default=0,
        )
        workspace = aligned_bytes(needed)
        self._held.append(workspace)

        def address(operand: Buffer | Workspace) -> int:
            if isinstance(operand, Workspace):
                return int(workspace.ctypes.data) + operand.offset
            return self._address(operand)

        rows = Rows(calls, address)
        self._held.append(rows)
        return rows.run

    def _address(self, buffer: Buffer) -> int:
        """Where the first element of a buffer lies."""
        base = buffer.offset
        if buffer.segment is Segment.STATE:
            base += self._state[buffer.key].ctypes.data
        elif buffer.segment is not Segment.DYNAMIC:
            base += self._memory[buffer.segment].ctypes.data
        return int(base) + buffer.layout.offset * (buffer.type.dtype.bits // 8)


def native_calls(step: Step) -> Sequence[Call] | str:
    """The calls of a step, or the reason why NumPy runs it."""
    buffers = [each for each in (*step.inputs, *step.outputs) if each is not None]
    if any(each.segment is Segment.DYNAMIC for each in buffers):
        return "a shape is found only while running"
    return calls_of(step, host().isa)


def store_calls(store: Store) -> Sequence[Call] | str:
    """The calls that give a variable its new value, or the reason why NumPy does."""
    if store.step is not None:
        return native_calls(store.step)
    if store.source.segment in (Segment.STATE, Segment.DYNAMIC):
        return "the new value has no memory of its own"
    return copy_calls(store.source, store.target, host().isa)
