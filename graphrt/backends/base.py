"""What a backend must offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np

from graphrt.lowering import ExecutionPlan

Array = np.ndarray[Any, Any]
Observer = Callable[[int], None]  # called before each step with its number


class Executable(Protocol):
    """A plan bound to memory. Not re-entrant: it owns its segments."""

    plan: ExecutionPlan

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """One step: feeds by input name in, fresh arrays by fetch name out.

        When it raises, no variable has changed.
        """
        ...


class Backend(Protocol):
    """Compiles plans."""

    name: str

    def compile(self, plan: ExecutionPlan, state: Mapping[str, Array]) -> Executable:
        """``plan`` over the variables' memory in ``state``, which it reads and writes."""
        ...
