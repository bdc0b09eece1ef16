"""Hyperbolic functions and their inverses, element by element."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.ir.op import POINTWISE, Onnx, op
from graphrt.ops.arithmetic import Add, ChainUfunc, Div, Mul, Sqrt, Square, Sub
from graphrt.ops.pointwise import Unary, ufunc

LARGE = float(2**28)  # from here on 1 is less than half a unit in the last place of its square


@op("sinh", traits=POINTWISE, gate="multiplies by cosh x", onnx=Onnx("Sinh", 9))
class Sinh(ChainUfunc):
    """``y = (e^x - e^-x) / 2``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g cosh x.  Source: ONNX Sinh-22.
    """

    ufunc = ufunc(np.sinh)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Cosh(), x)

    def scalar(self, s: Any, x: Any) -> Any:
        size, half = s.abs(x), s.const(0.5)
        grown = s.expm1(size)  # keeps the digits near 0
        near = s.mul(half, s.add(grown, s.div(grown, s.add(grown, s.const(1)))))
        root = s.exp(s.mul(half, size))  # e^x itself overflows before half of it does
        far = s.mul(s.mul(half, root), root)
        return _with_sign(s, x, s.select(s.less(size, s.const(40)), near, far))


@op("cosh", traits=POINTWISE, gate="multiplies by sinh x", onnx=Onnx("Cosh", 9))
class Cosh(ChainUfunc):
    """``y = (e^x + e^-x) / 2``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g sinh x.  Source: ONNX Cosh-22.
    """

    ufunc = ufunc(np.cosh)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Sinh(), x)

    def scalar(self, s: Any, x: Any) -> Any:
        half = s.const(0.5)
        root = s.exp(s.mul(half, s.abs(x)))  # e^x itself overflows before half of it does
        return s.add(s.mul(s.mul(half, root), root), s.div(s.div(half, root), root))


@op("tanh", traits=POINTWISE, gate="multiplies by 1 - y^2", onnx=Onnx("Tanh", 6))
class Tanh(ChainUfunc):
    """``y = tanh x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - y^2).  Source: ONNX Tanh-13.
    """

    ufunc = ufunc(np.tanh)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Sub(), 1, emit(Mul(), y, y))


@op("asinh", traits=POINTWISE, gate="divides by sqrt(x^2 + 1)", onnx=Onnx("Asinh", 9))
class Asinh(Unary):
    """``y = ln(x + sqrt(x^2 + 1))``, elementwise, with all its digits near 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / sqrt(x^2 + 1).  Source: ONNX Asinh-22.
    """

    ufunc = ufunc(np.arcsinh)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]
        return (emit(Div(), grad, emit(Sqrt(), emit(Add(), emit(Square(), x), 1))),)

    def scalar(self, s: Any, x: Any) -> Any:
        size, one = s.abs(x), s.const(1)
        square = s.mul(size, size)
        more = s.div(square, s.add(one, s.sqrt(s.add(square, one))))
        near = s.log1p(s.add(size, more))
        far = s.add(s.log(size), s.const(math.log(2)))
        return _with_sign(s, x, s.select(s.less(size, s.const(LARGE)), near, far))


@op("acosh", traits=POINTWISE, gate="divides by sqrt(x^2 - 1)", onnx=Onnx("Acosh", 9))
class Acosh(Unary):
    """``y = ln(x + sqrt(x^2 - 1))``, elementwise; NaN where x < 1.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / sqrt(x^2 - 1), infinite at 1.
    Source: ONNX Acosh-22.
    """

    ufunc = ufunc(np.arccosh)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]  # the product keeps the digits near 1
        square = emit(Mul(), emit(Sub(), x, 1), emit(Add(), x, 1))
        return (emit(Div(), grad, emit(Sqrt(), square)),)

    def scalar(self, s: Any, x: Any) -> Any:
        more = s.sub(x, s.const(1))
        root = s.mul(s.sqrt(more), s.sqrt(s.add(more, s.const(2))))  # NaN below 1
        far = s.add(s.log(x), s.const(math.log(2)))
        return s.select(s.less(x, s.const(LARGE)), s.log1p(s.add(more, root)), far)


@op("atanh", traits=POINTWISE, gate="divides by 1 - x^2", onnx=Onnx("Atanh", 9))
class Atanh(Unary):
    """``y = ln((1 + x) / (1 - x)) / 2``, elementwise; infinite at -1 and 1, NaN beyond.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (1 - x^2).  Source: ONNX Atanh-22.
    """

    ufunc = ufunc(np.arctanh)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]
        return (emit(Div(), grad, emit(Mul(), emit(Sub(), 1, x), emit(Add(), x, 1))),)

    def scalar(self, s: Any, x: Any) -> Any:
        size = s.abs(x)
        ratio = s.div(s.add(size, size), s.sub(s.const(1), size))
        return _with_sign(s, x, s.mul(s.const(0.5), s.log1p(ratio)))


def _with_sign(s: Any, x: Any, size: Any) -> Any:
    """``size`` with the sign of ``x``, for odd functions."""
    return s.select(s.less(x, s.const(0)), s.neg(size), size)
