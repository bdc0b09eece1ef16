"""Normalisation: x made to have mean 0 and variance 1 over some axes, then scaled and moved.

All rest on `standardize`. Variances are of the population, ``sum((x - mean)^2) / n``, found in two
passes: the mean first, so that a large mean costs no digits. With s = 1 / sqrt(var + epsilon) and
y = (x - mean) s, and bars for means over the axes,

    dL/dx = s (g - bar(g) - y bar(g y)),

which the gradient of every op here emits, with one `standardize` in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.errors import OpError, ShapeError
from graphrt.ir.op import Array, Onnx, Op, op
from graphrt.ops.arithmetic import Add, Div, Mul, Neg, Reciprocal, Sqrt, Square, Sub
from graphrt.ops.axes import agree, normal_axes, normal_axis
from graphrt.ops.compare import Cast
from graphrt.ops.joining import Concat
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.reduce import Mean, Sum
from graphrt.ops.rounding import FloorDiv
from graphrt.ops.shape import Reshape
from graphrt.ops.slicing import FAR, Slice
from graphrt.ops.source import ShapeOf, SizeOf
from graphrt.types import Shape, ValueType, common_dtype

_add: Any = np.add


def check_epsilon(name: str, epsilon: float) -> None:
    """Raise `OpError` unless it is a small number."""
    if not 0 <= epsilon < np.inf:
        raise OpError(f"{name}: epsilon must be at least 0 and finite, got {epsilon}")


def standardized(x: Array, axes: tuple[int, ...], epsilon: float) -> tuple[Array, Array]:
    """``(x - mean) s`` and s, with the axes kept."""
    count = x.dtype.type(np.prod([x.shape[axis] for axis in axes]))
    y = x - _add.reduce(x, axes, keepdims=True) / count
    variance = _add.reduce(np.square(y), axes, keepdims=True) / count
    inverse = 1 / np.sqrt(variance + x.dtype.type(epsilon))
    np.multiply(y, inverse, out=y)
    return y, inverse


def deviation_row(s: Any, x: Any) -> tuple[Any, Any]:
    """The deviation of one element from the mean of its row, and the variance of the row."""
    count = s.row_count(x)
    deviation = s.sub(x, s.div(s.row_sum(x), count))
    return deviation, s.div(s.row_sum(s.mul(deviation, deviation)), count)


def inverse_row(s: Any, variance: Any, epsilon: float) -> Any:
    """One over the deviation of a row."""
    return s.div(s.const(1), s.sqrt(s.add(variance, s.const(epsilon))))


def standardized_row(s: Any, x: Any, epsilon: float) -> Any:
    """One element of `standardized`."""
    deviation, variance = deviation_row(s, x)
    return s.mul(deviation, inverse_row(s, variance, epsilon))


def emit_standardized(emit: Any, x: Any, axes: tuple[int, ...], epsilon: float) -> tuple[Any, Any]:
    """`standardize` in primitives, as they are in `standardized`."""
    _, deviation, variance = emit_moments(emit, x, axes)
    inverse = emit(Reciprocal(), emit(Sqrt(), emit(Add(), variance, epsilon)))
    return emit(Mul(), deviation, inverse), inverse


def emit_moments(emit: Any, x: Any, axes: tuple[int, ...]) -> tuple[Any, Any, Any]:
    """The mean over some axes, which it keeps, the deviations from it, and the variance."""
    mean = emit(Mean(axes, True), x)
    deviation = emit(Sub(), x, mean)
    return mean, deviation, emit(Mean(axes, True), emit(Square(), deviation))


def standardized_gradient(emit: Any, y: Any, inverse: Any, grad: Any, axes: tuple[int, ...]) -> Any:
    """``s (g - bar(g) - y bar(g y))``, where g is the gradient of y."""
    mean = emit(Mean(axes, True), grad)
    along = emit(Mul(), y, emit(Mean(axes, True), emit(Mul(), grad, y)))
    return emit(Mul(), inverse, emit(Sub(), emit(Sub(), grad, mean), along))


@op("standardize", gate="takes out its mean and its share along y, divides by the deviation")
class Standardize(Op):
    """``y = (x - mean) s`` and ``s = 1 / sqrt(var + epsilon)``, mean and variance along ``axis``.

    Over no elements s is NaN; over equal ones y is 0.
    Shapes: x ``[...]`` -> y ``[...]``, s as x but 1 along ``axis``.
    Gradient: for g of y, ``s (g - bar(g) - y bar(g y))``; for h of s, ``-h s^2 y / n``.
    """

    axis: tuple[int, ...]
    epsilon: float = 1e-5

    result_names: ClassVar[tuple[str, ...]] = ("y", "s")

    def check(self) -> None:
        check_epsilon(self.name, self.epsilon)

    def infer(self, x: Any) -> tuple[ValueType, ...]:
        require(x, FLOATS)
        shape = x.type.shape
        if shape is None:
            return (x.type, x.type)
        axes = normal_axes(self.axis, len(shape))
        kept = [1 if axis in axes else extent for axis, extent in enumerate(shape)]
        return (x.type, x.type.with_shape(kept))

    def compute(self, x: Array) -> Any:
        return standardized(x, normal_axes(self.axis, x.ndim), self.epsilon)

    def in_primitives(self, emit: Any, *operands: Any) -> Sequence[Any] | None:
        (x,) = operands
        axes = normal_axes(self.axis, x.type.rank)
        return emit_standardized(emit, x, axes, self.epsilon) if axes else None

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 5 * int(operands[0].size)

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        (x,), (y, inverse), (to_y, to_inverse) = node.inputs, node.outputs, grads
        axes = normal_axes(self.axis, x.type.rank)
        total = None
        if to_y is not None:
            total = standardized_gradient(emit, y, inverse, to_y, axes)
        if to_inverse is not None:
            count = emit(Cast(x.type.dtype), emit(SizeOf(axes), x))
            slope = emit(Div(), emit(Mul(), to_inverse, emit(Square(), inverse)), count)
            part = emit(Neg(), emit(Mul(), slope, y))
            total = part if total is None else emit(Add(), total, part)
        return (total,)


class _Normalization(Op):
    """``scale * standardize(x) + bias``; subclasses say over which axes, and how the two lie."""

    epsilon: float = 1e-5

    def check(self) -> None:
        check_epsilon(self.name, self.epsilon)

    def infer(self, x: Any, scale: Any = None, bias: Any = None) -> ValueType:
        given = [each for each in (x, scale, bias) if each is not None]
        common_dtype([each.type for each in given])
        require(x, FLOATS)
        if x.type.shape is not None:
            want = self.parameter_shape(x.type.shape)
            for each, what in ((scale, "scale"), (bias, "bias")):
                require_shape(each, what, want)
        result: ValueType = x.type
        return result

    def parameter_shape(self, shape: Shape) -> Shape:
        """The shape of scale and bias for x of ``shape``; raises where x does not fit."""
        return channels_of(shape)

    def spread_shape(self, rank: int) -> tuple[int, ...] | None:
        """The shape in which scale and bias broadcast to x; ``None`` where they do."""
        return per_channel(rank)

    def standard(self, x: Array) -> Array:
        """x standardized, as a new array."""
        raise NotImplementedError

    def emit_standard(self, emit: Any, x: Any) -> tuple[Any, Any, tuple[int, ...]]:
        """y and s of x, in the shape in which it is standardized, and along which axes."""
        raise NotImplementedError

    def compute(self, x: Array, scale: Array | None = None, bias: Array | None = None) -> Array:
        y = self.standard(x)
        spread = self.spread_shape(x.ndim)
        if scale is not None:
            np.multiply(y, scale if spread is None else scale.reshape(spread), out=y)
        if bias is not None:
            np.add(y, bias if spread is None else bias.reshape(spread), out=y)
        return y

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, scale, bias = (*node.inputs, None, None)[:3]
        y, inverse, axes = self.emit_standard(emit, x)
        to_y = grad
        to_scale = to_bias = None
        if scale is not None:
            to_y = emit(Mul(), grad, self._spread(emit, scale, x))
            product = emit(Mul(), grad, _shaped(emit, y, x))
            to_scale = self._gathered(emit, product, scale)
        if bias is not None:
            to_bias = self._gathered(emit, grad, bias)
        to_x = standardized_gradient(emit, y, inverse, _shaped(emit, to_y, y), axes)
        return (_shaped(emit, to_x, x), to_scale, to_bias)[: len(node.inputs)]

    def _spread(self, emit: Any, parameter: Any, x: Any) -> Any:
        shape = self.spread_shape(x.type.rank)
        return parameter if shape is None else emit(Reshape(), parameter, shape)

    def _gathered(self, emit: Any, grad: Any, parameter: Any) -> Any:
        """The gradient of a parameter: summed over what it was repeated along."""
        shape = self.spread_shape(grad.type.rank)
        if shape is None:
            return grad  # the leading axes, which autodiff sums away
        axes = tuple(axis for axis, extent in enumerate(shape) if extent == 1)
        return _shaped(emit, emit(Sum(axes), grad), parameter)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return (4 + len([each for each in operands if each is not None])) * results[0].size


def _shaped(emit: Any, value: Any, like: Any) -> Any:
    if value.type.shape == like.type.shape:
        return value
    return emit(Reshape(), value, emit(ShapeOf(), like))


def channels_of(shape: Shape) -> Shape:
    """``[C]`` for a tensor ``[N, C, ...]``; raises `ShapeError` where it has no channels."""
    if len(shape) < 2:
        raise ShapeError(f"x must be [N, C, ...], got {len(shape)} axes")
    return (shape[1],)


def per_channel(rank: int) -> tuple[int, ...]:
    """The shape in which one number for each channel broadcasts to ``[N, C, ...]``."""
    return (1, -1, *[1] * (rank - 2))


def require_shape(operand: Any, what: str, want: Shape) -> None:
    """Raise `ShapeError` unless a parameter has the shape ``want``, as far as is known."""
    shape = None if operand is None else operand.type.shape
    if shape is None:
        return
    if not agree(shape, want):
        raise ShapeError(f"{what} must be {list(want)}, got {list(shape)}")


@op("layer_norm", gate="as standardize, times the scale", onnx=Onnx("LayerNormalization", 17))
class LayerNorm(_Normalization):
    """``y = scale (x - mean) / sqrt(var + epsilon) + bias``, over the axes from ``axis`` on.

    Each example, or each position, on its own. Equal elements give the bias.
    Shapes: x ``[a..., b...]``, b from ``axis`` on, scale and bias ``[b...]`` -> ``[a..., b...]``.
    Gradient: that of `standardize` for ``g scale`` to x; ``g (y - bias) / scale`` and g, summed
    over a, to scale and bias.  Source: Ba, Kiros and Hinton 2016; ONNX LayerNormalization-17.
    """

    epsilon: float = 1e-5
    axis: int = -1

    def parameter_shape(self, shape: Shape) -> Shape:
        return shape[normal_axis(self.axis, len(shape)) :]

    def spread_shape(self, rank: int) -> tuple[int, ...] | None:
        return None

    def _axes(self, rank: int) -> tuple[int, ...]:
        return tuple(range(normal_axis(self.axis, rank), rank))

    def standard(self, x: Array) -> Array:
        return standardized(x, self._axes(x.ndim), self.epsilon)[0]

    def emit_standard(self, emit: Any, x: Any) -> tuple[Any, Any, tuple[int, ...]]:
        axes = self._axes(x.type.rank)
        return (*emit(Standardize(axes, self.epsilon), x), axes)

    def row_axes(self, rank: int) -> tuple[int, ...]:
        return self._axes(rank)

    def row(self, s: Any, x: Any, scale: Any = None, bias: Any = None) -> Any:
        y = standardized_row(s, x, self.epsilon)
        y = y if scale is None else s.mul(y, scale)
        return y if bias is None else s.add(y, bias)


@op("instance_norm", gate="as standardize, times the scale",
    onnx=Onnx("InstanceNormalization", 1))  # fmt: skip
class InstanceNorm(_Normalization):
    """``y = scale (x - mean) / sqrt(var + epsilon) + bias``, over the spatial axes.

    Each channel of each example on its own. Equal elements give the bias.
    Shapes: x ``[N, C, d_1, ...]``, scale and bias ``[C]`` -> ``[N, C, d_1, ...]``.
    Gradient: as for `layer_norm`.  Source: Ulyanov et al. 2016; ONNX InstanceNormalization-6.
    """

    epsilon: float = 1e-5

    def parameter_shape(self, shape: Shape) -> Shape:
        if len(shape) < 3:
            raise ShapeError(f"x must be [N, C, spatial...], got {len(shape)} axes")
        return channels_of(shape)

    def standard(self, x: Array) -> Array:
        return standardized(x, tuple(range(2, x.ndim)), self.epsilon)[0]

    def emit_standard(self, emit: Any, x: Any) -> tuple[Any, Any, tuple[int, ...]]:
        axes = tuple(range(2, x.type.rank))
        return (*emit(Standardize(axes, self.epsilon), x), axes)

    def in_primitives(self, emit: Any, *operands: Any) -> Sequence[Any] | None:
        x, scale, bias = (*operands, None, None)[:3]
        y, _ = emit_standardized(emit, x, tuple(range(2, x.type.rank)), self.epsilon)
        y = y if scale is None else emit(Mul(), y, self._spread(emit, scale, x))
        return (y if bias is None else emit(Add(), y, self._spread(emit, bias, x)),)


@op("group_norm", gate="as standardize, times the scale", onnx=Onnx("GroupNormalization", 18))
class GroupNorm(_Normalization):
    """``y = scale (x - mean) / sqrt(var + epsilon) + bias``, over groups of channels.

    Each of ``groups`` runs of channels, of each example, on its own, over its spatial axes too.
    Equal elements give the bias.
    Shapes: x ``[N, C, ...]``, groups divides C, scale and bias ``[C]`` -> ``[N, C, ...]``.
    Gradient: as for `layer_norm`.  Source: Wu and He 2018; ONNX GroupNormalization-21.
    """

    epsilon: float = 1e-5
    groups: int = 1

    def check(self) -> None:
        super().check()
        if self.groups < 1:
            raise OpError(f"group_norm: groups must be at least 1, got {self.groups}")

    def parameter_shape(self, shape: Shape) -> Shape:
        (channels,) = channels_of(shape)
        if isinstance(channels, int) and channels % self.groups:
            raise ShapeError(f"{channels} channels do not make {self.groups} equal groups")
        return (channels,)

    def standard(self, x: Array) -> Array:
        self.parameter_shape(x.shape)
        rows = x.reshape(x.shape[0], self.groups, int(np.prod(x.shape[1:])) // self.groups)
        return standardized(rows, (2,), self.epsilon)[0].reshape(x.shape)

    def emit_standard(self, emit: Any, x: Any) -> tuple[Any, Any, tuple[int, ...]]:
        shape = emit(ShapeOf(), x)
        batch, channels = (emit(Slice(), shape, [at], [at + 1]) for at in (0, 1))
        each = emit(FloorDiv(), channels, self.groups)
        spatial = emit(Slice(), shape, [2], [FAR])
        pieces = (batch, np.array([self.groups]), each, spatial)
        grouped = emit(Reshape(), x, emit(Concat(0), *pieces))
        axes = tuple(range(2, x.type.rank + 1))
        return (*emit(Standardize(axes, self.epsilon), grouped), axes)


@op("rms_norm", gate="takes out its share along y, divides by the root mean square, times the"
    " scale", onnx=Onnx("RMSNormalization", 23))  # fmt: skip
class RmsNorm(Op):
    """``y = scale x / sqrt(mean(x^2) + epsilon)``, over the axes from ``axis`` on.

    Zeros stay zeros. Shapes: x ``[a..., b...]``, b from ``axis`` on, scale ``[b...]`` ->
    ``[a..., b...]``.  Gradient: with r = 1 / sqrt(mean(x^2) + epsilon) and g scale for g,
    ``r (g - x r^2 bar(g x))`` to x; ``g x r``, summed over a, to scale.
    Source: Zhang and Sennrich 2019; ONNX RMSNormalization-23.
    """

    epsilon: float = 1e-5
    axis: int = -1

    def check(self) -> None:
        check_epsilon(self.name, self.epsilon)

    def infer(self, x: Any, scale: Any = None) -> ValueType:
        common_dtype([each.type for each in (x, scale) if each is not None])
        require(x, FLOATS)
        shape = x.type.shape
        if shape is not None:
            require_shape(scale, "scale", shape[normal_axis(self.axis, len(shape)) :])
        result: ValueType = x.type
        return result

    def _axes(self, rank: int) -> tuple[int, ...]:
        return tuple(range(normal_axis(self.axis, rank), rank))

    def compute(self, x: Array, scale: Array | None = None) -> Array:
        axes = self._axes(x.ndim)
        count = x.dtype.type(np.prod([x.shape[axis] for axis in axes]))
        mean = _add.reduce(np.square(x), axes, keepdims=True) / count
        y: Array = x * (1 / np.sqrt(mean + x.dtype.type(self.epsilon)))
        return y if scale is None else np.multiply(y, scale, out=y)

    def row_axes(self, rank: int) -> tuple[int, ...]:
        return self._axes(rank)

    def row(self, s: Any, x: Any, scale: Any = None) -> Any:
        mean = s.div(s.row_sum(s.mul(x, x)), s.row_count(x))
        y = s.mul(x, s.div(s.const(1), s.sqrt(s.add(mean, s.const(self.epsilon)))))
        return y if scale is None else s.mul(y, scale)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, scale = (*node.inputs, None)[:2]
        axes = self._axes(x.type.rank)
        mean = emit(Mean(axes, True), emit(Square(), x))
        inverse = emit(Reciprocal(), emit(Sqrt(), emit(Add(), mean, self.epsilon)))
        y = emit(Mul(), x, inverse)
        to_y = grad if scale is None else emit(Mul(), grad, scale)
        along = emit(Mul(), y, emit(Mean(axes, True), emit(Mul(), to_y, y)))
        to_x = emit(Mul(), inverse, emit(Sub(), to_y, along))
        return (to_x, emit(Mul(), grad, y))[: len(node.inputs)]

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return (2 + len(operands)) * results[0].size
