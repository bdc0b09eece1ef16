"""The context of a program: what the native loop needs to know, and where it has got to.

A native call hears no Ctrl-C before it returns. So the loop looks at the clock now and then, and
after a tenth of a second it returns to Python with its position written down; Python lets
signals in and calls again. A *commit* row ends that: from there on variables change, and the call
runs to its end.
"""

from __future__ import annotations

from graphrt.backends.native.irtext import I64, PTR, Function, Value

LATE = "graphrt_late"

# 64-bit slots
POOL, ROWS, COUNT, AT_ROW, AT_UNIT, DEADLINE, SLICE, CLOCK, SECONDS, NANOSECONDS = range(10)
SLOTS = 16
DONE, PAUSED, FAULT, START = range(4)  # what the loop returns
NEVER = (1 << 63) - 1  # as a deadline
SLICE_NANOSECONDS = 100_000_000
MONOTONIC = 1  # clock_gettime's number of the clock that never goes back


def late_function() -> Function:
    """``i64 graphrt_late(ptr context)``: 1 when it is time to return to Python.

    The first question since the loop began only starts the clock: short programs never ask.
    """
    f = Function(LATE, [("ptr", "context")], "i64")
    (context,) = f.parameters
    ask, first, later, never = (f.label(stem) for stem in ("ask", "first", "later", "never"))
    deadline = f.load(f.at(context, DEADLINE, I64), I64)
    f.branch(f.compare("eq", deadline, NEVER), never, ask)
    f.begin(never)
    f.line("ret i64 0")
    f.begin(ask)
    clock = f.load(f.at(context, CLOCK, I64), PTR)
    place = f.at(context, SECONDS, I64)
    f.line(f"call i32 {clock.text}(i32 {MONOTONIC}, ptr {place.text})")
    seconds = f.mul(f.load(place, I64), 1_000_000_000)
    now = f.add(seconds, f.load(f.at(context, NANOSECONDS, I64), I64))
    f.branch(f.compare("eq", deadline, 0), first, later)
    f.begin(first)
    end = f.add(now, f.load(f.at(context, SLICE, I64), I64))
    f.store(end, f.at(context, DEADLINE, I64))
    f.line("ret i64 0")
    f.begin(later)
    over = f.convert("zext", f.compare("sge", now, deadline), "i64")
    f.line(f"ret i64 {over.text}")
    return f


def call_late(f: Function, context: Value) -> Value:
    """Whether it is time to return to Python."""
    f.declarations.add(f"declare i64 @{LATE}(ptr)")
    return f.compare("ne", f.define(I64, f"call i64 @{LATE}(ptr {context.text})"), 0)
