"""Samples and mistakes of reductions."""

from __future__ import annotations

import numpy as np
from ops.sampling import REDUCED, Mistake, Samples, spread

SAMPLES = Samples()
for name in ("sum", "mean", "prod", "reduce_max", "reduce_min"):
    for shape, axis in REDUCED:
        SAMPLES.add(name, spread(*shape), axis=axis)
        SAMPLES.add(name, spread(*shape), axis=axis, keepdims=True)
    SAMPLES.add(name, np.array([[1.0, np.nan], [np.inf, 2.0]]), axis=1, smooth=False)
zeros = np.array([[2.0, 0.0, 3.0], [0.0, 0.0, -1.5], [1.5, 2.0, -0.5]])
for axis in (0, 1, None, (1, 0)):
    SAMPLES.add("prod", zeros, axis=axis)
for name in ("sum", "prod", "reduce_max", "reduce_min"):
    for dtype in ("int8", "uint8", "int64"):
        SAMPLES.add(name, np.array([[7, 100, 1], [0, 50, 120]], dtype), axis=1)
for name in ("any", "all"):
    for shape, axis in REDUCED:
        SAMPLES.add(name, spread(*shape) > 0.5, axis=axis)
        SAMPLES.add(name, spread(*shape) < 1.2, axis=axis, keepdims=True)
for name in ("argmax", "argmin"):
    SAMPLES.add(name, spread(4, 3), axis=0)
    SAMPLES.add(name, spread(4, 3), axis=-1, keepdims=True)
    SAMPLES.add(name, np.array([3, 1, 1, 3]))
    SAMPLES.add(name, np.zeros((0, 3)), axis=1)
    SAMPLES.add(name, np.array([[1.0, np.nan], [np.inf, 2.0]]), axis=1, smooth=False)

MISTAKES: list[Mistake] = [
    ("prod", (np.ones(2, bool),), {}, "prod: operand must be float/int/uint, got bool"),
    ("prod", (np.ones((2, 3)),), {"axis": -3}, "prod: axis -3 is out of range for 2 axes"),
    ("mean", (np.ones(3, "i8"),), {}, "mean: operand must be float, got int64"),
    ("any", (np.ones(3),), {}, "any: operand must be bool, got float64"),
    ("all", (np.ones(3, "i8"),), {}, "all: operand must be bool, got int64"),
    ("all", (np.ones(3, bool),), {"axis": 1}, "all: axis 1 is out of range for 1 axes"),
    ("argmin", (np.ones((0, 3)),), {"axis": 0}, "argmin: no smallest element: axis 0 has extent"),
    ("argmin", (np.ones(3, bool),), {}, "argmin: operand must be float/int/uint, got bool"),
    ("sum", (np.ones((2, 3)),), {"axis": 2}, "sum: axis 2 is out of range for 2 axes"),
    ("sum", (np.ones((2, 3)),), {"axis": (0, -2)}, "sum: axis 0 is named twice"),
    ("sum", (np.ones(2, bool),), {}, "sum: operand must be float/int/uint, got bool"),
    ("argmax", (np.ones((0, 3)),), {"axis": 0}, "argmax: no largest element: axis 0 has extent 0"),
    ("argmax", (np.ones(()),), {}, "argmax: axis -1 is out of range for 0 axes"),
]
