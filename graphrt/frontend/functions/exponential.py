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


def pow(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x^y``, elementwise, floats; NaN for x < 0 and a fractional y.

    Shapes: x, y broadcast -> z.  Gradient: g y x^(y-1) to x, which is 0 where y = 0;
    g z ln x to y, which is 0 where x = 0.  Source: ONNX Pow-15, for one dtype.
    """
    return apply_one(lookup("pow")(), x, y, name=name)


__all__ = [
    "exp",
    "log",
    "pow",
]
