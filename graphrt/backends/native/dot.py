"""Products of a vector with columns that run on along the depth: many dot products at once.

As many columns as a vector has lanes are multiplied together, each into a vector of partial sums;
at the end these are added up crosswise into one vector with a sum per column.
"""

from __future__ import annotations

from typing import NamedTuple

from graphrt.backends.native.finish import TileEnd, finish_key
from graphrt.backends.native.group import Axis
from graphrt.backends.native.irtext import I64, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Kernel
from graphrt.backends.native.pack import shuffled
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

GRAIN_BYTES = 1 << 16  # of columns that one thread takes at once


class Form(NamedTuple):
    """What a kernel knows of a product: the strides of all operands along columns and depth."""

    element: Type
    width: int
    a_depth: int
    column_strides: tuple[int, ...]
    rank: int


def dot_call(product: Product, isa: Isa) -> Call:
    """One call. Rows are one more axis of the batch; a unit is a vector of columns."""
    if product.row.extent > 1:
        batch = (*product.batch, product.row)
        lone = Axis(1, (0,) * len(product.operands))
        product = product._replace(batch=batch, row=lone)
    element, finish = product.element, finish_of(product)
    width = isa.width(element.element_bytes)
    form = Form(
        element, width, product.stride(LEFT, "depth"), product.column.strides, len(product.batch)
    )
    key = ("dot_products", *form, *finish_key(finish))
    parts = -(-product.column.extent // width)
    nbytes = width * product.depth.extent * element.element_bytes
    grain = max(1, GRAIN_BYTES // max(1, nbytes))
    where = tuple(place.where for place in product.operands)
    kernel = Kernel(key, lambda name: _Writer(name, form, finish).text())
    return Call(kernel, where, product.numbers, product.batches * parts, grain)


class _Writer:
    def __init__(self, name: str, form: Form, finish: Finish) -> None:
        self.f = ProductFunction(name, len(form.column_strides), form.rank)
        self.form = form
        element = form.element
        self.vector = Type(element.element, form.width)
        self.elements = [element, element, *(memory_type(slot.dtype) for slot in finish.slots)]
        self.end = TileEnd(self.f, finish, 1, 1, self.vector)

    def text(self) -> str:
        f, form = self.f, self.form
        strides = f.batch_strides()
        parts = f.div(f.add(f.breadth, form.width - 1), form.width)
        with f.loop(f.last, f.first) as unit:
            batch, part = quotient(f, unit.index, parts, form.rank)
            first = f.mul(part, form.width)
            left = f.sub(f.breadth, first)
            places = [
                f.at(base, f.mul(first, stride), kind)
                for base, stride, kind in zip(
                    f.bases(batch, strides, self.elements),
                    form.column_strides,
                    self.elements,
                    strict=True,
                )
            ]
            full = f.compare("sge", left, form.width)
            with f.when(full):
                total = across_lanes(f, self._dots(places, form.width))
                self._store(total, places, None)
            with f.when(f.bits("xor", full, f.const(1, full.type))):
                with f.loop(left, carry=[f.const(0, self.vector)]) as lane:
                    step = f.mul(lane.index, form.column_strides[RIGHT])
                    column = f.at(places[RIGHT], step, form.element)
                    (sums,) = self._dots([places[LEFT], column], 1)
                    lane.carried[0] = f.insert(lane.carried[0], f.across("sum", sums), lane.index)
                self._store(lane.results[0], places, f.lanes(left, form.width))
        return f.text()

    def _store(self, total: Value, places: list[Value], mask: Value | None) -> None:
        others = self.form.column_strides[2:]
        self.end.run([[total]], places[2:], [0] * len(others), others, [mask])

    def _dots(self, places: list[Value], count: int) -> list[Value]:
        """Per column its products summed lane by lane: whole vectors of depth, then the rest."""
        f, width = self.f, self.form.width
        rest = f.bits("and", f.depth, width - 1)
        whole = f.sub(f.depth, rest)
        zero = f.const(0, self.vector)
        with f.loop(whole, step=width, carry=[zero] * count) as k:
            k.carried[:] = self._turn(places, k.index, k.carried, None)
        some = f.convert("zext", f.compare("sgt", rest, 0), "i64")
        with f.loop(some, carry=k.results) as once:
            mask = f.lanes(rest, width)
            once.carried[:] = self._turn(places, whole, once.carried, mask)
        return once.results

    def _turn(
        self, places: list[Value], k: Value, sums: list[Value], mask: Value | None
    ) -> list[Value]:
        f, element, stride = self.f, self.form.element, self.form.column_strides[RIGHT]
        numbers = self._vector(places[LEFT], k, self.form.a_depth, mask)
        line = f.at(places[RIGHT], k, element)
        return [
            f.fma(self._vector(line, f.const(column * stride, I64), 1, mask), numbers, total)
            for column, total in enumerate(sums)
        ]

    def _vector(self, base: Value, start: Value, stride: int, mask: Value | None) -> Value:
        f = self.f
        if stride != 1:
            every = mask or f.const(1, self.vector.of("i1"))
            offsets = f.mul(
                f.add(f.splat(start, self.vector.width), f.ramp(self.vector.width)), stride
            )
            return f.gather(f.addresses(base, offsets, self.form.element), self.vector, every)
        place = f.at(base, start, self.form.element)
        if mask is None:
            return f.load(place, self.vector)
        return f.masked_load(place, self.vector, mask, f.const(0, self.vector))


def across_lanes(f: ProductFunction, rows: list[Value]) -> Value:
    """Lane i of the result is the sum of all lanes of ``rows[i]``: neighbours are added within
    every row, two rows' sums becoming one vector, until one vector is left."""
    width = rows[0].type.width
    while len(rows) > 1:
        rows = [
            f.add(
                shuffled(f, first, second, range(0, 2 * width, 2)),
                shuffled(f, first, second, range(1, 2 * width, 2)),
            )
            for first, second in zip(rows[::2], rows[1::2], strict=True)
        ]
    return rows[0]
