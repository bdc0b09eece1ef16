"""Samples and mistakes of powers, exponentials and logarithms."""

from __future__ import annotations

import numpy as np
from ops.sampling import PAIRS, SHAPES, WILD, Mistake, Samples, spread

SAMPLES = Samples()
for x, y in PAIRS:
    SAMPLES.add("pow", np.abs(x) + 0.5, y)
SAMPLES.add("pow", WILD, WILD[::-1].copy(), smooth=False)
for shape in SHAPES:
    x = spread(*shape)
    SAMPLES.add("exp", x)
    SAMPLES.add("log", np.abs(x) + 0.5)
for name in ("exp", "log"):
    SAMPLES.add(name, WILD, smooth=False)

MISTAKES: list[Mistake] = [
    ("exp", (np.ones(3, "i8"),), {}, "exp: operand must be float, got int64"),
]
