"""Selecting the largest elements, and indices as rows of zeros and a one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.dims import Dim, Extent
from graphrt.dtypes import FLOAT32
from graphrt.errors import DTypeError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.axes import normal_axis
from graphrt.ops.indexing import ScatterAddElements
from graphrt.ops.pointwise import NUMBERS, require
from graphrt.ops.source import ShapeOf
from graphrt.types import INT64, DType, ValueType


def _count(x: Any, what: str) -> Extent:
    """The value of an operand that must be an integer scalar, where it is known."""
    if x.type.dtype.kind != "int" or x.type.shape != ():
        raise DTypeError(f"{what} must be an int64 scalar, got {x.type}")
    known = x.known
    if isinstance(known, int) and known < 0:
        raise ShapeError(f"{what} cannot be negative: {known}")
    return known if isinstance(known, (int, Dim)) else None


@op("one_hot", traits=PURE, gate="blocks", onnx=Onnx("OneHot", 9))
class OneHot(Op):
    """1 where the position along the new ``axis`` is the index, else 0.

    Negative indices count from the end; an index outside ``-depth .. depth-1`` gives zeros only.
    Shapes: indices integer ``[a..., b...]``, depth int64 ``[]`` -> ``[a..., depth, b...]``.
    Gradient: none, indices are integer.  Source: ONNX OneHot-11 with values 0 and 1.
    """

    beside_row = (0,)
    makes_row = True

    axis: int = -1
    dtype: DType = FLOAT32

    def infer(self, indices: Any, depth: Any) -> ValueType:
        if not indices.type.dtype.is_integer:
            raise DTypeError(f"indices must be integer, got {indices.type.dtype}")
        if self.dtype.kind not in (*NUMBERS, "bool"):
            raise DTypeError(f"no zeros and ones in {self.dtype}")
        extent = _count(depth, "depth")
        shape = list(indices.type.dims)
        shape.insert(normal_axis(self.axis, len(shape) + 1), extent)
        return ValueType(self.dtype, shape)

    def compute(self, indices: Array, depth: Array) -> Array:
        axis = self.axis % (indices.ndim + 1)
        places = np.arange(int(depth)).reshape(-1, *[1] * (indices.ndim - axis))
        wanted = np.expand_dims(indices, axis)
        result: Array = (places == wanted) | (places - int(depth) == wanted)
        return result.astype(self.dtype.numpy)

    def row_axes(self, rank: int) -> tuple[int, ...]:
        return (normal_axis(self.axis, rank + 1),)

    def row(self, s: Any, index: Any, depth: Any) -> Any:
        place, wanted = s.position(index), s.cast(index, INT64)
        return s.logical_or(s.equal(place, wanted), s.equal(s.sub(place, depth), wanted))

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64


@op("topk", traits=PURE, gate="routes to the k chosen", onnx=Onnx("TopK", 1))
class TopK(Op):
    """The k largest values along ``axis`` in falling order, and where they were.

    ``largest=False`` gives the smallest in rising order. Equal values keep their order; NaN
    counts as larger than any number. Shapes: x ``[..., n, ...]``, k int64 ``[]``, k <= n ->
    values ``[..., k, ...]``, indices int64 ``[..., k, ...]``.  Gradient: that of the values to
    the chosen elements, 0 to the others; none to k.  Source: ONNX TopK-11, sorted.
    """

    axis: int = -1
    largest: bool = True

    result_names: ClassVar[tuple[str, ...]] = ("values", "indices")

    def infer(self, x: Any, k: Any) -> tuple[ValueType, ...]:
        require(x, NUMBERS)
        count = _count(k, "k")
        shape = list(x.type.dims)
        axis = normal_axis(self.axis, len(shape))
        _require_enough(count, shape[axis], axis)
        shape[axis] = count
        return (ValueType(x.type.dtype, shape), ValueType(INT64, shape))

    def compute(self, x: Array, k: Array) -> Any:
        axis, count = self.axis % x.ndim, int(k)
        extent = x.shape[axis]
        _require_enough(count, extent, axis)
        if self.largest:  # sorting from the back keeps equal values in their order
            order = np.flip(np.argsort(np.flip(x, axis), axis, kind="stable"), axis)
            order = extent - 1 - order
        else:
            order = np.argsort(x, axis, kind="stable")
        chosen = np.take(order, range(count), axis).astype(np.int64)
        return np.take_along_axis(x, chosen, axis), chosen

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        if grads[0] is None:
            return (None, None)
        shape = emit(ShapeOf(), node.inputs[0])
        return (emit(ScatterAddElements(self.axis), grads[0], node.outputs[1], shape), None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 1 else super().literal_dtype(position, operands)


def _require_enough(count: Extent, extent: Extent, axis: int) -> None:
    if isinstance(count, int) and isinstance(extent, int) and not 0 <= count <= extent:
        raise ShapeError(f"k = {count} of axis {axis}, which has extent {extent}")
