"""What order says about values: the distinct ones, and where a value would be put.

Sorting itself is `topk` with all elements: `graphrt.sort`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.dims import symbol
from graphrt.errors import OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Div
from graphrt.ops.axes import normal_axis
from graphrt.ops.compare import Cast
from graphrt.ops.indexing import Gather
from graphrt.ops.pointwise import NUMBERS, require
from graphrt.ops.shape import ExpandDims
from graphrt.types import INT64, ValueType, common_dtype


@op("unique", traits=PURE, gate="shares evenly among equal elements", onnx=Onnx("Unique", 11))
class Unique(Op):
    """The distinct elements of ``x`` in rising order, or with ``axis`` its distinct slices.

    Also where each first occurs, which of them each element is, and how often each occurs:
    values, indices, inverse, counts. How many there are is found while running: ``extent``
    names that number, a symbol that begins with ``?`` and that nothing else in the graph may
    use. NaN equals NaN among elements; a slice with a NaN equals no other. Shapes: x
    ``[...]`` -> ``[?extent]`` and int64 ``[?extent]``, ``[...]``, ``[?extent]``; with axis
    ``[..., n, ...]`` -> ``[..., ?extent, ...]`` and int64 ``[?extent]``, ``[n]``, ``[?extent]``.
    Gradient: g of a value divided evenly among the elements equal to it.
    Source: ONNX Unique-11, sorted = 1; numpy.unique.
    """

    extent: str
    axis: int | None = None

    result_names: ClassVar[tuple[str, ...]] = ("values", "indices", "inverse", "counts")

    def check(self) -> None:
        if not self.extent.startswith("?"):
            raise OpError(f"unique: extent must begin with '?', got {self.extent!r}")
        symbol(self.extent)

    def infer(self, x: Any) -> tuple[ValueType, ...]:
        require(x, NUMBERS)
        shape, count = list(x.type.dims), symbol(self.extent)
        found = ValueType(INT64, (count,))
        if self.axis is None:
            return (ValueType(x.type.dtype, (count,)), found, ValueType(INT64, shape), found)
        axis = normal_axis(self.axis, len(shape))
        inverse = ValueType(INT64, (shape[axis],))
        shape[axis] = count
        return (ValueType(x.type.dtype, shape), found, inverse, found)

    def compute(self, x: Array) -> Any:
        values, indices, inverse, counts = np.unique(
            x, return_index=True, return_inverse=True, return_counts=True, axis=self.axis
        )
        per_element = inverse.reshape(x.shape if self.axis is None else -1)
        return (values, *(each.astype(np.int64) for each in (indices, per_element, counts)))

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        if grads[0] is None:
            return (None,)
        _, _, inverse, counts = node.outputs
        shares = emit(Cast(grads[0].type.dtype), counts)
        axis = 0 if self.axis is None else normal_axis(self.axis, node.inputs[0].type.rank)
        beside = grads[0].type.rank - 1 - axis
        if beside:
            shares = emit(ExpandDims(tuple(range(1, beside + 1))), shares)
        return (emit(Gather(axis), emit(Div(), grads[0], shares), inverse),)


@op("searchsorted", traits=PURE, gate="blocks")
class SearchSorted(Op):
    """How many of the rising ``edges`` are below each element of ``x``, or with ``right`` at
    most as large: the place to put it so that they stay sorted.

    Whether ``edges`` rise is not checked. NaN goes to the end. Shapes: x ``[...]``, edges
    ``[n]`` of the same dtype -> int64 ``[...]``.  Gradient: none, the result is integer.
    Source: numpy.searchsorted.
    """

    right: bool = False

    def infer(self, x: Any, edges: Any) -> ValueType:
        common_dtype([x.type, edges.type])
        require(x, NUMBERS)
        if edges.type.shape is not None and edges.type.rank != 1:
            raise ShapeError(f"edges must be a vector, got {edges.type}")
        result: ValueType = x.type.with_dtype(INT64)
        return result

    def compute(self, x: Array, edges: Array) -> Any:
        return np.asarray(np.searchsorted(edges, x, "right" if self.right else "left"), np.int64)
