"""Activations: what a layer does to each of its numbers. (More of them in `rectifiers.py`.)"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np

from graphrt.errors import OpError
from graphrt.ir.op import POINTWISE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Abs, Add, Chain, Div, Mul, Neg, Square, Sub
from graphrt.ops.compare import Greater, Less, LogicalAnd, LogicalNot, Where
from graphrt.ops.error_function import Erfc, erfc
from graphrt.ops.exponential import Exp
from graphrt.ops.hyperbolic import Tanh
from graphrt.ops.pointwise import NUMBERS, IntoBuffer, SameType, broadcast_type, require
from graphrt.types import ValueType

ROOT_HALF = math.sqrt(0.5)
# gelu's approximation: tanh(TANH_SCALE (x + TANH_CUBIC x^3))
TANH_SCALE = math.sqrt(2 / math.pi)
TANH_CUBIC = 0.044715


@op("relu", traits=POINTWISE, gate="routes to where x > 0", onnx=Onnx("Relu", 6))
class Relu(SameType):
    """``y = max(0, x)``, elementwise. NaN stays NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else 0 (so 0 at the kink).
    Source: ONNX Relu-14.
    """

    def compute(self, x: Array) -> Any:
        return np.maximum(x, 0)

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        # NumPy's maximum is three times as fast beside an array as beside a number; zeros that
        # are only read take no memory of their own where the system maps pages when they are used
        return partial(np.maximum, xs[0], np.zeros(xs[0].shape, xs[0].dtype), out=outs[0])

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Where(), emit(Greater(), node.inputs[0], 0), grad, 0),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.max(x, s.const(0))


def sigmoid(x: Array, out: Array | None = None) -> Array:
    """``1 / (1 + e^-x)`` without overflow for any ``x``."""
    decay = np.exp(-np.abs(x))  # at most 1, so neither branch overflows
    result: Array = np.divide(np.where(x >= 0, x.dtype.type(1), decay), 1 + decay, out=out)
    return result


class _Composed(Chain, IntoBuffer):
    """An activation of several ufuncs that states its derivative."""

    steps: ClassVar[int] = 5

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return self.steps * results[0].size


@op("sigmoid", traits=POINTWISE, gate="multiplies by (1 - s) s", onnx=Onnx("Sigmoid", 6))
class Sigmoid(_Composed):
    """``s = 1 / (1 + e^-x)``, elementwise, without overflow for any x.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - s) s.  Source: ONNX Sigmoid-13.
    """

    steps = 4

    def compute(self, x: Array, out: Array | None = None) -> Any:
        return sigmoid(x, out)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Mul(), emit(Sub(), 1, y), y)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.sigmoid(x)


@op("log_sigmoid", traits=POINTWISE, gate="multiplies by sigmoid(-x)")
class LogSigmoid(_Composed):
    """``y = ln(1 / (1 + e^-x)) = min(x, 0) - ln(1 + e^-|x|)``, elementwise, without overflow
    and with all its digits for any x.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g sigmoid(-x).
    """

    def compute(self, x: Array, out: Array | None = None) -> Any:
        return np.subtract(np.minimum(x, 0), log1p_decay(x), out=out)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Sigmoid(), emit(Neg(), x))

    def scalar(self, s: Any, x: Any) -> Any:
        return s.sub(s.min(x, s.const(0)), log1p_decay_of_one(s, x))


@op("softplus", traits=POINTWISE, gate="multiplies by sigmoid(x)", onnx=Onnx("Softplus", 1))
class Softplus(_Composed):
    """``y = ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|)``, elementwise, without overflow and with
    all its digits for any x.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g sigmoid(x).  Source: ONNX Softplus-22.
    """

    def compute(self, x: Array, out: Array | None = None) -> Any:
        return softplus(x, out)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Sigmoid(), x)

    def scalar(self, s: Any, x: Any) -> Any:
        return _softplus_of_one(s, x)


def softplus(x: Array, out: Array | None = None) -> Array:
    """``ln(1 + e^x)`` without overflow for any ``x``."""
    result: Array = np.add(np.maximum(x, 0), log1p_decay(x), out=out)
    return result


def _softplus_of_one(s: Any, x: Any) -> Any:
    return s.add(s.max(x, s.const(0)), log1p_decay_of_one(s, x))


def log1p_decay(x: Array) -> Array:
    """``ln(1 + e^-|x|)``."""
    result: Array = np.log1p(np.exp(-np.abs(x)))
    return result


def log1p_decay_of_one(s: Any, x: Any) -> Any:
    """`log1p_decay` of one element."""
    return s.log1p(s.exp(s.neg(s.abs(x))))


@op("softsign", traits=POINTWISE, gate="divides by (1 + |x|)^2", onnx=Onnx("Softsign", 1))
class Softsign(SameType, IntoBuffer):
    """``y = x / (1 + |x|)``, elementwise; NaN at an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (1 + |x|)^2; no kink.
    Source: ONNX Softsign-22.
    """

    def compute(self, x: Array, out: Array | None = None) -> Any:
        return np.divide(x, 1 + np.abs(x), out=out)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        below = emit(Add(), emit(Abs(), node.inputs[0]), 1)
        return (emit(Div(), grad, emit(Square(), below)),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.div(x, s.add(s.const(1), s.abs(x)))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 3 * results[0].size


@op("silu", traits=POINTWISE, gate="multiplies by s + y (1 - s)", onnx=Onnx("Swish", 24))
class Silu(_Composed):
    """``y = x sigmoid(x)``, elementwise, also called swish; NaN at ``-inf``.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (s + y (1 - s)) with s = sigmoid(x).
    Source: ONNX Swish-24 with alpha = 1; Hendrycks and Gimpel 2016.
    """

    def compute(self, x: Array, out: Array | None = None) -> Any:
        return np.multiply(x, sigmoid(x), out=out)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        s = emit(Sigmoid(), x)
        return emit(Add(), s, emit(Mul(), y, emit(Sub(), 1, s)))

    def scalar(self, s: Any, x: Any) -> Any:
        return s.mul(x, s.sigmoid(x))


@op("mish", traits=POINTWISE, gate="multiplies by t + x (1 - t^2) s", onnx=Onnx("Mish", 18))
class Mish(_Composed):
    """``y = x tanh(softplus(x))``, elementwise; NaN at ``-inf``.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (t + x (1 - t^2) s) with
    t = tanh(softplus(x)), s = sigmoid(x).  Source: ONNX Mish-22; Misra 2019.
    """

    steps = 7

    def compute(self, x: Array, out: Array | None = None) -> Any:
        return np.multiply(x, np.tanh(softplus(x)), out=out)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        t = emit(Tanh(), emit(Softplus(), x))
        inner = emit(Mul(), emit(Sub(), 1, emit(Square(), t)), emit(Sigmoid(), x))
        return emit(Add(), t, emit(Mul(), x, inner))

    def scalar(self, s: Any, x: Any) -> Any:
        return s.mul(x, s.tanh(_softplus_of_one(s, x)))


@op("gelu", traits=POINTWISE, gate="multiplies by P + x p, the normal law", onnx=Onnx("Gelu", 20))
class Gelu(_Composed):
    """``y = x P(x)``, elementwise, with P the normal distribution, ``erfc(-x / sqrt(2)) / 2``;
    NaN at ``-inf``.

    With ``approximate="tanh"``, ``P = (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2``.
    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (P + x P'), where P' is the normal density
    ``e^(-x^2 / 2) / sqrt(2 pi)``, or that of the approximation.
    Source: ONNX Gelu-20; Hendrycks and Gimpel 2016.
    """

    approximate: str = "none"
    steps = 12

    def check(self) -> None:
        if self.approximate not in ("none", "tanh"):
            raise OpError(f"gelu: approximate is 'none' or 'tanh', not {self.approximate!r}")

    def compute(self, x: Array, out: Array | None = None) -> Any:
        if self.approximate == "none":
            return np.multiply(x * x.dtype.type(0.5), erfc(x * x.dtype.type(-ROOT_HALF)), out=out)
        cubic = x * x * x.dtype.type(TANH_CUBIC) + 1
        bend = np.tanh(x * x.dtype.type(TANH_SCALE) * cubic)
        return np.multiply(x * x.dtype.type(0.5), bend + 1, out=out)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        square = emit(Square(), x)
        if self.approximate == "none":
            law = emit(Mul(), emit(Erfc(), emit(Mul(), x, -ROOT_HALF)), 0.5)
            bell = emit(Exp(), emit(Mul(), square, -0.5))
            density = emit(Mul(), bell, 1 / math.sqrt(2 * math.pi))
        else:
            cubic = emit(Add(), emit(Mul(), square, TANH_CUBIC), 1)
            t = emit(Tanh(), emit(Mul(), emit(Mul(), x, TANH_SCALE), cubic))
            law = emit(Mul(), emit(Add(), t, 1), 0.5)
            inner = emit(Add(), emit(Mul(), square, 1.5 * TANH_CUBIC), 0.5)
            bend = emit(Sub(), 1, emit(Square(), t))
            density = emit(Mul(), bend, emit(Mul(), inner, TANH_SCALE))
        return emit(Add(), law, emit(Mul(), x, density))

    def scalar(self, s: Any, x: Any) -> Any:
        half, one = s.mul(x, s.const(0.5)), s.const(1)
        if self.approximate == "none":
            return s.mul(half, s.erfc(s.mul(x, s.const(-ROOT_HALF))))
        cubic = s.add(s.mul(s.mul(x, x), s.const(TANH_CUBIC)), one)
        return s.mul(half, s.add(s.tanh(s.mul(s.mul(x, s.const(TANH_SCALE)), cubic)), one))


@op("clip", traits=POINTWISE, gate="routes to where x is inside", onnx=Onnx("Clip", 11))
class Clip(Op):
    """``y = min(max(x, low), high)``, elementwise; a bound left out does not bind. NaN stays.

    Where ``low > high``, y is ``high``; a bound that is NaN makes y NaN.
    Shapes: x, low, high broadcast -> y.
    Gradient: g to x where low <= x <= high; to a bound, g where x is beyond it.
    Source: ONNX Clip-13.
    """

    def infer(self, x: Any, low: Any = None, high: Any = None) -> ValueType:
        require(x, NUMBERS)
        return broadcast_type(*(each for each in (x, low, high) if each is not None))

    def compute(self, x: Array, low: Array | None = None, high: Array | None = None) -> Any:
        y = x if low is None else np.maximum(x, low)
        return y if high is None else np.minimum(y, high)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, low, high = (*node.inputs, None, None)[:3]
        to_low = to_high = None
        to_x = grad
        if low is not None:
            below = emit(Less(), x, low)
            if high is not None:  # where the bounds cross, only high counts
                below = emit(LogicalAnd(), below, emit(LogicalNot(), emit(Less(), high, low)))
            to_low = emit(Where(), below, grad, 0)
            to_x = emit(Where(), emit(Less(), x, low), 0, to_x)
        if high is not None:
            above = emit(Greater(), x, high)
            if low is not None:
                above = emit(Where(), emit(Greater(), low, high), True, above)
            to_high = emit(Where(), above, grad, 0)
            to_x = emit(Where(), above, 0, to_x)
        return (to_x, to_low, to_high)[: len(node.inputs)]

    def scalar(self, s: Any, x: Any, low: Any = None, high: Any = None) -> Any:
        y = x if low is None else s.max(x, low)
        return y if high is None else s.min(y, high)
