"""Functions written out in primitives, as the one op that they are.

The op computes the same function with another rounding, within a few units in the last place,
and without the overflow in between: ``1 / (1 + exp(-x))`` in float32 is 0 * inf away from a NaN
gradient at x = -89, `sigmoid` is not. Where the primitives gave infinities or NaN for finite
operands, the op gives the value of the function. For an infinite or NaN operand the op does
what its docstring says: `softmax` makes NaN of a whole row with an infinity in it, the
primitives of that one element.

Gradients that were inserted for the primitives are recognised, too, for sigmoid and softplus;
those of the others stay as they are, which is correct, and keep alive what they read.
"""

from __future__ import annotations

from typing import Any

from graphrt.ir.graph import Graph
from graphrt.ir.op import Trait
from graphrt.ops.activation import Relu, Sigmoid, Softplus
from graphrt.ops.arithmetic import Add, Div, Max, Mul, Neg, Reciprocal, Square, Sub
from graphrt.ops.axes import normal_axes
from graphrt.ops.compare import Greater, LessEqual, Where
from graphrt.ops.exponential import Exp, Log, Log1p, Pow
from graphrt.ops.reduce import ReduceMax, Sum
from graphrt.ops.shape import ExpandDims, Squeeze
from graphrt.ops.softmax import LogSoftmax, LogSumExp, Softmax
from graphrt.ops.source import Constant
from graphrt.passes.base import Log as PassLog
from graphrt.passes.base import Pass
from graphrt.passes.rewriter import rewrite
from graphrt.passes.rules import Rule, RuleTable, decline, rule
from graphrt.passes.term import Term, either_order

# -- powers ----------------------------------------------------------------------------------


@rule(Mul)
def square(term: Term, emit: Any) -> Any:
    """``x * x`` is ``square(x)``."""
    return emit(Square(), term[1]) if term[1] == term[2] else None


@rule(Pow, reading=(Constant,))
def power(term: Term, emit: Any) -> Any:
    """``x ^ 2`` is ``square(x)``, ``x ^ -1`` is ``reciprocal(x)``."""
    x, exponent = term[1], term[2]
    if exponent.is_all(2):
        return emit(Square(), x)
    if exponent.is_all(-1):
        return emit(Reciprocal(), x)
    if exponent.is_all(0.5):
        return decline("x ^ 0.5 is inf at -inf and 0.0 at -0.0, sqrt(x) is NaN and -0.0")
    return None


# -- relu ------------------------------------------------------------------------------------


@rule(Where, Max, reading=(LessEqual, Greater, Constant))
def relu(term: Term, emit: Any) -> Any:
    """``where(x <= 0, 0, x)`` is ``relu(x)``, with its gradient and its NaN."""
    match term:
        case [Where(), [LessEqual(), x, bound], zero, other] if x == other:
            return emit(Relu(), x) if bound.is_all(0) and zero.is_all(0) else None
        case [Where(), [Greater(), x, bound], other, zero] if x == other:
            if bound.is_all(0) and zero.is_all(0):
                return decline("where(x > 0, x, 0) is 0 for NaN, relu(x) is NaN")
        case [Max(), x, y] if x.is_all(0) or y.is_all(0):
            return decline("max(x, 0) has half a gradient at 0, relu(x) has none there")
    return None


# -- sigmoid and softplus --------------------------------------------------------------------


@rule(Reciprocal, Div, reading=(Add,))
def sigmoid(term: Term, emit: Any) -> Any:
    """``1 / (1 + e^-x)`` and ``e^x / (1 + e^x)`` are ``sigmoid(x)``."""
    match term:
        case [Reciprocal(), [Add(), _, _] as total]:
            power = _one_plus_exp(total)
        case [Div(), one, [Add(), _, _] as total] if one.is_all(1):
            power = _one_plus_exp(total)
        case [Div(), [Exp(), x] as e, [Add(), _, _] as total] if e == _one_plus_exp(total):
            return emit(Sigmoid(), x)
        case _:
            return None
    if power is None:
        return decline("the divisor is not 1 + exp(...)")
    return emit(Sigmoid(), _negated(power[1], emit))


def _one_plus_exp(total: Term) -> Any:
    """The ``exp(x)`` of ``exp(x) + 1``."""
    for e, one in either_order(total):
        match e:
            case [Exp(), _] if one.is_all(1):
                return e
    return None


