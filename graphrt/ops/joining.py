"""Joining tensors along an axis, and taking them apart again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

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
    Gradient: to each operand its slice of g.  Source: ONNX Concat-13.
    """

    axis: int = 0

    def infer(self, *xs: Any) -> ValueType:
        if not xs:
            raise ShapeError("nothing to join")
        dtype = common_dtype([x.type for x in xs])
        if any(x.type.shape is None for x in xs):
            return ValueType(dtype, None)
        first = list(xs[0].type.shape)
        if not first:
            raise ShapeError("a scalar has no axis to join along", hint="expand_dims it first")
        axis = normal_axis(self.axis, len(first))
        total: Any = 0
        for x in xs:
            shape = list(x.type.shape)
            rest, want = shape[:axis] + shape[axis + 1 :], first[:axis] + first[axis + 1 :]
            if len(shape) != len(first) or rest != want:
                raise ShapeError(f"operands differ beside axis {axis}: {first} and {shape}")
            total = None if total is None or shape[axis] is None else total + shape[axis]
        first[axis] = total
        return ValueType(dtype, first)

    def compute(self, *xs: Array) -> Array:
        return np.concatenate(xs, axis=self.axis)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        axis = normal_axis(self.axis, grad.type.rank)
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
            raise ShapeError(
                f"sizes {self.sizes} add up to {sum(self.sizes)}, axis {axis} is {shape[axis]}"
            )
        return tuple(
            ValueType(x.type.dtype, [*shape[:axis], size, *shape[axis + 1 :]])
            for size in self.sizes
        )

    def compute(self, x: Array) -> Any:
        return tuple(np.split(x, np.cumsum(self.sizes)[:-1], axis=self.axis))

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        parts = [
            emit(ZerosLike(), value) if grad is None else grad
            for grad, value in zip(grads, node.outputs, strict=True)
        ]
        return (emit(Concat(axis=self.axis), *parts),)
