"""Loops: a body that runs once for each slice of a tensor, or while a condition holds.

How they run is in `looping.py`, how they are differentiated in `loop_gradient.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from graphrt.dims import Extent
from graphrt.errors import DTypeError, OpError, ShapeError
from graphrt.ir.bound import BodyInput, BoundBody
from graphrt.ir.graph import Graph
from graphrt.ir.op import PURE, Array, Op, op
from graphrt.ops.bodies import Given, body_flops, body_types, carried_types, input_dtype
from graphrt.ops.loop_gradient import LoopNode, loop_gradient
from graphrt.ops.looping import BoundLoop, Loop, interpret, order_of_trips
from graphrt.types import BOOL, INT64, DType, ValueType

_TRIP = Given(ValueType(INT64, ()))


@op("scan", traits=PURE, gate="runs back through the trips")
class Scan(Op):
    """A loop over axis 0: trip t computes the next carries and one row of each stacked result.

    ``c_t+1, y_t = body(t, c_t, x_t, v)`` for t = 0, 1, ...; with ``reverse`` the last t comes
    first. The operands after ``trips`` are ``carries`` first values c, ``scanned`` tensors x
    whose slices ``x_t = x[t]`` the trips take, and values v that all trips see. There are as
    many trips as x has rows, or ``length``, which must agree; where ``trips`` is given, only
    those with t < trips run, and the rows after them are 0.

    Shapes: trips int64 ``[]``, c ``[...]``, x ``[length, ...]``, v ``[...]`` -> the carries
    after the last trip, then for each further result of the body its rows ``[length, ...]``.
    Gradient: a scan in the other direction over the body's vector-Jacobian product, which
    computes the trip again from its saved carries; none to ``trips``.
    Source: ONNX Scan-11 with values from outside as operands; ``jax.lax.scan``.
    """

    body: Graph
    carries: int
    scanned: int = 0
    length: int | None = None
    reverse: bool = False

    skips_unread = True

    def check(self) -> None:
        for name in ("carries", "scanned", "length"):
            number = getattr(self, name)
            if number is not None and number < 0:
                raise OpError(f"scan: {name} cannot be negative: {number}")

    def infer(self, trips: Any = None, *operands: Any) -> tuple[ValueType, ...]:
        _require_count(trips)
        start, end = self.carries, self.carries + self.scanned
        if len(operands) < end:
            raise ShapeError(
                f"{self.carries} carries and {self.scanned} scanned make {end} operands at least,"
                f" got {len(operands)}"
            )
        length = self._length([each.type for each in operands[start:end]])
        slices = [
            Given(ValueType(each.type.dtype, each.type.shape and each.type.shape[1:]))
            for each in operands[start:end]
        ]
        given = [_TRIP, *operands[:start], *slices, *operands[end:]]
        carries, rows = carried_types(self.body, self.carries, given)
        return (*carries, *(_stacked(length, each) for each in rows))

    def _length(self, scanned: Sequence[ValueType]) -> Extent:
        """How many trips there are. Raises `ShapeError` where nothing says so, or two do."""
        if not scanned and self.length is None:
            raise ShapeError("nothing says how many trips: scan a tensor, or give a length")
        length: Extent = self.length
        for position, type_ in enumerate(scanned):
            if type_.shape is None:
                raise ShapeError("the rank of an operand is not known")
            if not type_.shape:
                raise ShapeError(f"scanned operand {position} is a scalar: it has no slices")
            extent = type_.shape[0]
            if length is None:
                length = extent
            elif extent is not None and extent != length:
                raise ShapeError(
                    f"the trips disagree: {length} and, from scanned operand {position}, {extent}"
                )
        return length

    @property
    def bodies(self) -> tuple[Graph, ...]:
        return (self.body,)

    @property
    def most_trips(self) -> int:
        return 1 if self.length is None else self.length  # the length of a tensor is bounded

    def body_inputs(self, types: Sequence[Any]) -> Sequence[Sequence[BodyInput]]:
        start, end = 1 + self.carries, 1 + self.carries + self.scanned
        return [
            [
                BodyInput(_TRIP.type),
                *(BodyInput(each) for each in types[1:start]),
                *(BodyInput(each.with_shape(each.shape[1:])) for each in types[start:end]),
                *(BodyInput(each, end + i) for i, each in enumerate(types[end:])),
            ]
        ]

    def _loop(self, operands: Sequence[Array]) -> Loop:
        start, end = self.carries, self.carries + self.scanned
        scanned = operands[start:end]
        length = len(scanned[0]) if self.length is None else self.length
        return Loop(length, operands[:start], scanned, operands[end:])

    def compute(self, trips: Array | None = None, *operands: Array) -> Any:
        loop = self._loop(operands)
        order = order_of_trips(loop.length, trips, self.reverse)
        finals, rows, _ = interpret(loop, self.body, order)
        return (*finals, *rows)

    def bind_bodies(
        self, bodies: Sequence[BoundBody], outs: Sequence[Array | None], *xs: Any
    ) -> Callable[[], object]:
        trips, *operands = xs
        loop = self._loop(operands)
        run = BoundLoop(loop, bodies[0], outs[: self.carries], outs[self.carries :])
        return lambda: run(order_of_trips(loop.length, trips, self.reverse))

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        trips, *operands = node.inputs
        start, end = self.carries, self.carries + self.scanned
        loop = LoopNode(
            node, self.body, operands[:start], operands[start:end], operands[end:],
            node.outputs[:start], node.outputs[start:], trips, self.length, self.reverse,
        )  # fmt: skip
        return [None, *loop_gradient(emit, loop, grads[:start], grads[start:])]

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        end = 1 + self.carries + self.scanned
        scanned = operands[end - self.scanned : end]
        length = self.length if self.length is not None else scanned[0].static_shape[0]
        inner = [each.type for each in self.body_inputs(operands)[0]]
        return length * body_flops(self.body, inner)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 0 else input_dtype(self.body, position)


@op("while_loop", traits=PURE, gate="runs back through the trips")
class WhileLoop(Op):
    """The carries after ``c <- body(t, c, v)`` was done while ``condition(t, c, v)`` was true,
    for t = 0, 1, ..., and at most ``max_trips`` times.

    The first ``carries`` operands are c, the others values v that all trips see; both graphs
    take (t, c, v). What the body returns beyond the carries is stacked, 0 in the rows of trips
    that were not made.
    Shapes: c ``[...]``, v ``[...]`` -> the carries, the number of trips made int64 ``[]``, then
    for each further result of the body its rows ``[max_trips, ...]``.
    Gradient: a `scan` back over the trips that were made; none through the condition.
    Source: ONNX Loop-21 without a condition that the body returns; ``jax.lax.while_loop``,
    bounded so that a file cannot loop for ever and trips can be saved.
    """

    condition: Graph
    body: Graph
    carries: int
    max_trips: int

    skips_unread = True

    def check(self) -> None:
        if self.carries < 1:
            raise OpError(f"while_loop: there must be a carry, or it never ends: {self.carries}")
        if self.max_trips < 0:
            raise OpError(f"while_loop: max_trips cannot be negative: {self.max_trips}")

    def infer(self, *operands: Any) -> tuple[ValueType, ...]:
        if len(operands) < self.carries:
            raise ShapeError(f"the {self.carries} carries are not all given")
        given = [_TRIP, *operands]
        verdict = body_types("condition", self.condition, given)
        if list(verdict) != [ValueType(BOOL, ())]:
            shown = ", ".join(map(str, verdict))
            raise DTypeError(f"the condition must return one bool scalar, it returns {shown}")
        carries, rows = carried_types(self.body, self.carries, given)
        return (*carries, _TRIP.type, *(_stacked(self.max_trips, each) for each in rows))

    @property
    def bodies(self) -> tuple[Graph, ...]:
        return (self.condition, self.body)

    @property
    def most_trips(self) -> int:
        return self.max_trips

    def body_inputs(self, types: Sequence[Any]) -> Sequence[Sequence[BodyInput]]:
        given = [
            BodyInput(_TRIP.type),
            *(BodyInput(each) for each in types[: self.carries]),
            *(BodyInput(e, self.carries + i) for i, e in enumerate(types[self.carries :])),
        ]
        return [given, given]

    def _loop(self, operands: Sequence[Array]) -> Loop:
        return Loop(self.max_trips, operands[: self.carries], (), operands[self.carries :])

    def compute(self, *operands: Array) -> Any:
        loop = self._loop(operands)
        finals, rows, made = interpret(loop, self.body, range(self.max_trips), self.condition)
        return (*finals, np.int64(made), *rows)

    def bind_bodies(
        self, bodies: Sequence[BoundBody], outs: Sequence[Array | None], *xs: Any
    ) -> Callable[[], object]:
        condition, body = bodies
        finals, (trips, *rows) = outs[: self.carries], outs[self.carries :]
        run = BoundLoop(self._loop(xs), body, finals, rows, condition)

        def call() -> None:
            made = run(range(self.max_trips))
            if trips is not None:
                trips[...] = made

        return call

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        n = self.carries
        trips, *rows = node.outputs[n:]
        loop = LoopNode(
            node, self.body, node.inputs[:n], (), node.inputs[n:],
            node.outputs[:n], rows, trips, self.max_trips, False,
        )  # fmt: skip
        return loop_gradient(emit, loop, grads[:n], grads[n + 1 :])

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        """Those of ``max_trips`` trips: how many there will be is not known."""
        given = [_TRIP.type, *operands]
        return self.max_trips * sum(body_flops(body, given) for body in self.bodies)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return input_dtype(self.body, 1 + position)


def _stacked(length: Extent, row: ValueType) -> ValueType:
    return row.with_shape(None if row.shape is None else (length, *row.shape))


def _require_count(trips: Any) -> None:
    if trips is not None and trips.type != _TRIP.type:
        raise DTypeError(f"trips must be an int64 scalar, got {trips.type}")
