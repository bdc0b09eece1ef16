"""Interpolation along axes. It is linear and separable: one small table of positions and weights
per axis, whose transpose is the gradient."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from graphrt.dims import Extent
from graphrt.errors import OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.axes import known_vector, normal_axes, normal_axis, vector_length
from graphrt.ops.folding import folded
from graphrt.ops.indexing import Gather
from graphrt.ops.pointwise import FLOATS, NUMBERS, require
from graphrt.ops.source import ShapeOf
from graphrt.types import INT64, DType, Shape, ValueType

MODES = ("nearest", "linear", "cubic")
COORDINATES = (
    "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric",
)  # fmt: skip
ROUNDINGS = ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")
_PLAIN_DENOMINATOR = 1024  # scales that are such fractions keep symbolic extents symbolic


class Taps(NamedTuple):
    """Where each position of a resized axis takes from: ``[out, k]`` positions and weights."""

    positions: Array
    weights: Array | None  # None: one position each, taken as it is


class _Interpolation(Op):
    """The attributes, and the table of taps they mean."""

    mode: str = "nearest"
    coordinates: str = "half_pixel"
    axes: tuple[int, ...] | None = None
    scales: tuple[float, ...] | None = None
    rounding: str = "round_prefer_floor"
    cubic_a: float = -0.75
    exclude_outside: bool = False
    antialias: bool = False

    def check(self) -> None:
        for value, known, what in (
            (self.mode, MODES, "mode"),
            (self.coordinates, COORDINATES, "coordinates"),
            (self.rounding, ROUNDINGS, "rounding"),
        ):
            if value not in known:
                raise OpError(f"{self.name}: {what} must be one of {', '.join(known)}")
        if self.scales is not None and not all(0 < s < math.inf for s in self.scales):
            raise OpError(f"{self.name}: scales must be above 0, got {self.scales}")

    def require_dtype(self, x: Any) -> None:
        require(x, NUMBERS if self.mode == "nearest" else FLOATS)

    def along(self, rank: int) -> list[int]:
        """The axes that are resized, in the order of sizes and scales."""
        axes = tuple(range(2, rank)) if self.axes is None else self.axes
        normal_axes(axes, rank)
        if self.scales is not None and len(self.scales) not in (1, len(axes)):
            raise ShapeError(f"{len(self.scales)} scales for the axes {list(axes)}")
        return [normal_axis(axis, rank) for axis in axes]

    def scales_of(self, axes: Sequence[int]) -> tuple[float, ...] | None:
        """The scale of each of ``axes``, where scales are given: one each, or one for all."""
        scales = self.scales
        return scales * len(axes) if scales is not None and len(scales) == 1 else scales

    def tables(self, extents: Sequence[int], targets: Sequence[int]) -> list[tuple[int, Taps]]:
        """(axis, taps) for each axis that changes."""
        result = []
        axes = self.along(len(extents))
        scales = self.scales_of(axes)
        for position, axis in enumerate(axes):
            extent, target = extents[axis], targets[axis]
            if target and not extent:
                raise ShapeError(f"{self.name}: axis {axis} of extent 0 has nothing to show")
            scale = 1.0 if not extent else target / extent if scales is None else scales[position]
            if target != extent or scale != 1:
                result.append((axis, self.taps(extent, target, scale)))
        return result

    def taps(self, extent: int, target: int, scale: float) -> Taps:
        """The table of one axis."""
        places = self._places(extent, target, scale)
        if self.mode == "nearest":
            nearest = np.clip(_rounded(places, self.rounding), 0, max(extent - 1, 0))
            return Taps(nearest.astype(np.int64)[:, None], None)
        stretch = min(scale, 1.0) if self.antialias else 1.0
        reach = 1 if self.mode == "linear" else 2
        first = math.floor(-reach / stretch) + 1
        offsets = np.arange(first, 2 - first)
        base = np.floor(places)
        distances = (offsets - (places - base)[:, None]) * stretch
        weights = _linear(distances) if reach == 1 else _cubic(distances, self.cubic_a)
        positions = base.astype(np.int64)[:, None] + offsets
        if self.exclude_outside:
            weights = np.where((positions < 0) | (positions >= extent), 0.0, weights)
        weights = weights / weights.sum(axis=1, keepdims=True)
        return Taps(np.clip(positions, 0, max(extent - 1, 0)), weights)

    def _places(self, extent: int, target: int, scale: float) -> Array:
        """The coordinate in the axis of each position of the resized one."""
        out = np.arange(target, dtype=np.float64)
        if self.coordinates == "asymmetric":
            return out / scale
        if self.coordinates == "align_corners":
            return out * ((extent - 1) / (target - 1)) if target > 1 else out * 0
        if self.coordinates == "pytorch_half_pixel" and target <= 1:
            return out * 0
        shift = 0.0
        if self.coordinates == "half_pixel_symmetric":
            shift = extent / 2 * (1 - target / (scale * extent)) if extent else 0.0
        result: Array = shift + (out + 0.5) / scale - 0.5
        return result

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        taps = {"nearest": 0, "linear": 2, "cubic": 4}[self.mode]
        larger = max(int(operands[0].size), results[0].size)
        return 2 * taps * larger * len(self.along(results[0].rank))

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)


def _rounded(places: Array, rounding: str) -> Array:
    if rounding == "round_prefer_floor":
        return np.ceil(places - 0.5)
    if rounding == "round_prefer_ceil":
        return np.floor(places + 0.5)
    return np.floor(places) if rounding == "floor" else np.ceil(places)


def _linear(distances: Array) -> Array:
    result: Array = np.clip(1 - np.abs(distances), 0, 1)
    return result


def _cubic(distances: Array, a: float) -> Array:
    """The convolution kernel of Keys 1981, equation 15 with a free a."""
    d = np.abs(distances)
    near: Array = ((a + 2) * d - (a + 3)) * d * d + 1
    far = ((a * d - 5 * a) * d + 8 * a) * d - 4 * a
    weights: Array = np.where(d <= 1, near, np.where(d < 2, far, 0.0))
    return weights


def _along(weights: Array, rank: int, axis: int, dtype: Any) -> Array:
    """Weights of one tap as an array that broadcasts along ``axis``."""
    return weights.astype(dtype).reshape(-1, *[1] * (rank - axis - 1))


def _scaled(extent: Extent, scale: float) -> Extent:
    """``floor(extent * scale)``, for a symbol where the scale is a plain fraction."""
    if isinstance(extent, int):
        return math.floor(extent * scale)
    fraction = Fraction(scale)
    if extent is None or fraction.denominator > _PLAIN_DENOMINATOR:
        return None
    return (extent * fraction.numerator) // fraction.denominator


@op("resize", traits=PURE, gate="interpolates backwards", onnx=Onnx("Resize", 11))
class Resize(_Interpolation):
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

    mode: str = "nearest"
    coordinates: str = "half_pixel"
    axes: tuple[int, ...] | None = None
    scales: tuple[float, ...] | None = None
    rounding: str = "round_prefer_floor"
    cubic_a: float = -0.75
    exclude_outside: bool = False
    antialias: bool = False

    def infer(self, x: Any, sizes: Any = None) -> ValueType:
        self.require_dtype(x)
        if sizes is None and self.scales is None:
            raise ShapeError("sizes or scales must be given")
        if x.type.shape is None:
            return ValueType(x.type.dtype, None)
        shape = list(x.type.shape)
        axes = self.along(len(shape))
        wanted = self._wanted(shape, axes, sizes)
        for axis, extent in zip(axes, wanted, strict=True):
            if isinstance(extent, int) and extent < 0:
                raise ShapeError(f"an extent cannot be negative: {extent}")
            if shape[axis] == 0 and isinstance(extent, int) and extent:
                raise ShapeError(f"axis {axis} of extent 0 has nothing to show")
            shape[axis] = extent
        return ValueType(x.type.dtype, shape)

    def _wanted(self, shape: Sequence[Extent], axes: Sequence[int], sizes: Any) -> Sequence[Extent]:
        if sizes is None:
            return [
                _scaled(shape[axis], scale)
                for axis, scale in zip(axes, self.scales_of(axes) or (), strict=True)
            ]
        known = known_vector(sizes, "sizes")
        length = vector_length(sizes) if known is None else len(known)
        if length is not None and length != len(axes):
            raise ShapeError(f"{length} sizes for the axes {list(axes)}")
        return (None,) * len(axes) if known is None else known

    def compute(self, x: Array, sizes: Any = None) -> Array:
        targets: list[Any] = list(x.shape)
        axes = self.along(x.ndim)
        given = self._wanted(x.shape, axes, None) if sizes is None else sizes
        for axis, target in zip(axes, given, strict=True):
            targets[axis] = int(target)
        for axis, (positions, weights) in self.tables(x.shape, targets):
            if weights is None:
                x = np.take(x, positions[:, 0], axis)
                continue
            parts = [
                np.take(x, positions[:, tap], axis) * _along(weights[:, tap], x.ndim, axis, x.dtype)
                for tap in range(positions.shape[1])
            ]
            x = reduce(np.add, parts)
        return x

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, *sizes = node.inputs
        back = emit(Unresize(**self.attributes()), grad, emit(ShapeOf(), x))
        return (back, *[None for _ in sizes])


@op("unresize", traits=PURE, gate="resizes")
class Unresize(_Interpolation):
    """Zeros of ``shape`` with each element of ``x`` added, weighted, where `resize` takes it from.

    The adjoint of `resize`, with its attributes. Shapes: x, shape int64 ``[rank]`` -> ``shape``,
    which resized has the shape of x.  Gradient: g resized; none to shape.
    """

    mode: str = "nearest"
    coordinates: str = "half_pixel"
    axes: tuple[int, ...] | None = None
    scales: tuple[float, ...] | None = None
    rounding: str = "round_prefer_floor"
    cubic_a: float = -0.75
    exclude_outside: bool = False
    antialias: bool = False

    def infer(self, x: Any, shape: Any) -> ValueType:
        self.require_dtype(x)
        known = known_vector(shape, "shape")
        rank = vector_length(shape) if known is None else len(known)
        if rank is not None:
            axes = self.along(rank)
            have: Shape | None = x.type.shape
            if have is not None and (
                len(have) != rank
                or (known is not None and _differ(have, known, set(range(rank)) - set(axes)))
            ):
                raise ShapeError(f"x is {list(have)}, shape is {list(known or [None] * rank)}")
        return ValueType(x.type.dtype, known if known is not None or rank is None
                         else (None,) * rank)  # fmt: skip

    def compute(self, x: Array, shape: Array) -> Array:
        extents = [int(extent) for extent in shape]
        for axis, (positions, weights) in self.tables(extents, x.shape):
            x = folded(x, axis, extents[axis], positions, weights)
        return x

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        forward = Resize(**self.attributes())
        x = node.inputs[0]
        sizes = emit(Gather(), emit(ShapeOf(), x), np.array(self.along(x.type.rank)))
        return (emit(forward, grad, sizes), None)


def _differ(left: Sequence[Extent], right: Sequence[Extent], axes: set[int]) -> bool:
    """Whether two shapes are known to differ on one of ``axes``."""
    return any(None not in (left[axis], right[axis]) and left[axis] != right[axis] for axis in axes)
