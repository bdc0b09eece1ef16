"""Steps of logistic and ridge regression: D = 64, N = 256."""

from __future__ import annotations

from typing import Any

import numpy as np

from peerbench.workload import Array, Goal, Sgd, Tensors, Workload, numbers

SYSTEMS = ("graphrt", "graphrt-numpy", "numpy", "pytensor", "jax", "ort", "torch")
PENALTY = 1e-3
EXAMPLES = 256


def data() -> tuple[dict[str, Array], list[dict[str, Array]]]:
    params = {"w": numbers(0, 64, scale=0.1), "b": np.zeros((), np.float32)}
    truth = numbers(1, 64)
    batches = [numbers(10 + i, EXAMPLES, 64) for i in range(4)]
    return params, [{"x": x, "y": (x @ truth > 0).astype(np.float32)} for x in batches]


def logistic(m: Any, params: Tensors, feeds: Tensors) -> Any:
    return m.bce_with_logits(m.matvec(feeds["x"], params["w"]) + params["b"], feeds["y"])


def logistic_by_hand(m: Any, params: Tensors, feeds: Tensors) -> tuple[Any, dict[str, Any]]:
    x, y = feeds["x"], feeds["y"]
    z = m.matvec(x, params["w"]) + params["b"]
    e = m.exp(-z)
    error = (1.0 / (1.0 + e) - y) * (1 / EXAMPLES)
    loss = m.mean(m.log(1.0 + e) + (1.0 - y) * z)
    return loss, {"w": m.vecmat(error, x), "b": m.sum(error)}


def ridge(m: Any, params: Tensors, feeds: Tensors) -> Any:
    w = params["w"]
    error = m.matvec(feeds["x"], w) + params["b"] - feeds["y"]
    return m.mean(m.square(error)) + PENALTY * m.sum(m.square(w))


def ridge_by_hand(m: Any, params: Tensors, feeds: Tensors) -> tuple[Any, dict[str, Any]]:
    x, w = feeds["x"], params["w"]
    error = m.matvec(x, w) + params["b"] - feeds["y"]
    loss = m.mean(m.square(error)) + PENALTY * m.sum(m.square(w))
    grad = error * (2 / EXAMPLES)
    to_w = m.vecmat(grad, x) + (2 * PENALTY) * w
    return loss, {"w": to_w, "b": m.sum(grad)}


WORKLOADS = tuple(
    Workload(
        name, "train", data, compute, by_hand, Sgd(1e-2),
        systems=SYSTEMS, goals=(Goal(0.5, "numpy"),),
    )
    for name, compute, by_hand in (
        ("logistic", logistic, logistic_by_hand),
        ("ridge", ridge, ridge_by_hand),
    )
)  # fmt: skip
