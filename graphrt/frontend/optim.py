"""Optimisers: each turns gradients into update nodes of the same graph.

Hyper-parameters are variables of kind HYPER, so a saved model can be trained on with another
learning rate; slots and the step counter are variables too, so training resumes where it
stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.errors import GraphError, UsageError
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.gradients import gradients
from graphrt.frontend.streams import STEP
from graphrt.frontend.tensor import Tensor, builder_of
from graphrt.frontend.updates import Updates
from graphrt.ir.graph import Role, Value
from graphrt.ir.model import Variable, VariableKind
from graphrt.ops.arithmetic import Add, Div, Mul, Sqrt, Square, Sub
from graphrt.ops.compare import Cast
from graphrt.ops.exponential import Pow

Gradients = Sequence[Tensor] | Mapping[str, Tensor]


class Optimizer:
    """``optimizer(loss, ...)`` differentiates the loss and returns the updates of a step;
    ``optimizer.apply(gradients, ...)`` does the same from gradients that are already there,
    computed in the graph or fed as inputs."""

    name: ClassVar[str]
    defaults: ClassVar[dict[str, float]]
    optional: ClassVar[tuple[str, ...]] = ()  # 0 means the whole term is left out

    def __call__(
        self,
        loss: Tensor,
        params: Sequence[Tensor] | None = None,
        *,
        prefix: str = "",
        **hyper: float,
    ) -> Updates:
        """The updates that lower ``loss``, for ``params`` or every trainable variable.

        ``prefix`` is put before the names of the hyper-parameters, so that two groups of
        parameters can have different ones.
        """
        chosen = loss.builder.trainable() if params is None else list(params)
        if not chosen:
            raise UsageError(f"{self.name}: the graph has no trainable variable")
        grads = gradients(loss, chosen)
        return self._updates(loss.builder, chosen, grads, loss.value, prefix, hyper)

    def apply(
        self,
        grads: Gradients,
        params: Sequence[Tensor] | None = None,
        *,
        prefix: str = "",
        **hyper: float,
    ) -> Updates:
        """The updates for given gradients: a list in the order of ``params`` (default: every
        trainable variable), or a mapping from variable name."""
        listed = list(grads.values()) if isinstance(grads, Mapping) else list(grads)
        builder = builder_of(self.name, listed)
        if isinstance(grads, Mapping):
            if params is not None:
                raise UsageError(f"{self.name}: params are named by the gradients already")
            chosen = [builder.variable_tensor(name) for name in grads]
        else:
            chosen = builder.trainable() if params is None else list(params)
        if len(chosen) != len(listed):
            raise UsageError(
                f"{self.name}: {len(listed)} gradients for {len(chosen)} parameters",
                hint="pass params=[...] in the order of the gradients",
            )
        return self._updates(builder, chosen, listed, None, prefix, hyper)

    def _updates(
        self,
        builder: GraphBuilder,
        params: Sequence[Tensor],
        grads: Sequence[Tensor],
        loss: Value | None,
        prefix: str,
        hyper: Mapping[str, float],
    ) -> Updates:
        settings = dict(self.defaults)
        for key, value in hyper.items():
            if key not in settings:
                known = ", ".join(settings)
                raise UsageError(f"{self.name} has no hyper-parameter {key!r}", hint=f"has {known}")
            if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
                raise UsageError(f"{self.name}: {key} must be a number, got {value!r}")
            settings[key] = float(value)
        settings = {k: v for k, v in settings.items() if v or k not in self.optional}
        dtype = max((tensor.dtype for tensor in params), key=lambda each: each.bits)
        emit = builder.emit
        with emit.as_role(Role.UPDATE):
            scalars = {
                key: hyper_variable(builder, prefix + key, value, dtype.numpy)
                for key, value in settings.items()
            }
            scalars = self.scalars(builder, scalars)
            values: dict[str, Value] = {}
            for param, grad in zip(params, grads, strict=True):
                variable = builder.variable_of(param)
                if grad.type != variable.type:
                    raise UsageError(
                        f"{self.name}: the gradient for {variable.name!r} is {grad.type},"
                        f" the variable is {variable.type}"
                    )
                cast = {
                    key: each if each.type.dtype is param.dtype else emit(Cast(param.dtype), each)
                    for key, each in scalars.items()
                }
                values |= self.step(builder, variable, param.value, grad.value, cast)
            values[STEP] = builder.next_step()
        return Updates(values, loss, self.name, tuple(prefix + key for key in settings))

    def scalars(self, builder: GraphBuilder, hyper: dict[str, Value]) -> dict[str, Value]:
        """What `step` gets as ``hyper``: the hyper-parameters, and what is computed from them
        once for all parameters."""
        return hyper

    def step(
        self,
        builder: GraphBuilder,
        variable: Variable,
        param: Value,
        grad: Value,
        hyper: Mapping[str, Value],
    ) -> dict[str, Value]:
        """New values, by variable name, for one parameter and its slots."""
        raise NotImplementedError(f"{type(self).__name__}.step")


class SGD(Optimizer):
    """Stochastic gradient descent, with momentum where ``momentum`` is not 0.

    ``v <- momentum v + g;  w <- w - lr v``  (without momentum: ``w <- w - lr g``).
    The slot of ``w`` is called ``w/momentum``. Source: Sutskever et al. 2013, in the form
    PyTorch's ``torch.optim.SGD`` has, with dampening 0.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder("bowl")
    >>> w = b.parameter("w", 1.0)
    >>> loss = w**2
    >>> b.signature("train", outputs={"loss": loss}, updates=gr.optim.sgd(loss, lr=0.25))
    >>> session = gr.Session(b.build())
    >>> [float(session.run("train")["loss"]) for _ in range(3)]
    [1.0, 0.25, 0.0625]
    """

    name = "sgd"
    defaults: ClassVar[dict[str, float]] = {"lr": 0.01, "momentum": 0.0}
    optional = ("momentum",)

    def step(
        self,
        builder: GraphBuilder,
        variable: Variable,
        param: Value,
        grad: Value,
        hyper: Mapping[str, Value],
    ) -> dict[str, Value]:
        emit = builder.emit
        values: dict[str, Value] = {}
        if "momentum" in hyper:
            slot = slot_variable(builder, variable, "momentum")
            grad = emit(Add(), emit(Mul(), hyper["momentum"], slot.value), grad)
            values[builder.variable_of(slot).name] = grad
        values[variable.name] = emit(Sub(), param, emit(Mul(), hyper["lr"], grad))
        return values


class Adam(Optimizer):
    """Steps of about ``lr``, whatever the scale of the gradient; with ``weight_decay``: AdamW.

    ``m <- beta1 m + (1 - beta1) g;  v <- beta2 v + (1 - beta2) g^2``, and with t the number of the
    step, from 1 on, ``w <- w - lr (m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)
    + weight_decay w)``. The slots of ``w`` are ``w/mean`` and ``w/square``; t comes from ``step``.
    Source: Kingma and Ba 2015, algorithm 1; the decay is that of Loshchilov and Hutter 2019.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder("bowl")
    >>> w = b.parameter("w", [3.0, -200.0])
    >>> loss = gr.sum(w**2)
    >>> b.signature("train", outputs={"loss": loss}, updates=gr.optim.adam(loss, lr=0.5))
    >>> session = gr.Session(b.build())
    >>> _ = session.run("train")
    >>> session.variables["w"]
    array([   2.5, -199.5], dtype=float32)
    """

    name = "adam"
    defaults: ClassVar[dict[str, float]] = {
        "lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0,
    }  # fmt: skip
    optional = ("weight_decay",)

    def scalars(self, builder: GraphBuilder, hyper: dict[str, Value]) -> dict[str, Value]:
        emit = builder.emit
        step = builder.shared_variable(STEP, np.int64(0), VariableKind.COUNTER)
        t = emit(Add(), emit(Cast(hyper["lr"].type.dtype), step.value), 1.0)
        bias = {
            key: emit(Sub(), 1.0, emit(Pow(), hyper[beta], t))
            for key, beta in (("mean", "beta1"), ("square", "beta2"))
        }
        return {
            **hyper,
            "rate": emit(Div(), hyper["lr"], bias["mean"]),
            "root": emit(Sqrt(), bias["square"]),
            "rest1": emit(Sub(), 1.0, hyper["beta1"]),
            "rest2": emit(Sub(), 1.0, hyper["beta2"]),
        }

    def step(
        self,
        builder: GraphBuilder,
        variable: Variable,
        param: Value,
        grad: Value,
        hyper: Mapping[str, Value],
    ) -> dict[str, Value]:
        emit = builder.emit
        values: dict[str, Value] = {}

        def average(slot: str, new: Value, beta: str, rest: str) -> Value:
            old = slot_variable(builder, variable, slot)
            value: Value = emit(
                Add(), emit(Mul(), hyper[beta], old.value), emit(Mul(), hyper[rest], new)
            )
            values[builder.variable_of(old).name] = value
            return value

        mean = average("mean", grad, "beta1", "rest1")
        square = average("square", emit(Square(), grad), "beta2", "rest2")
        spread = emit(Add(), emit(Div(), emit(Sqrt(), square), hyper["root"]), hyper["eps"])
        change = emit(Mul(), hyper["rate"], emit(Div(), mean, spread))
        if "weight_decay" in hyper:
            decay = emit(Mul(), emit(Mul(), hyper["lr"], hyper["weight_decay"]), param)
            change = emit(Add(), change, decay)
        values[variable.name] = emit(Sub(), param, change)
        return values


def hyper_variable(builder: GraphBuilder, name: str, value: float, dtype: Any) -> Value:
    """The HYPER variable called ``name``; two optimisers share it if they agree."""
    array = np.asarray(value, dtype=dtype)
    tensor = builder.shared_variable(name, array, VariableKind.HYPER)
    have = builder.variable_of(tensor).value
    if have != array or have.dtype != array.dtype:
        raise GraphError(
            f"the hyper-parameter {name!r} is {have} already, cannot be {array} too",
            hint="give one of the optimisers a prefix='group2/'",
        )
    return tensor.value


def slot_variable(builder: GraphBuilder, variable: Variable, name: str) -> Tensor:
    """Memory of zeros beside ``variable``: its slot called ``name``."""
    full = f"{variable.name}/{name}"
    scopes, builder.emit.scopes = builder.emit.scopes, ""
    try:
        return builder.variable(
            full,
            np.zeros_like(variable.value),
            kind=VariableKind.SLOT,
            slot_of=variable.name,
        )
    finally:
        builder.emit.scopes = scopes


sgd = SGD()
adam = Adam()
