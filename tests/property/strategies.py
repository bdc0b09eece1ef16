"""Hypothesis strategies that draw random valid graphs and models.

`graphs()` gives a `RandomGraph`: a graph with outputs, feeds and variables to evaluate it on.
`models()` gives a `Model` with one signature. Both are for round trips, passes, planners and
backends alike; ``from property.strategies import graphs, models`` in any test.

Every shape is one of a family that broadcasts together, so any two values of one dtype can be
operands of one op, and hypothesis shrinks a failure to a handful of nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from property.phrases import detour, phrase, pointwise

from graphrt.dtypes import DType
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate, needed
from graphrt.ir.graph import Graph, Origin, Role, Value
from graphrt.ir.location import Location
from graphrt.ir.model import Example, Model, Receipt, Signature, TrainSpec, Variable, VariableKind
from graphrt.ops.activation import Clip, Relu, Sigmoid
from graphrt.ops.arithmetic import Add, Max, Min, Mul, Neg, Square, Sub
from graphrt.ops.compare import Cast, Equal, Less, LogicalAnd, LogicalNot, LogicalOr, Where
from graphrt.ops.control import Call, Cond
from graphrt.ops.exponential import Exp
from graphrt.ops.hyperbolic import Tanh
from graphrt.ops.joining import Split
from graphrt.ops.reduce import ReduceMax, Sum
from graphrt.ops.source import Constant, Input, VariableOp
from graphrt.types import ValueType

DTYPES = ("float32", "float64", "float16", "bfloat16", "int32", "int64", "uint8", "bool")
EXTENT = 3  # of the last axis; the axis before it is symbolic, or 2
FAMILY = ((), (1,), (EXTENT,), ("N", 1), (1, EXTENT), ("N", EXTENT))

Array = np.ndarray[Any, Any]


class RandomGraph(NamedTuple):
    """A graph with outputs, and what it takes to compute them."""

    graph: Graph
    feeds: dict[str, Array]
    variables: dict[str, Array]

    def results(self) -> tuple[Array, ...]:
        """The outputs' values, by the reference interpreter."""
        return evaluate(self.graph, self.graph.outputs, self.feeds, self.variables)


def graphs(
    max_nodes: int = 12,
    dtypes: tuple[str, ...] = DTYPES,
    symbolic: bool = True,
    bodies: bool = True,
    smooth: bool = False,
    annotated: bool = True,
    phrases: bool = False,
) -> st.SearchStrategy[RandomGraph]:
    """Random valid graphs of up to about ``max_nodes`` nodes besides their sources.

    ``symbolic``: some axes are "N". ``bodies``: with `call` and `cond`. ``annotated``: names,
    scopes, roles, origins and source lines. ``smooth``: float64 only, without kinks and with
    values that stay small, as finite differences need. ``phrases``: with detours and functions in
    primitives (`property.phrases`), for passes to find.
    """
    drawn = ("float64",) if smooth else dtypes
    return _graphs(max_nodes, drawn, symbolic, bodies, smooth, annotated, phrases)


def models(max_nodes: int = 8, **options: Any) -> st.SearchStrategy[Model]:
    """Random valid models: `graphs` with variables, a signature, updates, labels, an example."""
    return _models(max_nodes, options)


def array_of(
    rng: np.random.Generator, dtype: str, shape: tuple[int, ...], special: bool = False
) -> Array:
    """Random values of a dtype; ``special`` mixes in any bits: infinities, NaNs, -0.0."""
    kind = DType.of(dtype)
    if kind.kind == "bool":
        return rng.integers(0, 2, shape).astype(bool)
    if kind.is_integer:
        return rng.integers(0 if kind.kind == "uint" else -4, 5, shape).astype(kind.numpy)
    drawn: Array = np.asarray(rng.normal(size=shape)).astype(kind.numpy)
    if special and drawn.size:
        bits = rng.bytes(kind.nbytes(1))
        drawn.reshape(-1)[0] = np.frombuffer(bits, kind.numpy)[0]
        drawn.reshape(-1)[-1] = -0.0
    return drawn


