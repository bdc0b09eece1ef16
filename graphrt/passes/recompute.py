"""Recomputation: forward values are computed again for the way back, instead of being kept.

A training step holds what the backward pass will read from the moment it is computed. Here some
forward nodes are computed a second time just before the backward pass needs them, from values
that are kept: less memory for more arithmetic. `activations` says which.
Source: Chen et al. 2016, Training Deep Nets with Sublinear Memory Cost.

The way back reads kept values through a `Barrier`, so that no later pass merges the copies with
the nodes they copy, and fusion computes nothing on the way there that is for the way back. And
fusion leaves the gradients of parameters where they are, behind barriers too: as the beginning of
an update, at the end of the step, their products would hold their operands until then.
"""

from __future__ import annotations

from graphrt.errors import UsageError
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Node, Role, Value
from graphrt.ir.op import Trait
from graphrt.ops.control import Barrier
from graphrt.ops.fused import Fused
from graphrt.passes.activations import Activations, assumed
from graphrt.passes.base import Log, Pass
from graphrt.passes.copying import Copier


class Recompute(Pass):
    """Compute forward values again where the backward pass reads them, to hold fewer bytes.

    ``budget`` is how many bytes of forward values may be held for the backward pass, ``share`` how
    many of those that are held now; with neither it is as few as there can be. ``extent`` stands
    for every symbolic extent in that reckoning.
    """

    name = "recompute"
    reports = ("copy",)
    budget: int = 0
    share: float = 0.0
    extent: int = 32

    def __post_init__(self) -> None:
        for what, value, fits, wanted in (
            ("budget", self.budget, self.budget >= 0, "0 or more"),
            ("share", self.share, 0 <= self.share <= 1, "0 to 1"),
            ("extent", self.extent, self.extent >= 1, "1 or more"),
        ):
            if not fits:
                raise UsageError(f"recompute: {what} must be {wanted}, got {value}")
        if self.budget and self.share:
            raise UsageError("recompute: give a budget or a share, not both")

    def run(self, graph: Graph, log: Log) -> Graph:
        if all(node.role is Role.FORWARD for node in graph.nodes):
            return graph
        # a fused node can be of both passes: there is no forward to repeat. A barrier says that
        # somebody has decided already what is computed twice
        if any(issubclass(kind, (Fused, Barrier)) for kind in graph.op_kinds):
            return graph
        activations = Activations(graph, assumed(graph, self.extent))
        budget = self.budget or int(activations.held().peak * self.share)
        dropped = activations.drop(budget)
        return _Recomputation(graph, activations, dropped, log).run() if dropped else graph


class _Recomputation:
    """The next graph: forward as it was, and copies of dropped nodes before they are read."""

    def __init__(
        self, graph: Graph, activations: Activations, dropped: set[Node], log: Log
    ) -> None:
        self.graph, self.activations, self.dropped, self.log = graph, activations, dropped, log
        self.copier = Copier(graph)
        self.emit = Emitter(locate=lambda: None)
        self.emit.nodes = self.copier.nodes
        self.emit.names = set(graph.by_name)
        self.again: dict[Value, Value] = {}  # a forward value -> what stands for it on the way back
        self.gradients = _gradients_of_parameters(graph)

    def run(self) -> Graph:
        known, values = self.activations.order.constant, self.copier.values
        for node in self.graph.nodes:
            if (
                node not in self.activations.position
                or node in self.activations.forward
                or known(node.outputs[0]) is not None
            ):
                self.copier.keep(node)
                continue
            inputs = tuple(
                each if each is None else self._on_the_way_back(each) for each in node.inputs
            )
            twin = self.copier.place(node, node.inputs if inputs == node.inputs else inputs)
            if node in self.gradients:
                with self.emit.on_behalf_of(node, node.role, node.grad_of):
                    values[node.outputs[0]] = self.emit(Barrier(), twin.outputs[0])
        return self.copier.freeze(self.graph)

    def _on_the_way_back(self, value: Value) -> Value:
        """What stands for ``value`` there."""
        if value.node not in self.activations.forward:
            return self.copier.values.get(value, value)
        if value in self.again:
            return self.again[value]
        if self.activations.is_dropped(value, self.dropped):
            self._compute_again(value)
        elif self.activations.is_kept(value, self.dropped):
            self.again[value] = self._behind_barrier(value, value.node)
        else:  # a view of a variable, say
            return self.copier.values.get(value, value)
        return self.again[value]

    def _compute_again(self, value: Value) -> None:
        """A copy of the node of ``value``, and of what it needs that is not kept."""
        needed, stack = {value.node}, [value.node]
        while stack:
            for each in stack.pop().inputs:
                if each is None or each in self.again or each.node in needed:
                    continue
                if self.activations.is_dropped(each, self.dropped):
                    needed.add(each.node)
                    stack.append(each.node)
        for node in sorted(needed, key=self.activations.position.__getitem__):
            given = [each if each is None else self._entering(each, node) for each in node.inputs]
            with self.emit.on_behalf_of(node, node.role):
                made = self.emit(node.op, *given)
            several = made if isinstance(made, tuple) else (made,)
            self.again.update(zip(node.outputs, several, strict=True))
            self.log.fired["copy"] += 1

    def _entering(self, value: Value, reader: Node) -> Value:
        """What a copy of ``reader`` reads for ``value``."""
        if value not in self.again:
            self.again[value] = self._behind_barrier(value, reader)
        return self.again[value]

    def _behind_barrier(self, value: Value, reader: Node) -> Value:
        outer = self.copier.values.get(value, value)
        if value.known is not None or value.node.op.name == "constant":
            return outer
        with self.emit.on_behalf_of(reader, Role.FORWARD):
            barrier: Value = self.emit(Barrier(), outer)
        return barrier


def _gradients_of_parameters(graph: Graph) -> set[Node]:
    """Products that updates alone read."""
    found = {
        node: node.role is Role.GRADIENT
        for node in graph.nodes
        if Trait.CONTRACTION in node.op.traits
    }
    for node in graph.nodes:
        for value in node.inputs:
            if value is not None and value.node in found and node.role is not Role.UPDATE:
                found[value.node] = False
    for value in graph.outputs:
        found.pop(value.node, None)
    return {node for node, alone in found.items() if alone}
