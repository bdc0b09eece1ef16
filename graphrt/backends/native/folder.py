"""The directory that object files are kept in: whose it must be, and how large it may grow.

``GRAPHRT_CACHE`` names another directory than ``~/.cache/graphrt``, or is ``off``.
"""

from __future__ import annotations

import os
import stat
from functools import cache
from typing import NamedTuple

MOST_BYTES = 256 << 20
OFF = ("off", "0", "none")


class Folder(NamedTuple):
    """Where object files are kept. ``path`` is empty where they are not, for the ``reason``."""

    path: str
    reason: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """How many files there are, and their bytes."""
        files = _files(self.path) if self.path else []
        return len(files), sum(size for _, size, _ in files)


@cache
def cache_folder() -> Folder:
    """This process's directory, made where it is missing, used only where it is the user's own."""
    chosen = os.environ.get("GRAPHRT_CACHE", "")
    if chosen.lower() in OFF:
        return Folder("", f"GRAPHRT_CACHE={chosen}")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    path = os.path.abspath(chosen or os.path.join(base, "graphrt"))
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if not os.path.lexists(path):
            os.mkdir(path, 0o700)
        state = os.lstat(path)
    except FileExistsError:  # another process was faster
        state = os.lstat(path)
    except OSError as error:
        return Folder("", f"{path}: {error.strerror}")
    if not stat.S_ISDIR(state.st_mode):
        return Folder("", f"{path} is no directory")
    if state.st_uid != os.getuid():
        return Folder("", f"{path} belongs to another user")
    if state.st_mode & 0o022:
        return Folder("", f"others may write to {path}")
    if not os.access(path, os.W_OK | os.X_OK):
        return Folder("", f"{path} cannot be written to")
    return Folder(path)


def drop_oldest(path: str, most: int = MOST_BYTES) -> None:
    """Delete the files longest unread until a quarter of the room is free again."""
    files = sorted(_files(path))
    total = sum(size for _, size, _ in files)
    if total <= most:
        return
    for _, size, name in files:
        if total <= most * 3 // 4:
            return
        try:
            os.unlink(name)
        except OSError:
            continue  # another process was faster
        total -= size


def _files(path: str) -> list[tuple[int, int, str]]:
    """When each file was last read, its size and its name."""
    found = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if ".o" not in entry.name or not entry.is_file(follow_symlinks=False):
                    continue
                state = entry.stat(follow_symlinks=False)
                found.append((state.st_mtime_ns, state.st_size, entry.path))
    except OSError:
        pass
    return found
