"""Samples and mistakes of reductions."""

from __future__ import annotations

import numpy as np
from ops.sampling import Mistake, Samples, spread

SAMPLES = Samples()
for name in ("sum", "mean", "reduce_max", "reduce_min"):
    for shape, axis in (((4,), None), ((2, 3), 0), ((2, 3), -1), ((2, 3, 2), (0, 2)),
                        ((), None), ((1, 3), 0), ((2, 3), None)):  # fmt: skip
        SAMPLES.add(name, spread(*shape), axis=axis)
        SAMPLES.add(name, spread(*shape), axis=axis, keepdims=True)
    SAMPLES.add(name, np.array([[1.0, np.nan], [np.inf, 2.0]]), axis=1, smooth=False)
SAMPLES.add("sum", np.zeros((0, 3)), axis=0)
SAMPLES.add("sum", np.zeros((3, 0)), axis=0)
SAMPLES.add("argmax", spread(4, 3), axis=0)
SAMPLES.add("argmax", spread(4, 3), axis=-1, keepdims=True)

MISTAKES: list[Mistake] = [
    ("sum", (np.ones((2, 3)),), {"axis": 2}, "sum: axis 2 is out of range for 2 axes"),
    ("sum", (np.ones((2, 3)),), {"axis": (0, -2)}, "sum: axis 0 is named twice"),
    ("sum", (np.ones(2, bool),), {}, "sum: operand must be float/int/uint, got bool"),
    ("argmax", (np.ones((0, 3)),), {"axis": 0}, "argmax: no largest element: axis 0 has extent 0"),
    ("argmax", (np.ones(()),), {}, "argmax: axis -1 is out of range for 0 axes"),
]
