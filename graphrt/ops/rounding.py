"""Rounding to whole numbers, and the divisions that round."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from graphrt.ir.op import POINTWISE, Onnx, op
from graphrt.ops.arithmetic import Div, Mul, Neg, Sub, known_pair
from graphrt.ops.pointwise import Binary, Step, ufunc


@op("floor", traits=POINTWISE, gate="blocks", onnx=Onnx("Floor", 6))
class Floor(Step):
    """``y``: the largest whole number that is at most x, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, it is constant between its jumps.
    Source: ONNX Floor-13.
    """

    ufunc = ufunc(np.floor)


@op("ceil", traits=POINTWISE, gate="blocks", onnx=Onnx("Ceil", 6))
class Ceil(Step):
    """``y``: the smallest whole number that is at least x, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, it is constant between its jumps.
    Source: ONNX Ceil-13.
    """

    ufunc = ufunc(np.ceil)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.neg(s.floor(s.neg(x)))


@op("round", traits=POINTWISE, gate="blocks", onnx=Onnx("Round", 11))
class Round(Step):
    """``y``: the whole number nearest to x, elementwise, the even one of two: 0.5 and -0.5 go
    to 0, 1.5 and 2.5 to 2.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, it is constant between its jumps.
    Source: ONNX Round-11; IEEE 754 roundTiesToEven.
    """

    ufunc = ufunc(np.rint)


@op("trunc", traits=POINTWISE, gate="blocks")
class Trunc(Step):
    """``y``: x without its fraction, elementwise: rounded towards 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, it is constant between its jumps.
    """

    ufunc = ufunc(np.trunc)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.select(s.less(x, s.const(0)), s.neg(s.floor(s.neg(x))), s.floor(x))


def _known_division(function: Callable[[Any, Any], Any], x: Any, y: Any) -> Any:
    """Division of what is known of small integers, by numbers above 0."""
    divisors = y.known if isinstance(y.known, tuple) else (y.known,)
    if not all(isinstance(each, int) and each > 0 for each in divisors):
        return None
    return known_pair(function, x, y)


@op("floordiv", traits=POINTWISE, gate="blocks")
class FloorDiv(Binary):
    """``z = floor(x / y)``, elementwise: Python's ``//``, so that ``x = z y + mod(x, y)``.

    It is exact also where ``x / y`` would round up to a whole number. ``x // 0`` is 0 for
    integers, an infinity or NaN for floats; ``-1 // inf`` is -1.
    Shapes: x, y broadcast -> z.  Gradient: none, it is constant between its jumps.
    """

    ufunc = ufunc(np.floor_divide)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (None, None)

    def known(self, x: Any, y: Any) -> Any:
        return _known_division(operator.floordiv, x, y)

    def scalar(self, s: Any, x: Any, y: Any) -> Any:
        zero = s.const(0)
        rest = s.rem(x, y)
        whole = s.round(s.div(s.sub(x, rest), y))  # a whole number but for one rounding
        floored = s.select(_points_away(s, rest, y), s.sub(whole, s.const(1)), whole)
        return s.select(s.equal(y, zero), s.div(x, y), floored)


@op("mod", traits=POINTWISE, gate="passes on to x; times -(x // y) to y", onnx=Onnx("Mod", 10))
class Mod(Binary):
    """``z = x - y floor(x / y)``, elementwise: Python's ``%``, whose result has the sign of y.

    ``x % 0`` is 0 for integers, NaN for floats; ``1 % inf`` is 1 and ``-1 % inf`` is inf.
    Shapes: x, y broadcast -> z.  Gradient: g to x, -g (x // y) to y; the jumps do not count.
    Source: ONNX Mod-13 with fmod = 0.
    """

    ufunc = ufunc(np.remainder)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (grad, emit(Neg(), emit(Mul(), grad, emit(FloorDiv(), *node.inputs))))

    def known(self, x: Any, y: Any) -> Any:
        return _known_division(operator.mod, x, y)

    def scalar(self, s: Any, x: Any, y: Any) -> Any:
        rest = s.rem(x, y)
        return s.select(_points_away(s, rest, y), s.add(rest, y), rest)


def _points_away(s: Any, rest: Any, y: Any) -> Any:
    """Whether a remainder is not 0 and has another sign than the divisor."""
    zero = s.const(0)
    below = s.logical_and(s.less(rest, zero), s.less(zero, y))
    return s.logical_or(below, s.logical_and(s.less(zero, rest), s.less(y, zero)))


@op("fmod", traits=POINTWISE, gate="passes on to x; times -trunc(x / y) to y", onnx=Onnx("Mod", 10))
class Fmod(Binary):
    """``z = x - y trunc(x / y)``, elementwise: C's fmod, whose result has the sign of x.

    ``fmod(x, 0)`` is 0 for integers, NaN for floats; ``fmod(x, inf)`` is x.
    Shapes: x, y broadcast -> z.  Gradient: g to x, -g trunc(x / y) to y; the jumps do not
    count.  Source: ONNX Mod-13 with fmod = 1.
    """

    ufunc = ufunc(np.fmod)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        (x, y), z = node.inputs, node.outputs[0]
        # x / y may round up to a whole number; x - z is one but for a rounding
        times = emit(Round(), emit(Div(), emit(Sub(), x, z), y))
        return (grad, emit(Neg(), emit(Mul(), grad, times)))

    def scalar(self, s: Any, x: Any, y: Any) -> Any:
        return s.rem(x, y)
