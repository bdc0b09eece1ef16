"""Samples and mistakes of square matrices."""

from __future__ import annotations

import numpy as np
from ops.sampling import Mistake, Samples, spread

SAMPLES = Samples()


def regular(*shape: int, seed: int = 0) -> np.ndarray:
    """Matrices far from singular, and not symmetric."""
    return spread(*shape, seed=seed) + 4 * np.eye(shape[-1])


def definite(*shape: int) -> np.ndarray:
    """Symmetric positive definite matrices, and a little beside them."""
    x = spread(*shape)
    return x @ np.swapaxes(x, -1, -2) / 4 + np.eye(shape[-1]) * 2 + spread(*shape, seed=1) / 9


BATCHES = ((1, 1), (3, 3), (2, 2, 2), (2, 1, 3, 3), (0, 0), (0, 2, 2))
for shape in BATCHES:
    for name in ("det", "slogdet", "inverse"):
        SAMPLES.add(name, regular(*shape))
    SAMPLES.add("cholesky", definite(*shape))
for left, right in (((3, 3), (3, 2)), ((2, 2, 2), (2, 1)), ((2, 2), (3, 2, 2)),
                    ((2, 1, 2, 2), (3, 2, 1)), ((0, 0), (0, 2)), ((2, 2), (2, 0))):  # fmt: skip
    SAMPLES.add("solve", regular(*left), spread(*right, seed=3))
SAMPLES.add("det", np.ones((2, 2)), smooth=False)
SAMPLES.add("slogdet", np.zeros((2, 2)), smooth=False)

MISTAKES: list[Mistake] = [
    ("det", (np.ones(3),), {}, r"det: x needs at least two axes, got f64\[3\]"),
    ("det", (np.ones((2, 3)),), {}, r"det: x must be square, got f64\[2, 3\]"),
    ("inverse", (np.ones((2, 2), "i8"),), {}, "inverse: operand must be float, got int64"),
    ("slogdet", (np.ones((2, 3)),), {}, "slogdet: x must be square"),
    ("cholesky", (np.ones((2, 3)),), {}, "cholesky: x must be square"),
    ("solve", (np.ones((2, 3)), np.ones((3, 1))), {}, "solve: a must be square"),
    ("solve", (np.ones((2, 2)), np.ones((3, 1))), {}, "solve: a has 2 rows, b has 3"),
    (
        "solve",
        (np.ones((2, 2)), np.ones(2)),
        {},
        r"solve: b needs at least two axes, got f64\[2\]\n(.*\n)*  hint make a column",
    ),
    ("solve", (np.ones((2, 2)), np.ones((2, 1), "f4")), {}, "operands have different dtypes"),
]
