"""Samples and mistakes of calls and branches."""

from __future__ import annotations

import numpy as np
from ops.sampling import SHAPES, Fixed, Mistake, Samples, body, spread

from graphrt.ir.graph import Graph

SAMPLES = Samples()
for shape in SHAPES:
    SAMPLES.add("stop_gradient", spread(*shape))
    SAMPLES.add("barrier", spread(*shape))
for name in ("call", "fused"):
    SAMPLES.add(name, spread(2, 3), body=body((2, 3)))
    SAMPLES.add(name, spread(3), spread(3, seed=1), body=body((3,), (3,)))
for pred in (True, False):
    bodies = {"then_body": body((2,)), "else_body": body((2,), kind="neg")}
    SAMPLES.add("cond", Fixed(pred), spread(2), **bodies)

MISTAKES: list[Mistake] = [
    (
        "cond",
        (Fixed(1.0), np.ones(2)),
        {"then_body": body((2,)), "else_body": body((2,))},
        "pred must be a bool scalar",
    ),
    (
        "cond",
        (Fixed(True), np.ones(2)),
        {"then_body": body((2,)), "else_body": body((3,))},
        r"else takes f64\[3\], the operand is f64\[2\]",
    ),
    ("call", (np.ones(3),), {"body": body((2,))}, r"body takes f64\[2\], the operand is f64\[3\]"),
    ("call", (np.ones(2), np.ones(2)), {"body": body((2,))}, "body takes 1 operands, got 2"),
    ("call", (), {"body": Graph([])}, "call: body returns nothing"),
    ("fused", (np.ones(3),), {"body": body((2,))}, r"body takes f64\[2\], the operand is f64\[3\]"),
    (
        "cond",
        (Fixed(True), np.ones(2), np.ones(3)),
        {"then_body": body((2,), (3,), kind="first"), "else_body": body((2,), (3,), kind="last")},
        r"the branches return different types\n(.*\n)*  then \[f64\[2\]\]\n  else \[f64\[3\]\]",
    ),
]
