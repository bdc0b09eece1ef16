"""A step of an optimiser in operators, for systems that come without one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from peerbench.workload import Adam, Array, Sgd

STEP = "step"


def slots(optimizer: Sgd | Adam, params: Mapping[str, Array]) -> dict[str, Array]:
    """What the optimiser remembers beside the parameters, at the start."""
    if isinstance(optimizer, Sgd):
        return {}
    found: dict[str, Array] = {STEP: np.zeros((), np.float32)}
    for name, value in params.items():
        found |= {f"{name}/mean": np.zeros_like(value), f"{name}/square": np.zeros_like(value)}
    return found


def updated(
    m: Any, optimizer: Sgd | Adam, state: Mapping[str, Any], grads: Mapping[str, Any]
) -> dict[str, Any]:
    """New values of the parameters and slots in ``state``."""
    if isinstance(optimizer, Sgd):
        return {name: state[name] - optimizer.lr * grad for name, grad in grads.items()}
    beta1, beta2 = optimizer.beta1, optimizer.beta2
    step = state[STEP] + 1.0
    # b ** t as exp(t log b): every system has exp
    rate = optimizer.lr / (1.0 - m.exp(step * float(np.log(beta1))))
    root = m.sqrt(1.0 - m.exp(step * float(np.log(beta2))))
    new = {STEP: step}
    for name, grad in grads.items():
        mean = beta1 * state[f"{name}/mean"] + (1 - beta1) * grad
        square = beta2 * state[f"{name}/square"] + (1 - beta2) * (grad * grad)
        new[f"{name}/mean"], new[f"{name}/square"] = mean, square
        new[name] = state[name] - rate * mean / (m.sqrt(square) / root + optimizer.eps)
    return new
