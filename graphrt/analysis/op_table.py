"""The ops of this installation as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from graphrt.errors import table
from graphrt.ir.op import Op
from graphrt.ops import lookup


@dataclass(frozen=True)
class OpTable:
    """The ops of this installation."""

    rows: tuple[dict[str, Any], ...]

    def text(self) -> str:
        head = ("op", "operands", "attributes", "gradient", "ONNX", "what it does")
        body = [
            (
                row["name"],
                ", ".join(row["operands"]) or "-",
                ", ".join(row["attributes"]) or "-",
                row["gate"] if row["gradient"] else f"none: {row['no_gradient']}",
                row["onnx"] or "-",
                row["summary"],
            )
            for row in self.rows
        ]
        return "\n".join(table([head, *body]))

    def to_json(self) -> dict[str, Any]:
        return {"count": len(self.rows), "ops": list(self.rows)}


def op_table() -> OpTable:
    """Every op: operands, attributes, its gradient or why it has none, its ONNX name."""
    from graphrt.ops.table import OP_MODULES

    rows = []
    for name in OP_MODULES:
        op = lookup(name)
        rows.append(
            {
                "name": name,
                "version": op.version,
                "operands": [("*" if p.variadic else "") + p.name for p in op.parameters],
                "attributes": [field.name for field in op.fields],
                "gradient": why_no_gradient(op) is None,
                "no_gradient": why_no_gradient(op),
                "gate": op.gate,
                "onnx": op.onnx.name if op.onnx else None,
                "summary": (op.__doc__ or "").strip().splitlines()[0].replace("``", ""),
            }
        )
    return OpTable(tuple(rows))


def why_no_gradient(op: type[Op]) -> str | None:
    """The reason the op's docstring gives after ``Gradient: none``; ``None`` if it has one."""
    if not op.parameters:
        return "it has no operands"
    said = re.search(r"Gradient: none, ([^.;]+)", " ".join((op.__doc__ or "").split()))
    if said:
        return said[1]
    return "it states no rule" if op.vjp is Op.vjp else None
