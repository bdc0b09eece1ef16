"""Samples and mistakes of constants and the shapes of other values."""

from __future__ import annotations

import numpy as np
from ops.sampling import SHAPES, Mistake, Samples, spread

SAMPLES = Samples()
for shape in SHAPES:
    for name in ("ones_like", "zeros_like", "shape", "size"):
        SAMPLES.add(name, spread(*shape))
SAMPLES.add("constant", value=np.array([1.5, -0.0, np.nan]))

MISTAKES: list[Mistake] = [
    ("size", (np.ones(3),), {"axis": 1}, "size: axis 1 is out of range for 1 axes"),
]
