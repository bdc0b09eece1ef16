"""Functions of the ops in `graphrt.ops.control`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def stop_gradient(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = x``, but no gradient goes back through it.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, on purpose.
    """
    return apply_one(lookup("stop_gradient")(), x, name=name)


__all__ = [
    "stop_gradient",
]
