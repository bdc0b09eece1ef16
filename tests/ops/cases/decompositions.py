"""Samples and mistakes of factors of matrices."""

from __future__ import annotations

import numpy as np
from ops.cases.solving import regular
from ops.sampling import Mistake, Samples, spread

SAMPLES = Samples()
for shape in ((3, 3), (4, 2), (2, 3, 2), (3, 0), (0, 2, 2)):
    SAMPLES.add("qr", spread(*shape))
SAMPLES.add("qr", spread(2, 3), smooth=False)
for shape in ((1, 1), (3, 3), (2, 2, 2), (0, 0)):
    SAMPLES.add("eigh", regular(*shape) * np.arange(1, shape[-1] + 1))
for shape in ((3, 3), (4, 2), (2, 3), (2, 3, 2), (3, 0), (0, 2, 2)):
    SAMPLES.add("svd", spread(*shape))

MISTAKES: list[Mistake] = [
    ("qr", (np.ones(3),), {}, "qr: operand needs at least two axes"),
    ("qr", (np.ones((2, 2), "i8"),), {}, "qr: operand must be float, got int64"),
    ("eigh", (np.ones((2, 3)),), {}, r"eigh: x must be square, got f64\[2, 3\]"),
    ("svd", (np.ones(3),), {}, "svd: operand needs at least two axes"),
]
