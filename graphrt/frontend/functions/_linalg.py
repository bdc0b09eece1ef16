"""Functions of the ops in `graphrt.ops.linalg`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def matmul(lhs: TensorLike, rhs: TensorLike, *, name: str | None = None) -> Tensor:
    """``y[..., i, j] = sum_k lhs[..., i, k] rhs[..., k, j]``; 0 where there is no k.

    Shapes: lhs ``[..., M, K]``, rhs ``[..., K, N]`` -> ``[..., M, N]``; the leading axes
    broadcast.  Gradient: ``g rhs^T`` to lhs, ``lhs^T g`` to rhs.
    Source: ONNX MatMul-13, without one-dimensional operands.
    """
    return apply_one(lookup("matmul")(), lhs, rhs, name=name)


__all__ = [
    "matmul",
]
