"""What every program needs: the loop that walks a table, and the pool of threads."""

from __future__ import annotations

import atexit
import ctypes
import os
import threading
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np

from graphrt.backends import threads
from graphrt.backends.native import context, program
from graphrt.backends.native import pool as slots
from graphrt.backends.native.cache import Module, functions_of
from graphrt.backends.native.irtext import module_text

_SYSTEM_CALLS = {  # futex, sched_setaffinity, sched_yield
    "x86_64": (202, 203, 24),
    "aarch64": (98, 122, 124),
}


def runtime_text() -> str:
    """The module of the functions that are not kernels."""
    return module_text(
        program.walk_function(),
        program.go_on_function(),
        context.late_function(),
        slots.share_function(),
        slots.alone_function(),
        slots.worker_function(),
        slots.end_all_function(),
    )


RUNTIME = Module(
    "runtime",
    lambda _: runtime_text(),
    (program.WALK, program.GO_ON, slots.WORKER, slots.END_ALL),
)


@cache
def runtime() -> dict[str, int]:
    """The runtime in memory: the address of each function."""
    return functions_of(RUNTIME)


@cache
def _walking(name: str) -> Any:
    """``(address of a context) -> code``, without the interpreter lock."""
    return ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p)(runtime()[name])


class _Place(ctypes.c_void_p):
    """The address of a context, which keeps it."""

    memory: np.ndarray[Any, Any]


def walkers(memory: np.ndarray[Any, Any]) -> tuple[Callable[[], int], Callable[[], int]]:
    """The calls that walk the program whose context is ``memory``: from its first row, and from
    where it stands."""
    place = _Place(memory.ctypes.data)
    place.memory = memory
    return partial(_walking(program.WALK), place), partial(_walking(program.GO_ON), place)


def aligned_slots(count: int) -> np.ndarray[Any, Any]:
    """64-bit zeros on cache lines of their own."""
    memory = np.zeros(count + 8, np.int64)
    start = -memory.ctypes.data % 64 // 8
    return memory[start : start + count]


class Pool:
    """The worker threads of this process, started when a call first has work for them.

    The memory that native code looks at stays where it is while threads come and go.
    """

    def __init__(self) -> None:
        self.slots = aligned_slots(slots.SLOTS)
        # never freed: threads may look at it until the process is gone
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self.slots))
        self.address = int(self.slots.ctypes.data)
        libc = ctypes.CDLL(None)
        self.slots[slots.SYSCALL] = address_of(libc.syscall)
        self.slots[slots.GETCPU] = address_of(libc.sched_getcpu)
        numbers = _SYSTEM_CALLS[os.uname().machine]
        self.slots[[slots.FUTEX, slots.SETAFFINITY, slots.YIELD]] = numbers
        self._reset()

    def _reset(self) -> None:
        """No threads, and nobody who uses them."""
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        for slot in (slots.BELL, slots.SLEEPERS, slots.STOP, slots.OWNED):
            self.slots[slot] = 0
        self.slots[slots.STATE] = slots.CLOSED
        self.slots[slots.WORKERS] = slots.NOT_STARTED

    @property
    def workers(self) -> int:
        """Threads beside the caller's; -1 while nobody has asked for them."""
        return int(self.slots[slots.WORKERS])

    def start(self, count: int | None = None) -> None:
        """Start the threads, by default as many as `threads.chosen` says."""
        with self._lock:
            if self.workers != slots.NOT_STARTED:
                return
            wanted = threads.chosen().count if count is None else count
            self._start(min(wanted - 1, slots.MAX_WORKERS))

    def _start(self, workers: int) -> None:
        self.slots[slots.CALLER_CPU] = -1
        mask = self.slots[slots.ALLOWED : slots.ALLOWED + slots.MASK_SLOTS].view(np.uint8)
        mask[:] = 0
        for cpu in os.sched_getaffinity(0):
            if cpu < 8 * len(mask):
                mask[cpu // 8] |= 1 << (cpu % 8)
        try:
            for number in range(workers):
                ready = threading.Event()
                thread = threading.Thread(
                    target=self._work, args=(number, ready), name=f"graphrt-{number}", daemon=True
                )
                thread.start()
                self._threads.append(thread)
                ready.wait()
        except RuntimeError:  # the system grants no more threads: those there are will do
            pass
        self.slots[slots.WORKERS] = len(self._threads)

    def _work(self, number: int, ready: threading.Event) -> None:
        self.slots[slots.THREAD_IDS + number] = threading.get_native_id()
        live = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(runtime()[slots.WORKER])
        ready.set()
        live(self.address)

    def stop(self) -> None:
        """End the threads when what they are doing is done. The next call that has work for
        threads starts new ones."""
        with self._lock:
            if self._threads:
                self.slots[slots.WORKERS] = 0  # meanwhile callers work alone
                end = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(runtime()[slots.END_ALL])
                end(self.address)
                for thread in self._threads:
                    thread.join()
                self._threads = []
                self.slots[slots.STOP] = 0
            self.slots[slots.WORKERS] = slots.NOT_STARTED


def address_of(function: Any) -> int:
    """Where a function of a C library lies."""
    found = ctypes.cast(function, ctypes.c_void_p).value
    assert found is not None
    return found


@cache
def clock() -> int:
    """The address of ``clock_gettime``."""
    return address_of(ctypes.CDLL(None).clock_gettime)


@cache
def pool() -> Pool:
    """The pool of this process."""
    made = Pool()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=made._reset)  # a child has no workers yet
    atexit.register(made.stop)
    threads.on_change(made.stop)
    return made
