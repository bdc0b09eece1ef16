"""Chains of 30 elementwise ops: 15 transcendental and 15 cheap ones, or cheap ones only."""

from __future__ import annotations

from functools import partial
from typing import Any

from peerbench.workload import Array, Goal, Tensors, Workload, numbers

FORWARD = ("graphrt", "graphrt-numpy", "numpy", "torch-compile", "jax", "ort", "tf-xla", "openvino")
GRADIENT = ("graphrt", "graphrt-numpy", "torch-compile", "jax", "tf-xla")


def data(size: int) -> tuple[dict[str, Array], list[dict[str, Array]]]:
    return {}, [{"x": numbers(0, size)}]


def mixed(m: Any, params: Tensors, feeds: Tensors) -> Any:
    """Each of the three rounds has five transcendental and five cheap ops, and stays in range:
    logarithms and roots see numbers of at least 1/2, exponentials at most 1."""
    x = feeds["x"]
    for _ in range(3):
        t = m.tanh(x)
        e = m.exp(t)
        log = m.log(e + 0.5)
        s = m.sigmoid(log * t)
        x = m.tanh((s - 0.25) * 3.0 + x)
    return x


def cheap(m: Any, params: Tensors, feeds: Tensors) -> Any:
    """Six rounds of five ops; the bounds keep algebra from shortening the chain."""
    x = feeds["x"]
    for i in range(6):
        y = m.maximum(x * 1.0625, -3.0 - i)
        x = m.minimum(m.abs(y) - 0.75, 3.0 + i)
    return x


def loss(m: Any, params: Tensors, feeds: Tensors) -> Any:
    return m.sum(mixed(m, params, feeds))


def forward(name: str, size: int, compute: Any, goal: Goal) -> Workload:
    return Workload(
        name, "forward", partial(data, size), compute,
        resident=True, systems=FORWARD, goals=(goal,),
    )  # fmt: skip


def gradient(name: str, size: int, goal: Goal) -> Workload:
    return Workload(
        name, "gradient", partial(data, size), loss, wrt=("x",),
        resident=True, systems=GRADIENT, goals=(goal,),
    )  # fmt: skip


WORKLOADS = (
    forward("mixed-1e6", 10**6, mixed, Goal(0.9, "ort")),
    gradient("mixed-1e6-grad", 10**6, Goal(0.7, "tf-xla")),
    forward("mixed-1e7", 10**7, mixed, Goal(0.6, "ort")),
    gradient("mixed-1e7-grad", 10**7, Goal(0.7, "tf-xla")),
    forward("cheap-1e7", 10**7, cheap, Goal(1.0, "tf-xla")),
)
