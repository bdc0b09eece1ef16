"""Ops of several results in primitives, so that each of those can go where it is read."""

from __future__ import annotations

from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Node
from graphrt.ops.axes import are_last, normal_axes
from graphrt.ops.normalization import Standardize, emit_standardized
from graphrt.passes.copying import Copier


def spelled_out(graph: Graph) -> Graph:
    """``graph`` with `standardize` over last axes in primitives: the same steps in the same
    order, so the same bits."""
    if Standardize not in graph.op_kinds or not any(map(_is_row_wise, graph.nodes)):
        return graph
    copier = Copier(graph)
    emit = Emitter(locate=lambda: None)
    emit.nodes = copier.nodes
    emit.names = set(graph.by_name)
    for node in graph.nodes:
        if not _is_row_wise(node):
            copier.keep(node)
            continue
        (x,) = copier.operands(node)
        assert x is not None
        axes = normal_axes(node.op.attributes()["axis"], x.type.rank)
        with emit.on_behalf_of(node, node.role, node.grad_of):
            copier.stand_for(
                node.outputs, emit_standardized(emit, x, axes, node.op.attributes()["epsilon"])
            )
    return copier.freeze(graph)


def _is_row_wise(node: Node) -> bool:
    if not isinstance(node.op, Standardize) or node.inputs[0] is None:
        return False
    shape = node.inputs[0].type.shape
    return shape is not None and are_last(normal_axes(node.op.axis, len(shape)), len(shape))
