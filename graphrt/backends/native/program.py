"""A program: the calls of a plan as a table that a short native loop walks.

A row of the table is (function, arguments, begin, end, grain): the units ``begin`` to ``end`` of
a kernel, shared among the threads of the pool in ranges of ``grain`` where there are more.
"""

from __future__ import annotations

from graphrt.backends.native.irtext import I64, NULL, PTR, Function
from graphrt.backends.native.pool import SHARE, call_kernel

ROWS = "graphrt_rows"
ROW = 5  # 64-bit slots


def rows_function() -> Function:
    """``void graphrt_rows(ptr pool, ptr rows, i64 count)``: the rows one after the other.

    Without a pool (a null pointer) everything runs on the calling thread.
    """
    f = Function(ROWS, [("ptr", "pool"), ("ptr", "rows"), ("i64", "count")])
    pool, rows, count = f.parameters
    f.declarations.add(f"declare void @{SHARE}(ptr, ptr, ptr, i64, i64, i64)")
    alone = f.compare("eq", pool, NULL)
    with f.loop(count) as each:
        row = f.at(rows, f.mul(each.index, ROW), I64)
        function, arguments = f.load(row, PTR), f.load(f.at(row, 1, I64), PTR)
        begin, end, grain = (f.load(f.at(row, k, I64), I64) for k in (2, 3, 4))
        few = f.compare("sle", f.sub(end, begin), grain)
        here = f.bits("or", alone, few)
        with f.when(here):
            call_kernel(f, function, arguments, begin, end)
        with f.when(f.bits("xor", here, f.const(1, here.type))):
            given = ", ".join(
                f"{each.type.text} {each.text}"
                for each in (pool, function, arguments, begin, end, grain)
            )
            f.line(f"call void @{SHARE}({given})")
    return f
