"""Other shapes for the same elements: no arithmetic, most often not even a copy.

Shapes are operands (int64 vectors), most often constants; ``shape(x)`` gives one. Each op
here can say how its result lies in its operand's memory: see `Op.view`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.dims import Extent, divides
from graphrt.errors import OpError, ShapeError
from graphrt.ir.layout import Layout, contiguous, is_contiguous
from graphrt.ir.op import Array, Onnx, Op, op
from graphrt.ops.axes import known_vector, normal_axes, normal_axis, vector_length
from graphrt.ops.source import ShapeOf
from graphrt.types import INT64, DType, Shape, ValueType, broadcast_shapes, product


@op("transpose", gate="permutes the axes back", onnx=Onnx("Transpose", 1))
class Transpose(Op):
    """``y[i_axes[0], i_axes[1], ...] = x[i_0, i_1, ...]``: result axis k is ``axes[k]`` of x.

    Without ``axes`` their order is reversed. Shapes: x ``[d_0, d_1, ...]`` ->
    ``[d_axes[0], d_axes[1], ...]``.  Gradient: g with the axes permuted back.
    Source: ONNX Transpose-13.
    """

    axes: tuple[int, ...] | None = None

    def infer(self, x: Any) -> ValueType:
        shape = x.type.shape
        if shape is None:
            return ValueType(x.type.dtype, None if self.axes is None else (None,) * len(self.axes))
        return ValueType(x.type.dtype, [shape[axis] for axis in self._order(len(shape))])

    def _order(self, rank: int) -> tuple[int, ...]:
        if self.axes is None:
            return tuple(reversed(range(rank)))
        if len(self.axes) != rank or len(normal_axes(self.axes, rank)) != rank:
            raise ShapeError(f"axes {self.axes} are no permutation of the {rank} axes")
        return tuple(normal_axis(axis, rank) for axis in self.axes)

    def compute(self, x: Array) -> Array:
        return np.transpose(x, self.axes)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        if self.axes is None:
            return (emit(Transpose(), grad),)
        order = self._order(len(self.axes))
        return (emit(Transpose(tuple(order.index(axis) for axis in range(len(order)))), grad),)

    def view(self, layout: Layout, operand: ValueType, result: ValueType, *known: Any) -> Layout:
        order = self._order(operand.rank)
        return Layout(layout.offset, tuple(layout.strides[axis] for axis in order))


@op("reshape", gate="reshapes back", onnx=Onnx("Reshape", 5))
class Reshape(Op):
    """The elements of ``x`` in C order, in another ``shape`` of as many elements.

    One entry of ``shape`` may be -1: what is left over. A 0 is an extent of 0.
    Shapes: x ``[...]``, shape int64 ``[rank]`` -> ``[*shape]``.
    Gradient: g in the shape of x; none to ``shape``.  Source: ONNX Reshape-14, allowzero = 1.
    """

    def infer(self, x: Any, shape: Any) -> ValueType:
        wanted = known_vector(shape, "shape")
        if wanted is None:
            length = vector_length(shape)
            return ValueType(x.type.dtype, None if length is None else (None,) * length)
        return ValueType(x.type.dtype, _filled(x.type.shape, wanted))

    def compute(self, x: Array, shape: Array) -> Array:
        return x.reshape(_filled(x.shape, tuple(int(extent) for extent in shape)))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Reshape(), grad, emit(ShapeOf(), node.inputs[0])), None)

    def known(self, x: Any, shape: Any) -> Any:
        wanted = shape.known
        if not isinstance(wanted, tuple) or len(wanted) > 1:
            return None
        return regrouped(x.known, len(wanted))

    def view(
        self, layout: Layout, operand: ValueType, result: ValueType, *known: Any
    ) -> Layout | None:
        # symbols may have turned out not to fit: then the kernel says so
        if operand.size != result.size or not is_contiguous(layout, operand.static_shape):
            return None
        return contiguous(result.static_shape, layout.offset)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 1 else super().literal_dtype(position, operands)


def _filled(shape: Shape | None, wanted: Sequence[Extent]) -> Shape:
    """``wanted`` with its -1 replaced. Raises `ShapeError` where the elements do not fit."""
    for extent in wanted:
        if isinstance(extent, int) and extent < -1:
            raise ShapeError(f"an extent cannot be negative: {extent}")
    free = [position for position, extent in enumerate(wanted) if extent == -1]
    if len(free) > 1:
        raise ShapeError(f"only one extent of {list(wanted)} may be -1")
    rest = product(extent for extent in wanted if extent != -1)
    total = None if shape is None or None in shape else product(shape)
    result = list(wanted)
    if free:
        if rest == 0:
            raise ShapeError(f"-1 in {list(wanted)} could be any number: the others make 0")
        if isinstance(total, int) and isinstance(rest, int) and not divides(rest, total):
            raise _misfit(total, wanted)
        result[free[0]] = None if total is None else total // rest
    elif total is not None and isinstance(total - rest, int) and total != rest:
        raise _misfit(total, wanted)
    return tuple(result)


def _misfit(total: Extent, wanted: Sequence[Extent]) -> ShapeError:
    return ShapeError(f"{total} elements do not fit shape {list(wanted)}")


def regrouped(known: Any, rank: int) -> Any:
    """What is known of a number or one-element vector, as the other of the two."""
    if isinstance(known, tuple):
        return known if rank == 1 else known[0] if len(known) == 1 else None
    return None if known is None else (known,) if rank == 1 else known


def shaped_like(emit: Any, value: Any, other: Any) -> Any:
    """``value`` in the shape of ``other``, which it has, though their symbols do not say so."""
    same = value.type.shape == other.type.shape
    return value if same else emit(Reshape(), value, emit(ShapeOf(), other))


@op("expand_dims", gate="reshapes back", onnx=Onnx("Unsqueeze", 1))
class ExpandDims(Op):
    """``x`` with new axes of extent 1; ``axes`` are their positions in the result.

    Shapes: x ``[...]`` -> ``[..., 1, ...]``.  Gradient: g with these axes squeezed.
    Source: ONNX Unsqueeze-13, with its axes as an attribute.
    """

    axes: tuple[int, ...]

    def infer(self, x: Any) -> ValueType:
        shape = x.type.shape
        if shape is None:
            return ValueType(x.type.dtype, None)
        return ValueType(x.type.dtype, _inserted(shape, self.axes, 1))

    def scalar(self, s: Any, x: Any) -> Any:
        return x

    def compute(self, x: Array) -> Array:
        return np.expand_dims(x, self.axes)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (emit(Squeeze(self.axes), grad),)

    def known(self, x: Any) -> Any:
        return regrouped(x.known, len(self.axes)) if x.type.rank == 0 else x.known

    def view(self, layout: Layout, operand: ValueType, result: ValueType, *known: Any) -> Layout:
        return Layout(layout.offset, _inserted(layout.strides, self.axes, 0))


def _inserted(entries: Sequence[Any], axes: tuple[int, ...], entry: int) -> tuple[Any, ...]:
    result = list(entries)
    for axis in normal_axes(axes, len(entries) + len(axes)):
        result.insert(axis, entry)
    return tuple(result)


@op("squeeze", gate="reshapes back", onnx=Onnx("Squeeze", 1))
class Squeeze(Op):
    """``x`` without ``axes``, which must have extent 1.

    Shapes: x ``[..., 1, ...]`` -> ``[...]``.  Gradient: g with these axes back in.
    Source: ONNX Squeeze-13, with its axes as an attribute.
    """

    axes: tuple[int, ...]

    def check(self) -> None:
        if len(set(self.axes)) != len(self.axes):
            raise OpError(f"squeeze: axes {self.axes} name an axis twice")

    def infer(self, x: Any) -> ValueType:
        shape = x.type.shape
        if shape is None:
            return ValueType(x.type.dtype, None)
        return ValueType(x.type.dtype, self._rest(shape, shape))

    def scalar(self, s: Any, x: Any) -> Any:
        return x

    def compute(self, x: Array) -> Array:
        return x.reshape(self._rest(x.shape, x.shape))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x = node.inputs[0]
        axes = normal_axes(self.axes, x.type.rank)
        if all(x.type.dims[axis] == 1 for axis in axes):
            return (emit(ExpandDims(axes), grad),)
        return (emit(Reshape(), grad, emit(ShapeOf(), x)),)  # the extent is 1 and does not say so

    def known(self, x: Any) -> Any:
        return regrouped(x.known, 0) if self.axes else x.known

    def view(
        self, layout: Layout, operand: ValueType, result: ValueType, *known: Any
    ) -> Layout | None:
        if operand.size != result.size:
            return None  # a symbol turned out not to be 1: the kernel says so
        return Layout(layout.offset, self._rest(operand.static_shape, layout.strides))

    def _rest(self, shape: Shape, entries: Sequence[Any]) -> tuple[Any, ...]:
        axes = normal_axes(self.axes, len(shape))
        for axis in axes:
            if isinstance(shape[axis], int) and shape[axis] != 1:
                raise ShapeError(f"axis {axis} has extent {shape[axis]}, only 1 can be squeezed")
        return tuple(entry for axis, entry in enumerate(entries) if axis not in axes)


@op("broadcast_to", gate="sums over the repetitions", onnx=Onnx("Expand", 8))
class BroadcastTo(Op):
    """``x`` repeated to ``shape``, aligned at the last axis.

    Shapes: x ``[...]``, shape int64 ``[rank]`` -> ``[*shape]``; each extent of x is 1 or that
    of ``shape``.  Gradient: g summed over the repetitions; none to ``shape``.
    Source: NumPy broadcast_to; ONNX Expand-13 where it does not broadcast ``shape`` itself.
    """

    def infer(self, x: Any, shape: Any) -> ValueType:
        wanted = known_vector(shape, "shape")
        have = x.type.shape
        length = vector_length(shape) if wanted is None else len(wanted)
        if have is not None and length is not None and len(have) > length:
            raise ShapeError(f"{len(have)} axes do not broadcast to {length}")
        if wanted is None:
            return ValueType(x.type.dtype, None if length is None else (None,) * length)
        if have is not None and broadcast_shapes(have, wanted) != wanted:
            raise ShapeError(f"shape {list(have)} does not broadcast to {list(wanted)}")
        return ValueType(x.type.dtype, wanted)

    def scalar(self, s: Any, x: Any, shape: Any) -> Any:
        return x

    def compute(self, x: Array, shape: Array) -> Array:
        return np.broadcast_to(x, tuple(int(extent) for extent in shape))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (grad, None)  # autodiff sums away what was broadcast

    def view(self, layout: Layout, operand: ValueType, result: ValueType, *known: Any) -> Layout:
        lead = result.rank - operand.rank
        strides = (
            0 if have == 1 else stride
            for have, stride in zip(operand.static_shape, layout.strides, strict=True)
        )
        return Layout(layout.offset, ((0,) * lead) + tuple(strides))

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 1 else super().literal_dtype(position, operands)
