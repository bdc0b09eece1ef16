"""What can run at the same time: waves of nodes, and the chain that no machine shortens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphrt.analysis.costs import node_flops
from graphrt.errors import table
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Graph, Node
from graphrt.ir.model import Signature

ROWS = 30  # waves, and nodes of the critical path, that are printed


@dataclass(frozen=True)
class Wave:
    """Nodes that need only results of earlier waves."""

    nodes: tuple[str, ...]
    flops: int


@dataclass(frozen=True)
class WaveReport:
    """The waves of a signature, and its critical path by FLOPs: (node, op, FLOPs) triples."""

    signature: str
    bindings: Mapping[str, int]
    waves: tuple[Wave, ...]
    critical_path: tuple[tuple[str, str, int], ...]

    @property
    def flops(self) -> int:
        return sum(wave.flops for wave in self.waves)

    @property
    def critical_flops(self) -> int:
        return sum(flops for _, _, flops in self.critical_path)

    @property
    def parallelism(self) -> float:
        """All FLOPs by those of the critical path: no more cores than this can be busy on
        average, if each node runs on one."""
        return self.flops / self.critical_flops if self.critical_flops else 1.0

    def text(self) -> str:
        """A line per wave, and the critical path."""
        sizes = ", ".join(f"{name}={number}" for name, number in self.bindings.items())
        widest = max((len(wave.nodes) for wave in self.waves), default=0)
        lines = [
            f"waves of {self.signature}{f' at {sizes}' if sizes else ''}:"
            f" {len(self.waves)}, the widest has {widest} nodes"
        ]
        rows = [
            (f"  {i}", str(len(wave.nodes)), f"{wave.flops:,}", _listed(wave.nodes))
            for i, wave in enumerate(self.waves[:ROWS])
        ]
        lines += table([("  wave", "nodes", "FLOPs", ""), *rows], right=(1, 2))
        lines += _more(len(self.waves))
        lines.append(
            f"critical path: {len(self.critical_path)} nodes, {self.critical_flops:,} of"
            f" {self.flops:,} FLOPs, so at most {self.parallelism:.2f} cores are busy on average"
        )
        path = [(f"  {n}", op, f"{flops:,}") for n, op, flops in self.critical_path[:ROWS]]
        lines += table([("  node", "op", "FLOPs"), *path], right=(2,))
        return "\n".join([*lines, *_more(len(self.critical_path))])

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "signature": self.signature,
            "bindings": dict(self.bindings),
            "waves": [{"nodes": list(w.nodes), "flops": w.flops} for w in self.waves],
            "critical_path": [
                {"node": n, "op": op, "flops": flops} for n, op, flops in self.critical_path
            ],
            "flops": self.flops,
            "critical_flops": self.critical_flops,
            "parallelism": self.parallelism,
        }


def wave_report(signature: Signature, bindings: Mapping[str, int]) -> WaveReport:
    """The waves of what ``signature`` computes. A node whose shape is not known costs 0."""
    from graphrt.ir.dag import critical_path, waves  # networkx

    nodes = needed(signature.graph, signature.fetches)
    graph = Graph(nodes, name=signature.graph.name)
    flops = {node.name: node_flops(node, bindings) or 0 for node in nodes}

    def cost(node: Node) -> float:
        return flops[node.name] + 1e-6  # of two chains of equal FLOPs the longer one

    path = [graph.node(name) for name in critical_path(graph, cost)] if nodes else []
    return WaveReport(
        signature.name,
        dict(bindings),
        tuple(Wave(tuple(wave), sum(flops[name] for name in wave)) for wave in waves(graph)),
        tuple((node.name, node.op.name, flops[node.name]) for node in path),
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")


def _more(count: int) -> list[str]:
    return [f"  ... {count - ROWS} more"] if count > ROWS else []
