"""Samples and mistakes of ranges."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples

SAMPLES = Samples()
for numbers in ((0, 5, 1), (2, -4, -2), (3, 3, 1), (5, 2, 1), (1, 9, 3)):
    SAMPLES.add("range", *(Fixed(np.array(number)) for number in numbers))
    SAMPLES.add("range", *(np.float64(number) for number in numbers), smooth=False)
SAMPLES.add("range", *map(Fixed, np.float64([0.25, 1.5, 0.5])), smooth=False)
SAMPLES.add("range", *map(Fixed, np.int32([0, 100, 1])))

MISTAKES: list[Mistake] = [
    ("range", (Fixed(0), Fixed(3), Fixed(0)), {}, "range: delta cannot be 0"),
    ("range", (Fixed(0), Fixed([3]), Fixed(1)), {}, r"limit must be a scalar, got i64\[1\]"),
    ("range", (Fixed(0), Fixed(3.0), Fixed(1)), {}, "range: operands have different dtypes"),
    ("range", tuple(map(Fixed, (True, False, True))), {}, "range: operand must be float/int"),
]
