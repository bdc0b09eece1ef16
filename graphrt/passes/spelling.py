"""Ops in primitives, so that each of their steps can share a loop with what is around it."""

from __future__ import annotations

from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Node
from graphrt.ir.op import Op
from graphrt.passes.copying import Copier, interchangeable


def spelled_out(graph: Graph) -> Graph:
    """``graph`` with ops written as their primitives, where they say that this pays: the same
    steps in the same order."""
    kinds = {kind for kind in graph.op_kinds if kind.in_primitives is not Op.in_primitives}
    if not kinds:
        return graph
    copier = Copier(graph)
    emit = Emitter(locate=lambda: None)
    emit.nodes = copier.nodes
    emit.names = set(graph.by_name)
    for node in graph.nodes:
        if type(node.op) not in kinds or not _has_loops(node) or not _spell(node, copier, emit):
            copier.keep(node)
    return copier.freeze(graph)


def _has_loops(node: Node) -> bool:
    """Whether what it computes can be part of a loop over memory."""
    values = [each for each in (*node.inputs, *node.outputs) if each is not None]
    return not any(
        each.type.shape is None or each.type.is_data_dependent or each.type.dtype.is_narrow_float
        for each in values
    )


def _spell(node: Node, copier: Copier, emit: Emitter) -> bool:
    """Put primitives in the place of a node, if that is possible."""
    with emit.on_behalf_of(node, node.role, node.grad_of):
        results = node.op.in_primitives(emit, *copier.operands(node))
    if results is None or not all(map(interchangeable, node.outputs, results)):
        return False
    copier.stand_for(node.outputs, results)
    return True
