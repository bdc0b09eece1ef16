"""Functions of the ops in `graphrt.ops.error_function`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def erf(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = 2 / sqrt(pi) * integral of e^(-t^2) from 0 to x``, elementwise, to 4 units in the
    last place.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g 2 / sqrt(pi) e^(-x^2).
    Source: ONNX Erf-13; Cody 1969.
    """
    return apply_one(lookup("erf")(), x, name=name)


def erfc(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = 1 - erf(x)``, elementwise, to 8 units in the last place, also where it is small.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: -g 2 / sqrt(pi) e^(-x^2).
    Source: Cody 1969.
    """
    return apply_one(lookup("erfc")(), x, name=name)


__all__ = [
    "erf",
    "erfc",
]
