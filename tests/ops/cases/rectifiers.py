"""Samples and mistakes of activations of several pieces."""

from __future__ import annotations

import numpy as np
from ops.sampling import PAIRS, SHAPES, WILD, Mistake, Samples, spread

SAMPLES = Samples()
ONE_OPERAND = (
    ("leaky_relu", {}),
    ("leaky_relu", {"alpha": -0.3}),
    ("thresholded_relu", {}),
    ("thresholded_relu", {"alpha": -0.4}),
    ("elu", {}),
    ("elu", {"alpha": 0.3}),
    ("selu", {}),
    ("celu", {}),
    ("celu", {"alpha": 2.5}),
    ("hard_sigmoid", {}),
    ("hard_sigmoid", {"alpha": 1.3, "beta": 0.2}),
    ("hard_swish", {}),
)
for name, attributes in ONE_OPERAND:
    for shape in SHAPES:
        SAMPLES.add(name, 2 * spread(*shape), **attributes)
    SAMPLES.add(name, WILD, smooth=False, **attributes)
    SAMPLES.add(name, np.array([-3.0, -2.5, 0.0, 1.0, 2.5, 3.0]), smooth=False, **attributes)
for x, slope in PAIRS:
    SAMPLES.add("prelu", x, slope)
SAMPLES.add("prelu", WILD, WILD[::-1].copy(), smooth=False)

MISTAKES: list[Mistake] = [
    ("leaky_relu", (np.ones(3, "i8"),), {}, "leaky_relu: operand must be float, got int64"),
    ("leaky_relu", (np.ones(3),), {"alpha": "1"}, "attribute 'alpha' must be a number, got '1'"),
    ("prelu", (np.ones(3), np.ones(2)), {}, "prelu: shapes do not broadcast"),
    ("prelu", (np.ones(3, "i8"), np.ones(3, "i8")), {}, "prelu: operand must be float, got int64"),
    ("elu", (np.ones(3),), {"gamma": 1.0}, "elu has no attribute 'gamma'"),
    ("celu", (np.ones(3),), {"alpha": 0.0}, "celu: alpha cannot be 0"),
    ("hard_sigmoid", (np.ones(3, bool),), {}, "hard_sigmoid: operand must be float, got bool"),
]
