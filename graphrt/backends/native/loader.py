"""Object code into memory: an ELF64 loader for objects without imports.

LLVM's own JIT linker costs an import of 30 ms and 760 KB a kernel. The objects here are
position-independent functions with constants and no calls to anything outside, so that
copying their sections and applying a handful of relocations is all there is to do. Pages are
written first and made executable afterwards, never both at once.

Other processors' objects go through LLVM's linker, which knows their relocations.
Source: System V ABI, AMD64 supplement (ELF relocation types).
"""

from __future__ import annotations

import ctypes
import mmap
import os
import struct
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

_ALLOCATED = 2
_NOBITS, _SYMBOLS, _RELOCATIONS = 8, 2, 4
_READ_EXECUTE = 1 | 4
# x86-64 relocation types
_R64, _PC32, _PLT32, _R32, _R32S, _PC64 = 1, 2, 4, 10, 11, 24


class Section(NamedTuple):
    name: int
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    align: int
    entry_size: int


class LoadError(Exception):
    """The object needs something this loader does not do."""


def load(objects: Sequence[bytes], names: Iterable[str]) -> dict[str, int]:
    """Objects in executable memory: the addresses of their functions ``names``, good until the
    process ends. Raises `LoadError`."""
    if all(_is_x86_64(data) for data in objects):
        return _load_x86_64(objects)
    return _load_through_llvm(objects, names)


def require_executable_memory() -> None:
    """Raises `LoadError` where the system gives a process none."""
    memory = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    make_executable(memory)


def _load_x86_64(objects: Sequence[bytes]) -> dict[str, int]:
    """All objects in one block of memory."""
    parsed = [_Object(data) for data in objects]
    size = 0
    for each in parsed:
        size = each.place(size)
    length = max(-(-size // mmap.PAGESIZE), 1) * mmap.PAGESIZE
    memory = mmap.mmap(-1, length, prot=mmap.PROT_READ | mmap.PROT_WRITE)
    base = address_of(memory)
    functions: dict[str, int] = {}
    for each in parsed:
        each.copy(memory)
        functions |= each.link(memory, base)
    make_executable(memory)
    _keep(memory)
    return functions


def _load_through_llvm(objects: Sequence[bytes], names: Iterable[str]) -> dict[str, int]:
    from graphrt.backends.native.compiler import linked

    engine = linked(objects)
    _keep(engine)
    return {name: engine.get_function_address(name) for name in names}


def _keep(holder: Any) -> None:
    """Never free what holds code: a thread may be in it while the interpreter ends."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(holder))


def address_of(memory: mmap.mmap) -> int:
    """Where mapped memory lies."""
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))


def make_executable(memory: mmap.mmap) -> None:
    """From now on ``memory`` can be run and not written to. Raises `LoadError`."""
    libc = ctypes.CDLL(None, use_errno=True)
    place, length = ctypes.c_void_p(address_of(memory)), ctypes.c_size_t(len(memory))
    if libc.mprotect(place, length, _READ_EXECUTE):
        why = os.strerror(ctypes.get_errno())
        raise LoadError(f"the system refuses executable memory ({why})")


def _is_x86_64(data: bytes) -> bool:
    """Whether the object is ELF64 for this processor family."""
    return data[:6] == b"\x7fELF\x02\x01" and struct.unpack_from("<H", data, 18)[0] == 62


class _Object:
    def __init__(self, data: bytes) -> None:
        self.data = data
        (start,) = struct.unpack_from("<Q", data, 0x28)
        size, count = struct.unpack_from("<HH", data, 0x3A)
        self.sections = [
            Section(*struct.unpack_from("<IIQQQQIIQQ", data, start + k * size))
            for k in range(count)
        ]
        self.places: dict[int, int] = {}  # section number -> offset in memory

    def place(self, start: int) -> int:
        """Give each section that is needed while running a place; returns the end."""
        for number, section in enumerate(self.sections):
            if section.flags & _ALLOCATED and section.size:
                align = max(section.align, 64)
                start = -(-start // align) * align
                self.places[number] = start
                start += section.size
        return start

    def copy(self, memory: mmap.mmap) -> None:
        for number, place in self.places.items():
            section = self.sections[number]
            if section.type != _NOBITS:
                content = self.data[section.offset : section.offset + section.size]
                memory[place : place + section.size] = content

    def link(self, memory: mmap.mmap, base: int) -> dict[str, int]:
        """Apply the relocations; the addresses of the global functions."""
        addresses, functions = self._symbols(base)
        for section in self.sections:
            if section.type != _RELOCATIONS or section.info not in self.places:
                continue
            for k in range(section.size // 24):
                offset, info, addend = struct.unpack_from(
                    "<QQq", self.data, section.offset + 24 * k
                )
                symbol, kind = info >> 32, info & 0xFFFFFFFF
                target = addresses[symbol]
                if target is None:
                    raise LoadError(f"the object refers to something outside: symbol {symbol}")
                _relocate(memory, base, self.places[section.info] + offset, kind, target + addend)
        return functions

    def _symbols(self, base: int) -> tuple[list[int | None], dict[str, int]]:
        addresses: list[int | None] = []
        functions: dict[str, int] = {}
        for section in self.sections:
            if section.type != _SYMBOLS:
                continue
            names = self.sections[section.link].offset
            for k in range(section.size // 24):
                name, info, _, number, value, _ = struct.unpack_from(
                    "<IBBHQQ", self.data, section.offset + 24 * k
                )
                place = self.places.get(number)
                addresses.append(None if place is None else base + place + value)
                if place is not None and info >> 4 and info & 15 == 2:  # a global function
                    end = self.data.index(b"\0", names + name)
                    functions[self.data[names + name : end].decode()] = base + place + value
        return addresses, functions


def _relocate(memory: mmap.mmap, base: int, place: int, kind: int, value: int) -> None:
    if kind in (_PC32, _PLT32):
        struct.pack_into("<i", memory, place, value - (base + place))
    elif kind == _PC64:
        struct.pack_into("<q", memory, place, value - (base + place))
    elif kind == _R64:
        struct.pack_into("<Q", memory, place, value)
    elif kind in (_R32, _R32S):
        struct.pack_into("<I", memory, place, value & 0xFFFFFFFF)
    else:
        raise LoadError(f"unknown relocation type {kind}")
