"""Samples and mistakes of sums of products."""

from __future__ import annotations

import numpy as np
from ops.sampling import Mistake, Samples, spread

SAMPLES = Samples()
CASES = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("ij,jk", (2, 3), (3, 2)),
    ("bij,bjk->bik", (2, 2, 3), (2, 3, 2)),
    ("bij, bkj -> kbi", (2, 2, 3), (2, 4, 3)),
    ("i,i->", (4,), (4,)),
    ("i,j->ij", (2,), (3,)),
    ("i,j->", (2,), (3,)),
    ("ij->ji", (2, 3)),
    ("ij->", (2, 3)),
    ("ij->j", (2, 3)),
    ("ba", (2, 3)),
    ("ii->i", (3, 3)),
    ("ii", (3, 3)),
    ("iji->j", (2, 3, 2)),
    ("iii->i", (2, 2, 2)),
    ("ii,ij->j", (3, 3), (3, 2)),
    ("...ij,...jk->...ik", (2, 1, 2, 3), (4, 3, 2)),
    ("...ij->...ji", (2, 2, 3)),
    ("i...->...", (2, 3, 2)),
    ("a...,...->a...", (2, 3), (3,)),
    ("...i,...i", (2, 3), (3,)),
    ("b...,b->...", (3, 2), (3,)),
    ("ij,jk->ik", (2, 3), (1, 4)),
    ("ij,ij->ij", (2, 1), (2, 3)),
    ("ij,jk,kl->il", (2, 3), (3, 2), (2, 4)),
    ("i,ij,j->", (2,), (2, 3), (3,)),
    (",i->i", (), (3,)),
    ("ij,jk->ik", (2, 0), (0, 3)),
    ("ij,jk->ik", (0, 2), (2, 3)),
    ("", ()),
]
for equation, *shapes in CASES:
    xs = [spread(*shape, seed=position) for position, shape in enumerate(shapes)]
    SAMPLES.add("einsum", *xs, equation=equation)

MISTAKES: list[Mistake] = [
    ("einsum", (), {"equation": "i"}, "einsum: no operands"),
    ("einsum", (np.ones(3),), {"equation": "i1->i"}, "'1' in 'i1->i' is no axis\n  hint an axis"),
    ("einsum", (np.ones(3),), {"equation": "i->ii"}, "the result of 'i->ii' has axis 'i' twice"),
    ("einsum", (np.ones(3),), {"equation": "i->j"}, "no operand of 'i->j' has axis 'j' of the"),
    ("einsum", (np.ones(3),), {"equation": "i->i->i"}, "'-' in 'i->i->i' is no axis"),
    ("einsum", (np.ones(3),), {"equation": "i,j"}, "'i,j' is for 2 operands, got 1"),
    ("einsum", (np.ones(3),), {"equation": "ij"}, "'ij' names 2 axes of an operand that has 1"),
    ("einsum", (np.ones((3, 3)),), {"equation": "i"}, "'i' names 1 axes of an operand that has 2"),
    (
        "einsum",
        (np.ones((2, 3)), np.ones((4, 5))),
        {"equation": "ij,jk"},
        "axis 'j' is 3 in one operand and 4 in another",
    ),
    ("einsum", (np.ones((2, 3)),), {"equation": "ii"}, "axis 'i' is 2 in one operand and 3"),
    ("einsum", (np.ones(3, bool),), {"equation": "i"}, "einsum: operand must be float/int/uint"),
]
