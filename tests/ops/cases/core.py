"""Samples and mistakes of the ops there were first."""

from __future__ import annotations

from typing import Any

import numpy as np
from ops.sampling import Fixed, OpSample, body, spread

from graphrt.ir.graph import Graph


def _table() -> list[OpSample]:
    rows: list[OpSample] = []

    def add(op: str, *operands: Any, smooth: bool = True, **attributes: Any) -> None:
        rows.append(OpSample(op, operands, attributes, smooth))

    vectors = [(spread(3, 4), spread(3, 4, seed=1)), (spread(3, 1), spread(4, seed=1)),
               (spread(), spread(2, 3, seed=1)), (spread(2, 3), spread(seed=1)),
               (spread(0, 3), spread(3, seed=1)), (spread(1), spread(1, seed=1))]  # fmt: skip
    for x, y in vectors:
        for name in ("add", "sub", "mul", "max", "min"):
            add(name, x, y)
        add("div", x, np.abs(y) + 0.5)
        add("pow", np.abs(x) + 0.5, y)
        for name in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"):
            add(name, x, y)
        add("logical_and", x > 0, y > 0)
        add("logical_or", x > 0, y > 0)
        add("where", Fixed(x > 0), x, y)
    for shape in ((), (5,), (2, 3), (2, 0), (1, 4, 1)):
        x = spread(*shape)
        for name in ("neg", "square", "exp", "relu", "sigmoid", "tanh", "stop_gradient",
                     "ones_like", "zeros_like", "shape", "size"):  # fmt: skip
            add(name, x)
        for name in ("reciprocal", "sqrt", "log"):
            add(name, np.abs(x) + 0.5)
        add("logical_not", x > 0)
        add("cast", x, dtype="float64")
        add("cast", x, dtype="float32", smooth=False)
        add("cast", x, dtype="int32")
        add("clip", x, np.float64(-1.03), np.float64(0.91))
        add("clip", x, np.float64(-1.03), None)
        add("clip", x, None, np.float64(0.91))
    wild = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1e300, -1e300, 5e-324])
    for name in ("neg", "reciprocal", "square", "sqrt", "exp", "log", "relu", "sigmoid", "tanh"):
        add(name, wild, smooth=False)
    for name in ("add", "sub", "mul", "div", "max", "min", "pow", "equal", "less", "greater"):
        add(name, wild, wild[::-1].copy(), smooth=False)
    for name in ("sum", "mean", "reduce_max", "reduce_min"):
        for shape, axis in (((4,), None), ((2, 3), 0), ((2, 3), -1), ((2, 3, 2), (0, 2)),
                            ((), None), ((1, 3), 0), ((2, 3), None)):  # fmt: skip
            add(name, spread(*shape), axis=axis)
            add(name, spread(*shape), axis=axis, keepdims=True)
        add(name, np.array([[1.0, np.nan], [np.inf, 2.0]]), axis=1, smooth=False)
    add("sum", np.zeros((0, 3)), axis=0)
    add("sum", np.zeros((3, 0)), axis=0)
    for name in ("softmax", "log_softmax"):
        for shape, axis in (((4,), -1), ((2, 3), -1), ((2, 3), 0), ((2, 3, 2), 1), ((0, 3), 1)):
            add(name, spread(*shape), axis=axis)
        add(name, np.array([[1000.0, 1001.0, -1000.0]]), smooth=False)
    add("argmax", spread(4, 3), axis=0)
    add("argmax", spread(4, 3), axis=-1, keepdims=True)
    for left, right in (((2, 3), (3, 4)), ((1, 3), (3, 1)), ((2, 0), (0, 3)), ((5, 2, 3), (3, 4)),
                        ((2, 3), (4, 3, 2)), ((2, 1, 2, 3), (3, 3, 2)),
                        ((0, 3), (3, 2))):  # fmt: skip
        add("matmul", spread(*left), spread(*right, seed=1))
    add("transpose", spread(2, 3))
    add("transpose", spread(2, 3, 4), axes=(1, 2, 0))
    add("transpose", spread())
    add("reshape", spread(2, 6), Fixed([3, 4]))
    add("reshape", spread(2, 6), Fixed([-1, 3]))
    add("reshape", spread(1), Fixed(np.zeros(0, np.int64)))
    add("reshape", spread(0, 3), Fixed([3, 0]))
    add("broadcast_to", spread(3, 1), Fixed([2, 3, 4]))
    add("broadcast_to", spread(), Fixed([2]))
    add("expand_dims", spread(2, 3), axes=(1,))
    add("squeeze", spread(2, 1, 3), axes=(1,))
    add("concat", spread(2, 3), spread(2, 2, seed=1), spread(2, 0, seed=2), axis=1)
    add("concat", spread(2), spread(3, seed=1), axis=-1)
    add("split", spread(5, 2), sizes=(2, 0, 3), axis=0)
    add("split", spread(2, 5), sizes=(4, 1), axis=-1)
    for starts, ends, axes, steps in (([1], [3], [0], [1]), ([0, 1], [2, 9], [1, 0], [1, 2]),
                                      ([-1], [-9], [1], [-1]), ([3], [0], [0], [-2]),
                                      ([2], [2], [0], [1])):  # fmt: skip
        fixed = [Fixed(np.array(each, np.int64)) for each in (starts, ends, axes, steps)]
        add("slice", spread(4, 3), *fixed)
        shape = spread(4, 3)[_slices(2, starts, ends, axes, steps)].shape
        add("unslice", spread(*shape), Fixed(np.array([4, 3])), *fixed)
    add("slice", spread(4, 3), Fixed([1]), Fixed([-1]))
    for indices in ([0, 2, 0], [[1, -1], [0, 0]], 1):
        add("gather", spread(3, 2), Fixed(np.array(indices)), axis=0)
        add("gather", spread(2, 3), Fixed(np.array(indices)), axis=-1)
        shape = (*np.shape(indices), 2)
        add("scatter_add", spread(*shape), Fixed(np.array(indices)), Fixed([3, 2]), axis=0)
    picks = np.array([[2, -1, 0], [2, 2, 1]])
    add("gather_elements", spread(4, 3), Fixed(picks), axis=0)
    add("gather_elements", spread(2, 5), Fixed(picks), axis=-1)
    add("gather_elements", spread(2, 5), Fixed(np.zeros((2, 0), np.int32)), axis=1)
    add("scatter_add_elements", spread(2, 3), Fixed(picks), Fixed([4, 3]), axis=0)
    add("scatter_add_elements", spread(2, 3), Fixed(picks), Fixed([2, 5]), axis=-1)
    for axis in (-1, 0, 1):
        add("one_hot", Fixed(np.array([[0, 2, 5], [-1, -3, -4]])), Fixed(3), axis=axis)
    add("one_hot", Fixed(np.array([0, 2])), Fixed(3), dtype="float64")
    add("one_hot", Fixed(np.array(1)), Fixed(0), dtype="int32")
    add("topk", spread(2, 5), Fixed(3))
    add("topk", spread(2, 5), Fixed(1), axis=0)
    add("topk", spread(6), Fixed(2), largest=False)
    add("topk", spread(3), Fixed(0))
    add("topk", spread(0, 3), Fixed(2))
    add("topk", np.array([1.0, np.nan, 3.0, 1.0, -0.0, 0.0]), Fixed(6), smooth=False)
    add("nonzero", np.array([[1.0, 0.0], [0.0, 2.0]]), extent="?n")
    add("cross_entropy", spread(4, 3), Fixed(np.array([0, 2, 1, 1])))
    add("cross_entropy", spread(2, 2, 3), Fixed(np.array([[0, 2], [1, 1]])))
    add("cross_entropy", np.array([[1000.0, 0.0], [-1000.0, 0.0]]), Fixed([1, 1]), smooth=False)
    add("dropout", spread(4, 5), Fixed(7), Fixed(3), rate=0.4, stream=2)
    add("call", spread(2, 3), body=body((2, 3)))
    add("call", spread(3), spread(3, seed=1), body=body((3,), (3,)))
    for pred in (True, False):
        bodies = {"then_body": body((2,)), "else_body": body((2,), kind="neg")}
        add("cond", Fixed(pred), spread(2), **bodies)
    add("constant", value=np.array([1.5, -0.0, np.nan]))
    return rows


