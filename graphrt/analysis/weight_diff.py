"""How the variables of two models differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphrt.analysis.array_diff import ArrayDiff, array_diff
from graphrt.errors import table
from graphrt.ir.model import Model


@dataclass(frozen=True)
class WeightDiff:
    """``rows`` has every variable of both models; the sides it is not on are in ``missing``."""

    rows: tuple[tuple[str, ArrayDiff], ...]
    missing: tuple[tuple[str, str], ...]
    roles: tuple[str, ...]  # variables that are another kind of variable now

    @property
    def equal(self) -> bool:
        return not self.missing and not self.roles and all(each.ok for _, each in self.rows)

    def text(self) -> str:
        """A line of counts, then a row per variable that is not identical."""
        identical = sum(each.identical for _, each in self.rows)
        lines = [
            f"weights: {identical} of {len(self.rows) + len(self.missing)} variables identical"
        ]
        lines += [f"  {name} is only in the {side} model" for name, side in self.missing]
        lines += [f"  {line}" for line in self.roles]
        rows = [(f"  {name}", each.text()) for name, each in self.rows if not each.identical]
        return "\n".join([*lines, *table(rows)])

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "equal": self.equal,
            "rows": [dict(each.__dict__, name=name, ok=each.ok) for name, each in self.rows],
            "missing": [{"name": name, "only_in": side} for name, side in self.missing],
            "roles": list(self.roles),
        }


def weight_diff(left: Model, right: Model, rtol: float = 0.0, atol: float = 0.0) -> WeightDiff:
    """Compare variables of the same name: type, kind, values."""
    before, after = left.variables, right.variables
    rows = []
    roles = []
    for name in before:
        if name in after:
            rows.append((name, array_diff(before[name].value, after[name].value, rtol, atol)))
            was, now = ((v.kind.name.lower(), v.trainable) for v in (before[name], after[name]))
            if was != now:
                roles.append(f"{name} is {_role(*now)}, was {_role(*was)}")
    missing = [(name, "first") for name in before if name not in after]
    missing += [(name, "second") for name in after if name not in before]
    return WeightDiff(tuple(rows), tuple(missing), tuple(roles))


def _role(kind: str, trainable: bool) -> str:
    return f"a trainable {kind}" if trainable else f"a {kind}"
