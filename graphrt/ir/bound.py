"""A body over fixed memory, as a backend lends it to the op that holds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from graphrt.types import ValueType

Array = np.ndarray[Any, Any]


class BoundBody(Protocol):
    """What `Op.bind_bodies` gets for each body: planned and bound once, run many times."""

    @property
    def inputs(self) -> Sequence[Array | None]:
        """Where to write the value of each input before a `step`; ``None`` where there is
        nothing to write: the body does not read it, or reads the operand's own memory."""
        ...

    @property
    def outputs(self) -> Sequence[Array]:
        """Where the results lie after a `step`. Some may lie in the memory of inputs."""
        ...

    def step(self) -> None:
        """Compute the outputs from the inputs."""
        ...

    def __call__(self, *arrays: Array) -> tuple[Array, ...]:
        """Write the inputs, `step`, and return the outputs."""
        ...


class BodyInput:
    """How an op feeds one input of its body: the type it has, and the operand whose value it is
    unchanged, where it is one."""

    __slots__ = ("operand", "type")

    def __init__(self, type: ValueType, operand: int | None = None) -> None:
        self.type = type
        self.operand = operand
