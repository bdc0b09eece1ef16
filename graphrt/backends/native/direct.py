"""Products of matrices that are read where they are.

Rows of tiles run over all columns of the right operand. The strides and the number of columns are
part of the kernel, so that every address is a constant away from one that is known; rows, depth
and batch are numbers.
"""

from __future__ import annotations

from typing import NamedTuple

from graphrt.backends.native.finish import TileEnd, finish_key, static_masks
from graphrt.backends.native.irtext import I64, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Kernel
from graphrt.backends.native.product import (
    LEFT,
    RIGHT,
    Finish,
    Product,
    ProductFunction,
    finish_of,
    quotient,
)
from graphrt.backends.native.scalars import memory_type
from graphrt.backends.native.tile import UNROLL, Left, Right, multiples, multiply_tile

GRAIN_FLOPS = 1 << 18  # what one thread takes at once: some two microseconds
LONE_VECTORS = 8  # vectors of a tile that has one row


class Form(NamedTuple):
    """What a kernel knows of a product: its tile, and the strides of all operands."""

    element: Type
    rows: int
    vectors: int
    width: int
    columns: int
    row_strides: tuple[int, ...]
    column_strides: tuple[int, ...]
    depth_strides: tuple[int, ...]
    rank: int

    @property
    def step(self) -> int:
        """Columns of a whole tile."""
        return self.width * self.vectors

    @property
    def blocks(self) -> int:
        return -(-self.columns // self.step)


def form_of(product: Product, isa: Isa) -> Form:
    """The tile is as wide as the columns need; few rows make it wider."""
    element = product.element
    width = isa.width(element.element_bytes)
    rows, most = (8, 2) if isa.registers >= 32 else (4, 2)
    if product.row.extent < rows // 2:
        rows, most = 1, LONE_VECTORS
    columns = product.column.extent
    vectors = min(most, -(-columns // width))
    return Form(
        element,
        rows,
        vectors,
        width,
        columns,
        product.row.strides,
        product.column.strides,
        product.depth.strides,
        len(product.batch),
    )


def direct_call(product: Product, isa: Isa) -> Call:
    """One call. The right operand runs on along the columns. A unit is a tile of rows; of a
    single row, one tile of columns."""
    form, finish = form_of(product, isa), finish_of(product)
    key = ("direct_product", *form, *finish_key(finish))
    parts = -(-product.row.extent // form.rows)
    if form.rows == 1:
        parts *= form.blocks
    grain = max(1, GRAIN_FLOPS * parts // max(1, product.flops))
    where = tuple(place.where for place in product.operands)
    kernel = Kernel(key, lambda name: _Writer(name, form, finish).text())
    return Call(kernel, where, product.numbers, product.batches * parts, grain)


class _Writer:
    def __init__(self, name: str, form: Form, finish: Finish) -> None:
        self.f = ProductFunction(name, len(form.row_strides), form.rank)
        self.form = form
        element = form.element
        self.elements = [element, element, *(memory_type(slot.dtype) for slot in finish.slots)]
        vector = Type(element.element, form.width)
        self.end = TileEnd(self.f, finish, form.rows, form.vectors, vector)

    def text(self) -> str:
        f, form = self.f, self.form
        strides = f.batch_strides()
        tiles = f.div(f.add(f.height, form.rows - 1), form.rows)
        parts = f.mul(tiles, form.blocks) if form.rows == 1 else tiles
        with f.loop(f.last, f.first) as unit:
            batch, part = quotient(f, unit.index, parts, form.rank)
            bases = f.bases(batch, strides, self.elements)
            if form.rows == 1:
                self._block(bases, part)
            else:
                self._tile_of_rows(bases, f.mul(part, form.rows))
        return f.text()

    def _tile_of_rows(self, bases: list[Value], first: Value) -> None:
        """All rows of a tile at once; of the last one, where it is not full, one by one."""
        f, rows = self.f, self.form.rows
        full = f.compare("sge", f.sub(f.height, first), rows)
        with f.when(full):
            self._rows(bases, first, rows)
        with f.when(f.bits("xor", full, f.const(1, full.type))):
            with f.loop(f.height, first) as row:
                self._rows(bases, row.index, 1)

    def _rows(self, bases: list[Value], first: Value, rows: int) -> None:
        """All columns of some rows: whole tiles in a loop, then the rest."""
        f, step, columns = self.f, self.form.step, self.form.columns
        whole = columns // step * step
        if whole:
            with f.loop(whole, step=step) as column:
                self._tile(bases, first, rows, column.index, step)
        if columns > whole:
            self._tile(bases, first, rows, f.const(whole, I64), columns - whole)

    def _block(self, bases: list[Value], part: Value) -> None:
        """One row, one tile of columns."""
        f, form = self.f, self.form
        row = f.div(part, form.blocks) if form.blocks > 1 else part
        block = f.sub(part, f.mul(row, form.blocks))
        whole = form.columns // form.step
        column = f.mul(block, form.step)
        if whole == form.blocks:
            self._tile(bases, row, 1, column, form.step)
            return
        rest = form.columns - whole * form.step
        if whole:
            with f.when(f.compare("slt", block, whole)):
                self._tile(bases, row, 1, column, form.step)
        with f.when(f.compare("eq", block, whole)):
            self._tile(bases, row, 1, f.const(whole * form.step, I64), rest)

    def _tile(self, bases: list[Value], first: Value, rows: int, column: Value, count: int) -> None:
        f, form = self.f, self.form
        element = form.element
        vector = Type(element.element, min(form.width, 1 << (count - 1).bit_length()))
        masks = static_masks(count, vector.width)
        zero = f.const(0, vector)

        def load(row: Value, j: int) -> Value:
            place = f.at(row, j * vector.width, element)
            mask = masks[j]
            if mask is None:
                return f.load(place, vector)
            return f.masked_load(place, vector, mask, zero)

        places = [
            f.at(f.at(base, f.mul(first, row), kind), f.mul(column, along), kind)
            for base, row, along, kind in zip(
                bases, form.row_strides, form.column_strides, self.elements, strict=True
            )
        ]
        a_depth = form.depth_strides[LEFT]
        # rows that do not fill a tile are few, and wait for each sum: long loops gain nothing
        unroll = UNROLL if rows == form.rows else 1
        down = multiples(f, form.row_strides[LEFT], rows)
        left = Left(places[LEFT], down, a_depth, a_depth * unroll)
        right = Right(places[RIGHT], form.depth_strides[RIGHT])
        sums = multiply_tile(f, left, right, len(masks), vector, f.depth, load, unroll)
        self.end.run(sums, places[2:], form.row_strides[2:], form.column_strides[2:], masks)
