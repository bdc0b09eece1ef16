"""Functions of the ops in `graphrt.ops.resizing`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def resize(
    x: TensorLike,
    sizes: TensorLike | None = None,
    *,
    mode: str = "nearest",
    coordinates: str = "half_pixel",
    axes: int | Sequence[int] | None = None,
    scales: float | Sequence[float] | None = None,
    rounding: str = "round_prefer_floor",
    cubic_a: float = -0.75,
    exclude_outside: bool = False,
    antialias: bool = False,
    name: str | None = None,
) -> Tensor:
    """``x`` interpolated to other extents along ``axes`` (default: all after batch and channels).

    ``y[o] = sum_k w_k x[i_k]``, along one axis after the other, where o lies at coordinate c of
    x. ``sizes`` gives the extents, and the scale s is new / old; or ``scales`` gives s, one
    number for all axes or one each, and the extents are ``floor(s n)`` unless given as well.
    ``coordinates``:
    "half_pixel" c = (o + 1/2) / s - 1/2; "pytorch_half_pixel" the same, but 0 for an extent of
    1; "half_pixel_symmetric" the same, centred; "align_corners" c = o (n - 1) / (n' - 1);
    "asymmetric" c = o / s.
    ``mode``: "nearest" takes the position ``rounding`` chooses; "linear" weighs 2 positions,
    "cubic" 4 with Keys' kernel and ``cubic_a``. Beyond the ends the last element goes on, or with
    ``exclude_outside`` the weights there are dropped. ``antialias`` widens the kernel by 1 / s
    where s < 1. "nearest" takes every dtype, the others floats.
    Shapes: x ``[..., n, ...]``, sizes int64 ``[axes]`` -> ``[..., n', ...]``.
    Gradient: each element of g with the same weights to where it was taken from; none to sizes.
    Source: ONNX Resize-19, without crops.
    """
    return apply_one(
        lookup("resize")(
            mode=mode,
            coordinates=coordinates,
            axes=axes,
            scales=scales,
            rounding=rounding,
            cubic_a=cubic_a,
            exclude_outside=exclude_outside,
            antialias=antialias,
        ),
        x,
        sizes,
        name=name,
    )


__all__ = [
    "resize",
]
