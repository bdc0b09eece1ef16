"""Samples and mistakes of `graphrt.ops.pooling`."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import Fixed, OpSample, spread

from graphrt.ops.pooling import MaxPool

# shape of x, settings
SETTINGS: list[tuple[tuple[int, ...], dict[str, Any]]] = [
    ((2, 3, 6), {"kernel": 2}),
    ((1, 2, 5, 4), {"kernel": 2}),
    ((1, 1, 5, 4), {"kernel": (3, 2), "strides": 1}),
    ((1, 1, 6, 5), {"kernel": 3, "strides": 2, "pads": (1, 0, 0, 1)}),
    ((1, 1, 7), {"kernel": 3, "dilations": 2, "strides": (2,), "pads": 1}),
    ((1, 1, 6), {"kernel": 2, "strides": 3, "ceil_mode": True}),
    ((1, 1, 5, 6), {"kernel": 3, "strides": 2, "ceil_mode": True, "pads": (0, 1)}),
    ((1, 1, 5), {"kernel": 2, "auto_pad": "SAME_UPPER"}),
    ((1, 1, 5, 3), {"kernel": (2, 3), "strides": 2, "auto_pad": "SAME_LOWER"}),
    ((1, 2, 4), {"kernel": 3, "auto_pad": "VALID"}),
    ((1, 1, 3, 2, 4), {"kernel": 2, "strides": 1}),
    ((0, 2, 4), {"kernel": 2}),
    ((2, 0, 4), {"kernel": 2}),
    ((2, 1, 0), {"kernel": 2}),
]


def _table() -> list[OpSample]:
    rows: list[OpSample] = []

    def add(op: str, *operands: Any, smooth: bool = True, **attributes: Any) -> None:
        rows.append(OpSample(op, operands, attributes, smooth))

    for shape, settings in SETTINGS:
        x, h = spread(*shape), spread(*shape, seed=1)
        y = MaxPool(**settings).compute(x)
        g = spread(*y.shape, seed=2)
        for op in ("max_pool", "argmax_pool", "avg_pool", "sum_pool"):
            add(op, x, **settings)
        add("avg_pool", x, count_include_pad=True, **settings)
        add("max_pool_spread", Fixed(x), Fixed(y), g, **settings)
        add("max_pool_pick", Fixed(x), Fixed(y), h, **settings)
        add("avg_unpool", g, Fixed(np.array(shape)), **settings)
        add("avg_unpool", g, Fixed(np.array(shape)), count_include_pad=True, **settings)
        add("sum_unpool", g, Fixed(np.array(shape)), **settings)
        for p in (1.0, 2.0, 3.5):
            add("lp_pool", x, p=p, **settings)
    ties = np.array([[[1.0, 1.0, 0.0, 0.0, np.nan, 2.0, -np.inf, -np.inf]]])
    for op in ("max_pool", "argmax_pool", "avg_pool", "lp_pool"):
        add(op, ties, kernel=2, smooth=False)
        add(op, np.array([[[3.0, -4.0]]]), kernel=2, pads=3, smooth=False)
    add("lp_pool", np.array([[[3e200, 4e200, 0.0, 0.0, 3e-200, 4e-200]]]), kernel=2, smooth=False)
    add("max_pool", Fixed(np.array([[[3, -4, 7]]])), kernel=2, pads=2)
    add("argmax_pool", Fixed(np.array([[[3, 3, 7]]])), kernel=2, strides=1)
    return rows


SAMPLES = _table()
_x = np.ones((1, 2, 5, 5))
MISTAKES: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("max_pool", (np.ones((2, 3)),), {"kernel": 2},
     r"max_pool: x must be \[N, C, spatial\.\.\.\], got 2 axes"),
    ("max_pool", (_x,), {"kernel": 0}, r"max_pool: kernel must be at least 1, got \(0,\)"),
    ("max_pool", (_x,), {"kernel": (2, 2, 2)}, r"max_pool: kernel \(2, 2, 2\) must be 1 or 2 num"),
    ("max_pool", (_x,), {"kernel": 2, "strides": 0}, "max_pool: strides must be at least 1"),
    ("max_pool", (_x,), {"kernel": 6},
     r"max_pool: a window of 6 does not fit spatial axis 0 of extent 5 with padding 0 \+ 0"),
    ("max_pool", (_x > 0,), {"kernel": 2}, "max_pool: operand must be float/int/uint, got bool"),
    ("argmax_pool", (_x,), {"kernel": 2, "auto_pad": "same"}, "argmax_pool: auto_pad must be one"),
    ("avg_pool", (_x.astype(int),), {"kernel": 2}, "avg_pool: operand must be float, got int64"),
    ("sum_pool", (_x.astype(int),), {"kernel": 2}, "sum_pool: operand must be float, got int64"),
    ("lp_pool", (_x,), {"kernel": 2, "p": 0.5}, "lp_pool: p must be at least 1 and finite, got 0.5"),
    ("max_pool_spread", (_x, _x, _x), {"kernel": 2},
     r"max_pool_spread: pooling of \[1, 2, 5, 5\] is \[1, 2, 2, 2\], not \[1, 2, 5, 5\]"),
    ("max_pool_pick", (_x, _x[:, :, :2, :2], _x[:, :1]), {"kernel": 2},
     r"max_pool_pick: x is \[1, 2, 5, 5\], h is \[1, 1, 5, 5\]"),
    ("avg_unpool", (_x, [1, 2, 5, 5]), {"kernel": 2},
     r"avg_unpool: pooling of \[1, 2, 5, 5\] is \[1, 2, 2, 2\], not \[1, 2, 5, 5\]"),
    ("sum_unpool", (_x, [1.5]), {"kernel": 2}, "sum_unpool: shape must be int64"),
]  # fmt: skip