def _negated(x: Term, emit: Any) -> Any:
    match x:
        case [Neg(), inner]:
            return inner
    return emit(Neg(), x)


@rule(Mul, reading=(Exp,))
def sigmoid_gradient(term: Term, emit: Any) -> Any:
    """``g s^2 e^-x`` is ``g (1 - s) s`` where s is ``sigmoid(x)``: autodiff's gradient of
    ``1 / (1 + e^-x)``. Where e^-x overflows, it is 0 and not NaN; for large x, where s rounds
    to 1, it is 0 too: this is the gradient `sigmoid` itself has, right to a unit of g."""
    for e, rest in either_order(term):
        match e, rest:
            case [Exp(), _], [Neg(), weighted]:
                found = _slope(e, weighted, emit)
                return None if found is None else emit(Neg(), found)
            case [Exp(), _], _:
                return _slope(e, rest, emit)
    return None


def _slope(e: Term, weighted: Term, emit: Any) -> Any:
    """``g (1 - s) s`` where ``weighted`` is ``g s^2``, or ``s^2``."""
    match weighted:
        case [Square(), s] if _is_sigmoid(s, e):
            return emit(Mul(), emit(Sub(), 1, s), s)
        case [Mul(), s, other] if _is_sigmoid(s, e) and _is_sigmoid(other, e):
            return emit(Mul(), emit(Sub(), 1, s), s)
        case [Mul(), _, _]:
            for first, second in either_order(weighted):
                match first, second:
                    case [Square(), s], g if _is_sigmoid(s, e):
                        return emit(Mul(), g, emit(Mul(), emit(Sub(), 1, s), s))
                    case s, [Div(), g, [Add(), _, _] as total] if _is_sigmoid(s, e):
                        if _one_plus_exp(total) == e:
                            return emit(Mul(), g, emit(Mul(), emit(Sub(), 1, s), s))
    return None


def _is_sigmoid(s: Term, e: Term) -> bool:
    """Whether s is ``1 / (1 + e)``, recognised, for e = exp(z): the sigmoid of -z."""
    match s, e:
        case [Sigmoid(), [Neg(), z]], [Exp(), power] if z == power:
            return True
        case [Sigmoid(), x], [Exp(), [Neg(), y]]:
            return bool(x == y)
    return False


@rule(Log, Log1p, reading=(Add, Exp))
def softplus(term: Term, emit: Any) -> Any:
    """``ln(1 + e^x)`` is ``softplus(x)``, which is x for large x and has all digits for small."""
    match term:
        case [Log(), [Add(), _, _] as total]:
            e = _one_plus_exp(total)
            return None if e is None else emit(Softplus(), e[1])
        case [Log1p(), [Exp(), x]]:
            return emit(Softplus(), x)
    return None


@rule(Mul, reading=(Exp,))
def softplus_gradient(term: Term, emit: Any) -> Any:
    """``g e^x / (1 + e^x)`` is ``g sigmoid(x)``: autodiff's gradient of ``ln(1 + e^x)``. Where
    e^x overflows, it is g and not NaN."""
    for e, rest in either_order(term):
        match e, rest:
            case [Exp(), x], [Div(), g, [Add(), _, _] as total] if _one_plus_exp(total) == e:
                return emit(Mul(), g, emit(Sigmoid(), x))
            case [Exp(), x], _ if _is_sigmoid(rest, e):
                return emit(Sigmoid(), x)
    return None


@rule(Log, reading=(Softmax,))
def log_of_softmax(term: Term, emit: Any) -> Any:
    """``ln softmax(x)`` is ``log_softmax(x)``, which is not ``-inf`` where softmax underflows."""
    match term:
        case [Log(), [Softmax(axis=axis), x]]:
            return emit(LogSoftmax(axis=axis), x)
    return None


# -- softmax ---------------------------------------------------------------------------------


@rule(Div, reading=(Exp,))
def softmax(term: Term, emit: Any) -> Any:
    """``e^x / sum e^x`` along one axis is ``softmax(x)``, with or without the maximum
    subtracted first."""
    match term:
        case [Div(), [Exp(), z] as e, total]:
            axes = _summed(total, e)
            if axes is None:
                return None
            if len(axes) != 1:
                return decline(f"softmax goes along one axis, this sums {len(axes)}")
            return emit(Softmax(axis=axes[0]), _unshifted(z, axes))
    return None


