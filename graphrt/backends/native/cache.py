"""Machine code by kernel: made once, kept in this process and on disk.

A file's name is the digest of everything its object code depends on: the kernel's key, the
sources of the generators, LLVM and the processor; so a kernel that is there need not even be
written as text. Whoever can write here can run code as the user: the directory is the user's own
(`folder.py`), every file begins with a digest of the rest, and nothing in a model file has any
influence on what is loaded. Files are put in place at once, so that processes may share it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import NamedTuple

from graphrt.backends.native.digest import digest
from graphrt.backends.native.folder import cache_folder, drop_oldest
from graphrt.backends.native.host import host
from graphrt.backends.native.kernel import Kernel
from graphrt.backends.native.loader import load
from graphrt.version import __version__

Writer = Callable[[str], str]  # a name -> the text of a module

_LOADED: dict[str, int] = {}  # function name -> address
_MAGIC = b"graphrt2"
_HEAD = len(_MAGIC) + 20


class Module(NamedTuple):
    """Text by name, with the functions in it that others call."""

    name: str
    write: Writer
    functions: tuple[str, ...]


def addresses_of(kernels: Iterable[Kernel], *modules: Module) -> dict[Kernel, int]:
    """Where each kernel's function lies. Other ``modules`` are compiled beside them."""
    names = {kernel: kernel.name for kernel in kernels}
    made = [Module(name, kernel.write, (name,)) for kernel, name in names.items()]
    _load([*modules, *made])
    return {kernel: _LOADED[name] for kernel, name in names.items()}


def functions_of(module: Module) -> dict[str, int]:
    """Where the functions of a module lie."""
    _load([module])
    return {name: _LOADED[name] for name in module.functions}


def _load(modules: Iterable[Module]) -> None:
    missing = [each for each in modules if each.functions[0] not in _LOADED]
    if missing:
        objects = objects_of({each.name: each.write for each in missing})
        _LOADED.update(load(objects, [name for each in missing for name in each.functions]))


def objects_of(writers: Mapping[str, Writer]) -> list[bytes]:
    """The object code of modules by name: from disk, or compiled now and put there."""
    folder = cache_folder().path
    found = {name: _read(_path(folder, name)) if folder else None for name in writers}
    missing = [name for name, code in found.items() if code is None]
    if missing:
        from graphrt.backends.native.compiler import object_codes

        made = object_codes(writers[name](name) for name in missing)
        for name, code in zip(missing, made, strict=True):
            found[name] = code
            if folder:
                _write(_path(folder, name), code)
        if folder:
            drop_oldest(folder)
    return [code for code in found.values() if code is not None]


def _path(folder: str, name: str) -> str:
    return f"{folder}/{digest(_environment(), name).hex()}.o"


@cache
def _environment() -> bytes:
    """What all object code depends on. The generators' sources are read as they are: a release
    number would not tell two states of a working copy apart."""
    parts: list[str | bytes] = [__version__, *map(repr, host())]
    for path in sources():
        with open(path, "rb") as file:
            parts += [os.path.basename(path), file.read()]
    return digest(*parts)


def sources() -> list[str]:
    """The files of this package, in an order of their own."""
    here = os.path.dirname(__file__)
    return sorted(
        os.path.join(folder, name)
        for folder in (here, os.path.join(here, "vecmath"))
        for name in os.listdir(folder)
        if name.endswith(".py")
    )


def _read(path: str) -> bytes | None:
    """The object code in a file; ``None`` where it is not there or not whole."""
    try:
        with open(path, "rb", buffering=0) as file:
            data = file.read()
        os.utime(path)  # the files longest unread go first
    except OSError:
        return None
    code = data[_HEAD:]
    return code if data[:_HEAD] == _MAGIC + digest(code) else None


def _write(path: str, code: bytes) -> None:
    """Put a file in place at once. A full disk costs the next process a compilation, no more."""
    draft = f"{path}.{os.getpid()}"
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_MAGIC + digest(code) + code)
            os.replace(draft, path)
        except OSError:
            os.unlink(draft)
    except OSError:
        return