@st.composite
def _graphs(
    draw: st.DrawFn,
    max_nodes: int,
    dtypes: tuple[str, ...],
    symbolic: bool,
    bodies: bool,
    smooth: bool,
    annotated: bool,
    phrases: bool,
) -> RandomGraph:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    rows = draw(st.integers(1, 3))
    maker = _Maker(draw, rng, dtypes, smooth, annotated, Emitter(locate=lambda: None), phrases)
    maker.sources(rows, symbolic)
    for _ in range(draw(st.integers(4 if phrases else 0, max_nodes))):
        maker.step(2 if bodies else 0)
    outputs = [draw(st.sampled_from(maker.pool)) for _ in range(draw(st.integers(1, 3)))]
    name = draw(st.sampled_from(["graph", "net", "two words", "v1.2"])) if annotated else "graph"
    return RandomGraph(maker.emit.freeze(outputs, name), maker.feeds, maker.variables)


class _Maker:
    """Adds random nodes to an emitter; ``pool`` has the values to choose operands from."""

    def __init__(
        self,
        draw: st.DrawFn,
        rng: np.random.Generator,
        dtypes: tuple[str, ...],
        smooth: bool,
        annotated: bool,
        emit: Emitter,
        phrases: bool = False,
    ) -> None:
        self.phrases = phrases
        self.draw = draw
        self.rng = rng
        self.dtypes = dtypes
        self.smooth = smooth
        self.annotated = annotated
        self.emit = emit
        self.pool: list[Value] = []
        self.feeds: dict[str, Array] = {}
        self.variables: dict[str, Array] = {}

    # -- sources -------------------------------------------------------------------------

    def sources(self, rows: int, symbolic: bool) -> None:
        """One to three inputs, and up to two variables and constants each."""
        for number in range(self.draw(st.integers(1, 3))):
            dtype, shape = self.dtype(), self.shape(symbolic)
            name = f"x{number}"
            self.pool.append(self.emit(Input(ValueType(dtype, shape)), name=name))
            fed = tuple(rows if extent == "N" else int(extent) for extent in shape)
            self.feeds[name] = array_of(self.rng, dtype, fed)
        for number in range(self.draw(st.integers(0, 2))):
            array = array_of(self.rng, self.dtype(), self.fixed())
            name = f"w{number}"
            type_ = ValueType(array.dtype, array.shape)
            self.pool.append(self.emit(VariableOp(name, type_), name=name))
            self.variables[name] = array
        for _ in range(self.draw(st.integers(0, 2))):
            self.constant(self.dtype(), self.fixed())

    def dtype(self) -> str:
        return self.draw(st.sampled_from(self.dtypes))

    def shape(self, symbolic: bool) -> tuple[Any, ...]:
        return self.draw(st.sampled_from(FAMILY)) if symbolic else self.fixed()

    def fixed(self) -> tuple[int, ...]:
        """A shape of the family without symbols."""
        shapes = [shape for shape in FAMILY if "N" not in shape]
        return self.draw(st.sampled_from(shapes))

    def constant(self, dtype: str, shape: tuple[int, ...]) -> Value:
        array = array_of(self.rng, dtype, shape, special=not self.smooth)
        value: Value = self.emit(Constant(array))
        self.pool.append(value)
        return value

    # -- nodes ---------------------------------------------------------------------------

    def step(self, nesting: int) -> None:
        """Add one node, or a few that belong together; ``nesting`` is how deep bodies may go."""
        steps: list[Callable[[], Any]] = [self.unary, self.binary, self.binary, self.split]
        if not self.smooth:
            steps += [self.compare, self.choose, self.cast, self.clip, self.reduce]
        if self.phrases and not self.smooth:
            steps += [lambda: pointwise(self, self.any())] * 2
        if self.phrases:
            steps += [self.detour, self.phrase] * 6
        if nesting:
            steps += [lambda: self.call(nesting), lambda: self.cond(nesting)]
        if self.annotated:
            self.annotate()
        made = self.draw(st.sampled_from(steps))()
        self.pool += made if isinstance(made, tuple) else (made,)

    def annotate(self) -> None:
        """Role, origins and source line of the next node."""
        emit = self.emit
        emit.role = self.draw(st.sampled_from(list(Role)))
        origin = st.builds(
            Origin,
            st.sampled_from(["a", "l/b_0", "c:d", 'q"\n']),
            st.sampled_from(["add", "v::op"]),
        )
        emit.grad_of = None if emit.role is Role.FORWARD else self.draw(st.none() | origin)
        emit.origins = tuple(self.draw(st.lists(origin, max_size=2)))
        files = st.sampled_from(["net.py", "my net/a#b.py", '"q".py', "<stdin>", " é.py"])
        place = self.draw(st.none() | st.builds(Location, files, st.integers(1, 9999)))
        emit._locate = lambda: place

    def new(self, op: Any, *operands: Value | None) -> Any:
        """A node, sometimes with a name of its own and inside a scope."""
        if not self.annotated or not self.draw(st.booleans()):
            return self.emit(op, *operands)
        if self.draw(st.booleans()):
            with self.emit.scope("layer"):
                return self.emit(op, *operands)
        return self.emit(op, *operands, name=f"{op.name}.n:{len(self.emit.nodes)}x")

    def any(self, *kinds: str) -> Value:
        """A value of the pool whose dtype is of one of ``kinds``; a constant if there is none."""
        found = [value for value in self.pool if not kinds or value.type.dtype.kind in kinds]
        if found:
            return self.draw(st.sampled_from(found))
        names = [name for name in self.dtypes if DType.of(name).kind in kinds]
        return self.constant(names[0] if names else _FIRST[kinds[0]], ())

    def like(self, value: Value) -> Value:
        """A value of the same dtype."""
        return self.draw(
            st.sampled_from([v for v in self.pool if v.type.dtype is value.type.dtype])
        )

    def unary(self) -> Any:
        if self.smooth:
            op = self.draw(st.sampled_from([Neg(), Tanh(), Sigmoid()]))
            return self.new(op, self.any("float"))
        x = self.any("float", "int", "bool")
        kind = x.type.dtype.kind
        if kind == "bool":
            return self.new(LogicalNot(), x)
        floats = [Exp(), Relu(), Sigmoid(), Tanh()] if kind == "float" else []
        return self.new(self.draw(st.sampled_from([Neg(), Square(), *floats])), x)

    def binary(self) -> Any:
        ops = [Add(), Sub(), Mul()]
        if self.smooth:
            result = self.new(self.draw(st.sampled_from(ops)), self.any("float"), self.any("float"))
            return self.new(Tanh(), result)  # keeps values small
        x = self.any()
        if x.type.dtype.kind == "bool":
            return self.new(
                self.draw(st.sampled_from([LogicalAnd(), LogicalOr()])), x, self.like(x)
            )
        return self.new(self.draw(st.sampled_from([*ops, Max(), Min()])), x, self.like(x))

    def compare(self) -> Any:
        x = self.any("float", "int", "uint")
        return self.new(self.draw(st.sampled_from([Less(), Equal()])), x, self.like(x))

    def choose(self) -> Any:
        x = self.any()
        return self.new(Where(), self.any("bool"), x, self.like(x))

    def cast(self) -> Any:
        # A float that an integer cannot hold is converted differently by different CPUs.
        x = self.any()
        names = [
            name
            for name in self.dtypes
            if not (x.type.dtype.is_float and DType.of(name).is_integer)
        ]
        return self.new(Cast(DType.of(self.draw(st.sampled_from(names or [x.type.dtype.name])))), x)

    def clip(self) -> Any:
        """With optional operands that are absent in every way they can be."""
        x = self.any("float", "int")
        bounds = [v for v in self.pool if v.type.dtype is x.type.dtype and v.type.shape == ()]
        bound = st.sampled_from([None, *bounds])
        return self.new(Clip(), x, *self.draw(st.lists(bound, max_size=2)))

    def reduce(self) -> Any:
        x = self.any("float", "int")
        axes = tuple(self.draw(st.sets(st.sampled_from(range(x.type.rank))))) if x.type.rank else ()
        return self.new(self.draw(st.sampled_from([Sum, ReduceMax]))(axes, True), x)

    def split(self) -> Any:
        """Several results: the columns of a value."""
        found = [v for v in self.pool if v.type.shape and v.type.shape[-1] == EXTENT]
        if not found:
            return self.unary()
        return self.new(Split((1,) * EXTENT, -1), self.draw(st.sampled_from(found)))

    def detour(self) -> Any:
        return detour(self, self.any(*self.draw(st.sampled_from([(), ("float",), ("float",)]))))

    def phrase(self) -> Any:
        """A function in primitives, of a value that is kept small where that is asked for."""
        result = phrase(self, self.any("float"))
        return self.new(Tanh(), result) if self.smooth else result

    # -- bodies --------------------------------------------------------------------------

    def call(self, nesting: int) -> Any:
        operands = [self.any() for _ in range(self.draw(st.integers(1, 2)))]
        inner = self.inside(operands)
        for _ in range(self.draw(st.integers(1, 3))):
            inner.step(nesting - 1)
        outputs = [
            self.draw(st.sampled_from(inner.pool)) for _ in range(self.draw(st.integers(1, 2)))
        ]
        return self.new(Call(inner.emit.freeze(outputs, "body")), *operands)

    def cond(self, nesting: int) -> Any:
        """Two bodies that return the type of the operand."""
        x = self.any("float") if self.smooth else self.any("float", "int", "bool")
        conditions = [v for v in self.pool if v.type == ValueType("bool", ())]
        if conditions:
            pred = self.draw(st.sampled_from(conditions))
        else:
            pred = self.emit.constant(self.draw(st.booleans()))
        branches = []
        for name in ("then", "else"):
            inner = self.inside([x])
            for _ in range(self.draw(st.integers(0, 2))):
                inner.pool = [inner.unary()]
            branches.append(inner.emit.freeze(inner.pool, name))
        return self.new(Cond(*branches), pred, x)

    def inside(self, operands: list[Value]) -> _Maker:
        """A maker of a body that takes ``operands``."""
        inner = _Maker(
            self.draw,
            self.rng,
            self.dtypes,
            self.smooth,
            self.annotated,
            self.emit.body(),
            self.phrases,
        )
        inner.pool = [
            inner.emit(Input(value.type), name=f"p{i}") for i, value in enumerate(operands)
        ]
        return inner


