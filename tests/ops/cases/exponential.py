"""Samples and mistakes of powers, exponentials and logarithms."""

from __future__ import annotations

import numpy as np
from ops.sampling import PAIRS, SHAPES, WILD, Mistake, Samples, spread

SAMPLES = Samples()
for x, y in PAIRS:
    SAMPLES.add("pow", np.abs(x) + 0.5, y)
    SAMPLES.add("xlogy", x, np.abs(y) + 0.5)
for name in ("pow", "xlogy"):
    SAMPLES.add(name, WILD, WILD[::-1].copy(), smooth=False)
SAMPLES.add("xlogy", np.zeros(5), np.array([0.0, 1.0, np.inf, np.nan, -1.0]), smooth=False)
for shape in SHAPES:
    x = spread(*shape)
    for name in ("exp", "expm1", "exp2"):
        SAMPLES.add(name, x)
    for name in ("log", "log1p", "log2", "log10"):
        SAMPLES.add(name, np.abs(x) + 0.5)
for name in ("exp", "expm1", "exp2", "log", "log1p", "log2", "log10"):
    SAMPLES.add(name, WILD, smooth=False)
for name in ("expm1", "log1p"):
    SAMPLES.add(name, np.array([1e-20, -1e-9, 1e-3, -0.5]), smooth=False)

MISTAKES: list[Mistake] = [
    ("log2", (np.ones(3, "i8"),), {}, "log2: operand must be float, got int64"),
    ("expm1", (np.ones(3, bool),), {}, "expm1: operand must be float, got bool"),
    ("xlogy", (np.ones(3, "i8"), np.ones(3, "i8")), {}, "xlogy: operand must be float, got int64"),
    ("exp", (np.ones(3, "i8"),), {}, "exp: operand must be float, got int64"),
]
