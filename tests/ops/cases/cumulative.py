"""Samples and mistakes of running sums and products."""

from __future__ import annotations

import numpy as np
from ops.sampling import Mistake, Samples, spread

SAMPLES = Samples()
zeros = np.array([[2.0, 0.0, 3.0, 1.0], [0.0, 0.0, -1.5, 2.0], [1.5, 2.0, -0.5, 0.0]])
for exclusive in (False, True):
    for reverse in (False, True):
        ends = {"exclusive": exclusive, "reverse": reverse}
        for name in ("cumsum", "cumprod"):
            for shape, axis in (((5,), -1), ((2, 3), 0), ((2, 3, 2), 1), ((1,), 0), ((0, 2), 0)):
                SAMPLES.add(name, spread(*shape), axis=axis, **ends)
            SAMPLES.add(name, np.array([1.0, np.nan, np.inf, 2.0]), smooth=False, **ends)
            SAMPLES.add(name, np.array([[100, 100, 3]], "int8"), axis=1, **ends)
        SAMPLES.add("cumprod", zeros, axis=1, **ends)
        SAMPLES.add("cumprod", zeros, axis=0, **ends)
for reverse in (False, True):
    for shape, axis in (((5,), -1), ((2, 3), 0), ((2, 3, 2), 1), ((1,), 0), ((0, 2), 0)):
        terms = spread(*shape, seed=1)
        SAMPLES.add("linear_recurrence", spread(*shape), terms, axis=axis, reverse=reverse)
    SAMPLES.add("linear_recurrence", zeros, zeros[::-1].copy(), axis=1, reverse=reverse)
for by in (1, -2, 0, 7):
    SAMPLES.add("shift", spread(3, 2), by=by, axis=0)
    SAMPLES.add("shift", spread(2, 0), by=by)
SAMPLES.add("shift", np.array([True, False, True]), by=-1)
SAMPLES.add("shift", np.array([1, 2, 3], "uint8"))

MISTAKES: list[Mistake] = [
    ("cumsum", (np.ones(3, bool),), {}, "cumsum: operand must be float/int/uint, got bool"),
    ("cumsum", (np.ones(()),), {}, "cumsum: axis -1 is out of range for 0 axes"),
    ("cumprod", (np.ones(3),), {"axis": 1}, "cumprod: axis 1 is out of range for 1 axes"),
    (
        "cumprod",
        (np.ones(3),),
        {"exclusive": 1},
        "attribute 'exclusive' must be True or False, got 1",
    ),
    ("linear_recurrence", (np.ones(3), np.ones(2)), {}, r"a is \[3\], b is \[2\]"),
    ("linear_recurrence", (np.ones(3, "i8"), np.ones(3, "i8")), {}, "a must be float, got int64"),
    ("linear_recurrence", (np.ones(()), np.ones(())), {}, "axis -1 is out of range for 0 axes"),
    ("shift", (np.ones(3),), {"axis": 2}, "shift: axis 2 is out of range for 1 axes"),
    ("shift", (np.ones(3),), {"by": 0.5}, "attribute 'by' must be a whole number, got 0.5"),
]
