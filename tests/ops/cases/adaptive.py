"""Samples and mistakes of `graphrt.ops.adaptive`."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import Fixed, OpSample, spread

from graphrt.ops.adaptive import AdaptiveMaxPool

# shape of x, number of windows
SIZES: list[tuple[tuple[int, ...], Any]] = [
    ((2, 3, 6), 3),
    ((1, 2, 5), (3,)),
    ((1, 2, 5, 4), 2),
    ((1, 1, 4, 7), (1, 3)),
    ((1, 1, 2, 3), (3, 4)),
    ((1, 2, 2, 3, 4), (2, 1, 3)),
    ((0, 2, 4), 2),
    ((2, 0, 4), 3),
]


def _table() -> list[OpSample]:
    rows: list[OpSample] = []

    def add(op: str, *operands: Any, smooth: bool = True, **attributes: Any) -> None:
        rows.append(OpSample(op, operands, attributes, smooth))

    for shape, size in SIZES:
        x, h = spread(*shape), spread(*shape, seed=1)
        y = AdaptiveMaxPool(size).compute(x)
        g = spread(*y.shape, seed=2)
        add("adaptive_max_pool", x, size=size)
        add("adaptive_max_spread", Fixed(x), Fixed(y), g, size=size)
        add("adaptive_max_pick", Fixed(x), Fixed(y), h, size=size)
        add("adaptive_avg_pool", x, size=size)
        add("adaptive_avg_unpool", g, Fixed(np.array(shape)), size=size)
    for op in ("adaptive_max_pool", "adaptive_avg_pool"):
        add(op, np.array([[[1.0, 1.0, np.nan, 2.0]]]), size=2, smooth=False)
        add(op, np.zeros((1, 2, 0)), size=2, smooth=False)
    add("adaptive_max_pool", Fixed(np.array([[[3, -4, 7]]])), size=2)
    return rows


SAMPLES = _table()
_x = np.ones((1, 2, 5, 5))
MISTAKES: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("adaptive_max_pool", (np.ones((2, 3)),), {"size": 2}, "adaptive_max_pool: x must be"),
    ("adaptive_max_pool", (_x,), {"size": 0}, r"size must be at least 1, got \(0,\)"),
    ("adaptive_max_pool", (_x,), {"size": (1, 2, 3)}, r"size \(1, 2, 3\) must be 1 or 2 numbers"),
    ("adaptive_avg_pool", (_x.astype(int),), {"size": 2}, "operand must be float, got int64"),
    ("adaptive_max_spread", (_x, _x, _x), {"size": 2}, r"is \[1, 2, 2, 2\], not \[1, 2, 5, 5\]"),
    ("adaptive_max_pick", (_x, _x[:, :, :2, :2], _x[:, :1]), {"size": 2},
     r"x is \[1, 2, 5, 5\], h is \[1, 1, 5, 5\]"),
    ("adaptive_avg_unpool", (_x, [1, 2, 5, 5]), {"size": 2}, r"is \[1, 2, 2, 2\], not"),
]  # fmt: skip
