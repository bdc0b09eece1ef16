"""Samples and mistakes of channels as pixels."""

from __future__ import annotations

import numpy as np
from ops.sampling import Mistake, Samples, spread

SAMPLES = Samples()
for mode in ("DCR", "CRD"):
    SAMPLES.add("depth_to_space", spread(1, 8, 2, 3), block=2, mode=mode)
    SAMPLES.add("depth_to_space", spread(0, 9, 2, 1), block=3, mode=mode)
    SAMPLES.add("space_to_depth", spread(2, 2, 4, 2), block=2, mode=mode)
    SAMPLES.add("space_to_depth", spread(1, 1, 3, 6), block=3, mode=mode)
    SAMPLES.add("space_to_depth", spread(1, 2, 3, 2), block=1, mode=mode)

MISTAKES: list[Mistake] = [
    ("depth_to_space", (np.ones((1, 6, 2, 2)),), {"block": 2}, "C = 6 is no multiple of 4"),
    ("depth_to_space", (np.ones((4, 2, 2)),), {"block": 2}, r"x must be \[N, C, H, W\], got f64"),
    ("space_to_depth", (np.ones((1, 1, 4, 3)),), {"block": 2}, "W = 3 is no multiple of 2"),
    ("space_to_depth", (np.ones((1, 1, 4, 4)),), {"block": 0}, "block must be at least 1, got 0"),
    (
        "depth_to_space",
        (np.ones((1, 4, 4, 4)),),
        {"block": 2, "mode": "RDC"},
        "mode must be DCR or CRD, got 'RDC'",
    ),
]
