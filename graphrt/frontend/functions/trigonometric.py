"""Functions of the ops in `graphrt.ops.trigonometric`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def tanh(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = tanh x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - y^2).  Source: ONNX Tanh-13.
    """
    return apply_one(lookup("tanh")(), x, name=name)


__all__ = [
    "tanh",
]
