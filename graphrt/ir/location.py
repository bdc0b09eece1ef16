"""The user's source line: which file and line added a node.

Stored paths are relative to the folder of the running script, never absolute, so that a
saved model does not tell where it was made.
"""

from __future__ import annotations

import os
import sys
from types import FrameType
from typing import NamedTuple


class Location(NamedTuple):
    """A line of the user's program."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
# by file name, not by code object: code objects of two files can be equal. None: graphrt itself
_shown: dict[str, str | None] = {}
_lines: dict[tuple[str, int], Location] = {}  # a line in a loop adds many nodes


def caller() -> Location | None:
    """The innermost line on the stack that is not graphrt's own."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        filename = frame.f_code.co_filename
        try:
            file = _shown[filename]
        except KeyError:
            file = _shown[filename] = _show(filename)
        if file is not None:
            line = file, frame.f_lineno
            return _lines.get(line) or _lines.setdefault(line, Location(*line))
        frame = frame.f_back
    return None


def _show(filename: str) -> str | None:
    if filename.startswith("<"):
        return filename
    path = os.path.abspath(filename)
    if path.startswith(_PACKAGE):
        return None
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    folder = os.path.dirname(os.path.abspath(main)) if main else os.getcwd()
    for base in (folder, os.getcwd()):
        if path.startswith(base.rstrip(os.sep) + os.sep):
            return os.path.relpath(path, base).replace(os.sep, "/")
    return os.path.basename(path)
