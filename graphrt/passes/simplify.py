"""Algebra that keeps every bit: also where NaN, infinities and the sign of zero are at stake.

Each rule says why it holds in IEEE 754 arithmetic. What looks right and is not, declines and
says where it would go wrong.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from graphrt.ir.graph import Graph
from graphrt.ir.op import Array
from graphrt.ops.activation import Clip, Relu
from graphrt.ops.arithmetic import Add, Div, Mul, Neg, Square, Sub
from graphrt.ops.compare import Equal, LogicalAnd, LogicalNot, LogicalOr, NotEqual, Where
from graphrt.ops.control import Call, Cond
from graphrt.ops.exponential import Pow
from graphrt.ops.source import Constant
from graphrt.passes.base import Log, Pass
from graphrt.passes.rewriter import rewrite
from graphrt.passes.rules import Rule, RuleTable, decline, rule
from graphrt.passes.term import Term, beside_constant, either_order

# -- numbers that do nothing -----------------------------------------------------------------


@rule(Add, reading=(Constant,))
def plus_zero(term: Term, emit: Any) -> Any:
    """``x + 0`` is ``x`` for integers; of floats only ``x + -0.0`` is.

    -0.0 + 0.0 is 0.0, so adding 0.0 loses a sign; adding -0.0 gives back every x, zeros
    of both signs, infinities and NaN included.
    """
    for x, zero in beside_constant(term):
        if zero.is_all(-0.0):
            return x
        if zero.is_all(0):
            return decline("x + 0.0 turns -0.0 into 0.0") if _is_float(x) else x
    return None


@rule(Sub, reading=(Constant,))
def minus_zero(term: Term, emit: Any) -> Any:
    """``x - 0`` is ``x``: 0.0 - 0.0 is 0.0 and -0.0 - 0.0 is -0.0."""
    x, zero = term[1], term[2]
    if zero.is_all(0.0):
        return x
    return decline("x - -0.0 turns -0.0 into 0.0") if zero.is_all(-0.0) else None


@rule(Mul, reading=(Constant,))
def times_one(term: Term, emit: Any) -> Any:
    """``x * 1`` is ``x``: exactly rounded, the product is x itself, NaN stays NaN."""
    for x, one in beside_constant(term):
        if one.is_all(1):
            return x
    return None


@rule(Mul, reading=(Constant,))
def times_zero(term: Term, emit: Any) -> Any:
    """``x * 0`` is 0 for integers; for floats it may be NaN or -0.0."""
    for x, zero in beside_constant(term):
        if zero.is_all(0) or zero.is_all(-0.0):
            if _is_float(x):
                return decline("x * 0.0 is NaN for infinite or NaN x, and -0.0 for x < 0")
            return zero if zero.type == term.type else None
    return None


@rule(Div, reading=(Constant,))
def over_one(term: Term, emit: Any) -> Any:
    """``x / 1`` is ``x``: exactly rounded, the quotient is x itself."""
    return term[1] if term[2].is_all(1) else None


@rule(Pow, reading=(Constant,))
def to_the_first(term: Term, emit: Any) -> Any:
    """``x ^ 1`` is ``x``: C99 and IEEE 754 define pow(x, 1) as x for every x."""
    return term[1] if term[2].is_all(1) else None


# -- signs -----------------------------------------------------------------------------------


@rule(Neg, reading=(Neg,))
def negation_of_negation(term: Term, emit: Any) -> Any:
    """``--x`` is ``x``: negation flips the sign bit, of zeros and NaNs too, and flips it back."""
    match term:
        case [Neg(), [Neg(), x]]:
            return x
    return None


@rule(Mul, Div, reading=(Constant,))
def by_minus_one(term: Term, emit: Any) -> Any:
    """``x * -1`` and ``x / -1`` are ``-x``: the magnitude stays, the sign flips."""
    if isinstance(term.op, Div):
        return emit(Neg(), term[1]) if term[2].is_all(-1) else None
    for x, one in beside_constant(term):
        if one.is_all(-1):
            return emit(Neg(), x)
    return None


@rule(Sub, reading=(Neg,))
def minus_negation(term: Term, emit: Any) -> Any:
    """``x - -y`` is ``x + y``: IEEE 754 defines the difference as that sum."""
    match term:
        case [Sub(), x, [Neg(), y]]:
            return emit(Add(), x, y)
    return None


@rule(Add, reading=(Neg,))
def plus_negation(term: Term, emit: Any) -> Any:
    """``x + -y`` is ``x - y``: IEEE 754 defines the difference as that sum."""
    for x, other in either_order(term):
        match other:
            case [Neg(), y]:
                return emit(Sub(), x, y)
    return None


@rule(Mul, Div, reading=(Neg,))
def negation_by_negation(term: Term, emit: Any) -> Any:
    """``-x * -y`` is ``x * y``, ``-x / -y`` is ``x / y``: the two signs cancel."""
    match term:
        case [op, [Neg(), x], [Neg(), y]] if _is_float(x) or isinstance(op, Mul):
            return emit(op, x, y)
    return None


@rule(Neg, reading=(Mul, Div, Sub))
def negation_of_product(term: Term, emit: Any) -> Any:
    """``-(-x * y)`` is ``x * y`` and ``-(x * c)`` is ``x * -c``: only signs change."""
    match term:
        case [Neg(), [Mul() | Div() as op, [Neg(), x], y]]:
            return emit(op, x, y)
        case [Neg(), [Mul() | Div() as op, x, [Neg(), y]]]:
            return emit(op, x, y)
        case [Neg(), [Mul() | Div() as op, x, c]] if c.array is not None:
            return emit(op, x, np.negative(c.array))
        case [Neg(), [Sub(), _, _]]:
            return decline("-(x - y) is -0.0 where x = y, y - x is 0.0")
    return None


@rule(Mul, Div, reading=(Neg,))
def negation_by_constant(term: Term, emit: Any) -> Any:
    """``-x * c`` is ``x * -c``, ``-x / c`` is ``x / -c``: only signs change."""
    match term:
        case [op, [Neg(), x], c] if c.array is not None:
            return emit(op, x, np.negative(c.array))
    return None


@rule(Square, reading=(Neg,))
def square_of_negation(term: Term, emit: Any) -> Any:
    """``(-x)^2`` is ``x^2``: the sign of a square is that of no operand."""
    match term:
        case [Square(), [Neg(), x]]:
            return emit(Square(), x)
    return None


# -- division --------------------------------------------------------------------------------


@rule(Div, reading=(Constant,))
def over_power_of_two(term: Term, emit: Any) -> Any:
    """``x / c`` is ``x * (1/c)`` for powers of two c: both round the same real number.

    Only where 1/c is a normal number itself, so float32 and float64 from 2^-126 on.
    """
    x, c = term[1], term[2].array
    if c is None or c.size == 0 or c.dtype not in (np.float32, np.float64):
        return None
    inverse = _exact_inverse(c)
    if inverse is None:
        return decline("1/c is rounded unless c is a power of two")
    return emit(Mul(), x, inverse)


def _exact_inverse(c: Array) -> Array | None:
    mantissa, exponent = np.frexp(c)
    if not np.all(np.abs(mantissa) == 0.5) or not np.all(np.abs(exponent) < 120):
        return None
    inverse: Array = np.reciprocal(c)
    return inverse


# -- choices ---------------------------------------------------------------------------------


@rule(Where, reading=(Constant,))
def where_known(term: Term, emit: Any) -> Any:
    """``where(true, x, y)`` is ``x``, ``where(false, x, y)`` is ``y``."""
    condition = term[1].array
    if condition is None or condition.size == 0:
        return None
    if condition.all():
        return term[2]
    return None if condition.any() else term[3]


@rule(Where)
def where_same(term: Term, emit: Any) -> Any:
    """``where(c, x, x)`` is ``x``."""
    return term[2] if term[2] == term[3] else None


@rule(Where, reading=(LogicalNot,))
def where_not(term: Term, emit: Any) -> Any:
    """``where(not c, x, y)`` is ``where(c, y, x)``."""
    match term:
        case [Where(), [LogicalNot(), c], x, y]:
            return emit(Where(), c, y, x)
    return None


@rule(Relu, reading=(Relu,))
def relu_of_relu(term: Term, emit: Any) -> Any:
    """``relu(relu(x))`` is ``relu(x)``: it is at least 0 already, or NaN."""
    return term[1] if isinstance(term[1].op, Relu) else None


@rule(Clip)
def clip_without_bounds(term: Term, emit: Any) -> Any:
    """``clip(x)`` with neither bound is ``x``."""
    return term[1] if all(bound is None for bound in term[2:]) else None


@rule(Cond, reading=(Constant,))
def cond_known(term: Term, emit: Any) -> Any:
    """``cond(true, ...)`` is a call of its first body, ``cond(false, ...)`` of the second."""
    pred = term[1].array
    if pred is None:
        return None
    body = term.op.bodies[0 if pred else 1]
    return emit(Call(body=body), *term[2:])


# -- truth values ----------------------------------------------------------------------------


@rule(LogicalNot, reading=(LogicalNot, Equal, NotEqual))
def not_of_not(term: Term, emit: Any) -> Any:
    """``not not c`` is ``c``; ``not x == y`` is ``x != y``, also for NaN."""
    match term:
        case [LogicalNot(), [LogicalNot(), c]]:
            return c
        case [LogicalNot(), [Equal(), x, y]]:
            return emit(NotEqual(), x, y)
        case [LogicalNot(), [NotEqual(), x, y]]:
            return emit(Equal(), x, y)
    return None


@rule(LogicalAnd, LogicalOr)
def logical_known(term: Term, emit: Any) -> Any:
    """``c and true`` is ``c``, ``c and false`` is false, ``c and c`` is ``c``; ``or`` likewise."""
    neutral = isinstance(term.op, LogicalAnd)
    for c, known in either_order(term):
        if known.is_all(neutral) or known == c:
            return c
        if known.is_all(not neutral):
            return known
    return None


def _is_float(term: Term) -> bool:
    return term.type.dtype.is_float


RULES: tuple[Rule, ...] = (
    plus_zero,
    minus_zero,
    times_one,
    times_zero,
    over_one,
    to_the_first,
    negation_of_negation,
    by_minus_one,
    minus_negation,
    plus_negation,
    negation_by_negation,
    negation_of_product,
    negation_by_constant,
    square_of_negation,
    over_power_of_two,
    where_known,
    where_same,
    where_not,
    relu_of_relu,
    clip_without_bounds,
    cond_known,
    not_of_not,
    logical_known,
)
_TABLE = RuleTable(RULES)


class Simplify(Pass):
    """Algebra that keeps every bit of every result, NaN, infinities and signed zeros included."""

    name = "simplify"
    rules = RULES

    def run(self, graph: Graph, log: Log) -> Graph:
        return rewrite(graph, _TABLE, log)
