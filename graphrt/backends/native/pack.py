"""Packing: operands of a large matrix product, copied into the order the tile reads them in.

The left operand becomes tiles of ``rows`` rows, the right one panels of ``columns`` columns;
within them depth runs on, so that the inner loop reads memory from front to back whatever the
strides were, transposed operands included. What is missing at the edges is filled with zeros.

    left   [tile][k / 4][row][k % 4]     where k runs on in memory: four numbers are one copy
    left   [tile][k][row]                where rows run on in memory
    right  [panel][k][column]            or, with other target strides, simply [k][column]
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphrt.backends.native.group import Place
from graphrt.backends.native.irtext import Function, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Kernel, KernelFunction, Workspace
from graphrt.backends.native.product import (
    LEFT,
    RIGHT,
    Product,
    Strided,
    batch_offsets,
    quotient,
)
from graphrt.backends.native.tile import UNROLL
from graphrt.dtypes import DType
from graphrt.lowering.plan import ALIGNMENT

FEW_ELEMENTS = 1 << 12  # that are gathered: turning over blocks in registers is more code
GRAIN_BYTES = 1 << 15  # of the target that one thread writes at once


class Packing(KernelFunction):
    """A kernel ``(source, target)`` that packs the matrices of a batch. Numbers: how many rows
    (or columns) there are, and the depth; the source's strides along both; the target's per
    matrix, per part (a tile or a panel), and along depth; the extents of the batch and the
    source's strides along it. A unit is a part."""

    def __init__(self, name: str, rank: int, part: int) -> None:
        super().__init__(name)
        self.source, self.target = self.pointer(0), self.pointer(1)
        self.count, self.depth, self.stride, self.depth_stride = (self.slot(k) for k in range(2, 6))
        self.matrix_step, self.part_step, self.depth_step = (self.slot(k) for k in range(6, 9))
        self.extents = [self.slot(9 + axis) for axis in range(rank)]
        self.strides = [[self.slot(9 + rank + axis)] for axis in range(rank)]
        self.part = part

    def begin_part(self, unit: Value, element: Type) -> tuple[Value, Value, Value]:
        """Of a unit: its matrix, where it goes to, and its first row or column."""
        rank = len(self.extents)
        parts = self.div(self.add(self.count, self.part - 1), self.part)
        batch, part = quotient(self, unit, parts, rank)
        source, target = self.source, self.target
        moved = batch_offsets(self, batch, self.extents, self.strides)
        if moved is not None:
            source = self.at(source, moved[0], element)
            target = self.at(target, self.mul(batch, self.matrix_step), element)
        target = self.at(target, self.mul(part, self.part_step), element)
        return source, target, self.mul(part, self.part)


