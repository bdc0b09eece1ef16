"""Functions of the ops in `graphrt.ops.diagonals`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def tril(x: TensorLike, offset: int = 0, *, name: str | None = None) -> Tensor:
    """``y[..., i, j] = x[..., i, j] where j <= i + offset, else 0``: the lower triangle.

    Shapes: x ``[..., m, n]`` -> ``[..., m, n]``.  Gradient: the lower triangle of g.
    Source: ONNX Trilu-14 with upper = 0; numpy.tril.
    """
    return apply_one(lookup("tril")(offset=offset), x, name=name)


def triu(x: TensorLike, offset: int = 0, *, name: str | None = None) -> Tensor:
    """``y[..., i, j] = x[..., i, j] where j >= i + offset, else 0``: the upper triangle.

    Shapes: x ``[..., m, n]`` -> ``[..., m, n]``.  Gradient: the upper triangle of g.
    Source: ONNX Trilu-14 with upper = 1; numpy.triu.
    """
    return apply_one(lookup("triu")(offset=offset), x, name=name)


def diagonal(x: TensorLike, offset: int = 0, *, name: str | None = None) -> Tensor:
    """``y[..., i] = x[..., i, i + offset]``, or ``x[..., i - offset, i]`` for a negative one.

    Shapes: x ``[..., m, n]`` -> ``[..., min(m, n - offset)]`` or ``[..., min(m + offset, n)]``,
    at least 0.  Gradient: zeros with g on that diagonal.  Source: numpy.linalg.diagonal.
    """
    return apply_one(lookup("diagonal")(offset=offset), x, name=name)


__all__ = [
    "diagonal",
    "tril",
    "triu",
]
