"""Functions of the ops in `graphrt.ops.softmax`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

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


__all__ = [
    "log_softmax",
    "softmax",
]
