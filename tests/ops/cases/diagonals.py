"""Samples and mistakes of diagonals and triangles."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
SHAPES = ((3, 3), (2, 4), (4, 2), (2, 3, 3), (0, 3), (2, 2, 0))
for offset in (0, 1, -2, 5):
    for shape in SHAPES:
        for name in ("tril", "triu", "diagonal"):
            SAMPLES.add(name, spread(*shape), offset=offset)
        taken = np.linalg.diagonal(spread(*shape), offset=offset).shape
        SAMPLES.add("undiagonal", spread(*taken), Fixed(np.array(shape)), offset=offset)

MISTAKES: list[Mistake] = [
    ("tril", (np.ones(3),), {}, r"tril: operand needs at least two axes, got f64\[3\]"),
    ("triu", (np.ones((3, 3), bool),), {}, "triu: operand must be float/int/uint, got bool"),
    ("diagonal", (np.ones(3),), {}, "diagonal: operand needs at least two axes"),
    ("undiagonal", (np.ones(3), Fixed([3])), {}, "undiagonal: shape must have at least two axes"),
    ("undiagonal", (np.ones(3), Fixed([4, 4])), {}, r"the diagonal is \[4\], x is \[3\]"),
]
