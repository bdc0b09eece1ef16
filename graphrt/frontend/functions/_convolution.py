"""Functions of the ops in `graphrt.ops.convolution`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def conv(
    x: TensorLike,
    w: TensorLike,
    bias: TensorLike | None = None,
    *,
    strides: int | Sequence[int] = (1,),
    pads: int | Sequence[int] = (0,),
    dilations: int | Sequence[int] = (1,),
    groups: int = 1,
    auto_pad: str = "NOTSET",
    name: str | None = None,
) -> Tensor:
    """``y[n, m, o] = bias[m] + sum_{c, k} w[m, c, k] x[n, c', o * stride + k * dilation - pad]``.

    o and k run over all spatial axes, c over the channels of m's group; x is 0 in the padding.
    Shapes: x ``[N, C, d_1, ...]``, w ``[M, C / groups, k_1, ...]``, bias ``[M]`` ->
    ``[N, M, o_1, ...]`` with ``o = (d + pads - dilation * (k - 1) - 1) // stride + 1``.  A window
    that does not fit is a ShapeError; an empty axis stays empty.
    Gradient: `conv_transpose` of g with w to x, `conv_weight` of x and g to w, the sum of g over
    all but the channels to bias.  Source: ONNX Conv-11; settings as in `graphrt.ops.windows`.
    """
    return apply_one(
        lookup("conv")(
            strides=strides, pads=pads, dilations=dilations, groups=groups, auto_pad=auto_pad
        ),
        x,
        w,
        bias,
        name=name,
    )


def conv_transpose(
    x: TensorLike,
    w: TensorLike,
    bias: TensorLike | None = None,
    shape: TensorLike | None = None,
    *,
    strides: int | Sequence[int] = (1,),
    pads: int | Sequence[int] = (0,),
    dilations: int | Sequence[int] = (1,),
    groups: int = 1,
    auto_pad: str = "NOTSET",
    output_padding: int | Sequence[int] = (0,),
    name: str | None = None,
) -> Tensor:
    """``y[n, c, i] = bias[c] + sum w[m, c, k] x[n, m, o]``: the adjoint of `conv`, deconvolution.

    The sum is over those m, o and k with ``i = o * stride + k * dilation - pad``.
    With several shapes that `conv` takes to that of x, ``shape`` says which one is meant; without
    it, it is the least, and ``output_padding`` (below the stride) more at the end.
    Shapes: x ``[N, M, o_1, ...]``, w ``[M, C / groups, k_1, ...]``, bias ``[C]``, shape int64
    ``[rank]`` -> ``[N, C, d_1, ...]`` with ``d = (o - 1) * stride + dilation * (k - 1) + 1 - pads
    + output_padding``; ``o * stride`` where auto_pad is SAME.  Gradient: `conv` of g with w to x,
    `conv_weight` of g and x to w, the sum of g over all but the channels to bias.
    Source: ONNX ConvTranspose-11, which has the shape as an attribute.
    """
    return apply_one(
        lookup("conv_transpose")(
            strides=strides,
            pads=pads,
            dilations=dilations,
            groups=groups,
            auto_pad=auto_pad,
            output_padding=output_padding,
        ),
        x,
        w,
        bias,
        shape,
        name=name,
    )


__all__ = [
    "conv",
    "conv_transpose",
]
