"""Functions of the ops in `graphrt.ops.selecting`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from typing import Any

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one, apply_several
from graphrt.ops import lookup


def one_hot(
    indices: TensorLike,
    depth: TensorLike,
    *,
    axis: int = -1,
    dtype: Any = "float32",
    name: str | None = None,
) -> Tensor:
    """1 where the position along the new ``axis`` is the index, else 0.

    Negative indices count from the end; an index outside ``-depth .. depth-1`` gives zeros only.
    Shapes: indices integer ``[a..., b...]``, depth int64 ``[]`` -> ``[a..., depth, b...]``.
    Gradient: none, indices are integer.  Source: ONNX OneHot-11 with values 0 and 1.
    """
    return apply_one(lookup("one_hot")(axis=axis, dtype=dtype), indices, depth, name=name)


def topk(
    x: TensorLike, k: TensorLike, *, axis: int = -1, largest: bool = True, name: str | None = None
) -> tuple[Tensor, ...]:
    """The k largest values along ``axis`` in falling order, and where they were.

    ``largest=False`` gives the smallest in rising order. Equal values keep their order; NaN
    counts as larger than any number. Shapes: x ``[..., n, ...]``, k int64 ``[]``, k <= n ->
    values ``[..., k, ...]``, indices int64 ``[..., k, ...]``.  Gradient: that of the values to
    the chosen elements, 0 to the others; none to k.  Source: ONNX TopK-11, sorted.
    """
    return apply_several(lookup("topk")(axis=axis, largest=largest), x, k, name=name)


__all__ = [
    "one_hot",
    "topk",
]
