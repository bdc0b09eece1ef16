"""Products of large matrices, packed and blocked.

The operands are packed; then every tile of the result is computed from front to back (`tile`).
A left operand that runs on along the depth is read in place where few panels need it: there,
packing it takes longer than it saves. A right operand that runs on along the columns is packed by
whoever multiplies with it, panel after panel, so that a panel is still in the cache when it is
read; the others are packed by calls of their own (`pack`). Where the depth is long it is cut into
blocks whose panels fit into the second-level cache, and the sums so far wait in memory. A unit is a
few panels times a few tiles of rows, so that each element is summed by one thread in one order,
however many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from graphrt.backends.native.expression import Expr, Recorder
from graphrt.backends.native.finish import TileEnd, fetch_row, finish_key
from graphrt.backends.native.irtext import PTR, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Kernel
from graphrt.backends.native.pack import (
    Space,
    in_order,
    left_call,
    packed_left,
    packed_right,
    right_call,
    runs_on,
)
from graphrt.backends.native.product import (
    LEFT,
    RIGHT,
    Finish,
    Product,
    ProductFunction,
    Record,
    Strided,
    finish_of,
    quotient,
)
from graphrt.backends.native.scalars import memory_type
from graphrt.backends.native.tile import UNROLL, Left, Right, multiples, multiply_tile
from graphrt.lowering.plan import ALIGNMENT

PANEL_BYTES = 1 << 17  # of one panel of a block of depth
GROUP = 4  # panels of a unit
CHUNK = 16  # tiles of rows of a unit
FEW_COLUMNS = 768  # for which a left operand that runs on along the depth is not packed
IN_PLACE = "in place"


def stored_sums(recorder: Recorder, sums: Expr) -> list[Expr]:
    """The result of a product that is nothing but a product."""
    return [sums]


def blocked_calls(product: Product, isa: Isa) -> list[Call]:
    """Per block of depth: pack the operands that have to be, multiply."""
    element, depth = product.element, product.depth.extent
    columns = isa.width(element.element_bytes) * isa.tile[1]
    most = PANEL_BYTES // (columns * element.element_bytes)
    block = -(-depth // -(-depth // most) // UNROLL) * UNROLL
    space = Space(product.operands[LEFT].dtype)
    how = _left_form(product)
    left = None if how == IN_PLACE else packed_left(product, block, isa.tile[0], space)
    right = None
    if runs_on(product, RIGHT, "column") != "column":
        right = packed_right(product, block, columns, space)
    sums = _waiting_sums(product, space) if block < depth else None
    calls: list[Call] = []
    for start in range(0, depth, block):
        part = product.block_of_depth(start, min(block, depth - start))
        if left is not None:
            calls.append(left_call(part, left, isa.tile[0]))
        if right is not None:
            calls.append(right_call(part, right, isa, isa.tile[1]))
        if sums is not None:
            part = _with_sums(part, sums, start == 0, start + block >= depth)
        calls.append(_multiply_call(part, how, left, right, isa))
    return calls


# -- sums that wait between blocks of depth ----------------------------------------------------


def _waiting_sums(product: Product, space: Space) -> Strided:
    """Where sums wait: in the result, if that is the product alone."""
    if product.record is stored_sums:
        return product.strided(len(product.operands) - 1)
    breadth = product.column.extent
    batch = in_order([axis.extent for axis in product.batch], product.row.extent * breadth)
    place = space.take(product.batches * product.row.extent * breadth)
    return Strided(place, breadth, 1, 0, batch)


def _with_sums(product: Product, sums: Strided, first: bool, last: bool) -> Product:
    """A block adds to the sums of those before, and leaves its own to the next."""
    left, right, *others = (product.strided(k) for k in range(len(product.operands)))
    if not last:
        read = [] if first else [sums]
        record = stored_sums if first else _added(stored_sums, 0)
        return product.rebuilt([left, right, *read, sums], len(read), record)
    count = product.inputs
    operands = [left, right, *others[:count], sums, *others[count:]]
    return product.rebuilt(operands, count + 1, _added(product.record, count))


def _added(record: Record, number: int) -> Record:
    def recorded(recorder: Recorder, sums: Expr) -> list[Expr]:
        return record(recorder, recorder.add(sums, recorder.operand(number, sums.kind)))

    return recorded


# -- the kernel ----------------------------------------------------------------------------------


class Form(NamedTuple):
    """What a kernel knows of a product."""

    element: Type
    rows: int
    vectors: int
    width: int
    left: str  # how the left operand lies: packed along ``depth`` or by rows, or in place
    packed: bool  # whether the right operand is packed already
    rank: int


def _left_form(product: Product) -> str:
    runs = runs_on(product, LEFT, "row")
    return IN_PLACE if runs == "depth" and product.column.extent <= FEW_COLUMNS else runs


def _multiply_call(
    product: Product, how: str, left: Strided | None, right: Strided | None, isa: Isa
) -> Call:
    rows, vectors = isa.tile
    element = product.element
    width = isa.width(element.element_bytes)
    if right is not None:
        product = product.replaced(RIGHT, right)
    if left is not None:
        product = product.replaced(LEFT, left)
    form = Form(element, rows, vectors, width, how, right is not None, len(product.batch))
    finish = finish_of(product)
    key = ("blocked_product", *form, *finish_key(finish))
    groups = -(-product.column.extent // (width * vectors * GROUP))
    chunks = -(-product.row.extent // (rows * CHUNK))
    kernel = Kernel(key, lambda name: _Writer(name, form, finish).text())
    where = tuple(place.where for place in product.operands)
    return Call(kernel, where, product.numbers, product.batches * groups * chunks, 1)


Fetch = Callable[[Value], None]  # asks for memory, in a turn of the loop over the depth


class _Writer:
    def __init__(self, name: str, form: Form, finish: Finish) -> None:
        self.f = ProductFunction(name, 2 + len(finish.slots), form.rank)
        self.form = form
        element = form.element
        self.elements = [element, element, *(memory_type(slot.dtype) for slot in finish.slots)]
        self.vector = Type(element.element, form.width)
        self.end = TileEnd(self.f, finish, form.rows, form.vectors, self.vector)
        self.columns = form.width * form.vectors

    def text(self) -> str:
        f, rows = self.f, self.form.rows
        self.batch_strides = f.batch_strides()
        self.row_strides, self.column_strides = f.strides(0), f.strides(1)
        self.right_step = f.strides(2)[RIGHT]
        if not self.form.packed:
            room = f.mul(f.depth, self.columns).text
            text = f"alloca {self.form.element.text}, i64 {room}, align {ALIGNMENT}"
            self.panel = f.define(PTR, text)
        self.padded = f.bits("and", f.add(f.depth, UNROLL - 1), -UNROLL)
        panels = f.div(f.add(f.breadth, self.columns - 1), self.columns)
        tiles = f.div(f.add(f.height, rows - 1), rows)
        groups = f.div(f.add(panels, GROUP - 1), GROUP)
        chunks = f.div(f.add(tiles, CHUNK - 1), CHUNK)
        parts = f.mul(groups, chunks)
        with f.loop(f.last, f.first) as unit:
            batch, part = quotient(f, unit.index, parts, self.form.rank)
            bases = f.bases(batch, self.batch_strides, self.elements)
            group = f.div(part, chunks)
            first = f.mul(f.sub(part, f.mul(group, chunks)), CHUNK)
            last = self._least(f.add(first, CHUNK), tiles)
            start = f.mul(group, GROUP)
            stop = self._least(f.add(start, GROUP), panels)
            with f.loop(stop, start) as panel:
                column = f.mul(panel.index, self.columns)
                masks = self._masks(column)
                right = self._panel(bases[RIGHT], column, masks)
                share = self._share(f.sub(last, first))
                with f.loop(last, first) as tile:
                    done = f.sub(tile.index, first)
                    fetch = share and self._fetching(bases[RIGHT], column, f.mul(done, share))
                    self._tile(bases, right, f.mul(tile.index, rows), column, masks, fetch)
        return f.text()

    def _share(self, tiles: Value) -> Value | None:
        """How many rows of the next panel each tile asks for; none of a panel packed before."""
        f = self.f
        return None if self.form.packed else f.div(f.add(f.depth, f.sub(tiles, 1)), tiles)

    def _fetching(self, base: Value, column: Value, start: Value) -> Fetch:
        """While a tile is computed, ask for its share of the panel after the one at ``column``."""
        f, element = self.f, self.form.element
        beyond = f.at(base, f.add(column, self.columns), element)
        bottom = f.sub(f.depth, 1)

        def fetch(turn: Value) -> None:
            number = self._least(f.add(start, turn), bottom)
            line = f.at(beyond, f.mul(number, self.right_step), element)
            fetch_row(f, line, self.columns, element)

        return fetch

    def _masks(self, column: Value) -> list[Value]:
        """Which columns of a panel there are."""
        f, width = self.f, self.form.width
        remaining = f.sub(f.breadth, column)
        return [f.lanes(f.sub(remaining, j * width), width) for j in range(self.form.vectors)]

    def _panel(self, base: Value, column: Value, masks: Sequence[Value]) -> Value:
        """Where the panel that begins at a column is packed; zeros are columns that are not
        there."""
        f, element = self.f, self.form.element
        if self.form.packed:
            return f.at(base, f.mul(column, f.depth), element)
        source, zero = f.at(base, column, element), f.const(0, self.vector)
        with f.loop(f.depth) as k:
            line = f.at(source, f.mul(k.index, self.right_step), element)
            out = f.at(self.panel, f.mul(k.index, self.columns), element)
            for j, mask in enumerate(masks):
                place = f.at(line, j * self.form.width, element)
                value = f.masked_load(place, self.vector, mask, zero)
                f.store(value, f.at(out, j * self.form.width, element))
        return self.panel

    def _least(self, a: Value, b: Value) -> Value:
        return self.f.select(self.f.compare("slt", a, b), a, b)

    def _tile(
        self,
        bases: list[Value],
        panel: Value,
        row: Value,
        column: Value,
        masks: Sequence[Value],
        fetch_panel: Fetch | None,
    ) -> None:
        f, form = self.f, self.form
        element, width = form.element, form.width
        left = self._left(bases[LEFT], row)
        right = Right(panel, self.columns)

        def load(line: Value, j: int) -> Value:
            return f.load(f.at(line, j * width, element), self.vector)

        rows, columns = self.row_strides[2:], self.column_strides[2:]
        places = [
            f.at(f.at(base, f.mul(row, down), kind), f.mul(column, along), kind)
            for base, down, along, kind in zip(
                bases[2:], rows, columns, self.elements[2:], strict=True
            )
        ]

        def fetch(turn: Value) -> None:
            self.end.fetch(places, rows, form.rows, self.columns, turn)
            if fetch_panel is not None:
                fetch_panel(turn)

        sums = multiply_tile(f, left, right, form.vectors, self.vector, f.depth, load, beside=fetch)
        self.end.run(sums, places, rows, columns, masks, f.sub(f.height, row))

    def _left(self, base: Value, row: Value) -> Left:
        """The rows of a tile. In place, the last one stands for those that are not there."""
        f, form = self.f, self.form
        if form.left == IN_PLACE:
            last = f.sub(f.height, 1)
            numbers = [self._least(f.add(row, i), last) for i in range(form.rows)]
            rows = [f.mul(number, self.row_strides[LEFT]) for number in numbers]
            return Left(base, rows, 1, UNROLL)
        a = f.at(base, f.mul(row, self.padded), form.element)
        row_stride, depth_stride = (UNROLL, 1) if form.left == "depth" else (1, form.rows)
        return Left(a, multiples(f, row_stride, form.rows), depth_stride, UNROLL * form.rows)
