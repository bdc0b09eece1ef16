"""Functions of the ops in `graphrt.ops.compare`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from typing import Any

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def equal(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x == y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX Equal-13.
    """
    return apply_one(lookup("equal")(), x, y, name=name)


def not_equal(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x != y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.
    """
    return apply_one(lookup("not_equal")(), x, y, name=name)


def less(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x < y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX Less-13.
    """
    return apply_one(lookup("less")(), x, y, name=name)


def less_equal(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x <= y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.
    Source: ONNX LessOrEqual-16.
    """
    return apply_one(lookup("less_equal")(), x, y, name=name)


def greater(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x > y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX Greater-13.
    """
    return apply_one(lookup("greater")(), x, y, name=name)


def greater_equal(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x >= y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.
    Source: ONNX GreaterOrEqual-16.
    """
    return apply_one(lookup("greater_equal")(), x, y, name=name)


def logical_and(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x and y``, elementwise.

    Shapes: x, y bool, broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX And-7.
    """
    return apply_one(lookup("logical_and")(), x, y, name=name)


def logical_or(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``x or y``, elementwise.

    Shapes: x, y bool, broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX Or-7.
    """
    return apply_one(lookup("logical_or")(), x, y, name=name)


def logical_xor(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``either x or y``, elementwise.

    Shapes: x, y bool, broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX Xor-7.
    """
    return apply_one(lookup("logical_xor")(), x, y, name=name)


def logical_not(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``not x``, elementwise.

    Shapes: x bool ``[...]`` -> bool ``[...]``.  Gradient: none, the result is bool.
    Source: ONNX Not-1.
    """
    return apply_one(lookup("logical_not")(), x, name=name)


def isnan(x: TensorLike, *, name: str | None = None) -> Tensor:
    """Whether x is not a number, elementwise.

    Shapes: x ``[...]`` -> bool ``[...]``.  Gradient: none, the result is bool.
    Source: ONNX IsNaN-20.
    """
    return apply_one(lookup("isnan")(), x, name=name)


def isinf(x: TensorLike, *, name: str | None = None) -> Tensor:
    """Whether x is an infinity, of either sign, elementwise.

    Shapes: x ``[...]`` -> bool ``[...]``.  Gradient: none, the result is bool.
    Source: ONNX IsInf-20.
    """
    return apply_one(lookup("isinf")(), x, name=name)


def isfinite(x: TensorLike, *, name: str | None = None) -> Tensor:
    """Whether x is neither an infinity nor NaN, elementwise.

    Shapes: x ``[...]`` -> bool ``[...]``.  Gradient: none, the result is bool.
    """
    return apply_one(lookup("isfinite")(), x, name=name)


def where(
    condition: TensorLike, x: TensorLike, y: TensorLike, *, name: str | None = None
) -> Tensor:
    """``z = x where condition, else y``, elementwise.

    Shapes: condition (bool), x, y broadcast -> z.  Gradient: g where condition to x, g where
    not to y, 0 elsewhere: a NaN in the operand not chosen does not spread.
    Source: ONNX Where-16.
    """
    return apply_one(lookup("where")(), condition, x, y, name=name)


def cast(x: TensorLike, dtype: Any, *, name: str | None = None) -> Tensor:
    """``x`` as ``dtype``: to a narrower float rounds to nearest even, to an integer truncates
    towards 0, to bool is ``x != 0``.

    A float that no integer of ``dtype`` is near to, NaN included, becomes some integer; integers
    wrap around.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g cast back, between floats; none through
    an integer or bool.  Source: ONNX Cast-21.
    """
    return apply_one(lookup("cast")(dtype=dtype), x, name=name)


__all__ = [
    "cast",
    "equal",
    "greater",
    "greater_equal",
    "isfinite",
    "isinf",
    "isnan",
    "less",
    "less_equal",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "not_equal",
    "where",
]
