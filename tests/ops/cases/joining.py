"""Samples and mistakes of joining and splitting."""

from __future__ import annotations

import numpy as np
from ops.sampling import Mistake, Samples, spread

SAMPLES = Samples()
SAMPLES.add("concat", spread(2, 3), spread(2, 2, seed=1), spread(2, 0, seed=2), axis=1)
SAMPLES.add("concat", spread(2), spread(3, seed=1), axis=-1)
SAMPLES.add("split", spread(5, 2), sizes=(2, 0, 3), axis=0)
SAMPLES.add("split", spread(2, 5), sizes=(4, 1), axis=-1)

MISTAKES: list[Mistake] = [
    (
        "concat",
        (np.ones((2, 3)), np.ones((3, 3))),
        {"axis": 1},
        "concat: axis 0 is 2 in one operand and 3 in another",
    ),
    ("concat", (np.ones(()),), {}, "concat: a scalar has no axis to join along"),
    ("split", (np.ones(4),), {"sizes": (1, 2)}, r"split: sizes \(1, 2\) add up to 3, axis 0 is 4"),
    ("split", (np.ones(4),), {"sizes": (-1, 5)}, "split: sizes must be numbers from 0 on"),
    ("split", (np.ones(3),), {}, "split: attribute 'sizes' is missing"),
    ("concat", (), {}, "concat: nothing to join"),
    ("concat", (np.ones(3), np.ones((3, 3))), {}, "concat: operands have 1 and 2 axes"),
    ("concat", (np.ones(3), np.ones(3, "i8")), {}, "concat: operands have different dtypes"),
    ("split", (np.ones(4),), {"sizes": ()}, r"split: sizes must be numbers from 0 on, got \(\)"),
    ("split", (np.ones(()),), {"sizes": (1,)}, "split: axis 0 is out of range for 0 axes"),
]
