"""Functions of the ops in `graphrt.ops.activation`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def relu(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = max(0, x)``, elementwise. NaN stays NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else 0 (so 0 at the kink).
    Source: ONNX Relu-14.
    """
    return apply_one(lookup("relu")(), x, name=name)


def sigmoid(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``s = 1 / (1 + e^-x)``, elementwise, without overflow for any x.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - s) s.  Source: ONNX Sigmoid-13.
    """
    return apply_one(lookup("sigmoid")(), x, name=name)


def clip(
    x: TensorLike,
    low: TensorLike | None = None,
    high: TensorLike | None = None,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = min(max(x, low), high)``, elementwise; a bound left out does not bind. NaN stays.

    Where ``low > high``, y is ``high``; a bound that is NaN makes y NaN.
    Shapes: x, low, high broadcast -> y.
    Gradient: g to x where low <= x <= high; to a bound, g where x is beyond it.
    Source: ONNX Clip-13.
    """
    return apply_one(lookup("clip")(), x, low, high, name=name)


__all__ = [
    "clip",
    "relu",
    "sigmoid",
]
