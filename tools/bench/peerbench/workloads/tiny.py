"""Graphs of many tiny nodes: what building, optimising and compiling costs, and each node."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

from peerbench.workload import Array, Goal, Tensors, Workload, numbers


def data() -> tuple[dict[str, Array], list[dict[str, Array]]]:
    return {}, [{"x": numbers(i, 8)} for i in range(4)]


def web(nodes: int, m: Any, params: Tensors, feeds: Tensors) -> Any:
    """Nodes of 8 numbers each; their operands are the last one and one of the 50 before it."""
    drawn = random.Random(0)
    recent = [m.tanh(feeds["x"])]
    for _ in range(nodes // 5):
        first, second = drawn.choice(recent[-50:]), drawn.choice(recent[-50:])
        recent.append(m.tanh(m.tanh(recent[-1] + first) * second - first))
        recent[-51:-50] = []
    return recent[-1]


def workload(nodes: int, systems: tuple[str, ...], *goals: Goal) -> Workload:
    return Workload(
        f"tiny-{nodes // 1000}k", "forward", data, partial(web, nodes),
        systems=("graphrt", "graphrt-numpy", "numpy", "ort", *systems),
        goals=(Goal(60e-9, quantity="per_node"), *goals), nodes=nodes,
    )  # fmt: skip


WORKLOADS = (
    workload(1000, ("jax",)),
    workload(10_000, ()),
    workload(100_000, (), Goal(5.0, quantity="ready")),
)
