"""Samples and mistakes of circular functions."""

from __future__ import annotations

import numpy as np
from ops.sampling import PAIRS, SHAPES, WILD, Mistake, Samples, spread

SAMPLES = Samples()
for shape in SHAPES:
    x = spread(*shape)
    for name in ("sin", "cos", "atan"):
        SAMPLES.add(name, x)
    SAMPLES.add("tan", 0.7 * x)
    SAMPLES.add("asin", 0.45 * x)
    SAMPLES.add("acos", 0.45 * x)
for name in ("sin", "cos", "tan", "asin", "acos", "atan"):
    SAMPLES.add(name, WILD, smooth=False)
for x, y in PAIRS:
    for name in ("atan2", "hypot"):
        SAMPLES.add(name, x, y)
for name in ("atan2", "hypot"):
    SAMPLES.add(name, WILD, WILD[::-1].copy(), smooth=False)
    SAMPLES.add(name, WILD[:, None], np.array([0.0, -0.0, np.inf, np.nan, -1.0]), smooth=False)

MISTAKES: list[Mistake] = [
    ("sin", (np.ones(3, "i8"),), {}, "sin: operand must be float, got int64"),
    ("cos", (np.ones(3, bool),), {}, "cos: operand must be float, got bool"),
    ("atan2", (np.ones(3, "i8"), np.ones(3, "i8")), {}, "atan2: operand must be float, got int64"),
    ("atan2", (np.ones(3),), {}, r"atan2 takes operands \(y, x\), got 1"),
    ("hypot", (np.ones(3), np.ones(2)), {}, "hypot: shapes do not broadcast"),
]
