"""Functions that are several ops: global pooling; norms, with variables of their own or none."""

from __future__ import annotations

from typing import Literal, overload

from graphrt.errors import GraphError, ShapeError, UsageError
from graphrt.frontend import init
from graphrt.frontend.tensor import Tensor, apply_one, apply_several, require_tensor
from graphrt.frontend.updates import Updates
from graphrt.ir.graph import Role
from graphrt.ir.model import VariableKind
from graphrt.ops.arithmetic import Div, Square
from graphrt.ops.batch_norm import BatchNorm, BatchNormTrain
from graphrt.ops.compare import Equal, Where
from graphrt.ops.pooling import SumPool
from graphrt.ops.reduce import Mean, ReduceMax
from graphrt.ops.shape import ExpandDims, Squeeze
from graphrt.ops.statistics import L1Norm, Norm


def global_avg_pool(x: Tensor, *, name: str | None = None) -> Tensor:
    """The mean of each channel: ``[N, C, d_1, ...]`` -> ``[N, C, 1, ...]``; NaN of nothing.

    Source: ONNX GlobalAveragePool-1.
    """
    return apply_one(Mean(_spatial("global_avg_pool", x), True), x, name=name)


def global_max_pool(x: Tensor, *, name: str | None = None) -> Tensor:
    """The largest of each channel: ``[N, C, d_1, ...]`` -> ``[N, C, 1, ...]``; see `reduce_max`.

    Source: ONNX GlobalMaxPool-1.
    """
    return apply_one(ReduceMax(_spatial("global_max_pool", x), True), x, name=name)


def lp_normalize(x: Tensor, axis: int = -1, p: int = 2, *, name: str | None = None) -> Tensor:
    """``x / ||x||_p`` along ``axis``, p 1 or 2; zeros stay zeros.

    Raises `UsageError` for another p. Source: ONNX LpNormalization-22.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N", 2))
    >>> b.signature("predict", inputs=[x], outputs={"y": gr.lp_normalize(x)})
    >>> gr.Session(b.build()).run(x=[[3, 4], [0, 0]])["y"]
    array([[0.6, 0.8],
           [0. , 0. ]], dtype=float32)
    """
    if p not in (1, 2):
        raise UsageError(f"lp_normalize: p must be 1 or 2, got {p}")
    length = apply_one(Norm((axis,), True) if p == 2 else L1Norm((axis,), True), x)
    divisor = apply_one(Where(), apply_one(Equal(), length, 0), 1, length)
    return apply_one(Div(), x, divisor, name=name)


