"""Samples and mistakes of random ops."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
SAMPLES.add("dropout", spread(4, 5), Fixed(7), Fixed(3), rate=0.4, stream=2)
for shape in ((), (3,), (2, 0), (2, 3)):
    wanted = Fixed(np.array(shape, np.int64))
    for name in ("random_uniform", "random_normal"):
        SAMPLES.add(name, wanted, Fixed(7), Fixed(3), stream=1)
        SAMPLES.add(name, wanted, Fixed(7), Fixed(3), Fixed(2), stream=1, dtype="float64")
        SAMPLES.add(name, wanted, Fixed(7), Fixed(3), stream=1, dtype="float16")
SAMPLES.add("dropout", spread(4, 5), Fixed(7), Fixed(3), Fixed(9), rate=0.4, stream=2)

MISTAKES: list[Mistake] = [
    (
        "dropout",
        (np.ones(3), Fixed(0), Fixed(0)),
        {"rate": 1.0, "stream": 0},
        "rate must be at least 0",
    ),
    (
        "dropout",
        (np.ones(3), Fixed(0.5), Fixed(0)),
        {"rate": 0.1, "stream": 0},
        "seed must be an int64",
    ),
    (
        "dropout",
        (np.ones(3), Fixed(0), Fixed([0])),
        {"rate": 0.1, "stream": 0},
        "step must be an int64",
    ),
    (
        "dropout",
        (np.ones(3, "i8"), Fixed(0), Fixed(0)),
        {"rate": 0.1, "stream": 0},
        "must be float",
    ),
    (
        "random_uniform",
        (Fixed([2]), Fixed(0), Fixed(0)),
        {"stream": 0, "dtype": "int32"},
        "random_uniform: dtype must be one of bfloat16, float16, float32, float64, got int32",
    ),
    ("random_normal", (Fixed(2), Fixed(0), Fixed(0)), {"stream": 0}, "shape must be a vector"),
    (
        "random_normal",
        (Fixed([2]), Fixed(0), Fixed(0), Fixed(1.0)),
        {"stream": 0},
        r"random_normal: trip must be an int64 scalar, got f64\[\]",
    ),
    ("random_normal", (Fixed([2]), Fixed(0), Fixed(0)), {}, "attribute 'stream' is missing"),
]
