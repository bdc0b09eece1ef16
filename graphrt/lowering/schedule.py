"""The schedule: the nodes a run needs, their types under its bindings, what is known already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import compress
from typing import Any

import numpy as np

from graphrt.dims import Dim, evaluate
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.op import Trait
from graphrt.ops.source import Constant, Input
from graphrt.types import ValueType

Array = np.ndarray[Any, Any]


class Schedule:
    """Nodes in order of execution. ``types`` has the bound type of every value in them;
    ``constants`` the values that need no computing."""

    def __init__(
        self,
        nodes: list[Node],
        types: dict[Value, ValueType],
        fetched: Iterable[Value],
        constants: Mapping[Value, Array],
    ) -> None:
        self.nodes = nodes
        self.types = types
        self.fetched = frozenset(fetched)
        self._constants = constants
        self._open = frozenset(value for value, type_ in types.items() if not type_.is_static)

    def operands(self, node: Node) -> tuple[Value | None, ...]:
        """What a node reads: nothing where its result is known without it."""
        return () if node.outputs[0] in self._constants else node.inputs

    def is_dynamic(self, node: Node) -> bool:
        """Whether a shape at this node is found only while running."""
        if not self._open:
            return False
        return not self._open.isdisjoint((*node.outputs, *self.operands(node)))

    def constant(self, value: Value) -> Array | None:
        """The array of a value that needs no computing: a constant, or a known shape."""
        return self._constants.get(value)


def schedule(
    graph: Graph,
    bindings: Mapping[str, int],
    fetches: Iterable[Value],
    shapes: Mapping[str, tuple[int, ...]],
) -> Schedule:
    """The nodes ``fetches`` need, in graph order.

    A small integer value that is known under ``bindings`` is a constant of the plan: the nodes
    that would have computed it, and their operands, are not needed for it.
    """
    wanted = list(fetches)
    marked = bytearray(len(graph.nodes))
    known: dict[Value, Array] = {}
    for value in wanted:
        marked[value.node.index] = 1
    last = max((value.node.index for value in wanted), default=-1)
    for index in range(last, -1, -1):
        if not marked[index]:
            continue
        node = graph.nodes[index]
        array = _known_array(node, bindings)
        if array is not None:
            known[node.outputs[0]] = array
            continue
        for operand in node.inputs:
            if operand is not None:
                marked[operand.node.index] = 1
    nodes = list(compress(graph.nodes, marked))
    return Schedule(nodes, _bound_types(nodes, bindings, shapes), wanted, known)


def _bound_types(
    nodes: Iterable[Node], bindings: Mapping[str, int], shapes: Mapping[str, tuple[int, ...]]
) -> dict[Value, ValueType]:
    """The types of all results under ``bindings``: equal ones are one object."""
    types: dict[Value, ValueType] = {}
    bound: dict[ValueType, ValueType] = {}
    for node in nodes:
        for value in node.outputs:
            type_ = bound.get(value.type)
            if type_ is None:
                type_ = bound[value.type] = value.type.bind(bindings)
            if not type_.is_static and isinstance(node.op, Input) and node.name in shapes:
                type_ = ValueType(type_.dtype, shapes[node.name])
            types[value] = type_
    return types


def _known_array(node: Node, bindings: Mapping[str, int]) -> Array | None:
    """The value of ``node`` where it needs no running."""
    if isinstance(node.op, Constant):
        return node.op.value
    value = node.outputs[0]
    if value.known is None or len(node.outputs) != 1 or Trait.SOURCE in node.op.traits:
        return None
    entries = value.known if isinstance(value.known, tuple) else (value.known,)
    try:
        numbers = [e if not isinstance(e, Dim) else evaluate(e, bindings) for e in entries]
    except KeyError:
        return None  # it depends on an extent that is found only while running
    shape = (len(numbers),) if isinstance(value.known, tuple) else ()
    return np.array(numbers, dtype=value.type.dtype.numpy).reshape(shape)
