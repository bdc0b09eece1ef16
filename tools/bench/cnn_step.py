"""A training step of a small convolutional net beside hand-written NumPy, in turn in one process.

By hand the activations are [N, H, W, C], so that windows become the rows of one matrix by one copy
and no product needs a transpose; the rows of the forward pass are kept for the backward pass.

python tools/bench/cnn_step.py [--batch 32] [--steps 50]
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import graphrt as gr

Array = np.ndarray[Any, Any]
LR = 0.01


def build(first: int, second: int) -> gr.Model:
    """8x8 pixels -> 5x5 convolution -> 3x3 convolution -> largest of 2x2 -> 10 classes."""
    b = gr.GraphBuilder("cnn")
    x = b.input("x", ("N", 1, 8, 8))
    label = b.input("label", ("N",), "int64")
    w1 = b.parameter("w1", gr.init.he_normal((first, 1, 5, 5), seed=0))
    b1 = b.parameter("b1", gr.init.zeros(first))
    w2 = b.parameter("w2", gr.init.he_normal((second, first, 3, 3), seed=1))
    b2 = b.parameter("b2", gr.init.zeros(second))
    w3 = b.parameter("w3", gr.init.glorot_uniform((second * 16, 10), seed=2))
    b3 = b.parameter("b3", gr.init.zeros(10))
    h = gr.relu(gr.conv(x, w1, b1, pads=2))
    h = gr.relu(gr.conv(h, w2, b2, pads=1))
    features = gr.reshape(gr.max_pool(h, 2), (-1, second * 16))
    loss = gr.mean(gr.cross_entropy(features @ w3 + b3, label))
    updates = gr.optim.sgd(loss, lr=LR)
    b.signature("train", inputs=[x, label], outputs={"loss": loss}, updates=updates)
    return b.build()


class ByHand:
    """The same step, with weights ``[taps of a window, channels out]``."""

    def __init__(self, state: dict[str, Array]) -> None:
        self.w1, self.w2 = (
            np.ascontiguousarray(state[name].transpose(2, 3, 1, 0)) for name in ("w1", "w2")
        )
        second = self.w2.shape[-1]
        rows = state["w3"].reshape(second, 4, 4, 10).transpose(1, 2, 0, 3)
        self.w3 = np.ascontiguousarray(rows).reshape(-1, 10)
        self.b1, self.b2, self.b3 = (state[name].copy() for name in ("b1", "b2", "b3"))

    def rows(self, x: Array, size: int) -> Array:
        """Windows of ``x`` as rows: one copy."""
        edge = size // 2
        padded = np.pad(x, ((0, 0), (edge, edge), (edge, edge), (0, 0)))
        windows = sliding_window_view(padded, (size, size), (1, 2))
        return windows.transpose(0, 1, 2, 4, 5, 3).reshape(-1, size * size * x.shape[-1])

    def step(self, x: Array, label: Array) -> Any:
        n, first, second = len(x), self.w1.shape[-1], self.w2.shape[-1]
        image = x.reshape(n, 8, 8, 1)
        rows1 = self.rows(image, 5)
        h1 = np.maximum(rows1 @ self.w1.reshape(-1, first) + self.b1, 0)
        rows2 = self.rows(h1.reshape(n, 8, 8, first), 3)
        h2 = np.maximum(rows2 @ self.w2.reshape(-1, second) + self.b2, 0)
        blocks = h2.reshape(n, 4, 2, 4, 2, second)
        pooled = blocks.max(axis=(2, 4), keepdims=True)
        features = pooled.reshape(n, -1)
        logits = features @ self.w3 + self.b3
        moved = logits - logits.max(axis=1, keepdims=True)
        e = np.exp(moved)
        total = e.sum(axis=1, keepdims=True)
        examples = np.arange(n)
        loss = np.mean(np.log(total[:, 0]) - moved[examples, label])

        error = e / total
        error[examples, label] -= 1
        error /= n
        to_w3, to_b3 = features.T @ error, error.sum(axis=0)
        won = blocks == pooled
        share = (error @ self.w3.T).reshape(pooled.shape) / won.sum(axis=(2, 4), keepdims=True)
        to_h2 = (share.astype(np.float32) * won).reshape(h2.shape)
        to_h2 *= h2 > 0
        to_w2, to_b2 = (rows2.T @ to_h2).reshape(self.w2.shape), to_h2.sum(axis=0)
        to_rows = (to_h2 @ self.w2.reshape(-1, second).T).reshape(n, 8, 8, 3, 3, first)
        padded = np.zeros((n, 10, 10, first), np.float32)
        for i in range(3):
            for j in range(3):
                padded[:, i : i + 8, j : j + 8] += to_rows[:, :, :, i, j]
        to_h1 = padded[:, 1:9, 1:9].reshape(h1.shape) * (h1 > 0)
        to_w1, to_b1 = (rows1.T @ to_h1).reshape(self.w1.shape), to_h1.sum(axis=0)
        for weights, gradient in (
            (self.w1, to_w1), (self.b1, to_b1), (self.w2, to_w2), (self.b2, to_b2),
            (self.w3, to_w3), (self.b3, to_b3),
        ):  # fmt: skip
            weights -= np.float32(LR) * gradient
        return loss


def main() -> None:
    """Check that both do the same, then time bursts of steps of both in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--filters", type=int, nargs=2, default=(16, 32))
    arguments = parser.parse_args()
    session = gr.Session(build(*arguments.filters), backend="numpy")
    train = session.function("train")
    by_hand = ByHand(session.state())
    rng = np.random.default_rng(0)
    x = rng.random((arguments.batch, 1, 8, 8), np.float32)
    label = rng.integers(0, 10, arguments.batch)
    for _ in range(5):
        found, wanted = train(x=x, label=label)["loss"], by_hand.step(x, label)
        assert np.allclose(found, wanted, rtol=1e-5), (found, wanted)
    mine = session.variables["w2"].transpose(2, 3, 1, 0)
    assert np.allclose(mine, by_hand.w2, rtol=1e-4, atol=1e-6)

    bursts: dict[str, list[float]] = {"graphrt": [], "numpy by hand": []}
    calls = {
        "graphrt": lambda: train(x=x, label=label),
        "numpy by hand": lambda: by_hand.step(x, label),
    }
    for _ in range(11):
        for name, call in calls.items():
            start = time.perf_counter()
            for _ in range(arguments.steps):
                call()
            bursts[name].append((time.perf_counter() - start) / arguments.steps * 1e6)
    medians = {name: statistics.median(each) for name, each in bursts.items()}
    for name, median in medians.items():
        print(f"{name:15} {median:8.1f} us a step")
    print(f"ratio           {medians['graphrt'] / medians['numpy by hand']:8.2f}")


if __name__ == "__main__":
    main()
