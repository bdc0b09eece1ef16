"""What machine code is made for: this processor and this LLVM.

Both are asked of the system's own files: loading LLVM takes longer than running most models, and
where all kernels are in the cache nobody needs it.
"""

from __future__ import annotations

import importlib.util
import platform
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from graphrt.backends.native.isa import Isa, isa_of


class Host(NamedTuple):
    """The vector unit to write for, and what else object code depends on."""

    isa: Isa
    processor: str  # its model and features, as the kernel reports them
    llvm: str  # the release of llvmlite


@cache
def host() -> Host:
    """This machine. Raises `ImportError` where llvmlite is not installed."""
    return Host(_isa(), _processor(), llvmlite_version())


def llvmlite_version() -> str:
    """The release that is installed, without loading it."""
    found = importlib.util.find_spec("llvmlite")
    if found is None or found.origin is None:
        raise ImportError("llvmlite is not installed")
    text = (Path(found.origin).parent / "_version.py").read_text(encoding="utf-8")
    versions = re.findall(r"\b\d+\.\d+\.\d+\w*", text)
    return versions[0] if versions else text


@cache
def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    first = text.partition("\n\n")[0]
    kept = ("vendor_id", "cpu family", "model", "stepping", "flags", "Features", "CPU part")
    lines = (line for line in first.splitlines() if line.startswith(kept))
    return "\n".join(sorted(lines))


def _isa() -> Isa:
    flags = re.search(r"^(?:flags|Features)\s*:\s*(.*)$", _processor(), re.MULTILINE)
    return isa_of(platform.machine(), frozenset(flags[1].split() if flags else ()))
