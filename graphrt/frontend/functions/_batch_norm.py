"""Functions of the ops in `graphrt.ops.batch_norm`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_several
from graphrt.ops import lookup


def batch_norm_train(
    x: TensorLike,
    scale: TensorLike,
    bias: TensorLike,
    *,
    epsilon: float = 1e-05,
    name: str | None = None,
) -> tuple[Tensor, ...]:
    """`batch_norm` with the mean and variance of x itself, which are results as well.

    The variance is that of the population, ``sum((x - mean)^2) / n``, found in two passes.
    Shapes: x ``[N, C, ...]``, scale and bias ``[C]`` -> y ``[N, C, ...]``, mean and var ``[C]``.
    Gradient: that of `standardize` for ``g scale`` to x, plus 1 / n of that of mean and
    ``2 (x - mean) / n`` of that of var; as for `batch_norm` to scale and bias.
    Source: Ioffe and Szegedy 2015, algorithm 1; ONNX BatchNormalization-15 in training mode.
    """
    return apply_several(lookup("batch_norm_train")(epsilon=epsilon), x, scale, bias, name=name)


__all__ = [
    "batch_norm_train",
]
