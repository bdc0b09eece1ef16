"""What every program needs: the function that walks a table, and the pool of threads."""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from graphrt.backends.native import pool as slots
from graphrt.backends.native.cache import object_of
from graphrt.backends.native.irtext import module_text
from graphrt.backends.native.loader import Code, load
from graphrt.backends.native.program import ROWS, rows_function

Native = Callable[..., None]


def runtime_text() -> str:
    """The module of the three functions that are not kernels."""
    return module_text(rows_function(), slots.share_function(), slots.worker_function())


@cache
def runtime() -> Code:
    """The runtime in memory."""
    return load([object_of(runtime_text())])


@cache
def run_rows() -> Any:
    """``(pool address or None, table address, number of rows)``, without the interpreter lock."""
    kinds = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)
    return ctypes.CFUNCTYPE(None, *kinds)(runtime().functions[ROWS])


class Pool:
    """Worker threads of this process. ``address`` is what native code takes."""

    def __init__(self, workers: int) -> None:
        self._memory = np.zeros(slots.SLOTS + 8, np.int64)
        start = -self._memory.ctypes.data % 64 // 8
        self._slots = self._memory[start : start + slots.SLOTS]
        self.address = int(self._slots.ctypes.data)
        libc = ctypes.CDLL(None)
        self._slots[slots.STATE] = slots.CLOSED
        self._slots[slots.SYSCALL] = _address(libc.syscall)
        self._slots[slots.GETCPU] = _address(libc.sched_getcpu)
        numbers = _SYSTEM_CALLS[os.uname().machine]
        self._slots[slots.FUTEX], self._slots[slots.SETAFFINITY] = numbers
        self._slots[slots.CALLER_CPU] = -1
        mask = self._slots[slots.ALLOWED : slots.ALLOWED + slots.MASK_SLOTS].view(np.uint8)
        for cpu in os.sched_getaffinity(0):
            mask[cpu // 8] |= 1 << (cpu % 8)
        ready = threading.Barrier(workers + 1)
        for number in range(workers):
            thread = threading.Thread(
                target=self._work, args=(number, ready), name=f"graphrt-{number}", daemon=True
            )
            thread.start()
        ready.wait()
        self._slots[slots.WORKERS] = workers

    def _work(self, number: int, ready: threading.Barrier) -> None:
        self._slots[slots.THREAD_IDS + number] = threading.get_native_id()
        kind = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
        live = kind(runtime().functions[slots.WORKER])
        ready.wait()
        live(self.address)


_SYSTEM_CALLS = {"x86_64": (202, 203), "aarch64": (98, 122)}  # futex, sched_setaffinity


def _address(function: Any) -> int:
    found = ctypes.cast(function, ctypes.c_void_p).value
    assert found is not None
    return found


_pool: Pool | None = None


def shared_pool(threads: int) -> Pool | None:
    """The pool of this process, started on first use; ``None`` for one thread."""
    global _pool
    if threads < 2:
        return None
    if _pool is None:
        _pool = Pool(threads - 1)
    return _pool


def _forget() -> None:
    global _pool
    _pool = None


with contextlib.suppress(AttributeError):
    os.register_at_fork(after_in_child=_forget)  # a child has no workers: it starts its own
