"""Functions of the ops in `graphrt.ops.softmax`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def softmax(x: TensorLike, axis: int = -1, *, name: str | None = None) -> Tensor:
    """``y_i = e^x_i / sum_j e^x_j`` along ``axis``, shifted by the maximum, so it cannot
    overflow.

    An entry of ``-inf`` gets 0; a NaN or an infinite maximum makes its row NaN.
    Shapes: x ``[...]`` -> ``[...]``.
    Gradient: y (g - sum_j g_j y_j).  Source: ONNX Softmax-13.
    """
    return apply_one(lookup("softmax")(axis=axis), x, name=name)


def log_softmax(x: TensorLike, axis: int = -1, *, name: str | None = None) -> Tensor:
    """``y_i = x_i - ln sum_j e^x_j`` along ``axis``, shifted by the maximum.

    An entry of ``-inf`` stays ``-inf`` and adds nothing; a NaN or an infinite maximum makes its
    row NaN. Shapes: x ``[...]`` -> ``[...]``.  Gradient: g - e^y sum_j g_j.
    Source: ONNX LogSoftmax-13.
    """
    return apply_one(lookup("log_softmax")(axis=axis), x, name=name)


def logsumexp(
    x: TensorLike,
    axis: int | Sequence[int] | None = None,
    keepdims: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = ln sum e^x`` along ``axis``, shifted by the maximum, so it cannot overflow; ``-inf``
    for no elements, and where all are ``-inf``.

    Shapes: x ``[...]`` -> ``[...]`` without ``axis``, or 1 there with ``keepdims``.
    Gradient: g e^(x - y): a softmax; 0 where y is ``-inf``, NaN to an element that is ``inf``.
    Source: ONNX ReduceLogSumExp-18, with its axes as an attribute.
    """
    return apply_one(lookup("logsumexp")(axis=axis, keepdims=keepdims), x, name=name)


__all__ = [
    "log_softmax",
    "logsumexp",
    "softmax",
]
