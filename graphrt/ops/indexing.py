"""Picking elements by index, and adding them back.

Negative indices count from the end. An index out of range is an `IndexError` while running.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.dims import symbol
from graphrt.errors import DTypeError, OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.axes import agree, known_vector, normal_axis
from graphrt.ops.pointwise import NUMBERS, require
from graphrt.ops.source import ShapeOf
from graphrt.types import INT64, DType, ValueType


def check_indices(name: str, indices: Array, axis: int, extent: int) -> None:
    """Raise `IndexError` naming an index outside ``-extent .. extent-1``."""
    wrong = (indices < -extent) | (indices >= extent)
    if wrong.any():
        bad = indices[wrong].flat[0]
        raise IndexError(f"{name}: index {bad} is out of range for axis {axis} of extent {extent}")


def require_indices(indices: Any) -> None:
    if not indices.type.dtype.is_integer:
        raise DTypeError(
            f"indices must be integer, got {indices.type.dtype}",
            hint="convert them: cast(..., 'int64')",
        )


def require_beside(shape: Sequence[Any], indices: Sequence[Any], axis: int) -> None:
    """Raise `ShapeError` unless ``indices`` has the extents of ``shape`` but for ``axis``."""
    axis = normal_axis(axis, len(shape))
    want = (*shape[:axis], None, *shape[axis + 1 :])
    if not agree(want, indices):
        raise ShapeError(
            f"indices must be {list(shape)} except along axis {axis}, got {list(indices)}"
        )


@op("gather", traits=PURE, gate="adds back at the indices", onnx=Onnx("Gather", 1))
class Gather(Op):
    """The slices of ``x`` along ``axis`` that ``indices`` name.

    An index outside ``-n .. n-1`` is an IndexError. Shapes: x ``[a..., n, b...]``, indices
    integer ``[i...]`` -> ``[a..., i..., b...]``.  Gradient: zeros with g added at each index, as
    often as it occurs; none to indices.  Source: ONNX Gather-13.
    """

    axis: int = 0

    def infer(self, x: Any, indices: Any) -> ValueType:
        require_indices(indices)
        shape = x.type.dims
        axis = normal_axis(self.axis, len(shape))
        return ValueType(x.type.dtype, (*shape[:axis], *indices.type.dims, *shape[axis + 1 :]))

    def compute(self, x: Array, indices: Array) -> Array:
        axis = self.axis % x.ndim
        check_indices("gather", indices, axis, x.shape[axis])
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

    The adjoint of `gather`: an index that occurs twice gets both slices, added in order. Shapes:
    x ``[a..., i..., b...]``, indices integer ``[i...]``, shape int64 ``[rank]`` -> ``shape``,
    which is ``[a..., n, b...]``.  Gradient: g gathered at the indices; none to the others.
    """

    axis: int = 0

    def infer(self, x: Any, indices: Any, shape: Any) -> ValueType:
        require_indices(indices)
        require(x, NUMBERS)
        rank = x.type.rank - indices.type.rank + 1
        known = known_vector(shape, "shape")
        axis = normal_axis(self.axis, rank)
        if known is None:
            return ValueType(x.type.dtype, (None,) * rank)
        want = (*known[:axis], *indices.type.dims, *known[axis + 1 :])
        if not agree(want, x.type.dims):
            raise ShapeError(f"x must be {list(want)}, got {list(x.type.dims)}")
        return ValueType(x.type.dtype, known)

    def compute(self, x: Array, indices: Array, shape: Array) -> Array:
        extents = [int(extent) for extent in shape]
        axis = self.axis % len(extents)
        check_indices("scatter_add", indices, axis, extents[axis])
        result = np.zeros(extents, x.dtype)
        picked = range(axis, axis + indices.ndim)
        slices = np.moveaxis(x, picked, range(indices.ndim))
        np.add.at(np.moveaxis(result, axis, 0), indices, slices)
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Gather(self.axis), grad, node.inputs[1]), None, None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return int(operands[0].size)


