"""The schedule: the nodes a run needs, their types under its bindings, what is known already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from graphrt.dims import Dim, evaluate
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.op import Trait
from graphrt.types import ValueType

Array = np.ndarray[Any, Any]


class Schedule:
    """Nodes in order of execution. ``types`` has the bound type of every value in them."""

    def __init__(
        self, nodes: list[Node], types: dict[Value, ValueType], fetched: Iterable[Value]
    ) -> None:
        self.nodes = nodes
        self.types = types
        self.fetched = frozenset(fetched)
        self._constants: dict[Value, Array] = {}

    def operands(self, node: Node) -> tuple[Value | None, ...]:
        """What a node reads: nothing where its result is known without it."""
        return () if node.outputs[0] in self._constants else node.inputs

    def is_dynamic(self, node: Node) -> bool:
        """Whether a shape at this node is found only while running."""
        types = self.types
        return any(not types[value].is_static for value in node.outputs) or any(
            value is not None and not types[value].is_static for value in self.operands(node)
        )

    def constant(self, value: Value) -> Array | None:
        """The array of a value that needs no computing: a constant, or a known shape."""
        return self._constants.get(value)

    def set_constant(self, value: Value, array: Array) -> None:
        self._constants[value] = array


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
    nodes = [graph.nodes[index] for index in range(last + 1) if marked[index]]
    types: dict[Value, ValueType] = {}
    for node in nodes:
        for value in node.outputs:
            type_ = value.type.bind(bindings)
            if node.op.name == "input" and not type_.is_static and node.name in shapes:
                type_ = ValueType(type_.dtype, shapes[node.name])
            types[value] = type_
    result = Schedule(nodes, types, wanted)
    for value, array in known.items():
        result.set_constant(value, array)
    return result


def _known_array(node: Node, bindings: Mapping[str, int]) -> Array | None:
    """The value of ``node`` where it needs no running."""
    if node.op.name == "constant":
        array: Array = node.op.attributes()["value"]
        return array
    if len(node.outputs) != 1 or Trait.SOURCE in node.op.traits:
        return None
    value = node.outputs[0]
    if value.known is None:
        return None
    entries = value.known if isinstance(value.known, tuple) else (value.known,)
    try:
        numbers = [e if not isinstance(e, Dim) else evaluate(e, bindings) for e in entries]
    except KeyError:
        return None  # it depends on an extent that is found only while running
    shape = (len(numbers),) if isinstance(value.known, tuple) else ()
    return np.array(numbers, dtype=value.type.dtype.numpy).reshape(shape)
