"""Circular functions and their inverses, element by element; angles are in radians."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.ir.op import COMMUTATIVE, POINTWISE, Onnx, op
from graphrt.ops.arithmetic import Add, ChainUfunc, Div, Mul, Neg, Sqrt, Square, Sub
from graphrt.ops.compare import Equal, Where
from graphrt.ops.pointwise import FLOATS, Binary, Ufunc, Unary, broadcast_type, require, ufunc
from graphrt.types import ValueType


@op("sin", traits=POINTWISE, gate="multiplies by cos x", onnx=Onnx("Sin", 7))
class Sin(ChainUfunc):
    """``y = sin x``, elementwise; NaN at an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g cos x.  Source: ONNX Sin-22.
    """

    ufunc = ufunc(np.sin)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Cos(), x)


@op("cos", traits=POINTWISE, gate="multiplies by -sin x", onnx=Onnx("Cos", 7))
class Cos(ChainUfunc):
    """``y = cos x``, elementwise; NaN at an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g sin x.  Source: ONNX Cos-22.
    """

    ufunc = ufunc(np.cos)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Neg(), emit(Sin(), x))


@op("tan", traits=POINTWISE, gate="multiplies by 1 + y^2", onnx=Onnx("Tan", 7))
class Tan(ChainUfunc):
    """``y = tan x``, elementwise; NaN at an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 + y^2).  Source: ONNX Tan-22.
    """

    ufunc = ufunc(np.tan)

    def derivative(self, emit: Any, x: Any, y: Any) -> Any:
        return emit(Add(), emit(Square(), y), 1)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.div(s.sin(x), s.cos(x))


@op("asin", traits=POINTWISE, gate="divides by sqrt(1 - x^2)", onnx=Onnx("Asin", 7))
class Asin(Unary):
    """``y``: the angle from -pi/2 to pi/2 whose sine is x, elementwise; NaN where |x| > 1.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / sqrt(1 - x^2), infinite at -1 and 1.
    Source: ONNX Asin-22.
    """

    ufunc = ufunc(np.arcsin)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Div(), grad, _other_leg(emit, node.inputs[0])),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.atan2(x, _other_leg_of_one(s, x))


@op("acos", traits=POINTWISE, gate="divides by -sqrt(1 - x^2)", onnx=Onnx("Acos", 7))
class Acos(Unary):
    """``y``: the angle from 0 to pi whose cosine is x, elementwise; NaN where |x| > 1.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g / sqrt(1 - x^2), infinite at -1 and 1.
    Source: ONNX Acos-22.
    """

    ufunc = ufunc(np.arccos)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Neg(), emit(Div(), grad, _other_leg(emit, node.inputs[0]))),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.atan2(_other_leg_of_one(s, x), x)


def _other_leg(emit: Any, x: Any) -> Any:
    """``sqrt(1 - x^2)`` as a value; the product keeps the digits near 1."""
    return emit(Sqrt(), emit(Mul(), emit(Sub(), 1, x), emit(Add(), x, 1)))


def _other_leg_of_one(s: Any, x: Any) -> Any:
    """``sqrt(1 - x^2)`` for one element."""
    one = s.const(1)
    return s.sqrt(s.mul(s.sub(one, x), s.add(one, x)))


@op("atan", traits=POINTWISE, gate="divides by 1 + x^2", onnx=Onnx("Atan", 7))
class Atan(Unary):
    """``y``: the angle from -pi/2 to pi/2 whose tangent is x, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (1 + x^2).  Source: ONNX Atan-22.
    """

    ufunc = ufunc(np.arctan)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Div(), grad, emit(Add(), emit(Square(), node.inputs[0]), 1)),)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.atan2(x, s.const(1))


@op("atan2", traits=POINTWISE, gate="multiplies by x/r^2; -y/r^2 to x")
class Atan2(Ufunc):
    """``z``: the angle from -pi to pi of the point (x, y), elementwise; y comes first.

    The signs of zeros count as in C: ``atan2(0, -1)`` is pi, ``atan2(-0.0, -1)`` is -pi.
    Shapes: y, x broadcast -> z.  Gradient: g x / r^2 to y, -g y / r^2 to x, with
    r^2 = x^2 + y^2; NaN at the origin, where the angle has no limit.
    """

    ufunc = ufunc(np.arctan2)
    kinds: ClassVar[tuple[str, ...]] = FLOATS

    def infer(self, y: Any, x: Any) -> ValueType:
        result = broadcast_type(y, x)
        require(y, self.kinds)
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        y, x = node.inputs
        part = emit(Div(), grad, emit(Add(), emit(Square(), x), emit(Square(), y)))
        return (emit(Mul(), part, x), emit(Neg(), emit(Mul(), part, y)))


@op("hypot", traits=POINTWISE | COMMUTATIVE, gate="multiplies by x/z; y/z to y")
class Hypot(Binary):
    """``z = sqrt(x^2 + y^2)``, elementwise, without overflow of the squares; infinite where one
    is infinite, be the other NaN.

    Shapes: x, y broadcast -> z.  Gradient: g x / z to x, g y / z to y, 0 to both at the origin.
    """

    ufunc = ufunc(np.hypot)
    kinds: ClassVar[tuple[str, ...]] = FLOATS

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        (x, y), z = node.inputs, node.outputs[0]
        part = emit(Div(), grad, emit(Where(), emit(Equal(), z, 0), 1, z))
        return (emit(Mul(), part, x), emit(Mul(), part, y))

    def scalar(self, s: Any, x: Any, y: Any) -> Any:
        infinite = s.const(math.inf)
        a, b = s.abs(x), s.abs(y)
        larger, smaller = s.max(a, b), s.min(a, b)
        ratio = s.div(smaller, larger)
        length = s.mul(larger, s.sqrt(s.add(s.mul(ratio, ratio), s.const(1))))
        length = s.select(s.equal(larger, s.const(0)), larger, length)
        any_infinite = s.logical_or(s.equal(a, infinite), s.equal(b, infinite))
        return s.select(any_infinite, infinite, length)
