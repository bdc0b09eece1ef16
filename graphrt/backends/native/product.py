"""A matrix product as axes and strides, and what its kernels read them from.

    c[batch, row, column] = sum over depth of a[batch, row, depth] * b[batch, depth, column]

Every operand has a stride along every axis, 0 where it does not vary: a transposed view, a slice
and a broadcast batch are all just strides. What is stored is not the sums themselves but *results*
computed from them and from further inputs, element by element: a bias, an activation, an update.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphrt.backends.native.expression import Expr, Recorder
from graphrt.backends.native.group import Axis, Place, merged
from graphrt.backends.native.irtext import I64, Type, Value
from graphrt.backends.native.kernel import KernelFunction
from graphrt.backends.native.scalars import memory_type
from graphrt.backends.native.slots import Slot

PRODUCT = -1  # the number of the operand that stands for the sums
LEFT, RIGHT = 0, 1  # positions among the operands

Record = Callable[[Recorder, Expr], "list[Expr]"]  # the sums -> the results


class Strided(NamedTuple):
    """An operand, and its strides along the axes of a product."""

    place: Place
    row: int
    column: int
    depth: int
    batch: tuple[int, ...]


class Product(NamedTuple):
    """A product to be computed. ``operands`` are the left one, the right one, ``inputs`` further
    ones that the results read, and one for each result."""

    operands: tuple[Place, ...]
    inputs: int
    batch: tuple[Axis, ...]
    row: Axis
    column: Axis
    depth: Axis
    record: Record

    @property
    def element(self) -> Type:
        return memory_type(self.operands[LEFT].dtype)

    @property
    def batches(self) -> int:
        return math.prod(axis.extent for axis in self.batch)

    @property
    def flops(self) -> int:
        """Of one matrix of the batch."""
        return 2 * self.row.extent * self.column.extent * self.depth.extent

    @property
    def numbers(self) -> tuple[int, ...]:
        """What `ProductFunction` reads."""
        axes = (self.row, self.column, self.depth, *self.batch)
        return (
            *(axis.extent for axis in axes),
            *(stride for axis in axes for stride in axis.strides),
        )

    def stride(self, operand: int, axis: str) -> int:
        """The stride of an operand along ``row``, ``column`` or ``depth``."""
        found: Axis = getattr(self, axis)
        return found.strides[operand]

    def strided(self, position: int) -> Strided:
        """An operand with its strides."""
        axes = (self.row, self.column, self.depth, *self.batch)
        row, column, depth, *batch = (axis.strides[position] for axis in axes)
        return Strided(self.operands[position], row, column, depth, tuple(batch))

    def rebuilt(self, operands: Sequence[Strided], inputs: int, record: Record) -> Product:
        """The same extents with other operands."""
        return Product(
            tuple(each.place for each in operands),
            inputs,
            tuple(
                Axis(axis.extent, tuple(each.batch[position] for each in operands))
                for position, axis in enumerate(self.batch)
            ),
            Axis(self.row.extent, tuple(each.row for each in operands)),
            Axis(self.column.extent, tuple(each.column for each in operands)),
            Axis(self.depth.extent, tuple(each.depth for each in operands)),
            record,
        )

    def replaced(self, position: int, operand: Strided) -> Product:
        """With another operand in one position."""
        operands = [self.strided(k) for k in range(len(self.operands))]
        operands[position] = operand
        return self.rebuilt(operands, self.inputs, self.record)

    def swapped(self) -> Product:
        """The same product with everything transposed: ``c^T = b^T a^T``."""
        left, right, *others = (self.strided(k) for k in range(len(self.operands)))
        turned = self._replace(row=self.column, column=self.row)
        operands = [
            each._replace(row=each.column, column=each.row) for each in (right, left, *others)
        ]
        return turned.rebuilt(operands, self.inputs, self.record)

    def block_of_depth(self, start: int, extent: int) -> Product:
        """The part that sums ``extent`` of the depth from ``start`` on."""
        places = [
            place.moved(start * stride) if start else place
            for place, stride in zip(self.operands, self.depth.strides, strict=True)
        ]
        return self._replace(operands=tuple(places), depth=self.depth._replace(extent=extent))

    def simplified(self) -> Product:
        """Batch axes merged where all operands run on, and into the rows where these go on;
        along an axis of one element no stride matters."""
        batch = merged(self.batch)
        *outer, row = merged([*batch, self.row]) or [self.row]
        if self.row.extent == 1 and batch and batch[-1].strides[RIGHT]:
            outer, row = list(batch), self.row  # matrices of one row each: they stay a batch
        found = self._replace(batch=tuple(outer), row=row)
        others = (1,) * (len(self.operands) - 2)
        return found._replace(
            row=_lone(found.row, (1, 0, *others)),
            column=_lone(found.column, (0, 1, *others)),
            depth=_lone(found.depth, (1, 1, *others)),
        )


def _lone(axis: Axis, strides: tuple[int, ...]) -> Axis:
    return Axis(1, strides) if axis.extent == 1 else axis


class Finish(NamedTuple):
    """What a kernel stores: ``results`` over the sums and further inputs. The ``along`` of a
    slot is how it lies along the columns."""

    inputs: tuple[Slot, ...]
    outputs: tuple[Slot, ...]
    results: tuple[Expr, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        return (*self.inputs, *self.outputs)


def finish_of(product: Product) -> Finish:
    """The results of a product as expressions."""
    recorder = Recorder()
    left = product.operands[LEFT].dtype
    results = product.record(recorder, recorder.operand(PRODUCT, left.name))
    slots = [
        Slot(place.dtype, stride if stride in (0, 1) else 2)
        for place, stride in zip(product.operands, product.column.strides, strict=True)
    ][2:]
    return Finish(tuple(slots[: product.inputs]), tuple(slots[product.inputs :]), tuple(results))


class ProductFunction(KernelFunction):
    """A kernel on a `Product`. Operands: those of the product. Numbers: its extents (rows,
    columns, depth, batch), then along each of these axes the stride of every operand."""

    def __init__(self, name: str, operands: int, rank: int) -> None:
        super().__init__(name)
        self.count, self.rank = operands, rank
        self.pointers = [self.pointer(k) for k in range(operands)]
        self.extents = [self.slot(operands + axis) for axis in range(3 + rank)]
        self.height, self.breadth, self.depth = self.extents[:3]

    def strides(self, axis: int) -> list[Value]:
        """The strides of all operands along an axis: 0 rows, 1 columns, 2 depth, 3... batch."""
        start = self.count + 3 + self.rank + axis * self.count
        return [self.slot(start + k) for k in range(self.count)]

    def batch_strides(self) -> list[list[Value]]:
        return [self.strides(3 + axis) for axis in range(self.rank)]

    def bases(
        self, index: Value, strides: Sequence[Sequence[Value]], elements: Sequence[Type]
    ) -> list[Value]:
        """Where the operands of matrix ``index`` of the batch begin."""
        offsets = batch_offsets(self, index, self.extents[3:], strides)
        if offsets is None:
            return self.pointers
        return [
            self.at(pointer, offset, element)
            for pointer, offset, element in zip(self.pointers, offsets, elements, strict=True)
        ]


def batch_offsets(
    f: KernelFunction,
    index: Value,
    extents: Sequence[Value],
    strides: Sequence[Sequence[Value]],
) -> list[Value] | None:
    """How far from its first matrix the matrix ``index`` of every operand lies, the batch counted
    in C order; ``None`` without batch axes."""
    offsets: list[Value] | None = None
    for axis in reversed(range(len(extents))):
        position = index
        if axis:
            index = f.div(index, extents[axis])
            position = f.sub(position, f.mul(index, extents[axis]))
        steps = [f.mul(position, stride) for stride in strides[axis]]
        offsets = steps if offsets is None else list(map(f.add, offsets, steps))
    return offsets


def quotient(f: KernelFunction, index: Value, count: Value, rank: int) -> tuple[Value, Value]:
    """A unit taken apart: which matrix of the batch, and which of its ``count`` parts."""
    if not rank:
        return f.const(0, I64), index
    batch = f.div(index, count)
    return batch, f.sub(index, f.mul(batch, count))
