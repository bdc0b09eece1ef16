"""NumPy by hand: what every function of the workloads means, and gradients written out."""

from __future__ import annotations

from math import erf
from types import SimpleNamespace
from typing import Any

import numpy as np

from peerbench.optimizers import slots, updated
from peerbench.workload import Array, Workload


def sigmoid(x: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-x))


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def gelu(x: Array) -> Array:
    """``x Phi(x)``, slow: NumPy has no erf."""
    return 0.5 * x * (1.0 + np.vectorize(erf, [x.dtype])(x * np.sqrt(0.5, dtype=x.dtype)))


def layer_norm(x: Array, gain: Array, bias: Array) -> Array:
    moved = x - x.mean(axis=-1, keepdims=True)
    variance = np.square(moved).mean(axis=-1, keepdims=True)
    return moved / np.sqrt(variance + np.float32(1e-5)) * gain + bias


def cross_entropy_by_hand(logits: Array, labels: Array) -> tuple[Any, Array]:
    """The mean over rows, and its gradient."""
    moved = logits - logits.max(axis=1, keepdims=True)
    e = np.exp(moved)
    total = e.sum(axis=1, keepdims=True)
    every = np.arange(len(labels))
    loss = (np.log(total[:, 0]) - moved[every, labels]).mean()
    grad = e / total
    grad[every, labels] -= 1
    grad *= np.float32(1 / len(labels))
    return loss, grad


def causal_attention(qkv: Array, heads: int) -> Array:
    """``softmax(q k' / sqrt(d)) v`` per head, each token seeing itself and those before it."""
    batch, tokens, width = qkv.shape
    split = qkv.reshape(batch, tokens, 3, heads, -1).transpose(2, 0, 3, 1, 4)
    q, k, v = split
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(np.float32(q.shape[-1]))
    later = np.triu(np.ones((tokens, tokens), bool), 1)
    mixed = softmax(np.where(later, np.float32(-np.inf), scores)) @ v
    return mixed.transpose(0, 2, 1, 3).reshape(batch, tokens, width // 3)


OPS = SimpleNamespace(
    exp=np.exp, log=np.log, tanh=np.tanh, sqrt=np.sqrt, square=np.square, abs=np.abs,
    maximum=np.maximum, minimum=np.minimum, sigmoid=sigmoid,
    relu=lambda x: np.maximum(x, 0), positive=lambda x: x > 0,
    sum=np.sum, mean=np.mean, sum_rows=lambda x: x.sum(axis=0),
    transpose=lambda x: x.T, reshape=np.reshape, matvec=np.matmul, vecmat=np.matmul,
    softmax=softmax, gelu=gelu, layer_norm=layer_norm,
    embedding=lambda table, ids: table[ids], causal_attention=causal_attention,
    cross_entropy=lambda logits, labels: cross_entropy_by_hand(logits, labels)[0],
    cross_entropy_by_hand=cross_entropy_by_hand,
)  # fmt: skip


class NumpyStep:
    """A forward pass, or a training step with gradients by hand."""

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self.state, self.batches = workload.data()
        self.names = list(self.state)
        if workload.optimizer is not None:
            self.state |= slots(workload.optimizer, self.state)
        self.run = self.forward if workload.kind == "forward" else self.train

    def __call__(self, batch: int) -> Any:
        return self.run(self.batches[batch])

    def forward(self, feeds: dict[str, Array]) -> Any:
        return self.workload.compute(OPS, self.state, feeds)

    def train(self, feeds: dict[str, Array]) -> float:
        loss, grads = self.workload.by_hand(OPS, self.state, feeds)
        self.state |= updated(OPS, self.workload.optimizer, self.state, grads)
        return float(loss)

    def arrays(self, result: Any) -> list[Array]:
        return [np.asarray(result)]

    def variables(self) -> dict[str, Array]:
        return {name: self.state[name] for name in self.names}


class NumpyByHand:
    def version(self) -> str:
        return np.__version__

    def build(self, workload: Workload) -> Workload:
        if workload.kind != "forward" and workload.by_hand is None:
            raise NotImplementedError(f"nobody wrote the gradient of {workload.name} by hand")
        return workload

    def compile(self, built: Workload) -> NumpyStep:
        return NumpyStep(built)
