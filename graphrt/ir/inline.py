"""Copying the nodes of one graph into another: what becomes of a body that dissolves."""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Graph, Value


def inline(emit: Emitter, graph: Graph, inputs: Sequence[Value | None]) -> list[Value]:
    """The outputs of ``graph`` on ``inputs``, computed by nodes that `emit` adds.

    Only nodes the outputs need are copied; an input they do not need may be ``None``. Names,
    roles and source lines stay, with ``_`` after a name that is taken.
    """
    values = {old: new for old, new in zip(graph.inputs, inputs, strict=True) if new is not None}
    scopes, emit.scopes = emit.scopes, ""
    try:
        for node in needed(graph, graph.outputs):
            if node.op.name == "input":
                continue
            name = node.name
            while name in emit.names:
                name += "_"
            operands = [None if each is None else values[each] for each in node.inputs]
            with emit.on_behalf_of(node, node.role, node.grad_of):
                emit(node.op, *operands, name=name)
            values.update(zip(node.outputs, emit.nodes[-1].outputs, strict=True))
    finally:
        emit.scopes = scopes
    return [values[each] for each in graph.outputs]


def inputs_read(graph: Graph) -> list[bool]:
    """For each input of ``graph``, whether its outputs depend on it."""
    read = {node.index for node in needed(graph, graph.outputs)}
    return [value.node.index in read for value in graph.inputs]
