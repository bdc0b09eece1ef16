"""The nodes of a model, a row each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphrt.analysis.costs import node_flops
from graphrt.errors import table
from graphrt.ir.graph import Node


@dataclass(frozen=True)
class NodeRow:
    """One node. ``flops`` and ``nbytes`` are ``None`` where a shape is not known."""

    name: str
    op: str
    type: str
    role: str
    inputs: tuple[str | None, ...]
    flops: int | None
    nbytes: int | None  # of the results
    wave: int
    location: str | None


@dataclass(frozen=True)
class NodeTable:
    """Nodes in graph order, and the extents their figures are for."""

    rows: tuple[NodeRow, ...]
    bindings: Mapping[str, int]

    def text(self) -> str:
        """A line per node, and the sums."""
        head = ("node", "op", "type", "FLOPs", "bytes", "wave", "where")
        body = [
            (
                row.name,
                row.op,
                row.type,
                _count(row.flops),
                _count(row.nbytes),
                str(row.wave),
                row.location or "",
            )
            for row in self.rows
        ]
        sizes = ", ".join(f"{name}={number}" for name, number in self.bindings.items())
        flops = sum(row.flops or 0 for row in self.rows)
        at = f" at {sizes}" if sizes else ""
        return "\n".join(
            [*table([head, *body], right=(3, 4, 5)), f"{len(self.rows)} nodes, {flops:,} FLOPs{at}"]
        )

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        rows = [dict(row.__dict__, inputs=list(row.inputs)) for row in self.rows]
        return {"bindings": dict(self.bindings), "rows": rows}


def node_table(nodes: Iterable[Node], bindings: Mapping[str, int]) -> NodeTable:
    """A row for each of ``nodes``, which must include what they read."""
    waves: dict[Node, int] = {}
    rows = []
    for node in nodes:
        before = [waves[each.node] for each in node.inputs if each is not None]
        waves[node] = wave = 1 + max(before, default=-1)
        types = [value.type.bind(bindings) for value in node.outputs]
        static = all(each.is_static for each in types)
        shown = ", ".join(map(str, types))
        rows.append(
            NodeRow(
                node.name,
                node.op.name,
                shown if len(types) == 1 else f"({shown})",
                node.role.name.lower(),
                tuple(None if each is None else each.name for each in node.inputs),
                node_flops(node, bindings),
                sum(each.nbytes for each in types) if static else None,
                wave,
                None if node.location is None else str(node.location),
            )
        )
    return NodeTable(tuple(rows), dict(bindings))


def _count(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"
