"""Matrix products: which kernels a product is made of.

A product of a vector reads the matrix once, along whichever axis it runs on in memory (`dot`,
`direct`); a small one reads both operands where they are (`direct`); a large one is packed and
blocked (`blocked`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graphrt.backends.native.blocked import blocked_calls, stored_sums
from graphrt.backends.native.direct import direct_call
from graphrt.backends.native.dot import dot_call
from graphrt.backends.native.group import Axis, places, strides_in
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Workspace
from graphrt.backends.native.pack import Space, packed_right, right_call
from graphrt.backends.native.product import LEFT, RIGHT, Product, Record
from graphrt.lowering.plan import Buffer

SMALL_FLOPS = 1 << 21  # of a matrix that is not worth packing
FEW_ROWS = 4  # rows that do not fill a tile


def product_of(
    a: Buffer,
    b: Buffer,
    inputs: Sequence[Buffer],
    outputs: Sequence[Buffer],
    record: Record = stored_sums,
) -> Product:
    """``a @ b`` with ``outputs``, results of ``record`` over the product and ``inputs``."""
    *batch_a, rows, depth = a.type.static_shape
    *batch_b, _, columns = b.type.static_shape
    batch = np.broadcast_shapes(tuple(batch_a), tuple(batch_b))
    left = [*strides_in(a, (*batch, rows, depth)), 0]  # batch, row, depth, column
    right = [*strides_in(b, (*batch, depth, columns)), 0]  # batch, depth, column, row
    count = len(batch)
    strides = [
        (*left[:count], left[count], 0, left[count + 1]),
        (*right[:count], 0, right[count + 1], right[count]),
        *((*strides_in(each, (*batch, rows, columns)), 0) for each in (*inputs, *outputs)),
    ]
    *outer, row, column, deep = (
        Axis(extent, tuple(each[position] for each in strides))
        for position, extent in enumerate((*batch, rows, columns, depth))
    )
    operands = tuple(places([a, b, *inputs, *outputs]))
    return Product(operands, len(inputs), tuple(outer), row, column, deep, record)


def product_calls(product: Product, isa: Isa) -> list[Call] | str:
    """The calls that compute a product, or why there are none."""
    if not product.element.is_float:
        return f"a product of {product.operands[LEFT].dtype}"
    if _overlap(product):
        return "a result lies where an operand of the product does"
    if 0 in (product.row.extent, product.column.extent, product.batches):
        return []
    product = product.simplified()
    if product.column.extent == 1 and product.row.extent > 1:
        product = product.swapped()
    if product.depth.extent == 0:
        return [direct_call(product, isa)]
    runs_down = product.stride(RIGHT, "depth") == 1 and product.stride(RIGHT, "column") != 1
    if product.row.extent < FEW_ROWS and runs_down:
        return [dot_call(product, isa)]
    narrow = product.column.extent <= isa.width(product.element.element_bytes)
    if product.flops > SMALL_FLOPS and product.row.extent >= FEW_ROWS and not narrow:
        return blocked_calls(product, isa)
    if product.stride(RIGHT, "column") == 1:
        return [direct_call(product, isa)]
    return _turned_over(product, isa)


def _turned_over(product: Product, isa: Isa) -> list[Call]:
    """A small product whose right operand is first copied so that it runs on along the columns."""
    width = isa.width(product.element.element_bytes)
    space = Space(product.operands[RIGHT].dtype)
    target = packed_right(product, product.depth.extent, width, space)
    breadth = -(-product.column.extent // width) * width
    copied = product.replaced(RIGHT, target._replace(depth=breadth))
    return [right_call(product, target, isa, 1, row_major=True), direct_call(copied, isa)]


def _overlap(product: Product) -> bool:
    """Whether something is stored where an operand of the product itself lies: it would be
    overwritten while it is still read."""
    read = [place.where for place in product.operands[:2]]
    stored = [place.where for place in product.operands[2 + product.inputs :]]
    return any(_meet(a, b) for a in read for b in stored)


def _meet(a: Buffer | Workspace, b: Buffer | Workspace) -> bool:
    if isinstance(a, Workspace) or isinstance(b, Workspace):
        return False
    if a.segment is not b.segment or a.key != b.key:
        return False
    first, second = _extent(a), _extent(b)
    return first[0] < second[1] and second[0] < first[1]


def _extent(buffer: Buffer) -> tuple[int, int]:
    """The bytes of its segment that a buffer lies in."""
    size = buffer.type.dtype.bits // 8
    offset, strides = buffer.layout
    steps = [
        (extent - 1) * stride
        for extent, stride in zip(buffer.type.static_shape, strides, strict=True)
    ]
    low = offset + sum(each for each in steps if each < 0)
    high = offset + sum(each for each in steps if each > 0) + 1
    return buffer.offset + low * size, buffer.offset + high * size
