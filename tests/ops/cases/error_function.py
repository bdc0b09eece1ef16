"""Samples and mistakes of the error function."""

from __future__ import annotations

import numpy as np
from ops.sampling import SHAPES, WILD, Mistake, Samples, spread

SAMPLES = Samples()
for name in ("erf", "erfc"):
    for shape in SHAPES:
        SAMPLES.add(name, spread(*shape))
    SAMPLES.add(name, WILD, smooth=False)
    SAMPLES.add(name, np.array([-7.0, -3.0, 3.0, 4.5]), smooth=False)

MISTAKES: list[Mistake] = [
    ("erf", (np.ones(3, "i8"),), {}, "erf: operand must be float, got int64"),
    ("erfc", (np.ones(3, bool),), {}, "erfc: operand must be float, got bool"),
]
