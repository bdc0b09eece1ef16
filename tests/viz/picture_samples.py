"""Small models put together with the emitter alone, for the tests of pictures."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from graphrt.autodiff import gradients_of
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Role, Value
from graphrt.ir.model import Example, Model, Signature, TrainSpec, Variable
from graphrt.ops.arithmetic import Add, Exp, Max, Mul, Reciprocal, Square, Sub
from graphrt.ops.linalg import MatMul
from graphrt.ops.reduce import Sum
from graphrt.ops.source import Input, VariableOp
from graphrt.types import ValueType

LECTURE_FEEDS = {"x": -2, "y": 5, "z": -4}
NEURON_FEEDS = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}


def scalars(emit: Emitter, *names: str) -> list[Value]:
    return [emit(Input(ValueType("float32")), name=name) for name in names]


def model_of(
    emit: Emitter,
    outputs: Mapping[str, Value],
    name: str = "sample",
    signature: str = "predict",
    variables: Mapping[str, Variable] | None = None,
    updates: Mapping[str, Value] | None = None,
    example: Mapping[str, Any] | None = None,
    train: TrainSpec | None = None,
) -> Model:
    graph = Graph(emit.nodes, name=name)
    inputs = {value.node.name: value for value in graph.inputs}
    examples = (Example(example),) if example else ()
    made = Signature(signature, graph, inputs, outputs, updates or {}, examples)
    return Model(name, variables or {}, {signature: made}, train=train)


def circuit() -> Model:
    """f = (x + y) * z"""
    emit = Emitter()
    x, y, z = scalars(emit, "x", "y", "z")
    q = emit(Add(), x, y, name="q")
    return model_of(emit, {"f": emit(Mul(), q, z)}, "f = (x + y) * z")


def neuron() -> Model:
    """f = 1 / (1 + exp(-(w0 x0 + w1 x1 + w2))) from primitive gates"""
    emit = Emitter()
    w0, x0, w1, x1, w2 = scalars(emit, "w0", "x0", "w1", "x1", "w2")
    dot = emit(Add(), emit(Mul(), w0, x0), emit(Mul(), w1, x1))
    t = emit(Exp(), emit(Mul(), emit(Add(), dot, w2), -1.0))
    return model_of(emit, {"f": emit(Reciprocal(), emit(Add(), t, 1.0))}, "a sigmoid neuron")


def net(train: bool = False, layers: int = 2) -> Model:
    """A network of ``layers`` dense layers with a squared error; x ``[N, 64]``."""
    rng = np.random.default_rng(0)
    sizes = [64, *[100] * (layers - 1), 10]
    emit = Emitter()
    h = emit(Input(ValueType("float32", ("N", 64))), name="x")
    y = emit(Input(ValueType("float32", ("N", 10))), name="y")
    variables: dict[str, Variable] = {}
    weights = []
    for layer, (rows, columns) in enumerate(pairwise(sizes), 1):
        with emit.scope(f"layer{layer}"):
            array = (rng.normal(size=(rows, columns)) / np.sqrt(rows)).astype(np.float32)
            variable = Variable(f"layer{layer}/w", array, trainable=True)
            variables[variable.name] = variable
            weights.append(emit(VariableOp(variable.name, variable.type), name="w"))
            h = emit(MatMul(), h, weights[-1])
            if layer < layers:
                h = emit(Max(), h, 0.0)
    loss = emit(Mul(), emit(Sum(), emit(Square(), emit(Sub(), h, y))), 0.5)
    if not train:
        return model_of(emit, {"loss": loss}, "two_layer_net", "loss", variables)
    gradients = gradients_of(emit, loss, weights)
    updates = {}
    for weight, gradient, name in zip(weights, gradients, variables, strict=True):
        with emit.on_behalf_of(weight.node, Role.UPDATE):
            updates[name] = emit(Sub(), weight, emit(Mul(), gradient, 0.01))
    spec = TrainSpec("train", "loss", "sgd")
    return model_of(emit, {"loss": loss}, "two_layer_net", "train", variables, updates, train=spec)


def net_feeds(rows: int = 32) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    return {
        "x": rng.normal(size=(rows, 64)).astype(np.float32),
        "y": rng.normal(size=(rows, 10)).astype(np.float32),
    }
