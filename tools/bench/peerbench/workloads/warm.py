"""What every worker compiles first, so that the time to compile a workload has no imports in it."""

from __future__ import annotations

from typing import Any

from peerbench.workload import Array, Sgd, Tensors, Workload, numbers


def data() -> tuple[dict[str, Array], list[dict[str, Array]]]:
    return {"w": numbers(0, 2)}, [{"x": numbers(1, 1, 2)}]


def loss(m: Any, params: Tensors, feeds: Tensors) -> Any:
    return m.sum(params["w"] * feeds["x"])


def by_hand(m: Any, params: Tensors, feeds: Tensors) -> tuple[Any, dict[str, Any]]:
    return loss(m, params, feeds), {"w": m.sum_rows(feeds["x"])}


def forward(m: Any, params: Tensors, feeds: Tensors) -> Any:
    return params["w"] * feeds["x"]


WARM = (
    Workload("warm-train", "train", data, loss, by_hand, Sgd(0.1)),
    Workload("warm", "forward", data, forward),
)
