"""From bursts to medians, ratios and verdicts."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from peerbench.workload import Goal, Workload


@dataclass
class Figures:
    """What one system did in one workload. Times are in seconds."""

    system: str
    version: str = ""
    bursts: list[float] = field(default_factory=list)
    build: float = 0.0
    compile: float = 0.0
    peak_bytes: int = 0
    error: float = 0.0
    nodes: int | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Seconds per call: the median of the bursts' means."""
        return statistics.median(self.bursts)

    @property
    def spread(self) -> float:
        """How far the middle half of the bursts reaches, as a share of the median."""
        if len(self.bursts) < 2:
            return 0.0
        low, _, high = statistics.quantiles(self.bursts, n=4)
        return (high - low) / self.median

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "version": self.version, "median": self.median, "min": min(self.bursts),
            "spread": self.spread, "bursts": self.bursts, "build": self.build,
            "compile": self.compile, "peak_bytes": self.peak_bytes, "error": self.error,
            "notes": self.notes,
        }  # fmt: skip
        return found


QUANTITIES: dict[str, Callable[[Figures], float]] = {
    "median": lambda f: f.median,
    "per_node": lambda f: f.median / f.nodes if f.nodes else float("nan"),
    "build": lambda f: f.build,
    "compile": lambda f: f.compile,
    "ready": lambda f: f.build + f.compile,
    "peak_bytes": lambda f: float(f.peak_bytes),
}


@dataclass(frozen=True)
class Verdict:
    """A goal held against what was measured: the value, and whether it is reached. Both are None
    where graphrt or the goal's peer did not run."""

    goal: Goal
    value: float | None

    @property
    def reached(self) -> bool | None:
        return None if self.value is None else self.value <= self.goal.at_most

    def text(self) -> str:
        """``graphrt / jax: 1.43, goal 0.85: missed``."""
        goal = self.goal
        what = goal.system + ("" if goal.quantity == "median" else f" {goal.quantity}")
        if goal.peer is not None:
            what += f" / {goal.peer}"
        if self.value is None:
            return f"{what}: not measured"
        show = (lambda v: f"{v:.2f}") if goal.peer is not None else amount(goal.quantity)
        end = "reached" if self.reached else "missed"
        return f"{what}: {show(self.value)}, goal {show(goal.at_most)}: {end}"


def verdict(goal: Goal, found: Mapping[str, Figures]) -> Verdict:
    """``goal`` held against what was measured in the same run."""
    quantity = QUANTITIES[goal.quantity]
    if goal.system not in found or (goal.peer is not None and goal.peer not in found):
        return Verdict(goal, None)
    value = quantity(found[goal.system])
    return Verdict(goal, value if goal.peer is None else value / quantity(found[goal.peer]))


def amount(quantity: str) -> Callable[[float], str]:
    """How a value of ``quantity`` is written."""
    return megabytes if quantity == "peak_bytes" else duration


def duration(seconds: float) -> str:
    """Three digits and a unit: ``4.52 us``."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if seconds < 1000 * size else f"{seconds:.0f} s"
    return f"{seconds * 1e9:.3g} ns"


def megabytes(size: float) -> str:
    return f"{size / 1e6:.0f} MB"


def table(workload: Workload, found: Mapping[str, Figures]) -> str:
    """A line per system, the quickest first, and a line per goal."""
    head = ("system", "median", "graphrt/it", "min", "spread", "compile", "peak", "error")
    ours = found.get("graphrt")
    rows: list[Sequence[str]] = [head]
    for each in sorted(found.values(), key=lambda f: f.median):
        ratio = f"{ours.median / each.median:.2f}" if ours else "-"
        rows.append((
            each.system, duration(each.median), ratio, duration(min(each.bursts)),
            f"{each.spread:.0%}", duration(each.compile) if each.compile else "-",
            megabytes(each.peak_bytes) if each.peak_bytes else "-", f"{each.error:.0e}",
        ))  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    ]
    lines += [verdict(goal, found).text() for goal in workload.goals]
    lines += [f"{name}: {note}" for name, each in found.items() for note in each.notes]
    return "\n".join([workload.name, *(f"  {line}" for line in lines)])
