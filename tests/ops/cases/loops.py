"""Samples and mistakes of the loops."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import Fixed, Mistake, Samples, spread

from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph
from graphrt.ops import lookup
from graphrt.ops.source import Input
from graphrt.types import ValueType


def loop_body(build: Any, *shapes: Any, dtypes: Any = None) -> Graph:
    """A body with the trip number ``t`` and inputs ``a0, a1, ...`` of ``shapes``."""
    emit = Emitter(locate=lambda: None)
    trip = emit(Input(ValueType("int64", ())), name="t")
    inputs = [
        emit(Input(ValueType(dtypes[i] if dtypes else "float64", shape)), name=f"a{i}")
        for i, shape in enumerate(shapes)
    ]
    results = build(lambda op, *xs, **attrs: emit(lookup(op)(**attrs), *xs), trip, *inputs)
    return emit.freeze(results if isinstance(results, tuple) else (results,), "body")


def _cell(e: Any, t: Any, c: Any, x: Any, w: Any) -> Any:
    """An Elman cell: the state is a carry, a stacked result and, before the trip, saved."""
    new = e("tanh", e("add", e("matmul", c, w), x))
    return new, new, c


def _swap(e: Any, t: Any, a: Any, b: Any) -> Any:
    """Two carries that change places, one of them read through a view."""
    return b, e("mul", e("transpose", a), 1.25), e("sigmoid", a)


def _unsaved(e: Any, t: Any, c: Any, x: Any) -> Any:
    """The gradient needs carries that are not returned: the loop runs once more."""
    return e("mul", e("sigmoid", c), x), e("square", c)


def _linear(e: Any, t: Any, c: Any, x: Any) -> Any:
    """Nothing of the trip is needed going back but that there was one."""
    return e("add", c, x)


def _counted(e: Any, t: Any, c: Any, v: Any) -> Any:
    """The number of the trip is a factor."""
    factor = e("cast", t, dtype="float64")
    new = e("add", e("mul", c, v), e("sigmoid", e("mul", v, factor)))
    return new, e("mul", new, factor), c


def _apart(e: Any, t: Any, x: Any) -> Any:
    """No carry at all: a map."""
    return e("square", x), e("sum", x)


def _integer(e: Any, t: Any, n: Any, c: Any) -> Any:
    """An integer carry beside a float one, and the second saved by hand only."""
    new = e("mul", c, e("cast", n, dtype="float64"))
    return e("add", n, 1), new, n


cell = loop_body(_cell, (2, 3), (2, 3), (3, 3))
swap = loop_body(_swap, (2, 2), (2, 2))
unsaved = loop_body(_unsaved, (2,), (2,))
linear = loop_body(_linear, (2,), (2,))
counted = loop_body(_counted, (2,), (2,))
apart = loop_body(_apart, (3,))
integer = loop_body(_integer, (), (2,), dtypes=("int64", "float64"))
below = loop_body(lambda e, t, c, v: e("less", e("sum", e("square", c)), 9.0), (2,), (2,))
always = loop_body(lambda e, t, c, v: e("less", t, 100), (2,), (2,))


def _nested(e: Any, t: Any, c: Any, x: Any) -> Any:
    (new,) = e("scan", None, c, x, body=linear, carries=1, scanned=1)
    new = e("tanh", new)
    return new, new


nested = loop_body(_nested, (2,), (3, 2))


def _table() -> Samples:
    rows = Samples()
    add = rows.add
    for trips in (0, 1, 4):
        for reverse in (False, True):
            x = spread(trips, 2, 3) if trips else np.zeros((0, 2, 3))
            add("scan", None, spread(2, 3, seed=1), x, spread(3, 3, seed=2) / 2,
                body=cell, carries=1, scanned=1, reverse=reverse)  # fmt: skip
    add("scan", None, spread(2, 2), spread(2, 2, seed=1), body=swap, carries=2, length=3)
    add("scan", None, spread(2, 2), spread(2, 2, seed=1), body=swap, carries=2, length=0)
    add("scan", None, spread(2), spread(3, 2, seed=1), body=unsaved, carries=1, scanned=1)
    for body in (unsaved, linear):
        for count in (0, 2, 4):
            add("scan", Fixed(count), spread(2), spread(4, 2, seed=1),
                body=body, carries=1, scanned=1, length=4, reverse=count == 2)  # fmt: skip
    add("scan", None, spread(2), spread(3, 2, seed=1), body=linear, carries=1, scanned=1)
    add("scan", None, spread(2), spread(2, seed=1), body=counted, carries=1, length=3)
    add("scan", None, spread(2), spread(2, seed=1), body=counted, carries=1, length=3, reverse=True)
    add("scan", None, spread(4, 3), body=apart, carries=0, scanned=1)
    add("scan", None, Fixed(np.int64(2)), spread(2), body=integer, carries=2, length=3)
    add("scan", None, spread(2), spread(2, 3, 2, seed=1), body=nested, carries=1, scanned=1)
    add("while_loop", spread(2), spread(2, low=1.2, high=1.9, seed=1),
        condition=below, body=counted, carries=1, max_trips=6)  # fmt: skip
    add("while_loop", spread(2) * 9, spread(2, seed=1),
        condition=below, body=counted, carries=1, max_trips=3)  # fmt: skip
    for most in (0, 3):
        add("while_loop", spread(2), spread(2, seed=1),
            condition=always, body=unsaved, carries=1, max_trips=most)  # fmt: skip
    return rows


SAMPLES = _table()

_SCAN: dict[str, Any] = {"body": linear, "carries": 1, "scanned": 1}
_WHILE: dict[str, Any] = {"condition": below, "body": counted, "carries": 1, "max_trips": 3}
_wider = loop_body(lambda e, t, c, x: e("concat", c, x, axis=0), (2,), (2,))
_as_float32 = loop_body(lambda e, t, c, x: e("cast", c, dtype="float32"), (2,), (2,))
MISTAKES: list[Mistake] = [
    (
        "scan",
        (None, np.ones(2), np.ones((3, 2))),
        {**_SCAN, "body": _wider},
        r"scan: carry 0 is f64\[2\] before a trip and f64\[4\] after it\n(.*\n)*  hint a carry keeps",
    ),
    (
        "scan",
        (None, np.ones(2), np.ones((3, 2))),
        {**_SCAN, "body": _as_float32},
        r"scan: carry 0 is f64\[2\] before a trip and f32\[2\] after it",
    ),
    (
        "scan",
        (None, np.ones(2)),
        {"body": counted, "carries": 1},
        "scan: nothing says how many trips: scan a tensor, or give a length",
    ),
    (
        "scan",
        (None, np.ones(2), np.ones((3, 2))),
        {**_SCAN, "length": 4},
        "scan: the trips disagree: 4 and, from scanned operand 0, 3",
    ),
    (
        "scan",
        (None, np.ones(2), np.ones(())),
        _SCAN,
        "scan: scanned operand 0 is a scalar: it has no slices",
    ),
    (
        "scan",
        (None, np.ones(2)),
        _SCAN,
        "scan: 1 carries and 1 scanned make 2 operands at least, got 1",
    ),
    (
        "scan",
        (None, np.ones(2), np.ones((3, 4))),
        _SCAN,
        r"scan: body takes f64\[2\], the operand is f64\[4\]",
    ),
    (
        "scan",
        (np.ones(()), np.ones(2), np.ones((3, 2))),
        _SCAN,
        r"scan: trips must be an int64 scalar, got f64\[\]",
    ),
    (
        "scan",
        (None, np.ones(2), np.ones(2), np.ones((3, 2))),
        {**_SCAN, "carries": 2},
        "scan: body takes 3 operands, got 4",
    ),
    ("scan", (None,), {**_SCAN, "length": -1}, "scan: length cannot be negative: -1"),
    (
        "while_loop",
        (np.ones(2), np.ones(2)),
        {**_WHILE, "condition": linear},
        r"while_loop: the condition must return one bool scalar, it returns f64\[2\]",
    ),
    ("while_loop", (np.ones(2),), {**_WHILE, "carries": 0}, "while_loop: there must be a carry"),
    ("while_loop", (np.ones(2),), {**_WHILE, "max_trips": -1}, "max_trips cannot be negative: -1"),
    ("while_loop", (), _WHILE, "while_loop: the 1 carries are not all given"),
    (
        "while_loop",
        (np.ones(2), np.ones(2)),
        {**_WHILE, "body": _wider},
        r"while_loop: carry 0 is f64\[2\] before a trip and f64\[4\] after it",
    ),
    (
        "while_loop",
        (np.ones(2), np.ones(2)),
        {**_WHILE, "carries": 2, "body": linear},
        "while_loop: the body returns 1 values for 2 carries",
    ),
]
