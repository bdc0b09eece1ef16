"""What a training step keeps for its way back, and what it had better compute again.

The *activation memory* of a step is the bytes of forward values that are held for gradients: from
when they are computed until the way back has read them for the last time. Not in it are gradients,
new parameters, inputs, outputs, and what the forward pass alone needs. A forward node can be
*dropped*: its results are computed again just before the way back first needs them, from values
that are kept, or computed again in turn.

Which nodes are dropped is found step by step: at the moment when most bytes are held, the node
whose bytes cost least time to compute again, as long as that lowers the peak. So products of
matrices come last, and of equal ones those whose neighbours are kept.
Source: Jain et al. 2020, Checkmate, for the reckoning; the choice is greedy.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from graphrt.dims import Dim
from graphrt.errors import GraphrtError
from graphrt.ir.graph import Graph, Node, Role, Value
from graphrt.ir.op import Array, Trait
from graphrt.lowering.schedule import schedule
from graphrt.lowering.views import views_of

FLOPS_PER_BYTE = 10  # operations a processor does while a byte comes from memory
SMALL = 8  # an operand this many times smaller than the result is kept rather than computed again
ROUNDS = 128  # of choosing: of more nodes than that, several are dropped at once
TRIES = 24  # of nodes that might lower the peak, before it is left as it is
NEVER = 1 << 60


class Held(NamedTuple):
    """Bytes held when each node of the schedule runs."""

    live: Array

    @property
    def at(self) -> int:
        """When most are held."""
        return int(self.live.argmax())

    @property
    def peak(self) -> int:
        return int(self.live.max(initial=0))


class Activations:
    """The forward values that the way back of a training step reads, under ``bindings``."""

    def __init__(self, graph: Graph, bindings: Mapping[str, int]) -> None:
        self.order = order = schedule(graph, bindings, graph.outputs, {})
        self.root = views_of(order).root
        self.position = {node: place for place, node in enumerate(order.nodes)}
        self.forward = frozenset(filter(self._is_forward, order.nodes))
        self.first: dict[Value, int] = {}  # value -> when the way back first reads it
        self.last: dict[Value, int] = {}
        self._reads: dict[Node, list[Value]] = {}  # forward node -> forward values
        self._readers: dict[Node, list[Node]] = {node: [] for node in self.forward}
        outputs = {self.root.get(value, value) for value in graph.outputs}
        turn = len(order.nodes)  # when the way back begins
        for place, node in enumerate(order.nodes):
            read = [value for value in self._values_read(node) if value not in outputs]
            if node in self.forward:
                self._reads[node] = read
                for value in read:
                    self._readers[value.node].append(node)
                    if self.position[value.node] < turn < place:  # it is computed again
                        self.last[value] = place
                continue
            turn = min(turn, place)
            for value in read:
                self.first.setdefault(value, place)
                self.last[value] = place
        self.size = {  # bytes; 0 where they are found only while running
            value: type_.nbytes if type_.is_static else 0 for value, type_ in order.types.items()
        }
        self._costs: dict[Node, float] = {}
        self._kept = {value.node for value in self.first}  # as long as nothing is dropped

    def _is_forward(self, node: Node) -> bool:
        return (
            node.role is Role.FORWARD
            and bool(node.inputs)
            and Trait.SOURCE not in node.op.traits
            and self.order.constant(node.outputs[0]) is None
        )

    def _values_read(self, node: Node) -> list[Value]:
        """The computed forward values in whose memory the operands of a node lie."""
        operands = (self.root.get(v, v) for v in self.order.operands(node) if v is not None)
        return [value for value in dict.fromkeys(operands) if value.node in self.forward]

    def is_dropped(self, value: Value, dropped: Collection[Node]) -> bool:
        """Whether a value, or what it is a view of, is computed again."""
        return self.root.get(value, value).node in dropped

    def is_kept(self, value: Value, dropped: Collection[Node]) -> bool:
        """Whether a value lies in the memory of a forward value that is not dropped."""
        root = self.root.get(value, value)
        return root.node in self.forward and root.node not in dropped

    # -- reckoning ----------------------------------------------------------------------------

    def held(self, dropped: Collection[Node] = ()) -> Held:
        """What is held when ``dropped`` are computed again as late as can be."""
        begin: dict[Node, int] = {}  # of nodes computed again
        last = dict(self.last)
        for node in sorted(dropped, key=self.position.__getitem__, reverse=True):
            wanted = [self.first.get(value, NEVER) for value in node.outputs]
            start = min(*wanted, begin.get(node, NEVER))
            begin[node] = start
            if start == NEVER:
                continue
            for value in self._reads[node]:
                last[value] = max(last.get(value, 0), start)
                if value.node in dropped:
                    begin[value.node] = min(begin.get(value.node, NEVER), start)
        change = np.zeros(len(self.order.nodes) + 1, np.int64)
        for value, end in last.items():
            again = value.node in dropped
            if again and value not in self.first:
                continue  # needed for a moment, as it was the first time
            size = self.size[value]
            change[begin[value.node] if again else self.position[value.node]] += size
            change[end + 1] -= size
        return Held(change.cumsum()[:-1])

    def cost(self, node: Node) -> float:
        """How long a node takes, in bytes that memory could move meanwhile."""
        if node not in self._costs:
            self._costs[node] = self._cost(node)
        return self._costs[node]

    def _cost(self, node: Node) -> float:
        if node.outputs[0] in self.root:
            return 0.0
        types = self.order.types
        operands = [None if each is None else types[each] for each in node.inputs]
        results = [types[each] for each in node.outputs]
        if not all(each is None or each.is_static for each in (*operands, *results)):
            return math.inf
        moved = sum(each.nbytes for each in (*operands, *results) if each is not None)
        try:
            flops = node.op.flops(operands, results)
        except GraphrtError:
            return math.inf
        return moved + flops / FLOPS_PER_BYTE

    # -- choosing -----------------------------------------------------------------------------

    def drop(self, budget: int) -> set[Node]:
        """The nodes to compute again so that no more than ``budget`` bytes are held, or as few as
        this can reach."""
        dropped: set[Node] = set()
        found, now = dropped, self.held()
        least = now.peak
        batch = max(1, len(self._kept) // ROUNDS)
        while now.peak > budget:
            step = self._next(dropped, now, batch)
            if step is None:
                break
            dropped, now = step
            if now.peak < least:
                found, least = dropped, now.peak
        return self._without_needless(found, max(budget, least))

    def _next(self, dropped: set[Node], now: Held, batch: int) -> tuple[set[Node], Held] | None:
        """More nodes dropped, so that less is held when most was, and never more than that."""
        ranked = self._ranked(dropped, now.at)
        for _ in range(TRIES):
            chosen = ranked[:batch]
            if not chosen:
                break
            wider = dropped.union(*(self._with_operands(node, dropped) for node in chosen))
            then = self.held(wider)
            if then.peak <= now.peak and then.live[now.at] < now.live[now.at]:
                return wider, then
            if batch == 1:
                ranked = ranked[1:]
            batch = max(1, batch // 2)
        return None

    def _ranked(self, dropped: set[Node], at: int) -> list[Node]:
        """The nodes whose results are held at a moment, but not read then: the cheapest per byte
        first; of those alike, the ones that make the shortest chain to compute again. Of nodes that
        would make one chain together, the first alone."""
        chain_of, length = self._chains(dropped)
        keys: dict[Node, tuple[float, int, int]] = {}
        beside: dict[Node, set[Hashable]] = {}
        for value, end in self.last.items():
            node = value.node
            if node in dropped or node in keys or not self.position[node] < at < end:
                continue
            size = sum(self.size[each] for each in node.outputs if each in self.first)
            more = self._with_operands(node, dropped)
            time = sum(map(self.cost, more))
            if size and time < math.inf:
                beside[node] = {
                    chain_of.get(near, near)
                    for each in more
                    for near in (each, *self._beside(each))
                }
                chain = size + sum(length.get(each, 0) for each in beside[node])
                keys[node] = (round(2 * math.log2(time / size)), chain, self.position[node])
        ranked: list[Node] = []
        touched: set[Hashable] = set()
        for node in sorted(keys, key=keys.__getitem__):
            if touched.isdisjoint(beside[node]):
                ranked.append(node)
                touched |= beside[node]
        return ranked

    def _beside(self, node: Node) -> Iterable[Node]:
        return (*(value.node for value in self._reads[node]), *self._readers[node])

    def _chains(self, dropped: set[Node]) -> tuple[dict[Node, Hashable], dict[Hashable, int]]:
        """For each dropped node the chain it is in, and the bytes of each chain."""
        chain_of: dict[Node, Hashable] = {}
        length: dict[Hashable, int] = {}
        for number, start in enumerate(dropped):
            if start in chain_of:
                continue
            chain, stack = {start}, [start]
            while stack:
                near = [e for e in self._beside(stack.pop()) if e in dropped and e not in chain]
                chain.update(near)
                stack += near
            held = (value for node in chain for value in node.outputs if value in self.first)
            chain_of.update(dict.fromkeys(chain, number))
            length[number] = sum(map(self.size.__getitem__, held))
        return chain_of, length

    def _with_operands(self, node: Node, dropped: Collection[Node]) -> set[Node]:
        """What has to be computed again for the results of ``node``, which are kept so far."""
        needed, stack = {node}, [node]
        while stack:
            reader = stack.pop()
            size = max(map(self.size.__getitem__, reader.outputs))
            for value in self._reads[reader]:
                each = value.node
                known = each in needed or each in dropped or each in self._kept
                if not known and self.size[value] * SMALL > size:
                    needed.add(each)
                    stack.append(each)
        return needed

    def _without_needless(self, dropped: set[Node], most: int) -> set[Node]:
        """``dropped`` without nodes that may as well be kept, the dearest first."""
        found = set(dropped)
        dearest = sorted(dropped, key=lambda node: (-self.cost(node), self.position[node]))
        for node in dearest[:ROUNDS]:
            fewer = found - {node}
            if self.held(fewer).peak <= most:
                found = fewer
        return found


def assumed(graph: Graph, extent: int) -> dict[str, int]:
    """Bindings that make every symbol of a graph one number."""
    return {
        symbol.name: extent
        for node in graph.nodes
        for value in node.outputs
        if Trait.SOURCE in node.op.traits
        for each in value.type.shape or ()
        if isinstance(each, Dim)
        for symbol in each.symbols
        if not symbol.rule
    }
