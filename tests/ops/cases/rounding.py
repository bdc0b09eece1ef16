"""Samples and mistakes of rounding and of divisions that round."""

from __future__ import annotations

import numpy as np
from ops.sampling import PAIRS, SHAPES, WILD, Fixed, Mistake, Samples, spread

SAMPLES = Samples()
ROUNDINGS = ("floor", "ceil", "round", "trunc")
for name in ROUNDINGS:
    for shape in SHAPES:
        SAMPLES.add(name, spread(*shape))
    SAMPLES.add(name, WILD, smooth=False)
    SAMPLES.add(name, np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 4503599627370495.5]), smooth=False)
signs = np.array([7.5, -7.5, 7.5, -7.5, 1.0, 0.3])
divisors = np.array([2.0, 2.0, -2.0, -2.0, 0.1, -0.7])
for name in ("floordiv", "mod", "fmod"):
    for x, y in PAIRS:
        SAMPLES.add(name, 3 * x, np.abs(y) + 0.5)
        SAMPLES.add(name, 3 * x, -np.abs(y) - 0.5)
    # the quotient is a whole number in one: there is a jump
    SAMPLES.add(name, signs, divisors, smooth=False)
    SAMPLES.add(name, WILD, WILD[::-1].copy(), smooth=False)
    SAMPLES.add(name, WILD[:, None], np.array([1.0, -1.0, np.inf, -np.inf, 0.0]), smooth=False)
    for dtype in ("int64", "int8", "uint16"):
        numbers = np.array([7, -7, 0, 100, -101] if dtype[0] == "i" else [7, 0, 100])
        divisor = np.array([3, -3, 0, 1] if dtype[0] == "i" else [3, 0, 1])
        SAMPLES.add(name, numbers.astype(dtype)[:, None], divisor.astype(dtype))
for name in ("floordiv", "mod"):
    for divisor in (2, -3, 0, [2, 3, 0]):
        SAMPLES.add(name, Fixed(np.array([7, -7, 0])), Fixed(np.array(divisor)))

MISTAKES: list[Mistake] = [
    ("floor", (np.ones(3, "i8"),), {}, "floor: operand must be float, got int64"),
    ("ceil", (np.ones(3, bool),), {}, "ceil: operand must be float, got bool"),
    ("round", (), {}, r"round takes operands \(x\), got 0"),
    ("trunc", (np.ones(3, "i8"),), {}, "trunc: operand must be float"),
    ("floordiv", (np.ones(3, bool), np.ones(3, bool)), {}, "must be float/int/uint, got bool"),
    ("mod", (np.ones(3), np.ones(3, "i8")), {}, "mod: operands have different dtypes"),
    ("fmod", (np.ones(3), np.ones(4)), {}, "fmod: shapes do not broadcast"),
]
