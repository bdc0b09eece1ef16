"""Functions that take functions: `cond` and `call` build bodies, which are graphs too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphrt.errors import GraphError
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.tensor import Tensor, apply, as_operand, builder_of
from graphrt.ir.graph import Graph, Value
from graphrt.ops.control import Call, Cond

Function = Callable[..., Any]


def call(function: Function, *operands: Tensor, name: str | None = None) -> Any:
    """The results of ``function`` as one node that holds its graph.

    ``function`` gets one tensor per operand and returns a tensor or a tuple of them; tensors
    of the surrounding graph that it uses become operands by themselves.
    """
    builder = builder_of("call", operands)
    tensors = [Tensor(as_operand(builder, each), builder) for each in operands]
    body, captured = _bodies(builder, [(function, name or "body")], tensors)
    return _single(apply(Call(body=body[0]), *tensors, *captured, name=name))


def cond(
    pred: Tensor,
    then_function: Function,
    else_function: Function,
    *operands: Tensor,
    name: str | None = None,
) -> Any:
    """``then_function(*operands)`` where the bool scalar ``pred`` holds, else the other one.

    Only the chosen branch runs. Both must return results of the same types.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x")
    >>> y = gr.cond(x > 0, lambda: x * 2, lambda: -x)
    >>> b.signature("predict", inputs=[x], outputs={"y": y})
    >>> session = gr.Session(b.build())
    >>> float(session.run(x=3.0)["y"]), float(session.run(x=-3.0)["y"])
    (6.0, 3.0)
    """
    builder = builder_of("cond", [pred, *operands])
    pred = Tensor(as_operand(builder, pred), builder)
    tensors = [Tensor(as_operand(builder, each), builder) for each in operands]
    functions = [(then_function, "then"), (else_function, "else")]
    bodies, captured = _bodies(builder, functions, tensors)
    op = Cond(then_body=bodies[0], else_body=bodies[1])
    return _single(apply(op, pred, *tensors, *captured, name=name))


def _bodies(
    builder: GraphBuilder, functions: Sequence[tuple[Function, str]], operands: Sequence[Tensor]
) -> tuple[list[Graph], list[Tensor]]:
    """A graph per function, all with the same inputs: the operands, then what they capture."""
    captured: dict[Value, None] = {}
    for function, name in functions:
        _, found = _trace(builder, function, name, operands, ())
        captured |= dict.fromkeys(found)
    shared = tuple(captured)
    bodies = [_trace(builder, function, name, operands, shared)[0] for function, name in functions]
    return bodies, [Tensor(value, builder) for value in shared]


def _trace(
    builder: GraphBuilder,
    function: Function,
    name: str,
    operands: Sequence[Tensor],
    captured: Sequence[Value],
) -> tuple[Graph, tuple[Value, ...]]:
    """The graph of ``function``, and the outer values it uses beyond its operands."""
    body = GraphBuilder(name, parent=builder)
    inputs = [
        body.input(f"arg{position}", operand.type.shape, operand.dtype)
        for position, operand in enumerate(operands)
    ]
    for value in captured:
        body.capture(Tensor(value, builder))
    with body.tracing():
        returned = function(*inputs)
    results = returned if isinstance(returned, (tuple, list)) else (returned,)
    values = []
    for result in results:
        if not isinstance(result, Tensor):
            raise GraphError(f"{name}: the function returned {result!r}, not a tensor")
        values.append(as_operand(body, result))
    return body.emit.freeze(values, name=name), body.captured


def _single(results: Any) -> Any:
    return results[0] if isinstance(results, tuple) and len(results) == 1 else results
