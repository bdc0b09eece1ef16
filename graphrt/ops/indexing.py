"""Picking elements by index, and adding them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.dims import Dim, Symbol
from graphrt.errors import DTypeError, OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.axes import known_vector, normal_axis
from graphrt.ops.linalg import MatMul
from graphrt.ops.pointwise import NUMBERS, require
from graphrt.ops.shape import ExpandDims, Squeeze
from graphrt.ops.source import ShapeOf
from graphrt.types import INT64, DType, ValueType


def _check_indices(name: str, indices: Array, axis: int, extent: int) -> None:
    """Raise `IndexError` naming an index outside ``-extent .. extent-1``."""
    wrong = (indices < -extent) | (indices >= extent)
    if wrong.any():
        bad = indices[wrong].flat[0]
        raise IndexError(f"{name}: index {bad} is out of range for axis {axis} of extent {extent}")


def _require_indices(indices: Any) -> None:
    if not indices.type.dtype.is_integer:
        raise DTypeError(f"indices must be integer, got {indices.type.dtype}")


@op("gather", traits=PURE, gate="adds back at the indices", onnx=Onnx("Gather", 1))
class Gather(Op):
    """The slices of ``x`` along ``axis`` that ``indices`` name, negative ones from the end.

    An index outside ``-n .. n-1`` is an IndexError. Shapes: x ``[a..., n, b...]``, indices
    integer ``[i...]`` -> ``[a..., i..., b...]``.  Gradient: zeros with g added at each index, as
    often as it occurs; none to indices.  Source: ONNX Gather-13.
    """

    axis: int = 0

    def infer(self, x: Any, indices: Any) -> ValueType:
        _require_indices(indices)
        shape = x.type.dims
        axis = normal_axis(self.axis, len(shape))
        return ValueType(x.type.dtype, (*shape[:axis], *indices.type.dims, *shape[axis + 1 :]))

    def compute(self, x: Array, indices: Array) -> Array:
        axis = self.axis % x.ndim
        _check_indices("gather", indices, axis, x.shape[axis])
        return np.take(x, indices, axis=axis)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, indices = node.inputs
        shape = emit(ShapeOf(), x)
        axis = normal_axis(self.axis, x.type.rank)
        return (emit(ScatterAdd(axis=axis), grad, indices, shape), None)

    def known(self, x: Any, indices: Any) -> Any:
        if not isinstance(x.known, tuple) or indices.known is None:
            return None
        wanted = indices.known if isinstance(indices.known, tuple) else (indices.known,)
        if not all(isinstance(i, int) and -len(x.known) <= i < len(x.known) for i in wanted):
            return None
        found = tuple(x.known[i] for i in wanted)
        return found if isinstance(indices.known, tuple) else found[0]

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 1 else super().literal_dtype(position, operands)


@op("scatter_add", traits=PURE, gate="gathers at the indices")
class ScatterAdd(Op):
    """Zeros of ``shape`` with the slices of ``x`` added along ``axis`` at ``indices``.

    The adjoint of `gather`: an index that occurs twice gets both slices. Shapes: x
    ``[a..., i..., b...]``, indices integer ``[i...]``, shape int64 ``[rank]`` -> ``shape``.
    Gradient: g gathered at the indices.
    """

    axis: int = 0

    def infer(self, x: Any, indices: Any, shape: Any) -> ValueType:
        _require_indices(indices)
        require(x, NUMBERS)
        rank = x.type.rank - len(indices.type.dims) + 1
        known = known_vector(shape, "shape")
        result = ValueType(x.type.dtype, (None,) * rank if known is None else known)
        axis = normal_axis(self.axis, result.rank)
        want = (*result.dims[:axis], *indices.type.dims, *result.dims[axis + 1 :])
        if known is not None and want != x.type.dims:
            raise ShapeError(f"x must be {list(want)}, got {list(x.type.dims)}")
        return result

    def compute(self, x: Array, indices: Array, shape: Array) -> Array:
        extents = [int(extent) for extent in shape]
        axis = self.axis % len(extents)
        _check_indices("scatter_add", indices, axis, extents[axis])
        result = np.zeros(extents, x.dtype)
        slices = np.moveaxis(result, axis, 0)
        picked = range(axis, axis + indices.ndim)
        np.add.at(slices, indices, np.moveaxis(x, picked, range(indices.ndim)))
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Gather(axis=self.axis), grad, node.inputs[1]), None, None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return int(operands[0].size)


@op("one_hot", traits=PURE, gate="blocks", onnx=Onnx("OneHot", 9))
class OneHot(Op):
    """1 where the last axis counts to the index, else 0; a row of zeros for an index outside.

    Shapes: indices integer ``[i...]``, depth int64 ``[]`` -> ``[i..., depth]``.
    Gradient: none, indices are integer.  Source: ONNX OneHot-11 with values 0 and 1, axis -1.
    """

    dtype: DType = DType.of("float32")

    def infer(self, indices: Any, depth: Any) -> ValueType:
        _require_indices(indices)
        if depth.type.rank != 0 or not depth.type.dtype.is_integer:
            raise ShapeError(f"depth must be an integer scalar, got {depth.type}")
        extent = depth.known if isinstance(depth.known, (int, Dim)) else None
        return ValueType(self.dtype, (*indices.type.dims, extent))

    def compute(self, indices: Array, depth: Array) -> Array:
        result: Array = indices[..., None] == np.arange(int(depth))
        return result.astype(self.dtype.numpy)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64


@op("topk", traits=PURE, gate="routes to the k chosen", onnx=Onnx("TopK", 1))
class TopK(Op):
    """The k largest values along the last axis in falling order, and where they were.

    ``largest=False`` gives the smallest in rising order. Equal values keep their order; NaN
    counts as larger than any number. Shapes: x ``[..., n]``, k int64 ``[]``, k <= n -> values
    ``[..., k]``, indices int64 ``[..., k]``.  Gradient: that of the values, to the chosen
    elements.  Source: ONNX TopK-11 with axis -1, sorted.
    """

    largest: bool = True

    def infer(self, x: Any, k: Any) -> tuple[ValueType, ...]:
        require(x, NUMBERS)
        if x.type.rank < 1:
            raise ShapeError("a scalar has no axis to choose along")
        if k.type.rank != 0 or not k.type.dtype.is_integer:
            raise ShapeError(f"k must be an integer scalar, got {k.type}")
        known = k.known if isinstance(k.known, (int, Dim)) else None
        extent = x.type.dims[-1]
        if isinstance(known, int) and isinstance(extent, int) and not 0 <= known <= extent:
            raise ShapeError(f"k = {known} of an axis of extent {extent}")
        shape = (*x.type.dims[:-1], known)
        return (ValueType(x.type.dtype, shape), ValueType(INT64, shape))

    def compute(self, x: Array, k: Array) -> Any:
        count = int(k)
        if not 0 <= count <= x.shape[-1]:
            raise IndexError(f"topk: k = {count} of an axis of extent {x.shape[-1]}")
        if self.largest:  # sorting the reversed row keeps equal values in their order
            order = x.shape[-1] - 1 - np.argsort(x[..., ::-1], axis=-1, kind="stable")[..., ::-1]
        else:
            order = np.argsort(x, axis=-1, kind="stable")
        chosen = order[..., :count].astype(np.int64)
        return np.take_along_axis(x, chosen, axis=-1), chosen

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        if grads[0] is None:
            return (None, None)
        x = node.inputs[0]
        extent = x.type.dims[-1]
        if extent is None:
            raise ShapeError("topk: the gradient needs the extent of the last axis")
        rank = x.type.rank
        size = emit(Gather(axis=0), emit(ShapeOf(), x), rank - 1)
        chosen = emit(OneHot(dtype=x.type.dtype), node.outputs[1], size)
        row = emit(ExpandDims((rank - 1,)), grads[0])
        return (emit(Squeeze((rank - 1,)), emit(MatMul(), row, chosen)), None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 1 else super().literal_dtype(position, operands)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 0


@op("nonzero", traits=PURE, gate="blocks", onnx=Onnx("NonZero", 9))
class NonZero(Op):
    """The indices of the elements that are not 0, one column each, in row-major order.

    How many there are is found while running: ``extent`` names that number, a symbol that
    begins with ``?``. Shapes: x ``[d_1, ..., d_r]`` -> int64 ``[r, ?extent]``.
    Gradient: none, indices are integer.  Source: ONNX NonZero-13.
    """

    extent: str

    def check(self) -> None:
        if not self.extent.startswith("?"):
            raise OpError(f"nonzero: extent must begin with '?', got {self.extent!r}")

    def infer(self, x: Any) -> ValueType:
        return ValueType(INT64, (x.type.rank, Dim(0, ((Symbol(self.extent), 1),))))

    def compute(self, x: Array) -> Array:
        return np.array(np.nonzero(x), dtype=np.int64).reshape(x.ndim, -1)
