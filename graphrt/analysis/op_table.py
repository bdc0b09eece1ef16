"""The ops of this installation as a table."""

from __future__ import annotations

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
                row["gate"] if row["gradient"] else "none",
                row["onnx"] or "-",
                row["summary"],
            )
            for row in self.rows
        ]
        return "\n".join(table([head, *body]))

    def to_json(self) -> dict[str, Any]:
        return {"count": len(self.rows), "ops": list(self.rows)}


def op_table() -> OpTable:
    """Every op: operands, attributes, whether it has a gradient, its ONNX name."""
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
                "gradient": op.vjp is not Op.vjp,
                "gate": op.gate,
                "onnx": op.onnx.name if op.onnx else None,
                "summary": (op.__doc__ or "").strip().splitlines()[0].replace("``", ""),
            }
        )
    return OpTable(tuple(rows))
