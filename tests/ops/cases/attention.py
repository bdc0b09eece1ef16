"""Samples and mistakes of attention."""

from __future__ import annotations

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
for shape in ((3, 3), (2, 4), (4, 2), (0, 3), (2, 0)):
    SAMPLES.add("causal_mask", Fixed(np.array(shape, np.int64)))

_NAME = "scaled_dot_product_attention"


def _attend(q: tuple[int, ...], k: tuple[int, ...], v: tuple[int, ...], mask=None, **attributes):
    given = [spread(*shape, seed=seed) for seed, shape in enumerate((q, k, v))]
    SAMPLES.add(_NAME, *given, *([] if mask is None else [mask]), **attributes)


_seen = np.array([[True, False, True], [False, False, False]])  # the second sees nothing
_added = np.array([[0.5, -np.inf, -1.0], [-np.inf, -np.inf, -np.inf]])
_attend((2, 4), (3, 4), (3, 5))
_attend((2, 4), (3, 4), (3, 2), scale=0.3)
_attend((3, 2), (3, 2), (3, 2), causal=True)
_attend((2, 2), (3, 2), (3, 2), causal=True)
_attend((2, 4), (3, 4), (3, 2), Fixed(_seen))
_attend((2, 4), (3, 4), (3, 2), Fixed(_added))
_attend((2, 4), (3, 4), (3, 2), spread(2, 3, seed=5))
_attend((2, 4), (3, 4), (3, 2), spread(3, seed=5), causal=True)
_attend((2, 1, 2, 3), (3, 4, 3), (4, 2), Fixed(np.ones((2, 1, 1, 4), bool)))
_attend((2, 17, 3), (2, 21, 3), (2, 21, 2), causal=True)
_attend((33, 2), (19, 2), (19, 1), Fixed(np.arange(19) % 3 > 0))
_attend((0, 4), (3, 4), (3, 2))
_attend((2, 4), (0, 4), (0, 2))
_attend((2, 0), (3, 0), (3, 2))
_GRADIENT = "attention_gradient"


def _give_back(q: tuple[int, ...], keys: int, out: int, mask=None, **attributes):
    *batch, rows, width = q
    shapes = (q, (*batch, keys, width), (*batch, keys, out), (*batch, rows, out))
    given = [spread(*shape, seed=seed) for seed, shape in enumerate(shapes)]
    SAMPLES.add(_GRADIENT, *given, *([] if mask is None else [mask]), **attributes)


_give_back((2, 4), 3, 5)
_give_back((2, 4), 3, 2, scale=0.3)
_give_back((2, 3, 2), 2, 2, causal=True)
_give_back((2, 2), 3, 2, causal=True)
_give_back((2, 4), 3, 2, Fixed(_seen))
_give_back((2, 4), 3, 2, Fixed(_added))
_give_back((2, 2, 3), 4, 2, Fixed(spread(4, seed=5)), causal=True)
_give_back((17, 3), 19, 1, causal=True)
_give_back((0, 4), 3, 2)
_give_back((2, 4), 0, 2)
_give_back((2, 0), 3, 2)
_give_back((0, 2, 2), 3, 2)

SAMPLES.add(_NAME, np.array([[1e3, 0.0]]), np.eye(2) * 1e3, np.eye(2), smooth=False)
SAMPLES.add(_NAME, np.array([[np.nan, 0.0]]), np.eye(2), np.eye(2), Fixed(True), smooth=False)
SAMPLES.add(
    _NAME, np.array([[np.nan, 0.0]]), np.eye(2), np.eye(2), Fixed(np.zeros(2)), smooth=False
)

MISTAKES: list[Mistake] = [
    ("causal_mask", (Fixed([2]),), {}, "causal_mask: shape must have 2 entries, got 1"),
    (
        _NAME,
        (np.ones((2, 3)), np.ones((4, 2)), np.ones((4, 2))),
        {},
        r"attention: q and k differ in width: q\[-1\] = 3, k\[-1\] = 2",
    ),
    (
        _NAME,
        (np.ones((2, 3)), np.ones((4, 3)), np.ones((5, 2))),
        {},
        r"k and v differ in length: k\[-2\] = 4, v\[-2\] = 5",
    ),
    (_NAME, (np.ones(3), np.ones((4, 3)), np.ones((4, 2))), {}, "q must have two axes at least"),
    (
        _NAME,
        (np.ones((2, 3)), np.ones((4, 3)), np.ones((4, 2)), np.ones((2, 4), "i8")),
        {},
        "mask must be bool or float64, got int64",
    ),
    (
        _NAME,
        (np.ones((1, 3)), np.ones((4, 3)), np.ones((4, 2)), np.ones((2, 4))),
        {},
        r"mask must broadcast to \[1, 4\] along its last axes, got \[2, 4\]",
    ),
    (
        _NAME,
        (np.ones((2, 2, 3)), np.ones((5, 4, 3)), np.ones((4, 2))),
        {},
        "attention: shapes do not broadcast: axis -1 is 2 in one operand and 5 in another",
    ),
    (
        _GRADIENT,
        (np.ones((2, 3)), np.ones((4, 3)), np.ones((4, 2)), np.ones((2, 3))),
        {},
        r"attention_gradient: dy must be \[2, 2\], got \[2, 3\]",
    ),
    (
        _GRADIENT,
        (np.ones((2, 3)), np.ones((5, 4, 3)), np.ones((4, 2)), np.ones((5, 2, 2))),
        {},
        r"attention_gradient: q must have the leading axes \[5\], got \[\]",
    ),
    (
        _GRADIENT,
        (np.ones((2, 3)), np.ones((4, 3)), np.ones((4, 2)), np.ones((2, 2), "f4")),
        {},
        "attention_gradient: dy must be float64, got float32",
    ),
    (
        _NAME,
        (np.ones((2, 3)), np.ones((4, 3), "f4"), np.ones((4, 2))),
        {},
        "operands have different dtypes, float64 and float32",
    ),
]
