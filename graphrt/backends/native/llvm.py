"""LLVM, out of llvmlite: the dozen functions of its shared library that compiling takes.

``import llvmlite.binding`` reads a hundred modules, which takes longer than to load LLVM itself,
and lets one thread at a time into it. So its library is loaded here, and called as
``llvmlite/binding/*.py`` does. `is_known` says no for releases that nobody has compared yet.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
from collections.abc import Callable, Sequence
from ctypes import POINTER, c_char_p, c_int, c_size_t, c_void_p
from threading import Lock
from typing import Any

from graphrt.backends.native.host import llvmlite_version

KNOWN = (0, 45), (0, 50)  # the first and the last release these declarations hold for

_REFERENCE, _MESSAGE = c_void_p, POINTER(c_char_p)
_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "InitializeNativeTarget": (c_int, []),
    "InitializeNativeAsmPrinter": (c_int, []),
    "SetCommandLine": (None, [c_char_p, c_char_p]),
    "GetHostCPUName": (None, [_MESSAGE]),
    "GetHostCPUFeatures": (c_int, [_MESSAGE]),
    "GetDefaultTargetTriple": (None, [_MESSAGE]),
    "GetTargetFromTriple": (_REFERENCE, [c_char_p, _MESSAGE]),
    "CreateTargetMachine": (
        _REFERENCE,
        [_REFERENCE, *[c_char_p] * 3, c_int, c_char_p, c_char_p, c_int, c_int, c_char_p],
    ),
    "ContextCreate": (_REFERENCE, []),
    "ParseAssembly": (_REFERENCE, [_REFERENCE, c_char_p, _MESSAGE]),
    "DisposeModule": (None, [_REFERENCE]),
    "TargetMachineEmitToMemory": (_REFERENCE, [_REFERENCE, _REFERENCE, c_int, _MESSAGE]),
    "GetBufferStart": (c_void_p, [_REFERENCE]),
    "GetBufferSize": (c_size_t, [_REFERENCE]),
    "DisposeMemoryBuffer": (None, [_REFERENCE]),
    "DisposeString": (None, [c_char_p]),
}


def is_known() -> bool:
    """Whether the release of llvmlite that is installed is one these declarations hold for."""
    first, last = KNOWN
    release = tuple(map(int, re.findall(r"\d+", llvmlite_version())[:2]))
    return first <= release <= last


class Library:
    """The functions by name, without their prefix."""

    def __init__(self) -> None:
        found = importlib.util.find_spec("llvmlite")
        if found is None or found.origin is None:
            raise ImportError("llvmlite is not installed")
        path = os.path.join(os.path.dirname(found.origin), "binding", "libllvmlite.so")
        loaded = ctypes.CDLL(path)
        self._functions: dict[str, Callable[..., Any]] = {}
        for name, (result, arguments) in _FUNCTIONS.items():
            function = loaded[f"LLVMPY_{name}"]
            function.restype, function.argtypes = result, arguments
            self._functions[name] = function

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return self._functions[name]

    def text(self, name: str, *arguments: Any) -> str:
        """What a function writes into its last argument."""
        place = c_char_p()
        self._functions[name](*arguments, ctypes.byref(place))
        return self._taken(place)

    def made(self, name: str, *arguments: Any) -> int:
        """What a function returns; its last argument is why there is nothing."""
        place = c_char_p()
        found: int | None = self._functions[name](*arguments, ctypes.byref(place))
        message = self._taken(place)
        if not found:
            raise RuntimeError(f"LLVM: {message or name}")
        return found

    def _taken(self, place: c_char_p) -> str:
        if place.value is None:
            return ""
        text = place.value.decode(errors="replace")
        self._functions["DisposeString"](place)
        return text


_LOADING = Lock()
_LOADED: list[Library] = []


def library(options: Sequence[str]) -> Library:
    """LLVM, loaded and told once which processor there is, and with which options it runs."""
    with _LOADING:
        if not _LOADED:
            loaded = Library()
            loaded.InitializeNativeTarget()
            loaded.InitializeNativeAsmPrinter()
            for option in options:
                loaded.SetCommandLine(b"graphrt", option.encode())
            _LOADED.append(loaded)
        return _LOADED[0]


class Compiler:
    """LLVM for one thread at a time: a context and a target machine of its own. ``features`` go
    beside those of the processor."""

    def __init__(self, options: Sequence[str], features: Sequence[str], level: int) -> None:
        llvm = self._llvm = library(options)
        triple = llvm.text("GetDefaultTargetTriple").encode()
        target = llvm.made("GetTargetFromTriple", triple)
        processor = llvm.text("GetHostCPUName").encode()
        found = sorted(llvm.text("GetHostCPUFeatures").split(","), key=lambda each: each[1:])
        flags = ",".join([*filter(None, found), *features]).encode()
        self._machine = llvm.CreateTargetMachine(
            target, triple, processor, flags, level, b"pic", b"small", 0, 1, b""
        )
        if not self._machine:
            raise RuntimeError(f"LLVM: no target machine for {triple.decode()}")
        self._context = llvm.ContextCreate()

    def emit(self, text: str, is_object: bool) -> bytes:
        """The object code, or the assembly, of a module of IR text."""
        llvm = self._llvm
        module = llvm.made("ParseAssembly", self._context, text.encode())
        try:
            buffer = llvm.made("TargetMachineEmitToMemory", self._machine, module, int(is_object))
        finally:
            llvm.DisposeModule(module)
        data = ctypes.string_at(llvm.GetBufferStart(buffer), llvm.GetBufferSize(buffer))
        llvm.DisposeMemoryBuffer(buffer)
        return data
