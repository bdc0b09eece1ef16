"""Dead code: what no output depends on."""

from __future__ import annotations

from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Graph
from graphrt.passes.base import Log, Pass
from graphrt.passes.copying import Copier


class DCE(Pass):
    """Remove nodes that no output depends on; inputs stay, they are part of the signature."""

    name = "dce"
    reports = ("remove",)

    def run(self, graph: Graph, log: Log) -> Graph:
        live = needed(graph, (*graph.outputs, *graph.inputs))
        dead = len(graph.nodes) - len(live)
        if not dead:
            return graph
        log.fired["remove"] += dead
        copier = Copier(graph)
        for node in live:
            copier.keep(node)
        return copier.freeze(graph)
