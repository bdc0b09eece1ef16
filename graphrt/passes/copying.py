"""Nodes of one graph as nodes of the next: same types, new places."""

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
    twin = Node(
        node.op if op is None else op,
        inputs,
        node.name,
        index,
        node.role,
        node.grad_of,
        node.origins,
        node.location,
    )
    outputs = node.outputs
    if len(outputs) == 1:
        (value,) = outputs
        twin.outputs = (Value(twin, 0, value.type, value.known),)
    else:
        twin.outputs = tuple([Value(twin, v.result, v.type, v.known) for v in outputs])
    return twin


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

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.values: dict[Value | None, Value] = {}

    def operands(self, node: Node) -> Operands:
        """What ``node`` reads in the next graph."""
        values = self.values
        inputs = node.inputs
        for value in inputs:
            if value in values:
                return tuple([v if v is None else values.get(v, v) for v in inputs])
        return inputs

    def keep(self, node: Node, op: Op | None = None) -> Node:
        """Add ``node`` as it is, but for the values it reads, and perhaps another op."""
        return self.keep_with(node, self.operands(node), op)

    def keep_with(self, node: Node, inputs: Operands, op: Op | None = None) -> Node:
        """Add ``node`` reading ``inputs``, which have the types of its own."""
        index = len(self.nodes)
        if op is None and inputs == node.inputs and index == node.index:
            self.nodes.append(node)
            return node
        twin = copy_node(node, inputs, index, op)
        self.nodes.append(twin)
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
        values = self.values
        return Graph(self.nodes, [values.get(v, v) for v in graph.outputs], graph.name)


def with_bodies(graph: Graph, replaced: Mapping[int, Graph]) -> Graph:
    """``graph`` with other bodies in its ops: ``replaced`` goes by the identity of the old ones."""
    copier = Copier()
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
