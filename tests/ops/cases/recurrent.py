"""Samples and mistakes of recurrent layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

SAMPLES = Samples()
GATES = {"rnn": 1, "gru": 3, "lstm": 4}
T, N, I, H = 3, 2, 2, 2


def layer(name: str, ways: int = 1, steps: int = T, batch: int = N) -> dict[str, Any]:
    """The operands of a layer, small enough for gates to be off their flat ends."""
    rows = GATES[name] * H
    given = {
        "x": spread(steps, batch, I, low=-1, high=1),
        "w": spread(ways, rows, I, low=-0.9, high=0.9, seed=1),
        "r": spread(ways, rows, H, low=-0.8, high=0.8, seed=2),
        "b": spread(ways, 2 * rows, low=-0.5, high=0.5, seed=3),
        "lengths": Fixed(np.array([2, 3][:batch])),
        "h0": spread(ways, batch, H, low=-0.7, high=0.7, seed=4),
    }
    return given | ({"c0": spread(ways, batch, H, seed=5)} if name == "lstm" else {})


for name in GATES:
    full = layer(name)
    SAMPLES.add(name, full["x"], full["w"], full["r"])
    SAMPLES.add(name, *full.values(), direction="reverse")
    SAMPLES.add(name, *layer(name, 2).values(), direction="bidirectional")
    SAMPLES.add(name, full["x"], full["w"], full["r"], None, None, full["h0"])
    SAMPLES.add(name, *(layer(name, steps=0).values()))
    nobody = layer(name, batch=0)
    SAMPLES.add(name, nobody["x"], nobody["w"], nobody["r"], nobody["b"])
SAMPLES.add("rnn", *layer("rnn").values(), activation="relu")
SAMPLES.add("gru", *layer("gru").values(), linear_before_reset=True)

_x, _w, _r, _b = (layer("lstm")[key] for key in ("x", "w", "r", "b"))
MISTAKES: list[Mistake] = [
    ("lstm", (_x[0], _w, _r), {}, r"lstm: x must have three axes, got f64\[2, 2\]"),
    ("lstm", (_x, _w[:, :7], _r), {}, r"lstm: w must be \[1, 8, 2\], got \[1, 7, 2\]"),
    ("lstm", (_x, _w, _r[:, :7]), {}, r"lstm: r must be \[1, 8, 2\], got \[1, 7, 2\]"),
    ("lstm", (_x, _w, _r, _b[:, 1:]), {}, r"lstm: b must be \[1, 16\], got \[1, 15\]"),
    ("lstm", (_x, _w, _r, _b, np.ones(2)), {}, "lengths must be integer, got float64"),
    ("lstm", (_x, _w, _r, _b, Fixed([1, 2, 3])), {}, r"lengths must be \[2\], got \[3\]"),
    ("lstm", (_x, _w, _r, _b, None, _x), {}, r"lstm: h0 must be \[1, 2, 2\], got \[3, 2, 2\]"),
    ("lstm", (_x, _w, _r, _b, None, None, _x), {}, r"lstm: c0 must be \[1, 2, 2\], got \[3, 2"),
    ("lstm", (_x, _w, _r), {"direction": "bidirectional"}, r"w must be \[2, 8, 2\], got \[1, 8"),
    ("lstm", (_x, _w, _r), {"direction": "back"}, "direction must be one of forward, reverse, bi"),
    ("lstm", (_x, _w.astype("f4"), _r), {}, "operands have different dtypes, float64 and float32"),
    ("rnn", (_x, _w, _r), {"activation": "sin"}, "rnn: activation must be tanh or relu, got 'sin'"),
    ("gru", (_x, _w, _r), {}, r"gru: w must be \[1, 6, 2\], got \[1, 8, 2\]"),
]
