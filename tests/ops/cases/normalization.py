"""Samples and mistakes of `graphrt.ops.normalization`."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import OpSample, spread


def _table() -> list[OpSample]:
    rows: list[OpSample] = []

    def add(op: str, *operands: Any, smooth: bool = True, **attributes: Any) -> None:
        rows.append(OpSample(op, operands, attributes, smooth))

    for shape, axis in (((5,), (0,)), ((2, 4), (-1,)), ((3, 4, 2), (0, 2)), ((2, 3), (0, 1)),
                        ((2, 3), ()), ((0, 3), (1,))):  # fmt: skip
        add("standardize", spread(*shape), axis=axis)
        add("standardize", spread(*shape), axis=axis, epsilon=0.1)
    for shape, axis in (((2, 4), -1), ((2, 3, 4), 1), ((5,), 0), ((0, 3), -1), ((3, 1), 0)):
        x, inner = spread(*shape), shape[axis:]
        scale, bias = spread(*inner, seed=1), spread(*inner, seed=2)
        for op in ("layer_norm", "rms_norm"):
            add(op, x, axis=axis)
            add(op, x, scale, axis=axis, epsilon=0.1)
        add("layer_norm", x, scale, bias, axis=axis)
        add("layer_norm", x, None, bias, axis=axis)
    for shape in ((2, 4, 3), (1, 4, 3, 2), (3, 4), (0, 4, 2)):
        x, scale, bias = spread(*shape), spread(4, seed=1), spread(4, seed=2)
        for groups in (1, 2, 4):
            if len(shape) > 2 or groups < 4:
                add("group_norm", x, scale, bias, groups=groups)
        add("group_norm", x, groups=2, epsilon=0.1)
        if len(shape) > 2:
            add("instance_norm", x, scale, bias)
            add("instance_norm", x, None, bias, epsilon=0.1)
            add("instance_norm", x, scale)
    equal = np.full((2, 3), 7.0)
    for op in ("layer_norm", "rms_norm"):
        add(op, equal, smooth=False)
        add(op, np.zeros((1, 3)), smooth=False)
        add(op, np.array([[1.0, np.nan, 2.0], [1.0, np.inf, 2.0]]), smooth=False)
        add(op, np.zeros((2, 0)), smooth=False)
    add("standardize", equal, axis=(1,), epsilon=0.0, smooth=False)
    return rows


SAMPLES = _table()
_x = np.ones((2, 4, 3))
MISTAKES: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("standardize", (_x,), {"axis": 3}, "standardize: axis 3 is out of range for 3 axes"),
    ("standardize", (_x,), {"axis": (1, -2)}, "standardize: axis 1 is named twice"),
    ("standardize", (_x,), {"axis": 0, "epsilon": -1.0}, "standardize: epsilon must be at least 0"),
    ("standardize", (_x.astype(int),), {"axis": 0}, "standardize: operand must be float, got int"),
    ("layer_norm", (_x, np.ones(4)), {}, r"layer_norm: scale must be \[3\], got \[4\]"),
    ("layer_norm", (_x, None, np.ones(3)), {"axis": 1},
     r"layer_norm: bias must be \[4, 3\], got \[3\]"),
    ("layer_norm", (_x, np.ones(3, "float32")), {}, "layer_norm: operands have different dtypes"),
    ("layer_norm", (_x,), {"axis": 4}, "layer_norm: axis 4 is out of range for 3 axes"),
    ("layer_norm", (_x,), {"epsilon": float("nan")}, "epsilon must be at least 0 and finite"),
    ("rms_norm", (_x, np.ones(4)), {}, r"rms_norm: scale must be \[3\], got \[4\]"),
    ("rms_norm", (_x.astype(int),), {}, "rms_norm: operand must be float, got int64"),
    ("instance_norm", (np.ones((2, 4)),), {}, r"x must be \[N, C, spatial\.\.\.\], got 2 axes"),
    ("instance_norm", (_x, np.ones(3)), {}, r"instance_norm: scale must be \[4\], got \[3\]"),
    ("group_norm", (_x,), {"groups": 3}, "group_norm: 4 channels do not make 3 equal groups"),
    ("group_norm", (_x,), {"groups": 0}, "group_norm: groups must be at least 1, got 0"),
    ("group_norm", (np.ones(3),), {}, r"group_norm: x must be \[N, C, \.\.\.\], got 1 axes"),
]  # fmt: skip
