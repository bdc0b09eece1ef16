"""A model that uses every part of the file, and a description of models to compare by."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graphrt.dims import dim_max, symbol
from graphrt.dtypes import DType
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Origin, Role
from graphrt.ir.location import Location
from graphrt.ir.model import (
    Example,
    Model,
    Receipt,
    Signature,
    TrainSpec,
    Variable,
    VariableKind,
)
from graphrt.ir.op import PURE, Array, Op, op
from graphrt.ops.arithmetic import Add, Mul
from graphrt.ops.source import Constant, Input, ShapeOf, VariableOp
from graphrt.serde import encode_model
from graphrt.serde import messages as pb
from graphrt.types import ValueType


@op("test::all_kinds", traits=PURE)
class AllKinds(Op):
    """Every kind of attribute, an optional operand, and two results."""

    count: int
    scale: float = 1.0
    mode: str = "plain"
    flag: bool = True
    axes: tuple[int, ...] = (0,)
    weights: tuple[float, ...] = ()
    to: DType = DType.of("float32")
    table: Array | None = None
    shape: ValueType | None = None
    limit: int | None = 7

    def infer(self, x: Any, y: Any = None) -> tuple[ValueType, ...]:
        return (x.type, ValueType("int64", (self.count,)))


@op("test::apply", traits=PURE)
class Apply(Op):
    """Holds a body and has the type of its first result."""

    body: Graph

    def infer(self, *xs: Any) -> ValueType:
        return self.body.outputs[0].type

    @property
    def bodies(self) -> tuple[Graph, ...]:
        return (self.body,)


@op("test::fresh", traits=PURE)
class Fresh(Op):
    """A data-dependent result: a symbol no other inference has given."""

    counter = 0

    def infer(self, x: Any) -> ValueType:
        Fresh.counter += 1
        extent = symbol(f"?n{Fresh.counter}")
        return ValueType("int64", (extent, 2 * extent + 1))


def _body(scale: float, depth: int) -> Graph:
    emit = Emitter(locate=lambda: Location("net.py", 40 + depth))
    x = emit(Input(ValueType("float32", ("N", 8))), name="inner")
    y = emit(Mul(), x, scale)
    if depth:
        y = emit(Apply(_body(scale, depth - 1)), y)
    return emit.freeze([y], f"body{depth}")


def _sample() -> Model:
    emit = Emitter(locate=lambda: Location("net.py", len(emit.nodes) + 1))
    n, m = symbol("N"), symbol("M")
    w = Variable("w", np.arange(8, dtype=np.float32), VariableKind.PARAMETER, True)
    slot = Variable("w.momentum", np.zeros(8, np.float32), VariableKind.SLOT, False, "w")
    step = Variable("step", np.array(3, np.int64), VariableKind.COUNTER)
    x = emit(Input(ValueType("float32", ("N", 8))), name="x")
    emit(Input(ValueType("float64", (n * m, 2 * n - 1, n // 3, dim_max(n, m, 4), None))), name="s")
    emit(Input(ValueType("int8", None)), name="any_rank")
    emit(Input(ValueType("string", (), ("optional", "map:int64"))), name="wrapped")
    w_read = emit(VariableOp("w", w.type), name="w")
    with emit.scope("layer1"):
        y = emit(Add(), x, w_read)
    emit(ShapeOf(), y)
    for key, kind in enumerate((AllKinds(2), AllKinds(3, scale=-0.0, limit=None))):
        emit(kind, y, name=f"kinds{key}")
    emit(
        AllKinds(
            4, np.nan, "ä", False, (-1, 2**62), (0.5, -np.inf), "bfloat16",
            np.array([[1, 2]], np.uint16), ValueType("bool", (3,)), -5,
        ),
        y,
        w_read,
    )  # fmt: skip
    for scale in (2.0, 2.0, 3.0):
        y = emit(Apply(_body(scale, 2)), y)
    rows = emit(Fresh(), y)
    emit(Add(), rows, emit(Constant(np.array(1, np.int64))))
    emit.role, emit.grad_of = Role.GRADIENT, Origin("layer1/add_0", "add")
    emit.origins = (Origin("old", "mul"), Origin("older", "mul"))
    grad = emit(Mul(), w_read, 0.5)
    emit.role, emit.grad_of, emit.origins = Role.UPDATE, None, ()
    new_w = emit(Add(), w_read, grad)
    graph = emit.freeze(name="net")
    predict = Signature(
        "predict",
        graph,
        {"x": x},
        {"y": y},
        examples=(
            Example({"x": np.ones((1, 8), np.float32)}, {"y": np.zeros((1, 8), np.float32)}),
        ),
        labels={"y": tuple(f"class {i}" for i in range(8))},
    )
    train = Signature("train", graph, {"x": x}, {}, {"w": new_w})
    return Model(
        "sample",
        {each.name: each for each in (w, slot, step)},
        {"train": train, "predict": predict},
        {"b": "2", "a": "é"},
        TrainSpec("train", "y", "sgd", ("lr",), ("w",)),
        (Receipt("cse", "level=1", 20, 18, ("merged 2",)),),
    )


def _describe_graph(graph: Graph) -> list[Any]:
    def attribute(value: Any) -> Any:
        if isinstance(value, Graph):
            return _describe_graph(value)
        if isinstance(value, np.ndarray):
            return _describe_array(value)
        return repr(value)

    return [
        graph.name,
        [value.name for value in graph.outputs],
        *(
            (
                repr(node),
                node.op.version,
                type(node.op).__name__,
                {k: attribute(v) for k, v in node.op.attributes().items()},
                [(str(value.type), str(value.known)) for value in node.outputs],
                node.role,
                node.grad_of,
                node.origins,
                node.location,
            )
            for node in graph.nodes
        ),
    ]


def _describe_array(array: np.ndarray[Any, Any]) -> tuple[str, tuple[int, ...], bytes]:
    return (array.dtype.name, array.shape, array.tobytes())


def _describe(model: Model) -> list[Any]:
    graphs = {id(graph): i for i, graph in enumerate(model.graphs)}

    def arrays(given: Any) -> dict[str, Any]:
        return {name: _describe_array(array) for name, array in given.items()}

    return [
        model.name,
        [_describe_graph(graph) for graph in model.graphs],
        [
            (v.name, v.kind, v.trainable, v.slot_of, _describe_array(v.value))
            for v in model.variables.values()
        ],
        [
            (
                s.name,
                graphs[id(s.graph)],
                [(name, value.name) for name, value in s.inputs.items()],
                [(name, value.name) for name, value in s.outputs.items()],
                [(name, value.name) for name, value in s.updates.items()],
                [(arrays(e.inputs), arrays(e.outputs)) for e in s.examples],
                dict(s.labels),
            )
            for s in model.signatures.values()
        ],
        dict(model.meta),
        model.train,
        model.history,
    ]


@pytest.fixture(scope="session")
def sample() -> Model:
    return _sample()


@pytest.fixture(scope="session")
def data(sample: Model) -> bytes:
    return encode_model(sample)


@pytest.fixture(scope="session")
def describe() -> Callable[[Model], list[Any]]:
    """Everything about a model that a file keeps, as plain data."""
    return _describe


@pytest.fixture(scope="session")
def all_kinds() -> type[Op]:
    return AllKinds


@pytest.fixture(scope="session")
def apply_op() -> type[Op]:
    return Apply


@pytest.fixture(scope="session")
def fresh_op() -> type[Op]:
    return Fresh


@pytest.fixture(scope="session")
def one_signature() -> Callable[..., Model]:
    """A model with one signature over what ``build(emit)`` adds to a graph."""

    def make(build: Callable[[Emitter], Any], *variables: Variable) -> Model:
        emit = Emitter(locate=lambda: None)
        output = build(emit)
        graph = emit.freeze()
        inputs = {value.node.name: value for value in graph.inputs}
        signature = Signature("predict", graph, inputs, {"y": output})
        return Model("m", {v.name: v for v in variables}, {"predict": signature})

    return make


@pytest.fixture(scope="session")
def tamper(data: bytes) -> Callable[..., bytes]:
    """The bytes of a file after ``edit(message)``; its size and checksum are set right."""

    def make(edit: Callable[[pb.Model], object], of: bytes = data) -> bytes:
        message = pb.Model.FromString(of)
        edit(message)
        for field in ("size", "format", "crc32"):
            message.ClearField(field)
        body = message.SerializeToString(deterministic=True)
        head = pb.Model(format="graphrt", size=1, crc32=zlib.crc32(body))
        head.size = head.ByteSize() + len(body)
        return head.SerializeToString(deterministic=True) + body

    return make
