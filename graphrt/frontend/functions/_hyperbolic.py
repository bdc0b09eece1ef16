"""Functions of the ops in `graphrt.ops.hyperbolic`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def sinh(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = (e^x - e^-x) / 2``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g cosh x.  Source: ONNX Sinh-22.
    """
    return apply_one(lookup("sinh")(), x, name=name)


def cosh(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = (e^x + e^-x) / 2``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g sinh x.  Source: ONNX Cosh-22.
    """
    return apply_one(lookup("cosh")(), x, name=name)


def tanh(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = tanh x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - y^2).  Source: ONNX Tanh-13.
    """
    return apply_one(lookup("tanh")(), x, name=name)


def asinh(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = ln(x + sqrt(x^2 + 1))``, elementwise, with all its digits near 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / sqrt(x^2 + 1).  Source: ONNX Asinh-22.
    """
    return apply_one(lookup("asinh")(), x, name=name)


def acosh(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = ln(x + sqrt(x^2 - 1))``, elementwise; NaN where x < 1.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / sqrt(x^2 - 1), infinite at 1.
    Source: ONNX Acosh-22.
    """
    return apply_one(lookup("acosh")(), x, name=name)


def atanh(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = ln((1 + x) / (1 - x)) / 2``, elementwise; infinite at -1 and 1, NaN beyond.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (1 - x^2).  Source: ONNX Atanh-22.
    """
    return apply_one(lookup("atanh")(), x, name=name)


__all__ = [
    "acosh",
    "asinh",
    "atanh",
    "cosh",
    "sinh",
    "tanh",
]
