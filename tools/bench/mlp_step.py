"""A training step of a 784-1024-1024-10 net beside the best NumPy we can write by hand.

python tools/bench/mlp_step.py [--batch 128] [--rounds 15] [--optimizer sgd|adam]

Both do exactly the same step (float32, ReLU, softmax cross-entropy); their weights are compared
before anything is timed, and bursts of both take turns in one process. By hand every result has
a buffer of its own that is allocated once, gradients overwrite what is no longer needed, and
the weights change in place.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import graphrt as gr

Array = np.ndarray[Any, Any]
WIDTHS = (784, 1024, 1024, 10)
RATE = {"sgd": np.float32(0.05), "adam": np.float32(1e-3)}
BETA1, BETA2, EPS = np.float32(0.9), np.float32(0.999), np.float32(1e-8)


def net(optimizer: str) -> gr.Model:
    """The net, with a training signature."""
    b = gr.GraphBuilder("mlp")
    x, label = b.input("x", ("N", WIDTHS[0])), b.input("label", ("N",), "int64")
    layer = x
    for i, (wide, narrow) in enumerate(itertools.pairwise(WIDTHS)):
        w = b.parameter(f"w{i}", gr.init.normal((wide, narrow), seed=i, std=(2 / wide) ** 0.5))
        bias = b.parameter(f"b{i}", np.zeros(narrow, np.float32))
        layer = layer @ w + bias
        if i < len(WIDTHS) - 2:
            layer = gr.relu(layer)
    loss = gr.mean(gr.cross_entropy(layer, label))
    updates = getattr(gr.optim, optimizer)(loss, lr=float(RATE[optimizer]))
    b.signature("train", inputs=[x, label], outputs={"loss": loss}, updates=updates)
    return b.build()


class ByHand:
    """The same step in NumPy, without a temporary array that could be avoided."""

    def __init__(self, state: dict[str, Array], batch: int, optimizer: str) -> None:
        self.update = {"sgd": self.sgd, "adam": self.adam}[optimizer]
        layers = range(len(WIDTHS) - 1)
        self.weights = [state[f"w{i}"] for i in layers]
        self.biases = [state[f"b{i}"] for i in layers]
        self.outs = [np.empty((batch, width), np.float32) for width in WIDTHS[1:]]
        self.to_weights = [np.empty_like(each) for each in self.weights]
        self.to_biases = [np.empty_like(each) for each in self.biases]
        self.grads = [np.empty((batch, width), np.float32) for width in WIDTHS[1:-1]]
        self.masks = [np.empty((batch, width), bool) for width in WIDTHS[1:-1]]
        self.rows = np.arange(batch)
        self.params = [*self.weights, *self.biases]
        self.gradients = [*self.to_weights, *self.to_biases]
        self.means, self.squares, self.scratch = (
            [np.zeros_like(each) for each in self.params] for _ in range(3)
        )
        self.step = 0

    def __call__(self, x: Array, label: Array) -> Any:
        ins = [x, *self.outs[:-1]]
        last = len(self.outs) - 1
        for i, out in enumerate(self.outs):
            np.matmul(ins[i], self.weights[i], out=out)
            out += self.biases[i]
            if i < last:
                np.maximum(out, 0, out=out)
        grad = self.outs[-1]
        grad -= grad.max(axis=1, keepdims=True)
        chosen = grad[self.rows, label]
        np.exp(grad, out=grad)
        total = grad.sum(axis=1, keepdims=True)
        loss = (np.log(total[:, 0]) - chosen).mean()
        grad /= total
        grad[self.rows, label] -= 1
        grad *= np.float32(1 / len(label))
        for i in range(last, -1, -1):
            np.matmul(ins[i].T, grad, out=self.to_weights[i])
            np.sum(grad, axis=0, out=self.to_biases[i])
            if i:
                np.matmul(grad, self.weights[i].T, out=self.grads[i - 1])
                np.greater(ins[i], 0, out=self.masks[i - 1])
                grad = self.grads[i - 1]
                grad *= self.masks[i - 1]
        self.update()
        return loss

    def sgd(self) -> None:
        for param, grad in zip(self.params, self.gradients, strict=True):
            grad *= RATE["sgd"]
            param -= grad

    def adam(self) -> None:
        self.step += 1
        rate = RATE["adam"] / (1 - BETA1**self.step)
        root = np.sqrt(1 - BETA2**self.step)
        state = (self.params, self.gradients, self.means, self.squares, self.scratch)
        for param, grad, mean, square, scratch in zip(*state, strict=True):
            np.multiply(grad, 1 - BETA1, out=scratch)
            mean *= BETA1
            mean += scratch
            np.square(grad, out=grad)
            grad *= 1 - BETA2
            square *= BETA2
            square += grad
            np.sqrt(square, out=scratch)
            scratch /= root
            scratch += EPS
            np.divide(mean, scratch, out=scratch)
            scratch *= rate
            param -= scratch


def main() -> None:
    """Compare, then time bursts of steps of both in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--optimizer", choices=list(RATE), default="sgd")
    given = parser.parse_args()
    rng = np.random.default_rng(0)
    x = rng.standard_normal((given.batch, WIDTHS[0])).astype(np.float32)
    label = rng.integers(0, WIDTHS[-1], given.batch)
    session = gr.Session(net(given.optimizer), backend="numpy")
    train = session.function("train")
    by_hand = ByHand(session.state(), given.batch, given.optimizer)
    for _ in range(3):
        ours, theirs = train(x=x, label=label)["loss"], by_hand(x, label)
        assert np.isclose(ours, theirs, rtol=1e-5), (ours, theirs)
    for i, weights in enumerate(by_hand.weights):
        assert np.allclose(session.variables[f"w{i}"], weights, rtol=1e-4, atol=1e-6)

    calls: dict[str, Callable[[], Any]] = {
        "graphrt": lambda: train(x=x, label=label),
        "numpy by hand": lambda: by_hand(x, label),
    }
    bursts: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(given.rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            for _ in range(5):
                call()
            bursts[name].append((time.perf_counter() - start) / 5 * 1e3)
    medians = {name: statistics.median(each) for name, each in bursts.items()}
    for name, median in medians.items():
        print(f"{name:15} {median:7.2f} ms a step")
    print(f"ratio           {medians['graphrt'] / medians['numpy by hand']:7.2f}")


if __name__ == "__main__":
    main()
