"""PyTensor with its numba backend: shared variables, updated by the compiled function."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytensor
import pytensor.tensor as pt

from peerbench.optimizers import updated
from peerbench.workload import Array, Sgd, Workload

OPS = SimpleNamespace(
    exp=pt.exp, log=pt.log, tanh=pt.tanh, sqrt=pt.sqrt, square=pt.square, abs=pt.abs,
    maximum=pt.maximum, minimum=pt.minimum, sigmoid=pt.sigmoid,
    relu=lambda x: pt.maximum(x, 0), sum=pt.sum, mean=pt.mean,
    transpose=lambda x: x.T, matvec=pt.dot,
    bce_with_logits=lambda z, y: (pt.softplus(z) - y * z).mean(),
)  # fmt: skip


class PyTensorStep:
    def __init__(self, workload: Workload) -> None:
        params, self.batches = workload.data()
        self.state = {name: pytensor.shared(value, name) for name, value in params.items()}
        feeds = {
            name: pt.tensor(name, dtype=array.dtype.name, shape=array.shape)
            for name, array in self.batches[0].items()
        }
        loss = workload.compute(OPS, self.state, feeds)
        grads = dict(zip(params, pytensor.grad(loss, list(self.state.values())), strict=True))
        assert workload.optimizer is not None
        values = updated(OPS, workload.optimizer, self.state, grads)
        updates = {self.state[name]: v.astype(params[name].dtype) for name, v in values.items()}
        self.step = pytensor.function(list(feeds.values()), loss, updates=updates, mode="NUMBA")
        self.step.trust_input = True

    def __call__(self, batch: int) -> float:
        return float(self.step(*self.batches[batch].values()))

    def arrays(self, result: Any) -> list[Array]:
        return [np.asarray(result)]

    def variables(self) -> dict[str, Array]:
        return {name: shared.get_value() for name, shared in self.state.items()}


class PyTensor:
    def __init__(self) -> None:
        pytensor.config.floatX = "float32"  # what Python's numbers become

    def version(self) -> str:
        return str(pytensor.__version__)

    def build(self, workload: Workload) -> Workload:
        if workload.kind != "train" or not isinstance(workload.optimizer, Sgd):
            raise NotImplementedError("small training steps with SGD only")
        return workload

    def compile(self, built: Workload) -> PyTensorStep:
        return PyTensorStep(built)
