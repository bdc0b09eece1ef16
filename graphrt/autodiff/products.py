"""Derivatives made of backward sweeps: Jacobian-vector products, Jacobians, Hessians.

There is one set of rules, that of the backward sweep. The vector-Jacobian product is linear in its
cotangent u, so differentiating ``u^T J`` with respect to u along t gives ``J t``; a Jacobian is
the vector-Jacobian product of each unit vector, a `scan` over what depends on u.
Source: the double backward trick, Townsend 2017, "A new trick for calculating Jacobian vector
products".
"""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.autodiff.reverse import Missing, cotangents_of, drop_unused, gradients_of, origin
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Node, Role, Value
from graphrt.ops.compare import Cast, Equal
from graphrt.ops.joining import Concat
from graphrt.ops.loops import Scan
from graphrt.ops.ranges import Range
from graphrt.ops.shape import Reshape
from graphrt.ops.source import Input, ShapeOf, SizeOf, ZerosLike
from graphrt.types import INT64, ValueType


def tangents_of(
    emit: Emitter, results: Sequence[Value], wrt: Sequence[Value], tangents: Sequence[Value]
) -> list[Value]:
    """Insert the Jacobian-vector product: for each result r, ``sum_x dr/dx t_x``; zeros where
    r depends on none of ``wrt``."""
    start = len(emit.nodes)
    cotangents = [_zeros_like(emit, result) for result in results]
    products = cotangents_of(emit, results, cotangents, wrt, "zeros")
    found: list[Value] = cotangents_of(emit, products, tangents, cotangents, "zeros")
    drop_unused(emit, start, found)
    return found


def hessian_vector_of(
    emit: Emitter, loss: Value, wrt: Sequence[Value], vectors: Sequence[Value]
) -> list[Value]:
    """Insert ``sum_y d^2L/dx dy v_y`` for each x of ``wrt``: the gradient of ``g^T v``."""
    slopes = gradients_of(emit, loss, wrt)
    found: list[Value] = cotangents_of(emit, slopes, vectors, wrt, "zeros")
    return found


def jacobians_of(
    emit: Emitter, result: Value, wrt: Sequence[Value], missing: Missing = "error"
) -> list[Value]:
    """Insert ``dr_i/dx_j`` for each x of ``wrt``, of the shape of the result, then that of x."""
    start = len(emit.nodes)
    cotangent = _zeros_like(emit, result)
    rows: list[Value] = cotangents_of(emit, [result], [cotangent], wrt, missing)
    body, captured = _body_of(emit, cotangent, rows)
    drop_unused(emit, start, captured)
    with emit.on_behalf_of(result.node, Role.GRADIENT, origin(result.node)):
        shape = emit(ShapeOf(), result)
        count = emit(SizeOf(), result)
        numbers = emit(Range(), 0, count, 1)
        places = emit(Reshape(), numbers, shape)
        stacked = emit(Scan(body, 0, 1), None, numbers, places, *captured)
        return [
            emit(Reshape(), rows_of_x, emit(Concat(axis=0), shape, emit(ShapeOf(), x)))
            for rows_of_x, x in zip(stacked, wrt, strict=True)
        ]


def hessians_of(emit: Emitter, loss: Value, wrt: Sequence[Value]) -> list[list[Value]]:
    """Insert ``d^2L/dx dy``, for each x and y of ``wrt``: a row of blocks for each x."""
    return [jacobians_of(emit, slope, wrt, "zeros") for slope in gradients_of(emit, loss, wrt)]


def _body_of(
    emit: Emitter, cotangent: Value, rows: Sequence[Value]
) -> tuple[Graph, tuple[Value, ...]]:
    """What ``rows`` compute from ``cotangent``, as the body of a scan over the number of its
    element that is 1; beside it the values from outside that the body reads."""
    inner = emit.body()
    inner(Input(ValueType(INT64, ())), name="trip")
    number = inner(Input(ValueType(INT64, ())), name="element")
    places = inner(Input(ValueType(INT64, cotangent.type.shape)), name="places")
    seed = inner(Cast(cotangent.type.dtype), inner(Equal(), places, number))
    inside: dict[Value, Value] = {cotangent: seed}
    captured: dict[Value, Value] = {}

    def operand(value: Value | None) -> Value | None:
        if value is None or value in inside:
            return None if value is None else inside[value]
        if value not in captured:
            captured[value] = inner(Input(value.type), name=f"outer{len(captured)}")
        return captured[value]

    for node in _between(emit.nodes, cotangent, rows):
        with inner.on_behalf_of(node, node.role, node.grad_of):
            inner(node.op, *map(operand, node.inputs))
        inside.update(zip(node.outputs, inner.nodes[-1].outputs, strict=True))
    outputs = [operand(row) for row in rows]
    graph = inner.freeze([each for each in outputs if each is not None], name="jacobian_rows")
    return graph, tuple(captured)


def _between(nodes: Sequence[Node], source: Value, results: Sequence[Value]) -> list[Node]:
    """The nodes that ``results`` need and that depend on ``source``, in order."""
    needed = {value.node.index for value in results}
    for node in reversed(nodes[source.node.index + 1 :]):
        if node.index in needed:
            needed.update(each.node.index for each in node.inputs if each is not None)
    reached = {source.node.index}
    found = []
    for node in nodes[source.node.index + 1 :]:
        if node.index in needed and any(
            each is not None and each.node.index in reached for each in node.inputs
        ):
            reached.add(node.index)
            found.append(node)
    return found


def _zeros_like(emit: Emitter, value: Value) -> Value:
    with emit.on_behalf_of(value.node, Role.GRADIENT, origin(value.node)):
        zeros: Value = emit(ZerosLike(), value)
        return zeros
