"""Batch normalisation: with given statistics, and with those of the batch itself.

Statistics are one number for each channel, over the batch and all spatial axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.ir.op import Array, Onnx, Op, op
from graphrt.ops.arithmetic import Add, Div, Mul, Neg, Reciprocal, Sqrt, Sub
from graphrt.ops.compare import Cast
from graphrt.ops.normalization import (
    Standardize,
    channels_of,
    check_epsilon,
    emit_moments,
    per_channel,
    require_shape,
    standardized_gradient,
)
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.reduce import Sum
from graphrt.ops.shape import BroadcastTo, Reshape, Squeeze
from graphrt.ops.source import ShapeOf, SizeOf
from graphrt.types import ValueType, common_dtype

_add: Any = np.add


def _all_but_channels(rank: int) -> tuple[int, ...]:
    return (0, *range(2, rank))


class _BatchNorm(Op):
    """The type rule: parameters are one number for each channel."""

    epsilon: float = 1e-5

    def check(self) -> None:
        check_epsilon(self.name, self.epsilon)

    def channels(self, x: Any, **parameters: Any) -> ValueType:
        """The type of a parameter; raises where the operands do not go together."""
        dtype = common_dtype([x.type, *(each.type for each in parameters.values())])
        require(x, FLOATS)
        if x.type.shape is None:
            return ValueType(dtype, (None,))
        want = channels_of(x.type.shape)
        for what, each in parameters.items():
            require_shape(each, what, want)
        return ValueType(dtype, want)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return (len(operands) + 2 * len(results)) * results[0].size


def _spread(emit: Any, parameter: Any, x: Any) -> Any:
    return emit(Reshape(), parameter, per_channel(x.type.rank))


def _gathered(emit: Any, value: Any, parameter: Any) -> Any:
    """``value`` summed for each channel, in the shape of ``parameter``."""
    total = emit(Sum(_all_but_channels(value.type.rank)), value)
    if total.type == parameter.type:
        return total
    return emit(Reshape(), total, emit(ShapeOf(), parameter))


@op("batch_norm", gate="multiplies by scale / deviation", onnx=Onnx("BatchNormalization", 9))
class BatchNorm(_BatchNorm):
    """``y = scale (x - mean) / sqrt(var + epsilon) + bias``, one of each for each channel.

    Shapes: x ``[N, C, ...]``, scale, bias, mean and var ``[C]`` -> ``[N, C, ...]``.
    Gradient: with s = 1 / sqrt(var + epsilon) and sums over all but the channels, ``g scale s`` to
    x, ``sum(g (x - mean)) s`` to scale, ``sum(g)`` to bias, ``-sum(g) scale s`` to mean, and
    ``-sum(g (x - mean)) scale s^3 / 2`` to var.
    Source: Ioffe and Szegedy 2015; ONNX BatchNormalization-15, not in training mode.
    """

    epsilon: float = 1e-5

    def infer(self, x: Any, scale: Any, bias: Any, mean: Any, var: Any) -> ValueType:
        self.channels(x, scale=scale, bias=bias, mean=mean, var=var)
        result: ValueType = x.type
        return result

    def compute(self, x: Array, *parameters: Array) -> Array:
        shape = per_channel(x.ndim)
        scale, bias, mean, var = (each.reshape(shape) for each in parameters)
        y: Array = x - mean
        np.multiply(y, scale / np.sqrt(var + x.dtype.type(self.epsilon)), out=y)
        return np.add(y, bias, out=y)

    def in_primitives(self, emit: Any, *operands: Any) -> Sequence[Any] | None:
        x, scale, bias, mean, var = operands
        factor = emit(Div(), scale, emit(Sqrt(), emit(Add(), var, self.epsilon)))
        y = emit(Mul(), emit(Sub(), x, _spread(emit, mean, x)), _spread(emit, factor, x))
        return (emit(Add(), y, _spread(emit, bias, x)),)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, scale, bias, mean, var = node.inputs
        inverse = emit(Reciprocal(), emit(Sqrt(), emit(Add(), var, self.epsilon)))
        factor = emit(Mul(), scale, inverse)
        centered = emit(Sub(), x, _spread(emit, mean, x))
        total = _gathered(emit, grad, bias)
        along = _gathered(emit, emit(Mul(), grad, centered), scale)
        cubed = emit(Mul(), emit(Mul(), inverse, inverse), factor)
        return (
            emit(Mul(), grad, _spread(emit, factor, x)),
            emit(Mul(), along, inverse),
            total,
            emit(Neg(), emit(Mul(), total, factor)),
            emit(Mul(), emit(Mul(), along, cubed), -0.5),
        )


@op("batch_norm_train", gate="as standardize, times the scale")
class BatchNormTrain(_BatchNorm):
    """`batch_norm` with the mean and variance of x itself, which are results as well.

    The variance is that of the population, ``sum((x - mean)^2) / n``, found in two passes.
    Shapes: x ``[N, C, ...]``, scale and bias ``[C]`` -> y ``[N, C, ...]``, mean and var ``[C]``.
    Gradient: that of `standardize` for ``g scale`` to x, plus 1 / n of that of mean and
    ``2 (x - mean) / n`` of that of var; as for `batch_norm` to scale and bias.
    Source: Ioffe and Szegedy 2015, algorithm 1; ONNX BatchNormalization-15 in training mode.
    """

    epsilon: float = 1e-5

    result_names: ClassVar[tuple[str, ...]] = ("y", "mean", "var")

    def infer(self, x: Any, scale: Any, bias: Any) -> tuple[ValueType, ...]:
        each = self.channels(x, scale=scale, bias=bias)
        return (x.type, each, each)

    def compute(self, x: Array, scale: Array, bias: Array) -> Any:
        axes, shape = _all_but_channels(x.ndim), per_channel(x.ndim)
        count = x.dtype.type(np.prod([x.shape[axis] for axis in axes]))
        mean = _add.reduce(x, axes) / count
        y = x - mean.reshape(shape)
        var = _add.reduce(np.square(y), axes) / count
        np.multiply(y, (scale / np.sqrt(var + x.dtype.type(self.epsilon))).reshape(shape), out=y)
        return np.add(y, bias.reshape(shape), out=y), mean, var

    def in_primitives(self, emit: Any, *operands: Any) -> Sequence[Any] | None:
        x, scale, bias = operands
        axes = _all_but_channels(x.type.rank)
        mean, deviation, var = emit_moments(emit, x, axes)
        root = emit(Sqrt(), emit(Add(), var, self.epsilon))
        y = emit(Mul(), deviation, emit(Div(), _spread(emit, scale, x), root))
        y = emit(Add(), y, _spread(emit, bias, x))
        return (y, emit(Squeeze(axes), mean), emit(Squeeze(axes), var))

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        x, scale, bias = node.inputs
        to_y, to_mean, to_var = grads
        axes = _all_but_channels(x.type.rank)
        y, inverse = emit(Standardize(axes, self.epsilon), x)
        parts, to_scale, to_bias = [], None, None
        if to_y is not None:
            scaled = emit(Mul(), to_y, _spread(emit, scale, x))
            parts.append(standardized_gradient(emit, y, inverse, scaled, axes))
            to_scale = _gathered(emit, emit(Mul(), to_y, y), scale)
            to_bias = _gathered(emit, to_y, bias)
        if to_mean is not None:
            share = emit(Div(), to_mean, self._count(emit, x, axes))
            parts.append(emit(BroadcastTo(), _spread(emit, share, x), emit(ShapeOf(), x)))
        if to_var is not None:
            share = emit(Div(), emit(Mul(), to_var, 2), self._count(emit, x, axes))
            deviation = emit(Div(), y, inverse)
            parts.append(emit(Mul(), _spread(emit, share, x), deviation))
        total = parts[0]
        for part in parts[1:]:
            total = emit(Add(), total, part)
        return (total, to_scale, to_bias)

    def _count(self, emit: Any, x: Any, axes: tuple[int, ...]) -> Any:
        return emit(Cast(x.type.dtype), emit(SizeOf(axes), x))
