"""Recomputation: what it saves of a training step's memory, and what that costs.

python tools/bench/recompute.py [gpt-train] [--share 0.5] [--rounds 7] [--backends native,numpy]

On each backend, two sessions take the same steps in turn: one as it is, and one that holds
at most a share of its activations, computing the others again. *Activations* are the bytes
of forward values held for the way back at the peak; *scratch* is the memory of all intermediate
tensors, gradients included; *peak* all memory beside the variables. Times are medians over
the rounds; losses of the first five steps are compared.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np

import graphrt as gr
from graphrt.analysis.savings import activation_bytes
from graphrt.errors import table
from graphrt.lowering import Segment
from graphrt.passes.optimize import optimize_signature
from graphrt.passes.pipeline import parse_pipeline
from graphrt.passes.signatures import graph_of
from peerbench.figures import duration, megabytes
from peerbench.systems.graphrt_ import model_of
from peerbench.workloads import WORKLOADS

STEPS = 5


class Run:
    """A session of a workload, its memory, and the times of its steps."""

    def __init__(self, workload: str, optimize: str, backend: str) -> None:
        self.session = gr.Session(model_of(WORKLOADS[workload]), optimize=optimize, backend=backend)
        self.batches = WORKLOADS[workload].data()[1]
        function = self.session.function("step")
        self.losses = [float(function(**self._batch(k))["loss"]) for k in range(STEPS)]
        executable = function.executable(self._batch(0))
        self.peak = executable.peak_bytes
        self.scratch = executable.plan.sizes[Segment.SCRATCH]
        before_fusion, _ = optimize_signature(
            self.session.model.signatures["step"], parse_pipeline(optimize)
        )
        self.activations = activation_bytes(graph_of(before_fusion), executable.plan)
        self.times: list[float] = []

    def _batch(self, number: int) -> dict[str, np.ndarray]:
        return self.batches[number % len(self.batches)]

    def step(self) -> None:
        start = time.perf_counter()
        self.session.run("step", **self._batch(len(self.times)))
        self.times.append(time.perf_counter() - start)


def main() -> None:
    """Print a table with two lines per backend."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", nargs="?", default="gpt-train", choices=list(WORKLOADS))
    parser.add_argument("--share", type=float, default=0.5, help="of the activations to be held")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--backends", default="native,numpy")
    given = parser.parse_args()
    rows = [("backend", "passes", "activations", "scratch", "peak", "step", "of it", "losses")]
    for backend in given.backends.split(","):
        passes = ["O2", f"O2,recompute{{share={given.share}}}"]
        plain, again = (Run(given.workload, each, backend) for each in passes)
        for _ in range(given.rounds):
            plain.step()
            again.step()
        usual = statistics.median(plain.times)
        for each, what in zip((plain, again), passes, strict=True):
            median = statistics.median(each.times)
            differ = max(abs(a / b - 1) for a, b in zip(each.losses, plain.losses, strict=True))
            sizes = map(megabytes, (each.activations, each.scratch, each.peak))
            rows.append(
                (backend, what, *sizes, duration(median), f"{median / usual:.2f}", f"{differ:.0e}")
            )
    print("\n".join(table(rows, right=(2, 3, 4, 5, 6, 7))))


if __name__ == "__main__":
    main()
