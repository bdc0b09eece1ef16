"""Ops that hold graphs, and the one that stops gradients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphrt.errors import DTypeError, ShapeError
from graphrt.ir.bound import BodyInput
from graphrt.ir.evaluate import run_body
from graphrt.ir.graph import Graph
from graphrt.ir.op import POINTWISE, PURE, Array, Op, Trait, op
from graphrt.ops.bodies import (
    body_flops,
    body_types,
    input_dtype,
    merged_type,
    packed,
    spread,
    wanted_inputs,
)
from graphrt.types import BOOL, DType, ValueType


@op("stop_gradient", traits=POINTWISE | Trait.CUT, gate="blocks")
class StopGradient(Op):
    """``y = x``, but no gradient goes back through it.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, on purpose.
    """

    def infer(self, x: Any) -> ValueType:
        result: ValueType = x.type
        return result

    def compute(self, x: Array) -> Array:
        return x

    def view(self, layout: Any, operand: ValueType, result: ValueType, *known: Any) -> Any:
        return layout

    def scalar(self, s: Any, x: Any) -> Any:
        return x

    def known(self, x: Any) -> Any:
        return x.known

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 0


@op("barrier", traits=Trait.NONE, gate="passes it on")
class Barrier(Op):
    """``y = x``, which no pass looks through: what is computed from y stays apart from what is
    computed from x, though it be the same.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g.
    Source: StableHLO optimization_barrier.
    """

    def infer(self, x: Any) -> ValueType:
        result: ValueType = x.type
        return result

    def compute(self, x: Array) -> Array:
        return x

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (grad,)

    def view(self, layout: Any, operand: ValueType, result: ValueType, *known: Any) -> Any:
        return layout

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 0


class RunsBody(Op):
    """An op whose results are those of its attribute ``body`` on its operands."""

    body: Graph

    @property
    def bodies(self) -> tuple[Graph, ...]:
        return (self.body,)

    def run_bodies(self, runners: Sequence[Callable[..., Any]], *xs: Any) -> Any:
        return runners[0](*xs)

    def compute(self, *xs: Array) -> Any:
        return self.run_bodies([run_body(self.body)], *xs)

    def body_inputs(self, types: Sequence[Any]) -> Sequence[Sequence[BodyInput]]:
        return [[BodyInput(each, position) for position, each in enumerate(types)]]

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return body_flops(self.body, operands)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return input_dtype(self.body, position)


@op("call", traits=PURE, gate="as its body")
class Call(RunsBody):
    """The results of ``body`` on the operands, one result per output of the body.

    Shapes: the operands' types must fit the body's inputs; symbols of the body take the
    extents given, and what the body finds while running is an unknown extent outside.
    Gradient: a call of the body's vector-Jacobian product, which computes
    what it needs of the forward pass again.
    """

    body: Graph

    def infer(self, *operands: Any) -> ValueType | tuple[ValueType, ...]:
        return packed(body_types("body", self.body, operands))

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        wanted = wanted_inputs(emit, node.inputs)
        given = tuple(grad is not None for grad in grads)
        if not any(wanted):
            return [None] * len(node.inputs)
        body = emit.vjp_body(self.body, wanted, given)
        results = emit(Call(body=body), *node.inputs, *(g for g in grads if g is not None))
        return spread(wanted, results)


@op("cond", traits=PURE, gate="routes to the branch taken")
class Cond(Op):
    """The results of ``then_body`` where the bool scalar ``pred`` is true, else of
    ``else_body``; only that one runs.

    Shapes: both bodies take the operands after ``pred`` and return the same types.
    Gradient: through the branch taken; zeros where it does not use an operand.
    Source: ONNX If-21, with explicit operands.
    """

    then_body: Graph
    else_body: Graph

    def infer(self, pred: Any, *operands: Any) -> ValueType | tuple[ValueType, ...]:
        if pred.type != ValueType("bool", ()):
            raise DTypeError(f"pred must be a bool scalar, got {pred.type}")
        then_types = body_types("then", self.then_body, operands)
        else_types = body_types("else", self.else_body, operands)
        if len(then_types) == len(else_types):
            merged = tuple(map(merged_type, then_types, else_types))
            if None not in merged:
                return packed(merged)
        raise ShapeError(
            "the branches return different types",
            rows=[f"then {list(then_types)}", f"else {list(else_types)}"],
        )

    @property
    def bodies(self) -> tuple[Graph, ...]:
        return (self.then_body, self.else_body)

    def run_bodies(self, runners: Sequence[Callable[..., Any]], pred: Any, *xs: Any) -> Any:
        return runners[0 if pred else 1](*xs)

    def compute(self, pred: Array, *xs: Array) -> Any:
        return self.run_bodies([run_body(body) for body in self.bodies], pred, *xs)

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        wanted = wanted_inputs(emit, node.inputs[1:])
        given = tuple(grad is not None for grad in grads)
        if not any(wanted):
            return [None] * len(node.inputs)
        backward = Cond(
            then_body=emit.vjp_body(self.then_body, wanted, given),
            else_body=emit.vjp_body(self.else_body, wanted, given),
        )
        results = emit(backward, *node.inputs, *(g for g in grads if g is not None))
        return [None, *spread(wanted, results)]

    def body_inputs(self, types: Sequence[Any]) -> Sequence[Sequence[BodyInput]]:
        given = [BodyInput(each, position) for position, each in enumerate(types)][1:]
        return [given, given]

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return max(body_flops(body, operands[1:]) for body in self.bodies)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return input_dtype(self.then_body, position - 1) if position else BOOL
