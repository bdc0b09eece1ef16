"""The graphs inside a graph: bodies that ops hold as attributes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from graphrt.errors import GraphError
from graphrt.ir.emitter import MAX_BODY_NESTING
from graphrt.ir.graph import Graph, Node
from graphrt.ir.op import AttributeKind, Op


@cache
def body_fields(kind: type[Op]) -> tuple[str, ...]:
    """The names of the attributes of an op class that hold graphs."""
    return tuple(field.name for field in kind.fields if field.kind is AttributeKind.GRAPH)


def bodies_of(graph: Graph) -> Iterator[tuple[Node, Graph]]:
    """The bodies directly inside ``graph``, each with the node that holds it."""
    for node in graph.nodes:
        for name in body_fields(type(node.op)):
            body = getattr(node.op, name)
            if body is not None:
                yield node, body


def all_bodies(graphs: Iterable[Graph]) -> dict[Graph, Node]:
    """Every body below ``graphs`` and a node that holds it, innermost bodies first.

    A body object that several nodes share appears once; the walk is no deeper than a loop, so
    that a graph nested too deep is reported, not overflowed on. Keys hash by digest, so equal
    bodies appear once too. Raises `GraphError` when bodies are nested deeper than 64.
    """
    nesting: dict[int, int] = {}  # by identity: a digest needs the digests of the bodies first
    found: dict[Graph, Node] = {}
    for root in graphs:
        path: list[tuple[Graph, Node | None, Iterator[tuple[Node, Graph]]]] = []
        path.append((root, None, bodies_of(root)))
        deepest = [0]
        while path:
            graph, holder, rest = path[-1]
            for node, body in rest:
                below = nesting.get(id(body))
                if below is None:
                    path.append((body, node, bodies_of(body)))
                    deepest.append(0)
                    break
                deepest[-1] = max(deepest[-1], below + 1)
            else:
                path.pop()
                below = deepest.pop()
                if below > MAX_BODY_NESTING:
                    raise GraphError(f"bodies are nested deeper than {MAX_BODY_NESTING}")
                if holder is not None:
                    nesting[id(graph)] = below
                    found.setdefault(graph, holder)
                    deepest[-1] = max(deepest[-1], below + 1)
    return found
