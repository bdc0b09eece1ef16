"""Packing: operands of a large matrix product, copied into the order the tile reads them in.

The left operand becomes tiles of ``rows`` rows, the right one panels of ``columns`` columns;
within them depth runs on, so that the inner loop reads memory from front to back whatever the
strides were, transposed operands included. What is missing at the edges is filled with zeros.

    left   [tile][k / 4][row][k % 4]     where k runs on in memory: four numbers are one copy
    left   [tile][k][row]                where rows run on in memory
    right  [panel][k][column]
"""

from __future__ import annotations

from graphrt.backends.native.irtext import I64, Type, Value
from graphrt.backends.native.kernel import Kernel, KernelFunction
from graphrt.backends.native.tile import UNROLL


def pack_left(element: Type, rows: int, along_depth: bool) -> Kernel:
    """``(source, target)``, numbers ``rows_in_all, depth, row_stride, depth_stride``; a unit is
    a tile. One of the strides is 1: that of depth where ``along_depth``, else that of rows."""
    key = ("pack_left", element.text, rows, along_depth)

    def write(name: str) -> str:
        f = KernelFunction(name)
        source, target = f.pointer(0), f.pointer(1)
        height, depth, row_stride, depth_stride = (f.slot(2 + k) for k in range(4))
        padded = f.bits("and", f.add(depth, UNROLL - 1), -UNROLL)
        with f.loop(f.last, f.first) as tile:
            first = f.mul(tile.index, rows)
            here = f.at(target, f.mul(f.mul(tile.index, padded), rows), element)
            if along_depth:
                _copy_rows(f, source, here, first, height, depth, row_stride, element, rows)
            else:
                _copy_depth(f, source, here, first, height, depth, depth_stride, element, rows)
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
    f: KernelFunction,
    source: Value,
    target: Value,
    first: Value,
    height: Value,
    depth: Value,
    depth_stride: Value,
    element: Type,
    rows: int,
) -> None:
    """All rows of the tile at one depth are one masked copy."""
    tile = Type(element.element, 1 << (rows - 1).bit_length())
    left = f.sub(height, first)
    present = f.lanes(left, tile.width)
    inside = f.lanes(rows, tile.width)
    mask = f.bits("and", present, inside)
    begin = f.at(source, first, element)
    with f.loop(depth) as k:
        line = f.at(begin, f.mul(k.index, depth_stride), element)
        value = f.masked_load(line, tile, mask, f.const(0, tile))
        f.masked_store(value, f.at(target, f.mul(k.index, rows), element), inside)


def pack_right(element: Type, width: int, vectors: int, along_columns: bool) -> Kernel:
    """``(source, target)``, numbers ``columns_in_all, depth, depth_stride, column_stride``; a
    unit is a panel. One of the strides is 1: that of columns where ``along_columns``, else that
    of depth."""
    key = ("pack_right", element.text, width, vectors, along_columns)
    columns = width * vectors

    def write(name: str) -> str:
        f = KernelFunction(name)
        source, target = f.pointer(0), f.pointer(1)
        breadth, depth, depth_stride, column_stride = (f.slot(2 + k) for k in range(4))
        with f.loop(f.last, f.first) as panel:
            first = f.mul(panel.index, columns)
            here = f.at(target, f.mul(first, depth), element)
            if along_columns:
                begin = f.at(source, first, element)
                left = f.sub(breadth, first)
                full = f.compare("sge", left, columns)
                with f.when(full):
                    _copy_panel(f, begin, here, depth, depth_stride, element, width, vectors, None)
                with f.when(f.bits("xor", full, f.const(1, full.type))):
                    _copy_panel(f, begin, here, depth, depth_stride, element, width, vectors, left)
            else:
                _transpose_panel(
                    f, source, here, first, breadth, depth, column_stride, element, width, vectors
                )
        return f.text()

    return Kernel(key, write)


def _copy_panel(
    f: KernelFunction,
    begin: Value,
    target: Value,
    depth: Value,
    depth_stride: Value,
    element: Type,
    width: int,
    vectors: int,
    left: Value | None,
) -> None:
    vector = Type(element.element, width)
    masks = None
    if left is not None:
        masks = [f.lanes(f.sub(left, j * width), width) for j in range(vectors)]
    with f.loop(depth) as k:
        line = f.at(begin, f.mul(k.index, depth_stride), element)
        out = f.at(target, f.mul(k.index, width * vectors), element)
        for j in range(vectors):
            place = f.at(line, j * width, element)
            if masks is None:
                value = f.load(place, vector)
            else:
                value = f.masked_load(place, vector, masks[j], f.const(0, vector))
            f.store(value, f.at(out, j * width, element))


def _transpose_panel(
    f: KernelFunction,
    source: Value,
    target: Value,
    first: Value,
    breadth: Value,
    depth: Value,
    column_stride: Value,
    element: Type,
    width: int,
    vectors: int,
) -> None:
    """Square blocks of ``width`` columns and depths, turned over in registers."""
    vector = Type(element.element, width)
    stride = width * vectors
    with f.loop(vectors) as j, f.loop(depth, step=width) as k:
        column = f.add(first, f.mul(j.index, width))
        mask = f.lanes(f.sub(depth, k.index), width)
        rows = []
        for lane in range(width):
            number = f.add(column, lane)
            there = f.compare("slt", number, breadth)
            inside = f.bits("and", mask, f.splat(there, width))
            # a column that is not there is masked out, but its address must still be one
            safe = f.select(there, number, 0)
            place = f.at(f.at(source, f.mul(safe, column_stride), element), k.index, element)
            rows.append(f.masked_load(place, vector, inside, f.const(0, vector)))
        turned = transposed(f, rows)
        out = f.at(f.at(target, f.mul(k.index, stride), element), f.mul(j.index, width), element)
        left = f.sub(depth, k.index)
        full = f.compare("sge", left, width)
        with f.when(full):
            for lane, value in enumerate(turned):
                f.store(value, f.at(out, lane * stride, element))
        with f.when(f.bits("xor", full, f.const(1, full.type))):
            for lane, value in enumerate(turned):
                with f.when(f.compare("slt", f.const(lane, I64), left)):
                    f.store(value, f.at(out, lane * stride, element))


def transposed(f: KernelFunction, rows: list[Value]) -> list[Value]:
    """A square block of vectors turned over: log2(width) rounds of taking pairs apart into
    even and odd elements."""
    width = rows[0].type.width
    for _ in range(width.bit_length() - 1):
        even, odd = [], []
        for first, second in zip(rows[::2], rows[1::2], strict=True):
            even.append(_shuffled(f, first, second, range(0, 2 * width, 2)))
            odd.append(_shuffled(f, first, second, range(1, 2 * width, 2)))
        rows = even + odd
    return rows


def _shuffled(f: KernelFunction, first: Value, second: Value, lanes: range) -> Value:
    kind = first.type.text
    chosen = ", ".join(f"i32 {lane}" for lane in lanes)
    mask = f"<{len(lanes)} x i32> <{chosen}>"
    text = f"shufflevector {kind} {first.text}, {kind} {second.text}, {mask}"
    return f.define(first.type, text)
