"""Nodes that write variables in place, as the last thing a step does.

A result that is a variable's new value and nothing else need not be computed beside it and
copied. But until nothing can fail any more no variable may change, and what a node reads must still
be there when it runs. So these nodes run after all others, and of the variables that change each
reads those alone that it writes, element by element: a kernel loads element i of everything it
reads before it stores element i of its first result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from graphrt.ir.graph import Node, Value
from graphrt.ir.op import Trait
from graphrt.lowering.schedule import Schedule
from graphrt.ops.fused import Fused

MOST_FLOPS = 1 << 33  # of products that an interrupt has to wait for: a tenth of a second or so

Deferred = Mapping[Node, Mapping[Value, str]]  # node -> its results, and the variables they are


def deferred_nodes(
    order: Schedule,
    fetches: Iterable[Value],
    updates: Mapping[str, Value],
    root: Mapping[Value, Value],
) -> Deferred:
    """The nodes of ``order`` that may write variables in place. ``root`` says of views what
    they look at."""
    if not updates:
        return {}
    readers = Counter(
        operand for node in order.nodes for operand in order.operands(node) if operand is not None
    )
    readers.update(fetches)
    readers.update(updates.values())
    found: dict[Node, dict[Value, str]] = {}
    written = {value: name for name, value in updates.items() if readers[value] == 1}
    flops = 0
    for node in dict.fromkeys(value.node for value in written):
        own = {value: written[value] for value in node.outputs if value in written}
        if all(value in own or not readers[value] for value in node.outputs) and _may_be_last(
            node, order, own, updates, root
        ):
            more = _flops_of_product(node, order)
            if flops + more <= MOST_FLOPS:
                flops += more
                found[node] = own
    return found


def _may_be_last(
    node: Node,
    order: Schedule,
    own: Mapping[Value, str],
    updates: Mapping[str, Value],
    root: Mapping[Value, Value],
) -> bool:
    kind = _operands_read_in_full(node)
    if kind is None or order.is_dynamic(node) or order.constant(node.outputs[0]) is not None:
        return False
    if any(value in root or value.type.dtype.is_narrow_float for value in node.outputs):
        return False
    types = order.types
    shapes = {types[value].static_shape for value in node.outputs}
    pointwise = [each for k, each in enumerate(node.inputs) if each is not None and k not in kind]
    shapes.add(np.broadcast_shapes(*shapes, *(types[each].static_shape for each in pointwise)))
    if len(shapes) > 1:
        return False
    results = {name: value for value, name in own.items()}
    for position, operand in enumerate(node.inputs):
        variable = "" if operand is None else _variable(root.get(operand, operand))
        if operand is None or variable not in updates:
            continue
        result = results.get(variable)
        same = operand not in root and result is not None and types[operand] == types[result]
        if position in kind or not same:
            return False
    return True


def _operands_read_in_full(node: Node) -> frozenset[int] | None:
    """The operands of which a result element may need any element, those of a product; `None`
    where the node is not a kernel that writes each element once and cannot fail."""
    if isinstance(node.op, Fused):
        return node.op.factors
    return frozenset() if Trait.TOTAL in node.op.traits else None


def _variable(value: Value) -> str:
    """The variable that a value is, or nothing."""
    op = value.node.op
    return str(op.attributes()["variable"]) if op.name == "variable" else ""


def _flops_of_product(node: Node, order: Schedule) -> int:
    if not isinstance(node.op, Fused) or not node.op.factors:
        return 0
    operands = [None if each is None else order.types[each] for each in node.inputs]
    return node.op.flops(operands, [order.types[each] for each in node.outputs])
