"""Samples and mistakes of softmax and its logarithm."""

from __future__ import annotations

import numpy as np
from ops.sampling import REDUCED, Mistake, Samples, spread

SAMPLES = Samples()
for name in ("softmax", "log_softmax"):
    for shape, axis in (((4,), -1), ((2, 3), -1), ((2, 3), 0), ((2, 3, 2), 1), ((0, 3), 1)):
        SAMPLES.add(name, spread(*shape), axis=axis)
    SAMPLES.add(name, np.array([[1000.0, 1001.0, -1000.0]]), smooth=False)
for shape, axis in REDUCED:
    SAMPLES.add("logsumexp", spread(*shape), axis=axis)
    SAMPLES.add("logsumexp", spread(*shape), axis=axis, keepdims=True)
extreme = np.array([[1000.0, 1001.0], [-1e4, -np.inf], [-np.inf, -np.inf], [np.inf, 1.0]])
SAMPLES.add("logsumexp", extreme, axis=1, smooth=False)

MISTAKES: list[Mistake] = [
    ("logsumexp", (np.ones(3, "i8"),), {}, "logsumexp: operand must be float, got int64"),
    ("logsumexp", (np.ones(3),), {"axis": (0, 0)}, "logsumexp: axis 0 is named twice"),
    ("softmax", (np.ones(3),), {"axis": 1}, "softmax: axis 1 is out of range for 1 axes"),
    (
        "softmax",
        (np.ones(3),),
        {"axes": 1},
        "softmax has no attribute 'axes'\n  hint did you mean 'axis'",
    ),
    ("softmax", (np.ones(3),), {"axis": 1.5}, "attribute 'axis' must be a whole number, got 1.5"),
]
