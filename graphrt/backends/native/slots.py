"""How operands lie along an axis, and what all kernels over groups of expressions begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphrt.backends.native.expression import Expr, text_of
from graphrt.backends.native.irtext import Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Kernel, KernelFunction
from graphrt.backends.native.scalars import memory_type
from graphrt.dtypes import DType


class Slot(NamedTuple):
    """An operand in memory: its dtype, and how it lies along the row: 0 one number for the row,
    1 neighbours, 2 a stride apart."""

    dtype: DType
    along: int


class Group(NamedTuple):
    """What a kernel computes: expressions over input slots, stored into output slots. ``rank`` is
    the number of axes that its loops are written for."""

    inputs: tuple[Slot, ...]
    outputs: tuple[Slot, ...]
    results: tuple[Expr, ...]
    rank: int

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Inputs, then outputs: the order of a call's operands."""
        return (*self.inputs, *self.outputs)


def vector_width(slots: Sequence[Slot], isa: Isa) -> int:
    """Elements per vector: one of the widest dtype fills it."""
    return isa.width(max(4, *(slot.dtype.bits // 8 for slot in slots)))


def kernel_of(stem: str, group: Group, isa: Isa, text: Callable[[str, Group, int], str]) -> Kernel:
    """The kernel whose text is made from a name, the group and the width of vectors."""
    width = vector_width(group.slots, isa)
    slots = tuple((slot.dtype.name, slot.along) for slot in group.slots)
    key = (stem, text_of(group.results), slots, group.rank, width)
    return Kernel(key, lambda name: text(name, group, width))


class GroupWriter:
    """The function of a kernel over a group: its slots, and their strides once read."""

    def __init__(self, name: str, group: Group, width: int) -> None:
        self.f = KernelFunction(name)
        self.group = group
        self.width = width
        self.slots = group.slots
        self.memory = [memory_type(slot.dtype) for slot in self.slots]
        self.strides: list[list[Value]] = []  # per axis, of each operand

    def read_strides(self, start: int, axes: int) -> int:
        """The strides of the operands along some axes, from slot ``start`` on; the slot after."""
        f, count = self.f, len(self.slots)
        self.strides = [
            [f.slot(start + axis * count + k) for k in range(count)] for axis in range(axes)
        ]
        return start + axes * count

    def moved(self, pointers: Sequence[Value], axis: int, index: Value) -> list[Value]:
        """Where the operands go on at a turn of an axis."""
        f = self.f
        return [
            f.at(pointer, f.mul(index, stride), memory)
            for pointer, stride, memory in zip(
                pointers, self.strides[axis], self.memory, strict=True
            )
        ]
