"""Functions of the ops in `graphrt.ops.pooling`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def max_pool(
    x: TensorLike,
    kernel: int | Sequence[int],
    strides: int | Sequence[int] | None = None,
    pads: int | Sequence[int] = (0,),
    dilations: int | Sequence[int] = (1,),
    auto_pad: str = "NOTSET",
    ceil_mode: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y[n, c, o] = max_k x[n, c, o * stride + k * dilation - pad]``, k over the window.

    NaN if one is NaN; ``-inf`` (or the least integer) for a window of padding alone.
    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, o_1, ...]`` with ``o = (d + pads - dilation *
    (kernel - 1) - 1) // stride + 1``, rounded up in ``ceil_mode``.
    Gradient: g to the largest element, g / k to each of k equal ones as in `reduce_max`, 0 where
    y is NaN; where windows overlap they add up.  Source: ONNX MaxPool-12.
    """
    return apply_one(
        lookup("max_pool")(
            kernel=kernel,
            strides=strides,
            pads=pads,
            dilations=dilations,
            auto_pad=auto_pad,
            ceil_mode=ceil_mode,
        ),
        x,
        name=name,
    )


def argmax_pool(
    x: TensorLike,
    kernel: int | Sequence[int],
    strides: int | Sequence[int] | None = None,
    pads: int | Sequence[int] = (0,),
    dilations: int | Sequence[int] = (1,),
    auto_pad: str = "NOTSET",
    ceil_mode: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """Where in its channel the largest element of each window is, the first of equal ones.

    A place is its number in row-major order of the spatial axes; windows are those of `max_pool`.
    The first NaN where there is one, -1 for a window of padding alone.
    Shapes: x ``[N, C, d_1, ...]`` -> int64 ``[N, C, o_1, ...]`` as for `max_pool`.
    Gradient: none, indices are integer.  Source: ONNX MaxPool-12's second result, within a channel.
    """
    return apply_one(
        lookup("argmax_pool")(
            kernel=kernel,
            strides=strides,
            pads=pads,
            dilations=dilations,
            auto_pad=auto_pad,
            ceil_mode=ceil_mode,
        ),
        x,
        name=name,
    )


def avg_pool(
    x: TensorLike,
    kernel: int | Sequence[int],
    strides: int | Sequence[int] | None = None,
    pads: int | Sequence[int] = (0,),
    dilations: int | Sequence[int] = (1,),
    auto_pad: str = "NOTSET",
    ceil_mode: bool = False,
    count_include_pad: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y[n, c, o]`` = the mean of x over window o; see `max_pool` for the windows.

    Padding is not counted, or as zeros with ``count_include_pad``; what `ceil_mode` takes beyond
    the padding never is. NaN for a window without anything to count.
    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, o_1, ...]`` as for `max_pool`.
    Gradient: g of each window, divided by what it counts, to all its elements.
    Source: ONNX AveragePool-19.
    """
    return apply_one(
        lookup("avg_pool")(
            kernel=kernel,
            strides=strides,
            pads=pads,
            dilations=dilations,
            auto_pad=auto_pad,
            ceil_mode=ceil_mode,
            count_include_pad=count_include_pad,
        ),
        x,
        name=name,
    )


def sum_pool(
    x: TensorLike,
    kernel: int | Sequence[int],
    strides: int | Sequence[int] | None = None,
    pads: int | Sequence[int] = (0,),
    dilations: int | Sequence[int] = (1,),
    auto_pad: str = "NOTSET",
    ceil_mode: bool = False,
    *,
    name: str | None = None,
) -> Tensor:
    """``y[n, c, o]`` = the sum of x over window o, 0 for padding alone; windows as in `max_pool`.

    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, o_1, ...]`` as for `max_pool`.
    Gradient: g of each window to all its elements.
    """
    return apply_one(
        lookup("sum_pool")(
            kernel=kernel,
            strides=strides,
            pads=pads,
            dilations=dilations,
            auto_pad=auto_pad,
            ceil_mode=ceil_mode,
        ),
        x,
        name=name,
    )


def lp_pool(
    x: TensorLike,
    kernel: int | Sequence[int],
    strides: int | Sequence[int] | None = None,
    pads: int | Sequence[int] = (0,),
    dilations: int | Sequence[int] = (1,),
    auto_pad: str = "NOTSET",
    ceil_mode: bool = False,
    p: float = 2.0,
    *,
    name: str | None = None,
) -> Tensor:
    """``y[n, c, o] = (sum_k |x[n, c, o * stride + k * dilation - pad]|^p)^(1/p)``.

    0 for a window of padding alone; windows as in `max_pool`.
    Shapes: x ``[N, C, d_1, ...]`` -> ``[N, C, o_1, ...]`` as for `max_pool`.
    Gradient: ``g y^(1-p) |x|^(p-1) sign(x)``, windows added up; 0 from a window of zeros.
    Source: ONNX LpPool-18.
    """
    return apply_one(
        lookup("lp_pool")(
            kernel=kernel,
            strides=strides,
            pads=pads,
            dilations=dilations,
            auto_pad=auto_pad,
            ceil_mode=ceil_mode,
            p=p,
        ),
        x,
        name=name,
    )


__all__ = [
    "argmax_pool",
    "avg_pool",
    "lp_pool",
    "max_pool",
    "sum_pool",
]
