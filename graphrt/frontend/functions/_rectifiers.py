"""Functions of the ops in `graphrt.ops.rectifiers`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def leaky_relu(x: TensorLike, alpha: float = 0.01, *, name: str | None = None) -> Tensor:
    """``y = x where x > 0, else alpha x``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else alpha g (so at the kink).
    Source: ONNX LeakyRelu-16.
    """
    return apply_one(lookup("leaky_relu")(alpha=alpha), x, name=name)


def prelu(x: TensorLike, slope: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x where x > 0, else slope x``, elementwise, with a slope that can be learned.

    Shapes: x, slope broadcast -> z.  Gradient: to x, g where x > 0, else g slope (so at the
    kink); to slope, g x where x <= 0, else 0.  Source: ONNX PRelu-16.
    """
    return apply_one(lookup("prelu")(), x, slope, name=name)


def thresholded_relu(x: TensorLike, alpha: float = 1.0, *, name: str | None = None) -> Tensor:
    """``y = x where x > alpha, else 0``, elementwise; 0 for NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > alpha, else 0; the jump does not
    count.  Source: ONNX ThresholdedRelu-10.
    """
    return apply_one(lookup("thresholded_relu")(alpha=alpha), x, name=name)


def elu(x: TensorLike, alpha: float = 1.0, *, name: str | None = None) -> Tensor:
    """``y = x where x > 0, else alpha (e^x - 1)``, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else g (y + alpha), so g alpha
    at 0, a kink unless alpha = 1.  Source: ONNX Elu-22; Clevert et al. 2015.
    """
    return apply_one(lookup("elu")(alpha=alpha), x, name=name)


def selu(
    x: TensorLike,
    alpha: float = 1.6732632423543772,
    gamma: float = 1.0507009873554805,
    *,
    name: str | None = None,
) -> Tensor:
    """``y = gamma x where x > 0, else gamma alpha (e^x - 1)``, elementwise. The constants keep
    a mean of 0 and a variance of 1.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g gamma where x > 0, else g (y + gamma alpha)
    (so at the kink).  Source: ONNX Selu-22; Klambauer et al. 2017.
    """
    return apply_one(lookup("selu")(alpha=alpha, gamma=gamma), x, name=name)


def celu(x: TensorLike, alpha: float = 1.0, *, name: str | None = None) -> Tensor:
    """``y = x where x > 0, else alpha (e^(x / alpha) - 1)``, elementwise; alpha is not 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where x > 0, else g e^(x / alpha); no kink.
    Source: ONNX Celu-12; Barron 2017.
    """
    return apply_one(lookup("celu")(alpha=alpha), x, name=name)


def hard_sigmoid(
    x: TensorLike, alpha: float = 0.2, beta: float = 0.5, *, name: str | None = None
) -> Tensor:
    """``y = max(0, min(1, alpha x + beta))``, elementwise. (Some libraries have alpha = 1/6.)

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g alpha where 0 < y < 1, else 0 (so at the
    kinks).  Source: ONNX HardSigmoid-22.
    """
    return apply_one(lookup("hard_sigmoid")(alpha=alpha, beta=beta), x, name=name)


def hard_swish(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = x max(0, min(1, x / 6 + 1/2))``, elementwise; NaN at ``-inf``.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: 0 where x <= -3, g where x >= 3, between them
    g (x / 3 + 1/2).  Source: ONNX HardSwish-22; Howard et al. 2019.
    """
    return apply_one(lookup("hard_swish")(), x, name=name)


__all__ = [
    "celu",
    "elu",
    "hard_sigmoid",
    "hard_swish",
    "leaky_relu",
    "prelu",
    "selu",
    "thresholded_relu",
]
