"""Embeddings: rows of a table, and adding them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import OpError, ShapeError
from graphrt.ir.op import Array, Op, op
from graphrt.ops.axes import agree, known_vector
from graphrt.ops.indexing import check_indices, require_indices
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.source import ShapeOf
from graphrt.types import INT64, DType, ValueType


class _Rows(Op):
    """Rows of a table by number; ``padding_idx`` is one that reads as zeros and learns nothing."""

    padding_idx: int | None = None

    def check(self) -> None:
        if self.padding_idx is not None and self.padding_idx < 0:
            raise OpError(f"{self.name}: padding_idx must be at least 0, got {self.padding_idx}")

    def require_row(self, rows: Any) -> None:
        """Raise `ShapeError` where a table of that many rows has no row ``padding_idx``."""
        if self.padding_idx is not None and isinstance(rows, int) and self.padding_idx >= rows:
            raise ShapeError(f"padding_idx {self.padding_idx} of a table of {rows} rows")

    def from_front(self, indices: Array, rows: int) -> tuple[Array, Array | None]:
        """Indices counted from the front, and which of them are padding."""
        check_indices(self.name, indices, 0, rows)
        places = np.where(indices < 0, indices + rows, indices)
        return places, None if self.padding_idx is None else places == self.padding_idx

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)


@op("embedding", gate="adds back at the rows")
class Embedding(_Rows):
    """``y[i..., :] = table[indices[i...], :]``, and zeros where the index is ``padding_idx``.

    Negative indices count from the end; one out of range is an IndexError.
    Shapes: table ``[V, D]``, indices integer ``[i...]`` -> ``[i..., D]``.
    Gradient: `embedding_add` of g at the indices to table, nothing to the row ``padding_idx``; none
    to indices.  Source: PyTorch's Embedding, where the padding row is what is stored.
    """

    def infer(self, table: Any, indices: Any) -> ValueType:
        require(table, FLOATS)
        require_indices(indices)
        shape, many = table.type.shape, indices.type.shape
        if shape is not None and len(shape) != 2:
            raise ShapeError(f"table must be [rows, columns], got {table.type}")
        if shape is None or many is None:
            return ValueType(table.type.dtype, None)
        self.require_row(shape[0])
        return ValueType(table.type.dtype, (*many, shape[1]))

    def compute(self, table: Array, indices: Array) -> Array:
        places, padding = self.from_front(indices, len(table))
        rows: Array = np.take(table, places, axis=0)
        if padding is not None:
            rows[padding] = 0
        return rows

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        table, indices = node.inputs
        shape = emit(ShapeOf(), table)
        return (emit(EmbeddingAdd(self.padding_idx), grad, indices, shape), None)


@op("embedding_add", gate="reads the rows")
class EmbeddingAdd(_Rows):
    """Zeros with each row of ``x`` added at its index, but ``padding_idx``: embedding's adjoint.

    Shapes: x ``[i..., D]``, indices integer ``[i...]``, shape int64 ``[2]`` -> ``shape``, which
    is ``[V, D]``.  Gradient: `embedding` of the incoming one to x; none to the others.
    """

    def infer(self, x: Any, indices: Any, shape: Any) -> ValueType:
        require(x, FLOATS)
        require_indices(indices)
        known = known_vector(shape, "shape")
        if known is None:
            return ValueType(x.type.dtype, (None, None))
        if len(known) != 2:
            raise ShapeError(f"shape must be [rows, columns], got {list(known)}")
        self.require_row(known[0])
        want = (*indices.type.dims, known[1])
        if not agree(want, x.type.dims):
            raise ShapeError(f"x must be {list(want)}, got {list(x.type.dims)}")
        return ValueType(x.type.dtype, known)

    def compute(self, x: Array, indices: Array, shape: Array) -> Array:
        rows, columns = (int(extent) for extent in shape)
        places, padding = self.from_front(indices, rows)
        x, places = x.reshape(places.size, columns), places.ravel()
        if padding is not None:
            kept = ~padding.ravel()
            x, places = x[kept], places[kept]
        table = np.zeros(rows * columns, x.dtype)
        # one flat index for each number: NumPy adds those four to ten times as fast as whole rows
        flat = places[:, None] * columns + np.arange(columns)
        np.add.at(table, flat.ravel(), x.ravel())
        return table.reshape(rows, columns)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Embedding(self.padding_idx), grad, node.inputs[1]), None, None)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return int(operands[0].size)
