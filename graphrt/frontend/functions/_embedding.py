"""Functions of the ops in `graphrt.ops.embedding`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def embedding(
    table: TensorLike,
    indices: TensorLike,
    *,
    padding_idx: int | None = None,
    name: str | None = None,
) -> Tensor:
    """``y[i..., :] = table[indices[i...], :]``, and zeros where the index is ``padding_idx``.

    Negative indices count from the end; one out of range is an IndexError.
    Shapes: table ``[V, D]``, indices integer ``[i...]`` -> ``[i..., D]``.
    Gradient: `embedding_add` of g at the indices to table, nothing to the row ``padding_idx``; none
    to indices.  Source: PyTorch's Embedding, where the padding row is what is stored.
    """
    return apply_one(lookup("embedding")(padding_idx=padding_idx), table, indices, name=name)


__all__ = [
    "embedding",
]
