"""What machine code is made for: this processor and this LLVM; and whether any can run here.

Both are asked of the system's own files: loading LLVM takes longer than running most models, and
where all kernels are in the cache nobody needs it.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import sys
from functools import cache
from typing import NamedTuple

from graphrt.backends.native.isa import Isa, isa_of
from graphrt.backends.native.loader import LoadError, require_executable_memory

OLDEST_LLVMLITE = (0, 45)  # its LLVM is the first that has no typed pointers
MACHINES = ("x86_64", "aarch64")
NO_FMA = "this processor has no fused multiply-add: kernels need AVX2 and FMA"


class Host(NamedTuple):
    """The vector unit to write for, and what else object code depends on."""

    isa: Isa
    processor: str  # its model and features, as the system reports them
    llvm: str  # the release of llvmlite


@cache
def host() -> Host:
    """This machine. Raises `ImportError` where llvmlite is not installed or has nothing to write
    for; `refusal` says so beforehand."""
    isa = _isa()
    if isa is None:
        raise ImportError(NO_FMA)
    return Host(isa, _processor(), llvmlite_version())


@cache
def refusal() -> str | None:
    """Why no native code runs here; ``None`` where it does."""
    if sys.platform != "linux" or os.uname().machine not in MACHINES:
        return f"there are kernels for Linux on {' and '.join(MACHINES)}, this is {_platform()}"
    if _isa() is None:
        return NO_FMA
    try:
        version = llvmlite_version()
    except ImportError as error:
        return str(error)
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < OLDEST_LLVMLITE:
        oldest = ".".join(map(str, OLDEST_LLVMLITE))
        return f"llvmlite {version} is older than {oldest}"
    try:
        require_executable_memory()
    except LoadError as error:
        return str(error)
    return None


@cache
def llvmlite_version() -> str:
    """The release that is installed, without loading it."""
    found = importlib.util.find_spec("llvmlite")
    if found is None or found.origin is None:
        raise ImportError("llvmlite is not installed")
    path = os.path.join(os.path.dirname(found.origin), "_version.py")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    versions = re.findall(r"\b\d+\.\d+\.\d+\w*", text)
    if not versions:
        raise ImportError("llvmlite does not state its version")
    return str(versions[0])


def _platform() -> str:
    return f"{platform.system()} on {platform.machine()}"


@cache
def _processor() -> str:
    try:
        with open("/proc/cpuinfo", "rb", buffering=0) as file:
            text = file.read(1 << 14).decode(errors="replace")  # the first processor is enough
    except OSError:
        return platform.processor()
    first = text.partition("\n\n")[0]
    kept = ("vendor_id", "cpu family", "model", "stepping", "flags", "Features", "CPU part")
    lines = (line for line in first.splitlines() if line.startswith(kept))
    return "\n".join(sorted(lines))


def _isa() -> Isa | None:
    flags = re.search(r"^(?:flags|Features)\s*:\s*(.*)$", _processor(), re.MULTILINE)
    return isa_of(platform.machine(), frozenset(flags[1].split() if flags else ()))
