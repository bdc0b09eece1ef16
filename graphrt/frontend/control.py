"""Functions that take functions: `call`, `cond` and the loops build bodies, graphs too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphrt.errors import GradientError, GraphError, ShapeError, UsageError
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.streams import Trips
from graphrt.frontend.tensor import Tensor, TensorLike, apply, as_operand, builder_of
from graphrt.ir.graph import Graph, Value
from graphrt.ops.control import Call, Cond
from graphrt.ops.custom import CustomGradient
from graphrt.ops.loop_gradient import with_history
from graphrt.ops.loops import Scan, WhileLoop
from graphrt.types import ValueType

Function = Callable[..., Any]
Inputs = Sequence[tuple[str, ValueType]]


def call(function: Function, *operands: Tensor, name: str | None = None) -> Any:
    """The results of ``function`` as one node that holds its graph.

    ``function`` gets one tensor per operand and returns a tensor or a tuple of them; tensors
    of the surrounding graph that it uses become operands by themselves.
    """
    builder = builder_of("call", operands)
    tensors = [Tensor(as_operand(builder, each), builder) for each in operands]
    body, captured = _bodies(builder, [(function, name or "body")], _operand_types(tensors))
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
    bodies, captured = _bodies(builder, functions, _operand_types(tensors))
    op = Cond(then_body=bodies[0], else_body=bodies[1])
    return _single(apply(op, pred, *tensors, *captured, name=name))


def scan(
    function: Function,
    carries: Any = (),
    xs: Any = (),
    *,
    length: int | None = None,
    trips: TensorLike | None = None,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """A loop over axis 0 of ``xs``, a tensor or several, that carries values along.

    ``function`` gets one tensor for each of ``carries``, then one slice ``x[t]`` for each of
    ``xs``; it returns the next carries, then what is to be stacked. The result is the last
    carries, then the stacks. Outer tensors that it uses are the same in all trips. Without
    ``xs`` there are ``length`` trips. ``reverse`` begins with the last slice; ``trips``, an int64
    scalar, makes only the trips t < trips, and leaves 0 in the other rows.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N",))
    >>> total, sums = gr.scan(lambda s, x: (s + x, s + x), b.constant(0.0), x)
    >>> b.signature("predict", inputs=[x], outputs={"total": total, "sums": sums})
    >>> found = gr.Session(b.build()).run(x=[1, 2, 3, 4])
    >>> float(found["total"]), found["sums"]
    (10.0, array([ 1.,  3.,  6., 10.], dtype=float32))
    """
    given, scanned = _listed(carries), _listed(xs)
    builder = builder_of("scan", [*given, *scanned, trips])
    first = [_tensor(builder, each) for each in given]
    tensors = [_tensor(builder, each) for each in scanned]
    types = [each.type for each in first]
    for position, each in enumerate(tensors):
        if not each.shape:
            raise ShapeError(f"scan: xs[{position}], %{each.name}, is a scalar: it has no slices")
        types.append(each.type.with_shape(each.shape[1:]))
    names = [f"carry{i}" for i in range(len(first))] + [f"x{i}" for i in range(len(tensors))]
    count = length if length is not None else tensors[0].shape[0] if tensors else None
    loop = Trips(count, tensors[0] if tensors else None)
    inputs = list(zip(names, types, strict=True))
    body, captured = _trace(builder, function, name or "body", inputs, (), loop)
    op = Scan(with_history(body, len(first)), len(first), len(tensors), length, reverse)
    outer = [Tensor(value, builder) for value in captured]
    results = apply(op, trips, *first, *tensors, *outer, name=name)
    return _single(results[: len(body.outputs)])


def while_loop(
    condition: Function,
    function: Function,
    *carries: TensorLike,
    max_trips: int,
    name: str | None = None,
) -> Any:
    """``carries = function(*carries)`` while ``condition(*carries)``, ``max_trips`` times at most.

    The result is the last carries. Outer tensors that the functions use are the same in all
    trips. The bound is part of the model, so that a file cannot loop for ever; the gradient
    keeps the carries of all trips and needs memory for ``max_trips`` of them.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x")
    >>> y = gr.while_loop(lambda y: y < 100, lambda y: y * y, x, max_trips=50)
    >>> b.signature("predict", inputs=[x], outputs={"y": y, "slope": gr.gradients(y, [x])[0]})
    >>> found = gr.Session(b.build()).run(x=3.0)
    >>> float(found["y"]), float(found["slope"])  # x^8, 8 x^7
    (6561.0, 17496.0)
    """
    builder = builder_of("while_loop", carries)
    first = [_tensor(builder, each) for each in carries]
    inputs = [(f"carry{i}", each.type) for i, each in enumerate(first)]
    functions = [(condition, "condition"), (function, name or "body")]
    loop = Trips(max_trips, None)
    bodies, captured = _bodies(builder, functions, inputs, loop)
    op = WhileLoop(bodies[0], with_history(bodies[1], len(first)), len(first), max_trips)
    results = apply(op, *first, *captured, name=name)
    return _single(results[: len(first)])


def custom_gradient(
    forward: Function, backward: Function, *operands: TensorLike, name: str | None = None
) -> Any:
    """The results of ``forward(*operands)``, whose gradient is what ``backward`` says.

    ``backward`` gets the operands, the results of forward, and a cotangent for each float result;
    it returns the gradient of each operand, or ``None`` for one that has none. Both are functions
    of their arguments alone and become graphs that are saved with the model. The gradient has one
    too, that of ``backward``.

    Raises `GradientError` when backward returns another number of gradients, or none at all, and
    `GraphError` when a function uses a tensor of the surrounding graph.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", (2,))
    >>> y = gr.custom_gradient(gr.round, lambda x, y, g: g, x)  # straight through
    >>> (dx,) = gr.gradients(3 * gr.sum(y), [x])
    >>> b.signature("predict", inputs=[x], outputs={"y": y, "dx": dx})
    >>> found = gr.Session(b.build()).run(x=[0.4, 1.6])
    >>> found["y"], found["dx"]
    (array([0., 2.], dtype=float32), array([3., 3.], dtype=float32))
    """
    builder = builder_of("custom_gradient", operands)
    tensors = [_tensor(builder, each) for each in operands]
    inputs = _operand_types(tensors)
    body = _closed(builder, forward, "forward", inputs)
    results = [(f"result{i}", value.type) for i, value in enumerate(body.outputs)]
    floats = [type_ for _, type_ in results if type_.dtype.is_float]
    wanted: list[int] = []

    def gradients(*given: Tensor) -> list[Tensor]:
        returned = _listed(backward(*given))
        if len(returned) != len(tensors):
            raise GradientError(
                f"custom_gradient: backward returned {len(returned)} gradients"
                f" for {len(tensors)} operands",
                hint="return None for an operand without a gradient",
            )
        wanted[:] = [i for i, each in enumerate(returned) if each is not None]
        if not wanted:
            raise GradientError(
                "custom_gradient: backward returned no gradient", hint="use stop_gradient"
            )
        return [returned[i] for i in wanted]

    cotangents = [(f"grad{i}", each) for i, each in enumerate(floats)]
    back = _closed(builder, gradients, "backward", [*inputs, *results, *cotangents])
    return _single(apply(CustomGradient(body, back, tuple(wanted)), *tensors, name=name))


def _closed(builder: GraphBuilder, function: Function, name: str, inputs: Inputs) -> Graph:
    """The graph of a function that uses nothing but its arguments."""
    body, captured = _trace(builder, function, name, inputs, ())
    if captured:
        raise GraphError(
            f"custom_gradient: {name} uses %{captured[0].name}, which is no argument of it",
            hint="pass it as an operand",
        )
    return body


def _listed(tensors: Any) -> list[Any]:
    return list(tensors) if isinstance(tensors, (tuple, list)) else [tensors]


def _tensor(builder: GraphBuilder, operand: TensorLike) -> Tensor:
    """An operand as a tensor of ``builder``; numbers become constants."""
    if isinstance(operand, Tensor):
        return Tensor(as_operand(builder, operand), builder)
    return builder.constant(operand)


def _bodies(
    builder: GraphBuilder,
    functions: Sequence[tuple[Function, str]],
    inputs: Inputs,
    loop: Trips | None = None,
) -> tuple[list[Graph], list[Tensor]]:
    """A graph per function, all with the same inputs: those given, then what they capture."""
    captured: dict[Value, None] = {}
    for function, name in functions:
        _, found = _trace(builder, function, name, inputs, (), loop)
        captured |= dict.fromkeys(found)
    shared = tuple(captured)
    bodies = [_trace(builder, function, name, inputs, shared, loop)[0]
              for function, name in functions]  # fmt: skip
    return bodies, [Tensor(value, builder) for value in shared]


def _trace(
    builder: GraphBuilder,
    function: Function,
    name: str,
    inputs: Inputs,
    captured: Sequence[Value],
    loop: Trips | None = None,
) -> tuple[Graph, tuple[Value, ...]]:
    """The graph of ``function``, and the outer values it uses beyond its inputs.

    The body of a loop has the number of the trip as its first input.
    """
    body = GraphBuilder(name, parent=builder, loop=loop)
    given = [body.input(key, type_.shape, type_.dtype) for key, type_ in inputs]
    for value in captured:
        body.capture(Tensor(value, builder))
    if not callable(function):
        raise UsageError(f"{name}: takes a function, got {function!r}")
    with body.tracing():
        returned = function(*given)
    values = []
    for result in _listed(returned):
        if not isinstance(result, Tensor):
            raise GraphError(f"{name}: the function returned {result!r}, not a tensor")
        values.append(as_operand(body, result))
    return body.emit.freeze(values, name=name), body.captured


def _operand_types(tensors: Sequence[Tensor]) -> Inputs:
    return [(f"arg{position}", each.type) for position, each in enumerate(tensors)]


def _single(results: Any) -> Any:
    return results[0] if isinstance(results, tuple) and len(results) == 1 else results
