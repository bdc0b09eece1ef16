"""A graph as a networkx DAG and back: the only module that knows networkx.

`graph.dag` is a frozen `networkx.MultiDiGraph` that loses nothing. Its schema:

==============  ================================================================================
node key        the node's name
``op``          the op's name, ``"matmul"``
``attributes``  dict of the op's attributes; an input's or variable's ``type`` is not repeated
``type``        the `ValueType` of the result; a tuple of them unless there is exactly one
``arity``       the number of operands, absent ones included
``role``        ``"forward"``, ``"gradient"`` or ``"update"``
``grad_of``     the `Origin` whose gradient the node computes, or ``None``
``origins``     tuple of `Origin`
``location``    the user's source line, or ``None``
``order``       the node's position in the graph
edge            from the producer to the reader of a value
edge key        the operand's slot; a `DiGraph` would lose an operand of ``x * x``
``result``      which result of the producer the edge carries; 0 unless it has several
graph           ``name``, and ``outputs``: a tuple of value names
==============  ================================================================================

To edit a graph, copy the view, change it, and turn it back::

    dag = networkx.MultiDiGraph(graph.dag)
    dag.nodes["max_0"]["op"] = "min"
    graph = Graph.from_dag(dag)

`from_dag` needs ``op`` alone, and ``type`` for inputs and variables; whatever else is missing has
the obvious default. Types are inferred again, and one that is stated must agree: remove ``type``
from the nodes whose types an edit changes. Instead of a name, ``op`` may be an `Op`, which has
its attributes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import networkx as nx

from graphrt.errors import GraphError, GraphrtError, nearest
from graphrt.ir.emitter import Emitter, paused_gc
from graphrt.ir.graph import Graph, Node, Origin, Role, Value
from graphrt.ir.literals import implied_type
from graphrt.ir.location import Location
from graphrt.ir.op import Op

T = TypeVar("T")

_ROLES = {role.name.lower(): role for role in Role}


def to_dag(graph: Graph) -> nx.MultiDiGraph[str]:
    """``graph`` as a frozen `networkx.MultiDiGraph`, with the schema above."""
    outputs = tuple(value.name for value in graph.outputs)
    dag: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=graph.name, outputs=outputs)
    with paused_gc():
        dag.add_nodes_from((node.name, _node_attributes(node)) for node in graph.nodes)
        for node in graph.nodes:
            for slot, value in enumerate(node.inputs):
                if value is not None:
                    dag.add_edge(value.node.name, node.name, slot, result=value.result)
    nx.freeze(dag)
    return dag


def _node_attributes(node: Node) -> dict[str, Any]:
    types = tuple(value.type for value in node.outputs)
    attributes = node.op.attributes() if node.op.fields else {}
    implied = implied_type(node.op)
    if implied is not None and types == (attributes[implied],):
        del attributes[implied]
    return {
        "op": node.op.name,
        "attributes": attributes,
        "type": types[0] if len(types) == 1 else types,
        "arity": len(node.inputs),
        "role": node.role.name.lower(),
        "grad_of": node.grad_of,
        "origins": node.origins,
        "location": node.location,
        "order": node.index,
    }


def from_dag(dag: nx.MultiDiGraph[str]) -> Graph:
    """The graph that a DAG with this module's schema describes.

    Nodes keep their ``order`` where the edges allow it; a node without one comes as late as
    its place among the nodes of ``dag`` says. Raises `GraphError` for a cycle, naming it, and
    for a missing or wrong attribute, naming the node; and what an op raises about its operands.
    """
    if not isinstance(dag, nx.MultiDiGraph):
        raise GraphError(
            f"a graph is made from a networkx.MultiDiGraph, not from a {type(dag).__name__}",
            hint="x * x has two edges between the same nodes, which only that class keeps apart",
        )
    with paused_gc():
        reader = _DagReader(dag)
        for name in _ordered(dag):
            reader.add(name)
        return reader.finish()


def _ordered(dag: nx.MultiDiGraph[str]) -> list[str]:
    """Node names in topological order, as close to ``order`` as the edges allow."""
    rank: dict[str, tuple[float, int]] = {}
    orders: Any = dag.nodes(data="order")
    for position, (name, order) in enumerate(orders):
        if order is not None and not isinstance(order, (int, float)):
            raise GraphError(f"node {name!r}: 'order' is a number, not {order!r}")
        rank[name] = (float("inf") if order is None else order, position)
    try:
        return list(nx.lexicographical_topological_sort(dag, key=rank.__getitem__))
    except nx.NetworkXUnfeasible:
        edges: list[tuple[Any, ...]] = nx.find_cycle(dag)
        cycle = [edge[0] for edge in edges]
        shown = " -> ".join(map(str, [*cycle, cycle[0]]))
        raise GraphError(f"the graph has a cycle: {shown}") from None


class _DagReader:
    """Emits the nodes of a DAG one after the other."""

    def __init__(self, dag: nx.MultiDiGraph[str]) -> None:
        self.dag = dag
        self.location: Location | None = None
        self.emit = Emitter(locate=lambda: self.location)
        self.results: dict[str, tuple[Value, ...]] = {}

    def add(self, name: str) -> None:
        data = self.dag.nodes[name]
        if not isinstance(name, str):
            raise GraphError(f"the key of a node must be its name, got {name!r}")
        op = _op(name, data)
        emit = self.emit
        emit.role = _role(name, data.get("role", "forward"))
        emit.grad_of = _pair(name, "grad_of", data.get("grad_of"), Origin)
        origins = (_pair(name, "origins", each, Origin) for each in data.get("origins") or ())
        emit.origins = tuple(each for each in origins if each is not None)
        self.location = _pair(name, "location", data.get("location"), Location)
        made = emit(op, *self._operands(name, data), name=name)
        self.results[name] = results = (made,) if type(made) is Value else made
        types = tuple(value.type for value in results)
        shown = types[0] if len(types) == 1 else types
        if data.get("type", shown) not in (shown, types):
            raise GraphError(
                f"node {name!r} has type {data['type']}, but {op.name} gives {shown}",
                hint="remove 'type' from nodes whose type an edit changes; it is inferred",
            )

    def _operands(self, name: str, data: Mapping[str, Any]) -> list[Value | None]:
        found: dict[int, Value] = {}
        edges: Any = self.dag.in_edges(name, keys=True, data="result")
        for producer, _, slot, result in edges:
            if type(slot) is not int or slot < 0:
                raise GraphError(
                    f"edge {producer!r} -> {name!r} has the key {slot!r}, not an operand slot",
                    hint="the key of an edge is the operand's position: 0, 1, ...",
                )
            if slot in found:
                raise GraphError(f"node {name!r}: two edges go into slot {slot}")
            values = self.results[producer]
            number = 0 if result is None else result
            if type(number) is not int or not 0 <= number < len(values):
                raise GraphError(
                    f"edge {producer!r} -> {name!r}: node {producer!r} has no result {number!r},"
                    f" it has {len(values)}"
                )
            found[slot] = values[number]
        used = max(found, default=-1) + 1
        arity = data.get("arity", used)
        if type(arity) is not int or arity < used:
            slots = sorted(found)
            raise GraphError(f"node {name!r} has arity {arity!r} and operands in slots {slots}")
        return [found.get(slot) for slot in range(arity)]

    def finish(self) -> Graph:
        details = self.dag.graph
        graph = self.emit.freeze(name=details.get("name") or "graph")
        try:
            outputs = [graph.value(name) for name in details.get("outputs", ())]
        except GraphError as error:
            raise GraphError(f"an output of the graph: {error.rule}", hint=error.hint) from None
        return Graph(graph.nodes, outputs, graph.name)


def _op(name: str, data: Mapping[str, Any]) -> Op:
    """The op of node ``name``, from its ``op``, ``attributes`` and, for a source, ``type``."""
    from graphrt.ops import lookup  # ops stand above ir; only a reader needs them by name

    if "op" not in data:
        hint = nearest("op", [key for key in data if isinstance(key, str)])
        raise GraphError(f"node {name!r} lacks the attribute 'op'", hint=hint)
    op, attributes = data["op"], data.get("attributes") or {}
    if not isinstance(attributes, Mapping):
        raise GraphError(f"node {name!r}: 'attributes' is a dict, not {attributes!r}")
    if isinstance(op, Op):
        if attributes:
            raise GraphError(f"node {name!r} has attributes besides those of {op!r}")
        return op
    if not isinstance(op, str):
        raise GraphError(f"node {name!r}: 'op' is an op or the name of one, not {op!r}")
    try:
        kind = lookup(op)
        implied = implied_type(kind)
        if implied is not None and implied not in attributes and "type" in data:
            attributes = {**attributes, implied: data["type"]}
        return kind(**attributes)
    except GraphrtError as error:
        raise type(error)(f"node {name!r}: {error.rule}", hint=error.hint) from None


def _role(name: str, role: Any) -> Role:
    if isinstance(role, Role):
        return role
    found = _ROLES.get(role) if isinstance(role, str) else None
    if found is None:
        hint = nearest(str(role), _ROLES)
        raise GraphError(f"node {name!r} has the role {role!r}", hint=hint)
    return found


def _pair(name: str, key: str, value: Any, make: Callable[[Any, Any], T]) -> T | None:
    """``value`` of attribute ``key`` as an `Origin` or a `Location`; plain pairs will do."""
    if value is None:
        return None
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise GraphError(f"node {name!r}: {key!r} has pairs, not {value!r}")
    return make(*value)


# -- for persons -----------------------------------------------------------------------------


def waves(graph: Graph) -> list[list[str]]:
    """Node names in waves: each needs only results of earlier waves, so a wave may run at once.

    >>> from graphrt.ir.parser import parse_graph
    >>> text = '''graph g {
    ...   %x: f32[] = input()
    ...   %a: f32[] = neg(%x)
    ...   %b: f32[] = exp(%x)
    ...   %c: f32[] = add(%a, %b)
    ... }'''
    >>> waves(parse_graph(text))
    [['x'], ['a', 'b'], ['c']]
    """
    index = {node.name: node.index for node in graph.nodes}
    return [sorted(each, key=index.__getitem__) for each in nx.topological_generations(graph.dag)]


def layers(graph: Graph) -> dict[str, int]:
    """Node name -> the number of its wave: the layer a drawing puts it in."""
    return {name: layer for layer, wave in enumerate(waves(graph)) for name in wave}


def critical_path(graph: Graph, cost: Callable[[Node], float] | None = None) -> list[str]:
    """The names along the costliest chain of nodes that wait for each other; each costs 1
    by default.

    No schedule, on however many cores, is faster than this chain.
    """
    weighted: nx.DiGraph[int] = nx.DiGraph()
    start = -1  # before every node, so that a first node's cost counts too
    weighted.add_node(start)
    names: dict[int, str] = {}
    for node in graph.nodes:
        names[node.index] = node.name
        weight = 1.0 if cost is None else cost(node)
        weighted.add_edge(start, node.index, weight=weight)
        for value in node.inputs:
            if value is not None:
                weighted.add_edge(value.node.index, node.index, weight=weight)
    path = nx.dag_longest_path(weighted, weight="weight")
    return [names[index] for index in path if index != start]
