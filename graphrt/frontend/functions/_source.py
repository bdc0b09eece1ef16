"""Functions of the ops in `graphrt.ops.source`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def shape(x: TensorLike, *, name: str | None = None) -> Tensor:
    """The extents of ``x`` as an int64 vector.

    Known without running wherever ``x``'s shape is, symbols included; the data of ``x`` is
    then not read. Shapes: x ``[...]`` -> ``[rank]``.  Gradient: none, the result is integer.
    Source: ONNX Shape-15.
    """
    return apply_one(lookup("shape")(), x, name=name)


def size(
    x: TensorLike, axis: int | Sequence[int] | None = None, *, name: str | None = None
) -> Tensor:
    """The number of elements of ``x``, or the product of its extents along ``axis``, int64.

    Known without running wherever ``x``'s shape is; the data of ``x`` is not read.
    Shapes: x ``[...]`` -> ``[]``.  Gradient: none, the result is integer.
    Source: ONNX Size-13, which has no axis.
    """
    return apply_one(lookup("size")(axis=axis), x, name=name)


def zeros_like(x: TensorLike, *, name: str | None = None) -> Tensor:
    """0 in the dtype and shape of ``x``, whatever ``x`` holds.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, only the shape of x is read.
    """
    return apply_one(lookup("zeros_like")(), x, name=name)


def ones_like(x: TensorLike, *, name: str | None = None) -> Tensor:
    """1 in the dtype and shape of ``x``, whatever ``x`` holds.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, only the shape of x is read.
    """
    return apply_one(lookup("ones_like")(), x, name=name)


__all__ = [
    "ones_like",
    "shape",
    "size",
    "zeros_like",
]