@rule(Log, reading=(Sum, ExpandDims))
def logsumexp(term: Term, emit: Any) -> Any:
    """``ln sum e^x`` is ``logsumexp(x)``."""
    match term:
        case [Log(), [Sum(axis=axis, keepdims=keepdims), [Exp(), x]]]:
            return emit(LogSumExp(axis, keepdims), x)
        case [Log(), [ExpandDims() as back, [Sum(axis=axis, keepdims=keepdims), [Exp(), x]]]]:
            return emit(back, emit(LogSumExp(axis, keepdims), x))
    return None


@rule(Add, reading=(LogSumExp,))
def logsumexp_of_shifted(term: Term, emit: Any) -> Any:
    """``max x + ln sum e^(x - max x)`` is ``logsumexp(x)``, which subtracts the maximum itself."""
    for total, largest in either_order(term):
        match total:
            case [LogSumExp() as op, z] if z.type.shape is not None:
                axes = normal_axes(op.axis, z.type.rank)
                x = _unshifted(z, axes)
                if x != z and _is_maximum(largest, x, axes):
                    return emit(op, x)
    return None


def _is_maximum(largest: Term, x: Term, axes: tuple[int, ...]) -> bool:
    """Whether this is the maximum of x along ``axes``, with or without the gradient stopped."""
    if Trait.CUT in largest.op.traits:
        largest = largest[1]
    match largest:
        case [ReduceMax(axis=along), y] | [Squeeze(), [ReduceMax(axis=along), y]] if y == x:
            return normal_axes(along, x.type.rank) == axes
    return False


@rule(Sub, reading=(LogSumExp, ExpandDims))
def log_softmax(term: Term, emit: Any) -> Any:
    """``x - logsumexp(x)`` along one axis is ``log_softmax(x)``, with or without the maximum
    subtracted first."""
    match term:
        case [Sub(), z, [LogSumExp(), power] as total] if power == z:
            axes = _axes(total, total, z)
        case [Sub(), z, [ExpandDims(), [LogSumExp(), power] as total] as outer] if power == z:
            axes = _axes(outer, total, z)
        case _:
            return None
    if axes is None or len(axes) != 1:
        return decline("log_softmax goes along one axis, kept with extent 1")
    return emit(LogSoftmax(axis=axes[0]), _unshifted(z, axes))


def _axes(outer: Term, total: Term, e: Term) -> tuple[int, ...] | None:
    """The axes ``total`` sums ``e`` along, if ``outer`` has them in with extent 1."""
    if e.type.shape is None or outer.type.shape is None or outer.type.rank != e.type.rank:
        return None
    axes = normal_axes(total.op.attributes()["axis"], e.type.rank)
    match outer:
        case [ExpandDims(axes=back), _] if normal_axes(back, e.type.rank) != axes:
            return None
    return axes


def _summed(total: Term, e: Term) -> tuple[int, ...] | None:
    """The axes along which ``total`` is the sum of ``e``, kept with extent 1."""
    match total:
        case [ExpandDims(), [Sum(keepdims=False), inner] as plain] if inner == e:
            return _axes(total, plain, e)
        case [Sum(keepdims=True), inner] if inner == e:
            return _axes(total, total, e)
    return None


def _unshifted(z: Term, axes: tuple[int, ...]) -> Term:
    """x, where z is x minus its maximum along ``axes``: the op subtracts that itself."""
    match z:
        case [Sub(), x, shift]:
            if Trait.CUT in shift.op.traits:
                shift = shift[1]
            match shift:
                case [ReduceMax(keepdims=True), y] if y == x:
                    return x if _axes(shift, shift, x) == axes else z
                case [ExpandDims(), [ReduceMax(keepdims=False), y] as plain] if y == x:
                    return x if _axes(shift, plain, x) == axes else z
    return z


RULES: tuple[Rule, ...] = (
    square,
    power,
    relu,
    sigmoid,
    sigmoid_gradient,
    softplus,
    softplus_gradient,
    softmax,
    logsumexp,
    logsumexp_of_shifted,
    log_softmax,
    log_of_softmax,
)
_TABLE = RuleTable(RULES)


class Recognize(Pass):
    """Functions written out in primitives become one op: sigmoid, softplus, softmax, ...

    Results change by rounding, and where the primitives overflow; see the rules.
    """

    name = "recognize"
    exact = False
    rules = RULES

    def run(self, graph: Graph, log: PassLog) -> Graph:
        return rewrite(graph, _TABLE, log)
