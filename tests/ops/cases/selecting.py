"""Samples and mistakes of top-k and one-hot."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
for axis in (-1, 0, 1):
    SAMPLES.add("one_hot", Fixed(np.array([[0, 2, 5], [-1, -3, -4]])), Fixed(3), axis=axis)
SAMPLES.add("one_hot", Fixed(np.array([0, 2])), Fixed(3), dtype="float64")
SAMPLES.add("one_hot", Fixed(np.array(1)), Fixed(0), dtype="int32")
SAMPLES.add("topk", spread(2, 5), Fixed(3))
SAMPLES.add("topk", spread(2, 5), Fixed(1), axis=0)
SAMPLES.add("topk", spread(6), Fixed(2), largest=False)
SAMPLES.add("topk", spread(3), Fixed(0))
SAMPLES.add("topk", spread(0, 3), Fixed(2))
SAMPLES.add("topk", np.array([1.0, np.nan, 3.0, 1.0, -0.0, 0.0]), Fixed(6), smooth=False)

MISTAKES: list[Mistake] = [
    ("topk", (np.ones(3), Fixed(5)), {}, "topk: k = 5 of axis 0, which has extent 3"),
    ("one_hot", (np.ones(3), Fixed(2)), {}, "one_hot: indices must be integer"),
    ("one_hot", (Fixed([1]), Fixed(-1)), {}, "one_hot: depth cannot be negative: -1"),
    ("topk", (np.ones(3), np.ones(1, "i8")), {}, r"topk: k must be an int64 scalar, got i64\[1\]"),
    ("topk", (np.ones(()), Fixed(0)), {}, "topk: axis -1 is out of range for 0 axes"),
    ("one_hot", (Fixed([0]), Fixed(2)), {"dtype": "complex64"}, "no zeros and ones in complex64"),
    ("one_hot", (Fixed([0]), Fixed(2)), {"axis": 2}, "one_hot: axis 2 is out of range for 2 axes"),
]
