"""Threads that share the units of a call: a fork and a join in a fifth of a microsecond.

Workers run native code all their life: they spin for a while, then sleep on a futex. The caller
opens a *round* by writing what is to be done and raising the generation in one atomic word;
whoever comes in time joins by adding one to it, and everybody takes ranges of units until
none are left. The caller then closes the round and waits for those who joined, and only for
those: a worker that is still waking up costs nothing.

    state = generation << 16 | closed << 15 | workers inside

Results do not depend on who takes what: a unit's work is the same wherever it runs. The caller
keeps its processor to itself; when the system has moved it to another one, the workers are told
to leave that. One caller owns the pool at a time; who finds it in use works alone.
"""

from __future__ import annotations

import platform

from graphrt.backends.native.context import call_late
from graphrt.backends.native.irtext import I32, I64, PTR, Function, Type, Value

WORKER, SHARE, ALONE, END_ALL = (
    f"graphrt_{each}" for each in ("worker", "share", "alone", "end_all")
)
_CALL = [("ptr", "function"), ("ptr", "args"), ("i64", "begin"), ("i64", "end"), ("i64", "grain")]

# 64-bit slots of the pool's memory; what different threads write lies in different cache lines
STATE, NEXT, FUNCTION, ARGUMENTS, END, GRAIN = 0, 8, 16, 17, 18, 19
BELL, SLEEPERS, STOP, OWNED, REACHED = 24, 32, 33, 40, 41
CALLER_CPU, WORKERS, SYSCALL, GETCPU, FUTEX, SETAFFINITY, YIELD = range(48, 55)
MASK_SLOTS, MAX_WORKERS = 16, 64
ALLOWED, NARROWED, THREAD_IDS = 64, 80, 96
SLOTS = THREAD_IDS + MAX_WORKERS

NOT_STARTED = -1  # of WORKERS
CLOSED = 1 << 15
SPINS = 2000  # some 50 microseconds
WAIT, WAKE = 128, 129  # futex operations, private to the process


class PoolFunction(Function):
    """A function that works on the pool's memory, its first parameter."""

    def __init__(self, name: str, parameters: list[tuple[str, str]], result: str = "void") -> None:
        super().__init__(name, [("ptr", "pool"), *parameters], result)
        self.pool = self.parameters[0]

    def place(self, slot: int) -> Value:
        return self.at(self.pool, slot, I64)

    def get(self, slot: int, type_: Type = I64) -> Value:
        return self.load(self.place(slot), type_)

    def watch(self, slot: int) -> Value:
        """A slot other threads write."""
        place = self.place(slot)
        return self.define(I64, f"load atomic i64, ptr {place.text} seq_cst, align 8")

    def publish(self, slot: int, value: Value) -> None:
        place = self.place(slot)
        self.line(f"store atomic i64 {value.text}, ptr {place.text} seq_cst, align 8")

    def update(self, word: str, slot: int, value: Value | int) -> Value:
        """Atomically ``add``, ``sub``, ``or`` or ``xchg``; the value from before."""
        place = self.place(slot)
        number = value if isinstance(value, Value) else self.const(value, I64)
        return self.define(I64, f"atomicrmw {word} ptr {place.text}, i64 {number.text} seq_cst")

    def exchange(self, slot: int, expected: Value, new: Value) -> Value:
        """Whether the slot held ``expected`` and now holds ``new``."""
        place = self.place(slot)
        pair = self.define(
            Type("{ i64, i1 }"),
            f"cmpxchg ptr {place.text}, i64 {expected.text}, i64 {new.text} seq_cst seq_cst",
        )
        return self.define(Type("i1"), f"extractvalue {{ i64, i1 }} {pair.text}, 1")

    def pause(self) -> None:
        """Tell the processor that this is a waiting loop."""
        if platform.machine() in ("aarch64", "arm64"):
            self.call_void("llvm.aarch64.hint", self.const(1, I32))
        else:
            self.declarations.add("declare void @llvm.x86.sse2.pause()")
            self.line("call void @llvm.x86.sse2.pause()")

    def system_call(self, number: int, *arguments: Value) -> None:
        """The system call whose number is in slot ``number``."""
        function, code = self.get(SYSCALL, PTR), self.get(number)
        given = ", ".join(f"{each.type.text} {each.text}" for each in (code, *arguments))
        self.define(I64, f"call i64 (i64, ...) {function.text}({given})")

    def take_units(self, context: Value | None = None) -> None:
        """Ranges of units until none are left. Whoever has a context looks at its clock after
        each, and leaves nothing to take when it is time to return."""
        function, arguments = self.get(FUNCTION, PTR), self.get(ARGUMENTS, PTR)
        end, grain = self.get(END), self.get(GRAIN)
        take, run, empty = (self.label(stem) for stem in ("take", "run", "empty"))
        self.jump(take)
        self.begin(take)
        first = self.update("add", NEXT, grain)
        self.branch(self.compare("slt", first, end), run, empty)
        self.begin(run)
        last = self.add(first, grain)
        last = self.select(self.compare("slt", last, end), last, end)
        call_kernel(self, function, arguments, first, last)
        if context is not None:
            with self.when(call_late(self, context)):
                self.store(self.update("xchg", NEXT, end), self.place(REACHED))
        self.jump(take)
        self.begin(empty)


