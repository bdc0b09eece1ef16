"""The graph builder: where a model is put together."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from graphrt.dtypes import DType
from graphrt.errors import GraphError, UsageError, nearest
from graphrt.frontend.extents import extents_operand
from graphrt.frontend.streams import STEP, Trips, random_nodes
from graphrt.frontend.tensor import Tensor
from graphrt.frontend.updates import Updates
from graphrt.ir.bodies import all_bodies
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Graph, Role, Value
from graphrt.ir.model import (
    Example,
    Model,
    Signature,
    TrainSpec,
    Variable,
    VariableKind,
    variable_nodes,
)
from graphrt.ir.verify import verify_model
from graphrt.ops import lookup
from graphrt.ops.source import Constant, Input, VariableOp
from graphrt.types import ValueType

_LARGE = 1 << 16  # bytes


class GraphBuilder:
    """Builds one static graph with its variables and signatures.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder("line")
    >>> x = b.input("x", ("N", 3))
    >>> w = b.parameter("w", [[1.0], [2.0], [3.0]])
    >>> b.signature("predict", inputs=[x], outputs={"y": x @ w})
    >>> model = b.build()
    >>> gr.Session(model).run("predict", x=[[1, 1, 1]])["y"]
    array([[6.]], dtype=float32)
    """

    def __init__(
        self,
        name: str = "graph",
        *,
        parent: GraphBuilder | None = None,
        loop: Trips | None = None,
    ) -> None:
        self.name = name
        self.parent = parent
        self.root: GraphBuilder = self if parent is None else parent.root
        self.active: GraphBuilder = self  # at the root: the body that is being traced
        self.emit: Emitter = Emitter() if parent is None else parent.emit.body()
        self.meta: dict[str, str] = {}
        self._variables: dict[str, Variable] = {}
        self._variable_values: dict[str, Value] = {}
        self._signatures: dict[str, Signature] = {}
        self._train: TrainSpec | None = None
        self._captures: dict[Value, Value] = {}
        self._next_step: Value | None = None
        self.training: dict[str, Value] | None = None  # while layers are built for training
        self.streams = 0  # at the root: how many random streams are taken
        self._extents = 0
        self.loop = loop
        if loop is not None:
            loop.begin(self.input("trip", (), "int64").value)

    @classmethod
    def from_model(cls, model: Model) -> GraphBuilder:
        """A builder that goes on where ``model`` was built: its graph, variables, signatures."""
        builder = cls(model.name)
        graph = model.graph
        builder.emit = Emitter(graph.nodes)
        builder.meta = dict(model.meta)
        builder._variables = dict(model.variables)
        builder._variable_values = {
            name: node.outputs[0] for name, node in variable_nodes(graph.nodes).items()
        }
        builder._signatures = dict(model.signatures)
        builder._train = model.train
        graphs = [graph, *(body for _, body in all_bodies([graph]))]
        streams = [node.op.attributes()["stream"] for each in graphs for node in random_nodes(each)]
        builder.streams = max(streams, default=-1) + 1
        builder._extents = sum(map(len, graphs))  # at least those in use
        return builder

    # -- values from outside ----------------------------------------------------------------

    def input(self, name: str, shape: Iterable[Any] | None = (), dtype: Any = "float32") -> Tensor:
        """A value the caller feeds. An extent may be a symbol: ``("N", 8)``."""
        return Tensor(self.emit(Input(ValueType(dtype, shape)), name=name), self)

    def constant(self, value: Any, dtype: Any = None, name: str | None = None) -> Tensor:
        """The array ``value``, the same in every step; Python floats become float32."""
        return Tensor(self.emit(Constant(as_array(value, dtype)), name=name), self)

    def parameter(
        self, name: str, value: Any, dtype: Any = None, *, trainable: bool = True
    ) -> Tensor:
        """A trainable variable that starts as ``value``; Python floats become float32."""
        kind = VariableKind.PARAMETER
        return self.variable(name, value, dtype, kind=kind, trainable=trainable)

    def variable(
        self,
        name: str,
        value: Any,
        dtype: Any = None,
        *,
        kind: VariableKind = VariableKind.STATISTIC,
        trainable: bool = False,
        slot_of: str | None = None,
    ) -> Tensor:
        """State that outlives a step: what kind says how it is shown and who changes it."""
        if self.parent is not None:
            raise GraphError("a body has no variables; make them outside and use them inside")
        if not isinstance(name, str):
            raise UsageError(f"a name is a string, got {name!r}")
        array = as_array(value, dtype)
        full = self.emit.scopes + name
        if full in self._variables:
            raise GraphError(f"the model already has a variable {full!r}")
        variable = Variable(full, array, kind, trainable, slot_of)
        result = self.emit(VariableOp(full, variable.type), name=name)
        self._variables[full] = variable
        self._variable_values[full] = result
        return Tensor(result, self)

    def fresh_extent(self) -> str:
        """A name, like no other in the graph and its bodies, for an extent found while running."""
        self.root._extents += 1
        return f"?n{self.root._extents}"

    def shared_variable(
        self,
        name: str,
        value: Any,
        kind: VariableKind,
        *,
        trainable: bool = False,
        slot_of: str | None = None,
    ) -> Tensor:
        """The variable called ``name`` at the top, made on first use."""
        if name not in self._variables:
            scopes, self.emit.scopes = self.emit.scopes, ""
            try:
                return self.variable(name, value, kind=kind, trainable=trainable, slot_of=slot_of)
            finally:
                self.emit.scopes = scopes
        return self.variable_tensor(name)

    def variable_tensor(self, name: str) -> Tensor:
        """The value of a variable, for a variable this builder or its model made."""
        if name not in self._variables:
            raise GraphError(f"no variable {name!r}", hint=nearest(name, self._variables))
        if name not in self._variable_values:
            variable = self._variables[name]
            self._variable_values[name] = self.emit(VariableOp(name, variable.type), name=name)
        return Tensor(self._variable_values[name], self)

    def has_variable(self, name: str) -> bool:
        """Whether the model has a variable of that name."""
        return name in self._variables

    def trainable(self) -> list[Tensor]:
        """The trainable variables, in the order they were made."""
        return [self.variable_tensor(v.name) for v in self._variables.values() if v.trainable]

    def variable_of(self, tensor: Tensor) -> Variable:
        """The variable a tensor reads; raises `UsageError` when it reads none."""
        node = tensor.value.node
        if node.op.name != "variable":
            raise UsageError(f"%{tensor.name} is no variable: it comes from {node.op.name}")
        return self._variables[node.op.attributes()["variable"]]

    # -- surroundings -------------------------------------------------------------------------

    @contextmanager
    def scope(self, name: str) -> Iterator[None]:
        """Put ``name/`` before the names of nodes and variables made inside."""
        with self.emit.scope(name):
            yield

    @contextmanager
    def tracing(self) -> Iterator[None]:
        """While a body's function runs, nodes on outer values belong to the body too."""
        outer, self.root.active = self.root.active, self
        try:
            yield
        finally:
            self.root.active = outer

    def is_inside(self, other: GraphBuilder) -> bool:
        """Whether this builds a body somewhere within ``other``."""
        outer = self.parent
        while outer is not None:
            if outer is other:
                return True
            outer = outer.parent
        return False

    def capture(self, tensor: Tensor) -> Value:
        """A value of an enclosing builder, as an input of this body and of those between."""
        if not self.is_inside(tensor.builder):
            raise GraphError(
                f"%{tensor.name} belongs to the graph {tensor.builder.name!r},"
                f" not to {self.name!r}",
                hint="build both parts with the same GraphBuilder",
            )
        outer = self.parent
        assert outer is not None  # only a body is inside another builder
        value = tensor.value if tensor.builder is outer else outer.capture(tensor)
        found = self._captures.get(value)
        if found is None:
            found = self.emit(Input(tensor.type), name=self._unused(value.node.name))
            self._captures[value] = found
        return found

    @property
    def captured(self) -> tuple[Value, ...]:
        """The outer values this body uses, in the order of their inputs."""
        return tuple(self._captures)

    def _unused(self, name: str) -> str:
        name = name.replace("/", "_")
        while name in self.emit.names:
            name += "_"
        return name

    def __getitem__(self, name: str) -> Tensor:
        """A tensor by the name of a signature's output or input, a variable, or a node."""
        for signature in self._signatures.values():
            found = signature.outputs.get(name) or signature.inputs.get(name)
            if found is not None:
                return Tensor(found, self)
        if name in self._variables:
            return self.variable_tensor(name)
        return Tensor(self.graph().value(name), self)

    def graph(self) -> Graph:
        """The nodes so far as a graph."""
        return self.emit.freeze(name=self.name)

    def extents(self, shape: Sequence[Any]) -> Any:
        """A shape as an operand: a constant, or nodes that compute it where symbols occur."""
        return extents_operand(self.emit, shape)

    # -- signatures and the model ---------------------------------------------------------------

    def signature(
        self,
        name: str,
        inputs: Sequence[Tensor] | Mapping[str, Tensor] = (),
        outputs: Mapping[str, Tensor] | Sequence[Tensor] = (),
        updates: Updates | Iterable[Updates] | None = None,
        examples: Iterable[Mapping[str, Any] | Example] = (),
        labels: Mapping[str, Sequence[str]] | None = None,
        *,
        replace: bool = False,
    ) -> None:
        """Declare an entry point: what is fed, what is returned, what is stored afterwards.

        ``examples`` are inputs a user can try; ``labels`` names the classes along the last
        axis of an output. Raises `GraphError` when an output needs an input not listed.
        """
        if name in self._signatures and not replace:
            raise GraphError(
                f"the model already has a signature {name!r}", hint="pass replace=True"
            )
        fed = _by_name(self, inputs, "inputs")
        for input_name, value in fed.items():
            if value.node.op.name != "input":
                raise GraphError(f"signature {name!r}: %{value.name} is not an input")
            if input_name != value.node.name:
                raise GraphError(
                    f"signature {name!r}: input {value.node.name!r} is listed as {input_name!r}"
                )
        returned = _by_name(self, outputs, "outputs")
        merged = Updates.merge(updates, self)
        stored = dict(merged.values)
        self._advance_random(returned, stored)
        if not returned and not stored:
            raise GraphError(f"signature {name!r} has neither outputs nor updates")
        self._check_inputs(name, fed, [*returned.values(), *stored.values()])
        chosen = tuple(
            each
            if isinstance(each, Example)
            else Example({key: np.asarray(value) for key, value in each.items()})
            for each in examples
        )
        named = {key: tuple(map(str, value)) for key, value in (labels or {}).items()}
        self._signatures[name] = Signature(name, Graph(()), fed, returned, stored, chosen, named)
        if merged.loss is not None:
            losses = [key for key, value in returned.items() if value is merged.loss]
            self._train = TrainSpec(
                name, losses[0] if losses else "", merged.optimizer, merged.hyper, tuple(stored)
            )

    def _advance_random(self, returned: Mapping[str, Value], stored: dict[str, Value]) -> None:
        """A step that changes variables and draws random numbers also moves the counter on,
        so that the next step draws others."""
        if not stored or STEP in stored or STEP not in self._variables:
            return
        nodes = Graph(needed(self.graph(), [*returned.values(), *stored.values()]))
        graphs = [nodes, *(body for _, body in all_bodies([nodes]))]
        if any(any(random_nodes(each)) for each in graphs):
            stored[STEP] = self.next_step()

    def next_step(self) -> Value:
        """The step counter plus one, to be stored after the step; one node for all optimisers."""
        if self._next_step is None:
            step = self.shared_variable(STEP, np.int64(0), VariableKind.COUNTER)
            with self.emit.as_role(Role.UPDATE):
                self._next_step = self.emit(lookup("add")(), step.value, 1)
        return self._next_step

    def _check_inputs(self, name: str, fed: Mapping[str, Value], fetches: Iterable[Value]) -> None:
        for node in needed(self.graph(), fetches):
            if node.op.name == "input" and node.name not in fed:
                raise GraphError(
                    f"signature {name!r} needs the input {node.name!r}, which it does not list",
                    hint=f"inputs=[..., {node.name}]",
                )

    def build(self) -> Model:
        """The finished model: immutable and verified."""
        if not self._signatures:
            raise GraphError(
                "the model has no signature: nothing says what to feed and what to return",
                hint='add b.signature("predict", inputs=[...], outputs={...})',
            )
        graph = self.graph()
        signatures = {
            name: dataclasses.replace(signature, graph=graph)
            for name, signature in self._signatures.items()
        }
        model = Model(self.name, dict(self._variables), signatures, dict(self.meta), self._train)
        verify_model(model)
        return model


