"""A training step of the two-layer net: D = 8, H = 64, N = 32."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from peerbench.workload import Array, Goal, Sgd, Tensors, Workload, numbers

SYSTEMS = ("graphrt", "graphrt-bound", "graphrt-numpy", "numpy", "pytensor", "jax", "ort", "torch")


def data(dtype: Any) -> tuple[dict[str, Array], list[dict[str, Array]]]:
    params = {"w1": numbers(0, 8, 64, dtype=dtype), "w2": numbers(1, 64, 8, dtype=dtype)}
    batches = [numbers(10 + i, 32, 8, dtype=dtype) for i in range(4)]
    return params, [{"x": x, "y": np.sin(x)} for x in batches]


def compute(m: Any, params: Tensors, feeds: Tensors) -> Any:
    error = m.relu(feeds["x"] @ params["w1"]) @ params["w2"] - feeds["y"]
    return 0.5 * m.sum(m.square(error))


def by_hand(m: Any, params: Tensors, feeds: Tensors) -> tuple[Any, dict[str, Any]]:
    x = feeds["x"]
    h = m.relu(x @ params["w1"])
    error = h @ params["w2"] - feeds["y"]
    to_h = (error @ m.transpose(params["w2"])) * m.positive(h)
    grads = {"w1": m.transpose(x) @ to_h, "w2": m.transpose(h) @ error}
    return 0.5 * m.sum(m.square(error)), grads


def workload(name: str, dtype: Any, *goals: Goal) -> Workload:
    return Workload(
        name, "train", partial(data, dtype), compute, by_hand, Sgd(1e-4),
        systems=SYSTEMS, goals=goals,
    )  # fmt: skip


WORKLOADS = (
    workload(
        "seed-f32", np.float32, Goal(4.5e-6), Goal(3e-6, system="graphrt-bound"), Goal(0.5, "pytensor"), Goal(0.08, quantity="compile"),
    ),
    workload("seed-f64", np.float64, Goal(6e-6), Goal(0.5, "pytensor")),
)  # fmt: skip
