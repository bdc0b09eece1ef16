"""Samples and mistakes of activations."""

from __future__ import annotations

import numpy as np
from ops.sampling import SHAPES, WILD, Mistake, Samples, spread

SAMPLES = Samples()
for shape in SHAPES:
    x = spread(*shape)
    for name in ("relu", "sigmoid"):
        SAMPLES.add(name, x)
    SAMPLES.add("clip", x, np.float64(-1.03), np.float64(0.91))
    SAMPLES.add("clip", x, np.float64(-1.03), None)
    SAMPLES.add("clip", x, None, np.float64(0.91))
for name in ("relu", "sigmoid"):
    SAMPLES.add(name, WILD, smooth=False)

MISTAKES: list[Mistake] = [
    ("relu", (), {}, r"relu takes operands \(x\), got 0"),
    ("clip", (np.ones(3, bool),), {}, "clip: operand must be float/int/uint, got bool"),
    ("clip", (np.ones(3), np.ones(3, "f4")), {}, "clip: operands have different dtypes"),
]
