"""Functions of the ops in `graphrt.ops.arithmetic`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def add(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x + y``, elementwise.

    Shapes: x, y broadcast -> z.  Gradient: g to both.  Source: ONNX Add-14.
    """
    return apply_one(lookup("add")(), x, y, name=name)


def sub(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x - y``, elementwise.

    Shapes: x, y broadcast -> z.  Gradient: g to x, -g to y.  Source: ONNX Sub-14.
    """
    return apply_one(lookup("sub")(), x, y, name=name)


def mul(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x * y``, elementwise.

    Shapes: x, y broadcast -> z.  Gradient: g y to x, g x to y.  Source: ONNX Mul-14.
    """
    return apply_one(lookup("mul")(), x, y, name=name)


def div(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x / y``, elementwise, floats only. ``x / 0`` is an infinity, ``0 / 0`` NaN.

    Shapes: x, y broadcast -> z.  Gradient: g / y to x, -g z / y to y.
    Source: ONNX Div-14, for floats.
    """
    return apply_one(lookup("div")(), x, y, name=name)


def neg(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = -x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g.  Source: ONNX Neg-13.
    """
    return apply_one(lookup("neg")(), x, name=name)


def abs(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = |x|``, elementwise; the least integer of a dtype wraps around to itself.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g sign(x), so 0 at the kink.
    Source: ONNX Abs-13.
    """
    return apply_one(lookup("abs")(), x, name=name)


def sign(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = -1, 0 or 1`` as x is below, at or above 0, elementwise; NaN stays NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, it is constant between its jumps.
    Source: ONNX Sign-13.
    """
    return apply_one(lookup("sign")(), x, name=name)


def reciprocal(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = 1 / x``, elementwise; ``1 / 0`` is an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g y^2.  Source: ONNX Reciprocal-13.
    """
    return apply_one(lookup("reciprocal")(), x, name=name)


def square(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = x^2``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: 2 g x.
    """
    return apply_one(lookup("square")(), x, name=name)


def sqrt(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = sqrt(x)``, elementwise; NaN below 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (2 y), infinite at 0.
    Source: ONNX Sqrt-13.
    """
    return apply_one(lookup("sqrt")(), x, name=name)


def rsqrt(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = 1 / sqrt(x)``, elementwise; infinite at 0, NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g y^3 / 2.
    """
    return apply_one(lookup("rsqrt")(), x, name=name)


def max(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = max(x, y)``, elementwise; NaN if either is NaN. (`reduce_max` goes along axes.)

    Shapes: x, y broadcast -> z.  Gradient: g to the larger operand, g / 2 to each where
    they are equal, 0 to both where one is NaN.  Source: ONNX Max-13, with two operands.
    """
    return apply_one(lookup("max")(), x, y, name=name)


def min(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = min(x, y)``, elementwise; NaN if either is NaN.

    Shapes: x, y broadcast -> z.  Gradient: g to the smaller operand, g / 2 to each where
    they are equal, 0 to both where one is NaN.  Source: ONNX Min-13, with two operands.
    """
    return apply_one(lookup("min")(), x, y, name=name)


__all__ = [
    "abs",
    "add",
    "div",
    "max",
    "min",
    "mul",
    "neg",
    "reciprocal",
    "rsqrt",
    "sign",
    "sqrt",
    "square",
    "sub",
]
