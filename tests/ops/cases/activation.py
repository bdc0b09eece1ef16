"""Samples and mistakes of activations."""

from __future__ import annotations

import numpy as np
from ops.sampling import SHAPES, WILD, Mistake, Samples, spread

SAMPLES = Samples()
NAMES = ("relu", "sigmoid", "log_sigmoid", "softplus", "softsign", "silu", "mish", "gelu")
for shape in SHAPES:
    x = spread(*shape)
    for name in NAMES:
        SAMPLES.add(name, x)
    SAMPLES.add("gelu", x, approximate="tanh")
    SAMPLES.add("clip", x, np.float64(-1.03), np.float64(0.91))
    SAMPLES.add("clip", x, np.float64(-1.03), None)
    SAMPLES.add("clip", x, None, np.float64(0.91))
for name in NAMES:
    SAMPLES.add(name, np.array([-800.0, -40.0, -6.0, 40.0, 800.0]), smooth=False)
    SAMPLES.add(name, WILD, smooth=False)

SAMPLES.add("gelu", WILD, smooth=False, approximate="tanh")

MISTAKES: list[Mistake] = [
    ("gelu", (np.ones(3),), {"approximate": "erf"}, "approximate is 'none' or 'tanh', not 'erf'"),
    (
        "gelu",
        (np.ones(3),),
        {"approximate": True},
        "attribute 'approximate' must be text, got True",
    ),
    ("softplus", (np.ones(3, "i8"),), {}, "softplus: operand must be float, got int64"),
    ("silu", (np.ones(3, bool),), {}, "silu: operand must be float, got bool"),
    ("relu", (), {}, r"relu takes operands \(x\), got 0"),
    ("clip", (np.ones(3, bool),), {}, "clip: operand must be float/int/uint, got bool"),
    ("clip", (np.ones(3), np.ones(3, "f4")), {}, "clip: operands have different dtypes"),
]
