"""PyTorch, eager and compiled, with its own functions, autograd and optimisers."""

from __future__ import annotations

import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from peerbench.workload import Adam, Array, Workload


def causal_attention(qkv: Any, heads: int) -> Any:
    batch, tokens, width = qkv.shape
    split = qkv.reshape(batch, tokens, 3, heads, -1)
    q, k, v = (split[:, :, i].transpose(1, 2) for i in range(3))
    mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    return mixed.transpose(1, 2).reshape(batch, tokens, width // 3)


OPS = SimpleNamespace(
    exp=torch.exp, log=torch.log, tanh=torch.tanh, sqrt=torch.sqrt, square=torch.square,
    abs=torch.abs, maximum=lambda x, y: x.clamp(min=y), minimum=lambda x, y: x.clamp(max=y),
    sigmoid=torch.sigmoid, relu=functional.relu, sum=torch.sum, mean=torch.mean,
    transpose=torch.t, reshape=torch.reshape, matvec=torch.mv,
    softmax=lambda x: functional.softmax(x, -1), gelu=functional.gelu,
    layer_norm=lambda x, gain, bias: functional.layer_norm(x, gain.shape, gain, bias),
    embedding=lambda table, ids: functional.embedding(ids, table),
    causal_attention=causal_attention,
    bce_with_logits=functional.binary_cross_entropy_with_logits,
    cross_entropy=functional.cross_entropy,
)  # fmt: skip


class TorchStep:
    def __init__(self, workload: Workload, wrap: Callable[[Any], Any]) -> None:
        self.workload = workload
        params, batches = workload.data()
        self.params = {name: torch.from_numpy(value.copy()) for name, value in params.items()}
        self.batches: list[dict[str, Any]] = [dict(batch) for batch in batches]
        if workload.resident:
            self.batches = [self.tensors(batch) for batch in batches]
        self.compute = wrap(lambda params, feeds: workload.compute(OPS, params, feeds))
        if workload.kind == "train":
            for tensor in self.params.values():
                tensor.requires_grad_()
            self.optimizer = self.make_optimizer()
        self.wrt: list[Any] = []
        for name in workload.wrt:
            held = {**self.batches[0], **self.params}[name]
            self.wrt.append(held.requires_grad_())
        self.run = {"forward": self.forward, "gradient": self.gradient, "train": self.train}[
            workload.kind
        ]

    def make_optimizer(self) -> Any:
        rule = self.workload.optimizer
        tensors = list(self.params.values())
        if isinstance(rule, Adam):
            return torch.optim.Adam(
                tensors, rule.lr, (rule.beta1, rule.beta2), rule.eps, fused=True
            )
        assert rule is not None
        return torch.optim.SGD(tensors, rule.lr, fused=True)

    def tensors(self, batch: dict[str, Array]) -> dict[str, Any]:
        return {name: torch.from_numpy(array) for name, array in batch.items()}

    def __call__(self, batch: int) -> Any:
        feeds = self.batches[batch]
        return self.run(feeds if self.workload.resident else self.tensors(feeds))

    def forward(self, feeds: dict[str, Any]) -> Any:
        with torch.inference_mode():
            found = self.compute(self.params, feeds)
        return found if self.workload.resident else found.numpy()

    def gradient(self, feeds: dict[str, Any]) -> Any:
        loss = self.compute(self.params, feeds)
        return (loss, *torch.autograd.grad(loss, self.wrt))

    def train(self, feeds: dict[str, Any]) -> float:
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.compute(self.params, feeds)
        loss.backward()
        self.optimizer.step()
        return float(loss)

    def arrays(self, result: Any) -> list[Array]:
        each = result if isinstance(result, tuple) else (result,)
        return [r if isinstance(r, np.ndarray) else r.detach().numpy() for r in each]

    def variables(self) -> dict[str, Array]:
        return {name: tensor.detach().numpy() for name, tensor in self.params.items()}


class Torch:
    def __init__(self, wrap: Callable[[Any], Any]) -> None:
        torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
        self.wrap = wrap

    def version(self) -> str:
        return str(torch.__version__)

    def build(self, workload: Workload) -> Workload:
        return workload

    def compile(self, built: Workload) -> TorchStep:
        return TorchStep(built, self.wrap)


def eager() -> Torch:
    return Torch(lambda compute: compute)


def compiled() -> Torch:
    return Torch(torch.compile)
