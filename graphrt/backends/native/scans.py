"""Running sums, running products and linear recurrences along an axis.

One element after the other, as NumPy does it, so the bits are the same; a vector of neighbouring
sequences side by side where there are several.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from graphrt.backends.native.group import GRAIN_BYTES, Axis, merged
from graphrt.backends.native.irtext import Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Kernel, KernelFunction
from graphrt.backends.native.moves import Calls, Mover
from graphrt.backends.native.scalars import is_supported, memory_type
from graphrt.dtypes import DType
from graphrt.lowering.plan import Buffer, Step


class Kind(NamedTuple):
    """What a kernel knows: the op, the elements, whether a result leaves its own element out, how
    many axes come before that of the lanes, the elements of a vector, and whether the sequences
    beside each other lie side by side in memory."""

    word: str  # add, mul, or recurrence
    dtype: str
    exclusive: bool
    outer: int
    width: int
    neighbours: bool


class _Writer:
    """Operands: what is read, and the result. Numbers: how long a sequence is, the extents of the
    outer axes and how many sequences lie beside each other; then per axis, in this order, the
    stride of each operand. A unit is a vector of sequences at one turn of the outer axes."""

    def __init__(self, kind: Kind, name: str) -> None:
        self.f, self.kind = KernelFunction(name), kind
        self.element = memory_type(DType.of(kind.dtype))
        self.vector = Type(self.element.element, kind.width)
        self.count = 3 if kind.word == "recurrence" else 2

    def text(self) -> str:
        f, kind, count = self.f, self.kind, self.count
        pointers = [f.pointer(k) for k in range(count)]
        axes = kind.outer + 2
        length, *outer, beside = (f.slot(count + axis) for axis in range(axes))
        start = count + axes
        strides = [[f.slot(start + axis * count + k) for k in range(count)] for axis in range(axes)]
        self.lanes = strides[-1]
        blocks = f.div(f.add(beside, kind.width - 1), kind.width)
        with f.loop(f.last, f.first) as unit:
            rest = f.div(unit.index, blocks)
            first = f.mul(f.sub(unit.index, f.mul(rest, blocks)), kind.width)
            mask = f.lanes(f.sub(beside, first), kind.width)
            moved = self._moved(pointers, strides[-1], first)
            for extent, steps in reversed(list(zip(outer, strides[1:-1], strict=True))):
                turn = rest
                rest = f.div(turn, extent)
                moved = self._moved(moved, steps, f.sub(turn, f.mul(rest, extent)))
            nothing = f.const(1 if kind.word == "mul" else 0, self.vector)
            with f.loop(length, carry=[nothing]) as each:
                places = self._moved(moved, strides[0], each.index)
                (before,) = each.carried
                after = self._next(places, before, f.compare("eq", each.index, 0), mask)
                self._store(before if kind.exclusive else after, places[-1], mask)
                each.carried[:] = [after]
        return f.text()

    def _next(self, places: list[Value], before: Value, is_first: Value, mask: Value) -> Value:
        f, kind = self.f, self.kind
        *factors, term = (self._load(k, place, mask) for k, place in enumerate(places[:-1]))
        if kind.word == "recurrence":
            following = f.add(f.mul(factors[0], before), term)
        else:
            following = f.mul(before, term) if kind.word == "mul" else f.add(before, term)
        return f.select(is_first, term, following)

    def _moved(
        self, pointers: Sequence[Value], strides: Sequence[Value], index: Value
    ) -> list[Value]:
        f = self.f
        return [
            f.at(pointer, f.mul(index, stride), self.element)
            for pointer, stride in zip(pointers, strides, strict=True)
        ]

    def _load(self, k: int, place: Value, mask: Value) -> Value:
        f, kind = self.f, self.kind
        if kind.width == 1:
            return f.load(place, self.element)
        if kind.neighbours:
            return f.masked_load(place, self.vector, mask, f.const(0, self.vector))
        return f.gather(self._addresses(k, place), self.vector, mask)

    def _store(self, value: Value, place: Value, mask: Value) -> None:
        f, kind = self.f, self.kind
        if kind.width == 1:
            f.store(value, place)
        elif kind.neighbours:
            f.masked_store(value, place, mask)
        else:
            f.scatter(value, self._addresses(self.count - 1, place), mask)

    def _addresses(self, k: int, place: Value) -> Value:
        f, width = self.f, self.kind.width
        offsets = f.mul(f.ramp(width), f.splat(self.lanes[k], width))
        return f.addresses(place, offsets, self.element)


def _scan_calls(word: str, step: Step, isa: Isa) -> Calls:
    attributes = step.node.op.attributes()
    buffers = [each for each in (*step.inputs, *step.outputs) if each is not None]
    out = buffers[-1]
    shape, dtype = out.type.static_shape, out.type.dtype
    if not is_supported(dtype):
        return f"{dtype} has no native kernels"
    if not out.type.size:
        return []
    axis = attributes["axis"] % len(shape)
    if attributes["reverse"]:
        buffers = [_from_the_end(each, axis) for each in buffers]
    axes = [
        Axis(extent, tuple(each.layout.strides[k] for each in buffers))
        for k, extent in enumerate(shape)
    ]
    along = axes.pop(axis)
    *outer, beside = merged(axes) or [Axis(1, (0,) * len(buffers))]
    width = 1 if beside.extent == 1 else isa.width(max(4, dtype.bits // 8))
    neighbours = all(stride == 1 for stride in beside.strides)
    exclusive = attributes.get("exclusive", False)
    kind = Kind(word, dtype.name, exclusive, len(outer), width, neighbours)
    kernel = Kernel(("scan", *kind), lambda name: _Writer(kind, name).text())
    order = [along, *outer, beside]
    numbers = [each.extent for each in order]
    for each in order:
        numbers += each.strides
    units = math.prod(each.extent for each in outer) * -(-beside.extent // width)
    grain = max(1, GRAIN_BYTES * 8 // (dtype.bits * width * along.extent))
    return [Call(kernel, tuple(buffers), tuple(numbers), units, grain)]


def _from_the_end(buffer: Buffer, axis: int) -> Buffer:
    """The same elements, those of one axis from the last to the first."""
    strides = list(buffer.layout.strides)
    last = buffer.layout.offset + (buffer.type.static_shape[axis] - 1) * strides[axis]
    strides[axis] = -strides[axis]
    return buffer._replace(layout=buffer.layout._replace(offset=last, strides=tuple(strides)))


def _scanning(word: str) -> Mover:
    return lambda step, isa: _scan_calls(word, step, isa)


SCANS: Mapping[str, Mover] = {
    "cumprod": _scanning("mul"),
    "cumsum": _scanning("add"),
    "linear_recurrence": _scanning("recurrence"),
}
