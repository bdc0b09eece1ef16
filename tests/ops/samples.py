"""Samples of every op: the table that the checks in `test_op_table.py` run over.

An array stands for an operand that may be differentiated if it is a float; `Fixed` for one
that is a constant of the graph (shapes, bounds, indices).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph
from graphrt.ops.activation import Sigmoid
from graphrt.ops.arithmetic import Mul, Neg
from graphrt.ops.source import Input
from graphrt.types import ValueType


@dataclass(frozen=True)
class Fixed:
    """An operand that is a constant of the graph."""

    value: Any


@dataclass(frozen=True)
class OpSample:
    """One use of an op. ``smooth`` is false where finite differences meet a kink or a tie."""

    op: str
    operands: tuple[Any, ...]
    attributes: dict[str, Any] = field(default_factory=dict)
    smooth: bool = True

    @property
    def id(self) -> str:
        shapes = [
            "none" if x is None else "x".join(map(str, np.shape(array(x)))) or "scalar"
            for x in self.operands
        ]
        extra = [f"{k}={v}" for k, v in self.attributes.items() if not isinstance(v, Graph)]
        return "-".join([self.op, *shapes, *extra])


def array(operand: Any) -> np.ndarray:
    return np.asarray(operand.value if isinstance(operand, Fixed) else operand)


def spread(*shape: int, low: float = -2.0, high: float = 2.0, seed: int = 0) -> np.ndarray:
    """Distinct numbers between the bounds, in random order: no ties, no zeros."""
    size = int(np.prod(shape))
    numbers = np.linspace(low, high, size + 2)[1:-1] + 0.0137 + 0.0071 * seed
    return np.random.default_rng(seed).permutation(numbers).reshape(shape)


def body(*shapes: tuple[int, ...], kind: str = "square") -> Graph:
    """A small body: a product with its sigmoid, a negation, or one of its inputs."""
    emit = Emitter(locate=lambda: None)
    inputs = [
        emit(Input(ValueType("float64", shape)), name=f"a{i}") for i, shape in enumerate(shapes)
    ]
    if kind in ("first", "last"):
        return emit.freeze([inputs[0 if kind == "first" else -1]], name=kind)
    first = inputs[0]
    result = emit(Mul(), first, emit(Sigmoid(), first)) if kind == "square" else emit(Neg(), first)
    if len(inputs) > 1:
        result = emit(Mul(), result, inputs[1])
    return emit.freeze([result], name=kind)


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
