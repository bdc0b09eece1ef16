"""Two models beside each other: their structure, their weights, their behaviour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphrt.analysis.behaviour_diff import BehaviourDiff, behaviour_diff
from graphrt.analysis.structure_diff import StructureDiff, structure_diff
from graphrt.analysis.weight_diff import WeightDiff, weight_diff
from graphrt.errors import UsageError, nearest
from graphrt.ir.model import Model, require_model

LEVELS = ("structure", "weights", "behaviour")


@dataclass(frozen=True)
class ModelDiff:
    """What `diff` found at each level it looked at; ``None`` for the others."""

    structure: StructureDiff | None
    weights: WeightDiff | None
    behaviour: BehaviourDiff | None

    @property
    def differing(self) -> list[str]:
        """The levels at which the models differ."""
        found = {name: getattr(self, name) for name in LEVELS}
        return [name for name, each in found.items() if each is not None and not each.equal]

    @property
    def equal(self) -> bool:
        return not self.differing

    def text(self) -> str:
        """A block per level."""
        parts = (self.structure, self.weights, self.behaviour)
        return "\n".join(each.text() for each in parts if each is not None)

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        found = {name: getattr(self, name) for name in LEVELS}
        return {
            "equal": self.equal,
            "differing": self.differing,
            **{name: None if each is None else each.to_json() for name, each in found.items()},
        }


def diff(
    left: Model,
    right: Model,
    *,
    levels: Iterable[str] = LEVELS,
    signature: str | None = None,
    feeds: Mapping[str, Any] | None = None,
    dims: Mapping[str, int] | None = None,
    rtol: float = 0.0,
    atol: float = 0.0,
) -> ModelDiff:
    """Compare two models, by default exactly.

    ``levels``: "structure" compares graphs, whatever their nodes are called and in whatever order
    they stand; "weights" compares variables by name; "behaviour" runs both on the same inputs
    and finds the first tensor at which they part. ``rtol`` and ``atol`` let numbers be ``atol +
    rtol |x|`` apart. ``signature``, ``feeds`` and ``dims`` say what behaviour is compared on;
    default: every signature, on its stored example or on random numbers.

    Raises `UsageError` for an unknown level or signature, and what a run raises.

    >>> import graphrt as gr
    >>> a, b = gr.example("two_layer_net"), gr.example("two_layer_net")
    >>> gr.diff(a, b).equal
    True
    >>> c = b.with_values({"w2": b.variables["w2"].value * 2})
    >>> gr.diff(a, c, levels=["structure", "weights"]).differing
    ['weights']
    """
    for model in (left, right):
        require_model("diff", model)
    chosen = list(levels)
    for each in chosen:
        if each not in LEVELS:
            raise UsageError(f"there is no level {each!r}", hint=nearest(each, LEVELS))
    if not chosen:
        raise UsageError("no level to compare is given", hint=f"known are: {', '.join(LEVELS)}")
    for name, value in (("rtol", rtol), ("atol", atol)):
        if not value >= 0:
            raise UsageError(f"{name} must be 0 or more, got {value}")
    if "behaviour" not in chosen and (signature or feeds or dims):
        raise UsageError(
            "a signature, inputs and extents say what behaviour is compared on",
            hint="add the level behaviour",
        )
    structure = structure_diff(left, right)
    return ModelDiff(
        structure if "structure" in chosen else None,
        weight_diff(left, right, rtol, atol) if "weights" in chosen else None,
        behaviour_diff(
            left, right, structure.pairs,
            signature=signature, feeds=feeds, dims=dims, rtol=rtol, atol=atol,
        )
        if "behaviour" in chosen
        else None,
    )  # fmt: skip
