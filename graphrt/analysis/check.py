"""Checking a file: the loader that `run` uses, then the verifier, then what it would cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphrt.analysis.costs import Cost
from graphrt.analysis.gradient import GradientReport, check_gradients
from graphrt.analysis.report import inspect
from graphrt.errors import table
from graphrt.ir.model import Model
from graphrt.ir.verify import verify_model
from graphrt.serde import load


@dataclass(frozen=True)
class CheckReport:
    """A file that loaded and verified, and what its signatures would cost."""

    model: Model
    costs: dict[str, Cost | None]
    gradients: GradientReport | None = None

    @property
    def ok(self) -> bool:
        return self.gradients is None or self.gradients.ok

    def text(self) -> str:
        nodes = sum(len(graph) for graph in self.model.graphs)
        lines = [f"ok: {self.model.name}, {nodes} nodes, {len(self.model.variables)} variables"]
        lines.append(f"digest {self.model.digest}")
        rows = []
        for name, cost in self.costs.items():
            if cost is not None:
                peak, largest = f"{cost.peak_bytes:,} bytes at peak", f"largest {cost.largest}"
                rows.append((name, f"{cost.flops:,} FLOPs", peak, largest))
            else:
                rows.append((name, "cost unknown", "", ""))
        lines += table(rows)
        if self.gradients is not None:
            lines += [f"gradients of {self.gradients.loss}", self.gradients.text()]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "digest": self.model.digest,
            "costs": {k: None if c is None else dict(c.__dict__) for k, c in self.costs.items()},
            "gradients": None if self.gradients is None else self.gradients.to_json(),
        }


def check(
    path: Any,
    *,
    limits: Any = None,
    grad: bool = False,
    signature: str | None = None,
    loss: str | None = None,
) -> CheckReport:
    """Load and verify a model file and its weights' digest; with ``grad`` also check its gradients.

    Raises what loading raises: `FormatError`, `LimitError`, `UsageError`.
    """
    model = load(path, limits=limits, verify_weights=True)
    verify_model(model)
    report = check_gradients(model, signature, loss=loss) if grad else None
    return CheckReport(model, dict(inspect(model).costs), report)
