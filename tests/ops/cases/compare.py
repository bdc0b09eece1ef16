"""Samples and mistakes of comparisons, logic, selection and conversion."""

from __future__ import annotations

import numpy as np
from ops.sampling import PAIRS, SHAPES, WILD, Fixed, Mistake, Samples, spread

SAMPLES = Samples()
for x, y in PAIRS:
    for name in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"):
        SAMPLES.add(name, x, y)
    for name in ("logical_and", "logical_or", "logical_xor"):
        SAMPLES.add(name, x > 0, y > 0)
    SAMPLES.add("where", Fixed(x > 0), x, y)
for name in ("equal", "less", "greater"):
    SAMPLES.add(name, WILD, WILD[::-1].copy(), smooth=False)
for name in ("isnan", "isinf", "isfinite"):
    SAMPLES.add(name, WILD, smooth=False)
for shape in SHAPES:
    x = spread(*shape)
    SAMPLES.add("logical_not", x > 0)
    for name in ("isnan", "isinf", "isfinite"):
        SAMPLES.add(name, x)
    SAMPLES.add("cast", x, dtype="float64")
    SAMPLES.add("cast", x, dtype="float32", smooth=False)
    SAMPLES.add("cast", x, dtype="int32")

MISTAKES: list[Mistake] = [
    ("isnan", (np.ones(3, "i8"),), {}, "isnan: operand must be float, got int64"),
    ("logical_xor", (np.ones(3), np.ones(3)), {}, "logical_xor: operand must be bool"),
    ("where", (np.ones(3), np.ones(3), np.ones(3)), {}, "where: condition must be bool"),
    ("cast", (np.ones(3),), {"dtype": "string"}, "no conversion from float64 to string"),
    ("cast", (np.ones(3),), {"dtype": "float31"}, "unknown dtype 'float31'\n  hint did you mean"),
    ("logical_and", (np.ones(3), np.ones(3)), {}, "logical_and: operand must be bool, got float64"),
]
