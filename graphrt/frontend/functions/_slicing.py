"""Functions of the ops in `graphrt.ops.slicing`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def slice(
    x: TensorLike,
    starts: TensorLike,
    ends: TensorLike,
    axes: TensorLike | None = None,
    steps: TensorLike | None = None,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = x[start:end:step]`` along each of ``axes`` (default: the first ones, step 1).

    Negative bounds count from the end; bounds beyond it are clamped, as in Python.
    Shapes: x ``[...]``, starts, ends, axes, steps int64 ``[k]`` -> ``[...]`` with shorter axes.
    Gradient: zeros of the shape of x with g in place of the slice.
    Source: ONNX Slice-13.
    """
    return apply_one(lookup("slice")(), x, starts, ends, axes, steps, name=name)


__all__ = [
    "slice",
]
