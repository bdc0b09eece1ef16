"""Samples and mistakes of slices."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()


def _slices(rank: int, starts: Any, ends: Any, axes: Any, steps: Any) -> tuple[slice, ...]:
    chosen = [slice(None)] * rank
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        chosen[axis] = slice(start, None if end <= -9 else end, step)
    return tuple(chosen)


for each in (([1], [3], [0], [1]), ([0, 1], [2, 9], [1, 0], [1, 2]), ([-1], [-9], [1], [-1]),
             ([3], [0], [0], [-2]), ([2], [2], [0], [1])):  # fmt: skip
    fixed = [Fixed(np.array(numbers, np.int64)) for numbers in each]
    SAMPLES.add("slice", spread(4, 3), *fixed)
    shape = spread(4, 3)[_slices(2, *each)].shape
    SAMPLES.add("unslice", spread(*shape), Fixed(np.array([4, 3])), *fixed)
SAMPLES.add("slice", spread(4, 3), Fixed([1]), Fixed([-1]))

MISTAKES: list[Mistake] = [
    (
        "slice",
        (np.ones(4), Fixed([0]), Fixed([1]), Fixed([0]), Fixed([0])),
        {},
        "a step cannot be 0",
    ),
    (
        "slice",
        (
            np.ones(4),
            Fixed([0, 0]),
            Fixed([1]),
        ),
        {},
        "slice: 2 starts, 1 ends",
    ),
    ("slice", (np.ones((4, 4)), Fixed([0, 0]), Fixed([1, 1]), Fixed([1, 1])), {}, "sliced twice"),
    ("slice", (np.ones(4), np.ones(1), Fixed([1])), {}, "slice: starts must be int64, got float64"),
    ("slice", (np.ones(4), Fixed([0]), Fixed([1]), Fixed([1])), {}, "axis 1 is out of range"),
    (
        "unslice",
        (np.ones(3), Fixed([4]), Fixed([0]), Fixed([2])),
        {},
        r"slice is \[2\], x is \[3\]",
    ),
]
