"""What passes did: a line per pass, the rules that fired, and why others did not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graphrt.errors import UsageError, nearest, table
from graphrt.ir.graph import Graph
from graphrt.passes.base import Pass
from graphrt.passes.pipeline import PassRun, Pipeline


class PassReport:
    """An observer of `optimize`: keeps what each pass did to each signature.

    ``why_not`` names rules of which it also keeps where they declined, and why. To look at the
    graphs in between, subclass it and override `after`.

    >>> import graphrt as gr
    >>> report = gr.PassReport()
    >>> model = gr.optimize(gr.example("neuron"), report=report)
    >>> report.fired["sigmoid"]
    1
    """

    def __init__(self, why_not: Iterable[str] = ()) -> None:
        self.why_not = tuple(why_not)
        self.signature = ""
        self.level = ""
        self.runs: list[tuple[str, PassRun]] = []

    def begin(self, signature: str, pipeline: Pipeline) -> None:
        """Called before the passes run on ``signature``."""
        require_rules(self.why_not, pipeline.passes)
        self.signature = signature

    def after(self, run: PassRun, graph: Graph) -> None:
        """Called after each pass with what it did and the graph it gave."""
        self.runs.append((self.signature, run))

    @property
    def fired(self) -> dict[str, int]:
        """How often each rule fired, in all passes and signatures."""
        total: dict[str, int] = {}
        for _, run in self.runs:
            for rule, count in run.log.fired.items():
                total[rule] = total.get(rule, 0) + count
        return total

    def text(self) -> str:
        """A table per signature, then the answers to ``why_not``."""
        parts = []
        for signature in dict.fromkeys(name for name, _ in self.runs):
            runs = [run for name, run in self.runs if name == signature]
            before, after = runs[0].before, runs[-1].after
            milliseconds = 1e3 * sum(run.seconds for run in runs)
            lines = [f"{signature}: {before} -> {after} nodes, {milliseconds:.1f} ms"]
            lines += table([_row(run) for run in runs if run.changed])
            parts.append("\n".join(lines))
        parts += [self._why_not(rule) for rule in self.why_not]
        return "\n\n".join(parts) if parts else "no pass ran"

    def _why_not(self, rule: str) -> str:
        """Where ``rule`` declined, by reason; or that it never came to that."""
        refusals = [(name, each) for name, run in self.runs for each in run.log.refusals]
        mine = dict.fromkeys((name, each) for name, each in refusals if each.rule == rule)
        looked = sum(run.log.looked[rule] for _, run in self.runs)
        head = f"{rule}: fired {self.fired.get(rule, 0)} times"
        if not mine:
            kind = "its pattern is in none of them" if looked else "none is of a kind it looks at"
            return f"{head}; it looked at {looked} nodes, and declined at none: {kind}"
        rows = [
            (f"  {name}", f"%{each.node}", f"at {each.location}" if each.location else "",
             each.reason)
            for name, each in mine
        ]  # fmt: skip
        return "\n".join([f"{head}; declined {len(mine)} times", *table(rows)])

    def to_json(self) -> dict[str, Any]:
        """The same as plain data, passes that changed nothing included."""
        return {
            "signatures": [
                {
                    "signature": name,
                    "passes": [_record(run) for owner, run in self.runs if owner == name],
                }
                for name in dict.fromkeys(name for name, _ in self.runs)
            ],
            "fired": self.fired,
            "why_not": [
                {
                    "rule": each.rule,
                    "signature": name,
                    "node": each.node,
                    "location": str(each.location) if each.location else None,
                    "reason": each.reason,
                }
                for name, run in self.runs
                for each in run.log.refusals
            ],
        }


def _row(run: PassRun) -> tuple[str, ...]:
    fired = ", ".join(f"{rule} {count}" for rule, count in run.log.fired.items())
    nodes = f"{run.before} -> {run.after}"
    return (f"  {run.step}", nodes, f"{run.seconds * 1e3:.1f} ms", fired)


def _record(run: PassRun) -> dict[str, Any]:
    return {
        "pass": str(run.step),
        "exact": run.step.exact,
        "nodes_before": run.before,
        "nodes_after": run.after,
        "fired": dict(run.log.fired),
        "ms": round(run.seconds * 1e3, 3),
    }


def rule_names(step: Pass | type[Pass]) -> list[str]:
    """The names under which a pass reports."""
    return [*step.reports, *(rule.name for rule in step.rules)]


def require_rules(names: Iterable[str], passes: Iterable[Pass]) -> None:
    """Raise `UsageError` unless each of ``names`` is a rule of one of ``passes``."""
    known = [rule for step in passes for rule in rule_names(step)]
    for name in names:
        if name not in known:
            from graphrt.passes.registry import all_passes

            owner = next((k.name for k in all_passes() if name in rule_names(k)), None)
            hint = f"it is a rule of {owner}, which is not run" if owner else nearest(name, known)
            raise UsageError(f"no pass here has a rule {name!r}", hint=hint)
