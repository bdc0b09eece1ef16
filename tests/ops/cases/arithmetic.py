"""Samples and mistakes of arithmetic."""

from __future__ import annotations

import numpy as np
from ops.sampling import PAIRS, SHAPES, WILD, Mistake, Samples, spread

SAMPLES = Samples()
for x, y in PAIRS:
    for name in ("add", "sub", "mul", "max", "min"):
        SAMPLES.add(name, x, y)
    SAMPLES.add("div", x, np.abs(y) + 0.5)
for name in ("add", "sub", "mul", "div", "max", "min"):
    SAMPLES.add(name, WILD, WILD[::-1].copy(), smooth=False)
for shape in SHAPES:
    x = spread(*shape)
    for name in ("neg", "square", "abs", "sign"):
        SAMPLES.add(name, x)
    for name in ("reciprocal", "sqrt", "rsqrt"):
        SAMPLES.add(name, np.abs(x) + 0.5)
for name in ("neg", "reciprocal", "square", "sqrt", "rsqrt", "abs", "sign"):
    SAMPLES.add(name, WILD, smooth=False)
for name in ("abs", "sign"):
    SAMPLES.add(name, np.array([-128, -1, 0, 5], "int8"))
    SAMPLES.add(name, np.array([[255, 0]], "uint8"))

MISTAKES: list[Mistake] = [
    ("abs", (np.ones(3, bool),), {}, "abs: operand must be float/int/uint, got bool"),
    ("sign", (np.ones(3, bool),), {}, "sign: operand must be float/int/uint, got bool"),
    ("rsqrt", (np.ones(3, "i8"),), {}, "rsqrt: operand must be float, got int64"),
    (
        "add",
        (np.ones(3), np.ones(4)),
        {},
        "add: shapes do not broadcast: axis -1 is 3 in one operand",
    ),
    ("add", (np.ones(3), np.ones(3, "f4")), {}, "add: operands have different dtypes, float64"),
    ("div", (np.ones(3, "i8"), np.ones(3, "i8")), {}, "div: operand must be float, got int64"),
    ("add", (np.ones(3), None), {}, "operand 'y' is missing"),
]
