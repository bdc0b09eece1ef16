"""From nodes to expressions: one node, or the body of a fused one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graphrt.backends.native.expression import DOWN, Expr, Recorder
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.op import Op, Trait
from graphrt.ops.reduce import Sum

Recorded = Any  # an Expr, or a number that adopts the dtype of what it meets


def row_axes_of(op: Op, first: Value | None) -> tuple[int, ...] | None:
    """The axes that reductions inside ``op`` go over: none for a pointwise op, ``None`` where it
    is neither that nor a reduction."""
    if op.has_scalar:
        return ()
    if not op.has_row_axes or first is None or first.type.shape is None:
        return None
    return op.row_axes(first.type.rank)  # in the domain: a `makes_row` op adds the row itself


def record_node(recorder: Recorder, node: Node, operands: Sequence[Recorded]) -> Recorded:
    """The result of one node, in the dtype it is declared with."""
    write = node.op.scalar if node.op.has_scalar else node.op.row
    return recorder.cast(write(recorder, *operands), node.outputs[0].type.dtype)


def product_in(body: Graph) -> Node | None:
    """The product whose elements a body goes on with."""
    return next((node for node in body.nodes if Trait.CONTRACTION in node.op.traits), None)


class RowsOfBody(NamedTuple):
    """Which axes of a body's domain make up its row, and which of its nodes add up whole rows."""

    axes: tuple[int, ...] = ()
    summing: frozenset[Node] = frozenset()


NO_ROWS = RowsOfBody()


def rows_of_body(body: Graph, rank: int) -> RowsOfBody:
    """The row of a body whose domain has ``rank`` axes: what its reductions go over, or, of the
    last axes, what its sums over the first ones leave."""
    found: dict[Node, tuple[int, ...]] = {}
    for node in body.nodes:
        axes = row_axes_of(node.op, node.inputs[0]) if node.inputs else ()
        if axes:
            found[node] = axes
    rows = [
        tuple(range(len(axes), rank)) if _sums_first(node, axes, rank) else axes
        for node, axes in found.items()
    ]
    row = min(rows, key=len, default=())
    return RowsOfBody(row, frozenset(node for node, axes in found.items() if axes != row))


def _sums_first(node: Node, axes: Sequence[int], rank: int) -> bool:
    """Whether a node adds up some first axes of its ``rank``."""
    return isinstance(node.op, Sum) and len(axes) < rank and set(axes) == set(range(len(axes)))


def record_body(
    recorder: Recorder,
    body: Graph,
    operands: Sequence[Expr | None],
    rows: RowsOfBody = NO_ROWS,
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
        elif node in rows.summing:
            known[result] = _sum_of_rows(recorder, node, known, rows)
        else:
            # a shape operand has no expression, and no scalar form reads it
            given = [None if each is None else known.get(each) for each in node.inputs]
            known[result] = record_node(recorder, node, given)
    return [known[value] for value in body.outputs]


def _sum_of_rows(
    recorder: Recorder, node: Node, known: Mapping[Value, Recorded], rows: RowsOfBody
) -> Expr:
    """A sum over the axes before the row, perhaps over the row as well."""
    (x,) = node.inputs
    assert isinstance(node.op, Sum) and x is not None
    summand: Expr = known[x]
    if rows.axes and rows.axes[-1] in node.op.row_axes(x.type.rank):
        summand = recorder.row_sum(summand)
    result: Expr = getattr(recorder, DOWN)(summand)
    return result
