"""Functions of the ops in `graphrt.ops.tiling`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def tile(x: TensorLike, repeats: TensorLike, *, name: str | None = None) -> Tensor:
    """``x`` laid side by side ``repeats[k]`` times along axis k.

    Shapes: x ``[d_0, ...]``, repeats int64 ``[rank]`` -> ``[repeats_0 d_0, ...]``.
    Gradient: g summed over the copies; none to repeats.  Source: ONNX Tile-13, numpy.tile.
    """
    return apply_one(lookup("tile")(), x, repeats, name=name)


def repeat(
    x: TensorLike, repeats: int | Sequence[int], axis: int, *, name: str | None = None
) -> Tensor:
    """Each element along ``axis`` several times in a row.

    ``repeats`` is one number for all, or one per element. Shapes: x ``[..., n, ...]`` ->
    ``[..., repeats n, ...]`` or ``[..., sum repeats, ...]``.
    Gradient: g summed over the copies of each element.  Source: numpy.repeat.
    """
    return apply_one(lookup("repeat")(repeats=repeats, axis=axis), x, name=name)


def roll(
    x: TensorLike, shift: int | Sequence[int], axis: int | Sequence[int], *, name: str | None = None
) -> Tensor:
    """``y[(i + shift) mod n] = x[i]`` along each of ``axis``: what leaves one end enters the other.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g rolled back.  Source: numpy.roll.
    """
    return apply_one(lookup("roll")(shift=shift, axis=axis), x, name=name)


__all__ = [
    "repeat",
    "roll",
    "tile",
]
