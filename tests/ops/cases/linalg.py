"""Samples and mistakes of the matrix product."""

from __future__ import annotations

import numpy as np
from ops.sampling import Mistake, Samples, spread

SAMPLES = Samples()
for left, right in (((2, 3), (3, 4)), ((1, 3), (3, 1)), ((2, 0), (0, 3)), ((5, 2, 3), (3, 4)),
                    ((2, 3), (4, 3, 2)), ((2, 1, 2, 3), (3, 3, 2)), ((0, 3), (3, 2))):  # fmt: skip
    SAMPLES.add("matmul", spread(*left), spread(*right, seed=1))

MISTAKES: list[Mistake] = [
    ("matmul", (np.ones((2, 3)), np.ones((4, 5))), {}, r"inner dimensions differ: lhs\[-1\] = 3"),
]
