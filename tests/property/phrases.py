"""Several nodes that belong together, for graphs with something in them for passes to find.

A detour leads back to the type it started from: shape ops and casts there and back, numbers
that do nothing, choices that are none. A phrase is a function written out in primitives. Each
takes a maker (`property.strategies`) and a value, and returns a value of the same type.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from graphrt.dtypes import DType
from graphrt.ir.graph import Value
from graphrt.ir.op import Trait
from graphrt.ops import all_ops
from graphrt.ops.activation import Relu
from graphrt.ops.arithmetic import Add, Div, Mul, Neg, Reciprocal, Square, Sub
from graphrt.ops.compare import Cast, Equal, LessEqual, LogicalNot, Where
from graphrt.ops.control import StopGradient
from graphrt.ops.exponential import Exp, Log, Log1p, Pow
from graphrt.ops.joining import Concat, Split
from graphrt.ops.reduce import ReduceMax, Sum
from graphrt.ops.shape import BroadcastTo, ExpandDims, Reshape, Squeeze, Transpose
from graphrt.ops.slicing import Slice
from graphrt.ops.source import ShapeOf

Step = Callable[[Any, Value], Value]
WIDER = {"float32": "float64", "float16": "float32", "bfloat16": "float32", "int32": "int64"}


def detour(maker: Any, x: Value) -> Value:
    """``x`` by a way round: the same values, perhaps with another sign of zero."""
    steps = [*SHAPES, *CHOICES]
    if x.type.dtype.kind != "bool":
        steps += NUMBERS * 2
    if x.type.dtype.is_float or x.type.dtype.kind == "int":
        steps += SIGNS * 2
    step: Step = maker.draw(st.sampled_from(steps))
    return step(maker, x)


def phrase(maker: Any, x: Value) -> Value:
    """A function of a float ``x`` in primitives."""
    step: Step = maker.draw(st.sampled_from(PHRASES))
    return step(maker, x)


def pointwise(maker: Any, x: Value) -> Value:
    """Any pointwise op of one or two operands that takes ``x``."""
    kinds = [kind for kind in POINTWISE if x.type.dtype.kind in getattr(kind, "kinds", ())]
    kind = maker.draw(st.sampled_from(kinds))
    operands = [x, maker.like(x)][: len(kind.parameters)]
    return maker.new(kind(), *operands)


POINTWISE = [
    kind
    for kind in all_ops()
    if Trait.ELEMENTWISE in kind.traits
    and Trait.RANDOM not in kind.traits
    and 1 <= len(kind.parameters) <= 2
    and not kind.fields
    and not kind.parameters[-1].variadic
]

# -- shapes ----------------------------------------------------------------------------------


def _transposed(maker: Any, x: Value) -> Value:
    order = maker.draw(st.permutations(range(x.type.rank)))
    back = tuple(order.index(axis) for axis in range(len(order)))
    return maker.new(Transpose(back), maker.new(Transpose(tuple(order)), x))


def _reshaped(maker: Any, x: Value) -> Value:
    shape = maker.emit(ShapeOf(), x)
    if maker.draw(st.booleans()):
        x = maker.new(Reshape(), x, maker.emit.constant(np.array([-1])))
    return maker.new(Reshape(), x, shape)


def _expanded(maker: Any, x: Value) -> Value:
    axes = (maker.draw(st.integers(0, x.type.rank)),)
    return maker.new(Squeeze(axes), maker.new(ExpandDims(axes), x))


def _broadcast(maker: Any, x: Value) -> Value:
    shape = maker.emit(ShapeOf(), x)
    inner = maker.new(BroadcastTo(), x, shape) if maker.draw(st.booleans()) else x
    return maker.new(BroadcastTo(), inner, shape)


def _sliced(maker: Any, x: Value) -> Value:
    """Two slices: reversed twice, or all of it; where there is an axis to slice."""
    if not x.type.shape or not isinstance(x.type.shape[-1], int):
        return _expanded(maker, x)
    axis, far = x.type.rank - 1, 2**62
    start, end, step = maker.draw(st.sampled_from([(-1, -far, -1), (0, far, 1)]))
    for _ in range(2):
        x = maker.new(Slice(), x, *(maker.emit.constant(np.array([n]))
                                    for n in (start, end, axis, step)))  # fmt: skip
    return x


def _joined(maker: Any, x: Value) -> Value:
    if not x.type.shape or not isinstance(x.type.shape[-1], int):
        return maker.new(Concat(0), x) if x.type.shape else _expanded(maker, x)
    parts = maker.new(Split((1,) * x.type.shape[-1], -1), x)
    several = parts if isinstance(parts, tuple) else (parts,)
    return maker.new(Concat(-1), *several)


SHAPES: list[Step] = [_transposed, _reshaped, _expanded, _broadcast, _sliced, _joined]

# -- numbers, signs, choices -----------------------------------------------------------------


def _neutral(maker: Any, x: Value) -> Value:
    """An operand that does nothing, or nearly nothing: 0.0 and -0.0 differ."""
    op, number = maker.draw(st.sampled_from([(Add(), 0), (Sub(), 0), (Mul(), 1)]))
    dtype = x.type.dtype
    array = np.array(number).astype(dtype.numpy)
    if number == 0 and dtype.is_float and maker.draw(st.booleans()):
        array = np.negative(array)
    constant = maker.emit.constant(array)
    swap = not isinstance(op, Sub) and maker.draw(st.booleans())
    return maker.new(op, constant, x) if swap else maker.new(op, x, constant)


def _halved(maker: Any, x: Value) -> Value:
    if not x.type.dtype.is_float:
        return _neutral(maker, x)
    number = maker.draw(st.sampled_from([1.0, -1.0, 2.0, 0.125, 3.0]))
    divided = maker.new(Div(), x, maker.emit.constant(np.array(number).astype(x.type.dtype.numpy)))
    if maker.draw(st.booleans()):
        one = maker.emit.constant(np.array(1).astype(x.type.dtype.numpy))
        return maker.new(Pow(), divided, one)
    return divided


def _there_and_back(maker: Any, x: Value) -> Value:
    wide = WIDER.get(x.type.dtype.name, x.type.dtype.name)
    return maker.new(Cast(x.type.dtype), maker.new(Cast(DType.of(wide)), x))


NUMBERS: list[Step] = [_neutral, _halved, _there_and_back]


def _twice_negated(maker: Any, x: Value) -> Value:
    return maker.new(Neg(), maker.new(Neg(), x))


def _negated_factor(maker: Any, x: Value) -> Value:
    other = maker.like(x)
    factor = maker.new(Neg(), other) if maker.draw(st.booleans()) else other
    op = maker.draw(st.sampled_from([Mul(), Add(), Sub()]))
    result = maker.new(op, maker.new(Neg(), x), factor)
    return maker.new(Neg(), result) if maker.draw(st.booleans()) else result


def _negated_square(maker: Any, x: Value) -> Value:
    return maker.new(Square(), maker.new(Neg(), x))


SIGNS: list[Step] = [_twice_negated, _negated_factor, _negated_square]


def _chosen(maker: Any, x: Value) -> Value:
    known = maker.draw(st.booleans())
    condition = maker.emit.constant(np.array(known)) if known else maker.new(Equal(), x, x)
    if maker.draw(st.booleans()):
        condition = maker.new(LogicalNot(), maker.new(LogicalNot(), condition))
    other = x if maker.draw(st.booleans()) else maker.like(x)
    return maker.new(Where(), condition, x, other)


def _stopped(maker: Any, x: Value) -> Value:
    if maker.smooth:
        return _chosen(maker, x)
    return maker.new(StopGradient(), maker.new(StopGradient(), x))


CHOICES: list[Step] = [_chosen, _stopped]

# -- functions in primitives -----------------------------------------------------------------


def _one(maker: Any, x: Value) -> Value:
    return maker.emit.constant(np.ones((), x.type.dtype.numpy))


def _sigmoid(maker: Any, x: Value) -> Value:
    power = maker.new(Exp(), maker.new(Neg(), x) if maker.draw(st.booleans()) else x)
    total = maker.new(Add(), *maker.draw(st.permutations([power, _one(maker, x)])))
    form = maker.draw(st.sampled_from(["reciprocal", "one", "power"]))
    if form == "reciprocal":
        return maker.new(Reciprocal(), total)
    return maker.new(Div(), _one(maker, x) if form == "one" else power, total)


def _softplus(maker: Any, x: Value) -> Value:
    if maker.draw(st.booleans()):
        return maker.new(Log1p(), maker.new(Exp(), x))
    return maker.new(Log(), maker.new(Add(), maker.new(Exp(), x), _one(maker, x)))


def _softmax(maker: Any, x: Value) -> Value:
    """softmax or log_softmax, with or without the maximum subtracted, axes kept or put back."""
    if not x.type.rank:
        return _sigmoid(maker, x)
    axes = (maker.draw(st.integers(0, x.type.rank - 1)),)

    def reduced(kind: Any, operand: Value) -> Value:
        if maker.draw(st.booleans()):
            return maker.new(kind(axes, True), operand)
        return maker.new(ExpandDims(axes), maker.new(kind(axes, False), operand))

    if maker.draw(st.booleans()):
        x = maker.new(Sub(), x, reduced(ReduceMax, x))
    power = maker.new(Exp(), x)
    total = reduced(Sum, power)
    if maker.draw(st.booleans()):
        return maker.new(Sub(), x, maker.new(Log(), total))
    result = maker.new(Div(), power, total)
    return maker.new(Log(), result) if maker.draw(st.booleans()) else result


def _power(maker: Any, x: Value) -> Value:
    if maker.draw(st.booleans()):
        return maker.new(Mul(), x, x)
    two = maker.emit.constant(np.array(2).astype(x.type.dtype.numpy))
    return maker.new(Pow(), x, two)


def _rectified(maker: Any, x: Value) -> Value:
    zero = maker.emit.constant(np.zeros((), x.type.dtype.numpy))
    if maker.smooth:
        return _sigmoid(maker, x)
    if maker.draw(st.booleans()):
        return maker.new(Relu(), maker.new(Relu(), x))
    return maker.new(Where(), maker.new(LessEqual(), x, zero), zero, x)


PHRASES: list[Step] = [_sigmoid, _softplus, _softmax, _power, _rectified]
