"""Samples and mistakes of `graphrt.ops.convolution`."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import Fixed, OpSample, spread

from graphrt.ops.convolution import Conv

# shape of x, shape of the weights, settings
SETTINGS: list[tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = [
    ((2, 3, 5), (4, 3, 2), {}),
    ((1, 1, 7), (2, 1, 3), {"strides": 2, "pads": (2, 1)}),
    ((2, 2, 6), (3, 2, 2), {"dilations": 3, "pads": 1}),
    ((2, 2, 4, 5), (3, 2, 3, 2), {}),
    ((1, 2, 5, 4), (2, 2, 3, 3), {"pads": 1}),
    ((1, 2, 5, 6), (2, 2, 2, 3), {"strides": (2, 3), "pads": (1, 0, 0, 2)}),
    ((1, 1, 6, 7), (1, 1, 2, 2), {"dilations": (2, 3), "strides": (1, 2), "pads": (1, 2)}),
    ((2, 4, 3, 3), (6, 2, 2, 2), {"groups": 2}),
    ((1, 3, 4, 4), (3, 1, 3, 3), {"groups": 3, "pads": 1}),
    ((1, 2, 4, 4), (4, 1, 2, 2), {"groups": 2, "strides": 2}),
    ((1, 1, 5, 4), (2, 1, 3, 2), {"auto_pad": "SAME_UPPER", "strides": 2}),
    ((1, 1, 5, 4), (2, 1, 2, 2), {"auto_pad": "SAME_LOWER"}),
    ((1, 1, 5), (1, 1, 1), {"auto_pad": "SAME_LOWER", "strides": 3}),
    ((1, 2, 4), (1, 2, 3), {"auto_pad": "VALID"}),
    ((1, 2, 3, 2, 4), (2, 2, 2, 2, 3), {"strides": (1, 1, 2), "pads": (0, 1, 0, 1, 0, 1)}),
    ((2, 3, 2, 2), (4, 3, 1, 1), {}),
    ((0, 2, 4), (3, 2, 3), {}),
    ((2, 0, 4), (3, 0, 3), {}),
    ((2, 2, 4), (0, 2, 3), {}),
    ((2, 1, 0), (2, 1, 3), {}),
    ((2, 1, 0), (2, 1, 3), {"pads": 2}),
]


def _table() -> list[OpSample]:
    rows: list[OpSample] = []

    def add(op: str, *operands: Any, **attributes: Any) -> None:
        rows.append(OpSample(op, operands, attributes))

    for wide, weights, settings in SETTINGS:
        x, w = spread(*wide), spread(*weights, seed=1)
        narrow = Conv(**settings).compute(x, w).shape
        g = spread(*narrow, seed=2)
        add("conv", x, w, **settings)
        add("conv", x, w, spread(weights[0], seed=3), **settings)
        add("conv_transpose", g, w, None, Fixed(np.array(wide)), **settings)
        add("conv_transpose", g, w, spread(wide[1], seed=3), Fixed(np.array(wide)), **settings)
        add("conv_weight", x, g, Fixed(np.array(weights)), **settings)
        if 0 not in narrow:
            add("conv_transpose", g, w, **settings)
    add("conv_transpose", spread(1, 2, 3, 2), spread(2, 1, 3, 2, seed=1), strides=(2, 3),
        pads=(1, 0, 0, 1), output_padding=(1, 2))  # fmt: skip
    add("conv_transpose", spread(1, 2, 3), spread(2, 2, 2, seed=1), spread(4), strides=2,
        output_padding=1, groups=2)  # fmt: skip
    add("conv_transpose", spread(1, 1, 3), spread(1, 1, 2, seed=1), strides=3,
        auto_pad="SAME_UPPER")  # fmt: skip
    return rows


SAMPLES = _table()
_x, _w = np.ones((1, 4, 5, 5)), np.ones((6, 4, 3, 3))
MISTAKES: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("conv", (np.ones((2, 3)), np.ones((2, 3))), {},
     r"conv: x must be \[N, C, spatial\.\.\.\], got 2 axes"),
    ("conv", (_x, np.ones((6, 4, 3))), {}, "conv: x has 4 axes and the weights have 3"),
    ("conv", (_x, np.ones((6, 3, 3, 3))), {},
     "conv: x has 4 channels, the weights take 3 in each of 1 groups"),
    ("conv", (_x, np.ones((3, 2, 3, 3))), {"groups": 2},
     "conv: 3 out channels do not make 2 equal groups"),
    ("conv", (_x, _w), {"groups": 0}, "conv: groups must be at least 1, got 0"),
    ("conv", (_x, _w), {"strides": 0}, r"conv: strides must be at least 1, got \(0,\)"),
    ("conv", (_x, _w), {"pads": (0, -1)}, r"conv: pads must be at least 0, got \(0, -1\)"),
    ("conv", (_x, _w), {"dilations": ()}, r"conv: dilations must be at least 1, got \(\)"),
    ("conv", (_x, _w), {"strides": (1, 1, 1)}, r"conv: strides \(1, 1, 1\) must be 1 or 2 numbers"),
    ("conv", (_x, _w), {"pads": (1, 1, 1)}, r"conv: pads \(1, 1, 1\) must be 1 or 2 or 4 numbers"),
    ("conv", (_x, _w), {"auto_pad": "SAME"}, "conv: auto_pad must be one of NOTSET, VALID, SAME_U"),
    ("conv", (_x, _w), {"auto_pad": "VALID", "pads": 1},
     r"conv: pads are given twice, as \(1,\) and as VALID"),
    ("conv", (_x, _w), {"dilations": 3},
     r"conv: a window of 7 does not fit spatial axis 0 of extent 5 with padding 0 \+ 0"),
    ("conv", (_x, _w, np.ones(5)), {}, r"conv: bias must be \[6\], one number for each channel"),
    ("conv", (_x, _w.astype("float32")), {}, "conv: operands have different dtypes"),
    ("conv", (_x.astype(int), _w.astype(int)), {}, "conv: operand must be float, got int64"),
    ("conv_transpose", (_x, _w), {}, "conv_transpose: x has 4 channels, the weights take 6"),
    ("conv_transpose", (np.ones((1, 6)), np.ones((6, 4))), {},
     r"conv_transpose: x must be \[N, C, spatial\.\.\.\], got 2 axes"),
    ("conv_transpose", (np.ones((1, 6, 2)), np.ones((6, 4, 3))), {"output_padding": 1},
     r"conv_transpose: output_padding \(1,\) must be below the strides \(1,\)"),
    ("conv_transpose", (np.ones((1, 6, 2)), np.ones((6, 4, 3))), {"output_padding": (0, 0)},
     r"conv_transpose: output_padding \(0, 0\) must be 1 or 1 numbers"),
    ("conv_transpose", (np.ones((1, 6, 2)), np.ones((6, 4, 3))), {"output_padding": -1},
     r"conv_transpose: output_padding must be at least 0, got \(-1,\)"),
    ("conv_transpose", (np.ones((1, 6, 2)), np.ones((6, 4, 3))),
     {"output_padding": 1, "auto_pad": "SAME_UPPER"},
     "conv_transpose: with SAME_UPPER there is no output_padding"),
    ("conv_transpose", (np.ones((1, 6, 1)), np.ones((6, 4, 1))), {"pads": 3},
     "conv_transpose: the padding of 6 takes more than the 1 places of spatial axis 0"),
    ("conv_transpose", (np.ones((1, 6, 2)), np.ones((6, 4, 3)), None, [1, 4, 9]), {},
     r"a conv of \[1, 4, 9\] with weights \[6, 4, 3\] is \[1, 6, 7\], not \[1, 6, 2\]"),
    ("conv_weight", (np.ones((1, 4, 5)), np.ones((1, 6, 5)), [6, 4, 3]), {},
     r"conv_weight: a conv of \[1, 4, 5\] with weights \[6, 4, 3\] is \[1, 6, 3\], not \[1, 6, 5"),
]  # fmt: skip
