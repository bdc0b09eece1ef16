"""The execution plan: regions of steps over buffers. Plain data, printable, backend-free."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from graphrt.errors import table
from graphrt.ir.graph import Node, Value
from graphrt.ir.layout import Layout, is_contiguous
from graphrt.record import Record, field
from graphrt.types import ValueType

ALIGNMENT = 64  # bytes; a cache line, and the widest vector register


class Segment(enum.Enum):
    """The memory a buffer lies in; each has one base address."""

    STATE = "state"  # the variables
    CONST = "const"  # constants, and shapes that are known beforehand
    FEED = "feed"  # what the caller passes in
    FETCH = "fetch"  # what the caller gets back
    SCRATCH = "scratch"  # everything else, reused after its last use
    DYNAMIC = "dynamic"  # no fixed place: allocated while running, `offset` is a slot number

    __hash__ = object.__hash__  # that of `Enum` is a call into Python for every look-up


class Buffer(NamedTuple):
    """Where a value lies: a segment, the byte offset of its block, and its layout in there."""

    segment: Segment
    offset: int
    type: ValueType
    layout: Layout
    key: str = ""  # the variable's or input's name in STATE and FEED

    @property
    def is_contiguous(self) -> bool:
        return is_contiguous(self.layout, self.type.static_shape)

    def __str__(self) -> str:
        place = f"{self.segment.value}:{self.key or self.offset}"
        if self.segment is Segment.DYNAMIC or (self.is_contiguous and not self.layout.offset):
            return place
        return f"{place}+{self.layout.offset}{list(self.layout.strides)}".replace(" ", "")


def no_bodies() -> tuple[ExecutionPlan, ...]:
    """The plans of the bodies of a node without any."""
    return ()


class Step(NamedTuple):
    """One node over buffers."""

    node: Node
    inputs: tuple[Buffer | None, ...]
    outputs: tuple[Buffer | None, ...]  # None: nobody reads it, and the op need not write it
    plan_bodies: Callable[[], tuple[ExecutionPlan, ...]] = no_bodies

    @property
    def bodies(self) -> tuple[ExecutionPlan, ...]:
        """The plans of the graphs its op holds, made when first asked for: most steps with a body
        are machine code that needs none."""
        return self.plan_bodies()

    def __str__(self) -> str:
        inputs = ", ".join("none" if each is None else str(each) for each in self.inputs)
        outputs = ", ".join("none" if each is None else str(each) for each in self.outputs)
        return f"{outputs} = {self.node.op.name}({inputs})  # %{self.node.name}"


class Region(NamedTuple):
    """Consecutive steps whose shapes are all known (``static``), or are found while running."""

    static: bool
    steps: tuple[Step, ...]


class Store(NamedTuple):
    """A variable gets its new value, which was computed elsewhere: ``source`` is copied."""

    variable: str
    target: Buffer
    source: Buffer


class ExecutionPlan(Record, eq=False):
    """Everything that is decided before the first step runs.

    ``regions`` compute; then the fetches are copied out; then the variables change: the steps in
    ``deferred`` write some of them in place, ``stores`` copy the others. Nothing that can fail or
    be interrupted comes after the first change: where a backend cannot run a deferred step like
    that, it computes the results elsewhere beforehand and copies them.
    """

    name: str
    bindings: Mapping[str, int]
    feeds: Mapping[str, Buffer]
    fetches: Mapping[str, Buffer]
    regions: tuple[Region, ...]
    deferred: tuple[Step, ...]
    stores: tuple[Store, ...]
    constants: tuple[tuple[Buffer, Any], ...]
    sizes: Mapping[Segment, int]
    slots: int = 0
    places: Mapping[Value, Buffer] = field(default_factory=dict, repr=False)

    @property
    def steps(self) -> Iterator[Step]:
        """What is computed before any variable changes."""
        return (step for region in self.regions for step in region.steps)

    @property
    def every_step(self) -> Iterator[Step]:
        """All steps, those included that write variables in place."""
        return chain(self.steps, self.deferred)

    @property
    def changes(self) -> list[Step | Store]:
        """What changes variables, in order."""
        return [*self.deferred, *self.stores]

    @cached_property
    def updated(self) -> frozenset[str]:
        """The variables that change."""
        written = (each for step in self.deferred for each in step.outputs)
        names = {each.key for each in written if each and each.segment is Segment.STATE}
        return frozenset(names.union(store.variable for store in self.stores))

    @property
    def is_static(self) -> bool:
        return all(region.static for region in self.regions)

    @cached_property
    def own_bytes(self) -> int:
        """Bytes of all segments but STATE: known before anything runs.

        Values of data-dependent shape are not in it; ``is_static`` says whether there are any.
        """
        return sum(size for segment, size in self.sizes.items() if segment is not Segment.STATE)

    @cached_property
    def peak_bytes(self) -> int:
        """`own_bytes` and those of all bodies, for a backend that gives each memory of its own."""
        bodies = (body for step in self.every_step for body in step.bodies)
        return self.own_bytes + sum(body.peak_bytes for body in bodies)

    def __str__(self) -> str:
        bound = ", ".join(f"{name}={number}" for name, number in self.bindings.items())
        lines = [f"plan {self.name} ({bound})" if bound else f"plan {self.name}"]
        sizes = (f"{segment.value} {size}" for segment, size in self.sizes.items() if size)
        lines.append(f"  bytes {', '.join(sizes) or 'none'}")
        rows = [("feed", f"%{n}", str(b.type), str(b)) for n, b in self.feeds.items()]
        lines += [f"  {row}" for row in table(rows)]
        for region in self.regions:
            lines.append(f"  {'static' if region.static else 'dynamic'} region")
            lines += [f"    {step}" for step in region.steps]
        rows = [("fetch", n, str(b.type), str(b)) for n, b in self.fetches.items()]
        lines += [f"  {row}" for row in table(rows)]
        lines += [f"  in place: {step}" for step in self.deferred]
        lines += [f"  store {each.variable}: {each.target} = {each.source}" for each in self.stores]
        return "\n".join(lines)
