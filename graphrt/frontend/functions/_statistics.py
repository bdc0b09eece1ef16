"""Functions of the ops in `graphrt.ops.statistics`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def var(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    correction: float = 0.0,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = (sum of (x - mean)^2) / (n - correction)`` along ``axis``, n elements each.

    ``correction=1`` makes it the unbiased estimate. NaN for no elements; NaN or infinite where
    n is not above ``correction``.
    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: 2 g (x - mean) / (n - correction).
    Source: the Python array API standard, var.
    """
    return apply_one(
        lookup("var")(axis=axis, keepdims=keepdims, correction=correction), x, name=name
    )


def std(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    correction: float = 0.0,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = sqrt(var(x))`` along ``axis``: the standard deviation, with `var`'s correction.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g (x - mean) / ((n - correction) y), and 0 where all elements are equal: a kink,
    as that of an absolute value.  Source: the Python array API standard, std.
    """
    return apply_one(
        lookup("std")(axis=axis, keepdims=keepdims, correction=correction), x, name=name
    )


def norm(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = sqrt(sum of x^2)`` along ``axis``: the Euclidean length; 0 for no elements.

    The squares are not scaled: elements above the root of the largest float overflow.
    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g x / y, and 0 at the kink, where all elements are 0.
    Source: ONNX ReduceL2-18, with its axes as an attribute.
    """
    return apply_one(lookup("norm")(axis=axis, keepdims=keepdims), x, name=name)


def l1_norm(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = sum of |x|`` along ``axis``; 0 for no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g sign(x), so 0 to an element that is 0.
    Source: ONNX ReduceL1-18, with its axes as an attribute.
    """
    return apply_one(lookup("l1_norm")(axis=axis, keepdims=keepdims), x, name=name)


def sum_square(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = sum of x^2`` along ``axis``; 0 for no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: 2 g x.  Source: ONNX ReduceSumSquare-18, with its axes as an attribute.
    """
    return apply_one(lookup("sum_square")(axis=axis, keepdims=keepdims), x, name=name)


__all__ = [
    "l1_norm",
    "norm",
    "std",
    "sum_square",
    "var",
]
