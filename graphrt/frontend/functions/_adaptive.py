"""Functions of the ops in `graphrt.ops.adaptive`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def adaptive_max_pool(
    x: TensorLike, size: int | Sequence[int], *, name: str | None = None
) -> Tensor:
    """``y[n, c, o]`` = the largest element of window o, of ``size`` windows.

    NaN if one is NaN, ``-inf`` (or the least integer) where an axis is empty.
    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, size_1, ...]``.
    Gradient: g to the largest element, g / k to each of k equal ones, as for `max_pool`.
    """
    return apply_one(lookup("adaptive_max_pool")(size=size), x, name=name)


def adaptive_avg_pool(
    x: TensorLike, size: int | Sequence[int], *, name: str | None = None
) -> Tensor:
    """``y[n, c, o]`` = the mean of x over window o, of ``size`` windows.

    NaN where an axis is empty. Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, size_1, ...]``.
    Gradient: g of each window, divided by the number of its elements, to each of them.
    """
    return apply_one(lookup("adaptive_avg_pool")(size=size), x, name=name)


__all__ = [
    "adaptive_avg_pool",
    "adaptive_max_pool",
]
