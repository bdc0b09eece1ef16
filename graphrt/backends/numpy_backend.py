"""The NumPy backend: one pre-bound NumPy call per step. It defines what a graph means."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from itertools import pairwise
from time import perf_counter_ns
from typing import Any, cast

import numpy as np
from numpy.lib.stride_tricks import as_strided

from graphrt.backends.base import Attempt, Input, Timing
from graphrt.errors import GraphError, table
from graphrt.ir.bound import BodyInput
from graphrt.ir.emitter import operand_rows
from graphrt.ir.evaluate import apply, is_narrow
from graphrt.ir.graph import Graph
from graphrt.lowering import Buffer, ExecutionPlan, Segment, Step, Store
from graphrt.lowering.plan import ALIGNMENT
from graphrt.types import ValueType

Array = np.ndarray[Any, Any]
Kernel = Callable[[], object]


class NumpyBackend:
    """Runs anywhere NumPy does; the oracle of every other backend."""

    name = "numpy"
    passes = ""

    def compile(
        self,
        plan: ExecutionPlan,
        state: Mapping[str, Array],
        lent: Mapping[str, Array] | None = None,
        out: Mapping[str, Array] | None = None,
    ) -> NumpyExecutable:
        """``plan`` over the variables' memory in ``state``; see `Backend.compile`."""
        return NumpyExecutable(plan, state, lent, out)


