"""Machine code by kernel: made once, kept in this process and on disk.

The key of an object file is the digest of everything it depends on: the text, LLVM, the processor
and graphrt's release. Whoever can write here can run code as the user, so the directory is the
user's own and nobody else's (mode 0700), every file begins with a digest of the rest, and nothing
in a model file has any influence on what is loaded. ``GRAPHRT_CACHE`` names another directory, or
is ``off``.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from graphrt.backends.native.host import host
from graphrt.backends.native.kernel import Kernel
from graphrt.backends.native.loader import load
from graphrt.version import __version__

_LOADED: dict[str, int] = {}  # kernel name -> address
_MAGIC = b"graphrt1"


def functions(kernels: Iterable[Kernel]) -> dict[str, int]:
    """The address of each kernel's function, by name."""
    wanted = {kernel.name: kernel for kernel in kernels}
    missing = {name: kernel for name, kernel in wanted.items() if name not in _LOADED}
    if missing:
        _LOADED.update(load(object_of(kernel.write(name)) for name, kernel in missing.items()))
    return {name: _LOADED[name] for name in wanted}


def object_of(text: str) -> bytes:
    """The object code of a module: from disk, or compiled now and put there."""
    directory = cache_directory()
    if directory is None:
        return _compiled(text)
    path = directory / f"{_key(text)}.o"
    found = _read(path)
    if found is None:
        found = _compiled(text)
        _write(path, found)
    return found


def _compiled(text: str) -> bytes:
    from graphrt.backends.native.compiler import object_code

    return object_code(text)


def _key(text: str) -> str:
    digest = hashlib.sha256()
    for part in (__version__, *host(), text):
        digest.update(repr(part).encode())
    return digest.hexdigest()[:40]


@cache
def cache_directory() -> Path | None:
    """Where object files are kept; ``None`` where they are not, or cannot be safely."""
    chosen = os.environ.get("GRAPHRT_CACHE", "")
    if chosen.lower() in ("off", "0", "none"):
        return None
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        path = Path(chosen) if chosen else Path(base) / "graphrt"
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = path.lstat()
    except (OSError, RuntimeError):
        return None
    mine = state.st_uid == os.getuid() and not state.st_mode & 0o022
    return path if mine and path.is_dir() and not path.is_symlink() else None


def _read(path: Path) -> bytes | None:
    """The object code in a file; ``None`` where it is not there or not whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    start = len(_MAGIC) + 32
    code = data[start:]
    whole = data[:start] == _MAGIC + hashlib.sha256(code).digest()
    return code if whole else None


def _write(path: Path, code: bytes) -> None:
    """Put a file in place at once. A full disk costs the next process a compilation, no more."""
    data = _MAGIC + hashlib.sha256(code).digest() + code
    try:
        handle, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
    except OSError:
        return