def _slices(rank: int, starts: Any, ends: Any, axes: Any, steps: Any) -> tuple[slice, ...]:
    chosen = [slice(None)] * rank
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        chosen[axis] = slice(start, None if end <= -9 else end, step)
    return tuple(chosen)


SAMPLES = _table()

# op, operands, attributes, what the message says
MISTAKES: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    (
        "add",
        (np.ones(3), np.ones(4)),
        {},
        "add: shapes do not broadcast: axis -1 is 3 in one operand",
    ),
    ("add", (np.ones(3), np.ones(3, "f4")), {}, "add: operands have different dtypes, float64"),
    ("exp", (np.ones(3, "i8"),), {}, "exp: operand must be float, got int64"),
    ("div", (np.ones(3, "i8"), np.ones(3, "i8")), {}, "div: operand must be float, got int64"),
    ("where", (np.ones(3), np.ones(3), np.ones(3)), {}, "where: condition must be bool"),
    ("matmul", (np.ones((2, 3)), np.ones((4, 5))), {}, r"inner dimensions differ: lhs\[-1\] = 3"),
    ("sum", (np.ones((2, 3)),), {"axis": 2}, "sum: axis 2 is out of range for 2 axes"),
    ("sum", (np.ones((2, 3)),), {"axis": (0, -2)}, "sum: axis 0 is named twice"),
    ("sum", (np.ones(2, bool),), {}, "sum: operand must be float/int/uint, got bool"),
    ("argmax", (np.ones((0, 3)),), {"axis": 0}, "argmax: no largest element: axis 0 has extent 0"),
    ("transpose", (np.ones((2, 3)),), {"axes": (0, 0)}, "transpose: axis 0 is named twice"),
    (
        "concat",
        (np.ones((2, 3)), np.ones((3, 3))),
        {"axis": 1},
        "concat: axis 0 is 2 in one operand and 3 in another",
    ),
    ("concat", (np.ones(()),), {}, "concat: a scalar has no axis to join along"),
    ("split", (np.ones(4),), {"sizes": (1, 2)}, r"split: sizes \(1, 2\) add up to 3, axis 0 is 4"),
    ("split", (np.ones(4),), {"sizes": (-1, 5)}, "split: sizes must be numbers from 0 on"),
    (
        "slice",
        (np.ones(4), Fixed([0]), Fixed([1]), Fixed([0]), Fixed([0])),
        {},
        "a step cannot be 0",
    ),
    (
        "slice",
        (
            np.ones(4),
            Fixed([0, 0]),
            Fixed([1]),
        ),
        {},
        "slice: 2 starts, 1 ends",
    ),
    ("slice", (np.ones((4, 4)), Fixed([0, 0]), Fixed([1, 1]), Fixed([1, 1])), {}, "sliced twice"),
    ("gather", (np.ones(3), np.ones(2)), {}, "gather: indices must be integer, got float64"),
    ("topk", (np.ones(3), Fixed(5)), {}, "topk: k = 5 of axis 0, which has extent 3"),
    ("cross_entropy", (np.ones((2, 3)), np.ones(2)), {}, "labels must be integer class numbers"),
    ("cross_entropy", (np.ones((2, 3)), Fixed([0, 1, 2])), {}, r"labels must be \[2\], got \[3\]"),
    (
        "dropout",
        (np.ones(3), Fixed(0), Fixed(0)),
        {"rate": 1.0, "stream": 0},
        "rate must be at least 0",
    ),
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
    ("one_hot", (np.ones(3), Fixed(2)), {}, "one_hot: indices must be integer"),
    ("one_hot", (Fixed([1]), Fixed(-1)), {}, "one_hot: depth cannot be negative: -1"),
    ("topk", (np.ones(3), np.ones(1, "i8")), {}, r"topk: k must be an int64 scalar, got i64\[1\]"),
    ("topk", (np.ones(()), Fixed(0)), {}, "topk: axis -1 is out of range for 0 axes"),
    (
        "gather_elements",
        (np.ones((2, 3)), Fixed([0, 1])),
        {},
        r"indices must be \[2, 3\] except along axis 0",
    ),
    ("scatter_add_elements", (np.ones((2, 3)), Fixed([[0]]), Fixed([2, 3])), {}, "indices are"),
    ("nonzero", (np.ones(()),), {"extent": "?n"}, "nonzero: a scalar has no indices"),
    ("nonzero", (np.ones(3),), {"extent": "?"}, "'[?]' is not a symbol name"),
    ("nonzero", (np.ones(3),), {"extent": "n"}, "extent must begin with"),
    ("cast", (np.ones(3),), {"dtype": "string"}, "no conversion from float64 to string"),
    ("relu", (), {}, r"relu takes operands \(x\), got 0"),
    ("add", (np.ones(3), None), {}, "operand 'y' is missing"),
    ("softmax", (np.ones(3),), {"axis": 1}, "softmax: axis 1 is out of range for 1 axes"),
    (
        "softmax",
        (np.ones(3),),
        {"axes": 1},
        "softmax has no attribute 'axes'\n  hint did you mean 'axis'",
    ),
    ("softmax", (np.ones(3),), {"axis": 1.5}, "attribute 'axis' must be int, got 1.5"),
    ("split", (np.ones(3),), {}, "split: attribute 'sizes' is missing"),
    ("cast", (np.ones(3),), {"dtype": "float31"}, "unknown dtype 'float31'\n  hint did you mean"),
    ("logical_and", (np.ones(3), np.ones(3)), {}, "logical_and: operand must be bool, got float64"),
    ("clip", (np.ones(3, bool),), {}, "clip: operand must be float/int/uint, got bool"),
    ("clip", (np.ones(3), np.ones(3, "f4")), {}, "clip: operands have different dtypes"),
    ("argmax", (np.ones(()),), {}, "argmax: axis -1 is out of range for 0 axes"),
    ("size", (np.ones(3),), {"axis": 1}, "size: axis 1 is out of range for 1 axes"),
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
    ("concat", (), {}, "concat: nothing to join"),
    ("concat", (np.ones(3), np.ones((3, 3))), {}, "concat: operands have 1 and 2 axes"),
    ("concat", (np.ones(3), np.ones(3, "i8")), {}, "concat: operands have different dtypes"),
    ("split", (np.ones(4),), {"sizes": ()}, r"split: sizes must be numbers from 0 on, got \(\)"),
    ("split", (np.ones(()),), {"sizes": (1,)}, "split: axis 0 is out of range for 0 axes"),
    ("slice", (np.ones(4), np.ones(1), Fixed([1])), {}, "slice: starts must be int64, got float64"),
    ("slice", (np.ones(4), Fixed([0]), Fixed([1]), Fixed([1])), {}, "axis 1 is out of range"),
    (
        "unslice",
        (np.ones(3), Fixed([4]), Fixed([0]), Fixed([2])),
        {},
        r"slice is \[2\], x is \[3\]",
    ),
    ("gather", (np.ones(()), Fixed([0])), {}, "gather: axis 0 is out of range for 0 axes"),
    (
        "scatter_add",
        (np.ones((2, 2)), Fixed([0]), Fixed([3, 2])),
        {},
        r"x must be \[1, 2\], got \[2, 2\]",
    ),
    ("one_hot", (Fixed([0]), Fixed(2)), {"dtype": "complex64"}, "no zeros and ones in complex64"),
    ("one_hot", (Fixed([0]), Fixed(2)), {"axis": 2}, "one_hot: axis 2 is out of range for 2 axes"),
    ("cross_entropy", (np.ones(()), Fixed(0)), {}, "logits need a last axis of classes"),
    ("cross_entropy", (np.ones(3, "i8"), Fixed(0)), {}, "logits must be float, got int64"),
    (
        "dropout",
        (np.ones(3), Fixed(0.5), Fixed(0)),
        {"rate": 0.1, "stream": 0},
        "seed must be an int64",
    ),
    (
        "dropout",
        (np.ones(3), Fixed(0), Fixed([0])),
        {"rate": 0.1, "stream": 0},
        "step must be an int64",
    ),
    (
        "dropout",
        (np.ones(3, "i8"), Fixed(0), Fixed(0)),
        {"rate": 0.1, "stream": 0},
        "must be float",
    ),
    ("call", (np.ones(2), np.ones(2)), {"body": body((2,))}, "body takes 1 operands, got 2"),
    ("call", (), {"body": Graph([])}, "call: body returns nothing"),
    (
        "cond",
        (Fixed(True), np.ones(2), np.ones(3)),
        {"then_body": body((2,), (3,), kind="first"), "else_body": body((2,), (3,), kind="last")},
        r"the branches return different types\n(.*\n)*  then \[f64\[2\]\]\n  else \[f64\[3\]\]",
    ),
]
