"""Cold start: a fresh process that loads a small net from a file and computes one result."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from peerbench.client import Failed, Worker, environment
from peerbench.figures import Figures
from peerbench.rounds import Say, check
from peerbench.workloads.cold import COLD

GRAPHRT = """
import numpy as np, graphrt as gr
session = gr.Session(gr.load("net.pb"), backend="{backend}", optimize="{optimize}")
np.save("{name}", session.run("step", x=np.load("x.npy"))["y"])
"""
NATIVE = {"backend": "native", "optimize": "canonicalize,fold,cse,simplify,recognize,dce,fuse"}
PROGRAMS = {  # what a user would write; numpy has no file format, its line is the floor for others
    "graphrt": GRAPHRT.format(name="graphrt", **NATIVE),
    "graphrt-cold-cache": GRAPHRT.format(name="graphrt-cold-cache", **NATIVE),
    "graphrt-numpy": GRAPHRT.format(name="graphrt-numpy", backend="numpy", optimize="O2"),
    "ort": """
import numpy as np, onnxruntime
session = onnxruntime.InferenceSession("net.onnx", providers=["CPUExecutionProvider"])
np.save("ort", session.run(None, {"x": np.load("x.npy")})[0])
""",
    "numpy": """
import numpy as np
w, x = np.load("weights.npz"), np.load("x.npy")
y = np.exp(np.maximum(np.maximum(x @ w["w0"], 0) @ w["w1"], 0) @ w["w2"])
np.save("numpy", y / y.sum(axis=1, keepdims=True))
""",
}
MAKERS = ("graphrt", "ort")  # the systems that write a file for the others of their kind


def cold_starts(
    systems: Sequence[str],
    pythons: Mapping[str, str],
    start: Callable[[str], Worker],
    say: Say,
    rounds: int,
    threads: int,
) -> dict[str, Figures]:
    """Wall time from starting the interpreter to its end, in turn; the compiled code of
    ``graphrt`` is there from a run before, that of ``graphrt-cold-cache`` is not."""
    with tempfile.TemporaryDirectory(prefix="peerbench-") as place:
        directory = Path(place)
        params, batches = COLD.data()
        np.save(directory / "x.npy", batches[0]["x"])
        np.savez(directory / "weights.npz", **params)
        for maker in MAKERS:
            worker = None
            try:
                worker = start(maker)
                worker.ask("save", workload=COLD.name, directory=place)
            except Failed as error:
                say(f"skipped {error}")
            finally:
                if worker is not None:
                    worker.close()
        found: dict[str, Figures] = {}
        for name in (name for name in systems if name in PROGRAMS):
            try:
                run(name, pythons[name], directory, threads)
            except Failed as error:
                say(f"skipped {error}")
            else:
                found[name] = Figures(name)
        outcomes = {name: {"y": np.load(directory / f"{name}.npy")} for name in found}
        check(outcomes, found, say)
        for i in range(2 * rounds):
            for name in list(found)[:: -1 if i % 2 else 1]:
                found[name].bursts.append(run(name, pythons[name], directory, threads))
    return found


def run(name: str, python: str, directory: Path, threads: int) -> float:
    """Seconds of one process; raises `Failed` with its last words."""
    with tempfile.TemporaryDirectory(prefix="peerbench-") as fresh:
        cache = fresh if name == "graphrt-cold-cache" else str(directory / "cache")
        begin = time.perf_counter()
        done = subprocess.run(
            [python, "-c", PROGRAMS[name]],
            cwd=directory, env=environment(threads, cache), capture_output=True, text=True, check=False,
        )  # fmt: skip
        seconds = time.perf_counter() - begin
    if done.returncode:
        raise Failed(f"{name}: {done.stderr.strip().splitlines()[-1]}")
    return seconds
