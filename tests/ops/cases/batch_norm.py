"""Samples and mistakes of `graphrt.ops.batch_norm`."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import OpSample, spread


def _table() -> list[OpSample]:
    rows: list[OpSample] = []
    for shape in ((4, 3), (2, 3, 4), (2, 3, 2, 2), (1, 3, 5)):
        x, scale, bias = spread(*shape), spread(3, seed=1), spread(3, seed=2)
        mean, var = spread(3, seed=3), np.abs(spread(3, seed=4)) + 0.5
        for epsilon in (1e-5, 0.1):
            rows.append(OpSample("batch_norm", (x, scale, bias, mean, var), {"epsilon": epsilon}))
            rows.append(OpSample("batch_norm_train", (x, scale, bias), {"epsilon": epsilon}))
    empty, one = np.zeros((0, 3, 2)), np.ones(3)
    rows.append(OpSample("batch_norm", (empty, one, one, one, one)))
    rows.append(OpSample("batch_norm_train", (empty, one, one), smooth=False))
    equal = np.full((2, 3, 2), 7.0)
    rows.append(OpSample("batch_norm_train", (equal, one, one), smooth=False))
    return rows


SAMPLES = _table()
_x, _c = np.ones((2, 4, 3)), np.ones(4)
MISTAKES: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("batch_norm", (np.ones(4), _c, _c, _c, _c), {}, r"x must be \[N, C, \.\.\.\], got 1 axes"),
    ("batch_norm", (_x, _c, _c, np.ones(3), _c), {}, r"batch_norm: mean must be \[4\], got \[3\]"),
    ("batch_norm", (_x, _c, _c, _c, _c.astype("float32")), {}, "operands have different dtypes"),
    ("batch_norm", (_x, _c, _c, _c, _c), {"epsilon": -1.0}, "batch_norm: epsilon must be at least"),
    ("batch_norm_train", (_x, _c, np.ones((1, 4))), {}, r"bias must be \[4\], got \[1, 4\]"),
    ("batch_norm_train", (_x, _c, _c), {"epsilon": np.inf}, "batch_norm_train: epsilon must be at"),
]
