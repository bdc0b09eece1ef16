"""Common subexpressions: equal ops on the same values are computed once."""

from __future__ import annotations

from dataclasses import dataclass

from graphrt.ir.graph import Graph, Node, Origin
from graphrt.passes.base import Log, Pass
from graphrt.passes.copying import Copier, copy_node, joined
from graphrt.passes.rewriter import is_deterministic


@dataclass(frozen=True)
class CSE(Pass):
    """Merge nodes that apply equal ops to the same values.

    Ops are compared by `Op.key`, so by the bytes of their attributes: 0.0 and -0.0 stay apart,
    and so do NaNs of different payload. What draws random numbers or reads from outside never
    merges. One sweep: operands are merged before the nodes that read them.
    """

    name = "cse"
    reports = ("merge",)

    def run(self, graph: Graph, log: Log) -> Graph:
        copier = Copier()
        first: dict[tuple[object, ...], Node] = {}
        merged: dict[Node, list[Origin]] = {}  # survivor -> those that it stands for
        for node in graph.nodes:
            if not is_deterministic(node.op):
                copier.keep(node)
                continue
            inputs = copier.operands(node)
            key = (node.op.key(), *map(id, inputs))
            survivor = first.get(key)
            if survivor is None:
                first[key] = copier.keep(node)
                continue
            log.fired["merge"] += 1
            merged.setdefault(survivor, []).extend((*node.origins, Origin(node.name, node.op.name)))
            for old, new in zip(node.outputs, survivor.outputs, strict=True):
                copier.values[old] = new
        return _with_origins(copier.freeze(graph), merged) if merged else graph


def _with_origins(graph: Graph, merged: dict[Node, list[Origin]]) -> Graph:
    """``graph`` where each survivor names the nodes merged into it."""
    copier = Copier()
    for node in graph.nodes:
        if node not in merged:
            copier.keep(node)
            continue
        twin = copy_node(node, copier.operands(node), len(copier.nodes))
        twin.origins = joined(node.origins, merged[node])
        copier.nodes.append(twin)
        for old, new in zip(node.outputs, twin.outputs, strict=True):
            copier.values[old] = new
    return copier.freeze(graph)
