"""A program: the calls of a plan as a table that a short native loop walks.

A row of the table is (function, arguments, units, grain): the units of a kernel, shared among
the threads of the pool in ranges of ``grain`` where there are more. Rows without a function
are signs to the loop. With arguments it is a *check*: the word they point to is not zero when a
kernel before could not do its work, and the loop returns, so that Python can do it. Without
arguments it is a *commit*: the rows after it change variables and are not interrupted. A commit
with units has the threads started first.
"""

from __future__ import annotations

from graphrt.backends.native.context import (
    AT_ROW,
    AT_UNIT,
    COUNT,
    DEADLINE,
    DONE,
    FAULT,
    NEVER,
    PAUSED,
    POOL,
    ROWS,
    START,
    call_late,
)
from graphrt.backends.native.irtext import I64, NULL, PTR, Function, Value
from graphrt.backends.native.pool import NOT_STARTED, SHARE, WORKERS, call_kernel

WALK, GO_ON = "graphrt_walk", "graphrt_go_on"
ROW = 4  # 64-bit slots
ROWS_PER_LOOK = 64  # at the clock, where every call is small


class _Walk(Function):
    """The loop over the rows. Where it stands is in the context, always."""

    def __init__(self, name: str) -> None:
        super().__init__(name, [("ptr", "context")], "i64")
        (self.context,) = self.parameters

    def get(self, slot: int) -> Value:
        return self.load(self.at(self.context, slot, I64), I64)

    def put(self, slot: int, value: Value | int) -> None:
        number = value if isinstance(value, Value) else self.const(value, I64)
        self.store(number, self.at(self.context, slot, I64))

    def leave(self, code: int) -> None:
        self.line(f"ret i64 {code}")


def walk_function() -> Function:
    """``i64 graphrt_walk(ptr context)``: `go_on_function` from the first row."""
    f = _Walk(WALK)
    f.put(AT_ROW, 0)
    f.put(AT_UNIT, 0)
    f.declarations.add(f"declare i64 @{GO_ON}(ptr)")
    f.line(f"ret i64 {f.define(I64, f'call i64 @{GO_ON}(ptr {f.context.text})').text}")
    return f


def go_on_function() -> Function:
    """``i64 graphrt_go_on(ptr context)``: the rows one after the other, from where it stands.

    Returns DONE; PAUSED when it is time; FAULT after a check that found something; START when
    threads are wanted that have not been started.
    """
    f = _Walk(GO_ON)
    look, row_, end, sign, work, few, many = map(
        f.label, ("look", "row", "end", "sign", "work", "few", "many")
    )
    advance, ask = f.label("advance"), f.label("ask")
    table = f.load(f.at(f.context, ROWS, I64), PTR)
    pool = f.load(f.at(f.context, POOL, I64), PTR)
    count = f.get(COUNT)
    f.put(DEADLINE, 0)
    f.jump(look)
    f.begin(look)
    number = f.get(AT_ROW)
    f.branch(f.compare("slt", number, count), row_, end)
    f.begin(end)
    f.leave(DONE)
    f.begin(row_)
    row = f.at(table, f.mul(number, ROW), I64)
    function, arguments = f.load(row, PTR), f.load(f.at(row, 1, I64), PTR)
    units, grain = (f.load(f.at(row, k, I64), I64) for k in (2, 3))
    f.branch(f.compare("eq", function, NULL), sign, work)
    f.begin(sign)
    _read_sign(f, number, arguments, units, pool, advance)
    f.begin(work)
    f.branch(f.compare("sle", units, grain), few, many)
    f.begin(few)
    call_kernel(f, function, arguments, f.const(0, I64), units)
    each = f.bits("and", number, ROWS_PER_LOOK - 1)
    f.branch(f.compare("eq", each, ROWS_PER_LOOK - 1), ask, advance)
    f.begin(advance)
    f.put(AT_ROW, f.add(number, 1))
    f.jump(look)
    f.begin(many)
    _share(f, pool, [function, arguments], units, grain, ask)
    f.begin(ask)
    f.put(AT_ROW, f.add(number, 1))
    pause = f.label("pause")
    f.branch(call_late(f, f.context), pause, look)
    f.begin(pause)
    f.leave(PAUSED)
    return f


def _read_sign(
    f: _Walk, number: Value, word: Value, units: Value, pool: Value, advance: str
) -> None:
    commit, sure, ask, start, check, found = map(
        f.label, ("commit", "sure", "ask", "start", "check", "found")
    )
    f.branch(f.compare("eq", word, NULL), commit, check)
    f.begin(commit)
    f.branch(f.compare("eq", units, 0), sure, ask)
    f.begin(ask)
    workers = f.load(f.at(pool, WORKERS, I64), I64)
    f.branch(f.compare("eq", workers, NOT_STARTED), start, sure)
    f.begin(start)
    f.leave(START)
    f.begin(sure)
    f.put(DEADLINE, NEVER)
    f.jump(advance)
    f.begin(check)
    f.branch(f.compare("ne", f.load(word, I64), 0), found, advance)
    f.begin(found)
    f.store(f.const(0, I64), word)
    f.put(AT_ROW, f.add(number, 1))
    f.leave(FAULT)


def _share(
    f: _Walk, pool: Value, called: list[Value], units: Value, grain: Value, done: str
) -> None:
    """A call of many units, from the one it stands at."""
    missing, start, share, rest, whole = map(
        f.label, ("missing", "start", "share", "rest", "whole")
    )
    workers = f.load(f.at(pool, WORKERS, I64), I64)
    f.branch(f.compare("eq", workers, NOT_STARTED), missing, share)
    f.begin(missing)  # after a commit there is no way back: work goes on without threads
    f.branch(f.compare("eq", f.get(DEADLINE), NEVER), share, start)
    f.begin(start)
    f.leave(START)
    f.begin(share)
    f.declarations.add(f"declare i64 @{SHARE}(ptr, ptr, ptr, ptr, i64, i64, i64)")
    values = [pool, f.context, *called, f.get(AT_UNIT), units, grain]
    given = ", ".join(f"{each.type.text} {each.text}" for each in values)
    reached = f.define(I64, f"call i64 @{SHARE}({given})")
    f.branch(f.compare("slt", reached, units), rest, whole)
    f.begin(rest)
    f.put(AT_UNIT, reached)
    f.leave(PAUSED)
    f.begin(whole)
    f.put(AT_UNIT, 0)
    f.jump(done)
