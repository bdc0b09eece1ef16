"""The NumPy backend: one pre-bound NumPy call per step. It defines what a graph means."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from time import perf_counter_ns
from typing import Any, cast

import numpy as np
from numpy.lib.stride_tricks import as_strided

from graphrt.backends.base import Timing
from graphrt.errors import GraphError, table
from graphrt.ir.bound import BodyInput
from graphrt.ir.emitter import operand_rows
from graphrt.ir.evaluate import apply, is_narrow
from graphrt.ir.graph import Graph
from graphrt.lowering import Buffer, ExecutionPlan, Segment, Step
from graphrt.lowering.plan import ALIGNMENT
from graphrt.types import ValueType

Array = np.ndarray[Any, Any]
Kernel = Callable[[], object]


class NumpyBackend:
    """Runs anywhere NumPy does; the oracle of every other backend."""

    name = "numpy"

    def compile(self, plan: ExecutionPlan, state: Mapping[str, Array]) -> NumpyExecutable:
        """``plan`` over the variables' memory in ``state``."""
        return NumpyExecutable(plan, state)


class NumpyExecutable:
    """A plan bound to memory."""

    def __init__(
        self,
        plan: ExecutionPlan,
        state: Mapping[str, Array],
        lent: Mapping[str, Array] | None = None,
    ) -> None:
        self.plan = plan
        self._lent = lent or {}  # feeds that lie in memory of others, in C order
        self._memory = {
            segment: aligned_bytes(size)
            for segment, size in plan.sizes.items()
            if size and segment not in (Segment.STATE, Segment.DYNAMIC)
        }
        self._state = state
        self._slots: list[Array | None] = [None] * plan.slots
        for buffer, value in plan.constants:
            self.array(buffer)[...] = value
        if Segment.CONST in self._memory:
            self._memory[Segment.CONST].flags.writeable = False
        self._feeds = [(name, buffer, self._feed_array(buffer))
                       for name, buffer in plan.feeds.items()]  # fmt: skip
        bound = self._bind(list(plan.steps))
        self.kernels: list[Kernel] = [kernel for kernel, _ in bound]
        self._steps = [step for _, step in bound]
        self._prepare, self._stores = self._bind_stores()
        self._fetches = [(name, self._copying(buffer)) for name, buffer in plan.fetches.items()]

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

    def _feed_array(self, buffer: Buffer) -> Array | None:
        return None if buffer.segment is Segment.DYNAMIC else self.array(buffer)

    def _copying(self, buffer: Buffer) -> Callable[[], Array]:
        """A call that returns a fresh copy of what a buffer holds by then."""
        if buffer.segment is Segment.DYNAMIC:
            return lambda: self.array(buffer).copy()
        return self.array(buffer).copy

    # -- kernels --------------------------------------------------------------------------

    def _bind(self, steps: Sequence[Step]) -> list[tuple[Kernel, Step]]:
        """The kernels to run, each with the step to name when it fails."""
        return [(self._kernel(step), step) for step in steps]

    def _kernel(self, step: Step) -> Kernel:
        every = [*step.inputs, *step.outputs]
        if any(each is not None and each.segment is Segment.DYNAMIC for each in every):
            return self._dynamic_kernel(step)
        op = step.node.op
        inputs = [None if each is None else self.array(each) for each in step.inputs]
        if step.bodies:
            outs = [None if each is None else self.array(each) for each in step.outputs]
            bodies = [
                _Body(body, plan, given, inputs)
                for body, plan, given in zip(
                    op.bodies, step.bodies, op.body_inputs(_types(step)), strict=True
                )
            ]
            return op.bind_bodies(bodies, outs, *inputs)
        outputs: list[Any] = [None if each is None else self.array(each) for each in step.outputs]
        if any(is_narrow(each) for each in (*inputs, *outputs)):
            types = [value.type for value in step.node.outputs]

            def call() -> None:
                for out, result in zip(outputs, apply(op, inputs, types), strict=True):
                    if out is not None:
                        out[...] = result

            return call
        return op.bind(outputs, *inputs)

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

    def _bind_stores(self) -> tuple[list[Kernel], list[Kernel]]:
        """Calls to prepare stores, and one per store: calls into C that cannot fail and between
        which no Python code runs, so that an interrupt comes before all of them or after."""
        prepare: list[Kernel] = []
        stores: list[Kernel] = []
        for store in self.plan.stores:
            if store.step is not None:
                stores.append(self._kernel(store.step))
                continue
            source = self.array(store.source)
            if store.source.segment is Segment.STATE:  # another variable, about to change
                copy = np.empty_like(source)
                prepare.append(partial(copy.__setitem__, ..., source))
                source = copy
            stores.append(partial(self.array(store.target).__setitem__, ..., source))
        return prepare, stores

    # -- running --------------------------------------------------------------------------

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """One step; see `Executable.run`."""
        return self._step(feeds, self.kernels, self._stores)[0]

    def trace(self, feeds: Mapping[str, Array]) -> tuple[dict[str, Array], list[Timing]]:
        """One step, timed; see `Executable.trace`."""
        timings: list[Timing] = []

        def timed(step: Step, kernel: Kernel) -> Kernel:
            def call() -> None:
                start = perf_counter_ns()
                kernel()
                timings.append(Timing(step, start, perf_counter_ns()))

            return call

        kernels = list(map(timed, self._steps, self.kernels))
        stores = [
            perf_counter_ns,
            *(call for each in self._stores for call in (each, perf_counter_ns)),
        ]
        fetched, returned = self._step(feeds, kernels, stores)
        ticks = cast("list[int]", returned[::2])
        for store, (start, end) in zip(self.plan.stores, pairwise(ticks), strict=True):
            timings.append(Timing(store.step or store, start, end))
        return fetched, timings

    def _step(
        self, feeds: Mapping[str, Array], kernels: Sequence[Kernel], stores: Sequence[Kernel]
    ) -> tuple[dict[str, Array], list[object]]:
        """Feeds in, kernels, fetches out, stores; what the stores returned."""
        with np.errstate(all="ignore"):
            for name, buffer, array in self._feeds:
                if array is None:
                    self._slots[buffer.offset] = np.array(feeds[name])
                else:
                    array[...] = feeds[name]
            self.compute(kernels)
            fetched = {name: copy() for name, copy in self._fetches}
            for prepare in self._prepare:
                prepare()
            return fetched, list(map(operator.call, stores))

    def compute(self, kernels: Sequence[Kernel] | None = None) -> None:
        """The kernels, from the feeds in their places to the fetches in theirs."""
        position = 0
        try:
            for position, kernel in enumerate(kernels or self.kernels):  # noqa: B007 - for the note
                kernel()
        except Exception as error:
            error.add_note(self._note(self._steps[position]))
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
        executable = NumpyExecutable(plan, {}, lent)
        self.inputs = [
            None if name in lent or name not in plan.feeds else executable.array(plan.feeds[name])
            for name in names
        ]
        self.outputs = [executable.array(each) for each in plan.fetches.values()]
        self.step = executable.compute

    def __call__(self, *arrays: Array) -> tuple[Array, ...]:
        for place, array in zip(self.inputs, arrays, strict=True):
            if place is not None:
                place[...] = array
        self.step()
        return tuple(self.outputs)


def _types(step: Step) -> list[ValueType | None]:
    return [None if each is None else each.type for each in step.inputs]


def aligned_bytes(size: int) -> Array:
    """``size`` zero bytes, or slightly more, that begin at a multiple of `ALIGNMENT`."""
    raw = np.zeros(size + ALIGNMENT, np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start : start + size]
