"""Functions of the ops in `graphrt.ops.blocks`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def depth_to_space(
    x: TensorLike, block: int, mode: str = "DCR", *, name: str | None = None
) -> Tensor:
    """Each group of ``block^2`` channels as a block of pixels, ``block`` high and wide.

    Pixel (h b + i, w b + j) of channel c is channel ``(i b + j) C' + c`` of x in mode "DCR"
    (depth, column, row), ``c b^2 + i b + j`` in mode "CRD" (a pixel shuffle), at (h, w).
    Shapes: x ``[N, C' block^2, H, W]`` -> ``[N, C', H block, W block]``.
    Gradient: g rearranged back.  Source: ONNX DepthToSpace-13.
    """
    return apply_one(lookup("depth_to_space")(block=block, mode=mode), x, name=name)


def space_to_depth(
    x: TensorLike, block: int, mode: str = "DCR", *, name: str | None = None
) -> Tensor:
    """Each block of pixels, ``block`` high and wide, as ``block^2`` channels.

    The inverse of `depth_to_space` in the same mode. Shapes: x ``[N, C, H block, W block]`` ->
    ``[N, C block^2, H, W]``.  Gradient: g rearranged back.
    Source: ONNX SpaceToDepth-13, which has mode "DCR" only.
    """
    return apply_one(lookup("space_to_depth")(block=block, mode=mode), x, name=name)


__all__ = [
    "depth_to_space",
    "space_to_depth",
]
