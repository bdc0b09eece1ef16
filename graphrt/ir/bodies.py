"""The graphs inside a graph: bodies that ops hold as attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from graphrt.errors import GraphError
from graphrt.ir.attributes import AttributeKind
from graphrt.ir.emitter import MAX_BODY_NESTING
from graphrt.ir.graph import Graph, Node
from graphrt.ir.op import Op

T = TypeVar("T")
OpLike = Op | type[Op]


def per_class(function: Callable[[OpLike], T]) -> Callable[[OpLike], T]:
    """``function`` of what an op declares, computed once for each class of ops.

    An op this release does not know declares its fields itself, not through its class.
    """
    known: dict[type[Op], T] = {}

    def cached(op: OpLike) -> T:
        kind = op if isinstance(op, type) else type(op)
        if op.fields is not kind.fields:
            return function(op)
        if kind not in known:
            known[kind] = function(kind)
        return known[kind]

    return cached


@per_class
def body_fields(op: OpLike) -> tuple[str, ...]:
    """The names of the attributes of an op that hold graphs."""
    return tuple(field.name for field in op.fields if field.kind is AttributeKind.GRAPH)


def bodies_of(graph: Graph) -> Iterator[tuple[Node, Graph]]:
    """The bodies directly inside ``graph``, each after the node that holds it."""
    for node in graph.nodes:
        for name in body_fields(node.op):
            body = getattr(node.op, name)
            if body is not None:
                yield node, body


def all_bodies(graphs: Iterable[Graph]) -> list[tuple[Node, Graph]]:
    """Every body below ``graphs`` with a node that holds it, inner bodies before outer ones.

    A body object that several nodes share appears once. The walk is a loop, so that bodies
    nested too deep are an error and not an overflow: `GraphError` above 64.
    """
    order: list[tuple[Node, Graph]] = []
    seen: set[int] = set()
    for root in graphs:
        path: list[tuple[Node | None, Graph, Iterator[tuple[Node, Graph]]]]
        path = [(None, root, bodies_of(root))]
        while path:
            holder, graph, rest = path[-1]
            for node, body in rest:
                if id(body) not in seen:
                    seen.add(id(body))
                    path.append((node, body, bodies_of(body)))
                    break
            else:
                path.pop()
                if holder is not None:
                    order.append((holder, graph))
    levels: dict[int, int] = {}
    for _, body in order:
        level = 1 + max((levels[id(inner)] for _, inner in bodies_of(body)), default=0)
        if level > MAX_BODY_NESTING:
            raise GraphError(f"bodies are nested deeper than {MAX_BODY_NESTING}")
        levels[id(body)] = level
    return order


def most_trips(graphs: Iterable[Graph]) -> int:
    """How often the innermost body of nested loops runs at most, as far as the loops' own
    bounds say."""
    roots = list(graphs)
    trips: dict[int, int] = {}
    for graph in (*(body for _, body in all_bodies(roots)), *roots):
        inner = (max(1, node.op.most_trips) * trips[id(body)] for node, body in bodies_of(graph))
        trips[id(graph)] = max(inner, default=1)
    return max(trips.values(), default=1)
