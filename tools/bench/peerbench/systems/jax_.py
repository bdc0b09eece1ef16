"""JAX: the whole step as one jitted function that gives up its old state."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from peerbench.optimizers import slots, updated
from peerbench.workload import Array, Workload


def layer_norm(x: Any, gain: Any, bias: Any) -> Any:
    moved = x - x.mean(axis=-1, keepdims=True)
    variance = jnp.square(moved).mean(axis=-1, keepdims=True)
    return moved * jax.lax.rsqrt(variance + 1e-5) * gain + bias


def causal_attention(qkv: Any, heads: int) -> Any:
    batch, tokens, width = qkv.shape
    q, k, v = jnp.moveaxis(qkv.reshape(batch, tokens, 3, heads, -1), 2, 0)
    return jax.nn.dot_product_attention(q, k, v, is_causal=True).reshape(batch, tokens, width // 3)


def cross_entropy(logits: Any, labels: Any) -> Any:
    chosen = jnp.take_along_axis(logits, labels[:, None], axis=1)[:, 0]
    return (jax.nn.logsumexp(logits, axis=1) - chosen).mean()


OPS = SimpleNamespace(
    exp=jnp.exp, log=jnp.log, tanh=jnp.tanh, sqrt=jnp.sqrt, square=jnp.square, abs=jnp.abs,
    maximum=jnp.maximum, minimum=jnp.minimum, sigmoid=jax.nn.sigmoid, relu=jax.nn.relu,
    sum=jnp.sum, mean=jnp.mean, transpose=jnp.transpose, reshape=jnp.reshape, matvec=jnp.matmul,
    softmax=jax.nn.softmax, gelu=lambda x: jax.nn.gelu(x, approximate=False),
    layer_norm=layer_norm, embedding=lambda table, ids: table[ids],
    causal_attention=causal_attention,
    bce_with_logits=lambda z, y: (jax.nn.softplus(z) - y * z).mean(),
    cross_entropy=cross_entropy,
)  # fmt: skip


class JaxStep:
    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        params, batches = workload.data()
        self.names = list(params)
        rule = workload.optimizer
        state = params if rule is None else {**params, **slots(rule, params)}
        self.state = {name: jnp.asarray(value) for name, value in state.items()}
        self.batches: list[Any] = batches
        if workload.resident:
            self.batches = [{k: jnp.asarray(v) for k, v in batch.items()} for batch in batches]
        step = {"forward": self.forward, "gradient": self.gradient, "train": self.train}
        donated = (0,) if workload.kind == "train" else ()
        self.step = jax.jit(step[workload.kind], donate_argnums=donated)

    def forward(self, state: dict[str, Any], feeds: dict[str, Any]) -> Any:
        return self.workload.compute(OPS, state, feeds)

    def gradient(self, state: dict[str, Any], feeds: dict[str, Any]) -> Any:
        held = {**state, **feeds}

        def loss(chosen: dict[str, Any]) -> Any:
            every = {**held, **chosen}
            return self.workload.compute(OPS, every, every)

        value, grads = jax.value_and_grad(loss)({name: held[name] for name in self.workload.wrt})
        return (value, *(grads[name] for name in self.workload.wrt))

    def train(self, state: dict[str, Any], feeds: dict[str, Any]) -> Any:
        params = {name: state[name] for name in self.names}
        loss, grads = jax.value_and_grad(lambda p: self.workload.compute(OPS, p, feeds))(params)
        rule = self.workload.optimizer
        assert rule is not None
        return loss, updated(OPS, rule, state, grads)

    def __call__(self, batch: int) -> Any:
        found = self.step(self.state, self.batches[batch])
        if self.workload.kind == "train":
            loss, self.state = found
            return float(loss)
        if self.workload.resident:
            return jax.block_until_ready(found)
        return np.asarray(found)

    def arrays(self, result: Any) -> list[Array]:
        return [np.asarray(each) for each in (result if isinstance(result, tuple) else (result,))]

    def variables(self) -> dict[str, Array]:
        return {name: np.asarray(self.state[name]) for name in self.names}


class Jax:
    def __init__(self) -> None:
        jax.config.update("jax_enable_x64", True)  # as NumPy: float64 stays float64

    def version(self) -> str:
        return str(jax.__version__)

    def build(self, workload: Workload) -> Workload:
        return workload

    def compile(self, built: Workload) -> JaxStep:
        return JaxStep(built)
