"""Functions of the ops in `graphrt.ops.exponential`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def exp(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = e^x``, elementwise; infinite above 709.78 in float64 and 88.72 in float32.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g y.  Source: ONNX Exp-13.
    """
    return apply_one(lookup("exp")(), x, name=name)


def log(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = ln x``, elementwise; ``-inf`` at 0, NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / x.  Source: ONNX Log-13.
    """
    return apply_one(lookup("log")(), x, name=name)


def expm1(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = e^x - 1``, elementwise, with all its digits where x is near 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (y + 1).
    """
    return apply_one(lookup("expm1")(), x, name=name)


def log1p(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = ln(1 + x)``, elementwise, with all its digits where x is near 0; ``-inf`` at -1,
    NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (1 + x).
    """
    return apply_one(lookup("log1p")(), x, name=name)


def exp2(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = 2^x``, elementwise; infinite from 1024 on in float64 and from 128 in float32.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g y ln 2.
    """
    return apply_one(lookup("exp2")(), x, name=name)


def log2(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y``: the logarithm of x to base 2, elementwise; ``-inf`` at 0, NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (x ln 2).
    """
    return apply_one(lookup("log2")(), x, name=name)


def log10(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y``: the logarithm of x to base 10, elementwise; ``-inf`` at 0, NaN below.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (x ln 10).
    """
    return apply_one(lookup("log10")(), x, name=name)


def pow(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x^y``, elementwise, floats; NaN for x < 0 and a fractional y.

    Shapes: x, y broadcast -> z.  Gradient: g y x^(y-1) to x, which is 0 where y = 0;
    g z ln x to y, which is 0 where x = 0.  Source: ONNX Pow-15, for one dtype.
    """
    return apply_one(lookup("pow")(), x, y, name=name)


def xlogy(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x ln y``, elementwise, and 0 where x = 0 whatever y is: a term of an entropy.

    Shapes: x, y broadcast -> z.  Gradient: g ln y to x, also where x = 0; g x / y to y, which
    is 0 where x = 0.
    """
    return apply_one(lookup("xlogy")(), x, y, name=name)


__all__ = [
    "exp",
    "exp2",
    "expm1",
    "log",
    "log1p",
    "log2",
    "log10",
    "pow",
    "xlogy",
]
