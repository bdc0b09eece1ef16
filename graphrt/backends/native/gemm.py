"""Matrix products: ``C = A B``, small ones straight from memory, large ones packed and blocked.

A small product reads its operands where they are. A large one is cut along depth into blocks
whose panels fit into the second-level cache; for each block both operands are packed (`pack`)
and every tile of C is computed from front to back (`tile`). Units of the product are groups of
panels, so that each element of C is summed by one thread in one order, however many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from graphrt.backends.native.irtext import I64, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Kernel, KernelFunction, Workspace
from graphrt.backends.native.pack import pack_left, pack_right
from graphrt.backends.native.scalars import memory_type
from graphrt.backends.native.tile import UNROLL, Left, Right, multiply_tile
from graphrt.lowering.plan import Buffer

DEPTH_BLOCK = 384  # a panel of 32 columns is then 48 KB of floats
GROUP = 4  # panels a thread takes at once
SMALL_RIGHT = 1 << 16  # bytes of a right operand that is read where it is
SMALL_FLOPS = 1 << 21


class Matrix(NamedTuple):
    """A matrix in memory: element (i, j) lies at ``i * row_stride + j * column_stride``."""

    buffer: Buffer | Workspace
    rows: int
    columns: int
    row_stride: int
    column_stride: int


def matrix(buffer: Buffer) -> Matrix:
    """The last two axes of a buffer; an axis of extent 1 has no stride that matters."""
    *_, rows, columns = buffer.type.static_shape
    *_, row_stride, column_stride = buffer.layout.strides
    return Matrix(buffer, rows, columns, row_stride, column_stride)


def product_calls(a: Matrix, b: Matrix, c: Matrix, element: Type, isa: Isa) -> list[Call] | str:
    """The calls for ``c = a @ b``, or why there are none."""
    depth = a.columns
    if c.rows == 0 or c.columns == 0:
        return []
    nbytes = element.element_bytes
    flops = 2 * c.rows * c.columns * depth
    if depth == 0:
        return "an empty sum"
    if b.column_stride == 1 and b.rows * b.columns * nbytes <= SMALL_RIGHT and flops <= SMALL_FLOPS:
        return [direct_call(a, b, c, element, isa)]
    if 1 not in (a.row_stride, a.column_stride) or 1 not in (b.row_stride, b.column_stride):
        return "an operand has no axis along which memory runs on"
    return blocked_calls(a, b, c, element, isa)


# -- small -----------------------------------------------------------------------------------


def direct_call(a: Matrix, b: Matrix, c: Matrix, element: Type, isa: Isa) -> Call:
    """One call that reads both operands where they are. Strides and the number of columns are
    part of the kernel; rows and depth are numbers."""
    rows = 8 if isa.registers >= 32 else 4
    width = isa.width(element.element_bytes)
    strides = (a.row_stride, a.column_stride, b.row_stride, c.row_stride)
    key = ("direct_product", element.text, rows, width, c.columns, *strides)

    def write(name: str) -> str:
        return _DirectWriter(name, element, rows, width, c.columns, *strides).text()

    units = -(-c.rows // rows)
    operands = tuple(each.buffer for each in (a, b, c))
    return Call(Kernel(key, write), operands, (c.rows, a.columns), units, max(1, 1 << 8))


class _DirectWriter:
    def __init__(
        self,
        name: str,
        element: Type,
        rows: int,
        width: int,
        columns: int,
        a_row: int,
        a_depth: int,
        b_depth: int,
        c_row: int,
    ) -> None:
        self.f = KernelFunction(name)
        self.element, self.rows, self.width, self.columns = element, rows, width, columns
        self.a_row, self.a_depth, self.b_depth, self.c_row = a_row, a_depth, b_depth, c_row
        self.vectors = 2 if columns > width else 1

    def text(self) -> str:
        f = self.f
        self.a, self.b, self.c = (f.pointer(k) for k in range(3))
        height, self.depth = f.slot(3), f.slot(4)
        whole = f.div(height, self.rows)
        stop = f.select(f.compare("slt", f.last, whole), f.last, whole)
        with f.loop(stop, f.first) as tile:
            self._rows(f.mul(tile.index, self.rows), self.rows)
        with f.when(f.compare("sgt", f.last, whole)):
            with f.loop(height, f.mul(whole, self.rows)) as row:
                self._rows(row.index, 1)
        return f.text()

    def _rows(self, first: Value, rows: int) -> None:
        """All columns of some rows of C: whole groups of vectors in a loop, then the rest."""
        f, step = self.f, self.width * self.vectors
        whole = self.columns // step * step
        if whole:
            with f.loop(whole, step=step) as column:
                self._tile(first, rows, column.index, self.vectors, step)
        if self.columns > whole:
            rest = self.columns - whole
            self._tile(first, rows, f.const(whole, I64), -(-rest // self.width), rest)

    def _tile(self, first: Value, rows: int, column: Value, vectors: int, count: int) -> None:
        f, element = self.f, self.element
        vector = Type(element.element, min(self.width, 1 << (count - 1).bit_length()))
        vectors = -(-count // vector.width)
        masks = [_mask(f, count - j * vector.width, vector.width) for j in range(vectors)]
        zero = f.const(0, vector)

        def load(row: Value, j: int) -> Value:
            place = f.at(row, j * vector.width, element)
            mask = masks[j]
            return f.load(place, vector) if mask is None else f.masked_load(
                place, vector, mask, zero
            )  # fmt: skip

        left = Left(
            f.at(self.a, f.mul(first, self.a_row), element),
            self.a_row, self.a_depth, self.a_depth * UNROLL,
        )  # fmt: skip
        right = Right(f.at(self.b, column, element), self.b_depth)
        sums = multiply_tile(f, left, right, rows, vectors, vector, self.depth, load)
        out = f.at(f.at(self.c, f.mul(first, self.c_row), element), column, element)
        for i, line in enumerate(sums):
            for j, value in enumerate(line):
                place = f.at(out, i * self.c_row + j * vector.width, element)
                mask = masks[j]
                if mask is None:
                    f.store(value, place)
                else:
                    f.masked_store(value, place, mask)


def _mask(f: KernelFunction, count: int, width: int) -> Value | None:
    """The lanes that are there; ``None`` where all are."""
    if count >= width:
        return None
    lanes = ", ".join(f"i1 {'true' if lane < count else 'false'}" for lane in range(width))
    return Value(f"<{lanes}>", Type("i1", width))


# -- large ---------------------------------------------------------------------------------------


def blocked_calls(a: Matrix, b: Matrix, c: Matrix, element: Type, isa: Isa) -> list[Call]:
    """Per block of depth: pack the left operand, pack the right one, multiply."""
    rows, vectors = isa.tile
    nbytes = element.element_bytes
    width = isa.width(nbytes)
    depth = a.columns
    count = -(-depth // DEPTH_BLOCK)
    block = -(-depth // count // UNROLL) * UNROLL
    tiles, panels = -(-c.rows // rows), -(-c.columns // (width * vectors))
    space_left = Workspace(0, tiles * rows * block * nbytes)
    aligned = -(-space_left.nbytes // 64) * 64
    space_right = Workspace(aligned, panels * width * vectors * block * nbytes)
    calls = []
    for start in range(0, depth, block):
        here = min(block, depth - start)
        along_depth = a.column_stride == 1
        numbers = (c.rows, here, a.row_stride, a.column_stride)
        source = _moved(a.buffer, start * a.column_stride)
        packed = pack_left(element, rows, along_depth)
        calls.append(Call(packed, (source, space_left), numbers, tiles, 4))
        along_columns = b.column_stride == 1
        numbers = (c.columns, here, b.row_stride, b.column_stride)
        source = _moved(b.buffer, start * b.row_stride)
        packed = pack_right(element, width, vectors, along_columns)
        calls.append(Call(packed, (source, space_right), numbers, panels, 4))
        multiply = multiply_packed(element, rows, vectors, width, along_depth, start > 0)
        numbers = (c.rows, c.columns, here, c.row_stride)
        operands = (space_left, space_right, c.buffer)
        calls.append(Call(multiply, operands, numbers, -(-panels // GROUP), 1))
    return calls


def _moved(buffer: Buffer | Workspace, elements: int) -> Buffer | Workspace:
    if isinstance(buffer, Workspace) or not elements:
        return buffer
    layout = buffer.layout._replace(offset=buffer.layout.offset + elements)
    return buffer._replace(layout=layout)


def multiply_packed(
    element: Type, rows: int, vectors: int, width: int, along_depth: bool, accumulate: bool
) -> Kernel:
    """``(left, right, c)``, numbers ``rows_in_all, columns_in_all, depth, row_stride of c``; a
    unit is a group of panels."""
    key = ("multiply_packed", element.text, rows, vectors, width, along_depth, accumulate)

    def write(name: str) -> str:
        f = KernelFunction(name)
        left, right, c = (f.pointer(k) for k in range(3))
        height, breadth, depth, c_row = (f.slot(3 + k) for k in range(4))
        vector = Type(element.element, width)
        columns = width * vectors
        padded = f.bits("and", f.add(depth, UNROLL - 1), -UNROLL)
        panels = f.div(f.add(breadth, columns - 1), columns)

        def load(row: Value, j: int) -> Value:
            return f.load(f.at(row, j * width, element), vector)

        with f.loop(f.last, f.first) as group, f.loop(height, step=rows) as row:
            first = f.mul(group.index, GROUP)
            last = f.add(first, GROUP)
            last = f.select(f.compare("slt", last, panels), last, panels)
            a = f.at(left, f.mul(row.index, padded), element)
            row_stride, depth_stride = (UNROLL, 1) if along_depth else (1, rows)
            tile = Left(a, row_stride, depth_stride, UNROLL * rows)
            with f.loop(last, first) as panel:
                column = f.mul(panel.index, columns)
                b = f.at(right, f.mul(column, depth), element)
                sums = multiply_tile(f, tile, Right(b, columns), rows, vectors, vector, depth, load)
                out = f.at(f.at(c, f.mul(row.index, c_row), element), column, element)
                left_columns = f.sub(breadth, column)
                masks = [f.lanes(f.sub(left_columns, j * width), width) for j in range(vectors)]
                _store_tile(f, sums, out, c_row, f.sub(height, row.index), masks, accumulate)
        return f.text()

    return Kernel(key, write)


def _store_tile(
    f: KernelFunction,
    sums: Sequence[Sequence[Value]],
    out: Value,
    row_stride: Value,
    rows_left: Value,
    masks: Sequence[Value],
    accumulate: bool,
) -> None:
    element = Type(sums[0][0].type.element)
    for i, line in enumerate(sums):
        with f.when(f.compare("sgt", rows_left, i)):
            begin = f.at(out, f.mul(row_stride, i), element)
            for j, value in enumerate(line):
                place = f.at(begin, j * value.type.width, element)
                if accumulate:
                    zero = f.const(0, value.type)
                    value = f.add(value, f.masked_load(place, value.type, masks[j], zero))
                f.masked_store(value, place, masks[j])


def product_of_buffers(a: Buffer, b: Buffer, c: Buffer, isa: Isa) -> list[Call] | str:
    """The calls for a product of two matrices without batch axes."""
    if a.type.rank != 2 or b.type.rank != 2:
        return "a batched product"
    return product_calls(matrix(a), matrix(b), matrix(c), memory_type(c.type.dtype), isa)