class NumpyExecutable:
    """A plan bound to memory."""

    def __init__(
        self,
        plan: ExecutionPlan,
        state: Mapping[str, Array],
        lent: Mapping[str, Array] | None = None,
        out: Mapping[str, Array] | None = None,
    ) -> None:
        self.plan = plan
        self._lent = dict(lent or {})  # feeds that lie in memory of others, in C order
        self._out = dict(out or {})  # where fetches go, in C order
        self._blocks = {  # those of them that results are written into: by offset in FETCH
            buffer.offset: self._out[name]
            for name, buffer in plan.fetches.items()
            if name in self._out and is_own_fetch(plan, name)
        }
        self._memory = {
            segment: aligned_bytes(size)
            for segment, size in plan.sizes.items()
            if size and segment not in (Segment.STATE, Segment.DYNAMIC)
        }
        self.peak_bytes = plan.own_bytes
        self._state = state
        self._slots: list[Array | None] = [None] * plan.slots
        for buffer, value in plan.constants:
            self.array(buffer)[...] = value
        if Segment.CONST in self._memory:
            self._memory[Segment.CONST].flags.writeable = False
        self._feeds = [
            (name, buffer, None if buffer.segment is Segment.DYNAMIC else self.array(buffer))
            for name, buffer in plan.feeds.items()
            if name not in self._lent
        ]
        bound = self._bind(list(plan.steps))
        self.kernels: list[Kernel] = [kernel for kernel, _ in bound]
        self._named = [step for _, step in bound]
        self._prepare: list[Kernel] = []  # calls before the first change of a variable
        self._stores = self._bind_stores()
        self._fetches = [
            (name, self._fetching(name, buffer)) for name, buffer in plan.fetches.items()
        ]

    # -- memory ---------------------------------------------------------------------------

    def array(self, buffer: Buffer) -> Array:
        """The array a buffer stands for."""
        if buffer.segment is Segment.DYNAMIC:
            found = self._slots[buffer.offset]
            if found is None:
                raise GraphError(f"slot {buffer.offset} is read before it is written")
            return found
        if buffer.segment is Segment.STATE:
            base = self._state[buffer.key].reshape(-1)
        elif buffer.segment is Segment.FEED and buffer.key in self._lent:
            base = self._lent[buffer.key].reshape(-1)
        elif buffer.segment is Segment.FETCH and buffer.offset in self._blocks:
            base = self._blocks[buffer.offset].reshape(-1)
        else:
            memory = self._memory[buffer.segment][buffer.offset :]
            dtype = buffer.type.dtype.numpy
            whole = memory.size // dtype.itemsize * dtype.itemsize
            base = memory[:whole].view(dtype)
        offset, strides = buffer.layout
        if not buffer.type.size:
            return np.empty(buffer.type.static_shape, base.dtype)
        if buffer.is_contiguous:
            flat = base[offset : offset + buffer.type.size]
            return flat.reshape(buffer.type.static_shape)
        size = base.dtype.itemsize
        return as_strided(
            base[offset:], buffer.type.static_shape, [stride * size for stride in strides]
        )

    def _fetching(self, name: str, buffer: Buffer) -> Callable[[], Array]:
        """A call that returns what a fetch holds by then: a copy, or the array given for it."""
        given = self._out.get(name)
        if buffer.segment is Segment.DYNAMIC:
            return lambda: self.array(buffer).copy()
        source = self.array(buffer)
        if given is None:
            return source.copy
        if buffer.offset in self._blocks and buffer.segment is Segment.FETCH:
            return lambda: given

        def copied() -> Array:
            given[...] = source
            return given

        return copied

    # -- kernels --------------------------------------------------------------------------

    def _bind(self, steps: Sequence[Step]) -> list[tuple[Kernel, Step | None]]:
        """The kernels to run, each with the step to name when it fails."""
        return [(self._kernel(step), step) for step in steps]

    def _kernel(self, step: Step) -> Kernel:
        every = [*step.inputs, *step.outputs]
        if any(each is not None and each.segment is Segment.DYNAMIC for each in every):
            return self._dynamic_kernel(step)
        op = step.node.op
        outputs: list[Any] = [None if each is None else self.array(each) for each in step.outputs]
        if step.bodies:
            return self._body_kernel(step, outputs)
        inputs = [None if each is None else self.array(each) for each in step.inputs]
        if any(is_narrow(each) for each in (*inputs, *outputs)):
            types = [value.type for value in step.node.outputs]

            def call() -> None:
                for out, result in zip(outputs, apply(op, inputs, types), strict=True):
                    if out is not None:
                        out[...] = result

            return call
        return op.bind(outputs, *inputs)

    def _body_kernel(self, step: Step, outputs: Sequence[Array | None]) -> Kernel:
        op = step.node.op
        inputs = [None if each is None else self.array(each) for each in step.inputs]
        bodies = [
            _Body(type(self), body, plan, given, inputs)
            for body, plan, given in zip(
                op.bodies, step.bodies, op.body_inputs(_types(step)), strict=True
            )
        ]
        self.peak_bytes += sum(each.peak_bytes for each in bodies)
        return op.bind_bodies(bodies, outputs, *inputs)

    def _dynamic_kernel(self, step: Step) -> Kernel:
        types = [value.type for value in step.node.outputs]

        def call() -> None:
            inputs = [None if each is None else self.array(each) for each in step.inputs]
            results = apply(step.node.op, inputs, types)
            for buffer, result in zip(step.outputs, results, strict=True):
                if buffer is None:
                    continue
                if buffer.segment is Segment.DYNAMIC:
                    self._slots[buffer.offset] = result
                else:
                    self.array(buffer)[...] = result

        return call

    def _bind_stores(self) -> list[Kernel]:
        """The calls that change variables: into C, where they cannot fail, and with no Python code
        between them, so that an interrupt comes before all of them or after."""
        return [call for calls in self._changes for call in calls]

    @cached_property
    def _changes(self) -> list[list[Kernel]]:
        """The calls of each deferred step, then of each store."""
        return [self._changing(number, part) for number, part in enumerate(self.plan.changes)]

    def _changing(self, number: int, part: Step | Store) -> list[Kernel]:
        """The calls of one change."""
        return self._copying(part) if isinstance(part, Store) else self._in_place(part)

    def _in_place(self, step: Step) -> list[Kernel]:
        """The calls that write variables with a deferred step. One of several kernels has Python
        between them: its results are computed beside the variables and copied."""
        if not step.bodies:
            return [self._kernel(step)]
        targets = [None if each is None else self.array(each) for each in step.outputs]
        beside = [None if each is None else np.empty_like(each) for each in targets]
        self._prepare.append(self._body_kernel(step, beside))
        self.peak_bytes += sum(each.nbytes for each in beside if each is not None)
        return [
            partial(target.__setitem__, ..., source)
            for target, source in zip(targets, beside, strict=True)
            if target is not None
        ]

    def _copying(self, store: Store) -> list[Kernel]:
        """The call that copies a variable's new value into it."""
        source = self.array(store.source)
        if store.source.segment is Segment.STATE:  # another variable, about to change
            copy = np.empty_like(source)
            self._prepare.append(partial(copy.__setitem__, ..., source))
            source = copy
            self.peak_bytes += copy.nbytes
        return [partial(self.array(store.target).__setitem__, ..., source)]

    # -- running --------------------------------------------------------------------------

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """One step; see `Executable.run`."""
        return self._step(feeds, zip(self.kernels, self._named, strict=True), self._stores)[0]

    def attempt(self, inputs: Sequence[Input]) -> Attempt:
        """`run` for feeds nobody has looked at; see `Executable.attempt`."""
        count, ndarray, run = len(inputs), np.ndarray, self.run

        def attempt(feeds: Mapping[str, Any]) -> dict[str, Array] | None:
            if len(feeds) != count:
                return None
            for name, dtype, shape in inputs:
                value = feeds.get(name)
                if type(value) is not ndarray or value.dtype is not dtype or value.shape != shape:
                    return None
            return run(feeds)

        return attempt

    def trace(self, feeds: Mapping[str, Array]) -> tuple[dict[str, Array], list[Timing]]:
        """One step, timed; see `Executable.trace`."""
        timings: list[Timing] = []

        def timed(kernel: Kernel, step: Step) -> Kernel:
            def call() -> None:
                start = perf_counter_ns()
                kernel()
                timings.append(Timing(step, start, perf_counter_ns()))

            return call

        every, parts = self._apart()
        kernels = [(timed(kernel, step), step) for kernel, step in every]
        stores: list[Kernel] = [perf_counter_ns]
        at = [0]
        for calls in parts:
            stores += *calls, perf_counter_ns
            at.append(len(stores) - 1)
        fetched, returned = self._step(feeds, kernels, stores)
        ticks = [cast("int", returned[place]) for place in at]
        for part, (start, end) in zip(self.plan.changes, pairwise(ticks), strict=True):
            timings.append(Timing(part, start, end))
        return fetched, timings

    def _apart(self) -> tuple[list[tuple[Kernel, Step]], list[list[Kernel]]]:
        """A kernel for each step, and the calls of each deferred step and store."""
        pairs = zip(self.kernels, self._named, strict=True)
        return [(kernel, step) for kernel, step in pairs if step is not None], self._changes

    def _step(
        self,
        feeds: Mapping[str, Array],
        kernels: Iterable[tuple[Kernel, Step | None]],
        stores: Sequence[Kernel],
    ) -> tuple[dict[str, Array], list[object]]:
        """Feeds in, kernels, fetches out, stores; what the stores returned."""
        with np.errstate(all="ignore"):
            self._take(feeds)
            self._compute(kernels)
            fetched = {name: fetch() for name, fetch in self._fetches}
            for prepare in self._prepare:
                prepare()
            return fetched, list(map(operator.call, stores))

    def _take(self, feeds: Mapping[str, Array]) -> None:
        """Feeds to where the kernels read them."""
        for name, buffer, array in self._feeds:
            if array is None:
                self._slots[buffer.offset] = np.array(feeds[name])
            else:
                array[...] = feeds[name]

    def compute(self) -> None:
        """The kernels, from the feeds in their places to the fetches in theirs."""
        self._compute(zip(self.kernels, self._named, strict=True))

    def _compute(self, kernels: Iterable[tuple[Kernel, Step | None]]) -> None:
        step: Step | None = None
        try:
            for kernel, step in kernels:  # noqa: B007 - for the note
                kernel()
        except Exception as error:
            if step is not None:
                error.add_note(self._note(step))
            raise

    def _note(self, step: Step) -> str:
        node = step.node
        rows = operand_rows(node.op, node.inputs)
        shapes = [
            ("given", f"%{value.name}", str(list(self.array(buffer).shape)))
            for value, buffer in zip(node.inputs, step.inputs, strict=True)
            if value is not None and buffer is not None
        ]
        return "\n  ".join([f"in {node!r} at {node.location}", *rows, *table(shapes)])


