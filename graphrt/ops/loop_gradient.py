"""The gradient of a loop: a scan back over the trips that were made.

Trip t of the loop is ``c', y = body(t, c, x, v)``. Going back, with the cotangent g of c' as a
carry, the vector-Jacobian product of the body gives what goes to c (the next g), to x (a row)
and to v (added up in further carries). It computes the trip again from c, so the loop must
have kept the c each trip began with: a stacked result of the body that *is* its input c.
`gr.scan` and `gr.while_loop` always return these rows; where nobody reads them, they are not
written. A loop without them is run once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from graphrt.ir.graph import Graph, Role, Value
from graphrt.ir.inline import inline, inputs_read
from graphrt.ops import lookup
from graphrt.ops.arithmetic import Add
from graphrt.ops.source import Input, ZerosLike


class LoopNode(NamedTuple):
    """A node that is a loop, taken apart."""

    node: Any
    body: Graph
    carries: Sequence[Value]  # first values
    scanned: Sequence[Value]
    shared: Sequence[Value]
    finals: Sequence[Value]
    rows: Sequence[Value]
    trips: Value | None
    length: int | None
    reverse: bool


def with_history(body: Graph, carries: int) -> Graph:
    """``body``, which returns its first carries beside what it returned, where it did not."""
    outputs = list(body.outputs)
    outputs += [each for each in body.inputs[1 : 1 + carries] if each not in outputs[carries:]]
    return Graph(body.nodes, outputs, body.name)


def loop_gradient(
    emit: Any, loop: LoopNode, final_grads: Sequence[Any], row_grads: Sequence[Any]
) -> list[Any]:
    """The gradients of the first carries, the scanned tensors and the shared values."""
    count, steps = len(loop.carries), len(loop.scanned)
    floating = [each.type.dtype.is_float for each in loop.carries]
    others = [*loop.scanned, *loop.shared]
    wanted = [each.type.dtype.is_float and emit.wants(each) for each in others]
    read_rows = [grad is not None for grad in row_grads]
    if not any(floating) and not (any(wanted) and any(read_rows)):
        return [None] * (count + len(others))
    product = emit.vjp_body(
        loop.body, (False, *floating, *wanted), (*floating, *read_rows)
    )  # its inputs: those of the body, then the cotangents
    back = _BackwardBody(emit, loop, product, floating, wanted)
    history = _history(emit, loop, back.saved)
    seeds = [
        emit(ZerosLike(), final) if grad is None else grad
        for final, grad, flag in zip(loop.finals, final_grads, floating, strict=True)
        if flag
    ]
    sums = [emit(ZerosLike(), each) for each in _chosen(loop.shared, wanted[steps:])]
    carries = len(seeds) + len(sums)
    op = lookup("scan")(
        body=back.graph,
        carries=carries,
        scanned=len(history) + len(back.slices) + sum(read_rows),
        length=loop.length,
        reverse=not loop.reverse,
    )
    results = emit(
        op, loop.trips, *seeds, *sums, *history,
        *(loop.scanned[i] for i in back.slices),
        *(grad for grad in row_grads if grad is not None),
        *(loop.shared[i] for i in back.shared),
    )  # fmt: skip
    to_carries = _spread(floating, results[: len(seeds)])
    to_shared = _spread(wanted[steps:], results[len(seeds) : carries])
    to_scanned = _spread(wanted[:steps], results[carries:])
    return [*to_carries, *to_scanned, *to_shared]


class _BackwardBody:
    """The body of the scan back: inputs in the order a scan has them, sums as carries.

    ``saved``, ``slices`` and ``shared`` are the numbers of the carries, scanned tensors and
    shared values that it reads; nothing else is handed to it.
    """

    def __init__(
        self,
        emit: Any,
        loop: LoopNode,
        product: Graph,
        floating: Sequence[bool],
        wanted: Sequence[bool],
    ) -> None:
        count, steps = len(loop.carries), len(loop.scanned)
        trip, *rest = product.inputs
        read = inputs_read(product)[1:]
        old, rest = rest[:count], rest[count:]
        slices, rest = rest[:steps], rest[steps:]
        shared, rest = rest[: len(loop.shared)], rest[len(loop.shared) :]
        cotangents, row_cotangents = rest[: sum(floating)], rest[sum(floating) :]
        self.saved = [i for i in range(count) if read[i]]
        self.slices = [i for i in range(steps) if read[count + i]]
        self.shared = [i for i in range(len(shared)) if read[count + steps + i]]
        if loop.length is None and not (self.saved or self.slices or row_cotangents):
            self.slices = [0]  # something must say how many trips there are

        inner = emit.body()
        made: dict[Value, Value] = {}

        def take(values: Sequence[Value]) -> None:
            for each in values:
                made[each] = inner(Input(each.type), name=each.node.name)

        take([trip, *cotangents])
        names = {each.node.name for each in product.inputs}
        sums = [
            inner(Input(each.type), name=_unlike(names, f"sum_{each.node.name}"))
            for each in _chosen(shared, wanted[steps:])
        ]
        take([old[i] for i in self.saved])
        take([slices[i] for i in self.slices])
        take([*row_cotangents, *(shared[i] for i in self.shared)])
        results = inline(inner, product, [made.get(each) for each in product.inputs])
        to_carries, results = results[: len(cotangents)], results[len(cotangents) :]
        rows, terms = results[: sum(wanted[:steps])], results[sum(wanted[:steps]) :]
        with inner.as_role(Role.GRADIENT):
            totals = [inner(Add(), *pair) for pair in zip(sums, terms, strict=True)]
        graph = inner.freeze([*to_carries, *totals, *rows], name=product.name)
        self.graph = with_history(graph, len(cotangents) + len(sums))


def _history(emit: Any, loop: LoopNode, wanted: Sequence[int]) -> list[Value]:
    """For each carry in ``wanted``, the values that the trips began with, stacked."""
    count = len(loop.carries)
    returned = loop.body.outputs[count:]
    inputs = loop.body.inputs[1 : 1 + count]
    rows = loop.rows
    if any(inputs[i] not in returned for i in wanted):
        body = with_history(loop.body, count)
        again = emit(loop.node.op.replace(body=body), *loop.node.inputs)
        returned = body.outputs[count:]
        rows = again[len(again) - len(returned) :]
    return [rows[returned.index(inputs[i])] for i in wanted]


def _unlike(names: set[str], name: str) -> str:
    while name in names:
        name += "_"
    return name


def _chosen(values: Sequence[Value], flags: Sequence[bool]) -> list[Value]:
    return [value for value, flag in zip(values, flags, strict=True) if flag]


def _spread(flags: Sequence[bool], values: Sequence[Value]) -> list[Value | None]:
    """``values`` in order where ``flags`` hold, ``None`` elsewhere; further ones are left out."""
    found = iter(values)
    return [next(found) if flag else None for flag in flags]
