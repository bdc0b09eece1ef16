"""Who runs each step of a signature, and why: ``inspect --backend``, and the code of kernels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphrt.backends.choice import choose_backend
from graphrt.errors import UsageError, nearest, table
from graphrt.lowering import ExecutionPlan, Segment, Step

FORMS = ("ir", "asm")


@dataclass(frozen=True)
class StepRow:
    """A step of a run, or the store of a variable, and who runs it. Where that is NumPy on the
    native backend, ``reason`` says why."""

    name: str
    op: str
    runner: str
    kernels: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class BackendReport:
    """The steps of one signature on one backend."""

    signature: str
    backend: str
    optimize: str
    bindings: Mapping[str, int]
    steps: tuple[StepRow, ...]

    @property
    def native(self) -> int:
        """How many steps run as machine code."""
        return sum(row.runner == "native" for row in self.steps)

    @property
    def reasons(self) -> Mapping[str, int]:
        """Why steps run on NumPy, and how many for each reason."""
        return dict(Counter(row.reason for row in self.steps if row.reason).most_common())

    def text(self) -> str:
        """A line per step, and a summary."""
        sizes = ", ".join(f"{name}={number}" for name, number in self.bindings.items())
        kernels = {name for row in self.steps for name in row.kernels}
        head = f"{self.signature}{f' at {sizes}' if sizes else ''} on {self.backend}"
        head += f", {self.optimize}: {len(self.steps)} steps"
        if self.backend == "native":
            head += f", {self.native} of them native, {len(kernels)} kernels"
        rows = [
            (f"  {row.name}", row.op, row.runner, row.reason or ", ".join(row.kernels))
            for row in self.steps
        ]
        return "\n".join([head, *table([("  step", "op", "runs on", "kernels or reason"), *rows])])

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "signature": self.signature,
            "backend": self.backend,
            "optimize": self.optimize,
            "bindings": dict(self.bindings),
            "native": self.native,
            "reasons": dict(self.reasons),
            "steps": [
                {
                    "step": row.name,
                    "op": row.op,
                    "runner": row.runner,
                    "kernels": list(row.kernels),
                    "reason": row.reason,
                }
                for row in self.steps
            ],
        }


def backend_report(
    plan: ExecutionPlan, signature: str, backend: str, optimize: str
) -> BackendReport:
    """Who runs the steps of ``plan`` on the backend called ``backend``."""
    name = choose_backend(backend).backend.name
    if name == "native":
        from graphrt.backends.native.listing import runners

        rows = [
            StepRow(
                *_names(each.part),
                "numpy" if each.reason else "native",
                tuple(call.kernel.name for call in each.calls),
                each.reason,
            )
            for each in runners(plan)
        ]
    else:
        rows = [StepRow(*_names(part), name) for part in (*plan.every_step, *plan.stores)]
    return BackendReport(signature, name, optimize, dict(plan.bindings), tuple(rows))


def native_code(plan: ExecutionPlan, form: str) -> str:
    """The kernels of ``plan`` as text: ``ir`` or ``asm``. Raises `UsageError` for another form."""
    if form not in FORMS:
        raise UsageError(f"no form of code {form!r}", hint=nearest(form, FORMS))
    choose_backend("native")
    from graphrt.backends.native.listing import program_text

    return program_text(plan, form)


def _names(part: Any) -> tuple[str, str]:
    if not isinstance(part, Step):
        return f"store {part.variable}", "copy"
    written = [each.key for each in part.outputs if each and each.segment is Segment.STATE]
    name = f"store {', '.join(written)}" if written else f"%{part.node.name}"
    return name, part.node.op.name
