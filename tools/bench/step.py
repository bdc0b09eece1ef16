"""A training step of the two-layer net beside hand-written NumPy, interleaved in one process.

python tools/bench/step.py [--steps 2000]
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Any

import numpy as np

import graphrt as gr


def main() -> None:
    """Time bursts of steps of both in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=2000)
    steps = parser.parse_args().steps
    session = gr.Session(gr.example("two_layer_net"), backend="numpy")
    train = session.function("train")
    x = np.random.default_rng(0).standard_normal((32, 8)).astype(np.float32)
    y = np.sin(x)
    w1, w2 = session.variables["w1"], session.variables["w2"]

    def by_hand() -> Any:
        nonlocal w1, w2
        h = x @ w1
        relu = np.maximum(h, 0)
        error = relu @ w2 - y
        loss = 0.5 * np.square(error).sum()
        g2 = relu.T @ error
        g1 = x.T @ ((error @ w2.T) * (h > 0))
        w1 = w1 - np.float32(1e-4) * g1
        w2 = w2 - np.float32(1e-4) * g2
        return loss

    bursts: dict[str, list[float]] = {"graphrt": [], "numpy by hand": []}
    for _ in range(9):
        for name, call in (("graphrt", lambda: train(x=x, y=y)), ("numpy by hand", by_hand)):
            start = time.perf_counter()
            for _ in range(steps):
                call()
            bursts[name].append((time.perf_counter() - start) / steps * 1e6)
    assert np.allclose(session.variables["w1"], w1, rtol=1e-3, atol=1e-4)
    medians = {name: statistics.median(each) for name, each in bursts.items()}
    for name, median in medians.items():
        print(f"{name:15} {median:6.1f} us a step")
    print(f"ratio           {medians['graphrt'] / medians['numpy by hand']:6.2f}")


if __name__ == "__main__":
    main()