class Space:
    """Workspace, handed out piece after piece."""

    def __init__(self, dtype: DType) -> None:
        self.dtype, self.end = dtype, 0

    def take(self, elements: int) -> Place:
        nbytes = elements * self.dtype.bits // 8
        place = Place(Workspace(self.end, nbytes), self.dtype)
        self.end += -(-nbytes // ALIGNMENT) * ALIGNMENT
        return place


def in_order(extents: Sequence[int], inner: int) -> tuple[int, ...]:
    """The strides of axes in C order over ``inner`` elements; 0 along an axis of extent 0, which
    stands for one that does not count."""
    steps: list[int] = []
    for extent in reversed(extents):
        steps.append(inner if extent else 0)
        inner *= extent or 1
    return tuple(steps[::-1])


def _batch_of(product: Product, operand: int) -> list[int]:
    """The extents of the batch that an operand has; 0 where it does not vary."""
    return [axis.extent if axis.strides[operand] else 0 for axis in product.batch]


def packed_left(product: Product, depth: int, rows: int, space: Space) -> Strided:
    """Where the left operand goes to: room for blocks of ``depth``."""
    matrix = -(-product.row.extent // rows) * rows * (-(-depth // UNROLL) * UNROLL)
    batch = _batch_of(product, LEFT)
    place = space.take(math.prod(each or 1 for each in batch) * matrix)
    return Strided(place, 0, 0, 0, in_order(batch, matrix))


def packed_right(product: Product, depth: int, columns: int, space: Space) -> Strided:
    """Where the right operand goes to: panels of ``columns``, with room for ``depth``."""
    matrix = -(-product.column.extent // columns) * columns * depth
    batch = _batch_of(product, RIGHT)
    place = space.take(math.prod(each or 1 for each in batch) * matrix)
    return Strided(place, 0, 1, 0, in_order(batch, matrix))


def left_call(product: Product, target: Strided, rows: int) -> Call:
    """The call that packs the left operand into tiles."""
    runs = runs_on(product, LEFT, "row")
    padded = -(-product.depth.extent // UNROLL) * UNROLL
    kernel = pack_left(product.element, rows, runs, _rank(product, LEFT))
    return _pack_call(kernel, product, LEFT, target, (rows * padded, rows), rows)


def right_call(
    product: Product, target: Strided, isa: Isa, vectors: int, row_major: bool = False
) -> Call:
    """The call that packs the right operand: into panels, or in ordinary order of rows whose
    length is a whole number of panels."""
    width = isa.width(product.element.element_bytes)
    columns = width * vectors
    runs = runs_on(product, RIGHT, "column")
    if runs == "depth" and product.column.extent * product.depth.extent <= FEW_ELEMENTS:
        runs = ""
    kernel = pack_right(product.element, width, vectors, runs, _rank(product, RIGHT))
    steps = (columns * product.depth.extent, columns)
    if row_major:
        steps = (columns, -(-product.column.extent // columns) * columns)
    return _pack_call(kernel, product, RIGHT, target, steps, columns)


def runs_on(product: Product, operand: int, along: str) -> str:
    """Which of ``depth`` and ``along`` an operand runs on along in memory, or nothing."""
    if product.stride(operand, along) == 1:
        return along
    return "depth" if product.stride(operand, "depth") == 1 else ""


def _rank(product: Product, operand: int) -> int:
    return sum(axis.strides[operand] != 0 for axis in product.batch)


def _pack_call(
    kernel: Kernel,
    product: Product,
    operand: int,
    target: Strided,
    steps: tuple[int, int],
    part: int,
) -> Call:
    along = product.row if operand == LEFT else product.column
    batch = [axis for axis in product.batch if axis.strides[operand]]
    matrix = min((each for each in target.batch if each), default=0)
    numbers = (
        *(along.extent, product.depth.extent),
        *(along.strides[operand], product.depth.strides[operand]),
        *(matrix, *steps),
        *(axis.extent for axis in batch),
        *(axis.strides[operand] for axis in batch),
    )
    source = product.operands[operand]
    units = math.prod(axis.extent for axis in batch) * -(-along.extent // part)
    nbytes = part * product.depth.extent * source.dtype.bits // 8
    grain = max(1, GRAIN_BYTES // nbytes)
    return Call(kernel, (source.where, target.place.where), numbers, units, grain)


def pack_left(element: Type, rows: int, runs: str, rank: int) -> Kernel:
    """Tiles of the left operand. ``runs`` is which of ``depth`` and ``row`` runs on in memory,
    or nothing."""
    key = ("pack_left", element.text, rows, runs, rank)

    def write(name: str) -> str:
        f = Packing(name, rank, rows)
        with f.loop(f.last, f.first) as tile:
            source, target, first = f.begin_part(tile.index, element)
            if runs == "depth":
                _copy_rows(f, source, target, first, f.count, f.depth, f.stride, element, rows)
            else:
                _copy_depth(f, source, target, first, element, rows, runs == "row")
        return f.text()

    return Kernel(key, write)


def _copy_rows(
    f: KernelFunction,
    source: Value,
    target: Value,
    first: Value,
    height: Value,
    depth: Value,
    row_stride: Value,
    element: Type,
    rows: int,
) -> None:
    """Four numbers of one row at a time."""
    chunk = Type(element.element, UNROLL)
    rest = f.bits("and", depth, UNROLL - 1)
    whole = f.sub(depth, rest)
    with f.loop(rows) as row:
        number = f.add(first, row.index)
        there = f.compare("slt", number, height)
        line = f.at(source, f.mul(number, row_stride), element)
        out = f.at(target, f.mul(row.index, UNROLL), element)
        stop = f.select(there, whole, 0)
        with f.loop(stop, step=UNROLL) as k:
            value = f.load(f.at(line, k.index, element), chunk)
            f.store(value, f.at(out, f.mul(k.index, rows), element))
        count = f.select(there, rest, 0)
        zero = f.const(0, chunk)
        with f.when(f.bits("and", there, f.compare("sgt", rest, 0))):
            mask = f.lanes(count, UNROLL)
            value = f.masked_load(f.at(line, whole, element), chunk, mask, zero)
            f.store(value, f.at(out, f.mul(whole, rows), element))
        with f.when(f.bits("xor", there, f.const(1, there.type))):
            with f.loop(depth, step=UNROLL) as k:
                f.store(zero, f.at(out, f.mul(k.index, rows), element))


def _copy_depth(
    f: Packing, source: Value, target: Value, first: Value, element: Type, rows: int, dense: bool
) -> None:
    """All rows of the tile at one depth are one masked copy."""
    tile = Type(element.element, 1 << (rows - 1).bit_length())
    present = f.lanes(f.sub(f.count, first), tile.width)
    inside = f.lanes(rows, tile.width)
    mask = f.bits("and", present, inside)
    begin = f.at(source, f.mul(first, f.stride), element)
    with f.loop(f.depth) as k:
        line = f.at(begin, f.mul(k.index, f.depth_stride), element)
        value = _some(f, line, tile, mask, dense)
        f.masked_store(value, f.at(target, f.mul(k.index, rows), element), inside)


def _some(f: Packing, line: Value, vector: Type, mask: Value | None, dense: bool) -> Value:
    """Neighbouring rows or columns at one depth, zero where they are not there."""
    zero = f.const(0, vector)
    if not dense:
        every = mask or f.const(1, vector.of("i1"))
        offsets = f.mul(f.ramp(vector.width), f.splat(f.stride, vector.width))
        return f.gather(f.addresses(line, offsets, Type(vector.element)), vector, every)
    return f.load(line, vector) if mask is None else f.masked_load(line, vector, mask, zero)


def pack_right(element: Type, width: int, vectors: int, runs: str, rank: int) -> Kernel:
    """Panels of the right operand. ``runs`` is which of ``depth`` and ``column`` runs on in
    memory, or nothing."""
    key = ("pack_right", element.text, width, vectors, runs, rank)
    columns = width * vectors

    def write(name: str) -> str:
        f = Packing(name, rank, columns)
        with f.loop(f.last, f.first) as panel:
            source, target, first = f.begin_part(panel.index, element)
            if runs == "depth":
                _transpose_panel(f, source, target, first, element, width, vectors)
            else:
                begin = f.at(source, f.mul(first, f.stride), element)
                left, dense = f.sub(f.count, first), runs == "column"
                full = f.compare("sge", left, columns)
                with f.when(full):
                    _copy_panel(f, begin, target, element, width, vectors, dense, None)
                with f.when(f.bits("xor", full, f.const(1, full.type))):
                    _copy_panel(f, begin, target, element, width, vectors, dense, left)
        return f.text()

    return Kernel(key, write)


def _copy_panel(
    f: Packing,
    begin: Value,
    target: Value,
    element: Type,
    width: int,
    vectors: int,
    dense: bool,
    left: Value | None,
) -> None:
    vector = Type(element.element, width)
    masks: list[Value | None] = [None] * vectors
    if left is not None:
        masks = [f.lanes(f.sub(left, j * width), width) for j in range(vectors)]
    with f.loop(f.depth) as k:
        line = f.at(begin, f.mul(k.index, f.depth_stride), element)
        out = f.at(target, f.mul(k.index, f.depth_step), element)
        for j, mask in enumerate(masks):
            place = f.at(line, f.mul(f.stride, j * width) if not dense else j * width, element)
            f.store(_some(f, place, vector, mask, dense), f.at(out, j * width, element))


def _transpose_panel(
    f: Packing, source: Value, target: Value, first: Value, element: Type, width: int, vectors: int
) -> None:
    """Square blocks of ``width`` columns and depths, turned over in registers."""
    vector = Type(element.element, width)
    depth = f.depth
    with f.loop(vectors) as j, f.loop(depth, step=width) as k:
        column = f.add(first, f.mul(j.index, width))
        mask = f.lanes(f.sub(depth, k.index), width)
        rows = []
        for lane in range(width):
            number = f.add(column, lane)
            there = f.compare("slt", number, f.count)
            inside = f.bits("and", mask, f.splat(there, width))
            # a column that is not there is masked out, but its address must still be one
            safe = f.select(there, number, 0)
            place = f.at(f.at(source, f.mul(safe, f.stride), element), k.index, element)
            rows.append(f.masked_load(place, vector, inside, f.const(0, vector)))
        turned = transposed(f, rows)
        out = f.at(
            f.at(target, f.mul(k.index, f.depth_step), element), f.mul(j.index, width), element
        )
        left = f.sub(depth, k.index)
        full = f.compare("sge", left, width)
        with f.when(full):
            for lane, value in enumerate(turned):
                f.store(value, f.at(out, f.mul(f.depth_step, lane), element))
        with f.when(f.bits("xor", full, f.const(1, full.type))):
            for lane, value in enumerate(turned):
                with f.when(f.compare("sgt", left, lane)):
                    f.store(value, f.at(out, f.mul(f.depth_step, lane), element))


def transposed(f: Function, rows: list[Value]) -> list[Value]:
    """A square block of vectors turned over: log2(width) rounds of taking pairs apart into
    even and odd elements."""
    width = rows[0].type.width
    for _ in range(width.bit_length() - 1):
        even, odd = [], []
        for first, second in zip(rows[::2], rows[1::2], strict=True):
            even.append(shuffled(f, first, second, range(0, 2 * width, 2)))
            odd.append(shuffled(f, first, second, range(1, 2 * width, 2)))
        rows = even + odd
    return rows


def shuffled(f: Function, first: Value, second: Value, lanes: range) -> Value:
    kind = first.type.text
    chosen = ", ".join(f"i32 {lane}" for lane in lanes)
    mask = f"<{len(lanes)} x i32> <{chosen}>"
    text = f"shufflevector {kind} {first.text}, {kind} {second.text}, {mask}"
    return f.define(first.type, text)
