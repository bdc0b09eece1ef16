"""The orchestrator's end of a worker."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
# kernels that are not NumPy's default; modules compiled anew, which no installation does
UNSET = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONDONTWRITEBYTECODE")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")


class Failed(Exception):
    """A worker could not do what it was asked."""


def environment(threads: int, cache: str) -> dict[str, str]:
    """What every worker sees: the same threads, and no compiled code from before."""
    found = {name: value for name, value in os.environ.items() if name not in UNSET}
    found |= {name: str(threads) for name in THREADS}
    paths = [str(HERE), str(ROOT), found.get("PYTHONPATH", "")]
    found["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    found["GRAPHRT_CACHE"] = cache
    return found


class Worker:
    """A process that runs one system; `close` it. An answer that takes longer than ``patience``
    seconds ends it."""

    def __init__(
        self,
        system: str,
        python: str,
        threads: int,
        command: list[str] | None = None,
        patience: float = 120,
    ) -> None:
        self.system = system
        self.patience = patience
        self._directory = tempfile.TemporaryDirectory(prefix="peerbench-")
        self._errors = Path(self._directory.name, "errors.txt")
        with self._errors.open("w") as errors:
            self._process = subprocess.Popen(
                command or [python, "-m", "peerbench.worker", system],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=environment(threads, str(Path(self._directory.name, "cache"))),
            )

    def ask(self, do: str, **request: Any) -> Mapping[str, Any]:
        """The reply to a request; raises `Failed` with the worker's own words."""
        sent, received = self._process.stdin, self._process.stdout
        assert sent is not None and received is not None
        begin = time.monotonic()
        guard = threading.Timer(self.patience, self._process.kill)
        guard.start()
        try:
            sent.write(json.dumps({"do": do, **request}) + "\n")
            sent.flush()
            line = received.readline()
        except BrokenPipeError:
            line = ""
        finally:
            guard.cancel()
        if not line and time.monotonic() - begin >= self.patience:
            raise Failed(f"{self.system}: no answer in {self.patience:g} s")
        if not line:
            raise Failed(f"{self.system}: the worker ended: {self._last_words()}")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            first = reply["text"].strip().split("\n")[0]
            raise Failed(f"{self.system}: {reply['error']}: {first}")
        return reply

    def close(self) -> None:
        """End the process and remove what it cached."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.close()
            self._process.wait(10)
        except (subprocess.TimeoutExpired, BrokenPipeError):
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._directory.cleanup()

    def _last_words(self) -> str:
        self._process.wait()
        lines = [line for line in self._errors.read_text().splitlines() if line.strip()]
        return lines[-1] if lines else f"exit code {self._process.returncode}"
