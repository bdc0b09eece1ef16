"""Samples and mistakes of losses."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
SAMPLES.add("cross_entropy", spread(4, 3), Fixed(np.array([0, 2, 1, 1])))
SAMPLES.add("cross_entropy", spread(2, 2, 3), Fixed(np.array([[0, 2], [1, 1]])))
extreme = np.array([[1000.0, 0.0], [-1000.0, 0.0]])
SAMPLES.add("cross_entropy", extreme, Fixed([1, 1]), smooth=False)

MISTAKES: list[Mistake] = [
    ("cross_entropy", (np.ones((2, 3)), np.ones(2)), {}, "labels must be integer class numbers"),
    ("cross_entropy", (np.ones((2, 3)), Fixed([0, 1, 2])), {}, r"labels must be \[2\], got \[3\]"),
    ("cross_entropy", (np.ones(()), Fixed(0)), {}, "logits need a last axis of classes"),
    ("cross_entropy", (np.ones(3, "i8"), Fixed(0)), {}, "logits must be float, got int64"),
]
