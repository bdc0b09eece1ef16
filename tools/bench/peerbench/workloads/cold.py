"""The small net of the cold start: 64-128-64-10, ReLU and softmax, batch 16."""

from __future__ import annotations

from typing import Any

from peerbench.workload import Array, Goal, Tensors, Workload, numbers

WIDTHS = (64, 128, 64, 10)


def data() -> tuple[dict[str, Array], list[dict[str, Array]]]:
    params = {
        f"w{i}": numbers(i, WIDTHS[i], WIDTHS[i + 1], scale=WIDTHS[i] ** -0.5) for i in range(3)
    }
    return params, [{"x": numbers(9, 16, WIDTHS[0])}]


def net(m: Any, params: Tensors, feeds: Tensors) -> Any:
    hidden = m.relu(m.relu(feeds["x"] @ params["w0"]) @ params["w1"])
    return m.softmax(hidden @ params["w2"])


COLD = Workload(
    "cold-start", "forward", data, net,
    systems=("graphrt", "graphrt-cold-cache", "graphrt-numpy", "ort", "numpy"),
    goals=(Goal(1.15, "ort"), Goal(2.0, "ort", system="graphrt-cold-cache")),
)  # fmt: skip
WORKLOADS = (COLD,)
