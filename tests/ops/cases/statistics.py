"""Samples and mistakes of spreads and norms."""

from __future__ import annotations

import numpy as np
from ops.sampling import REDUCED, Mistake, Samples, spread

SAMPLES = Samples()
for name in ("var", "std", "norm", "l1_norm", "sum_square"):
    for shape, axis in REDUCED:
        smooth = name != "std" or shape not in ((), (1, 3))  # one element: no spread, a kink
        SAMPLES.add(name, spread(*shape), axis=axis, smooth=smooth)
        SAMPLES.add(name, spread(*shape), axis=axis, keepdims=True, smooth=smooth)
    SAMPLES.add(
        name, np.array([[1.0, np.nan], [np.inf, 2.0], [1e200, 1e200]]), axis=1, smooth=False
    )
    SAMPLES.add(name, np.zeros((2, 3)), axis=1, smooth=False)
for name in ("var", "std"):
    SAMPLES.add(name, spread(4, 3), axis=0, correction=1)
    SAMPLES.add(name, spread(2, 3), correction=0.5, keepdims=True)
    SAMPLES.add(name, spread(3, 1), axis=1, correction=1, smooth=False)
    SAMPLES.add(name, 1e8 + spread(2, 3), axis=1, smooth=False)

MISTAKES: list[Mistake] = [
    ("var", (np.ones(3, "i8"),), {}, "var: operand must be float, got int64"),
    ("std", (np.ones((2, 3)),), {"axis": 2}, "std: axis 2 is out of range for 2 axes"),
    ("std", (np.ones(3),), {"correction": "1"}, "attribute 'correction' must be a number, got '1'"),
    ("norm", (np.ones(3, bool),), {}, "norm: operand must be float, got bool"),
    ("l1_norm", (np.ones(3, "i8"),), {}, "l1_norm: operand must be float, got int64"),
    ("sum_square", (np.ones((2, 3)),), {"axis": (0, 0)}, "sum_square: axis 0 is named twice"),
]
