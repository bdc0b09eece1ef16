"""Picking elements by the coordinates in a table, and writing some elements of a tensor.

Negative coordinates count from the end; one out of range is an `IndexError` while running.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import DTypeError, GradientError, OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Div, Max
from graphrt.ops.axes import agree, normal_axis
from graphrt.ops.compare import Cast, Equal, Where
from graphrt.ops.indexing import GatherElements, check_indices, require_beside, require_indices
from graphrt.ops.pointwise import NUMBERS, require
from graphrt.ops.ranges import Range
from graphrt.ops.shape import BroadcastTo, Reshape
from graphrt.ops.source import ShapeOf, SizeOf, ZerosLike
from graphrt.types import INT64, DType, Shape, ValueType

REDUCTIONS = {"none": None, "add": np.add, "mul": np.multiply, "max": np.maximum, "min": np.minimum}


def _picked_shape(shape: Shape, indices: Shape, batch: int) -> Shape | None:
    """The shape of what ``indices`` pick from a tensor of ``shape``; ``None`` where not even its
    rank is known."""
    if not indices:
        raise ShapeError("indices need a last axis of coordinates, got a scalar")
    count = indices[-1]
    if not isinstance(count, int):
        return None
    if not 1 <= count <= len(shape) - batch or batch >= len(indices):
        beside = f" beside {batch} batch axes" if batch else ""
        raise ShapeError(f"indices have {count} coordinates for {len(shape)} axes{beside}")
    if not agree(shape[:batch], indices[:batch]):
        raise ShapeError(f"batch axes are {list(shape[:batch])} and {list(indices[:batch])}")
    return (*indices[:-1], *shape[batch + count :])


def _places(name: str, shape: tuple[int, ...], indices: Array, batch: int) -> tuple[Array, ...]:
    """One index array per axis that is picked from, batch axes first."""
    rows = indices.shape[:-1]
    along = [
        np.arange(extent).reshape(-1, *[1] * (len(rows) - axis - 1))
        for axis, extent in enumerate(rows[:batch])
    ]
    for position in range(indices.shape[-1]):
        check_indices(name, indices[..., position], batch + position, shape[batch + position])
    return (*along, *(indices[..., position] for position in range(indices.shape[-1])))


def _check_batch(op: Any) -> None:
    if op.batch_axes < 0:
        raise OpError(f"{op.name}: batch_axes must be at least 0, got {op.batch_axes}")


@op("gather_nd", traits=PURE, gate="adds back at the indices", onnx=Onnx("GatherND", 11))
class GatherND(Op):
    """The slices of ``x`` at rows of coordinates: ``y[i...] = x[indices[i..., 0], ...]``.

    The first ``batch_axes`` axes go together one by one. Shapes: x ``[b..., n_1, ..., n_k, d...]``,
    indices integer ``[b..., i..., k]``, k > 0 -> ``[b..., i..., d...]``.
    Gradient: zeros with g added at each row, as often as it occurs; none to indices.
    Source: ONNX GatherND-13.
    """

    batch_axes: int = 0

    def check(self) -> None:
        _check_batch(self)

    def infer(self, x: Any, indices: Any) -> ValueType:
        require_indices(indices)
        return ValueType(x.type.dtype, _picked_shape(x.type.dims, indices.type.dims,
                                                     self.batch_axes))  # fmt: skip

    def compute(self, x: Array, indices: Array) -> Array:
        _picked_shape(x.shape, indices.shape, self.batch_axes)
        picked: Array = x[_places("gather_nd", x.shape, indices, self.batch_axes)]
        return picked

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, indices = node.inputs
        zeros = emit(ZerosLike(), x)
        return (emit(ScatterND("add", self.batch_axes), zeros, indices, grad), None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 1 else super().literal_dtype(position, operands)


class _Scatter(Op):
    """A copy of ``x`` changed at some places; how ``reduction`` combines, and its gradient."""

    reduction: str = "none"

    def check(self) -> None:
        if self.reduction not in REDUCTIONS:
            known = ", ".join(REDUCTIONS)
            raise OpError(f"{self.name}: reduction must be one of {known}, got {self.reduction!r}")

    def places(self, shape: tuple[int, ...], indices: Array) -> tuple[Array, ...]:
        """The index arrays of the places, after checking them."""
        raise NotImplementedError

    def gather(self) -> Op:
        """The op that reads what this one writes."""
        raise NotImplementedError

    def compute(self, x: Array, indices: Array, updates: Array) -> Array:
        result = x.copy()
        places = self.places(x.shape, indices)
        if result[places].shape != updates.shape:
            want = list(result[places].shape)
            raise ShapeError(f"{self.name}: updates must be {want}, got {list(updates.shape)}")
        combine = REDUCTIONS[self.reduction]
        if combine is None:
            result[places] = updates
        else:
            combine.at(result, places, updates)
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        _, indices, updates = node.inputs
        if self.reduction == "add":
            return (grad, None, emit(self.gather(), grad, indices))
        if self.reduction == "none":
            erased = emit(self, grad, indices, emit(ZerosLike(), updates))
            kept = emit(Where(), self._last(emit, node), emit(self.gather(), grad, indices), 0)
            return (erased, None, kept)
        if self.reduction == "mul":
            raise GradientError(
                f"{self.name} with reduction 'mul' has no gradient rule",
                hint="for positive factors use exp and log: log(x) with the logarithms added",
            )
        return self._to_winners(emit, node, grad)

    def _last(self, emit: Any, node: Any) -> Any:
        """Which updates remain: of several at one place the last, found by writing numbers."""
        x, indices, updates = node.inputs
        count = emit(SizeOf(), updates)
        order = emit(Reshape(), emit(Range(), 0, count, 1), emit(ShapeOf(), updates))
        board = emit(BroadcastTo(), np.array(-1), emit(ShapeOf(), x))
        return emit(Equal(), emit(self.gather(), emit(self, board, indices, order), indices), order)

    def _to_winners(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        """g to the largest or smallest; several equal ones share it evenly."""
        x, indices, updates = node.inputs
        result = node.outputs[0]
        from_x = emit(Equal(), x, result)
        from_updates = emit(Equal(), updates, emit(self.gather(), result, indices))
        cast = Cast(grad.type.dtype)
        counting = self.replace(reduction="add")
        winners = emit(counting, emit(cast, from_x), indices, emit(cast, from_updates))
        share = emit(Div(), grad, emit(Max(), winners, 1))  # a NaN has no winner
        shared = emit(self.gather(), share, indices)
        return (emit(Where(), from_x, share, 0), None, emit(Where(), from_updates, shared, 0))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 0 if self.reduction == "none" else int(operands[2].size)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 1 else super().literal_dtype(position, operands[:1])

    def require_updates(self, x: Any, updates: Any, want: Shape | None) -> ValueType:
        """The type of the result; ``want`` is the shape ``updates`` must have, where known."""
        if self.reduction != "none":
            require(x, NUMBERS)
        if updates.type.dtype is not x.type.dtype:
            raise DTypeError(f"x is {x.type.dtype}, updates are {updates.type.dtype}")
        if want is not None and not agree(want, updates.type.dims):
            raise ShapeError(f"updates must be {list(want)}, got {list(updates.type.dims)}")
        result: ValueType = x.type
        return result


@op("scatter_nd", traits=PURE, gate="routes to what was written", onnx=Onnx("ScatterND", 11))
class ScatterND(_Scatter):
    """``x`` with the slices at rows of coordinates replaced by, or combined with, ``updates``.

    ``reduction`` says how: "none" replaces, the last one where a row of coordinates occurs
    again; "add", "mul", "max" and "min" combine all of them with what is there. Shapes: x
    ``[b..., n_1, ..., n_k, d...]``, indices integer ``[b..., i..., k]``, updates
    ``[b..., i..., d...]`` -> that of x.  Gradient: to x where it was not replaced, to updates
    what is read at their place; "max" and "min" route to the winner, equal ones share evenly;
    "mul" has none.  Source: ONNX ScatterND-18, which leaves the order of "none" open.
    """

    reduction: str = "none"
    batch_axes: int = 0

    def check(self) -> None:
        super().check()
        _check_batch(self)

    def infer(self, x: Any, indices: Any, updates: Any) -> ValueType:
        require_indices(indices)
        want = _picked_shape(x.type.dims, indices.type.dims, self.batch_axes)
        return self.require_updates(x, updates, want)

    def places(self, shape: tuple[int, ...], indices: Array) -> tuple[Array, ...]:
        _picked_shape(shape, indices.shape, self.batch_axes)
        return _places(self.name, shape, indices, self.batch_axes)

    def gather(self) -> Op:
        return GatherND(self.batch_axes)


@op("scatter_elements", traits=PURE, gate="routes to what was written",
    onnx=Onnx("ScatterElements", 11))  # fmt: skip
class ScatterElements(_Scatter):
    """``x`` with ``y[.., indices[.., i, ..], ..]`` replaced by, or combined with,
    ``updates[.., i, ..]``: along ``axis``, one index per element.

    ``reduction`` as in `scatter_nd`: "none", of several at one place the last, "add", "mul",
    "max" or "min". Shapes: x ``[a..., n, b...]``, indices integer ``[a..., m, b...]``, updates
    the same -> that of x.  Gradient: as of `scatter_nd`.
    Source: ONNX ScatterElements-18, which leaves the order of "none" open.
    """

    reduction: str = "none"
    axis: int = 0

    def infer(self, x: Any, indices: Any, updates: Any) -> ValueType:
        require_indices(indices)
        require_beside(x.type.dims, indices.type.dims, self.axis)
        return self.require_updates(x, updates, indices.type.dims)

    def places(self, shape: tuple[int, ...], indices: Array) -> tuple[Array, ...]:
        axis = normal_axis(self.axis, len(shape))
        require_beside(shape, indices.shape, axis)
        check_indices(self.name, indices, axis, shape[axis])
        along: list[Any] = list(np.indices(indices.shape, sparse=True))
        along[axis] = indices
        return tuple(along)

    def gather(self) -> Op:
        return GatherElements(self.axis)
