"""Small models put together with the emitter alone, for the tests of pictures."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from graphrt.autodiff import gradients_of
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Role, Value
from graphrt.ir.model import Example, Model, Signature, TrainSpec, Variable
from graphrt.ops.arithmetic import Add, Max, Mul, Reciprocal, Square, Sub
from graphrt.ops.exponential import Exp
from graphrt.ops.linalg import MatMul
from graphrt.ops.reduce import Sum
from graphrt.ops.source import Input, VariableOp
from graphrt.types import ValueType
from graphrt.viz import Box, Kind, Number, Picture, Statistics, Wire

LECTURE_FEEDS = {"x": -2, "y": 5, "z": -4}
NEURON_FEEDS = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}


def scalars(emit: Emitter, *names: str) -> list[Value]:
    return [emit(Input(ValueType("float32")), name=name) for name in names]


def model_of(
    emit: Emitter,
    outputs: Mapping[str, Value],
    name: str = "sample",
    *,
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
        return model_of(emit, {"loss": loss}, "net", signature="loss", variables=variables)
    gradients = gradients_of(emit, loss, weights)
    updates = {}
    for weight, gradient, name in zip(weights, gradients, variables, strict=True):
        with emit.on_behalf_of(weight.node, Role.UPDATE):
            updates[name] = emit(Sub(), weight, emit(Mul(), gradient, 0.01))
    spec = TrainSpec("train", "loss", "sgd")
    return model_of(
        emit,
        {"loss": loss},
        "net",
        signature="train",
        variables=variables,
        updates=updates,
        train=spec,
    )


def net_feeds(rows: int = 32) -> dict[str, Any]:
    rng = np.random.default_rng(1)
    return {
        "x": rng.normal(size=(rows, 64)).astype(np.float32),
        "y": rng.normal(size=(rows, 10)).astype(np.float32),
    }


def random_picture(count: int, reach: int, seed: int = 0, readings: bool = True) -> Picture:
    """A graph of ``count`` gates whose operands lie at most ``reach`` gates before them."""
    draw = random.Random(seed)
    titles = ("+", "*", "exp", "matmul", "σ", "* -1", "log_softmax")
    gates = ("distributes the gradient", "swaps the operands", "", "multiplies by its output")
    scalar, tensor = Number(-0.53), Statistics((64, 100), 0.0123, 1.5, 0.45)
    boxes, wires = [], []
    for i in range(count):
        name = f"n{i}"
        slots = draw.choice((0, 1, 1, 2, 2, 2, 3, 5)) if i else 0
        kind = Kind.GATE if slots else draw.choice((Kind.INPUT, Kind.VARIABLE, Kind.CONSTANT))
        subtitle = draw.choice(("", "f32[N, 64]", "a_name_that_was_chosen"))
        boxes.append(Box(name, draw.choice(titles), "op", kind, subtitle, draw.choice(gates)))
        for slot in range(slots):
            source = draw.randrange(max(0, i - reach), i)
            value = f"n{source}.{draw.randrange(2)}" if source % 7 == 0 else f"n{source}"
            reading = tensor if source % 3 else scalar
            wire = Wire(f"n{source}", name, slot, value, "f32[N, 100]" if source % 3 else "f32[]")
            wires.append(replace(wire, forward=reading, gradient=reading) if readings else wire)
    return Picture(f"random {seed}", tuple(boxes), tuple(wires), "signature predict")


def chain_with_backward(count: int) -> Picture:
    """Gates in a chain, and a gradient gate for each that reads it and the one before it:
    wires as long as the whole graph."""
    boxes = [Box(f"f{i}", "exp", "exp") for i in range(count)]
    boxes += [Box(f"b{i}", "*", "mul", role=Role.GRADIENT) for i in reversed(range(count))]
    wires = [Wire(f"f{i}", f"f{i + 1}", 0, f"f{i}") for i in range(count - 1)]
    for i in reversed(range(count)):
        wires.append(Wire(f"f{i}", f"b{i}", 0, f"f{i}"))
        if i + 1 < count:
            wires.append(Wire(f"b{i + 1}", f"b{i}", 1, f"b{i + 1}"))
    return Picture("chain", tuple(boxes), tuple(wires))


def lecture_picture() -> Picture:
    """f = (x + y) * z with readings written by hand."""
    values = {"x": (-2.0, -4.0), "y": (5.0, -4.0), "z": (-4.0, 3.0), "q": (3.0, -4.0)}
    boxes = [Box(name, name, "input", Kind.INPUT) for name in "xyz"]
    boxes.append(Box("q", "+", "add", gate="distributes the gradient"))
    boxes.append(Box("m", "*", "mul", gate="swaps the operands"))
    boxes.append(Box("output f", "f", "output", Kind.OUTPUT))
    ends = (("x", "q", 0), ("y", "q", 1), ("q", "m", 0), ("z", "m", 1), ("m", "output f", 0))
    values["m"] = (-12.0, 1.0)
    wires = [
        Wire(source, target, slot, source, "f32[]", *map(Number, values[source]))
        for source, target, slot in ends
    ]
    return Picture("f = (x + y) * z", tuple(boxes), tuple(wires), "by hand", "f")
