"""`optimize`: passes over the signatures of a model, and receipts of what they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from graphrt.errors import UsageError, table
from graphrt.ir.emitter import paused_gc
from graphrt.ir.model import Model, Receipt, Signature, require_model
from graphrt.passes.base import summary
from graphrt.passes.pipeline import PassRun, Pipeline, parse_pipeline, pipeline_of
from graphrt.passes.presets import LEVELS
from graphrt.passes.registry import all_passes
from graphrt.passes.report import PassReport
from graphrt.passes.signatures import chosen_signatures, frozen, graph_of, with_graph
from graphrt.record import Record


def optimize(
    model: Model,
    level: str = "O2",
    *,
    passes: str | None = None,
    signatures: Sequence[str] | None = None,
    freeze: str | None = None,
    report: PassReport | None = None,
) -> Model:
    """``model`` with its signatures rewritten to compute the same with less.

    ``level`` is ``"O0"`` (nothing), ``"O1"`` (every result keeps its bits) or ``"O2"`` (functions
    written out in primitives become one op, which rounds differently); ``passes`` is a pipeline
    such as ``"canonicalize,fold{max_bytes=1000},cse,dce"`` instead. ``signatures`` says which
    ones, default all. ``freeze`` takes one signature out and makes its variables constants
    first, so that they are folded, too. ``report`` keeps what each pass did.

    Each signature gets a graph of its own; what passes did is in ``model.history``. Raises
    `UsageError` for an unknown level, pass, option or signature, and `GraphError` naming the
    pass if one should break the graph.

    >>> import graphrt as gr
    >>> model = gr.optimize(gr.example("neuron"))
    >>> [node.op.name for node in model.graph if node.inputs]
    ['mul', 'mul', 'add', 'add', 'sigmoid']
    """
    require_model("optimize", model)
    pipeline = pipeline_of(level) if passes is None else parse_pipeline(passes)
    if freeze is not None:
        if signatures is not None:
            raise UsageError("freeze keeps one signature: signatures cannot be given as well")
        model = frozen(model, freeze)
    chosen = chosen_signatures(model, None if signatures is None else tuple(signatures))
    if not pipeline.passes:
        return model
    done = dict(model.signatures)
    receipts: list[Receipt] = []
    for name, signature in chosen.items():
        done[name], runs = optimize_signature(signature, pipeline, report)
        receipts += [_receipt(name, run) for run in runs if run.changed]
    return replace(model, signatures=done, history=(*model.history, *receipts))


def optimize_signature(
    signature: Signature,
    pipeline: Pipeline,
    report: PassReport | None = None,
    check: bool = True,
) -> tuple[Signature, list[PassRun]]:
    """``signature`` over a graph of its own after ``pipeline``, and what each pass did."""
    if report is not None:
        report.begin(signature.name, pipeline)
    with paused_gc():
        graph, runs = pipeline.run(
            graph_of(signature),
            [] if report is None else [report],
            () if report is None else report.why_not,
            check,
        )
        return with_graph(signature, graph), runs


def _receipt(signature: str, run: PassRun) -> Receipt:
    options = str(run.step).removeprefix(run.step.name).strip("{}")
    fired = (f"{rule} {count}" for rule, count in run.log.fired.items())
    return Receipt(
        run.step.name, options, run.before, run.after, (f"signature {signature}", *fired)
    )


class PassTable(Record):
    """The passes of this installation, with their options and rules."""

    rows: tuple[dict[str, Any], ...]

    def text(self) -> str:
        """Levels, passes, and the rules of each."""
        lines = [f"{level}  {text or 'no pass'}" for level, text in LEVELS.items()]
        for row in self.rows:
            kind = "exact" if row["exact"] else "changes rounding"
            options = ",".join(f"{name}={value}" for name, value in row["options"].items())
            shown = f"{row['name']}{{{options}}}" if options else row["name"]
            lines += ["", f"{shown}  ({kind})", f"  {row['summary']}"]
            lines += table([(f"  {name}", text) for name, text in row["rules"].items()])
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        return {"levels": LEVELS, "passes": list(self.rows)}


def pass_table() -> PassTable:
    """Every pass: its options, its rules, whether it is exact."""
    rows = []
    for kind in all_passes():
        default = kind()
        rows.append(
            {
                "name": kind.name,
                "exact": kind.exact,
                "summary": summary(kind),
                "options": dict(vars(default)),
                "rules": {rule.name: rule.summary for rule in kind.rules},
            }
        )
    return PassTable(tuple(rows))
