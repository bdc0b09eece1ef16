"""Samples and mistakes of padding."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
AMOUNTS = ((1, 0, 2, 3), (0, 0, 0, 0), (-1, 2, 0, -2), (0, -3, 0, 1))
for amounts in AMOUNTS:
    pads = Fixed(np.array(amounts))
    SAMPLES.add("pad", spread(3, 4), pads)
    SAMPLES.add("pad", spread(3, 4), pads, spread(seed=2))
    padded = (3 + amounts[0] + amounts[2], 4 + amounts[1] + amounts[3])
    for mode in ("reflect", "edge", "wrap"):
        SAMPLES.add("pad", spread(3, 4), pads, mode=mode)
        SAMPLES.add("unpad", spread(*padded), Fixed(np.array([3, 4])), pads, mode=mode)
SAMPLES.add("pad", spread(0, 2), Fixed(np.array([1, 0, 1, 0])), spread(seed=1))
SAMPLES.add("pad", spread(), Fixed(np.zeros(0, np.int64)))
for mode in ("reflect", "edge", "wrap"):
    SAMPLES.add("pad", spread(3), Fixed(np.array([7, 5])), mode=mode)  # more than there is
    SAMPLES.add("pad", spread(1, 2), Fixed(np.array([2, 0, 1, 1])), mode=mode)
    SAMPLES.add("pad", spread(0, 2), Fixed(np.array([0, 1, 0, 1])), mode=mode)
    SAMPLES.add("unpad", spread(6, 2), Fixed(np.array([2, 2])), Fixed(np.array([3, 0, 1, 0])),
                mode=mode)  # fmt: skip

MISTAKES: list[Mistake] = [
    ("pad", (np.ones(3), Fixed([1])), {}, "pads must have 2 entries per axis, got 1 for 1 axes"),
    ("pad", (np.ones(3), Fixed([-2, -2])), {}, "pad: more is cut off than axis 0 of extent 3 has"),
    ("pad", (np.ones(3), np.ones(2)), {}, "pad: pads must be int64, got float64"),
    ("pad", (np.ones(3), Fixed([1, 1])), {"mode": "mirror"}, "mode must be one of constant, ref"),
    (
        "pad",
        (np.ones(3), Fixed([1, 1]), np.ones(())),
        {"mode": "edge"},
        "pad: a value is for mode 'constant' only, the mode is 'edge'",
    ),
    ("pad", (np.ones(3), Fixed([1, 1]), np.ones(2)), {}, "value must be a float64 scalar, got f64"),
    ("unpad", (np.ones(3), Fixed([3]), Fixed([0, 0])), {}, "unpad: pad with negated amounts is"),
    (
        "unpad",
        (np.ones(3), Fixed([3]), Fixed([1, 0])),
        {"mode": "wrap"},
        r"unpad: padded, the shape is \[4\], x is \[3\]",
    ),
]
