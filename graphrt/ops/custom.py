"""An op whose gradient is written by its user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphrt.errors import OpError, ShapeError
from graphrt.ir.graph import Graph
from graphrt.ir.op import PURE, op
from graphrt.ops.bodies import Given, body_types, merged_type, packed
from graphrt.ops.control import Call, RunsBody
from graphrt.ops.source import ZerosLike
from graphrt.types import ValueType


@op("custom_gradient", traits=PURE, gate="as its backward body")
class CustomGradient(RunsBody):
    """The results of ``body`` on the operands, with the gradient that ``backward`` computes.

    ``backward`` takes the operands, the results and a cotangent for each float result, and returns
    the gradients of the operands whose positions are in ``wanted``; the others have none. It only
    runs where the gradient calls it.
    Shapes: the operands' types must fit the inputs of ``body``; those of the gradients are the
    operands'.  Gradient: a call of ``backward``, which has a gradient of its own.
    Source: ``jax.custom_vjp``, ``tf.custom_gradient``.
    """

    body: Graph
    backward: Graph
    wanted: tuple[int, ...]

    def check(self) -> None:
        if len(set(self.wanted)) != len(self.wanted) or any(each < 0 for each in self.wanted):
            raise OpError(f"custom_gradient: wanted are different positions, got {self.wanted}")

    def infer(self, *operands: Any) -> ValueType | tuple[ValueType, ...]:
        results = body_types("body", self.body, operands)
        cotangents = [each for each in results if each.dtype.is_float]
        given = [*operands, *map(Given, results), *map(Given, cotangents)]
        gradients = body_types("backward", self.backward, given)
        if len(gradients) != len(self.wanted):
            raise ShapeError(
                f"backward returns {len(gradients)} gradients for {len(self.wanted)} operands"
            )
        for position, gradient in zip(self.wanted, gradients, strict=True):
            if position >= len(operands):
                raise ShapeError(f"backward has a gradient for operand {position}, there is none")
            want = operands[position].type
            if not want.dtype.is_float or merged_type(want, gradient) is None:
                raise ShapeError(
                    f"backward returns {gradient} for operand {position}, which is {want}"
                )
        return packed(results)

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        cotangents = [
            emit(ZerosLike(), result) if grad is None else grad
            for result, grad in zip(node.outputs, grads, strict=True)
            if result.type.dtype.is_float
        ]
        given: list[Any] = [None] * len(node.inputs)
        if self.wanted:
            found = emit(Call(body=self.backward), *node.inputs, *node.outputs, *cotangents)
            found = found if isinstance(found, tuple) else (found,)
            for position, gradient in zip(self.wanted, found, strict=True):
                given[position] = gradient
        return given
