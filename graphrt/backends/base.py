"""What a backend must offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from graphrt.lowering import ExecutionPlan, Step, Store

Array = np.ndarray[Any, Any]


class Timing(NamedTuple):
    """A step, or the store of a variable that has no step: from when to when, in nanoseconds."""

    part: Step | Store
    start: int
    end: int


class Input(NamedTuple):
    """What an executable is fed under a name, exactly."""

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]


Attempt = Callable[[Mapping[str, Any]], dict[str, Array] | None]


class Executable(Protocol):
    """A plan bound to memory. Not re-entrant: it owns its segments."""

    plan: ExecutionPlan

    @property
    def peak_bytes(self) -> int:
        """Bytes of memory beside the variables."""
        ...

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """One step: feeds by input name in, fresh arrays by fetch name out.

        When it raises, no variable has changed.
        """
        ...

    def attempt(self, inputs: Sequence[Input]) -> Attempt:
        """`run` for feeds nobody has looked at: ``None`` unless they are ``inputs`` and no more.

        Most steps are fed like the one before, and small ones take no longer than the checks do.
        """
        ...

    def trace(self, feeds: Mapping[str, Array]) -> tuple[dict[str, Array], list[Timing]]:
        """The same step, and when each part of it ran."""
        ...


class Backend(Protocol):
    """Compiles plans. ``passes`` are those it wants a signature to end with, as a pipeline."""

    name: str
    passes: str

    def compile(
        self,
        plan: ExecutionPlan,
        state: Mapping[str, Array],
        lent: Mapping[str, Array] | None = None,
        out: Mapping[str, Array] | None = None,
    ) -> Executable:
        """``plan`` over the variables' memory in ``state``, which it reads and writes.

        Feeds in ``lent`` and fetches in ``out`` are arrays in C order that it reads and writes
        where they lie: `Executable.run` then takes the other feeds only.
        """
        ...
