"""Functions of the ops in `graphrt.ops.normalization`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one, apply_several
from graphrt.ops import lookup


def standardize(
    x: TensorLike, axis: int | Sequence[int], epsilon: float = 1e-05, *, name: str | None = None
) -> tuple[Tensor, ...]:
    """``y = (x - mean) s`` and ``s = 1 / sqrt(var + epsilon)``, mean and variance along ``axis``.

    Over no elements s is NaN; over equal ones y is 0.
    Shapes: x ``[...]`` -> y ``[...]``, s as x but 1 along ``axis``.
    Gradient: for g of y, ``s (g - bar(g) - y bar(g y))``; for h of s, ``-h s^2 y / n``.
    """
    return apply_several(lookup("standardize")(axis=axis, epsilon=epsilon), x, name=name)


def layer_norm(
    x: TensorLike,
    scale: TensorLike | None = None,
    bias: TensorLike | None = None,
    *,
    epsilon: float = 1e-05,
    axis: int = -1,
    name: str | None = None,
) -> Tensor:
    """``y = scale (x - mean) / sqrt(var + epsilon) + bias``, over the axes from ``axis`` on.

    Each example, or each position, on its own. Equal elements give the bias.
    Shapes: x ``[a..., b...]``, b from ``axis`` on, scale and bias ``[b...]`` -> ``[a..., b...]``.
    Gradient: that of `standardize` for ``g scale`` to x; ``g (y - bias) / scale`` and g, summed
    over a, to scale and bias.  Source: Ba, Kiros and Hinton 2016; ONNX LayerNormalization-17.
    """
    return apply_one(lookup("layer_norm")(epsilon=epsilon, axis=axis), x, scale, bias, name=name)


def instance_norm(
    x: TensorLike,
    scale: TensorLike | None = None,
    bias: TensorLike | None = None,
    *,
    epsilon: float = 1e-05,
    name: str | None = None,
) -> Tensor:
    """``y = scale (x - mean) / sqrt(var + epsilon) + bias``, over the spatial axes.

    Each channel of each example on its own. Equal elements give the bias.
    Shapes: x ``[N, C, d_1, ...]``, scale and bias ``[C]`` -> ``[N, C, d_1, ...]``.
    Gradient: as for `layer_norm`.  Source: Ulyanov et al. 2016; ONNX InstanceNormalization-6.
    """
    return apply_one(lookup("instance_norm")(epsilon=epsilon), x, scale, bias, name=name)


def group_norm(
    x: TensorLike,
    scale: TensorLike | None = None,
    bias: TensorLike | None = None,
    *,
    epsilon: float = 1e-05,
    groups: int = 1,
    name: str | None = None,
) -> Tensor:
    """``y = scale (x - mean) / sqrt(var + epsilon) + bias``, over groups of channels.

    Each of ``groups`` runs of channels, of each example, on its own, over its spatial axes too.
    Equal elements give the bias.
    Shapes: x ``[N, C, ...]``, groups divides C, scale and bias ``[C]`` -> ``[N, C, ...]``.
    Gradient: as for `layer_norm`.  Source: Wu and He 2018; ONNX GroupNormalization-21.
    """
    return apply_one(
        lookup("group_norm")(epsilon=epsilon, groups=groups), x, scale, bias, name=name
    )


def rms_norm(
    x: TensorLike,
    scale: TensorLike | None = None,
    *,
    epsilon: float = 1e-05,
    axis: int = -1,
    name: str | None = None,
) -> Tensor:
    """``y = scale x / sqrt(mean(x^2) + epsilon)``, over the axes from ``axis`` on.

    Zeros stay zeros. Shapes: x ``[a..., b...]``, b from ``axis`` on, scale ``[b...]`` ->
    ``[a..., b...]``.  Gradient: with r = 1 / sqrt(mean(x^2) + epsilon) and g scale for g,
    ``r (g - x r^2 bar(g x))`` to x; ``g x r``, summed over a, to scale.
    Source: Zhang and Sennrich 2019; ONNX RMSNormalization-23.
    """
    return apply_one(lookup("rms_norm")(epsilon=epsilon, axis=axis), x, scale, name=name)


__all__ = [
    "group_norm",
    "instance_norm",
    "layer_norm",
    "rms_norm",
    "standardize",
]
