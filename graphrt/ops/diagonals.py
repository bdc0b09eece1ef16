"""Diagonals of matrices, the triangles beside them, and matrices of a diagonal.

A matrix is the last two axes; ``offset`` counts diagonals upwards from the main one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.dims import Extent
from graphrt.errors import ShapeError
from graphrt.ir.layout import Layout
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.axes import agree, at_least_zero, known_vector, smallest
from graphrt.ops.pointwise import NUMBERS, require
from graphrt.ops.source import ShapeOf
from graphrt.types import INT64, DType, ValueType


def require_matrices(x: Any, what: str = "operand") -> None:
    """Raise `ShapeError` unless ``x`` may have two axes or more."""
    if x.type.shape is not None and x.type.rank < 2:
        raise ShapeError(f"{what} needs at least two axes, got {x.type}")


class _Triangle(Op):
    offset: int = 0

    def infer(self, x: Any) -> ValueType:
        require(x, NUMBERS)
        require_matrices(x)
        result: ValueType = x.type
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(type(self)(self.offset), grad),)


@op("tril", traits=PURE, gate="keeps the lower triangle", onnx=Onnx("Trilu", 14))
class Tril(_Triangle):
    """``y[..., i, j] = x[..., i, j] where j <= i + offset, else 0``: the lower triangle.

    Shapes: x ``[..., m, n]`` -> ``[..., m, n]``.  Gradient: the lower triangle of g.
    Source: ONNX Trilu-14 with upper = 0; numpy.tril.
    """

    offset: int = 0

    def compute(self, x: Array) -> Array:
        return np.tril(x, self.offset)


@op("triu", traits=PURE, gate="keeps the upper triangle", onnx=Onnx("Trilu", 14))
class Triu(_Triangle):
    """``y[..., i, j] = x[..., i, j] where j >= i + offset, else 0``: the upper triangle.

    Shapes: x ``[..., m, n]`` -> ``[..., m, n]``.  Gradient: the upper triangle of g.
    Source: ONNX Trilu-14 with upper = 1; numpy.triu.
    """

    offset: int = 0

    def compute(self, x: Array) -> Array:
        return np.triu(x, self.offset)


@op("diagonal", traits=PURE, gate="puts it back on the diagonal, zeros beside")
class Diagonal(Op):
    """``y[..., i] = x[..., i, i + offset]``, or ``x[..., i - offset, i]`` for a negative one.

    Shapes: x ``[..., m, n]`` -> ``[..., min(m, n - offset)]`` or ``[..., min(m + offset, n)]``,
    at least 0.  Gradient: zeros with g on that diagonal.  Source: numpy.linalg.diagonal.
    """

    offset: int = 0

    def infer(self, x: Any) -> ValueType:
        require_matrices(x)
        shape = x.type.shape
        if shape is None:
            return ValueType(x.type.dtype, None)
        return ValueType(x.type.dtype, (*shape[:-2], _length(shape[-2], shape[-1], self.offset)))

    def compute(self, x: Array) -> Array:
        return np.diagonal(x, self.offset, -2, -1)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Undiagonal(self.offset), grad, emit(ShapeOf(), node.inputs[0])),)

    def view(self, layout: Layout, operand: ValueType, result: ValueType, *known: Any) -> Layout:
        down, right = layout.strides[-2:]
        first = 0
        if result.dims[-1] != 0:
            first = self.offset * right if self.offset > 0 else -self.offset * down
        return Layout(layout.offset + first, (*layout.strides[:-2], down + right))


@op("undiagonal", traits=PURE, gate="takes the diagonal")
class Undiagonal(Op):
    """Zeros of ``shape`` with ``x`` on the diagonal ``offset`` of each matrix.

    The adjoint of `diagonal`. Shapes: x ``[..., k]``, shape int64 ``[rank]`` -> ``shape``, whose
    diagonal has k elements.  Gradient: that diagonal of g; none to shape.
    """

    offset: int = 0

    def infer(self, x: Any, shape: Any) -> ValueType:
        known = known_vector(shape, "shape")
        if known is None:
            return ValueType(x.type.dtype, (None,) * (x.type.rank + 1))
        if len(known) < 2:
            raise ShapeError(f"shape must have at least two axes, got {list(known)}")
        want = (*known[:-2], _length(known[-2], known[-1], self.offset))
        if x.type.shape is not None and not agree(want, x.type.shape):
            raise ShapeError(f"the diagonal is {list(want)}, x is {list(x.type.shape)}")
        return ValueType(x.type.dtype, known)

    def compute(self, x: Array, shape: Array) -> Array:
        result = np.zeros([int(extent) for extent in shape], x.dtype)
        high, wide = result.shape[-2:]
        rows = np.arange(_length(high, wide, self.offset)) + max(-self.offset, 0)
        if (*result.shape[:-2], rows.size) != x.shape:
            want = [*result.shape[:-2], rows.size]
            raise ShapeError(f"undiagonal: the diagonal is {want}, x is {list(x.shape)}")
        result[..., rows, rows + self.offset] = x
        return result

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Diagonal(self.offset), grad), None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)


def _length(rows: Extent, columns: Extent, offset: int) -> Any:
    """How many elements a diagonal has."""
    if rows is None or columns is None:
        return None
    above, below = (0, offset) if offset > 0 else (-offset, 0)
    return at_least_zero(smallest(rows - above, columns - below))
