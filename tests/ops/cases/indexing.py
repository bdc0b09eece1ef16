"""Samples and mistakes of gathers and scatters."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
for indices in ([0, 2, 0], [[1, -1], [0, 0]], 1):
    SAMPLES.add("gather", spread(3, 2), Fixed(np.array(indices)), axis=0)
    SAMPLES.add("gather", spread(2, 3), Fixed(np.array(indices)), axis=-1)
    shape = (*np.shape(indices), 2)
    SAMPLES.add("scatter_add", spread(*shape), Fixed(np.array(indices)), Fixed([3, 2]), axis=0)
picks = np.array([[2, -1, 0], [2, 2, 1]])
SAMPLES.add("gather_elements", spread(4, 3), Fixed(picks), axis=0)
SAMPLES.add("gather_elements", spread(2, 5), Fixed(picks), axis=-1)
SAMPLES.add("gather_elements", spread(2, 5), Fixed(np.zeros((2, 0), np.int32)), axis=1)
SAMPLES.add("scatter_add_elements", spread(2, 3), Fixed(picks), Fixed([4, 3]), axis=0)
SAMPLES.add("scatter_add_elements", spread(2, 3), Fixed(picks), Fixed([2, 5]), axis=-1)
SAMPLES.add("nonzero", np.array([[1.0, 0.0], [0.0, 2.0]]), extent="?n")

MISTAKES: list[Mistake] = [
    ("gather", (np.ones(3), np.ones(2)), {}, "gather: indices must be integer, got float64"),
    (
        "gather_elements",
        (np.ones((2, 3)), Fixed([0, 1])),
        {},
        r"indices must be \[2, 3\] except along axis 0",
    ),
    ("scatter_add_elements", (np.ones((2, 3)), Fixed([[0]]), Fixed([2, 3])), {}, "indices are"),
    ("nonzero", (np.ones(()),), {"extent": "?n"}, "nonzero: a scalar has no indices"),
    ("nonzero", (np.ones(3),), {"extent": "?"}, "'[?]' is not a symbol name"),
    ("nonzero", (np.ones(3),), {"extent": "n"}, "extent must begin with"),
    ("gather", (np.ones(()), Fixed([0])), {}, "gather: axis 0 is out of range for 0 axes"),
    (
        "scatter_add",
        (np.ones((2, 2)), Fixed([0]), Fixed([3, 2])),
        {},
        r"x must be \[1, 2\], got \[2, 2\]",
    ),
]