def as_array(value: Any, dtype: Any = None) -> np.ndarray[Any, Any]:
    """``value`` as an array: of ``dtype`` if given; else Python floats become float32, Python
    integers int64, and arrays keep their dtype."""
    if isinstance(value, Tensor):
        raise UsageError(f"%{value.name} is symbolic; a constant or variable needs numbers")
    if dtype is not None:
        return np.array(value, dtype=DType.of(dtype).numpy)
    # memory of zeros, of which slots of optimisers are made, is not there before it is written
    array = np.zeros(value.shape, value.dtype) if _is_large_zero(value) else np.array(value)
    if array.dtype == np.float64 and not isinstance(value, (np.ndarray, np.generic)):
        return array.astype(np.float32)
    if array.dtype.kind == "O":
        raise UsageError(f"not a numeric array: {value!r}"[:200])
    DType.of(array.dtype)
    return array


def _is_large_zero(value: Any) -> bool:
    """Whether ``value`` is an array of many zero bytes: -0.0 has others."""
    return (
        isinstance(value, np.ndarray)
        and value.nbytes >= _LARGE
        and value.dtype.kind in "fiub"
        and value.flags.c_contiguous
        and not value.view(np.uint8).any()
    )


def _by_name(builder: GraphBuilder, tensors: Any, what: str) -> dict[str, Value]:
    if isinstance(tensors, Tensor):
        tensors = [tensors]
    pairs = (
        list(tensors.items())
        if isinstance(tensors, Mapping)
        else [(tensor.name if isinstance(tensor, Tensor) else "", tensor) for tensor in tensors]
    )
    named: dict[str, Value] = {}
    for name, tensor in pairs:
        if not isinstance(tensor, Tensor):
            raise UsageError(f"{what}: {tensor!r} is not a tensor of this graph")
        if tensor.builder is not builder:
            raise GraphError(f"{what}: %{tensor.name} belongs to another graph")
        if name in named:
            raise GraphError(f"{what}: {name!r} is listed twice")
        named[name] = tensor.value
    return named