_FIRST = {"float": "float32", "int": "int64", "uint": "uint8", "bool": "bool"}


@st.composite
def _models(draw: st.DrawFn, max_nodes: int, options: dict[str, Any]) -> Model:
    random = draw(graphs(max_nodes, **options))
    graph = random.graph
    variables = {
        name: Variable(name, array, trainable=DType.of(array.dtype).is_float)
        for name, array in random.variables.items()
    }
    for name, variable in list(variables.items()):
        if draw(st.booleans()):
            slot = f"{name}/momentum"
            zeros = np.zeros_like(variable.value)
            variables[slot] = Variable(slot, zeros, VariableKind.SLOT, slot_of=name)
    variables["step"] = Variable("step", np.array(7), VariableKind.COUNTER)
    outputs = {f"y{number}": value for number, value in enumerate(graph.outputs)}
    updates = {}
    for name, variable in variables.items():
        fitting = [v for node in graph.nodes for v in node.outputs if v.type == variable.type]
        if draw(st.booleans()) and fitting:
            updates[name] = draw(st.sampled_from(fitting))
    inputs = {
        node.name: node.outputs[0]
        for node in needed(graph, [*outputs.values(), *updates.values()])
        if node.op.name == "input"
    }
    fed = {name: random.feeds[name] for name in inputs}
    results = dict(zip(outputs, random.results(), strict=True))
    examples = (Example(fed, results),) if draw(st.booleans()) else ()
    labels = {
        name: ("cat", "a dog", 'q"\n')
        for name, value in outputs.items()
        if value.type.shape and value.type.shape[-1] == EXTENT
    }
    signature = Signature("predict", graph, inputs, outputs, updates, examples, labels)
    return Model(
        draw(st.sampled_from(["model", "two words"])),
        variables,
        {"predict": signature},
        {"author": "somebody", "a key": "line\nline"},
        TrainSpec("predict", "y0", "sgd", ("lr",), tuple(random.variables)),
        (Receipt("cse", "limit=3", 9, len(graph), ("merged %a into %b",)),),
    )
