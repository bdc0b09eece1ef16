"""Powers, exponentials and logarithms, element by element."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.ir.op import POINTWISE, Array, Onnx, op
from graphrt.ops.arithmetic import Add, ChainUfunc, Div, Mul, Sub
from graphrt.ops.compare import Equal, Where
from graphrt.ops.pointwise import FLOATS, Binary, Broadcast, Unary, ufunc


@op("exp", traits=POINTWISE, gate="multiplies by its output", onnx=Onnx("Exp", 6))
class Exp(Unary):
    """``y = e^x``, elementwise; infinite above 709.78 in float64 and 88.72 in float32.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g y.  Source: ONNX Exp-13.
    """

    ufunc = ufunc(np.exp)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Mul(), grad, node.outputs[0]),)


@op("log", traits=POINTWISE, gate="divides by x", onnx=Onnx("Log", 6))
class Log(Unary):
    """``y = ln x``, elementwise; ``-inf`` at 0, NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / x.  Source: ONNX Log-13.
    """

    ufunc = ufunc(np.log)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Div(), grad, node.inputs[0]),)


@op("expm1", traits=POINTWISE, gate="multiplies by y + 1")
class Expm1(ChainUfunc):
    """``y = e^x - 1``, elementwise, with all its digits where x is near 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (y + 1).
    """

    ufunc = ufunc(np.expm1)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Add(), y, 1)


@op("log1p", traits=POINTWISE, gate="divides by 1 + x")
class Log1p(Unary):
    """``y = ln(1 + x)``, elementwise, with all its digits where x is near 0; ``-inf`` at -1,
    NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (1 + x).
    """

    ufunc = ufunc(np.log1p)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Div(), grad, emit(Add(), node.inputs[0], 1)),)


@op("exp2", traits=POINTWISE, gate="multiplies by y ln 2")
class Exp2(ChainUfunc):
    """``y = 2^x``, elementwise; infinite from 1024 on in float64 and from 128 in float32.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g y ln 2.
    """

    ufunc = ufunc(np.exp2)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Mul(), y, math.log(2))

    def scalar(self, s: Any, x: Any) -> Any:
        return s.pow(s.const(2), x)


class _LogarithmOf(Unary):
    """Shared rule of the logarithms to a base."""

    base: ClassVar[float]

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Div(), grad, emit(Mul(), node.inputs[0], math.log(self.base))),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.div(s.log(x), s.const(math.log(self.base)))


@op("log2", traits=POINTWISE, gate="divides by x ln 2")
class Log2(_LogarithmOf):
    """``y``: the logarithm of x to base 2, elementwise; ``-inf`` at 0, NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (x ln 2).
    """

    ufunc = ufunc(np.log2)
    base = 2


@op("log10", traits=POINTWISE, gate="divides by x ln 10")
class Log10(_LogarithmOf):
    """``y``: the logarithm of x to base 10, elementwise; ``-inf`` at 0, NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (x ln 10).
    """

    ufunc = ufunc(np.log10)
    base = 10


@op("pow", traits=POINTWISE, gate="multiplies by y x^(y-1)", onnx=Onnx("Pow", 7))
class Pow(Binary):
    """``z = x^y``, elementwise, floats; NaN for x < 0 and a fractional y.

    Shapes: x, y broadcast -> z.  Gradient: g y x^(y-1) to x, which is 0 where y = 0;
    g z ln x to y, which is 0 where x = 0.  Source: ONNX Pow-15, for one dtype.
    """

    ufunc = ufunc(np.power)
    kinds: ClassVar[tuple[str, ...]] = FLOATS

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs
        slope = emit(Mul(), y, emit(Pow(), x, emit(Sub(), y, 1)))
        to_x = emit(Mul(), grad, emit(Where(), emit(Equal(), y, 0), 0, slope))
        zero = emit(Equal(), x, 0)
        log_x = emit(Where(), zero, 0, emit(Log(), emit(Where(), zero, 1, x)))
        return (to_x, emit(Mul(), grad, emit(Mul(), node.outputs[0], log_x)))


@op("xlogy", traits=POINTWISE, gate="multiplies by ln y; x/y to y")
class XLogY(Broadcast):
    """``z = x ln y``, elementwise, and 0 where x = 0 whatever y is: a term of an entropy.

    Shapes: x, y broadcast -> z.  Gradient: g ln y to x, also where x = 0; g x / y to y, which
    is 0 where x = 0.
    """

    kinds: ClassVar[tuple[str, ...]] = FLOATS

    def compute(self, x: Array, y: Array) -> Any:
        return x * np.log(np.where(x == 0, x.dtype.type(1), y))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, y = node.inputs
        zero = emit(Equal(), x, 0)
        to_y = emit(Mul(), grad, emit(Div(), x, emit(Where(), zero, 1, y)))
        return (emit(Mul(), grad, emit(Log(), y)), to_y)

    def scalar(self, s: Any, x: Any, y: Any) -> Any:
        zero = s.const(0)
        return s.select(s.equal(x, zero), zero, s.mul(x, s.log(y)))
