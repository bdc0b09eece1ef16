"""How many threads the native backend and NumPy's BLAS may use, and why.

``--threads`` or ``use_threads(n)`` wins over ``OMP_NUM_THREADS``, which wins over what the
system grants: the CPUs in the process's affinity mask, or fewer where a cgroup quota (a
container's ``--cpus``) pays for fewer. More threads than that take turns on the same CPU, each
waiting for the others.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping

from graphrt.errors import UsageError
from graphrt.record import Record

# read by OpenBLAS, MKL, BLIS and Accelerate when they are loaded, each before OMP_NUM_THREADS
VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


class Threads(Record):
    """A number of threads and what decided it."""

    count: int
    reason: str

    def text(self) -> str:
        return f"{self.count} thread{'s' if self.count != 1 else ''}, from {self.reason}"


_chosen: list[Threads] = []  # the last choice, if there was one
_watchers: list[Callable[[], None]] = []


def chosen() -> Threads:
    """The number of threads that holds now."""
    return _chosen[-1] if _chosen else choose_threads(None, os.environ, granted())


def on_change(call: Callable[[], None]) -> None:
    """Have ``call`` called whenever the number of threads is set."""
    _watchers.append(call)


def use_threads(count: int | None = None) -> Threads:
    """Let the native backend and BLAS use ``count`` threads from now on, by default as many as
    the system grants.

    For BLAS this takes environment variables before NumPy is loaded; afterwards the package
    threadpoolctl. Raises `UsageError` for a count below 1, or one that can no longer be set.
    """
    if count is not None and (isinstance(count, bool) or count < 1):
        raise UsageError(f"the number of threads must be 1 or more, got {count}")
    choice = choose_threads(count, os.environ, granted())
    if "numpy" not in sys.modules:
        for name in VARIABLES:
            if count is not None or name not in os.environ:
                os.environ[name] = str(choice.count)
    elif not _set_loaded(choice.count) and count is not None:
        raise UsageError(
            "NumPy is loaded already, so its number of threads can no longer be set",
            hint="pip install threadpoolctl, or set OMP_NUM_THREADS before Python starts",
        )
    _chosen[:] = [choice]
    for call in _watchers:
        call()
    return choice


def choose_threads(asked: int | None, environment: Mapping[str, str], system: Threads) -> Threads:
    """What wins: ``asked``, ``OMP_NUM_THREADS``, or ``system``.

    >>> choose_threads(None, {"OMP_NUM_THREADS": "3"}, Threads(8, "CPU affinity")).text()
    '3 threads, from OMP_NUM_THREADS'
    """
    if asked is not None:
        return Threads(asked, "--threads")
    said = environment.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    if said.isdigit() and int(said):
        return Threads(int(said), "OMP_NUM_THREADS")
    return system


def granted(root: str | os.PathLike[str] = "/") -> Threads:
    """The CPUs this process may use: its affinity mask, or less by a cgroup quota."""
    if hasattr(os, "sched_getaffinity"):
        system = Threads(len(os.sched_getaffinity(0)), "CPU affinity")
    else:
        system = Threads(os.cpu_count() or 1, "the number of CPUs")
    quota = cgroup_quota(root)
    if quota is not None and quota < system.count:
        return Threads(quota, "the cgroup's CPU quota")
    return system


def cgroup_quota(root: str | os.PathLike[str] = "/") -> int | None:
    """The smallest quota of this process's cgroup and those above it, in CPUs rounded up;
    ``None`` without one. ``root`` is where ``proc`` and ``sys`` are."""
    quotas = [period and -(-quota // period) for quota, period in _quotas(root)]
    return max(min(quotas), 1) if quotas else None


def _quotas(root: str | os.PathLike[str]) -> Iterator[tuple[int, int]]:
    """(microseconds of CPU, per microseconds of time), of every level that has a quota."""
    for line in _read(root, "proc/self/cgroup").splitlines():
        number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        levels = [part for part in path.split("/") if part and part != ".."]
        unified = number == "0" and not controllers
        if not unified and "cpu" not in controllers.split(","):
            continue
        base = "sys/fs/cgroup" if unified else "sys/fs/cgroup/cpu"
        for depth in range(len(levels) + 1):
            folder = "/".join([base, *levels[:depth]])
            if unified:
                words = _read(root, f"{folder}/cpu.max").split()
            else:
                words = [*_read(root, f"{folder}/cpu.cfs_quota_us").split(),
                         *_read(root, f"{folder}/cpu.cfs_period_us").split()]  # fmt: skip
            if len(words) == 2 and all(word.isdigit() for word in words) and int(words[1]):
                yield int(words[0]), int(words[1])


def _read(root: str | os.PathLike[str], path: str) -> str:
    """A small file below ``root``. Without pathlib, which takes longer to load than all of this."""
    try:
        with open(os.path.join(root, path), encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def _set_loaded(count: int) -> bool:
    """Tell libraries that are loaded already; whether that was possible."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return False
    threadpool_limits(count, user_api="blas")
    return True
