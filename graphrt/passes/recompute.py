"""Recomputation: forward values are computed again for the way back, instead of being kept.

A training step holds what the backward pass will read from the moment it is computed. This pass
cuts the forward nodes into segments; only the values that cross a cut are kept, and the way back
computes a segment again when it first needs something of it. Peak memory is then about what
crosses all cuts plus what one segment needs, at the price of most of a second forward pass.
Source: Chen et al. 2016, Training Deep Nets with Sublinear Memory Cost.

The copies read the kept values through a `Barrier`, so that no later pass merges them with the
nodes they copy.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import ClassVar

from graphrt.dims import Dim
from graphrt.errors import UsageError
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Node, Role, Value
from graphrt.ir.op import Trait
from graphrt.ops.control import Barrier
from graphrt.ops.fused import Fused
from graphrt.passes.base import Log, Pass
from graphrt.passes.copying import Copier

MOST_SEGMENTS = 128


class Recompute(Pass):
    """Compute forward values again where the backward pass reads them, to hold fewer bytes.

    ``budget`` is how many bytes of forward values may be held for the backward pass; 0 asks for
    as few as there can be. ``extent`` stands for every symbolic extent in that reckoning.
    """

    name: ClassVar[str] = "recompute"
    reports: ClassVar[tuple[str, ...]] = ("segment", "copy")
    budget: int = 0
    extent: int = 32

    def __post_init__(self) -> None:
        if self.budget < 0 or self.extent < 1:
            raise UsageError(
                f"recompute: budget must be 0 or more and extent 1 or more, got {self.budget}"
                f" and {self.extent}"
            )

    def run(self, graph: Graph, log: Log) -> Graph:
        if any(isinstance(node.op, Fused) for node in graph.nodes):
            return graph  # a fused node can be of both passes: there is no forward to repeat
        held = Held(graph, self.extent)
        if not held.values or (self.budget and held.nbytes <= self.budget):
            return graph
        cuts = held.cuts(self.budget)
        if not cuts:
            return graph
        log.fired["segment"] += len(cuts) + 1
        return _Recomputation(graph, held, cuts, log).run()


class Held:
    """The forward values of a graph that its gradient and update nodes read."""

    def __init__(self, graph: Graph, extent: int) -> None:
        self.extent = extent
        self.forward = [node for node in graph.nodes if _is_forward(node)]
        self.position = {node: place for place, node in enumerate(self.forward)}
        outputs = set(graph.outputs)
        last: dict[Value, int] = {}
        read_back: set[Value] = set()
        for node in graph.nodes:
            for value in node.inputs:
                if value is None or value.node not in self.position:
                    continue
                if node in self.position:
                    last[value] = self.position[node]
                else:
                    read_back.add(value)
        self.last_read = last  # value -> the last forward node that reads it
        self.values = [value for value in read_back if value not in outputs]
        self.values.sort(key=lambda value: (self.position[value.node], value.result))
        self.nbytes = sum(map(self.size, self.values))

    def size(self, value: Value) -> int:
        """Bytes of a value, symbols taken as ``extent``."""
        total = value.type.dtype.bits // 8 or 1
        for each in value.type.shape or ():
            total *= each if isinstance(each, int) else _number(each, self.extent)
        return total

    def cuts(self, budget: int) -> list[int]:
        """Positions after which to cut the forward nodes: the fewest whose estimate is within the
        budget, or those with the least estimate."""
        best: list[int] = []
        least = self.nbytes
        crossing = self._crossing_bytes()
        for count in range(1, min(MOST_SEGMENTS, len(self.forward) // 2)):
            cuts = self._even_cuts(count, crossing)
            estimate = self.estimate(cuts)
            if estimate < least:
                best, least = cuts, estimate
            if budget and least <= budget:
                break
        return best

    def estimate(self, cuts: Sequence[int]) -> int:
        """Bytes held at the worst moment: what crosses cuts, and one segment's own values."""
        crossing = set(self._across(cuts))
        inside = [0] * (len(cuts) + 1)
        for value in self.values:
            if value not in crossing:
                inside[bisect_right(cuts, self.position[value.node] - 1)] += self.size(value)
        return sum(map(self.size, crossing)) + max(inside)

    def _across(self, cuts: Sequence[int]) -> list[Value]:
        """Forward values that a later segment reads."""
        return [
            value
            for value, place in self.last_read.items()
            if bisect_right(cuts, self.position[value.node] - 1) < bisect_right(cuts, place - 1)
        ]

    def segment(self, node: Node, cuts: Sequence[int]) -> int:
        """The number of the segment a forward node lies in; a cut after position p ends one."""
        return bisect_right(cuts, self.position[node] - 1)

    def _crossing_bytes(self) -> list[int]:
        """For each position, the bytes that would cross a cut after it."""
        change = [0] * (len(self.forward) + 1)
        for value, place in self.last_read.items():
            change[self.position[value.node]] += self.size(value)
            change[place] -= self.size(value)
        total, found = 0, []
        for each in change[:-1]:
            total += each
            found.append(total)
        return found

    def _even_cuts(self, count: int, crossing: Sequence[int]) -> list[int]:
        """``count`` cuts that share the held bytes evenly, each moved to where least crosses."""
        reached, held = [], 0
        for node in self.forward:
            held += sum(self.size(v) for v in node.outputs if v in self._held_set)
            reached.append(held)
        found: list[int] = []
        window = max(1, len(self.forward) // (2 * (count + 1)))
        for number in range(1, count + 1):
            goal = self.nbytes * number / (count + 1)
            middle = bisect_right(reached, goal)
            low = max((found[-1] + 1) if found else 0, middle - window)
            high = min(len(self.forward) - 2, middle + window)
            if low > high:
                continue
            found.append(min(range(low, high + 1), key=lambda at: (crossing[at], abs(at - middle))))
        return found

    @property
    def _held_set(self) -> frozenset[Value]:
        cached = self.__dict__.get("_held")
        if cached is None:
            cached = self.__dict__["_held"] = frozenset(self.values)
        found: frozenset[Value] = cached
        return found


class _Recomputation:
    """The next graph: forward as it was, and copies of its segments before they are read."""

    def __init__(self, graph: Graph, held: Held, cuts: Sequence[int], log: Log) -> None:
        self.graph = graph
        self.held = held
        self.cuts = cuts
        self.log = log
        self.copier = Copier(graph)
        self.emit = Emitter(locate=lambda: None)
        self.emit.nodes = self.copier.nodes
        self.emit.names = set(graph.by_name)
        self.again: dict[Value, Value] = {}
        self.wanted = self._wanted_by_segment()
        self.outputs = frozenset(graph.outputs)

    def run(self) -> Graph:
        for node in self.graph.nodes:
            if node in self.held.position or not node.inputs:
                self.copier.keep(node)
                continue
            for value in node.inputs:
                if value is not None and self._is_recomputed(value) and value not in self.again:
                    self._copy_segment(self.held.segment(value.node, self.cuts))
            values = self.copier.values
            inputs = tuple(
                each if each is None else self.again.get(each, values.get(each, each))
                for each in node.inputs
            )
            self.copier.place(node, node.inputs if inputs == node.inputs else inputs)
        return self.copier.freeze(self.graph)

    def _is_recomputed(self, value: Value) -> bool:
        return value in self.wanted_values

    def _wanted_by_segment(self) -> dict[int, list[Value]]:
        """For each segment, the held values that do not cross a cut."""
        crossing = set(self.held._across(self.cuts))
        last = len(self.cuts)
        wanted: dict[int, list[Value]] = {}
        for value in self.held.values:
            segment = self.held.segment(value.node, self.cuts)
            # the last segment is needed at once: computing it again would hold it no shorter
            if value not in crossing and segment != last:
                wanted.setdefault(segment, []).append(value)
        self.wanted_values = frozenset(v for each in wanted.values() for v in each)
        return wanted

    def _copy_segment(self, number: int) -> None:
        """Copies of what the held values of a segment are computed from within it."""
        values = self.wanted[number]
        inside: dict[Node, None] = {}
        stack = [value.node for value in values]
        while stack:
            node = stack.pop()
            if node in inside or self.held.segment(node, self.cuts) != number:
                continue
            inside[node] = None
            stack += [v.node for v in node.inputs if v is not None and v.node in self.held.position]
        entering: dict[Value, Value] = {}
        for node in sorted(inside, key=self.held.position.__getitem__):
            with self.emit.on_behalf_of(node, Role.GRADIENT, node.grad_of):
                given = [
                    None if v is None else self._entering(v, inside, entering) for v in node.inputs
                ]
                made = self.emit(node.op, *given)
            several = made if isinstance(made, tuple) else (made,)
            self.again.update(zip(node.outputs, several, strict=True))
            self.log.fired["copy"] += 1

    def _given(
        self, node: Node, inside: Mapping[Node, None], entering: dict[Value, Value]
    ) -> list[Value | None]:
        return [v if v is None else self._entering(v, inside, entering) for v in node.inputs]

    def _entering(
        self, value: Value, inside: Mapping[Node, None], entering: dict[Value, Value]
    ) -> Value:
        if value.node in inside:
            return self.again[value]
        outer = self.copier.values.get(value, value)
        if value.node.op.name == "constant" or not value.type.dtype.is_float:
            return outer
        if value not in entering:
            entering[value] = self.emit(Barrier(), outer)
        return entering[value]


def _is_forward(node: Node) -> bool:
    return node.role is Role.FORWARD and bool(node.inputs) and Trait.SOURCE not in node.op.traits


def _number(extent: object, symbol: int) -> int:
    """An extent with every symbol taken as one number."""
    if not isinstance(extent, Dim):
        return symbol
    total = extent.constant + sum(factor * symbol for _, factor in extent.terms)
    return max(total, 1)
