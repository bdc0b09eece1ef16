"""Functions of the ops in `graphrt.ops.sorting`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def searchsorted(
    x: TensorLike, edges: TensorLike, *, right: bool = False, name: str | None = None
) -> Tensor:
    """How many of the rising ``edges`` are below each element of ``x``, or with ``right`` at
    most as large: the place to put it so that they stay sorted.

    Whether ``edges`` rise is not checked. NaN goes to the end. Shapes: x ``[...]``, edges
    ``[n]`` of the same dtype -> int64 ``[...]``.  Gradient: none, the result is integer.
    Source: numpy.searchsorted.
    """
    return apply_one(lookup("searchsorted")(right=right), x, edges, name=name)


__all__ = [
    "searchsorted",
]
