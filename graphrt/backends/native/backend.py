"""The native backend: machine code where a step has a kernel, NumPy where it has none."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np

from graphrt.backends.base import Attempt, Input
from graphrt.backends.native.host import host
from graphrt.backends.native.kernel import FAULT, Call
from graphrt.backends.native.lending import (
    Fetched,
    Lent,
    address_of_data,
    fetched_arrays,
    lent_feeds,
)
from graphrt.backends.native.memo import RowsOfSteps
from graphrt.backends.native.runtime import pool
from graphrt.backends.native.select import calls_of
from graphrt.backends.native.table import WORKSPACE_BASE, Array, Rows, Table
from graphrt.backends.numpy_backend import (
    Kernel,
    NumpyExecutable,
    aligned_bytes,
    is_own_fetch,
)
from graphrt.errors import GraphError
from graphrt.lowering import Buffer, ExecutionPlan, Segment, Step, Store


class NativeBackend:
    """Runs static steps as machine code made for this processor."""

    name = "native"
    passes = "fuse"

    def compile(
        self,
        plan: ExecutionPlan,
        state: Mapping[str, Array],
        lent: Mapping[str, Array] | None = None,
        out: Mapping[str, Array] | None = None,
    ) -> NativeExecutable:
        """``plan`` over the variables' memory in ``state``; see `Backend.compile`."""
        return NativeExecutable(plan, state, lent, out)


