"""Training steps of dense nets: sigmoid 64-128-128-10, and 784-1024-1024-10 with ReLU."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

import numpy as np

from peerbench.workload import Adam, Array, Goal, Sgd, Tensors, Workload, numbers

SIGMOID = (64, 128, 128, 10)
WIDE = (784, 1024, 1024, 10)
PEERS = ("graphrt", "graphrt-numpy", "numpy", "torch", "torch-compile", "jax", "tf-xla")


def data(widths: tuple[int, ...], batch: int) -> tuple[dict[str, Array], list[dict[str, Array]]]:
    params: dict[str, Array] = {}
    for i, (wide, narrow) in enumerate(itertools.pairwise(widths)):
        params[f"w{i}"] = numbers(i, wide, narrow, scale=(2 / wide) ** 0.5)
        params[f"b{i}"] = np.zeros(narrow, np.float32)
    labels = np.random.default_rng(5).integers(0, widths[-1], (4, batch))
    return params, [{"x": numbers(10 + i, batch, widths[0]), "y": labels[i]} for i in range(4)]


def sigmoid_data() -> tuple[dict[str, Array], list[dict[str, Array]]]:
    params, batches = data(SIGMOID, 64)
    one_hot = np.eye(SIGMOID[-1], dtype=np.float32)
    return params, [{**batch, "y": one_hot[batch["y"]]} for batch in batches]


def sigmoid_net(m: Any, params: Tensors, feeds: Tensors) -> Any:
    layer = feeds["x"]
    for i in range(3):
        layer = m.sigmoid(layer @ params[f"w{i}"] + params[f"b{i}"])
    return (0.5 / 64) * m.sum(m.square(layer - feeds["y"]))


def sigmoid_by_hand(m: Any, params: Tensors, feeds: Tensors) -> tuple[Any, dict[str, Any]]:
    layers = [feeds["x"]]
    for i in range(3):
        layers.append(m.sigmoid(layers[-1] @ params[f"w{i}"] + params[f"b{i}"]))
    error = layers[-1] - feeds["y"]
    loss = (0.5 / 64) * m.sum(m.square(error))
    grads: dict[str, Any] = {}
    grad = error * (1 / 64)
    for i in (2, 1, 0):
        out = layers[i + 1]
        grad = grad * (out * (1.0 - out))
        grads[f"w{i}"], grads[f"b{i}"] = m.transpose(layers[i]) @ grad, m.sum_rows(grad)
        if i:
            grad = grad @ m.transpose(params[f"w{i}"])
    return loss, grads


def wide_net(m: Any, params: Tensors, feeds: Tensors) -> Any:
    layer = feeds["x"]
    for i in range(2):
        layer = m.relu(layer @ params[f"w{i}"] + params[f"b{i}"])
    return m.cross_entropy(layer @ params["w2"] + params["b2"], feeds["y"])


def wide_by_hand(m: Any, params: Tensors, feeds: Tensors) -> tuple[Any, dict[str, Any]]:
    layers = [feeds["x"]]
    for i in range(2):
        layers.append(m.relu(layers[-1] @ params[f"w{i}"] + params[f"b{i}"]))
    loss, grad = m.cross_entropy_by_hand(layers[-1] @ params["w2"] + params["b2"], feeds["y"])
    grads: dict[str, Any] = {}
    for i in (2, 1, 0):
        grads[f"w{i}"], grads[f"b{i}"] = m.transpose(layers[i]) @ grad, m.sum_rows(grad)
        if i:
            grad = (grad @ m.transpose(params[f"w{i}"])) * m.positive(layers[i])
    return loss, grads


WORKLOADS = (
    Workload(
        "sigmoid-net", "train", sigmoid_data, sigmoid_net, sigmoid_by_hand, Sgd(0.1),
        systems=("graphrt", "graphrt-numpy", "numpy", "ort", "torch", "jax"),
        goals=(Goal(0.5, "ort"),),
    ),
    Workload(
        "wide-sgd", "train", partial(data, WIDE, 128), wide_net, wide_by_hand, Sgd(0.05),
        systems=PEERS,
        goals=(
            Goal(0.85, "jax"), Goal(0.4, quantity="compile"), Goal(0.5, "torch", "peak_bytes"),
        ),
    ),
    Workload(
        "wide-adam", "train", partial(data, WIDE, 128), wide_net, wide_by_hand, Adam(1e-3),
        systems=PEERS, goals=(Goal(0.85, "jax"), Goal(0.5, "torch", "peak_bytes")),
    ),
)  # fmt: skip
