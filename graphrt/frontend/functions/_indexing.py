"""Functions of the ops in `graphrt.ops.indexing`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def gather(x: TensorLike, indices: TensorLike, *, axis: int = 0, name: str | None = None) -> Tensor:
    """The slices of ``x`` along ``axis`` that ``indices`` name.

    An index outside ``-n .. n-1`` is an IndexError. Shapes: x ``[a..., n, b...]``, indices
    integer ``[i...]`` -> ``[a..., i..., b...]``.  Gradient: zeros with g added at each index, as
    often as it occurs; none to indices.  Source: ONNX Gather-13.
    """
    return apply_one(lookup("gather")(axis=axis), x, indices, name=name)


def scatter_add(
    x: TensorLike, indices: TensorLike, shape: TensorLike, *, axis: int = 0, name: str | None = None
) -> Tensor:
    """Zeros of ``shape`` with the slices of ``x`` added along ``axis`` at ``indices``.

    The adjoint of `gather`: an index that occurs twice gets both slices, added in order. Shapes:
    x ``[a..., i..., b...]``, indices integer ``[i...]``, shape int64 ``[rank]`` -> ``shape``,
    which is ``[a..., n, b...]``.  Gradient: g gathered at the indices; none to the others.
    """
    return apply_one(lookup("scatter_add")(axis=axis), x, indices, shape, name=name)


def gather_elements(
    x: TensorLike, indices: TensorLike, *, axis: int = 0, name: str | None = None
) -> Tensor:
    """``y[.., i, ..] = x[.., indices[.., i, ..], ..]``: along ``axis``, one index per element.

    An index outside ``-n .. n-1`` is an IndexError. Shapes: x ``[a..., n, b...]``, indices
    integer ``[a..., m, b...]`` -> ``[a..., m, b...]``.  Gradient: zeros with g added at each
    index; none to indices.  Source: ONNX GatherElements-13, numpy.take_along_axis.
    """
    return apply_one(lookup("gather_elements")(axis=axis), x, indices, name=name)


def scatter_add_elements(
    x: TensorLike, indices: TensorLike, shape: TensorLike, *, axis: int = 0, name: str | None = None
) -> Tensor:
    """Zeros of ``shape`` with each element of ``x`` added at its index along ``axis``.

    The adjoint of `gather_elements`. Shapes: x ``[a..., m, b...]``, indices integer of the same
    shape, shape int64 ``[rank]`` -> ``shape``, which is ``[a..., n, b...]``.
    Gradient: g gathered at the indices; none to the others.
    """
    return apply_one(lookup("scatter_add_elements")(axis=axis), x, indices, shape, name=name)


__all__ = [
    "gather",
    "gather_elements",
    "scatter_add",
    "scatter_add_elements",
]