def local_response_norm(
    x: Tensor,
    size: int,
    *,
    alpha: float = 1e-4,
    beta: float = 0.75,
    bias: float = 1.0,
    name: str | None = None,
) -> Tensor:
    """``x / (bias + alpha / size * sum of x^2 over size channels)^beta``, for ``[N, C, ...]``.

    The channels are those around each one, one more behind it where ``size`` is even; channels
    that do not exist are 0. Raises `ShapeError` when x has no channels, `UsageError` when size
    is below 1. Source: Krizhevsky et al. 2012, section 3.3; ONNX LRN-13.
    """
    if require_tensor("local_response_norm", x).rank < 2:
        raise ShapeError(f"local_response_norm: x must be [N, C, ...], got {x.type}")
    if size < 1:
        raise UsageError(f"local_response_norm: size must be at least 1, got {size}")
    others = (0,) * (x.rank - 2)
    pads = ((size - 1) // 2, *others, size // 2, *others)
    kernel = (size, *(1 for _ in others))
    squares = apply_one(ExpandDims((1,)), apply_one(Square(), x))  # channels as a spatial axis
    window = SumPool(kernel=kernel, strides=(1,), pads=pads)
    sums = apply_one(Squeeze((1,)), apply_one(window, squares))
    scale = (sums * (alpha / size) + bias) ** beta
    return apply_one(Div(), x, scale, name=name)


def _spatial(what: str, x: Tensor) -> tuple[int, ...]:
    if require_tensor(what, x).rank < 3:
        raise ShapeError(f"{what}: x must be [N, C, spatial...], got {x.type}")
    return tuple(range(2, x.rank))


@overload
def batch_norm(
    x: Tensor,
    variables: str,
    *,
    training: Literal[False] = False,
    momentum: float = 0.9,
    epsilon: float = 1e-5,
    name: str | None = None,
) -> Tensor: ...


@overload
def batch_norm(
    x: Tensor,
    variables: str,
    *,
    training: Literal[True],
    momentum: float = 0.9,
    epsilon: float = 1e-5,
    name: str | None = None,
) -> tuple[Tensor, Updates]: ...


def batch_norm(
    x: Tensor,
    variables: str,
    *,
    training: bool = False,
    momentum: float = 0.9,
    epsilon: float = 1e-5,
    name: str | None = None,
) -> Tensor | tuple[Tensor, Updates]:
    """``y = scale (x - mean) / sqrt(var + epsilon) + bias``, one of each for each channel.

    For prediction mean and var are variables; for training they are those of the batch, and the
    updates returned beside y move the variables towards them, to be given to the signature:
    ``new = momentum old + (1 - momentum) batch``, with the variance of the population.

    The variables are ``<variables>/scale`` (ones), ``/bias`` (zeros), which are trained, and
    ``/mean`` (zeros), ``/var`` (ones), which are statistics. They are made by the first call with
    that name and shared by the others, so that training and prediction are two calls.

    Args: x float ``[N, C, ...]``, C a number. Raises `ShapeError` when x has no such channels,
    and `UsageError` when momentum is not between 0 and 1.
    Source: Ioffe and Szegedy 2015, algorithms 1 and 2; ONNX BatchNormalization-15.

    >>> import numpy as np
    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N", 2))
    >>> y, updates = gr.batch_norm(x, "bn", training=True)
    >>> b.signature("train", inputs=[x], outputs={"y": y}, updates=updates)
    >>> b.signature("predict", inputs=[x], outputs={"y": gr.batch_norm(x, "bn")})
    >>> session = gr.Session(b.build())
    >>> session.run("train", x=[[1, 10], [3, 30]])["y"].round(3)
    array([[-1., -1.],
           [ 1.,  1.]], dtype=float32)
    >>> session.variables["bn/mean"]
    array([0.2, 2. ], dtype=float32)
    """
    if not 0 <= momentum <= 1:
        raise UsageError(f"batch_norm: momentum must be from 0 to 1, got {momentum}")
    scale, bias, mean, var = _batch_norm_variables(x, variables)
    if not training:
        return apply_one(BatchNorm(epsilon), x, scale, bias, mean, var, name=name)
    if x.builder.parent is not None:
        raise GraphError("batch_norm: statistics cannot be updated from inside a body")
    y, batch_mean, batch_var = apply_several(BatchNormTrain(epsilon), x, scale, bias, name=name)
    with x.builder.emit.as_role(Role.UPDATE):
        moved = {
            old: old * momentum + new * (1 - momentum)
            for old, new in ((mean, batch_mean), (var, batch_var))
        }
    return y, Updates.of(moved)


def _batch_norm_variables(x: Tensor, variables: str) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    channels = x.shape[1] if require_tensor("batch_norm", x).rank > 1 else None
    if not isinstance(channels, int):
        raise ShapeError(f"batch_norm: x must be [N, C, ...] with a number for C, got {x.type}")
    zeros, ones = init.zeros(channels, x.dtype), init.ones(channels, x.dtype)
    root = x.builder.root
    prefix = f"{root.emit.scopes}{variables}"
    parameter, statistic = VariableKind.PARAMETER, VariableKind.STATISTIC
    return (
        root.shared_variable(f"{prefix}/scale", ones, parameter, trainable=True),
        root.shared_variable(f"{prefix}/bias", zeros, parameter, trainable=True),
        root.shared_variable(f"{prefix}/mean", zeros, statistic),
        root.shared_variable(f"{prefix}/var", ones, statistic),
    )
