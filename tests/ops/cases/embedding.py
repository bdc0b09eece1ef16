"""Samples and mistakes of `graphrt.ops.embedding`."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import Fixed, OpSample, spread


def _table() -> list[OpSample]:
    rows: list[OpSample] = []
    for indices in (np.array([0, 3, 3]), np.array([[1, -1], [-2, 1]]), np.array(2),
                    np.zeros((0, 2), np.int32), np.array([3], np.uint8)):  # fmt: skip
        for padding in (None, 3, 1):
            g = spread(*indices.shape, 2)
            settings = {} if padding is None else {"padding_idx": padding}
            rows.append(OpSample("embedding", (spread(4, 2), Fixed(indices)), settings))
            operands = (g, Fixed(indices), Fixed(np.array([4, 2])))
            rows.append(OpSample("embedding_add", operands, settings))
    rows.append(OpSample("embedding", (spread(3, 0), Fixed(np.array([1, 2])))))
    shape = Fixed(np.array([3, 0]))
    rows.append(OpSample("embedding_add", (spread(2, 0), Fixed(np.array([1, 2])), shape)))
    return rows


SAMPLES = _table()
_w = np.ones((4, 2))
MISTAKES: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("embedding", (np.ones(4), [1]), {}, r"embedding: table must be \[rows, columns\], got f64\[4"),
    ("embedding", (_w, [1.0]), {}, "embedding: indices must be integer, got float64"),
    ("embedding", (_w.astype(int), [1]), {}, "embedding: operand must be float, got int64"),
    ("embedding", (_w, [1]), {"padding_idx": 4}, "padding_idx 4 of a table of 4 rows"),
    ("embedding", (_w, [1]), {"padding_idx": -1}, "padding_idx must be at least 0, got -1"),
    ("embedding_add", (_w, [1], [4, 2]), {}, r"embedding_add: x must be \[1, 2\], got \[4, 2\]"),
    ("embedding_add", (_w, [1], [4]), {}, r"embedding_add: shape must be \[rows, columns\], got"),
    ("embedding_add", (_w, [1.5], [4, 2]), {}, "embedding_add: indices must be integer"),
]
