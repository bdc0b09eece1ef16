"""Samples and mistakes of distinct values and their places."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
for data in (np.array([3.0, 1.0, 3.0, 2.0]), spread(2, 3), np.zeros(0), np.array(2.5)):
    SAMPLES.add("unique", data, extent="?u", smooth=False)
TABLE = np.array([[1.0, 2.0], [0.0, 3.0], [1.0, 2.0]])
SAMPLES.add("unique", TABLE, extent="?u", axis=0, smooth=False)
SAMPLES.add("unique", TABLE[None], extent="?u", axis=-1, smooth=False)
SAMPLES.add("unique", np.array([np.nan, 1.0, np.nan]), extent="?u", smooth=False)
EDGES = np.array([-1.0, 0.0, 0.0, 2.0])
for right in (False, True):
    SAMPLES.add("searchsorted", np.array([[-2.0, 0.0], [5.0, np.nan]]), EDGES, right=right)
    SAMPLES.add("searchsorted", spread(), EDGES, right=right)
    SAMPLES.add("searchsorted", spread(2, 0), np.zeros(0), right=right)

MISTAKES: list[Mistake] = [
    ("unique", (np.ones(3),), {"extent": "u"}, "unique: extent must begin with '[?]', got 'u'"),
    ("unique", (np.ones(3),), {"extent": "?u", "axis": 1}, "unique: axis 1 is out of range"),
    ("unique", (np.ones(3, bool),), {"extent": "?u"}, "unique: operand must be float/int/uint"),
    ("searchsorted", (np.ones(3), np.ones((1, 3))), {}, "edges must be a vector, got f64"),
    ("searchsorted", (np.ones(3), Fixed([1])), {}, "searchsorted: operands have different dtypes"),
]
