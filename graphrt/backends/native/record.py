"""From nodes to expressions: one node, or the body of a fused one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphrt.backends.native.expression import Expr, Recorder
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.op import Op, Trait

Recorded = Any  # an Expr, or a number that adopts the dtype of what it meets


def row_axes_of(op: Op, first: Value | None) -> tuple[int, ...] | None:
    """The axes that reductions inside ``op`` go over: none for a pointwise op, ``None`` where it
    is neither that nor a reduction."""
    if op.has_scalar:
        return ()
    if not op.has_row_axes or first is None or first.type.shape is None:
        return None
    return op.row_axes(first.type.rank)


def record_node(recorder: Recorder, node: Node, operands: Sequence[Recorded]) -> Recorded:
    """The result of one node, in the dtype it is declared with."""
    write = node.op.scalar if node.op.has_scalar else node.op.row
    return recorder.cast(write(recorder, *operands), node.outputs[0].type.dtype)


def product_in(body: Graph) -> Node | None:
    """The product whose elements a body goes on with."""
    return next((node for node in body.nodes if Trait.CONTRACTION in node.op.traits), None)


def record_body(
    recorder: Recorder,
    body: Graph,
    operands: Sequence[Expr | None],
    sums: Expr | None = None,
) -> list[Expr] | str:
    """The results of a body, or which of its nodes no kernel can have. ``sums`` stands for the
    product in it."""
    known: dict[Value, Recorded] = dict(zip(body.inputs, operands, strict=True))
    product = product_in(body) if sums is not None else None
    for node in body.nodes:
        result = node.outputs[0]
        if node is product:
            known[result] = sums
        elif node.op.name == "input" or (result.known is not None and node.op.name != "constant"):
            continue  # a shape, which no scalar form reads
        elif node.op.name == "constant":
            array = node.op.attributes()["value"]
            if array.size != 1:
                return f"%{node.name} is an array of constants"
            known[result] = recorder.cast(array.item(), result.type.dtype)
        elif len(node.outputs) != 1 or not (node.op.has_scalar or node.op.has_row):
            return f"%{node.name} is a {node.op.name}"
        else:
            # a shape operand has no expression, and no scalar form reads it
            given = [None if each is None else known.get(each) for each in node.inputs]
            known[result] = record_node(recorder, node, given)
    return [known[value] for value in body.outputs]
