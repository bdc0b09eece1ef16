"""Samples and mistakes of hyperbolic functions."""

from __future__ import annotations

import numpy as np
from ops.sampling import SHAPES, WILD, Mistake, Samples, spread

SAMPLES = Samples()
for shape in SHAPES:
    x = spread(*shape)
    for name in ("sinh", "cosh", "tanh", "asinh"):
        SAMPLES.add(name, x)
    SAMPLES.add("acosh", np.abs(x) + 1.2)
    SAMPLES.add("atanh", 0.45 * x)
small = np.array([1e-9, -1e-5, 0.02, 30.0, -50.0, 300.0, 710.0, 1e9])
for name in ("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"):
    SAMPLES.add(name, WILD, smooth=False)
    SAMPLES.add(name, small, smooth=False)

MISTAKES: list[Mistake] = [
    ("sinh", (np.ones(3, "i8"),), {}, "sinh: operand must be float, got int64"),
    ("atanh", (np.ones(3), np.ones(3)), {}, r"atanh takes operands \(x\), got 2"),
]
