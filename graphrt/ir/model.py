"""A model: variables, and named signatures over graphs.

Graphs are pure. State is data: a `variable` node reads a `Variable` by name, and an update of
a signature says which value is stored into which variable after the step. All updates
read the values from before the step.
"""

from __future__ import annotations

import enum
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from graphrt.dtypes import DType
from graphrt.errors import GraphError, UsageError, nearest
from graphrt.io import release
from graphrt.ir.graph import Graph, Node, Value
from graphrt.record import Record, field
from graphrt.types import ValueType, buffer_of

Array = np.ndarray[Any, Any]


class VariableKind(enum.Enum):
    """What a variable is for; the numbers are those of the model file."""

    PARAMETER = 1
    SLOT = 2  # an optimiser's memory, one per parameter
    COUNTER = 3  # steps done
    RNG = 4  # seed of the random streams
    HYPER = 5  # learning rate and the like: scalars a user may set
    STATISTIC = 6  # running mean and variance: state that no gradient reaches


class Variable(Record, eq=False):
    """A named array that outlives a step. ``slot_of`` names a slot's parameter."""

    name: str
    value: Array
    kind: VariableKind = VariableKind.PARAMETER
    trainable: bool = False
    slot_of: str | None = None

    @property
    def type(self) -> ValueType:
        return ValueType(DType.of(self.value.dtype), self.value.shape)


class Example(Record):
    """Inputs a user can try, and the outputs they gave when the model was saved."""

    inputs: Mapping[str, Array]
    outputs: Mapping[str, Array] = field(default_factory=dict)


class Signature(Record, eq=False):
    """An entry point: ``inputs`` and ``outputs`` by name, ``updates`` by variable name.

    ``labels`` gives the class names along the last axis of an output.
    """

    name: str
    graph: Graph
    inputs: Mapping[str, Value]
    outputs: Mapping[str, Value]
    updates: Mapping[str, Value] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def fetches(self) -> tuple[Value, ...]:
        """Everything a step must compute: the outputs, then the new values of variables."""
        return (*self.outputs.values(), *self.updates.values())

    def output(self, name: str) -> Value:
        """The output called ``name``; raises `UsageError` naming the nearest ones."""
        if name not in self.outputs:
            raise UsageError(
                f"signature {self.name!r} has no output {name!r}", hint=nearest(name, self.outputs)
            )
        return self.outputs[name]


class TrainSpec(Record):
    """How the training signature came about, so that it can be derived again."""

    signature: str
    loss: str
    optimizer: str
    hyper: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


class Receipt(Record):
    """What one pass did to a model, kept in its history."""

    name: str
    options: str = ""
    nodes_before: int = 0
    nodes_after: int = 0
    details: tuple[str, ...] = ()


