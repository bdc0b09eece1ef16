"""Composite ops: one node, one fast kernel, and a decomposition from which the gradient follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphrt.ir.graph import Graph, Value
from graphrt.ir.inline import inline
from graphrt.ir.op import Op
from graphrt.ops.source import Input


class Composite(Op):
    """An op that other ops can express: `decompose` emits them, and means what `compute` does.

    Its gradient is that of the decomposition, computed from the operands again, so it exists to
    any order and nothing is kept from the forward pass. A test compares the two on every sample.
    """

    def decompose(self, emit: Any, *operands: Any) -> Any:
        """The results, from nodes that ``emit`` adds; absent operands are ``None``."""
        raise NotImplementedError(f"{type(self).__name__}.decompose")

    def body(self, emit: Any, operands: Sequence[Value | None]) -> Graph:
        """The decomposition as a graph, with an input for each operand that is there."""
        inner = emit.body()
        inputs = [
            None if value is None else inner(Input(value.type), name=f"operand{position}")
            for position, value in enumerate(operands)
        ]
        results = self.decompose(inner, *inputs)
        outputs = results if isinstance(results, tuple) else (results,)
        graph: Graph = inner.freeze(outputs, name=self.name)
        return graph

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        wanted = [
            value is not None and value.type.dtype.is_float and emit.wants(value)
            for value in node.inputs
        ]
        present = [value for value in node.inputs if value is not None]
        flags = tuple(
            flag for flag, value in zip(wanted, node.inputs, strict=True) if value is not None
        )
        given = [grad for grad in grads if grad is not None]
        body = self.body(emit, node.inputs)
        product = emit.vjp_body(body, flags, tuple(grad is not None for grad in grads))
        found = iter(inline(emit, product, [*present, *given], anew=True))
        return [next(found) if flag else None for flag in wanted]
