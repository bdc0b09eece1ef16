"""The planner: which nodes run, where their results lie, what is stored at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np

from graphrt.errors import GraphError
from graphrt.ir.emitter import paused_gc
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.layout import Layout, contiguous
from graphrt.ir.model import Signature
from graphrt.ir.op import Trait
from graphrt.lowering.allocator import Allocator
from graphrt.lowering.binding import bind_symbols
from graphrt.lowering.deferral import deferred_nodes
from graphrt.lowering.plan import Buffer, ExecutionPlan, Region, Segment, Step, Store, no_bodies
from graphrt.lowering.schedule import Schedule, schedule
from graphrt.lowering.views import views_of
from graphrt.ops.fused import Fused
from graphrt.types import ValueType


def plan_signature(
    signature: Signature,
    shapes: Mapping[str, tuple[int, ...]],
    extra: Mapping[str, Value] | None = None,
) -> ExecutionPlan:
    """The plan of a signature for feeds of ``shapes``; ``extra`` are more values to fetch."""
    fetches = {**signature.outputs, **(extra or {})}
    inputs = [(name, value.type, shapes[name]) for name, value in signature.inputs.items()]
    return plan_graph(
        signature.graph,
        signature.name,
        bind_symbols(inputs),
        signature.inputs,
        fetches,
        signature.updates,
        shapes,
    )


def plan_graph(
    graph: Graph,
    name: str,
    bindings: Mapping[str, int],
    inputs: Mapping[str, Value],
    fetches: Mapping[str, Value],
    updates: Mapping[str, Value],
    shapes: Mapping[str, tuple[int, ...]] | None = None,
) -> ExecutionPlan:
    """The plan that computes ``fetches`` and ``updates`` under ``bindings``.

    ``shapes`` are those of the feeds, for inputs of which the type leaves extents open.
    """
    with paused_gc():
        order = schedule(graph, bindings, [*fetches.values(), *updates.values()], shapes or {})
        planner = _Planner(name, bindings, order, fetches, updates)
        return planner.run(inputs)


class _Planner:
    """Assigns buffers in one pass over the schedule."""

    def __init__(
        self,
        name: str,
        bindings: Mapping[str, int],
        order: Schedule,
        fetches: Mapping[str, Value],
        updates: Mapping[str, Value],
    ) -> None:
        self.name = name
        self.bindings = dict(bindings)
        self.order = order
        self.fetches = fetches
        self.updates = updates
        self.places: dict[Value, Buffer] = {}
        self.allocators = {segment: Allocator() for segment in Segment}
        self.constants: list[tuple[Buffer, Any]] = []
        self.slots = 0
        self.overwritten: set[Value] = set()
        self.read: set[Value] = set()
        self.layouts, self.root = views_of(order)
        self.behind_fetches = {self.root[v] for v in fetches.values() if v in self.root}
        self.last_use = self._last_uses()
        self.deferred = deferred_nodes(order, fetches.values(), updates, self.root)
        self._keep_for_deferred()

    # -- aliases and lifetimes ------------------------------------------------------------

    def _last_uses(self) -> dict[Value, int]:
        """Root value -> position in the schedule after which its block is free."""
        last: dict[Value, int] = {}
        read, root = self.read, self.root
        read.update(self.fetches.values(), self.updates.values())
        for position, node in enumerate(self.order.nodes):
            for value in self.order.operands(node):
                if value is not None:
                    read.add(value)
                    last[root.get(value, value)] = position
            for value in node.outputs:
                last[root.get(value, value)] = position
        end = len(self.order.nodes)
        for value in (*self.fetches.values(), *self.updates.values()):
            last[self.root.get(value, value)] = end
        return last

    def _keep_for_deferred(self) -> None:
        """What runs at the very end finds its operands there, and its results room."""
        for node in self.deferred:
            for value in (*node.inputs, *node.outputs):
                if value is not None:
                    self.last_use[self.root.get(value, value)] = len(self.order.nodes)

    # -- placing --------------------------------------------------------------------------

    def run(self, inputs: Mapping[str, Value]) -> ExecutionPlan:
        feeds = {
            name: self._place_feed(name, value)
            for name, value in inputs.items()
            if value in self.order.types
        }
        regions: list[tuple[bool, list[Step]]] = []
        deferred: list[Step] = []
        expiring = self._expiring()
        for position, node in enumerate(self.order.nodes):
            step = self._place_node(node, position)
            if step is not None:
                if node in self.deferred:
                    deferred.append(step)
                else:
                    static = not self.order.is_dynamic(node)
                    if not regions or regions[-1][0] != static:
                        regions.append((static, []))
                    regions[-1][1].append(step)
            for value in expiring.get(position, ()):
                self._release(value)
        return ExecutionPlan(
            self.name,
            self.bindings,
            feeds,
            {name: self.places[value] for name, value in self.fetches.items()},
            tuple(Region(static, tuple(steps)) for static, steps in regions),
            tuple(deferred),
            tuple(self._stores()),
            tuple(self.constants),
            {segment: each.size for segment, each in self.allocators.items()},
            self.slots,
            self.places,
        )

    def _expiring(self) -> dict[int, list[Value]]:
        expiring: dict[int, list[Value]] = {}
        for value, position in self.last_use.items():
            expiring.setdefault(position, []).append(value)
        return expiring

    def _release(self, value: Value) -> None:
        buffer = self.places.get(value)
        if value in self.overwritten or buffer is None:
            return
        if buffer.segment is Segment.SCRATCH:
            self.allocators[Segment.SCRATCH].give_back(buffer.offset, _nbytes(buffer.type))

    def _place_feed(self, name: str, value: Value) -> Buffer:
        type_ = self.order.types[value]
        if not type_.is_static:
            return self._dynamic(value)
        offset = self.allocators[Segment.FEED].take(_nbytes(type_))
        return self._put(value, Buffer(Segment.FEED, offset, type_, _plain(type_), name))

    def _place_node(self, node: Node, position: int) -> Step | None:
        """Buffers for the results of ``node``; a step, unless nothing has to be computed."""
        if not node.inputs and Trait.SOURCE in node.op.traits:
            self._place_source(node)
            return None
        known = self.order.constant(node.outputs[0])
        if known is not None:
            self._place_constant(node.outputs[0], known)
            return None
        result = node.outputs[0]
        if result in self.layouts:
            self._place_view(result)
            return None
        inputs = tuple([None if each is None else self.places[each] for each in node.inputs])
        skips = node.op.skips_unread and not self.order.is_dynamic(node)
        outputs = tuple(
            [
                None
                if skips and value not in self.read
                else self._place_result(node, value, position)
                for value in node.outputs
            ]
        )
        return Step(node, inputs, outputs, self._body_planning(node))

    def _place_source(self, node: Node) -> None:
        value = node.outputs[0]
        if node.op.name == "variable":
            type_ = self.order.types[value]
            name = node.op.attributes()["variable"]
            self._put(value, _variable(name, type_))
        elif value not in self.places:
            raise GraphError(f"{self.name}: the input %{node.name} is not fed")

    def _place_constant(self, value: Value, array: np.ndarray[Any, Any]) -> None:
        type_ = self.order.types[value]
        offset = self.allocators[Segment.CONST].take(_nbytes(type_))
        buffer = self._put(value, Buffer(Segment.CONST, offset, type_, _plain(type_)))
        self.constants.append((buffer, array))

    def _place_view(self, value: Value) -> None:
        base = self.places[self.root[value]]
        self._put(value, base._replace(type=self.order.types[value], layout=self.layouts[value]))

    def _place_result(self, node: Node, value: Value, position: int) -> Buffer:
        type_ = self.order.types[value]
        if not type_.is_static:
            return self._dynamic(value)
        own = self.deferred.get(node)
        if own is not None and value in own:
            return self._put(value, _variable(own[value], type_))
        if value in self.order.fetched or value in self.behind_fetches:
            offset = self.allocators[Segment.FETCH].take(_nbytes(type_))
            return self._put(value, Buffer(Segment.FETCH, offset, type_, _plain(type_)))
        reused = self._reusable_operand(node, value, position)
        if reused is not None:
            self.overwritten.add(reused)  # its block now belongs to the result
            return self._put(value, self.places[reused])
        offset = self.allocators[Segment.SCRATCH].take(_nbytes(type_))
        return self._put(value, Buffer(Segment.SCRATCH, offset, type_, _plain(type_)))

    def _reusable_operand(self, node: Node, value: Value, position: int) -> Value | None:
        """An operand a pointwise kernel may overwrite: it ends here, and every operand in its
        block has exactly the result's layout."""
        if Trait.ELEMENTWISE not in node.op.traits or len(node.outputs) != 1:
            return None
        if self.order.is_dynamic(node):
            return None
        type_ = self.order.types[value]
        for operand in node.inputs:
            if operand is None or self.last_use.get(operand) != position:
                continue  # it is read later, or is a view, which has no last use of its own
            buffer = self.places[operand]
            if (
                buffer.segment is Segment.SCRATCH
                and buffer.type == type_
                and self._all_like(buffer, operand, node)
            ):
                return operand
        return None

    def _all_like(self, buffer: Buffer, owner: Value, node: Node) -> bool:
        """Whether what ``node`` reads in the block of ``owner`` lies there like ``buffer``."""
        for each in node.inputs:
            if each is not None and self.root.get(each) is owner and self.places[each] != buffer:
                return False
        return True

    def _dynamic(self, value: Value) -> Buffer:
        type_ = self.order.types[value]
        self.slots += 1
        buffer = Buffer(Segment.DYNAMIC, self.slots - 1, type_, Layout(0, ()))
        return self._put(value, buffer)

    def _put(self, value: Value, buffer: Buffer) -> Buffer:
        self.places[value] = buffer
        return buffer

    def _body_planning(self, node: Node) -> Callable[[], tuple[ExecutionPlan, ...]]:
        if not node.op.bodies or self.order.is_dynamic(node):
            return no_bodies
        types = [None if each is None else self.order.types[each] for each in node.inputs]
        return cache(partial(_body_plans, self.name, node, types, self.bindings))

    def _stores(self) -> Iterator[Store]:
        """The variables whose new value is computed beside them."""
        in_place = {name for own in self.deferred.values() for name in own.values()}
        for name, value in self.updates.items():
            if name not in in_place:
                source = self.places[value]
                yield Store(name, _variable(name, source.type), source)


