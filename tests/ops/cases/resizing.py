"""Samples and mistakes of interpolation."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

from graphrt.ops.resizing import COORDINATES, ROUNDINGS, Resize

SAMPLES = Samples()


def _add(shape: tuple[int, ...], sizes: Any = None, **attributes: Any) -> None:
    """A sample of `resize`, and of its adjoint on what it returns."""
    given = () if sizes is None else (Fixed(np.array(sizes)),)
    SAMPLES.add("resize", spread(*shape), *given, **attributes)
    op = Resize(**attributes)
    resized = op.compute(spread(*shape), *(np.array(each.value) for each in given)).shape
    SAMPLES.add("unresize", spread(*resized), Fixed(np.array(shape)), **attributes)


for mode in ("nearest", "linear", "cubic"):
    for coordinates in COORDINATES:
        _add((1, 1, 4), (7,), mode=mode, coordinates=coordinates)
        _add((1, 2, 5), scales=0.6, mode=mode, coordinates=coordinates)
        _add((3,), (1,), axes=0, mode=mode, coordinates=coordinates)
    _add((1, 1, 2, 3), (3, 2), mode=mode)
    _add((1, 2, 3), (2, 3, 4), mode=mode, axes=(2, 0, 1))
    _add((1, 1, 0), (0,), mode=mode)
    _add((0, 1, 2), (3,), mode=mode)
    _add((2, 3), (3,), mode=mode, axes=1)
SAMPLES.add("resize", spread(5), Fixed([3]), scales=0.55, axes=0, mode="linear")
_add((1, 1, 2, 3), scales=1.5, mode="linear")
_add((6,), scales=0.5, axes=0, mode="linear", antialias=True)
_add((7,), (3,), axes=0, mode="cubic", antialias=True)
_add((4,), (9,), axes=0, mode="cubic", exclude_outside=True, cubic_a=-0.5)
for rounding in ROUNDINGS:
    _add((4,), scales=1.75, axes=0, rounding=rounding, coordinates="asymmetric")

MISTAKES: list[Mistake] = [
    ("resize", (np.ones((1, 1, 2)),), {}, "resize: sizes or scales must be given"),
    ("resize", (np.ones((1, 1, 2)), Fixed([4, 4])), {}, r"resize: 2 sizes for the axes \[2\]"),
    ("resize", (np.ones((1, 1, 2)),), {"scales": (2, 2)}, "resize: 2 scales for the axes"),
    ("resize", (np.ones((1, 1, 2)),), {"scales": 0.0}, r"scales must be above 0, got \(0.0,\)"),
    ("resize", (np.ones((1, 1, 2)), Fixed([-1])), {}, "an extent cannot be negative: -1"),
    ("resize", (np.ones((1, 1, 0)), Fixed([2])), {}, "axis 2 of extent 0 has nothing to show"),
    ("resize", (np.ones(3), Fixed([2])), {"mode": "area"}, "mode must be one of nearest, linear"),
    ("resize", (np.ones(3), Fixed([2])), {"axes": 1}, "resize: axis 1 is out of range for 1 axes"),
    (
        "resize",
        (np.ones(3, "i8"), Fixed([2])),
        {"mode": "linear", "axes": 0},
        "resize: operand must be float, got int64",
    ),
    ("resize", (np.ones(3), Fixed([2])), {"coordinates": "half"}, "coordinates must be one of"),
    ("resize", (np.ones(3), Fixed([2])), {"rounding": "up"}, "rounding must be one of"),
    (
        "unresize",
        (np.ones((1, 2, 4)), Fixed([1, 3, 2])),
        {},
        r"unresize: x is \[1, 2, 4\], shape is \[1, 3, 2\]",
    ),
]
