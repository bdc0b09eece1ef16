"""What is measured: a computation, its data, and how fast it must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Array = np.ndarray[Any, Any]
Tensors = Mapping[str, Any]


@dataclass(frozen=True)
class Goal:
    """``quantity`` of graphrt, divided by ``peer``'s where one is named, may be ``at_most`` this.

    Quantities are the keys of `figures.QUANTITIES`; those of time are in seconds.
    """

    at_most: float
    peer: str | None = None
    quantity: str = "median"
    system: str = "graphrt"


@dataclass(frozen=True)
class Sgd:
    """``w <- w - lr g``."""

    lr: float


@dataclass(frozen=True)
class Adam:
    """Kingma and Ba 2015, algorithm 1, with its default constants."""

    lr: float
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8


@dataclass(frozen=True)
class Workload:
    """A computation that every system does.

    ``compute(m, params, feeds)`` writes it once for all of them: ``m`` has the functions that
    a system calls its own (`systems/numpy_.py` shows what they mean), tensors have ``+ - * / @``.
    It returns the output (kind ``forward``) or a loss, whose gradient is taken with respect to
    ``wrt`` (``gradient``) or to every parameter, for a step of ``optimizer`` (``train``).

    ``by_hand(m, params, feeds)`` returns the loss and the gradients by name, for systems that
    have no autodiff. ``resident``: feeds lie in the system's own memory before the call, and
    results stay there; otherwise each call gets another NumPy batch and hands over NumPy numbers.
    """

    name: str
    kind: Literal["forward", "gradient", "train"]
    data: Callable[[], tuple[dict[str, Array], list[dict[str, Array]]]]
    compute: Callable[[Any, Tensors, Tensors], Any]
    by_hand: Callable[[Any, Tensors, Tensors], tuple[Any, dict[str, Any]]] | None = None
    optimizer: Sgd | Adam | None = None
    wrt: tuple[str, ...] = ()
    resident: bool = False
    systems: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    nodes: int | None = None


def numbers(seed: int, *shape: int, scale: float = 1.0, dtype: Any = np.float32) -> Array:
    """Normally distributed numbers."""
    drawn: Array = np.random.default_rng(seed).standard_normal(shape)
    return (drawn * scale).astype(dtype)
