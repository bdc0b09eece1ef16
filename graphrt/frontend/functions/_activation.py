"""Functions of the ops in `graphrt.ops.activation`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def relu(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = max(0, x)``, elementwise. NaN stays NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else 0 (so 0 at the kink).
    Source: ONNX Relu-14.
    """
    return apply_one(lookup("relu")(), x, name=name)


def sigmoid(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``s = 1 / (1 + e^-x)``, elementwise, without overflow for any x.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (1 - s) s.  Source: ONNX Sigmoid-13.
    """
    return apply_one(lookup("sigmoid")(), x, name=name)


def log_sigmoid(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = ln(1 / (1 + e^-x)) = min(x, 0) - ln(1 + e^-|x|)``, elementwise, without overflow
    and with all its digits for any x.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g sigmoid(-x).
    """
    return apply_one(lookup("log_sigmoid")(), x, name=name)


def softplus(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|)``, elementwise, without overflow and with
    all its digits for any x.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g sigmoid(x).  Source: ONNX Softplus-22.
    """
    return apply_one(lookup("softplus")(), x, name=name)


def softsign(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = x / (1 + |x|)``, elementwise; NaN at an infinity.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g / (1 + |x|)^2; no kink.
    Source: ONNX Softsign-22.
    """
    return apply_one(lookup("softsign")(), x, name=name)


def silu(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = x sigmoid(x)``, elementwise, also called swish; NaN at ``-inf``.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (s + y (1 - s)) with s = sigmoid(x).
    Source: ONNX Swish-24 with alpha = 1; Hendrycks and Gimpel 2016.
    """
    return apply_one(lookup("silu")(), x, name=name)


def mish(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = x tanh(softplus(x))``, elementwise; NaN at ``-inf``.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (t + x (1 - t^2) s) with
    t = tanh(softplus(x)), s = sigmoid(x).  Source: ONNX Mish-22; Misra 2019.
    """
    return apply_one(lookup("mish")(), x, name=name)


def gelu(x: TensorLike, approximate: str = "none", *, name: str | None = None) -> Tensor:
    """``y = x P(x)``, elementwise, with P the normal distribution, ``erfc(-x / sqrt(2)) / 2``;
    NaN at ``-inf``.

    With ``approximate="tanh"``, ``P = (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2``.
    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g (P + x P'), where P' is the normal density
    ``e^(-x^2 / 2) / sqrt(2 pi)``, or that of the approximation.
    Source: ONNX Gelu-20; Hendrycks and Gimpel 2016.
    """
    return apply_one(lookup("gelu")(approximate=approximate), x, name=name)


def clip(
    x: TensorLike,
    low: TensorLike | None = None,
    high: TensorLike | None = None,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = min(max(x, low), high)``, elementwise; a bound left out does not bind. NaN stays.

    Where ``low > high``, y is ``high``; a bound that is NaN makes y NaN.
    Shapes: x, low, high broadcast -> y.
    Gradient: g to x where low <= x <= high; to a bound, g where x is beyond it.
    Source: ONNX Clip-13.
    """
    return apply_one(lookup("clip")(), x, low, high, name=name)


__all__ = [
    "clip",
    "gelu",
    "log_sigmoid",
    "mish",
    "relu",
    "sigmoid",
    "silu",
    "softplus",
    "softsign",
]
