"""TensorFlow: the whole step as one function compiled by XLA."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

from peerbench.optimizers import slots, updated
from peerbench.workload import Array, Workload


def layer_norm(x: Any, gain: Any, bias: Any) -> Any:
    mean, variance = tf.nn.moments(x, [-1], keepdims=True)
    return (x - mean) * tf.math.rsqrt(variance + 1e-5) * gain + bias


def causal_attention(qkv: Any, heads: int) -> Any:
    batch, tokens, width = qkv.shape
    split = tf.reshape(qkv, (batch, tokens, 3, heads, width // (3 * heads)))
    q, k, v = tf.unstack(tf.transpose(split, (2, 0, 3, 1, 4)))
    scores = tf.matmul(q, k, transpose_b=True) * (width // (3 * heads)) ** -0.5
    later = np.triu(np.full((tokens, tokens), -np.inf, np.float32), 1)
    mixed = tf.nn.softmax(scores + later) @ v
    return tf.reshape(tf.transpose(mixed, (0, 2, 1, 3)), (batch, tokens, width // 3))


def cross_entropy(logits: Any, labels: Any) -> Any:
    return tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    )


OPS = SimpleNamespace(
    exp=tf.exp, log=tf.math.log, tanh=tf.tanh, sqrt=tf.sqrt, square=tf.square, abs=tf.abs,
    maximum=tf.maximum, minimum=tf.minimum, sigmoid=tf.sigmoid, relu=tf.nn.relu,
    sum=tf.reduce_sum, mean=tf.reduce_mean, transpose=tf.transpose, reshape=tf.reshape,
    matvec=tf.linalg.matvec, softmax=tf.nn.softmax, gelu=tf.nn.gelu, layer_norm=layer_norm,
    embedding=tf.gather, causal_attention=causal_attention, cross_entropy=cross_entropy,
    bce_with_logits=lambda z, y: tf.reduce_mean(
        tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=z)
    ),
)  # fmt: skip


class TensorflowStep:
    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        params, batches = workload.data()
        self.names = list(params)
        rule = workload.optimizer
        state = params if rule is None else {**params, **slots(rule, params)}
        self.state = {name: tf.Variable(value) for name, value in state.items()}
        self.batches: list[Any] = batches
        if workload.resident:
            self.batches = [{k: tf.constant(v) for k, v in batch.items()} for batch in batches]
        step = {"forward": self.forward, "gradient": self.gradient, "train": self.train}
        self.step = tf.function(step[workload.kind], jit_compile=True)

    def forward(self, feeds: dict[str, Any]) -> Any:
        return self.workload.compute(OPS, self.state, feeds)

    def gradient(self, feeds: dict[str, Any]) -> Any:
        held = {**self.state, **feeds}
        chosen = [held[name] for name in self.workload.wrt]
        with tf.GradientTape() as tape:
            tape.watch(chosen)
            loss = self.workload.compute(OPS, held, held)
        return (loss, *tape.gradient(loss, chosen))

    def train(self, feeds: dict[str, Any]) -> Any:
        params = [self.state[name] for name in self.names]
        with tf.GradientTape() as tape:
            loss = self.workload.compute(OPS, self.state, feeds)
        grads = [tf.convert_to_tensor(each) for each in tape.gradient(loss, params)]
        rule = self.workload.optimizer
        assert rule is not None
        named = dict(zip(self.names, grads, strict=True))
        for name, value in updated(OPS, rule, self.state, named).items():
            self.state[name].assign(value)
        return loss

    def __call__(self, batch: int) -> Any:
        feeds = self.batches[batch]
        if not self.workload.resident:
            feeds = {name: tf.constant(array) for name, array in feeds.items()}
        found = self.step(feeds)
        if self.workload.kind == "train":
            return float(found)
        return found if self.workload.resident else found.numpy()

    def arrays(self, result: Any) -> list[Array]:
        return [np.asarray(each) for each in (result if isinstance(result, tuple) else (result,))]

    def variables(self) -> dict[str, Array]:
        return {name: self.state[name].numpy() for name in self.names}


class TensorflowXla:
    def __init__(self) -> None:
        tf.config.threading.set_intra_op_parallelism_threads(int(os.environ["OMP_NUM_THREADS"]))

    def version(self) -> str:
        return str(tf.__version__)

    def build(self, workload: Workload) -> Workload:
        return workload

    def compile(self, built: Workload) -> TensorflowStep:
        return TensorflowStep(built)
