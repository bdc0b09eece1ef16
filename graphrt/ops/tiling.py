"""The same elements several times, or in another place along their axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.axes import known_vector, normal_axes, normal_axis, vector_length
from graphrt.ops.indexing import ScatterAdd
from graphrt.ops.joining import Concat
from graphrt.ops.reduce import Sum
from graphrt.ops.shape import Reshape
from graphrt.ops.slicing import Slice
from graphrt.ops.source import ShapeOf
from graphrt.types import INT64, DType, ValueType


@op("tile", traits=PURE, gate="sums over the copies", onnx=Onnx("Tile", 6))
class Tile(Op):
    """``x`` laid side by side ``repeats[k]`` times along axis k.

    Shapes: x ``[d_0, ...]``, repeats int64 ``[rank]`` -> ``[repeats_0 d_0, ...]``.
    Gradient: g summed over the copies; none to repeats.  Source: ONNX Tile-13, numpy.tile.
    """

    def infer(self, x: Any, repeats: Any) -> ValueType:
        counts = known_vector(repeats, "repeats")
        length = vector_length(repeats) if counts is None else len(counts)
        shape = x.type.shape
        if shape is None:
            return ValueType(x.type.dtype, None if length is None else (None,) * length)
        if length is not None and length != len(shape):
            raise ShapeError(f"{length} repeats for {len(shape)} axes")
        if counts is None:
            return ValueType(x.type.dtype, (None,) * len(shape))
        for count in counts:
            if isinstance(count, int) and count < 0:
                raise ShapeError(f"a number of repeats cannot be negative: {count}")
        extents = (
            None if extent is None else extent * count
            for extent, count in zip(shape, counts, strict=True)
        )
        return ValueType(x.type.dtype, extents)

    def compute(self, x: Array, repeats: Array) -> Array:
        return np.tile(x, [int(count) for count in repeats])

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, repeats = node.inputs
        rank = x.type.rank
        if rank == 0:
            return (grad, None)
        shape = emit(ShapeOf(), x)
        pieces = [
            emit(Slice(), vector, [axis], [axis + 1])
            for axis in range(rank)
            for vector in (repeats, shape)
        ]
        copies = emit(Reshape(), grad, emit(Concat(), *pieces))
        return (emit(Sum(axis=tuple(range(0, 2 * rank, 2))), copies), None)

    def known(self, x: Any, repeats: Any) -> Any:
        if not isinstance(repeats.known, tuple) or not all(
            isinstance(count, int) for count in repeats.known
        ):
            return None
        return x.known * repeats.known[0] if isinstance(x.known, tuple) else x.known

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 1 else super().literal_dtype(position, operands)


@op("repeat", traits=PURE, gate="sums over the copies")
class Repeat(Op):
    """Each element along ``axis`` several times in a row.

    ``repeats`` is one number for all, or one per element. Shapes: x ``[..., n, ...]`` ->
    ``[..., repeats n, ...]`` or ``[..., sum repeats, ...]``.
    Gradient: g summed over the copies of each element.  Source: numpy.repeat.
    """

    repeats: tuple[int, ...]
    axis: int

    def check(self) -> None:
        if not self.repeats or any(count < 0 for count in self.repeats):
            raise OpError(f"repeat: repeats must be numbers from 0 on, got {self.repeats}")

    def infer(self, x: Any) -> ValueType:
        shape = list(x.type.dims)
        axis = normal_axis(self.axis, len(shape))
        extent = shape[axis]
        if len(self.repeats) == 1:
            shape[axis] = None if extent is None else extent * self.repeats[0]
        else:
            if extent is not None and extent != len(self.repeats):
                raise self._misfit(axis, extent)
            shape[axis] = sum(self.repeats)
        return ValueType(x.type.dtype, shape)

    def _misfit(self, axis: int, extent: Any) -> ShapeError:
        return ShapeError(f"{len(self.repeats)} repeats for axis {axis} of extent {extent}")

    def compute(self, x: Array) -> Array:
        if len(self.repeats) not in (1, x.shape[self.axis]):
            raise self._misfit(self.axis, x.shape[self.axis])
        return np.repeat(x, self.repeats, self.axis)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]
        shape, axis = emit(ShapeOf(), x), normal_axis(self.axis, x.type.rank)
        if len(self.repeats) > 1:
            places = np.repeat(np.arange(len(self.repeats)), self.repeats)
            return (emit(ScatterAdd(axis), grad, places, shape),)
        front, back = emit(Slice(), shape, [0], [axis + 1]), emit(Slice(), shape, [axis + 1], [99])
        copies = emit(Reshape(), grad, emit(Concat(), front, list(self.repeats), back))
        return (emit(Sum(axis=(axis + 1,)), copies),)

    def known(self, x: Any) -> Any:
        if not isinstance(x.known, tuple):
            return None
        counts = self.repeats * (len(x.known) if len(self.repeats) == 1 else 1)
        return tuple(
            entry for entry, count in zip(x.known, counts, strict=True) for _ in range(count)
        )


@op("roll", traits=PURE, gate="rolls back")
class Roll(Op):
    """``y[(i + shift) mod n] = x[i]`` along each of ``axis``: what leaves one end enters the other.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g rolled back.  Source: numpy.roll.
    """

    shift: tuple[int, ...]
    axis: tuple[int, ...]

    def check(self) -> None:
        if len(self.shift) != len(self.axis):
            raise OpError(f"roll: {len(self.shift)} shifts for {len(self.axis)} axes")

    def infer(self, x: Any) -> ValueType:
        if x.type.shape is not None:
            normal_axes(self.axis, x.type.rank)
        result: ValueType = x.type
        return result

    def compute(self, x: Array) -> Array:
        return np.roll(x, self.shift, self.axis)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Roll(tuple(-shift for shift in self.shift), self.axis), grad),)

    def known(self, x: Any) -> Any:
        if not isinstance(x.known, tuple) or not x.known or not self.shift:
            return x.known
        cut = -self.shift[0] % len(x.known)
        return x.known[cut:] + x.known[:cut]