@op("gather_elements", traits=PURE, gate="adds back at the indices",
    onnx=Onnx("GatherElements", 11))  # fmt: skip
class GatherElements(Op):
    """``y[.., i, ..] = x[.., indices[.., i, ..], ..]``: along ``axis``, one index per element.

    An index outside ``-n .. n-1`` is an IndexError. Shapes: x ``[a..., n, b...]``, indices
    integer ``[a..., m, b...]`` -> ``[a..., m, b...]``.  Gradient: zeros with g added at each
    index; none to indices.  Source: ONNX GatherElements-13, numpy.take_along_axis.
    """

    axis: int = 0

    def infer(self, x: Any, indices: Any) -> ValueType:
        require_indices(indices)
        require_beside(x.type.dims, indices.type.dims, self.axis)
        return ValueType(x.type.dtype, indices.type.dims)

    def compute(self, x: Array, indices: Array) -> Array:
        axis = self.axis % x.ndim
        require_beside(x.shape, indices.shape, axis)
        check_indices("gather_elements", indices, axis, x.shape[axis])
        return np.take_along_axis(x, indices.astype(np.int64), axis)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, indices = node.inputs
        shape = emit(ShapeOf(), x)
        return (emit(ScatterAddElements(self.axis), grad, indices, shape), None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 1 else super().literal_dtype(position, operands)


@op("scatter_add_elements", traits=PURE, gate="gathers at the indices")
class ScatterAddElements(Op):
    """Zeros of ``shape`` with each element of ``x`` added at its index along ``axis``.

    The adjoint of `gather_elements`. Shapes: x ``[a..., m, b...]``, indices integer of the same
    shape, shape int64 ``[rank]`` -> ``shape``, which is ``[a..., n, b...]``.
    Gradient: g gathered at the indices; none to the others.
    """

    axis: int = 0

    def infer(self, x: Any, indices: Any, shape: Any) -> ValueType:
        require_indices(indices)
        require(x, NUMBERS)
        if not agree(x.type.dims, indices.type.dims):
            raise ShapeError(f"x is {list(x.type.dims)}, indices are {list(indices.type.dims)}")
        known = known_vector(shape, "shape")
        if known is None:
            return ValueType(x.type.dtype, (None,) * x.type.rank)
        require_beside(known, indices.type.dims, self.axis)
        return ValueType(x.type.dtype, known)

    def compute(self, x: Array, indices: Array, shape: Array) -> Array:
        extents = [int(extent) for extent in shape]
        axis = self.axis % len(extents)
        require_beside(extents, indices.shape, axis)
        check_indices("scatter_add_elements", indices, axis, extents[axis])
        result = np.zeros(extents, x.dtype)
        places: list[Any] = list(np.indices(indices.shape, sparse=True))
        places[axis] = indices
        np.add.at(result, tuple(places), x)
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(GatherElements(self.axis), grad, node.inputs[1]), None, None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return int(operands[0].size)


@op("nonzero", traits=PURE, gate="blocks", onnx=Onnx("NonZero", 9))
class NonZero(Op):
    """The indices of the elements that are not 0, one column each, in row-major order.

    NaN is not 0. How many there are is found while running: ``extent`` names that number, a
    symbol that begins with ``?`` and that nothing else in the graph may use. Shapes: x
    ``[d_1, ..., d_r]``, r > 0 -> int64 ``[r, ?extent]``.  Gradient: none, indices are integer.
    Source: ONNX NonZero-13.
    """

    extent: str

    def check(self) -> None:
        if not self.extent.startswith("?"):
            raise OpError(f"nonzero: extent must begin with '?', got {self.extent!r}")
        symbol(self.extent)

    def infer(self, x: Any) -> ValueType:
        if x.type.rank == 0:
            raise ShapeError("a scalar has no indices", hint="expand_dims it first")
        return ValueType(INT64, (x.type.rank, symbol(self.extent)))

    def compute(self, x: Array) -> Array:
        return np.array(np.nonzero(x), dtype=np.int64)
