"""Common subexpressions: equal ops on the same values are computed once."""

from __future__ import annotations

from collections.abc import Mapping

from graphrt.ir.graph import Graph, Node, Origin, Value
from graphrt.passes.base import Log, Pass
from graphrt.passes.copying import Copier, joined
from graphrt.passes.rewriter import is_deterministic


class CSE(Pass):
    """Merge nodes that apply equal ops to the same values.

    Ops are compared by `Op.key`, so by the bytes of their attributes: 0.0 and -0.0 stay apart,
    and so do NaNs of different payload. What draws random numbers or reads from outside never
    merges. One sweep: operands are merged before the nodes that read them.
    """

    name = "cse"
    reports = ("merge",)

    def run(self, graph: Graph, log: Log) -> Graph:
        kinds: dict[tuple[object, ...], int] = {}  # key of an op -> a number for it
        kind_of: dict[int, int | None] = {}  # the same by the identity of the op
        first: dict[tuple[int | Value | None, ...], Node] = {}
        merged: dict[Node, list[Origin]] = {}  # survivor -> those that it stands for
        gone: dict[Node, Node] = {}
        stand_in: dict[Value | None, Value] = {}
        for node in graph.nodes:
            op, inputs = node.op, node.inputs
            if id(op) not in kind_of:
                mergeable = is_deterministic(op)
                kind_of[id(op)] = kinds.setdefault(op.key(), len(kinds)) if mergeable else None
            kind = kind_of[id(op)]
            if kind is None:
                continue
            operands = map(stand_in.get, inputs, inputs) if stand_in else inputs
            survivor = first.setdefault((kind, *operands), node)
            if survivor is node:
                continue
            gone[node] = survivor
            origins = (*node.origins, Origin(node.name, node.op.name))
            merged.setdefault(survivor, []).extend(origins)
            stand_in.update(zip(node.outputs, survivor.outputs, strict=True))
        if not gone:
            return graph
        log.fired["merge"] += len(gone)
        return _without(graph, gone, merged)


def _without(graph: Graph, gone: Mapping[Node, Node], merged: Mapping[Node, list[Origin]]) -> Graph:
    """``graph`` without the nodes ``gone``; each survivor names those merged into it."""
    copier = Copier(graph)
    for node in graph.nodes:
        if node in gone:
            outputs = [copier.values.get(value, value) for value in gone[node].outputs]
            copier.stand_for(node.outputs, outputs)
        elif node in merged:
            twin = copier.own(node, copier.operands(node))
            twin.origins = joined(node.origins, merged[node])
            copier.add(node, twin)
        else:
            copier.keep(node)
    return copier.freeze(graph)
