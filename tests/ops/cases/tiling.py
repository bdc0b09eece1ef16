"""Samples and mistakes of repetitions and rolls."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
for repeats in ((2, 3), (1, 1), (0, 2)):
    SAMPLES.add("tile", spread(2, 3), Fixed(np.array(repeats)))
SAMPLES.add("tile", spread(3), Fixed([4]))
SAMPLES.add("tile", spread(), Fixed(np.zeros(0, np.int64)))
SAMPLES.add("tile", spread(0, 2), Fixed([3, 2]))
SAMPLES.add("repeat", spread(2, 3), repeats=2, axis=1)
SAMPLES.add("repeat", spread(2, 3), repeats=3, axis=0)
SAMPLES.add("repeat", spread(2, 3, 2), repeats=(2, 0, 3), axis=-2)
SAMPLES.add("repeat", spread(4), repeats=0, axis=0)
SAMPLES.add("repeat", spread(0, 2), repeats=2, axis=0)
SAMPLES.add("roll", spread(5), shift=2, axis=0)
SAMPLES.add("roll", spread(2, 3), shift=(-1, 7), axis=(0, -1))
SAMPLES.add("roll", spread(2, 0), shift=1, axis=1)

MISTAKES: list[Mistake] = [
    ("tile", (np.ones((2, 3)), Fixed([2])), {}, "tile: 1 repeats for 2 axes"),
    ("tile", (np.ones(3), Fixed([-1])), {}, "a number of repeats cannot be negative: -1"),
    ("tile", (np.ones(3), np.ones(1)), {}, "tile: repeats must be int64, got float64"),
    ("repeat", (np.ones(3),), {"repeats": -1, "axis": 0}, "repeats must be numbers from 0 on"),
    ("repeat", (np.ones(3),), {"repeats": (), "axis": 0}, "repeats must be numbers from 0 on"),
    ("repeat", (np.ones(3),), {"repeats": (1, 2), "axis": 0}, "2 repeats for axis 0 of extent 3"),
    ("repeat", (np.ones(3),), {"repeats": 2, "axis": 1}, "repeat: axis 1 is out of range"),
    ("roll", (np.ones(3),), {"shift": (1, 2), "axis": 0}, "roll: 2 shifts for 1 axes"),
    ("roll", (np.ones(3),), {"shift": 1, "axis": 3}, "roll: axis 3 is out of range for 1 axes"),
]
