"""One system in a process of its own: a line of JSON in, a line of JSON out.

python -m peerbench.worker SYSTEM, started by `client.Worker`. Requests are
``{"do": "ready", "workload": ..., "outcome": FILE}``, ``{"do": "burst", "seconds": ...}``,
``{"do": "close"}``; a reply has ``error`` instead where something failed.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from peerbench.agreement import VARIABLE
from peerbench.systems import Step, load
from peerbench.workload import Array
from peerbench.workloads import WORKLOADS
from peerbench.workloads.warm import WARM

CHECKED = 3  # steps whose results are compared before anything is timed


class Bench:
    """What this process measures."""

    def __init__(self, system: str) -> None:
        self.system = load(system)
        self.step: Step
        self.batches = 1
        self.calls = 0

    def ready(self, workload: str, outcome: str) -> dict[str, Any]:
        """Build, compile, and write the results of the first steps to ``outcome``."""
        self.warm_up()
        chosen = WORKLOADS[workload]
        self.batches = len(chosen.data()[1])
        start = time.perf_counter()
        built = self.system.build(chosen)
        compiling = time.perf_counter()
        self.step = self.system.compile(built)
        first = self.step(0)
        done = time.perf_counter()
        np.savez(outcome, **dict(self.outcome(first, chosen.kind == "train")))
        notes = getattr(self.step, "notes", list)()
        return {"build": compiling - start, "compile": done - compiling, "notes": notes}

    def warm_up(self) -> None:
        """Compile something else: what a system imports for that is no part of the workload."""
        for workload in WARM:
            with contextlib.suppress(NotImplementedError):
                self.system.compile(self.system.build(workload))(0)

    def outcome(self, first: Any, training: bool) -> Iterator[tuple[str, Array]]:
        """The results of the first steps: losses and variables, or outputs."""
        for i in range(CHECKED):
            result = self.step(i % self.batches) if i else first
            if i < self.batches or training:
                for j, array in enumerate(
                    [np.asarray(result)] if training else self.step.arrays(result)
                ):
                    yield f"step {i} result {j}", np.array(array)
        if training:
            for name, each in self.step.variables().items():
                yield f"{VARIABLE}{name}", np.array(each)

    def burst(self, seconds: float) -> dict[str, Any]:
        """Seconds per call over a burst of calls that takes about ``seconds``."""
        if not self.calls:
            took = self.time(1)
            if took < seconds:
                took = min(took, self.time(1), self.time(1))
            self.calls = max(1, int(seconds / took))
        self.time(self.calls // 10)
        return {"seconds": self.time(self.calls) / self.calls}

    def time(self, calls: int) -> float:
        step = self.step
        batches = getattr(step, "ring", self.batches)
        start = time.perf_counter()
        for i in range(calls):
            step(i % batches)
        return time.perf_counter() - start

    def save(self, workload: str, directory: str) -> dict[str, Any]:
        """The workload as a file that the system can load."""
        self.system.save(WORKLOADS[workload], directory)  # type: ignore[attr-defined]
        return {}

    def facts(self) -> dict[str, Any]:
        """What is known once everything ran: the version, and the most memory ever held."""
        return {"version": self.system.version(), "peak_bytes": peak_bytes()}


def peak_bytes() -> int:
    """The most memory this process ever had resident. What the process was forked from does not
    count, which is why ``getrusage`` is the second choice."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def keep_to(threads: int) -> None:
    """As many processors as threads, whatever a library thinks of it."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def main() -> None:
    """Serve requests until told to close, or until the pipe ends."""
    keep_to(int(os.environ["OMP_NUM_THREADS"]))
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is not a reply
    bench: Bench | None = None

    def answer(request: dict[str, Any]) -> dict[str, Any]:
        nonlocal bench
        kind = request.pop("do")
        if bench is None:
            bench = Bench(sys.argv[1])
        found: dict[str, Any] = getattr(bench, kind)(**request)
        return found

    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception as error:
            reply = {"error": type(error).__name__, "text": str(error)}
        print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    main()
