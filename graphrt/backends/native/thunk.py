"""A native function with its one argument built in: a call from Python that passes nothing.

Converting an argument takes `ctypes` 100 ns, as long as a small matrix product. So the address is
put into instructions of its own: load it, jump to the function. They are made when they are needed
and kept nowhere else.
Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2 (MOV, JMP).
"""

from __future__ import annotations

import ctypes
import mmap
import os
import struct
from collections.abc import Callable
from typing import Any

from graphrt.backends.native.loader import LoadError, address_of, make_executable


def without_argument(function: int, argument: int) -> Callable[[], int] | None:
    """The function at ``function``, ``(address) -> i64``, called with ``argument`` and without the
    interpreter lock. ``None`` on processors whose instructions are not written here, and where
    the system gives no memory for them."""
    if os.uname().machine != "x86_64":
        return None
    code = b"\x48\xbf" + struct.pack("<Q", argument)  # mov rdi, argument
    code += b"\x48\xb8" + struct.pack("<Q", function) + b"\xff\xe0"  # mov rax, function; jmp rax
    try:
        memory = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
        memory[: len(code)] = code
        make_executable(memory)
    except (OSError, LoadError):
        return None
    call: Any = ctypes.CFUNCTYPE(ctypes.c_int64)(address_of(memory))
    call.keeps = memory
    found: Callable[[], int] = call
    return found
