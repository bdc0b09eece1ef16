"""What this installation can do, and with what."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from graphrt.backends import threads
from graphrt.backends.choice import choose_backend, native_refusal
from graphrt.errors import table
from graphrt.version import __version__

NEEDED = ("numpy", "networkx", "protobuf", "click", "ml_dtypes", "llvmlite")
OPTIONAL = {
    "pillow": "images as inputs: -i x=@photo.png",
    "threadpoolctl": "threads set after NumPy is loaded: graphrt.use_threads",
}


@dataclass(frozen=True)
class Doctor:
    """Versions, processors, and what is missing."""

    rows: tuple[tuple[str, str, str], ...]

    @property
    def ok(self) -> bool:
        return all(state != "missing" for _, _, state in self.rows)

    def text(self) -> str:
        return "\n".join(table(self.rows))

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "items": [{"name": n, "found": found, "state": s} for n, found, s in self.rows],
        }


def doctor() -> Doctor:
    """Look at the installation."""
    rows = [
        ("graphrt", __version__, "ok"),
        ("python", platform.python_version(), "ok" if sys.version_info >= (3, 11) else "missing"),
        ("platform", f"{platform.system()} {platform.machine()}", "ok"),
        ("cpus", f"{usable_cpus()} of {os.cpu_count()} usable", "ok"),
        ("threads", *_threads()),
        *_backend_rows(),
    ]
    rows += [(name, _version(name), "ok" if _version(name) else "missing") for name in NEEDED]
    for name, use in OPTIONAL.items():
        found = _version(name)
        rows.append((name, found or "-", "ok" if found else f"optional, for {use}"))
    return Doctor(tuple(rows))


def _threads() -> tuple[str, str]:
    chosen = threads.chosen()
    return str(chosen.count), f"ok, from {chosen.reason}"


def _backend_rows() -> list[tuple[str, str, str]]:
    """What ``auto`` takes; and where it can be the native backend, for what and with what."""
    chosen = choose_backend("auto")
    rows = [("backend", chosen.backend.name, f"ok, {chosen.reason}")]
    if native_refusal() is not None:
        return rows
    from graphrt.backends.native.compiler import llvm_version
    from graphrt.backends.native.folder import cache_folder
    from graphrt.backends.native.host import host

    isa = host().isa
    rows.append(("vectors", f"{isa.name}, {8 * isa.vector_bytes} bits", "ok"))
    rows.append(("llvm", llvm_version(), "ok"))
    folder = cache_folder()
    if folder.path:
        count, nbytes = folder.size
        rows.append(("kernels", folder.path, f"ok, {count} files, {nbytes / 1e6:.1f} MB"))
    else:
        rows.append(("kernels", "-", f"not kept: {folder.reason}"))
    return rows


def usable_cpus() -> int:
    """CPUs this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "found" if importlib.util.find_spec(package) else ""
