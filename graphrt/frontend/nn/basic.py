"""Layers of one op: dense, convolution, embedding, norms, dropout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphrt.errors import ShapeError, UsageError
from graphrt.frontend import functions, init, layers, random
from graphrt.frontend.nn.sharing import Init, extent_of, layer, weights
from graphrt.frontend.tensor import Tensor, require_tensor

Activation = Callable[[Tensor], Tensor]


def zeros(shape: tuple[int, ...], *, seed: Any, dtype: Any) -> Any:
    """Zeros, as an initialiser of variables."""
    return init.zeros(shape, dtype)


def ones(shape: tuple[int, ...], *, seed: Any, dtype: Any) -> Any:
    """Ones, as an initialiser of variables."""
    return init.ones(shape, dtype)


def require_positive(what: str, **numbers: int) -> None:
    """Raise `UsageError` unless all are whole numbers above 0."""
    for name, number in numbers.items():
        if isinstance(number, bool) or not isinstance(number, int) or number < 1:
            raise UsageError(f"nn.{what}: {name} must be a whole number above 0, got {number!r}")


def dense(
    x: Tensor,
    name: str,
    features: int,
    *,
    bias: bool = True,
    activation: Activation | None = None,
    init: Init = init.glorot_uniform,
    seed: int = 0,
) -> Tensor:
    """``activation(x w + bias)``, along the last axis.

    Shapes: x ``[..., I]``, I a number -> ``[..., features]``. Variables ``<name>/w``
    ``[I, features]`` from ``init``, ``<name>/bias`` ``[features]``, zeros.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> gr.nn.dense(b.input("x", ("N", 8)), "hidden", 64, activation=gr.relu).type
    f32[N, 64]
    """
    require_positive("dense", features=features)
    inputs = extent_of("dense", x, -1, "[..., I] with a number for I")
    with layer("dense", name, x) as builder:
        y = x @ weights(builder, "w", (inputs, features), x.dtype, init, seed)
        if bias:
            y = y + weights(builder, "bias", (features,), x.dtype, zeros, seed)
        return y if activation is None else activation(y)


def conv(
    x: Tensor,
    name: str,
    channels: int,
    kernel: int | Sequence[int],
    *,
    strides: int | Sequence[int] = 1,
    pads: int | Sequence[int] = 0,
    dilations: int | Sequence[int] = 1,
    groups: int = 1,
    auto_pad: str = "NOTSET",
    bias: bool = True,
    activation: Activation | None = None,
    init: Init = init.he_normal,
    seed: int = 0,
) -> Tensor:
    """A convolution (see `graphrt.conv`), then ``activation``.

    Shapes: x ``[N, C, d_1, ...]``, C a number -> ``[N, channels, o_1, ...]``; a ``kernel`` that is
    a number is that along all spatial axes. Variables ``<name>/w``
    ``[channels, C / groups, kernel...]`` from ``init``, ``<name>/bias`` ``[channels]``, zeros.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> gr.nn.conv(b.input("x", ("N", 3, 32, 32)), "conv1", 16, 3, auto_pad="SAME_UPPER").type
    f32[N, 16, 32, 32]
    """
    require_positive("conv", channels=channels, groups=groups)
    inputs = extent_of("conv", x, 1, "[N, C, d_1, ...] with a number for C")
    taps = (kernel,) * (x.rank - 2) if isinstance(kernel, int) else tuple(kernel)
    if inputs % groups:
        raise ShapeError(f"nn.conv: {groups} groups do not divide {inputs} channels")
    with layer("conv", name, x) as builder:
        w = weights(builder, "w", (channels, inputs // groups, *taps), x.dtype, init, seed)
        b = weights(builder, "bias", (channels,), x.dtype, zeros, seed) if bias else None
        y = functions.conv(
            x, w, b, strides=strides, pads=pads, dilations=dilations, groups=groups,
            auto_pad=auto_pad,
        )  # fmt: skip
        return y if activation is None else activation(y)


def _small_normal(shape: tuple[int, ...], *, seed: Any, dtype: Any) -> Any:
    return init.normal(shape, seed, std=0.02, dtype=dtype)


def embedding(
    indices: Tensor,
    name: str,
    rows: int,
    features: int,
    *,
    padding_idx: int | None = None,
    dtype: Any = "float32",
    init: Init = _small_normal,
    seed: int = 0,
) -> Tensor:
    """A row of a table for each index (see `graphrt.embedding`).

    Shapes: indices integer ``[i...]`` -> ``[i..., features]``. Variable ``<name>/table``
    ``[rows, features]``, by default from N(0, 0.02^2).
    """
    require_positive("embedding", rows=rows, features=features)
    from graphrt.types import DType

    with layer("embedding", name, indices) as builder:
        table = weights(builder, "table", (rows, features), DType.of(dtype), init, seed)
        return functions.embedding(table, indices, padding_idx=padding_idx)


def layer_norm(x: Tensor, name: str, *, epsilon: float = 1e-5) -> Tensor:
    """Mean 0 and variance 1 along the last axis (see `graphrt.layer_norm`).

    Shapes: x ``[..., I]``, I a number -> ``[..., I]``. Variables ``<name>/scale``, ones, and
    ``<name>/bias``, zeros, ``[I]``.
    """
    size = extent_of("layer_norm", x, -1, "[..., I] with a number for I")
    with layer("layer_norm", name, x) as builder:
        scale = weights(builder, "scale", (size,), x.dtype, ones, 0)
        shift = weights(builder, "bias", (size,), x.dtype, zeros, 0)
        return functions.layer_norm(x, scale, shift, epsilon=epsilon)


def batch_norm(x: Tensor, name: str, *, momentum: float = 0.9, epsilon: float = 1e-5) -> Tensor:
    """Mean 0 and variance 1 for each channel (see `graphrt.batch_norm`, whose variables it has):
    those of the batch inside ``gr.nn.training``, the running ones outside.

    Shapes: x ``[N, C, ...]``, C a number -> the same.
    """
    step = require_tensor("nn.batch_norm", x).builder.root.training
    if step is None:
        return layers.batch_norm(x, name, momentum=momentum, epsilon=epsilon)
    y, updates = layers.batch_norm(x, name, training=True, momentum=momentum, epsilon=epsilon)
    for variable, value in updates.values.items():
        if variable in step:
            raise UsageError(
                f"nn.batch_norm: {name!r} is used twice in one training step,"
                " and has one set of statistics",
                hint="give the second one another name",
            )
        step[variable] = value
    return y


def dropout(x: Tensor, rate: float) -> Tensor:
    """Inside ``gr.nn.training`` `graphrt.dropout` of x, outside x as it is."""
    training = require_tensor("nn.dropout", x).builder.root.training
    return x if training is None else random.dropout(x, rate)
