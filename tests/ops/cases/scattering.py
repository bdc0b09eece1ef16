"""Samples and mistakes of gathers and scatters by coordinates."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
ROWS = np.array([[0, 2], [1, -1], [0, 2]])  # a place twice
APART = np.array([[0, 2], [1, 0]])
SAMPLES.add("gather_nd", spread(2, 3), Fixed(ROWS))
SAMPLES.add("gather_nd", spread(2, 3, 2), Fixed(ROWS))
SAMPLES.add("gather_nd", spread(2, 3), Fixed(np.array([1])))
SAMPLES.add("gather_nd", spread(2, 3), Fixed(np.array([[[1], [0]]])))
SAMPLES.add("gather_nd", spread(2, 3), Fixed(np.zeros((0, 2), np.int64)))
SAMPLES.add("gather_nd", spread(2, 3, 2), Fixed(np.array([[[2], [0]], [[1], [1]]])), batch_axes=1)
for reduction in ("none", "add", "mul", "max", "min"):
    smooth = reduction != "mul"
    for rows in (ROWS, APART, np.zeros((0, 2), np.int64)):
        SAMPLES.add("scatter_nd", spread(2, 3), Fixed(rows), spread(len(rows), seed=3),
                    reduction=reduction, smooth=smooth)  # fmt: skip
    SAMPLES.add("scatter_nd", spread(2, 3, 2), Fixed(np.array([[2], [0]])[:, :, None] % 2),
                spread(2, 1, 3, 2, seed=3), reduction=reduction, smooth=smooth)  # fmt: skip
    SAMPLES.add("scatter_nd", spread(2, 3), Fixed(np.array([[[2], [0]], [[1], [1]]])),
                spread(2, 2, seed=3), reduction=reduction, batch_axes=1, smooth=smooth)  # fmt: skip
    for axis, picks in ((0, [[1, -1, 0], [1, 1, 1]]), (1, [[0, 0], [2, -2]])):
        updates = spread(*np.shape(picks), seed=3)
        SAMPLES.add("scatter_elements", spread(2, 3), Fixed(np.array(picks)), updates,
                    reduction=reduction, axis=axis, smooth=smooth)  # fmt: skip
WINS = np.array([np.nan, 1.0])
SAMPLES.add("scatter_elements", np.ones(2), Fixed([0, 1]), WINS, reduction="max", smooth=False)

MISTAKES: list[Mistake] = [
    ("gather_nd", (np.ones(3), np.ones((1, 1))), {}, "indices must be integer, got float64"),
    ("gather_nd", (np.ones(3), Fixed([[0, 1]])), {}, "indices have 2 coordinates for 1 axes"),
    ("gather_nd", (np.ones(3), Fixed(1)), {}, "indices need a last axis of coordinates"),
    ("gather_nd", (np.ones(3), Fixed([0])), {"batch_axes": -1}, "batch_axes must be at least 0"),
    (
        "gather_nd",
        (np.ones((2, 3)), Fixed([[0]])),
        {"batch_axes": 1},
        r"batch axes are \[2\] and \[1\]",
    ),
    (
        "gather_nd",
        (np.ones((2, 3)), Fixed([[0, 1], [0, 1]])),
        {"batch_axes": 1},
        "2 coordinates for 2 axes beside 1 batch axes",
    ),
    (
        "scatter_nd",
        (np.ones(3), Fixed([[0]]), np.ones(2)),
        {},
        r"updates must be \[1\], got \[2\]",
    ),
    ("scatter_nd", (np.ones(3), Fixed([[0]]), np.ones(1, "f4")), {}, "x is float64, updates are"),
    (
        "scatter_nd",
        (np.ones(3), Fixed([[0]]), np.ones(1)),
        {"reduction": "mean"},
        "reduction must be one of none, add, mul, max, min, got 'mean'",
    ),
    (
        "scatter_nd",
        (np.ones(3, bool), Fixed([[0]]), np.ones(1, bool)),
        {"reduction": "add"},
        "scatter_nd: operand must be float/int/uint, got bool",
    ),
    (
        "scatter_elements",
        (np.ones((2, 3)), Fixed([[0, 1]]), np.ones((1, 2))),
        {},
        r"indices must be \[2, 3\] except along axis 0, got \[1, 2\]",
    ),
    (
        "scatter_elements",
        (np.ones(3), Fixed([0, 1]), np.ones(3)),
        {},
        r"updates must be \[2\], got \[3\]",
    ),
]
