"""Samples and mistakes of losses."""

from __future__ import annotations

import numpy as np
from ops.sampling import PAIRS, Fixed, Mistake, Samples, spread

SAMPLES = Samples()
SAMPLES.add("cross_entropy", spread(4, 3), Fixed(np.array([0, 2, 1, 1])))
SAMPLES.add("cross_entropy", spread(2, 2, 3), Fixed(np.array([[0, 2], [1, 1]])))
extreme = np.array([[1000.0, 0.0], [-1000.0, 0.0]])
SAMPLES.add("cross_entropy", extreme, Fixed([1, 1]), smooth=False)
for shape in ((4, 3), (2, 2, 3), (3,), (0, 3)):
    labels = np.arange(np.prod(shape[:-1], dtype=int)).reshape(shape[:-1]) % 3
    SAMPLES.add("nll", spread(*shape), Fixed(labels))
    SAMPLES.add("cross_entropy", spread(*shape), Fixed(labels))
SAMPLES.add("nll", np.array([[-np.inf, 0.0], [np.nan, -1.0]]), Fixed([0, 1]), smooth=False)
for x, y in PAIRS:
    SAMPLES.add("bce_with_logits", x, y)
wild = np.array([[-800.0, 800.0, 40.0, np.inf, np.nan]])
SAMPLES.add("bce_with_logits", wild, np.array([[0.0], [1.0], [0.3]]), smooth=False)

MISTAKES: list[Mistake] = [
    ("nll", (np.ones((2, 3)), np.ones(2)), {}, "nll: labels must be integer class numbers"),
    ("nll", (np.ones((2, 3)), Fixed([0, 1, 2])), {}, r"nll: labels must be \[2\], got \[3\]"),
    ("nll", (np.ones(()), Fixed(0)), {}, "nll: log_probs need a last axis of classes"),
    ("bce_with_logits", (np.ones(3, "i8"), np.ones(3, "i8")), {}, "logits must be float, got"),
    ("bce_with_logits", (np.ones(3), np.ones(2)), {}, "bce_with_logits: shapes do not broadcast"),
    ("cross_entropy", (np.ones((2, 3)), np.ones(2)), {}, "labels must be integer class numbers"),
    ("cross_entropy", (np.ones((2, 3)), Fixed([0, 1, 2])), {}, r"labels must be \[2\], got \[3\]"),
    ("cross_entropy", (np.ones(()), Fixed(0)), {}, "logits need a last axis of classes"),
    ("cross_entropy", (np.ones(3, "i8"), Fixed(0)), {}, "logits must be float, got int64"),
]
