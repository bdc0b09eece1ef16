"""Nodes of one graph as nodes of the next: same types, new places.

What stays as it is, is shared. What reads another value or stands in another place is copied, and
so is all that reads it; but not where the graph is a `Draft`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphrt.ir.bodies import body_fields
from graphrt.ir.graph import Graph, Node, Origin, Value
from graphrt.ir.op import Op

Operands = tuple[Value | None, ...]


def copy_node(node: Node, inputs: Operands, index: int, op: Op | None = None) -> Node:
    """``node`` at ``index``, reading ``inputs``, which have the types of its own: so nothing has
    to be inferred again."""
    twin = _new_node(Node)  # most of what passes do is this: each call saved in here counts
    twin.op = node.op if op is None else op
    twin.inputs = inputs
    twin.name = node.name
    twin.index = index
    twin.role = node.role
    twin.grad_of = node.grad_of
    twin.origins = node.origins
    twin.location = node.location
    outputs = node.outputs
    if len(outputs) == 1:
        (value,) = outputs
        copy = _new_value(Value)
        copy.node, copy.result, copy.type, copy.known = twin, 0, value.type, value.known
        twin.outputs = (copy,)
    else:
        twin.outputs = tuple([Value(twin, v.result, v.type, v.known) for v in outputs])
    return twin


_new_node, _new_value = Node.__new__, Value.__new__


class Draft(Graph):
    """A graph that nobody keeps: the next one takes its nodes, and not copies of them.

    So a pass that changes little costs little. `Pipeline` makes one after the first pass that
    changes something; what it returns is none.
    """


def interchangeable(old: Value, new: Value) -> bool:
    """Whether users of ``old`` infer the same types when they read ``new`` instead."""
    return old.type == new.type and bool(old.known == new.known)


def joined(*several: Iterable[Origin]) -> tuple[Origin, ...]:
    """Origins one after the other, each label once: as it was called first."""
    found: dict[str, Origin] = {}
    for each in several:
        for origin in each:
            found.setdefault(origin.label, origin)
    return tuple(found.values())


class Copier:
    """Grows the next graph from the nodes of one, sharing those that stay as they are.

    ``values`` maps a value of the old graph to its stand-in, where it has another one than itself.
    """

    def __init__(self, graph: Graph) -> None:
        self.moves = isinstance(graph, Draft)
        self.nodes: list[Node] = []
        self.values: dict[Value | None, Value] = {}

    def operands(self, node: Node) -> Operands:
        """What ``node`` reads in the next graph; the very same tuple where that is the same."""
        inputs = node.inputs
        values = self.values
        if not values or not inputs:
            return inputs
        if len(inputs) == 2:  # most nodes
            first, second = inputs
            new: Operands = values.get(first, first), values.get(second, second)
            return inputs if new[0] is first and new[1] is second else new
        new = tuple(map(values.get, inputs, inputs))
        return inputs if new == inputs else new

    def keep(self, node: Node, op: Op | None = None) -> Node:
        """Add ``node`` as it is, but for the values it reads, and perhaps another op."""
        return self.place(node, self.operands(node), op)

    def place(self, node: Node, inputs: Operands, op: Op | None = None) -> Node:
        """Add ``node`` reading ``inputs``: itself if that and its place are as before."""
        if node.index == len(self.nodes) and inputs is node.inputs and op is None:
            self.nodes.append(node)
            return node
        return self.add(node, self.own(node, inputs, op))

    def own(self, node: Node, inputs: Operands, op: Op | None = None) -> Node:
        """``node`` for the next place, reading ``inputs``: one that may be changed."""
        index = len(self.nodes)
        if not self.moves:
            return copy_node(node, inputs, index, op)
        node.inputs, node.index = inputs, index
        if op is not None:
            node.op = op
        return node

    def add(self, node: Node, twin: Node) -> Node:
        """Add ``twin``, which is ``node`` in the next graph."""
        self.nodes.append(twin)
        if twin is not node:
            self.stand_for(node.outputs, twin.outputs)
        return twin

    def stand_for(self, olds: Sequence[Value], news: Sequence[Value]) -> None:
        """Let users of each old value read the new one."""
        if len(olds) == 1:
            self.values[olds[0]] = news[0]
        else:
            self.values.update(zip(olds, news, strict=True))

    def freeze(self, graph: Graph) -> Graph:
        """The next graph, with the outputs and the name of ``graph``."""
        kind, values = Draft if self.moves else Graph, self.values
        return kind(self.nodes, [values.get(v, v) for v in graph.outputs], graph.name)


def draft_of(graph: Graph, kept: Graph) -> Graph:
    """``graph``, which shares nodes with ``kept`` alone, as a `Draft`: those are copied."""
    if isinstance(graph, Draft):
        return graph
    draft = Draft(graph.nodes, graph.outputs, graph.name)
    keeping, moving = Copier(graph), Copier(draft)
    moving.nodes, moving.values = keeping.nodes, keeping.values
    shared = frozenset(kept.nodes)
    for node in graph.nodes:
        copier = keeping if node in shared else moving
        copier.add(node, copier.own(node, copier.operands(node)))
    return moving.freeze(draft)


def with_bodies(graph: Graph, replaced: Mapping[int, Graph]) -> Graph:
    """``graph`` with other bodies in its ops: ``replaced`` goes by the identity of the old ones."""
    copier = Copier(graph)
    changed = False
    for node in graph.nodes:
        changes: dict[str, Any] = {}
        for name in body_fields(node.op):
            body = getattr(node.op, name)
            if body is not None and replaced[id(body)] is not body:
                changes[name] = replaced[id(body)]
        changed = changed or bool(changes)
        copier.keep(node, node.op.replace(**changes) if changes else None)
    return copier.freeze(graph) if changed else graph
