"""Functions of the ops in `graphrt.ops.shape`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def transpose(
    x: TensorLike, axes: int | Sequence[int] | None = None, *, name: str | None = None
) -> Tensor:
    """``y[i_axes[0], i_axes[1], ...] = x[i_0, i_1, ...]``: result axis k is ``axes[k]`` of x.

    Without ``axes`` their order is reversed. Shapes: x ``[d_0, d_1, ...]`` ->
    ``[d_axes[0], d_axes[1], ...]``.  Gradient: g with the axes permuted back.
    Source: ONNX Transpose-13.
    """
    return apply_one(lookup("transpose")(axes=axes), x, name=name)


def reshape(x: TensorLike, shape: TensorLike, *, name: str | None = None) -> Tensor:
    """The elements of ``x`` in C order, in another ``shape`` of as many elements.

    One entry of ``shape`` may be -1: what is left over. A 0 is an extent of 0.
    Shapes: x ``[...]``, shape int64 ``[rank]`` -> ``[*shape]``.
    Gradient: g in the shape of x; none to ``shape``.  Source: ONNX Reshape-14, allowzero = 1.
    """
    return apply_one(lookup("reshape")(), x, shape, name=name)


def expand_dims(x: TensorLike, axes: int | Sequence[int], *, name: str | None = None) -> Tensor:
    """``x`` with new axes of extent 1; ``axes`` are their positions in the result.

    Shapes: x ``[...]`` -> ``[..., 1, ...]``.  Gradient: g with these axes squeezed.
    Source: ONNX Unsqueeze-13, with its axes as an attribute.
    """
    return apply_one(lookup("expand_dims")(axes=axes), x, name=name)


def squeeze(x: TensorLike, axes: int | Sequence[int], *, name: str | None = None) -> Tensor:
    """``x`` without ``axes``, which must have extent 1.

    Shapes: x ``[..., 1, ...]`` -> ``[...]``.  Gradient: g with these axes back in.
    Source: ONNX Squeeze-13, with its axes as an attribute.
    """
    return apply_one(lookup("squeeze")(axes=axes), x, name=name)


def broadcast_to(x: TensorLike, shape: TensorLike, *, name: str | None = None) -> Tensor:
    """``x`` repeated to ``shape``, aligned at the last axis.

    Shapes: x ``[...]``, shape int64 ``[rank]`` -> ``[*shape]``; each extent of x is 1 or that
    of ``shape``.  Gradient: g summed over the repetitions; none to ``shape``.
    Source: NumPy broadcast_to; ONNX Expand-13 where it does not broadcast ``shape`` itself.
    """
    return apply_one(lookup("broadcast_to")(), x, shape, name=name)


__all__ = [
    "broadcast_to",
    "expand_dims",
    "reshape",
    "squeeze",
    "transpose",
]