class Model(Record, eq=False):
    """Variables and signatures; immutable. Methods that change something return a new model.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder("double")
    >>> x = b.input("x", (), "float32")
    >>> b.signature("predict", inputs=[x], outputs={"y": x * 2})
    >>> b.build()
    <Model 'double': 3 nodes, 0 variables, signatures predict>
    """

    name: str
    variables: Mapping[str, Variable]
    signatures: Mapping[str, Signature]
    meta: Mapping[str, str] = field(default_factory=dict)
    train: TrainSpec | None = None
    history: tuple[Receipt, ...] = ()

    @property
    def graph(self) -> Graph:
        """The graph the signatures share; raises `GraphError` when they have several."""
        graphs = self.graphs
        if len(graphs) != 1:
            names = ", ".join(self.signatures)
            raise GraphError(
                f"the model has {len(graphs)} graphs, one per signature",
                hint=f"use model.signatures[name].graph; signatures are {names}",
            )
        return graphs[0]

    @cached_property
    def graphs(self) -> tuple[Graph, ...]:
        """The different graphs of the signatures, in order."""
        found: dict[int, Graph] = {}
        for signature in self.signatures.values():
            found.setdefault(id(signature.graph), signature.graph)
        return tuple(found.values())

    def signature(self, name: str | None = None) -> Signature:
        """The signature called ``name``; without one, ``predict`` or else the only one."""
        if name is None:
            if "predict" in self.signatures:
                return self.signatures["predict"]
            if len(self.signatures) == 1:
                return next(iter(self.signatures.values()))
            listed = ", ".join(self.signatures)
            raise UsageError(
                "the model has no signature 'predict'", hint=f"choose one of: {listed}"
            )
        if name not in self.signatures:
            raise UsageError(
                f"the model has no signature {name!r}", hint=nearest(name, self.signatures)
            )
        return self.signatures[name]

    @property
    def parameters(self) -> tuple[Variable, ...]:
        """The trainable variables."""
        return tuple(v for v in self.variables.values() if v.trainable)

    def with_values(self, values: Mapping[str, Array]) -> Model:
        """This model with new values for some variables, of the same dtype and shape."""
        changed = dict(self.variables)
        for name, value in values.items():
            changed[name] = replace(changed[name], value=value)
        return replace(self, variables=changed)

    def with_signature(self, signature: Signature) -> Model:
        """This model with one more signature, or another one of the same name."""
        return replace(self, signatures={**self.signatures, signature.name: signature})

    def save(self, path: Any) -> None:
        """Write the model to ``path``: to a temporary file first, then renamed into place."""
        from graphrt.serde import save

        save(self, path)

    def to_bytes(self) -> bytes:
        """The bytes `save` writes: the same model gives the same bytes."""
        from graphrt.serde import encode_model

        return encode_model(self)

    @cached_property
    def digest(self) -> str:
        """sha256 over graphs, variables and signatures; names of files play no part."""
        import hashlib  # OpenSSL takes longer to load than most models

        digest = hashlib.sha256()
        for chunk in self._chunks():
            digest.update(len(chunk).to_bytes(8, "little"))
            digest.update(chunk)
        return digest.hexdigest()

    def _chunks(self) -> Iterator[bytes | memoryview]:
        numbers = {id(graph): i for i, graph in enumerate(self.graphs)}
        for graph in self.graphs:
            yield graph.digest.encode()
        for variable in sorted(self.variables.values(), key=lambda v: v.name):
            slot_of = variable.slot_of or ""
            head = f"{variable.name} {variable.kind.name} {variable.trainable} {slot_of}"
            yield f"{head} {variable.type}".encode()
            yield buffer_of(variable.value)
            release(variable.value)
        for signature in sorted(self.signatures.values(), key=lambda s: s.name):
            yield f"{signature.name} {numbers[id(signature.graph)]}".encode()
            for kind in ("inputs", "outputs", "updates"):
                pairs: Mapping[str, Value] = getattr(signature, kind)
                for name, value in pairs.items():
                    yield f"{kind} {name} {value.node.index} {value.result}".encode()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Model) and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_from_bytes, (self.to_bytes(),))

    def _repr_svg_(self) -> str:
        """How a notebook shows it; what is large is drawn with its groups closed."""
        from graphrt.analysis.picture import drawing_of_model

        return drawing_of_model(self)

    def __repr__(self) -> str:
        nodes = sum(len(graph) for graph in self.graphs)
        return (
            f"<Model {self.name!r}: {nodes} nodes, {len(self.variables)} variables, "
            f"signatures {', '.join(self.signatures)}>"
        )


def require_model(what: str, value: Any) -> None:
    """Raise `UsageError` naming ``what`` it is for, unless ``value`` is a `Model`."""
    if isinstance(value, Model):
        return
    path = isinstance(value, (str, os.PathLike))
    raise UsageError(
        f"{what}: takes a Model, got {type(value).__name__} {value!r}",
        hint=f"load it first: graphrt.load({str(value)!r})" if path else None,
    )


def _from_bytes(data: bytes) -> Model:
    from graphrt.serde import decode_model

    return decode_model(data)


def variable_nodes(nodes: Iterable[Node]) -> dict[str, Node]:
    """Variable name -> the first node that reads it."""
    found: dict[str, Node] = {}
    for node in nodes:
        if node.op.name == "variable":
            found.setdefault(node.op.attributes()["variable"], node)
    return found
