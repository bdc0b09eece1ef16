"""Functions of the ops in `graphrt.ops.cumulative`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def cumsum(
    x: TensorLike,
    axis: int = -1,
    exclusive: bool = False,
    reverse: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y_i = x_0 + ... + x_i`` along ``axis``; without x_i if ``exclusive``; from the last
    element on if ``reverse``. Integers wrap around.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: the running sum of g from the other end.
    Source: ONNX CumSum-14, with its axis as an attribute.
    """
    return apply_one(
        lookup("cumsum")(axis=axis, exclusive=exclusive, reverse=reverse), x, name=name
    )


def cumprod(
    x: TensorLike,
    axis: int = -1,
    exclusive: bool = False,
    reverse: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y_i = x_0 ... x_i`` along ``axis``; without x_i if ``exclusive``; from the last element
    on if ``reverse``. Integers wrap around.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: to x_i, the sum over k of g_k times the product
    of the other factors of y_k, also where elements are 0.
    Source: ONNX CumProd-26, with its axis as an attribute.
    """
    return apply_one(
        lookup("cumprod")(axis=axis, exclusive=exclusive, reverse=reverse), x, name=name
    )


def linear_recurrence(
    a: TensorLike, b: TensorLike, *, axis: int = -1, reverse: bool = False, name: str | None = None
) -> Tensor:
    """``y_i = a_i y_(i-1) + b_i`` along ``axis``, with nothing before the first: ``y_0 = b_0``;
    from the last element on if ``reverse``.

    It takes one call into NumPy for each place along the axis.
    Shapes: a, b ``[...]`` -> ``[...]``.
    Gradient: G to b, with ``G_i = g_i + a_(i+1) G_(i+1)``; G_i y_(i-1) to a_i.
    """
    return apply_one(lookup("linear_recurrence")(axis=axis, reverse=reverse), a, b, name=name)


def shift(x: TensorLike, axis: int = -1, by: int = 1, *, name: str | None = None) -> Tensor:
    """``y_i = x_(i - by)`` along ``axis``, 0 where there is none: the elements move ``by`` places
    on, or back where it is negative, and zeros come in.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g shifted back.
    """
    return apply_one(lookup("shift")(axis=axis, by=by), x, name=name)


__all__ = [
    "cumprod",
    "cumsum",
    "linear_recurrence",
    "shift",
]
