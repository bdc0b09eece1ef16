"""Samples and mistakes of changes of shape."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
SAMPLES.add("transpose", spread(2, 3))
SAMPLES.add("transpose", spread(2, 3, 4), axes=(1, 2, 0))
SAMPLES.add("transpose", spread())
SAMPLES.add("reshape", spread(2, 6), Fixed([3, 4]))
SAMPLES.add("reshape", spread(2, 6), Fixed([-1, 3]))
SAMPLES.add("reshape", spread(1), Fixed(np.zeros(0, np.int64)))
SAMPLES.add("reshape", spread(0, 3), Fixed([3, 0]))
SAMPLES.add("broadcast_to", spread(3, 1), Fixed([2, 3, 4]))
SAMPLES.add("broadcast_to", spread(), Fixed([2]))
SAMPLES.add("expand_dims", spread(2, 3), axes=(1,))
SAMPLES.add("squeeze", spread(2, 1, 3), axes=(1,))

MISTAKES: list[Mistake] = [
    ("transpose", (np.ones((2, 3)),), {"axes": (0, 0)}, "transpose: axis 0 is named twice"),
    ("squeeze", (np.ones((2, 3)),), {"axes": (1,)}, "axis 1 has extent 3, only 1 can be squeezed"),
    ("squeeze", (np.ones((2, 1)),), {"axes": (1, 1)}, r"squeeze: axes \(1, 1\) name an axis twice"),
    (
        "expand_dims",
        (np.ones(2),),
        {"axes": (2,)},
        "expand_dims: axis 2 is out of range for 2 axes",
    ),
    (
        "transpose",
        (np.ones((2, 3)),),
        {"axes": (0,)},
        r"axes \(0,\) are no permutation of the 2 axes",
    ),
    ("reshape", (np.ones((2, 6)), Fixed([5, -1])), {}, r"12 elements do not fit shape \[5, -1\]"),
    ("reshape", (np.ones((2, 6)), Fixed([5, 2])), {}, r"12 elements do not fit shape \[5, 2\]"),
    ("reshape", (np.ones(4), Fixed([-1, -1])), {}, r"only one extent of \[-1, -1\] may be -1"),
    ("reshape", (np.ones(4), Fixed([-2, 2])), {}, "reshape: an extent cannot be negative: -2"),
    ("reshape", (np.ones((0, 2)), Fixed([0, -1])), {}, "could be any number: the others make 0"),
    (
        "reshape",
        (np.ones(4), np.ones(1)),
        {},
        "shape must be int64, got float64\n.*\n.*\n.*\n  hint",
    ),
    ("reshape", (np.ones(4), Fixed(4)), {}, r"shape must be a vector, got i64\[\]"),
    ("broadcast_to", (np.ones((1, 1, 1)), Fixed([2])), {}, "3 axes do not broadcast to 1"),
    ("broadcast_to", (np.ones(3), Fixed([1])), {}, r"shape \[3\] does not broadcast to \[1\]"),
    ("broadcast_to", (np.ones(3), Fixed([4])), {}, "axis -1 is 3 in one operand and 4 in another"),
]