class _Body:
    """A body bound to memory of its own; see `BoundBody`.

    Operands that are inputs as they are, and lie in C order, are read where they lie.
    """

    def __init__(
        self,
        kind: type[NumpyExecutable],
        body: Graph,
        plan: ExecutionPlan,
        given: Sequence[BodyInput],
        operands: Sequence[Array | None],
    ) -> None:
        names = [value.node.name for value in body.inputs]
        lent: dict[str, Array] = {}
        for name, each in zip(names, given, strict=True):
            array = None if each.operand is None else operands[each.operand]
            if array is not None and array.flags.c_contiguous:
                lent[name] = array
        executable = kind(plan, {}, lent)
        self.inputs = [
            None if name in lent or name not in plan.feeds else executable.array(plan.feeds[name])
            for name in names
        ]
        self.outputs = [executable.array(each) for each in plan.fetches.values()]
        self.step = executable.compute
        self.peak_bytes = executable.peak_bytes

    def __call__(self, *arrays: Array) -> tuple[Array, ...]:
        for place, array in zip(self.inputs, arrays, strict=True):
            if place is not None:
                place[...] = array
        self.step()
        return tuple(self.outputs)


def is_own_fetch(plan: ExecutionPlan, name: str) -> bool:
    """Whether a fetch is a block of memory that holds nothing else that is fetched."""
    buffer = plan.fetches[name]
    return (
        buffer.segment is Segment.FETCH
        and buffer.is_contiguous
        and not buffer.layout.offset
        and [other[:2] for other in plan.fetches.values()].count(buffer[:2]) == 1
    )


def _types(step: Step) -> list[ValueType | None]:
    return [None if each is None else each.type for each in step.inputs]


def aligned_bytes(size: int) -> Array:
    """``size`` zero bytes, or slightly more, that begin at a multiple of `ALIGNMENT`."""
    raw = np.zeros(size + ALIGNMENT, np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start : start + size]