def call_kernel(f: Function, function: Value, arguments: Value, first: Value, last: Value) -> None:
    """Run units ``first`` to ``last`` of a kernel."""
    f.line(f"call void {function.text}(ptr {arguments.text}, i64 {first.text}, i64 {last.text})")


def worker_function() -> PoolFunction:
    """``void graphrt_worker(ptr pool)``: a worker's life, until the pool says stop."""
    f = PoolFunction(WORKER, [])
    look, fresh, join, joined, idle, alive, sleep, end = map(
        f.label, ("look", "fresh", "join", "joined", "idle", "alive", "sleep", "end")
    )
    seen, spins = (f.define(PTR, "alloca i64") for _ in range(2))
    zero = f.const(0, I64)
    f.store(zero, seen)
    f.store(zero, spins)
    f.jump(look)
    f.begin(look)
    state = f.watch(STATE)
    generation = f.bits("lshr", state, 16)
    f.branch(f.compare("ne", generation, f.load(seen, I64)), fresh, idle)
    f.begin(fresh)
    f.branch(f.compare("eq", f.bits("and", state, CLOSED), 0), join, idle)
    f.begin(join)
    f.branch(f.exchange(STATE, state, f.add(state, 1)), joined, look)
    f.begin(joined)
    f.store(generation, seen)
    f.store(zero, spins)
    f.take_units()
    f.update("sub", STATE, 1)
    f.jump(look)
    f.begin(idle)
    count = f.add(f.load(spins, I64), 1)
    f.store(count, spins)
    f.pause()
    f.branch(f.compare("ne", f.watch(STOP), 0), end, alive)
    f.begin(alive)
    f.branch(f.compare("sgt", count, SPINS), sleep, look)
    f.begin(sleep)
    _sleep(f, state)
    f.store(zero, spins)
    f.jump(look)
    f.begin(end)
    return f


def _sleep(f: PoolFunction, state: Value) -> None:
    """Wait for the bell, unless something has happened since ``state`` was read."""
    bell = f.define(I32, f"trunc i64 {f.watch(BELL).text} to i32")
    f.update("add", SLEEPERS, 1)
    # a round or a stop that came before we were counted rings for nobody: look again
    same = f.compare("eq", f.watch(STATE), state)
    quiet = f.bits("and", same, f.compare("eq", f.watch(STOP), 0))
    with f.when(quiet):
        f.system_call(FUTEX, f.place(BELL), f.const(WAIT, I64), bell, f.const(0, I64))
    f.update("sub", SLEEPERS, 1)


def end_all_function() -> PoolFunction:
    """``void graphrt_end_all(ptr pool)``: the workers end when what they are doing is done."""
    f = PoolFunction(END_ALL, [])
    f.publish(STOP, f.const(1, I64))
    _ring(f)
    return f


def _ring(f: PoolFunction) -> None:
    """Wake who sleeps. What it is about has been published before."""
    f.update("add", BELL, 1)
    with f.when(f.compare("sgt", f.watch(SLEEPERS), 0)):
        everybody = f.const(MAX_WORKERS, I64)
        f.system_call(FUTEX, f.place(BELL), f.const(WAKE, I64), everybody)


