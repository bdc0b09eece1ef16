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


def adaptive_max_spread(
    x: TensorLike,
    y: TensorLike,
    g: TensorLike,
    *,
    size: int | Sequence[int],
    name: str | None = None,
) -> Tensor:
    """Zeros of the shape of x with g of each window added at its largest elements, y, in equal
    shares: the gradient of `adaptive_max_pool`.

    Shapes: x ``[N, C, d_1, ...]``, y and g ``[N, C, size_1, ...]`` -> ``[N, C, d_1, ...]``.
    Gradient: `adaptive_max_pick` of the incoming one to g; none to x and y, which only say where.
    """
    return apply_one(lookup("adaptive_max_spread")(size=size), x, y, g, name=name)


def adaptive_max_pick(
    x: TensorLike,
    y: TensorLike,
    h: TensorLike,
    *,
    size: int | Sequence[int],
    name: str | None = None,
) -> Tensor:
    """``y[n, c, o]`` = the mean of h where x is the largest of window o, y: the adjoint of
    `adaptive_max_spread`.

    Shapes: x and h ``[N, C, d_1, ...]``, y ``[N, C, size_1, ...]`` -> ``[N, C, size_1, ...]``.
    Gradient: `adaptive_max_spread` of g to h; none to x and y, which only say where.
    """
    return apply_one(lookup("adaptive_max_pick")(size=size), x, y, h, name=name)


def adaptive_avg_pool(
    x: TensorLike, size: int | Sequence[int], *, name: str | None = None
) -> Tensor:
    """``y[n, c, o]`` = the mean of x over window o, of ``size`` windows; NaN where an axis is
    empty.

    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, size_1, ...]``.
    Gradient: g of each window, divided by the number of its elements, to each of them.
    """
    return apply_one(lookup("adaptive_avg_pool")(size=size), x, name=name)


def adaptive_avg_unpool(
    g: TensorLike, shape: TensorLike, *, size: int | Sequence[int], name: str | None = None
) -> Tensor:
    """Zeros of ``shape`` with g of each window, divided by the number of its elements, added at
    each of them: the adjoint of `adaptive_avg_pool`.

    Shapes: g ``[N, C, size_1, ...]``, shape int64 ``[rank]`` -> ``shape``, which is
    ``[N, C, d_1, ...]``.  Gradient: `adaptive_avg_pool` of the incoming one to g; none to shape.
    """
    return apply_one(lookup("adaptive_avg_unpool")(size=size), g, shape, name=name)


__all__ = [
    "adaptive_avg_pool",
    "adaptive_avg_unpool",
    "adaptive_max_pick",
    "adaptive_max_pool",
    "adaptive_max_spread",
]
