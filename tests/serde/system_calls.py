"""Run a function in a child process and kill it as it is about to make its n-th system call.

The child asks to be traced (ptrace), so its parent stops it before each system call. Plain ctypes:
nothing to install, and the child is this process's own, which containers allow.
"""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long
_TRACEME, _SYSCALL, _SETOPTIONS = 0, 24, 0x4200
_MARK_SYSCALLS, _EXIT_WITH_PARENT = 0x1, 0x100000
_SYSCALL_STOP = signal.SIGTRAP | 0x80


def killed_at(number: int | None, function: Callable[[], object]) -> int:
    """Run ``function`` in a child, killed before system call ``number`` (from 1 on) of it.

    Returns how many calls it began; with ``None`` it runs to its end. Raises `RuntimeError` when the
    child fails by itself.
    """
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _libc.ptrace(_TRACEME, 0, None, None)
            os.kill(os.getpid(), signal.SIGSTOP)  # the parent counts from here
            function()
            code = 0
        finally:
            os._exit(code)
    os.waitpid(child, 0)
    options = _MARK_SYSCALLS | _EXIT_WITH_PARENT
    if _libc.ptrace(_SETOPTIONS, child, None, options) != 0:
        raise OSError(ctypes.get_errno(), "ptrace is refused here")
    calls, entering, pending = 0, True, 0
    while True:
        _libc.ptrace(_SYSCALL, child, None, pending)
        _, status = os.waitpid(child, 0)
        pending = 0
        if os.WIFEXITED(status):
            if os.WEXITSTATUS(status) != 0:
                raise RuntimeError("the function failed in the child")
            return calls
        if os.WIFSIGNALED(status):
            raise RuntimeError(f"the child died of signal {os.WTERMSIG(status)}")
        if os.WSTOPSIG(status) != _SYSCALL_STOP:
            pending = os.WSTOPSIG(status)  # a signal of its own, handed on
            continue
        if entering:
            calls += 1
            if calls == number:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return calls
        entering = not entering
