"""Accumulation: gradients of several steps are added up, and every k-th step applies their mean.

``<w>/accumulated`` holds the sum so far, the counters ``accumulated`` and ``updates`` say of how
many steps, and how many updates were applied; schedules and bias corrections follow ``updates``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graphrt.errors import UsageError
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.functions import cast, where
from graphrt.frontend.hyper import hyper_variable, slot_variable
from graphrt.frontend.streams import STEP
from graphrt.frontend.tensor import Tensor
from graphrt.ir.graph import Value
from graphrt.ir.model import VariableKind


@dataclass(frozen=True)
class Accumulation:
    """How gradients become those that are applied, and when; with k = 1: as they are, always."""

    builder: GraphBuilder
    prefix: str
    k: Tensor | None = None
    done: Tensor | None = None  # how many gradients are in the sums
    due: Tensor | None = None  # whether this step applies them

    @staticmethod
    def of(builder: GraphBuilder, k: int, prefix: str) -> Accumulation:
        if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or k < 1:
            raise UsageError(f"accumulate must be a whole number of steps, 1 or more, got {k!r}")
        if k == 1:
            return Accumulation(builder, prefix)
        steps = hyper_variable(builder, f"{prefix}accumulate", k, np.int64)
        done = builder.shared_variable(f"{prefix}accumulated", np.int64(0), VariableKind.COUNTER)
        return Accumulation(builder, prefix, steps, done, done + 1 >= steps)

    def count(self) -> Tensor:
        """How many updates were applied before this step."""
        name = STEP if self.k is None else f"{self.prefix}updates"
        return self.builder.shared_variable(name, np.int64(0), VariableKind.COUNTER)

    def mean(self, param: Tensor, grad: Tensor, stored: dict[str, Value]) -> Tensor:
        """The mean of the gradients so far, this one included; ``stored`` gets their new sum."""
        if self.k is None or self.done is None or self.due is None:
            return grad
        variable = self.builder.variable_of(param)
        slot = slot_variable(self.builder, variable, "accumulated", np.zeros_like(variable.value))
        total = slot + grad
        stored[self.builder.variable_of(slot).name] = where(self.due, 0, total).value
        return total / cast(self.done + 1, grad.dtype)

    def when_due(self, before: Tensor, after: Tensor) -> Value:
        """What a variable holds after the step."""
        return (after if self.due is None else where(self.due, after, before)).value

    def counters(self) -> dict[str, Value]:
        """The counters after the step."""
        if self.due is None or self.done is None:
            return {}
        count = self.count()
        return {
            f"{self.prefix}accumulated": where(self.due, 0, self.done + 1).value,
            f"{self.prefix}updates": (count + cast(self.due, "int64")).value,
        }
