"""Copying the nodes of one graph into another: what becomes of a body that dissolves."""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Graph, Value


def inline(
    emit: Emitter, graph: Graph, inputs: Sequence[Value | None], *, anew: bool = False
) -> list[Value]:
    """The outputs of ``graph`` on ``inputs``, computed by nodes that `emit` adds.

    Only nodes the outputs need are copied; an input they do not need may be ``None``. Names,
    roles and source lines stay, with ``_`` after a name that is taken; or, ``anew``, each node
    is one more of what ``emit`` is adding, and gets name, role and line as any other.
    """
    values = {old: new for old, new in zip(graph.inputs, inputs, strict=True) if new is not None}
    scopes = emit.scopes
    if not anew:
        emit.scopes = ""
    try:
        for node in needed(graph, graph.outputs):
            if node.op.name == "input":
                continue
            operands = [None if each is None else values[each] for each in node.inputs]
            if anew:
                emit(node.op, *operands)
            else:
                with emit.on_behalf_of(node, node.role, node.grad_of):
                    emit(node.op, *operands, name=_free(emit, node.name))
            values.update(zip(node.outputs, emit.nodes[-1].outputs, strict=True))
    finally:
        emit.scopes = scopes
    return [values[each] for each in graph.outputs]


def _free(emit: Emitter, name: str) -> str:
    while name in emit.names:
        name += "_"
    return name


def inputs_read(graph: Graph) -> list[bool]:
    """For each input of ``graph``, whether its outputs depend on it."""
    read = {node.index for node in needed(graph, graph.outputs)}
    return [value.node.index in read for value in graph.inputs]
