"""Random streams: what a random op of a builder reads, inside loops and outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from graphrt.dims import Extent
from graphrt.frontend.tensor import Tensor
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.model import VariableKind
from graphrt.ir.op import Trait
from graphrt.ops import lookup

if TYPE_CHECKING:
    from graphrt.frontend.builder import GraphBuilder

STEP = "step"  # the counter of training steps
SEED = "seed"  # the seed of the random streams


class Trips:
    """The loop whose body a builder builds: how many trips it has, as an extent and as a tensor
    whose axis 0 that is; and the number of a trip, the first input of the body."""

    def __init__(self, extent: Extent, scanned: Tensor | None) -> None:
        self.extent = extent
        self.scanned = scanned
        self.position: Value | None = None
        self.number: Value | None = None  # among the trips of all loops around, once asked for

    def begin(self, position: Value) -> None:
        """A body of the loop is built; its first input is ``position``."""
        self.position, self.number = position, None


def random_operands(builder: GraphBuilder) -> tuple[int, list[Value]]:
    """A stream nobody else draws from; seed, step and, in a loop, the number of the trip."""
    root = builder.root
    stream, root.streams = root.streams, root.streams + 1
    seed = root.shared_variable(SEED, np.int64(0), VariableKind.RNG)
    step = root.shared_variable(STEP, np.int64(0), VariableKind.COUNTER)
    if root is builder:
        return stream, [seed.value, step.value]
    trip = _trip_number(builder)
    counters = [builder.capture(seed), builder.capture(step)]
    return stream, counters if trip is None else [*counters, trip]


def _trip_number(builder: GraphBuilder) -> Value | None:
    """The number of the trip among those of all loops around, ``None`` outside loops."""
    parent, loop = builder.parent, builder.loop
    if parent is None:
        return None
    outer = _trip_number(parent)
    around = None if outer is None else builder.capture(Tensor(outer, parent))
    if loop is None or loop.position is None:
        return around
    if around is None:
        return loop.position
    if loop.number is not None:
        return loop.number
    trips: Any = loop.extent
    if not isinstance(trips, int) and loop.scanned is not None:
        size = parent.emit(lookup("size")(axis=(0,)), loop.scanned.value)
        trips = builder.capture(Tensor(size, parent))
    before = builder.emit(lookup("mul")(), around, trips)
    loop.number = builder.emit(lookup("add")(), before, loop.position)
    return loop.number


def random_nodes(graph: Graph) -> Iterator[Node]:
    """The nodes of ``graph`` that draw random numbers."""
    return (node for node in graph if Trait.RANDOM in node.op.traits)
