"""softmax(GELU(LayerNorm(x))) of [4096, 1024], and its gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from peerbench.workload import Array, Goal, Tensors, Workload, numbers


def data() -> tuple[dict[str, Array], list[dict[str, Array]]]:
    params = {
        "gain": 1 + numbers(1, 1024, scale=0.1),
        "bias": np.asarray(numbers(2, 1024, scale=0.1)),
    }
    return params, [{"x": numbers(0, 4096, 1024)}]


def forward(m: Any, params: Tensors, feeds: Tensors) -> Any:
    return m.softmax(m.gelu(m.layer_norm(feeds["x"], params["gain"], params["bias"])))


def loss(m: Any, params: Tensors, feeds: Tensors) -> Any:
    return m.sum(m.square(forward(m, params, feeds)))


WORKLOADS = (
    Workload(
        "rows", "forward", data, forward, resident=True,
        systems=("graphrt", "graphrt-numpy", "ort", "torch", "torch-compile", "jax", "tf-xla",
                 "openvino"),
        goals=(Goal(0.8, "ort"),),
    ),
    Workload(
        "rows-grad", "gradient", data, loss, wrt=("x", "gain", "bias"), resident=True,
        systems=("graphrt", "graphrt-numpy", "torch", "torch-compile", "jax", "tf-xla"),
        goals=(Goal(0.6, "torch"),),
    ),
)  # fmt: skip
