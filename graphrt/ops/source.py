"""Where values come from: outside the graph, constants, and the shapes of other values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np

from graphrt.errors import GraphError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, Trait, op
from graphrt.ops.axes import normal_axes
from graphrt.types import DType, Shape, ValueType, product

MAX_KNOWN = 64  # a constant with more elements is data, not a shape


@op("input", traits=Trait.SOURCE)
class Input(Op):
    """A value fed by the caller, of the declared ``type``; the node's name is its name.

    Shapes: -> as declared, symbols allowed.  Gradient: none of its own; ask for it with
    `gradients(loss, [x])`.
    """

    type: ValueType

    def infer(self) -> ValueType:
        return self.type

    def compute(self) -> Any:
        raise GraphError("an input has no value of its own; it must be fed")


@op("variable", traits=Trait.SOURCE)
class VariableOp(Op):
    """Reads the variable called ``variable`` as it was before the step.

    Shapes: -> the variable's, all numbers.
    """

    variable: str
    type: ValueType

    def infer(self) -> ValueType:
        if not self.type.is_static:
            raise ShapeError(f"the shape of variable {self.variable!r} must be all numbers")
        return self.type

    def compute(self) -> Any:
        raise GraphError("a variable has no value of its own; a session holds it")


@op("constant", traits=PURE, onnx=Onnx("Constant"))
class Constant(Op):
    """The array ``value``, the same in every step.

    Shapes: -> ``value``'s.  Source: ONNX Constant-13.
    """

    value: Array

    def infer(self) -> ValueType:
        return ValueType(DType.of(self.value.dtype), self.value.shape)

    def compute(self) -> Array:
        return self.value

    def known(self) -> Any:
        value = self.value
        if value.dtype.kind not in "iu" or value.ndim > 1 or value.size > MAX_KNOWN:
            return None
        return int(value) if value.ndim == 0 else tuple(int(each) for each in value)


@op("shape", traits=PURE, gate="blocks", onnx=Onnx("Shape"))
class ShapeOf(Op):
    """The extents of ``x`` as an int64 vector.

    Known without running wherever ``x``'s shape is, symbols included; the data of ``x`` is
    then not read. Shapes: x ``[...]`` -> ``[rank]``.  Gradient: none, the result is integer.
    Source: ONNX Shape-15.
    """

    def infer(self, x: Any) -> ValueType:
        return ValueType("int64", (None if x.type.shape is None else x.type.rank,))

    def compute(self, x: Array) -> Array:
        return np.array(x.shape, dtype=np.int64)

    def known(self, x: Any) -> Any:
        shape = x.type.shape
        return None if shape is None or None in shape else shape


@op("size", traits=PURE, gate="blocks", onnx=Onnx("Size"))
class SizeOf(Op):
    """The number of elements of ``x``, or the product of its extents along ``axis``, int64.

    Known without running wherever ``x``'s shape is; the data of ``x`` is not read.
    Shapes: x ``[...]`` -> ``[]``.  Gradient: none, the result is integer.
    Source: ONNX Size-13, which has no axis.
    """

    axis: tuple[int, ...] | None = None

    def infer(self, x: Any) -> ValueType:
        if x.type.shape is not None:
            normal_axes(self.axis, x.type.rank)
        return ValueType("int64", ())

    def compute(self, x: Array) -> Array:
        return np.array(self._product(x.shape), dtype=np.int64)

    def known(self, x: Any) -> Any:
        shape = x.type.shape
        return None if shape is None or None in shape else self._product(shape)

    def _product(self, shape: Shape) -> Any:
        return product(shape[axis] for axis in normal_axes(self.axis, len(shape)))


class _Filled(Op):
    """One number in the shape of an operand, whose data is not read."""

    number: ClassVar[int]

    def infer(self, x: Any) -> ValueType:
        result: ValueType = x.type
        return result

    def compute(self, x: Array) -> Array:
        return np.full(x.shape, self.number, dtype=x.dtype)

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        return partial(outs[0].fill, self.number)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (None,)


@op("zeros_like", traits=PURE, gate="blocks")
class ZerosLike(_Filled):
    """0 in the dtype and shape of ``x``, whatever ``x`` holds.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, only the shape of x is read.
    """

    number = 0


@op("ones_like", traits=PURE, gate="blocks")
class OnesLike(_Filled):
    """1 in the dtype and shape of ``x``, whatever ``x`` holds.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, only the shape of x is read.
    """

    number = 1
