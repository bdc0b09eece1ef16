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


def barrier(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = x``, which no pass looks through: what is computed from y stays apart from what is
    computed from x, though it be the same.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g.
    Source: StableHLO optimization_barrier.
    """
    return apply_one(lookup("barrier")(), x, name=name)


__all__ = [
    "barrier",
    "stop_gradient",
]
