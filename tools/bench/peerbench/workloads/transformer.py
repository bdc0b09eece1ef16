"""A GPT-like stack: 4 layers, width 256, 8 heads, 128 tokens, batch 8, vocabulary 1000.

Queries, keys and values have no bias: the gradient of a key's bias is 0, and of the rounding that
is left of it Adam would make whole steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from peerbench.workload import Adam, Array, Goal, Tensors, Workload, numbers

LAYERS, WIDTH, HEADS, TOKENS, BATCH, WORDS = 4, 256, 8, 128, 8, 1000


def parameters() -> dict[str, Array]:
    shapes: dict[str, tuple[int, ...]] = {"words": (WORDS, WIDTH), "places": (TOKENS, WIDTH)}
    for i in range(LAYERS):
        shapes |= {
            f"qkv{i}": (WIDTH, 3 * WIDTH), f"proj{i}": (WIDTH, WIDTH),
            f"up{i}": (WIDTH, 4 * WIDTH), f"down{i}": (4 * WIDTH, WIDTH),
        }  # fmt: skip
    shapes["head"] = (WIDTH, WORDS)
    params = {
        name: numbers(seed, *shape, scale=0.02) for seed, (name, shape) in enumerate(shapes.items())
    }
    for i in range(LAYERS):
        for name, width in (("proj", 1), ("up", 4), ("down", 1)):
            params[f"{name}{i}.bias"] = np.zeros(width * WIDTH, np.float32)
    for name in (*(f"norm{i}{half}" for i in range(LAYERS) for half in "ab"), "norm"):
        params[f"{name}.gain"] = np.ones(WIDTH, np.float32)
        params[f"{name}.bias"] = np.zeros(WIDTH, np.float32)
    return params


def texts() -> list[Array]:
    return list(np.random.default_rng(7).integers(0, WORDS, (4, BATCH, TOKENS + 1)))


def inference_data() -> tuple[dict[str, Array], list[dict[str, Array]]]:
    return parameters(), [{"tokens": np.ascontiguousarray(each[:, :-1])} for each in texts()]


def training_data() -> tuple[dict[str, Array], list[dict[str, Array]]]:
    return parameters(), [
        {
            "tokens": np.ascontiguousarray(each[:, :-1]),
            "next": np.ascontiguousarray(each[:, 1:]),
        }
        for each in texts()
    ]


def logits(m: Any, params: Tensors, feeds: Tensors) -> Any:
    """``[BATCH * TOKENS, WORDS]``."""

    def norm(x: Any, name: str) -> Any:
        return m.layer_norm(x, params[f"{name}.gain"], params[f"{name}.bias"])

    def dense(x: Any, name: str) -> Any:
        return x @ params[name] + params[f"{name}.bias"]

    x = m.embedding(params["words"], feeds["tokens"]) + params["places"]
    for i in range(LAYERS):
        heads = m.causal_attention(norm(x, f"norm{i}a") @ params[f"qkv{i}"], HEADS)
        x = x + dense(heads, f"proj{i}")
        x = x + dense(m.gelu(dense(norm(x, f"norm{i}b"), f"up{i}")), f"down{i}")
    return m.reshape(norm(x, "norm"), (-1, WIDTH)) @ params["head"]


def loss(m: Any, params: Tensors, feeds: Tensors) -> Any:
    return m.cross_entropy(logits(m, params, feeds), m.reshape(feeds["next"], (-1,)))


WORKLOADS = (
    Workload(
        "gpt", "forward", inference_data, logits,
        systems=("graphrt", "graphrt-numpy", "openvino", "ort", "torch", "jax"),
        goals=(Goal(1.1, "openvino"),),
    ),
    Workload(
        "gpt-train", "train", training_data, loss, optimizer=Adam(1e-3),
        systems=("graphrt", "graphrt-numpy", "torch", "torch-compile", "tf-xla"),
        goals=(Goal(1.0, "tf-xla"), Goal(1.0, "torch")),
    ),
)  # fmt: skip
