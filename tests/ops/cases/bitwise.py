"""Samples and mistakes of operations on bits."""

from __future__ import annotations

import numpy as np
from ops.sampling import Mistake, Samples

SAMPLES = Samples()
for dtype in ("int32", "uint8"):
    least = -9 if dtype == "int32" else 0
    x = np.arange(least, 240, 17).astype(dtype)
    y = np.arange(3, 3 + len(x)).astype(dtype)
    for name in ("bitwise_and", "bitwise_or", "bitwise_xor"):
        SAMPLES.add(name, x, y)
        SAMPLES.add(name, x[:, None], y[:3])
        SAMPLES.add(name, x[0], y[:0])
    SAMPLES.add("bitwise_not", x)
    SAMPLES.add("bitwise_not", x[3])
    SAMPLES.add("bitwise_not", x[:0])
    for name in ("shift_left", "shift_right"):
        SAMPLES.add(name, x, np.arange(len(x)).astype(dtype))
        SAMPLES.add(name, x[:, None], np.array([0, 1, 7, 8, 31, 32, 100], dtype))
        SAMPLES.add(name, x[:0], y[0])
SAMPLES.add("shift_left", np.array([1, -1, 5]), np.array([-1, 64, 63]))
SAMPLES.add("shift_right", np.array([1, -1, -5]), np.array([-1, 64, 63]))

MISTAKES: list[Mistake] = [
    ("bitwise_and", (np.ones(3), np.ones(3)), {}, "bitwise_and: operand must be int/uint, got"),
    ("bitwise_or", (np.ones(3, bool), np.ones(3, bool)), {}, "must be int/uint, got bool"),
    ("bitwise_xor", (np.ones(3, "i8"), np.ones(3, "i4")), {}, "operands have different dtypes"),
    ("bitwise_not", (np.ones(3, bool),), {}, "bitwise_not: operand must be int/uint, got bool"),
    ("shift_left", (np.ones(3), np.ones(3)), {}, "shift_left: operand must be int/uint"),
    ("shift_right", (np.ones(3, "u1"), np.ones(2, "u1")), {}, "shapes do not broadcast"),
]