def _body_plans(
    name: str, node: Node, types: Sequence[ValueType | None], bindings: Mapping[str, int]
) -> tuple[ExecutionPlan, ...]:
    """The plans of the bodies of ``node``, a node of the graph ``name`` with operands of
    ``types``."""
    plans = []
    for body, given in zip(node.op.bodies, node.op.body_inputs(types), strict=True):
        names = [value.node.name for value in body.inputs]
        pairs = zip(names, body.inputs, given, strict=True)
        triples = [(n, v.type, g.type.static_shape) for n, v, g in pairs]
        # the symbols of a fused body are those of the graph it was cut out of
        own = isinstance(node.op, Fused)
        plans.append(
            plan_graph(
                body,
                f"{name}/{node.name}/{body.name}",
                bindings if own else bind_symbols(triples),
                dict(zip(names, body.inputs, strict=True)),
                {str(i): value for i, value in enumerate(body.outputs)},
                {},
            )
        )
    return tuple(plans)


def _variable(name: str, type_: ValueType) -> Buffer:
    return Buffer(Segment.STATE, 0, type_, _plain(type_), name)


# a graph has many values and few types
@lru_cache
def _plain(type_: ValueType) -> Layout:
    return contiguous(type_.static_shape)


@lru_cache
def _nbytes(type_: ValueType) -> int:
    return type_.nbytes
