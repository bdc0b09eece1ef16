"""Samples and mistakes of random choices."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
_counters = (Fixed(7), Fixed(3))
for shape in ((), (5,), (2, 0), (2, 3)):
    SAMPLES.add("random_bernoulli", np.abs(spread(*shape)) / 2, *_counters, stream=1)
    SAMPLES.add("random_bernoulli", np.abs(spread(*shape)) / 2, *_counters, Fixed(4), stream=1)
    wanted = Fixed(np.array(shape, np.int64))
    SAMPLES.add("random_integers", wanted, Fixed(-2), Fixed(9), *_counters, stream=1)
    SAMPLES.add("random_categorical", spread(*shape, 4), *_counters, stream=1)
SAMPLES.add("random_bernoulli", np.array([np.nan, -1, 0, 1, 2]), *_counters, stream=1)
SAMPLES.add("random_integers", Fixed([3]), Fixed(0), Fixed(1), *_counters, Fixed(2), stream=1)
SAMPLES.add("random_categorical", np.array([[-np.inf, 0.0, -np.inf]]), *_counters, stream=1)
for n in (0, 1, 7):
    SAMPLES.add("random_permutation", Fixed(n), *_counters, stream=1)
SAMPLES.add("random_permutation", Fixed(4), *_counters, Fixed(2), stream=1)

MISTAKES: list[Mistake] = [
    (
        "random_bernoulli",
        (np.ones(2, "i8"), *_counters),
        {"stream": 0},
        "random_bernoulli: operand must be float, got int64",
    ),
    (
        "random_integers",
        (Fixed([2]), Fixed(0.0), Fixed(1), *_counters),
        {"stream": 0},
        r"random_integers: low must be an int64 scalar, got f64\[\]",
    ),
    (
        "random_categorical",
        (np.ones(()), *_counters),
        {"stream": 0},
        "random_categorical: a scalar has no categories: logits must have an axis",
    ),
    (
        "random_categorical",
        (np.ones((2, 0)), *_counters),
        {"stream": 0},
        "nothing to draw from: the last axis of logits has extent 0",
    ),
    ("random_permutation", (Fixed(-1), *_counters), {"stream": 0}, "n cannot be negative: -1"),
    (
        "random_permutation",
        (Fixed([3]), *_counters),
        {"stream": 0},
        r"random_permutation: n must be an int64 scalar, got i64\[1\]",
    ),
]
