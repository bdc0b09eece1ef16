"""graphrt on its native backend, and on NumPy."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

import graphrt as gr
from peerbench.workload import Adam, Array, Workload


def causal_attention(qkv: Any, heads: int) -> Any:
    _, tokens, width = qkv.shape
    split = gr.reshape(qkv, (-1, tokens, 3, heads, width // (3 * heads)))
    q, k, v = (gr.transpose(split[:, :, i], (0, 2, 1, 3)) for i in range(3))
    mixed = gr.scaled_dot_product_attention(q, k, v, causal=True)
    return gr.reshape(gr.transpose(mixed, (0, 2, 1, 3)), (-1, tokens, width // 3))


OPS = SimpleNamespace(
    exp=gr.exp, log=gr.log, tanh=gr.tanh, sqrt=gr.sqrt, square=gr.square, abs=gr.abs,
    maximum=gr.max, minimum=gr.min, sigmoid=gr.sigmoid, relu=gr.relu,
    sum=gr.sum, mean=gr.mean, transpose=gr.transpose, reshape=gr.reshape,
    matvec=lambda a, b: a @ b,
    softmax=gr.softmax, gelu=gr.gelu, layer_norm=gr.layer_norm, embedding=gr.embedding,
    causal_attention=causal_attention,
    bce_with_logits=lambda logits, labels: gr.mean(gr.bce_with_logits(logits, labels)),
    cross_entropy=lambda logits, labels: gr.mean(gr.cross_entropy(logits, labels)),
)  # fmt: skip


def model_of(workload: Workload) -> gr.Model:
    """The workload as a model whose batches may have any length."""
    params, batches = workload.data()
    b = gr.GraphBuilder(workload.name)
    feeds = {
        name: b.input(name, ("N", *array.shape[1:]), array.dtype.name)
        for name, array in batches[0].items()
    }
    held = {name: b.parameter(name, value) for name, value in params.items()}
    found = workload.compute(OPS, held, feeds)
    inputs = list(feeds.values())
    if workload.kind == "forward":
        b.signature("step", inputs=inputs, outputs={"y": found})
    elif workload.kind == "gradient":
        grads = gr.gradients(found, [{**feeds, **held}[name] for name in workload.wrt])
        outputs = {"loss": found, **dict(zip(workload.wrt, grads, strict=True))}
        b.signature("step", inputs=inputs, outputs=outputs)
    else:
        optimizer = workload.optimizer
        assert optimizer is not None
        rule = gr.optim.adam if isinstance(optimizer, Adam) else gr.optim.sgd
        updates = rule(found, lr=optimizer.lr)
        b.signature("step", inputs=inputs, outputs={"loss": found}, updates=updates)
    return b.build()


class GraphrtStep:
    def __init__(self, session: gr.Session, workload: Workload) -> None:
        self.session = session
        params, self.batches = workload.data()
        self.names = list(params)
        self.function = session.function("step")
        self.train = workload.kind == "train"

    def __call__(self, batch: int) -> Any:
        outputs = self.function(**self.batches[batch])
        return float(outputs["loss"]) if self.train else outputs

    def arrays(self, result: Any) -> list[Array]:
        return [np.asarray(each) for each in result.values()]

    def variables(self) -> dict[str, Array]:
        return {name: self.session.variables[name] for name in self.names}

    def notes(self) -> list[str]:
        """The steps that NumPy runs although the backend is native, and why."""
        if self.session.backend != "native":
            return []
        from graphrt.backends.native.backend import native_calls

        counts: dict[str, int] = {}
        for step in self.session.plan("step", **self.batches[0]).steps:
            reason = native_calls(step)
            if isinstance(reason, str):
                text = f"{step.node.op.name} runs on NumPy: {reason}"
                counts[text] = counts.get(text, 0) + 1
        return [f"{count} x {text}" for text, count in counts.items()]


class BoundStep(GraphrtStep):
    """A step over arrays that the caller fills. Filling them is the caller's work, so bursts stay
    with one batch."""

    ring = 1

    def __init__(self, session: gr.Session, workload: Workload) -> None:
        super().__init__(session, workload)
        self.held = {name: array.copy() for name, array in self.batches[0].items()}
        self.filled = 0
        self.bound = session.bind("step", feeds=self.held)

    def __call__(self, batch: int) -> Any:
        if batch != self.filled:
            for name, array in self.batches[batch].items():
                self.held[name][...] = array
            self.filled = batch
        outputs = self.bound()
        return float(outputs["loss"]) if self.train else outputs


class Graphrt:
    def __init__(self, backend: str, step: Callable[[gr.Session, Workload], GraphrtStep]) -> None:
        self.backend, self.step = backend, step

    def version(self) -> str:
        return gr.__version__

    def build(self, workload: Workload) -> tuple[gr.Model, Workload]:
        return model_of(workload), workload

    def save(self, workload: Workload, directory: str) -> None:
        model_of(workload).save(f"{directory}/net.pb")

    def compile(self, built: tuple[gr.Model, Workload]) -> GraphrtStep:
        model, workload = built
        session = gr.Session(model, backend=self.backend)
        return self.step(session, workload)


def native() -> Graphrt:
    return Graphrt("native", GraphrtStep)


def bound() -> Graphrt:
    return Graphrt("native", BoundStep)


def on_numpy() -> Graphrt:
    return Graphrt("numpy", GraphrtStep)
