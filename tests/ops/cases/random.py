"""Samples and mistakes of random ops."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
SAMPLES.add("dropout", spread(4, 5), Fixed(7), Fixed(3), rate=0.4, stream=2)

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
]