class NativeExecutable(NumpyExecutable):
    """A plan bound to memory, its native steps rows of one table.

    Where every step and store has a kernel, the whole plan is one section of the table and a
    run is one call. Large feeds are then read where they lie, and large fetches are the very
    memory the kernels wrote.
    """

    _whole: Callable[[], int] | None = None
    _lending: Sequence[Lent] = ()
    _fetched: Sequence[Fetched] = ()
    _is_lending = False
    _settled: dict[str, Array] | None = None  # the fetches, where all feeds and they stay in place

    # -- binding ------------------------------------------------------------------------------

    def _bind(self, steps: Sequence[Step]) -> list[tuple[Kernel, Step | None]]:
        """A kernel per step that NumPy runs; one for several native steps in a row."""
        self._table = Table()
        self._instead: dict[int, Kernel] = {}  # kernels of native steps that have given up
        self._rows = list(map(RowsOfSteps(self._table, native_calls), steps))
        self._change_rows = self._add_changes()
        self._workspace = aligned_bytes(self._table.workspace_bytes)
        self.peak_bytes += self._table.workspace_bytes
        self._table.place({base: self._address(base) for base in self._table.bases})
        self._bind_whole()
        return list(self._kernels_of(steps))

    def _kernels_of(self, steps: Sequence[Step]) -> Iterator[tuple[Kernel, Step | None]]:
        for is_native, each in groupby(zip(steps, self._rows, strict=True), _has_rows):
            if not is_native:
                yield from ((self._kernel(step), step) for step, _ in each)
                continue
            rows = [rows for _, rows in each if rows]
            yield self._running(Rows(rows[0].first, rows[-1].last)), None

    def _add_changes(self) -> list[Rows | None]:
        """Rows for what changes variables. Those of each begin with a commit, whichever of them
        is run first; before them all is one that asks for the threads they want."""
        changes = [calls_of_change(each) for each in self.plan.changes]
        calls = [call for found in changes if not isinstance(found, str) for call in found]
        self._changes_share = any(call.units > call.grain for call in calls)
        if self._changes_share:
            self._table.commit(threads=True)
        return [
            None
            if isinstance(found, str)
            else Rows(self._table.commit().first, self._table.add(found).last)
            for found in changes
        ]

    def _bind_whole(self) -> None:
        """Everything up to the last change as one section. Fetches are read afterwards, so none
        may be a variable that has changed by then."""
        if any(rows is None for rows in (*self._rows, *self._change_rows)):
            return
        for buffer in self.plan.fetches.values():
            if buffer.segment is Segment.DYNAMIC or (
                buffer.segment is Segment.STATE and buffer.key in self.plan.updated
            ):
                return
        self._section = self._table.section(Rows(0, self._table.count))
        self._whole = self._section.quick_walk()
        self._lending = lent_feeds(self.plan, self._lent)
        lending = {each.name for each in self._lending}
        self._feeds = [feed for feed in self._feeds if feed[0] not in lending]
        self._fetched = fetched_arrays(self.plan, self._out)
        self._spares: dict[int, Array] = {}
        self._is_lending = bool(self._lending or self._fetched)
        in_place = all(is_own_fetch(self.plan, name) for name in self._out)
        if in_place and not self._feeds and self._out.keys() == self.plan.fetches.keys():
            self._settled = self._out

    def _bind_stores(self) -> list[Kernel]:
        """One uninterrupted native call where every change is native; see `NumpyExecutable`."""
        if self._changes_share:
            self._prepare.append(pool().start)
        first = self._change_rows[0] if self._change_rows else None
        if first is None or None in self._change_rows:
            return super()._bind_stores()
        return [self._table.section(Rows(first.first, self._table.count)).walk]

    def _changing(self, number: int, part: Step | Store) -> list[Kernel]:
        rows = self._change_rows[number]
        return super()._changing(number, part) if rows is None else [self._table.section(rows).walk]

    def _fetching(self, name: str, buffer: Buffer) -> Callable[[], Array]:
        if any(each.name == name for each in self._fetched):
            return partial(self._blocks.__getitem__, buffer.offset)
        return super()._fetching(name, buffer)

    def _running(self, rows: Rows) -> Kernel:
        owner = weakref.ref(self)  # a cycle would keep memory after the session is closed

        def on_fault(row: int) -> None:
            executable = owner()
            assert executable is not None
            executable._on_fault(row)

        return partial(self._table.section(rows).run, on_fault)

    def _address(self, base: Hashable) -> int:
        """Where the memory lies that operands are counted from."""
        if base == WORKSPACE_BASE:
            return int(self._workspace.ctypes.data)
        segment, key = base if isinstance(base, tuple) else (base, None)
        assert isinstance(segment, Segment)
        if segment is Segment.STATE:
            return int(self._state[key].ctypes.data)
        given = self._lent if segment is Segment.FEED else self._blocks
        if key in given:
            return int(given[key].ctypes.data)
        offset = self.plan.feeds[key].offset if segment is Segment.FEED else key or 0
        if segment not in self._memory:  # nothing in it has any bytes
            return 0
        return int(self._memory[segment].ctypes.data) + offset

    # -- running ------------------------------------------------------------------------------

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """One step; see `Executable.run`."""
        whole = self._whole
        if whole is None:
            return super().run(feeds)
        if self._settled is not None:
            code = whole()
            if code:
                self._section.finish(code, self._on_fault)
            return self._settled
        for name, _, array in self._feeds:
            array[...] = feeds[name]  # type: ignore[index]
        if self._is_lending:
            self._lend(feeds)
        code = whole()
        if code:
            self._section.finish(code, self._on_fault)
        for lent in self._lending:
            del self._lent[lent.name]
        return {name: fetch() for name, fetch in self._fetches}

    def _apart(self) -> tuple[list[tuple[Kernel, Step]], list[list[Kernel]]]:
        """A section of its own for each native step and change, while they are timed."""
        numpys = iter(zip(self.kernels, self._named, strict=True))
        kernels: list[tuple[Kernel, Step]] = []
        found = {id(step): kernel for kernel, step in numpys if step is not None}
        for step, rows in zip(self.plan.steps, self._rows, strict=True):
            kernels.append((found[id(step)] if rows is None else self._running(rows), step))
        return kernels, self._changes

    def attempt(self, inputs: Sequence[Input]) -> Attempt:
        """`run` for feeds nobody has looked at; see `Executable.attempt`.

        Where the plan is one call and each feed is copied, feeds are copied while they are
        looked at: of what is half copied and refused nothing is left that anybody reads.
        """
        places = {name: array for name, _, array in self._feeds if array is not None}
        whole = self._whole
        if whole is None or self._is_lending or {each.name for each in inputs} != places.keys():
            return super().attempt(inputs)
        copied = [(*each, places[each.name]) for each in inputs]
        count, ndarray, fetches = len(inputs), np.ndarray, tuple(self._fetches)
        several = len(fetches) != 1  # a comprehension takes longer than a small copy
        only, fetch_only = fetches[0] if fetches else ("", np.zeros(0).copy)
        finish, on_fault = self._section.finish, self._on_fault

        def attempt(feeds: Mapping[str, Any]) -> dict[str, Array] | None:
            if len(feeds) != count:
                return None
            for name, dtype, shape, place in copied:
                value = feeds.get(name)
                if type(value) is not ndarray or value.dtype is not dtype or value.shape != shape:
                    return None
                place[...] = value
            code = whole()
            if code:
                finish(code, on_fault)
            return {name: fetch() for name, fetch in fetches} if several else {only: fetch_only()}

        return attempt

    def _take(self, feeds: Mapping[str, Array]) -> None:
        super()._take(feeds)
        self._lend(feeds)

    def _lend(self, feeds: Mapping[str, Array]) -> None:
        """Have the kernels read large feeds, and write large fetches, where they lie now."""
        for name, base in self._lending:
            array = feeds[name]
            if not (array.flags.c_contiguous and array.flags.aligned):
                array = array.copy()
            self._lent[name] = array
            self._table.move(base, address_of_data(array))
        for fetched in self._fetched:
            renewed = fetched.renew(self._blocks, self._spares)
            if renewed is not None:
                self._table.move(fetched.base, address_of_data(renewed))

    def _on_fault(self, row: int) -> None:
        """The step that ends before ``row`` once more, with NumPy: it raises, or does what the
        kernel could not."""
        for step, rows in zip(self.plan.steps, self._rows, strict=True):
            if rows is not None and rows.last == row:
                if row not in self._instead:
                    self._instead[row] = self._kernel(step)
                with np.errstate(all="ignore"):
                    self._compute([(self._instead[row], step)])
                return
        raise GraphError(f"row {row} of the native program belongs to no step")


def _has_rows(pair: tuple[Step, Rows | None]) -> bool:
    return pair[1] is not None


def native_calls(step: Step) -> Sequence[Call] | str:
    """The calls of a step, or the reason why NumPy runs it."""
    buffers = [each for each in (*step.inputs, *step.outputs) if each is not None]
    if any(each.segment is Segment.DYNAMIC for each in buffers):
        return "a shape is found only while running"
    return calls_of(step, host().isa)


def calls_of_change(part: Step | Store) -> Sequence[Call] | str:
    """The calls of a step that writes variables in place, or that give a variable a value computed
    before; or the reason why NumPy does it."""
    if isinstance(part, Step):
        found = native_calls(part)
    elif part.source.segment in (Segment.STATE, Segment.DYNAMIC):
        return "the new value has no memory of its own"
    else:
        from graphrt.backends.native.moves import copied

        found = copied(part.source, part.target, host().isa)
    if not isinstance(found, str) and any(FAULT in call.operands for call in found):
        return "it may fail, and is the last thing that happens"
    return found