def share_function() -> PoolFunction:
    """``i64 graphrt_share(ptr pool, ptr context, ptr function, ptr args, i64 begin, i64 end,
    i64 grain)``: one call, shared with the workers; how far it has got.

    Alone where there are no workers, or where they work for somebody else.
    """
    f = PoolFunction(SHARE, [("ptr", "context"), *_CALL], "i64")
    _, context, function, arguments, begin, end, grain = f.parameters
    ask, lone, owner = map(f.label, ("ask", "lone", "owner"))
    f.branch(f.compare("sgt", f.watch(WORKERS), 0), ask, lone)
    f.begin(ask)
    f.branch(f.exchange(OWNED, f.const(0, I64), f.const(1, I64)), owner, lone)
    f.begin(lone)
    given = _listed(context, function, arguments, begin, end, grain)
    f.declarations.add(f"declare i64 @{ALONE}(ptr, ptr, ptr, i64, i64, i64)")
    f.line(f"ret i64 {f.define(I64, f'call i64 @{ALONE}({given})').text}")
    f.begin(owner)
    _keep_processor(f)
    f.publish(NEXT, begin)
    for slot, value in (
        (FUNCTION, function),
        (ARGUMENTS, arguments),
        (END, end),
        (GRAIN, grain),
        (REACHED, end),
    ):
        f.store(value, f.place(slot))
    before = f.watch(STATE)
    generation = f.add(f.bits("lshr", before, 16), 1)
    f.publish(STATE, f.bits("shl", generation, 16))
    _ring(f)
    f.take_units(context)
    f.update("or", STATE, CLOSED)
    _wait_for_workers(f)
    reached = f.get(REACHED)
    f.publish(OWNED, f.const(0, I64))
    f.line(f"ret i64 {reached.text}")
    return f


def _wait_for_workers(f: PoolFunction) -> None:
    """Until those who joined have left. They may have lost their processor to somebody: after
    a while the caller offers its own."""
    wait, spin, long, short, done = map(f.label, ("wait", "spin", "long", "short", "done"))
    spins = f.define(PTR, "alloca i64")
    f.store(f.const(0, I64), spins)
    f.jump(wait)
    f.begin(wait)
    inside = f.bits("and", f.watch(STATE), CLOSED - 1)
    f.branch(f.compare("eq", inside, 0), done, spin)
    f.begin(spin)
    count = f.add(f.load(spins, I64), 1)
    f.store(count, spins)
    f.branch(f.compare("sgt", count, SPINS), long, short)
    f.begin(long)
    f.system_call(YIELD)
    f.jump(wait)
    f.begin(short)
    f.pause()
    f.jump(wait)
    f.begin(done)


def alone_function() -> Function:
    """``i64 graphrt_alone(ptr context, ptr function, ptr args, i64 begin, i64 end, i64 grain)``:
    one call on the calling thread; how far it has got."""
    f = Function(ALONE, [("ptr", "context"), *_CALL], "i64")
    context, function, arguments, begin, end, grain = f.parameters
    take, run, done = map(f.label, ("take", "run", "done"))
    position = f.define(PTR, "alloca i64")
    f.store(begin, position)
    f.jump(take)
    f.begin(take)
    first = f.load(position, I64)
    f.branch(f.compare("slt", first, end), run, done)
    f.begin(run)
    last = f.add(first, grain)
    last = f.select(f.compare("slt", last, end), last, end)
    call_kernel(f, function, arguments, first, last)
    f.store(last, position)
    f.branch(call_late(f, context), done, take)
    f.begin(done)
    f.line(f"ret i64 {f.load(position, I64).text}")
    return f


def _listed(*values: Value) -> str:
    """Arguments of a call."""
    return ", ".join(f"{each.type.text} {each.text}" for each in values)


def _keep_processor(f: PoolFunction) -> None:
    """Move the workers off the caller's processor when that has changed."""
    getcpu = f.get(GETCPU, PTR)
    cpu = f.convert("sext", f.define(I32, f"call i32 {getcpu.text}()"), "i64")
    with f.when(f.compare("ne", cpu, f.get(CALLER_CPU))):
        f.store(cpu, f.place(CALLER_CPU))
        with f.loop(MASK_SLOTS) as word:
            at = f.add(word.index, ALLOWED)
            f.store(
                f.load(f.at(f.pool, at, I64), I64),
                f.at(f.pool, f.add(word.index, NARROWED), I64),
            )
        mine = f.at(f.pool, f.add(f.bits("lshr", cpu, 6), NARROWED), I64)
        bit = f.bits("shl", f.const(1, I64), f.bits("and", cpu, 63))
        f.store(f.bits("and", f.load(mine, I64), f.bits("xor", bit, -1)), mine)
        with f.loop(f.get(WORKERS)) as worker:
            thread = f.load(f.at(f.pool, f.add(worker.index, THREAD_IDS), I64), I64)
            size = f.const(8 * MASK_SLOTS, I64)
            f.system_call(SETAFFINITY, thread, size, f.place(NARROWED))
