"""A graph made again, node by node, with something about its nodes changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from graphrt.ir.emitter import Emitter, paused_gc
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.location import Location
from graphrt.ir.op import Op

Values = dict[Value, Value]  # of the old graph -> of the new one


def needed(graph: Graph, values: Iterable[Value], stop: Iterable[Value] = ()) -> set[int]:
    """The indices of the nodes that ``values`` are computed from, not looking behind ``stop``."""
    ends = set(stop)
    found: set[int] = set()
    pending = [value for value in values if value not in ends]
    while pending:
        node = pending.pop().node
        if node.index not in found:
            found.add(node.index)
            pending += [each for each in node.inputs if each is not None and each not in ends]
    return found


def rebuild(
    graph: Graph,
    *,
    keep: set[int] | None = None,
    op: Callable[[Node], Op] = lambda node: node.op,
    names: Mapping[str, str] | None = None,
    replaced: Mapping[Value, Op] | None = None,
) -> tuple[Graph, Values]:
    """``graph`` with new nodes: only those to ``keep``, with the ``op`` said, and new ``names``.

    A value in ``replaced`` becomes the result of a new node with that op and no operands. Types
    are inferred anew; source lines, roles and origins stay. Raises what emitting a node raises.
    """
    here: list[Location | None] = [None]
    emit = Emitter(locate=lambda: here[0])
    new_names = names or {}
    values: Values = {}
    with paused_gc():
        for node in graph.nodes:
            if replaced:
                _replace(emit, node, replaced, values)
            if keep is not None and node.index not in keep:
                continue
            here[0] = node.location
            emit.role, emit.origins = node.role, node.origins
            emit.grad_of = node.grad_of
            if emit.grad_of is not None and emit.grad_of.label in new_names:
                emit.grad_of = emit.grad_of._replace(label=new_names[emit.grad_of.label])
            operands = [None if each is None else values[each] for each in node.inputs]
            results = emit(op(node), *operands, name=new_names.get(node.name, node.name))
            made = (results,) if isinstance(results, Value) else results
            for old, new in zip(node.outputs, made, strict=True):
                values.setdefault(old, new)  # one that is replaced stays so
        outputs = [values[each] for each in graph.outputs]
        return emit.freeze(outputs, graph.name), values


def _replace(emit: Emitter, node: Node, replaced: Mapping[Value, Op], values: Values) -> None:
    for value in node.outputs:
        if value in replaced:
            name = value.name.replace(".", "_") if len(node.outputs) > 1 else node.name
            values[value] = emit(replaced[value], name=name)
