"""Which results are views: layouts in the memory of an operand, for which nothing is computed."""

from __future__ import annotations

from typing import NamedTuple

from graphrt.ir.graph import Value
from graphrt.ir.layout import Layout, contiguous
from graphrt.lowering.schedule import Schedule


class Views(NamedTuple):
    """The layout of each view in its block, and its root: the value whose block that is."""

    layouts: dict[Value, Layout]
    root: dict[Value, Value]


def views_of(order: Schedule) -> Views:
    """The views among the results of a schedule."""
    layouts: dict[Value, Layout] = {}
    root: dict[Value, Value] = {}
    types = order.types
    for node in order.nodes:
        if not node.op.has_view:
            continue
        operands = order.operands(node)
        operand = operands[0] if operands else None
        if operand is None or len(node.outputs) != 1 or order.is_dynamic(node):
            continue
        result = node.outputs[0]
        base = layouts.get(operand) or contiguous(types[operand].static_shape)
        known = (v if v is None else order.constant(v) for v in operands[1:])
        layout = node.op.view(base, types[operand], types[result], *known)
        if layout is not None:
            layouts[result] = layout
            root[result] = root.get(operand, operand)
    return Views(layouts, root)
