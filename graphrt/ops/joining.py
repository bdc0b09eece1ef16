"""Joining tensors along an axis, and taking them apart again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from graphrt.dims import Extent
from graphrt.errors import OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Add
from graphrt.ops.axes import normal_axis
from graphrt.ops.slicing import Slice
from graphrt.ops.source import ShapeOf, ZerosLike
from graphrt.types import ValueType, common_dtype


@op("concat", traits=PURE, gate="hands each operand its part", onnx=Onnx("Concat", 4))
class Concat(Op):
    """The operands one after the other along ``axis``.

    Shapes: xs ``[..., n_i, ...]``, equal but for ``axis`` -> ``[..., sum n_i, ...]``.
    Gradient: to each operand its part of g.  Source: ONNX Concat-13.
    """

    axis: int = 0

    def infer(self, *xs: Any) -> ValueType:
        if not xs:
            raise ShapeError("nothing to join")
        dtype = common_dtype([x.type for x in xs])
        shapes = [x.type.shape for x in xs]
        if None in shapes:
            return ValueType(dtype, None)
        if not shapes[0]:
            raise ShapeError("a scalar has no axis to join along", hint="expand_dims it first")
        axis = normal_axis(self.axis, len(shapes[0]))
        joined = list(shapes[0])
        for shape in shapes[1:]:
            if len(shape) != len(joined):
                raise ShapeError(f"operands have {len(joined)} and {len(shape)} axes")
            for each, extent in enumerate(shape):
                if each != axis:
                    joined[each] = _agreed(each, joined[each], extent)
        extents = [shape[axis] for shape in shapes]
        joined[axis] = None if None in extents else sum(extents)
        return ValueType(dtype, joined)

    def compute(self, *xs: Array) -> Array:
        return np.concatenate(xs, axis=self.axis)

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        return partial(np.concatenate, xs, self.axis, outs[0])

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        axis = normal_axis(self.axis, grad.type.rank)
        extents = [x.type.dims[axis] for x in node.inputs]
        if all(isinstance(extent, int) for extent in extents):
            parts: Sequence[Any] = emit(Split(tuple(extents), axis), grad)
            return parts
        grads = []
        start: Any = np.zeros(1, np.int64)
        for x in node.inputs:
            extent = emit(Slice(), emit(ShapeOf(), x), [axis], [axis + 1])
            end = emit(Add(), extent, start)
            grads.append(emit(Slice(), grad, start, end, [axis]))
            start = end
        return grads

    def known(self, *xs: Any) -> Any:
        parts = [x.known for x in xs]
        if any(not isinstance(part, tuple) for part in parts):
            return None
        return tuple(entry for part in parts for entry in part)


def _agreed(axis: int, left: Extent, right: Extent) -> Extent:
    """The extent of an axis that is not joined along; the operands must agree about it."""
    if left is None or right is None:
        return right if left is None else left
    if left != right:
        raise ShapeError(f"axis {axis} is {left} in one operand and {right} in another")
    return left


@op("split", traits=PURE, gate="joins the gradients of its parts", onnx=Onnx("Split", 2))
class Split(Op):
    """Consecutive parts of ``x`` along ``axis``, of extents ``sizes``, as so many results.

    Shapes: x ``[..., sum sizes, ...]`` -> one ``[..., size, ...]`` per size.
    Gradient: the gradients of the parts joined, zeros for a part nobody differentiates.
    Source: ONNX Split-18, with its sizes as an attribute.
    """

    sizes: tuple[int, ...]
    axis: int = 0

    def check(self) -> None:
        if not self.sizes or any(size < 0 for size in self.sizes):
            raise OpError(f"split: sizes must be numbers from 0 on, got {self.sizes}")

    def infer(self, x: Any) -> tuple[ValueType, ...]:
        shape = list(x.type.dims)
        axis = normal_axis(self.axis, len(shape))
        if shape[axis] is not None and shape[axis] != sum(self.sizes):
            raise self._misfit(axis, shape[axis])
        return tuple(
            ValueType(x.type.dtype, [*shape[:axis], size, *shape[axis + 1 :]])
            for size in self.sizes
        )

    def _misfit(self, axis: int, extent: Extent) -> ShapeError:
        total = sum(self.sizes)
        return ShapeError(f"sizes {self.sizes} add up to {total}, axis {axis} is {extent}")

    def compute(self, x: Array) -> Any:
        if x.shape[self.axis] != sum(self.sizes):
            raise self._misfit(self.axis, x.shape[self.axis])
        return tuple(np.split(x, np.cumsum(self.sizes)[:-1], axis=self.axis))

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        pairs = list(zip(outs, self.compute(*xs), strict=True))  # the parts are views of x

        def call() -> None:
            for out, part in pairs:
                np.copyto(out, part)

        return call

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        parts = [
            emit(ZerosLike(), value) if grad is None else grad
            for grad, value in zip(grads, node.outputs, strict=True)
        ]
        return (emit(Concat(axis=self.axis), *parts),)
