"""Values, nodes, and the graph: a frozen list of nodes in topological order.

A `Node` applies an `Op` to `Value`s and defines one or more new ones. Nodes and values
compare by identity; graphs compare by canonical text and constant bytes.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from graphrt.errors import GraphError, nearest

if TYPE_CHECKING:
    import networkx

    from graphrt.ir.location import Location
    from graphrt.ir.op import Op
    from graphrt.types import ValueType


class Role(enum.Enum):
    """What a node is there for."""

    FORWARD = 1
    GRADIENT = 2
    UPDATE = 3


class Origin(NamedTuple):
    """The name and op of a node another node stems from; the node itself may be gone."""

    label: str
    op: str


class Value:
    """One result of a node: its type, and its number where that is known beforehand."""

    __slots__ = ("known", "node", "result", "type")

    def __init__(self, node: Node, result: int, type: ValueType, known: Any = None) -> None:
        self.node = node
        self.result = result
        self.type = type
        self.known = known  # an int or Dim, or a tuple of them, for small integer values

    @property
    def name(self) -> str:
        """``matmul_0``, or ``split_0.1`` where the node has several results."""
        node = self.node
        return node.name if len(node.outputs) == 1 else f"{node.name}.{self.result}"

    def __repr__(self) -> str:
        return f"%{self.name}: {self.type}"


class Node:
    """An op applied to values. Immutable once its graph is frozen."""

    __slots__ = (
        "grad_of",
        "index",
        "inputs",
        "location",
        "name",
        "op",
        "origins",
        "outputs",
        "role",
    )

    outputs: tuple[Value, ...]

    def __init__(
        self,
        op: Op,
        inputs: tuple[Value | None, ...],
        name: str,
        index: int,
        role: Role = Role.FORWARD,
        grad_of: Origin | None = None,
        origins: tuple[Origin, ...] = (),
        location: Location | None = None,
    ) -> None:
        self.op = op
        self.inputs = inputs
        self.name = name
        self.index = index  # position in the graph's list
        self.role = role
        self.grad_of = grad_of  # the forward node whose gradient rule emitted this one
        self.origins = origins  # nodes of an earlier graph that this one replaces
        self.location = location
        self.outputs = ()

    @property
    def scope(self) -> str:
        """``layer1`` for a node named ``layer1/matmul_0``; empty at the top."""
        return self.name.rpartition("/")[0]

    def __repr__(self) -> str:
        inputs = ", ".join("none" if each is None else f"%{each.name}" for each in self.inputs)
        return f"%{self.name} = {self.op.name}({inputs})"


class Graph:
    """An immutable list of nodes, each reading only values defined before it.

    ``outputs`` are the results of a body; the graph of a model has none of its own, because
    its signatures name what they return.
    """

    def __init__(
        self, nodes: Iterable[Node], outputs: Iterable[Value] = (), name: str = "graph"
    ) -> None:
        self.nodes: tuple[Node, ...] = tuple(nodes)
        self.outputs: tuple[Value, ...] = tuple(outputs)
        self.name = name

    @cached_property
    def inputs(self) -> tuple[Value, ...]:
        """The values of the ``input`` nodes, in order."""
        return tuple(node.outputs[0] for node in self.nodes if node.op.name == "input")

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """Node name -> node."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def op_kinds(self) -> dict[type[Op], Op]:
        """Each class of ops in it, with one of its ops."""
        return {type(node.op): node.op for node in self.nodes}

    @cached_property
    def users(self) -> list[list[Node]]:
        """For each node index, the nodes that read it, in order, once per operand."""
        users: list[list[Node]] = [[] for _ in self.nodes]
        for node in self.nodes:
            for value in node.inputs:
                if value is not None:
                    users[value.node.index].append(node)
        return users

    def node(self, name: str) -> Node:
        """The node called ``name``; raises `GraphError` naming the nearest ones."""
        try:
            return self.by_name[name]
        except KeyError:
            hint = nearest(name, self.by_name)
            raise GraphError(f"the graph has no node {name!r}", hint=hint) from None

    def value(self, name: str) -> Value:
        """The value called ``name``: a node's name, or ``node.index`` for one of several."""
        node = self.by_name.get(name)
        if node is not None:
            if len(node.outputs) == 1:
                return node.outputs[0]
            raise GraphError(f"{name!r} has several results", hint=f"say {name}.0")
        stem, dot, result = name.rpartition(".")
        if dot and result.isdigit() and stem in self.by_name:
            outputs = self.by_name[stem].outputs
            if len(outputs) > 1 and int(result) < len(outputs):
                return outputs[int(result)]
        return self.node(name).outputs[0]

    @cached_property
    def dag(self) -> networkx.MultiDiGraph[str]:
        """This graph as a frozen `networkx.MultiDiGraph`; see `graphrt.ir.dag`."""
        from graphrt.ir.dag import to_dag

        return to_dag(self)

    @staticmethod
    def from_dag(dag: Any) -> Graph:
        """The graph a networkx DAG with the schema of `dag` describes."""
        from graphrt.ir.dag import from_dag

        return from_dag(dag)

    @cached_property
    def digest(self) -> str:
        """sha256 over the canonical text and the bytes of the constants."""
        from graphrt.ir.digest import sha256_of
        from graphrt.ir.printer import canonical_chunks

        return sha256_of(canonical_chunks(self))

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Graph) or len(self.nodes) != len(other.nodes):
            return False
        return self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __str__(self) -> str:
        from graphrt.ir.printer import print_graph

        return print_graph(self)

    def _repr_svg_(self) -> str:
        """How a notebook shows it; what is large is drawn with its groups closed."""
        from graphrt.analysis.picture import drawing_of_graph

        return drawing_of_graph(self)

    def __repr__(self) -> str:
        return f"<Graph {self.name!r}: {len(self.nodes)} nodes>"
