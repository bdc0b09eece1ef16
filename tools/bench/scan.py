"""A recurrent net as a `scan` against the same loop written in NumPy, forward and training.

python tools/bench/scan.py    # ratios of interleaved medians
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

import graphrt as gr

STEPS, BATCH, INPUTS, STATES = 64, 32, 32, 64


def model(w: Any, u: Any) -> gr.Model:
    b = gr.GraphBuilder("elman")
    xs = b.input("xs", ("T", "N", INPUTS))
    w, u = b.parameter("w", w), b.parameter("u", u)
    h0 = gr.broadcast_to(b.constant(0.0), ("N", STATES))
    _, hs = gr.scan(lambda h, x: (gr.tanh(h @ w + x @ u),) * 2, h0, xs)
    loss = gr.mean(hs * hs)
    b.signature("loss", inputs=[xs], outputs={"loss": loss})
    b.signature("train", inputs=[xs], outputs={"loss": loss}, updates=gr.optim.sgd(loss, lr=0.1))
    return b.build()


def forward(w: Any, u: Any, xs: Any) -> Any:
    h = np.zeros((BATCH, STATES), np.float32)
    rows = []
    for x in xs:
        h = np.tanh(h @ w + x @ u)
        rows.append(h)
    return np.stack(rows)


def backward(w: Any, u: Any, xs: Any) -> tuple[Any, Any]:
    hs = forward(w, u, xs)
    g = 2 * hs / hs.size
    flow, dw, du = np.zeros_like(hs[0]), np.zeros_like(w), np.zeros_like(u)
    for t in range(len(xs) - 1, -1, -1):
        d = (flow + g[t]) * (1 - hs[t] ** 2)
        du += xs[t].T @ d
        if t:
            dw += hs[t - 1].T @ d
        flow = d @ w.T
    return w - np.float32(0.1) * dw, u - np.float32(0.1) * du


def timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    rng = np.random.default_rng(0)
    w = rng.standard_normal((STATES, STATES)).astype(np.float32) / 8
    u = rng.standard_normal((INPUTS, STATES)).astype(np.float32) / 6
    xs = rng.standard_normal((STEPS, BATCH, INPUTS)).astype(np.float32)
    session = gr.Session(model(w, u))
    pairs: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "loss": (lambda: session.run("loss", xs=xs), lambda: forward(w, u, xs)),
        "train": (lambda: session.run("train", xs=xs), lambda: backward(w, u, xs)),
    }
    for name, (ours, theirs) in pairs.items():
        times = np.median([(timed(ours), timed(theirs)) for _ in range(50)], axis=0)
        print(
            f"{name}: graphrt {times[0] * 1e3:.2f} ms, NumPy {times[1] * 1e3:.2f} ms,"
            f" ratio {times[0] / times[1]:.2f}"
        )


if __name__ == "__main__":
    main()
