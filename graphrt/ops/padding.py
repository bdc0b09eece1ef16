"""Padding: an axis made longer at its ends, or shorter where the amount is negative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import DTypeError, OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Neg
from graphrt.ops.axes import agree, known_vector, vector_length
from graphrt.ops.compare import Equal, Where
from graphrt.ops.folding import folded
from graphrt.ops.pointwise import NUMBERS, require
from graphrt.ops.reduce import Sum
from graphrt.ops.source import ShapeOf, ZerosLike
from graphrt.types import INT64, DType, Shape, ValueType

MODES = ("constant", "reflect", "edge", "wrap")


def padded_shape(shape: Shape | None, pads: Any) -> Shape | None:
    """``shape`` with what ``pads`` adds: all amounts before, then all amounts after."""
    amounts = known_vector(pads, "pads")
    length = vector_length(pads) if amounts is None else len(amounts)
    if shape is None and length is not None:
        shape = (None,) * (length // 2)
    if shape is None:
        return None
    if length is not None and length != 2 * len(shape):
        raise ShapeError(f"pads must have 2 entries per axis, got {length} for {len(shape)} axes")
    if amounts is None:
        return (None,) * len(shape)
    rank = len(shape)
    result = tuple(
        None if extent is None else extent + amounts[axis] + amounts[rank + axis]
        for axis, extent in enumerate(shape)
    )
    for axis, extent in enumerate(result):
        if isinstance(extent, int) and extent < 0:
            raise _too_short(axis, shape[axis])
    return result


def _too_short(axis: int, extent: Any) -> ShapeError:
    return ShapeError(f"more is cut off than axis {axis} of extent {extent} has")


def _amounts(pads: Array, shape: Sequence[int]) -> list[tuple[int, int]]:
    """(before, after) per axis."""
    rank = len(shape)
    pairs = [(int(pads[axis]), int(pads[rank + axis])) for axis in range(rank)]
    for axis, (before, after) in enumerate(pairs):
        if shape[axis] + before + after < 0:
            raise _too_short(axis, shape[axis])
    return pairs


def source_positions(mode: str, extent: int, before: int, after: int) -> Array:
    """Which position of an axis each position of the padded axis shows; modes but "constant".

    >>> source_positions("reflect", 3, 3, 2).tolist()
    [1, 2, 1, 0, 1, 2, 1, 0]
    """
    positions = np.arange(-before, extent + after)
    if extent == 0:
        if positions.size:
            raise ShapeError(f"mode {mode!r} has nothing to repeat on an axis of extent 0")
        return positions
    if mode == "edge":
        return np.clip(positions, 0, extent - 1)
    if mode == "wrap":
        return positions % extent
    period = max(2 * (extent - 1), 1)
    folded = positions % period
    return np.minimum(folded, period - folded) if extent > 1 else folded


class _Padding(Op):
    """What `pad` and its adjoint share: the mode, and int64 vectors beside ``x``."""

    mode: str = "constant"

    def check(self) -> None:
        if self.mode not in MODES:
            raise OpError(f"{self.name}: mode must be one of {', '.join(MODES)}, got {self.mode!r}")


@op("pad", traits=PURE, gate="cuts the padding off", onnx=Onnx("Pad", 2))
class Pad(_Padding):
    """``x`` with more elements at both ends of each axis, or fewer where an amount is negative.

    ``pads`` holds the amounts before each axis, then those after each. ``mode`` says what is
    put there: "constant" the scalar ``value`` (default 0), "edge" the outermost element,
    "reflect" the elements mirrored at the outermost one, "wrap" those of the other end.
    Any amount is possible: reflections and rounds repeat. Shapes: x ``[d_0, ...]``, pads int64
    ``[2 rank]``, value ``[]`` -> ``[pads_0 + d_0 + pads_rank, ...]``.
    Gradient: g at the elements shown, summed as often as they are; the sum of g over the
    padding to value; none to pads.  Source: ONNX Pad-19, numpy.pad.
    """

    mode: str = "constant"

    def infer(self, x: Any, pads: Any, value: Any = None) -> ValueType:
        if value is not None:
            if self.mode != "constant":
                raise ShapeError(f"a value is for mode 'constant' only, the mode is {self.mode!r}")
            if value.type.dtype is not x.type.dtype or value.type.shape not in (None, ()):
                raise DTypeError(f"value must be a {x.type.dtype} scalar, got {value.type}")
        return ValueType(x.type.dtype, padded_shape(x.type.shape, pads))

    def compute(self, x: Array, pads: Array, value: Any = None) -> Array:
        amounts = _amounts(pads, x.shape)
        if self.mode == "constant":
            return _surrounded(x, amounts, 0 if value is None else value)
        for axis, (before, after) in enumerate(amounts):
            if before or after:
                positions = source_positions(self.mode, x.shape[axis], before, after)
                x = np.take(x, positions, axis)
        return x

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, pads, *value = node.inputs
        if self.mode != "constant":
            back = emit(Unpad(self.mode), grad, emit(ShapeOf(), x), pads)
            return (back, None, *[None for _ in value])
        to_x = emit(Pad(), grad, emit(Neg(), pads))
        if not value or value[0] is None:
            return (to_x, None, *value)
        padding = emit(Equal(), emit(Pad(), emit(ZerosLike(), x), pads, 1), 1)
        return (to_x, None, emit(Sum(), emit(Where(), padding, grad, 0)))

    def known(self, x: Any, pads: Any, value: Any = None) -> Any:
        amounts, fill = pads.known, 0 if value is None else value.known
        if not isinstance(x.known, tuple) or not isinstance(amounts, tuple) or fill is None:
            return None
        if not all(isinstance(amount, int) for amount in amounts):
            return None
        before, after = amounts
        length = len(x.known)
        if self.mode == "constant":
            row = range(-before, length + after)
            return tuple(x.known[at] if 0 <= at < length else fill for at in row)
        return tuple(x.known[at] for at in source_positions(self.mode, length, before, after))

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 1 else super().literal_dtype(position, operands[:1])


def _surrounded(x: Array, amounts: Sequence[tuple[int, int]], value: Any) -> Array:
    """``x`` with ``value`` around it, cut where an amount is negative."""
    shape = [extent + sum(pair) for extent, pair in zip(x.shape, amounts, strict=True)]
    result = np.full(shape, value, x.dtype)
    into, kept = [], []
    for extent, (before, after) in zip(x.shape, amounts, strict=True):
        first, count = max(-before, 0), max(extent - max(-before, 0) - max(-after, 0), 0)
        kept.append(slice(first, first + count))
        into.append(slice(max(before, 0), max(before, 0) + count))
    result[tuple(into)] = x[tuple(kept)]
    return result


@op("unpad", traits=PURE, gate="pads in the same mode")
class Unpad(_Padding):
    """Zeros of ``shape`` with each element of ``x`` added where `pad` took it from.

    The adjoint of `pad` in its modes "reflect", "edge" and "wrap". Shapes: x, shape int64
    ``[rank]``, pads int64 ``[2 rank]`` -> ``shape``.  Gradient: g padded; none to the others.
    """

    mode: str = "constant"

    def check(self) -> None:
        super().check()
        if self.mode == "constant":
            raise OpError("unpad: pad with negated amounts is the adjoint in mode 'constant'")

    def infer(self, x: Any, shape: Any, pads: Any) -> ValueType:
        require(x, NUMBERS)
        known = known_vector(shape, "shape")
        if known is None:
            rank = vector_length(shape)
            return ValueType(x.type.dtype, None if rank is None else (None,) * rank)
        want = padded_shape(known, pads)
        if want is not None and x.type.shape is not None and not agree(want, x.type.shape):
            raise ShapeError(f"padded, the shape is {list(want)}, x is {list(x.type.shape)}")
        return ValueType(x.type.dtype, known)

    def compute(self, x: Array, shape: Array, pads: Array) -> Array:
        extents = [int(extent) for extent in shape]
        for axis, (before, after) in enumerate(_amounts(pads, extents)):
            if before or after:
                positions = source_positions(self.mode, extents[axis], before, after)
                x = folded(x, axis, extents[axis], positions[:, None])
        return x

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Pad(self.mode), grad, node.inputs[2]), None, None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)
