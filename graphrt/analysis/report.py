"""What is in a model: signatures, variables, nodes, and what a run costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphrt.errors import GraphrtError, table
from graphrt.ir.model import Model, Signature
from graphrt.ir.op import Op
from graphrt.lowering import ExecutionPlan, plan_signature
from graphrt.ops import lookup


@dataclass(frozen=True)
class Cost:
    """What one run of a signature costs for a given size of its symbols."""

    bindings: Mapping[str, int]
    steps: int
    flops: int
    peak_bytes: int


@dataclass(frozen=True)
class Inspection:
    """A model as rows of text and as JSON."""

    model: Model
    costs: Mapping[str, Cost | None]

    def to_json(self) -> dict[str, Any]:
        """Everything `text` shows, as plain data."""
        model = self.model
        return {
            "name": model.name,
            "digest": model.digest,
            "nodes": sum(len(graph) for graph in model.graphs),
            "parameters": _parameters(model),
            "ops": dict(_op_counts(model)),
            "roles": dict(Counter(n.role.name.lower() for g in model.graphs for n in g)),
            "signatures": [self._signature(each) for each in model.signatures.values()],
            "variables": [
                {
                    "name": variable.name,
                    "kind": variable.kind.name.lower(),
                    "type": str(variable.type),
                    "bytes": int(variable.value.nbytes),
                    "trainable": variable.trainable,
                }
                for variable in model.variables.values()
            ],
            "meta": dict(model.meta),
            "train": None if model.train is None else dict(model.train.__dict__),
        }

    def _signature(self, signature: Signature) -> dict[str, Any]:
        cost = self.costs[signature.name]
        return {
            "name": signature.name,
            "inputs": {name: str(value.type) for name, value in signature.inputs.items()},
            "outputs": {name: str(value.type) for name, value in signature.outputs.items()},
            "updates": list(signature.updates),
            "examples": len(signature.examples),
            "cost": None if cost is None else dict(cost.__dict__),
        }

    def text(self) -> str:
        """Signatures, variables and counts, for a terminal."""
        model = self.model
        nodes = sum(len(graph) for graph in model.graphs)
        lines = [f"model {model.name}: {nodes} nodes, {_parameters(model):,} parameters"]
        for signature in model.signatures.values():
            lines.append(f"\nsignature {signature.name}")
            rows = [("  in", name, str(v.type)) for name, v in signature.inputs.items()]
            rows += [("  out", name, str(v.type)) for name, v in signature.outputs.items()]
            lines += table(rows)
            if signature.updates:
                lines.append(f"  updates {', '.join(signature.updates)}")
            cost = self.costs[signature.name]
            if cost is not None:
                sizes = ", ".join(f"{key}={number}" for key, number in cost.bindings.items())
                at = f" at {sizes}" if sizes else ""
                lines.append(
                    f"  cost{at}: {cost.steps} steps, {cost.flops:,} FLOPs,"
                    f" {cost.peak_bytes:,} bytes beside the variables"
                )
        if model.variables:
            lines.append("\nvariables")
            lines += table(
                [
                    (f"  {v.name}", str(v.type), v.kind.name.lower(), f"{v.value.nbytes:,} bytes")
                    for v in model.variables.values()
                ]
            )
        counts = ", ".join(f"{name} {count}" for name, count in _op_counts(model))
        lines.append(f"\nops: {counts}")
        lines += [f"{key}: {value}" for key, value in model.meta.items()]
        return "\n".join(lines)

    def nodes_text(self) -> str:
        """The graphs in text form."""
        return "\n".join(str(graph) for graph in self.model.graphs)


def inspect(model: Model) -> Inspection:
    """Look into a model without running it; costs are for the stored example, else for 1 row."""
    return Inspection(model, {name: _cost(s) for name, s in model.signatures.items()})


def _cost(signature: Signature) -> Cost | None:
    try:
        plan = plan_signature(signature, _shapes(signature))
    except GraphrtError:  # an op this release does not know, or a shape nobody can guess
        return None
    return Cost(dict(plan.bindings), sum(1 for _ in plan.steps), plan_flops(plan), plan.peak_bytes)


def plan_flops(plan: ExecutionPlan) -> int:
    """Floating-point operations of the static steps of a plan."""
    total = 0
    steps = [*plan.steps, *(store.step for store in plan.stores if store.step is not None)]
    for step in steps:
        operands = [None if each is None else each.type for each in step.inputs]
        results = [each.type for each in step.outputs]
        if all(each is None or each.is_static for each in (*operands, *results)):
            total += step.node.op.flops(operands, results)
    return total


def _shapes(signature: Signature) -> dict[str, tuple[int, ...]]:
    if signature.examples:
        inputs = signature.examples[0].inputs
        if all(name in inputs for name in signature.inputs):
            return {name: inputs[name].shape for name in signature.inputs}
    sizes: dict[str, int] = {}
    for value in signature.inputs.values():
        for extent in value.type.dims:
            for symbol in getattr(extent, "symbols", ()):
                sizes.setdefault(symbol.name, 1)
    return {name: v.type.bind(sizes).static_shape for name, v in signature.inputs.items()}


def _parameters(model: Model) -> int:
    return sum(variable.value.size for variable in model.parameters)


def _op_counts(model: Model) -> list[tuple[str, int]]:
    return Counter(node.op.name for graph in model.graphs for node in graph).most_common()


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
