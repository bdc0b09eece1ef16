"""A matrix turned over: rows side by side, for vectors that have a row in every lane.

Written as a function of its own, which kernels call for each of the matrices they need turned over.
"""

from __future__ import annotations

from graphrt.backends.native.irtext import Function, Operand, Type, Value
from graphrt.backends.native.pack import transposed

_PARAMETERS = [
    *(("ptr", "source"), ("i64", "stride"), ("i64", "rows"), ("i64", "last")),
    *(("ptr", "target"), ("i64", "pitch"), ("i64", "columns")),
]


def turning_function(name: str, vector: Type, masked: bool) -> Function:
    """``void (ptr source, i64 stride, i64 rows, i64 last, ptr target, i64 pitch, i64 columns)``:
    ``target[column, row] = source[min(row, last), column]``, rows of the source a ``stride`` apart,
    those of the target a ``pitch``. Unless ``masked``, whole vectors are read and written."""
    f = Function(name, _PARAMETERS)
    source, stride, rows, last, target, pitch, columns = f.parameters
    width, element = vector.width, Type(vector.element)
    zero = f.const(0, vector)
    with f.loop(rows, step=width) as row:
        lines = []
        for lane in range(width):
            number = f.add(row.index, lane)
            number = f.select(f.compare("slt", number, last), number, last)
            lines.append(f.at(source, f.mul(number, stride), element))
        inside = f.lanes(f.sub(rows, row.index), width) if masked else None
        out = f.at(target, row.index, element)
        with f.loop(columns, step=width) as column:
            left = f.sub(columns, column.index)
            there = f.lanes(left, width) if masked else None
            read = []
            for line in lines:
                place = f.at(line, column.index, element)
                if there is None:
                    read.append(f.load(place, vector))
                else:
                    read.append(f.masked_load(place, vector, there, zero))
            for k, value in enumerate(transposed(f, read)):
                with f.when(f.compare("sgt", left, k)):
                    place = f.at(out, f.mul(f.add(column.index, k), pitch), element)
                    if inside is None:
                        f.store(value, place)
                    else:
                        f.masked_store(value, place, inside)
    return f


def call_turning(f: Function, name: str, *arguments: Operand) -> None:
    """Call it."""
    kinds = [kind for kind, _ in _PARAMETERS]
    f.declarations.add(f"declare void @{name}({', '.join(kinds)})")
    given = [
        each if isinstance(each, Value) else f.const(each, Type(kind))
        for kind, each in zip(kinds, arguments, strict=True)
    ]
    listed = ", ".join(f"{each.type.text} {each.text}" for each in given)
    f.line(f"call void @{name}({listed})")
