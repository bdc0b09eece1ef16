"""Functions of the ops in `graphrt.ops.reduce`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def sum(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = sum of x`` along ``axis``; 0 for no elements, integers wrap around.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g to every element.  Source: ONNX ReduceSum-13, with its axes as an attribute.
    """
    return apply_one(lookup("sum")(axis=axis, keepdims=keepdims), x, name=name)


def mean(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = (sum of x) / n`` along ``axis``, n elements each; NaN for no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g / n to every element.  Source: ONNX ReduceMean-18, with its axes as an attribute.
    """
    return apply_one(lookup("mean")(axis=axis, keepdims=keepdims), x, name=name)


def prod(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = product of x`` along ``axis``; 1 for no elements, integers wrap around.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: to each element g times the product of the others, also where elements are 0.
    Source: ONNX ReduceProd-18, with its axes as an attribute.
    """
    return apply_one(lookup("prod")(axis=axis, keepdims=keepdims), x, name=name)


def reduce_max(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = max of x`` along ``axis``; NaN if one is NaN, ``-inf`` (or the least integer) for
    no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g to the largest element, g / k to each of k equal ones, 0 where y is NaN.
    Source: ONNX ReduceMax-20, with its axes as an attribute.
    """
    return apply_one(lookup("reduce_max")(axis=axis, keepdims=keepdims), x, name=name)


def reduce_min(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = min of x`` along ``axis``; NaN if one is NaN, ``inf`` (or the greatest integer) for
    no elements.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g to the smallest element, g / k to each of k equal ones, 0 where y is NaN.
    Source: ONNX ReduceMin-20, with its axes as an attribute.
    """
    return apply_one(lookup("reduce_min")(axis=axis, keepdims=keepdims), x, name=name)


def any(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """Whether one of x is true, along ``axis``; false for no elements.

    Shapes: x bool ``[...]`` -> bool ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: none, the result is bool.
    """
    return apply_one(lookup("any")(axis=axis, keepdims=keepdims), x, name=name)


def all(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """Whether each of x is true, along ``axis``; true for no elements.

    Shapes: x bool ``[...]`` -> bool ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: none, the result is bool.
    """
    return apply_one(lookup("all")(axis=axis, keepdims=keepdims), x, name=name)


def argmax(
    x: TensorLike, axis: int = -1, keepdims: bool = False, *, name: str | None = None
) -> Tensor:
    """The position of the largest element along ``axis``, as int64; the first of equal ones,
    the first NaN if there is one.

    Shapes: x ``[..., n, ...]``, n > 0 -> ``[...]`` without ``axis``, or 1 there with
    ``keepdims``.  Gradient: none, the result is integer.
    Source: ONNX ArgMax-13 with select_last_index = 0.
    """
    return apply_one(lookup("argmax")(axis=axis, keepdims=keepdims), x, name=name)


def argmin(
    x: TensorLike, axis: int = -1, keepdims: bool = False, *, name: str | None = None
) -> Tensor:
    """The position of the smallest element along ``axis``, as int64; the first of equal ones,
    the first NaN if there is one.

    Shapes: x ``[..., n, ...]``, n > 0 -> ``[...]`` without ``axis``, or 1 there with
    ``keepdims``.  Gradient: none, the result is integer.
    Source: ONNX ArgMin-13 with select_last_index = 0.
    """
    return apply_one(lookup("argmin")(axis=axis, keepdims=keepdims), x, name=name)


__all__ = [
    "all",
    "any",
    "argmax",
    "argmin",
    "mean",
    "prod",
    "reduce_max",
    "reduce_min",
    "sum",
]
