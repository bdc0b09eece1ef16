"""Functions of the ops in `graphrt.ops.trigonometric`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def sin(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = sin x``, elementwise; NaN at an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g cos x.  Source: ONNX Sin-22.
    """
    return apply_one(lookup("sin")(), x, name=name)


def cos(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = cos x``, elementwise; NaN at an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g sin x.  Source: ONNX Cos-22.
    """
    return apply_one(lookup("cos")(), x, name=name)


def tan(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = tan x``, elementwise; NaN at an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 + y^2).  Source: ONNX Tan-22.
    """
    return apply_one(lookup("tan")(), x, name=name)


def asin(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y``: the angle from -pi/2 to pi/2 whose sine is x, elementwise; NaN where |x| > 1.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / sqrt(1 - x^2), infinite at -1 and 1.
    Source: ONNX Asin-22.
    """
    return apply_one(lookup("asin")(), x, name=name)


def acos(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y``: the angle from 0 to pi whose cosine is x, elementwise; NaN where |x| > 1.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g / sqrt(1 - x^2), infinite at -1 and 1.
    Source: ONNX Acos-22.
    """
    return apply_one(lookup("acos")(), x, name=name)


def atan(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y``: the angle from -pi/2 to pi/2 whose tangent is x, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (1 + x^2).  Source: ONNX Atan-22.
    """
    return apply_one(lookup("atan")(), x, name=name)


def atan2(y: TensorLike, x: TensorLike, *, name: str | None = None) -> Tensor:
    """``z``: the angle from -pi to pi of the point (x, y), elementwise; y comes first.

    The signs of zeros count as in C: ``atan2(0, -1)`` is pi, ``atan2(-0.0, -1)`` is -pi.
    Shapes: y, x broadcast -> z.  Gradient: g x / r^2 to y, -g y / r^2 to x, with
    r^2 = x^2 + y^2; NaN at the origin, where the angle has no limit.
    """
    return apply_one(lookup("atan2")(), y, x, name=name)


def hypot(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = sqrt(x^2 + y^2)``, elementwise, without overflow of the squares; infinite where one
    is infinite, be the other NaN.

    Shapes: x, y broadcast -> z.  Gradient: g x / z to x, g y / z to y, 0 to both at the origin.
    """
    return apply_one(lookup("hypot")(), x, y, name=name)


__all__ = [
    "acos",
    "asin",
    "atan",
    "atan2",
    "cos",
    "hypot",
    "sin",
    "tan",
]
