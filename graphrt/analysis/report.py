"""What is in a model: signatures, variables, nodes, and what a run costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graphrt.analysis.costs import Cost, cost_of
from graphrt.analysis.extents import extents_of, require_dims, shapes_of
from graphrt.analysis.history import History, history_of
from graphrt.analysis.memory import MemoryTimeline, memory_timeline
from graphrt.analysis.node_table import NodeTable, node_table
from graphrt.analysis.runners import BackendReport, backend_report, native_code
from graphrt.analysis.savings import activation_bytes, savings_of
from graphrt.analysis.waves import WaveReport, wave_report
from graphrt.analysis.weight_table import WeightTable, weight_table
from graphrt.errors import GraphrtError, UsageError, nearest, table
from graphrt.ir.evaluate import needed
from graphrt.ir.model import Model, Signature, require_model
from graphrt.lowering import ExecutionPlan, plan_signature
from graphrt.passes.signatures import graph_of
from graphrt.runtime.rewriting import require_pipeline, rewritten

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Inspection:
    """A model as rows of text and as JSON, and views of it by request.

    ``dims`` and ``feeds`` say how large the symbolic extents are.
    """

    model: Model
    signatures: tuple[Signature, ...]
    costs: Mapping[str, Cost | None]
    dims: Mapping[str, int] = field(default_factory=dict)
    feeds: Mapping[str, Array] = field(default_factory=dict)

    # -- views ----------------------------------------------------------------------------

    def nodes(self, signature: str | None = None) -> NodeTable:
        """Every node, or those ``signature`` needs."""
        if signature is not None:
            chosen = self.model.signature(signature)
            return node_table(needed(chosen.graph, chosen.fetches), self.extents(signature))
        sizes: dict[str, int] = {}
        for each in self.signatures:
            sizes = {**self.extents(each.name), **sizes}
        return node_table((node for graph in self.model.graphs for node in graph), sizes)

    def weights(self, *, stats: bool = False) -> WeightTable:
        """Every variable; with ``stats``, statistics of its values."""
        return weight_table(self.model, stats=stats)

    def plan(self, signature: str | None = None) -> ExecutionPlan:
        """The steps and buffers of a run of ``signature`` (default ``predict``)."""
        chosen = self.model.signature(signature)
        return plan_signature(chosen, shapes_of(chosen, self.dims, self.feeds))

    def memory(self, signature: str | None = None) -> MemoryTimeline:
        """Which tensors are alive at each step of a run, and what recomputing would save."""
        chosen = self.model.signature(signature)
        shapes = shapes_of(chosen, self.dims, self.feeds)
        plan = plan_signature(chosen, shapes)
        held = activation_bytes(graph_of(chosen), plan)
        return memory_timeline(plan, held, savings_of(chosen, plan, shapes))

    def waves(self, signature: str | None = None) -> WaveReport:
        """What of a run can be done at the same time, and the critical path."""
        chosen = self.model.signature(signature)
        return wave_report(chosen, self.extents(chosen.name))

    def runners(
        self, signature: str | None = None, *, backend: str = "auto", optimize: str = "O2"
    ) -> BackendReport:
        """Who runs each step of ``signature`` on a backend, with which kernels, or why none.

        >>> import graphrt as gr
        >>> found = gr.inspect(gr.example("gates")).runners(backend="numpy")
        >>> {row.runner for row in found.steps}
        {'numpy'}
        """
        chosen = self.model.signature(signature)
        plan = self._optimized_plan(chosen, optimize)
        return backend_report(plan, chosen.name, backend, optimize)

    def native_code(
        self, form: str = "ir", signature: str | None = None, *, optimize: str = "O2"
    ) -> str:
        """The machine code a run calls, as LLVM IR (``ir``) or assembly (``asm``)."""
        return native_code(self._optimized_plan(self.model.signature(signature), optimize), form)

    def _optimized_plan(self, signature: Signature, optimize: str) -> ExecutionPlan:
        """The plan a session makes."""
        require_pipeline(optimize)
        shapes = shapes_of(signature, self.dims, self.feeds)
        return plan_signature(rewritten(signature, optimize), shapes)

    def history(self) -> History:
        """What passes did to the model, and how its updates came about."""
        return history_of(self.model)

    def extents(self, signature: str) -> dict[str, int]:
        """The number each symbol of ``signature`` stands for here."""
        return extents_of(self.model.signature(signature), self.dims, self.feeds)

    def graph_text(self) -> str:
        """The graphs in text form."""
        return "\n".join(str(graph) for graph in self.model.graphs)

    # -- the overview ---------------------------------------------------------------------

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
            "signatures": [self._signature(each) for each in self.signatures],
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
        for signature in self.signatures:
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


def inspect(
    model: Model,
    signature: str | None = None,
    *,
    dims: Mapping[str, int] | None = None,
    feeds: Mapping[str, Array] | None = None,
) -> Inspection:
    """Look into a model without running it, or into one ``signature`` of it.

    Figures are for ``dims``, a number for each symbolic extent, or the shapes of ``feeds``;
    where neither says, for the stored example, else 1.

    Raises `UsageError` for an unknown signature, symbol or input.

    >>> import graphrt as gr
    >>> report = gr.inspect(gr.example("two_layer_net"), "train", dims={"N": 64})
    >>> [row.flops for row in report.nodes().rows if row.op == "matmul"]
    [65536, 65536, 65536, 65536, 65536]
    """
    require_model("inspect", model)
    chosen = (
        tuple(model.signatures.values()) if signature is None else (model.signature(signature),)
    )
    dims, feeds = dims or {}, feeds or {}
    require_dims(chosen, dims)
    for name in feeds:
        if not any(name in each.inputs for each in chosen):
            known = dict.fromkeys(key for each in chosen for key in each.inputs)
            raise UsageError(f"there is no input {name!r}", hint=nearest(name, known))
    costs = {each.name: _cost(each, dims, feeds) for each in chosen}
    return Inspection(model, chosen, costs, dims, feeds)


def _cost(signature: Signature, dims: Mapping[str, int], feeds: Mapping[str, Array]) -> Cost | None:
    try:
        return cost_of(plan_signature(signature, shapes_of(signature, dims, feeds)))
    except UsageError:
        raise
    except GraphrtError:  # an op this release does not know, or a shape nobody can guess
        return None


def _parameters(model: Model) -> int:
    return sum(variable.value.size for variable in model.parameters)


def _op_counts(model: Model) -> list[tuple[str, int]]:
    return Counter(node.op.name for graph in model.graphs for node in graph).most_common()
