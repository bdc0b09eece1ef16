"""Which steps run as machine code: op class -> the function that makes its calls.

A selector takes a step and returns its calls, or the reason why it cannot: what
``graphrt inspect --backend native`` shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from graphrt.backends.native.engines import group_calls
from graphrt.backends.native.expression import Expr, Recorder
from graphrt.backends.native.gemm import product_calls, product_of
from graphrt.backends.native.group import (
    Axis,
    loop_nest,
    operand_expressions,
    places,
    strides_in,
)
from graphrt.backends.native.homes import MOVERS, SELECTORS, Selector, selector_of
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call
from graphrt.backends.native.product import PRODUCT
from graphrt.backends.native.record import (
    product_in,
    record_body,
    record_node,
    row_axes_of,
    rows_of_body,
)
from graphrt.backends.native.scalars import is_supported
from graphrt.ir.graph import Graph, Node
from graphrt.lowering.plan import Step
from graphrt.ops.fused import Fused


def matmul_calls(step: Step, isa: Isa) -> Sequence[Call] | str:
    a, b, c = *step.inputs, *step.outputs
    assert a is not None and b is not None and c is not None
    return product_calls(product_of(a, b, [], [c]), isa)


def calls_of(step: Step, isa: Isa) -> Sequence[Call] | str:
    """The calls that run ``step``, or why there are none."""
    name = step.node.op.name
    if (mover := selector_of(name, MOVERS)) is not None:
        return mover(step, isa)
    buffers = [each for each in (*step.inputs, *step.outputs) if each is not None]
    for buffer in buffers:
        if not is_supported(buffer.type.dtype):
            return f"{buffer.type.dtype} has no native kernels"
    op = step.node.op
    selector = OWN.get(name) or selector_of(name, SELECTORS)
    if selector is not None:
        return selector(step, isa)
    row_axes = row_axes_of(op, step.node.inputs[0] if step.inputs else None)
    if row_axes is None or len(step.outputs) != 1:
        return f"{op.name} has no native kernel"
    return node_calls(step, isa, row_axes)


def node_calls(step: Step, isa: Isa, row_axes: Sequence[int]) -> Sequence[Call] | str:
    """One node as a group of its own: pointwise, or a reduction over ``row_axes``."""
    inputs = [each for each in step.inputs if each is not None]
    (output,) = step.outputs
    assert output is not None
    op = step.node.op
    domain = (inputs[0] if row_axes and not op.makes_row else output).type.static_shape
    missing = row_axes if output.type.rank < len(domain) else ()
    strides = [
        strides_in(each, domain, row_axes if position in op.beside_row else ())
        for position, each in enumerate(step.inputs)
        if each is not None
    ]
    rows = None if op.has_scalar else row_axes
    nest = loop_nest(domain, [*strides, strides_in(output, domain, missing)], rows)

    def record(along: Axis) -> list[Expr]:
        recorder = Recorder()
        given = iter(operand_expressions(recorder, places(inputs), along))
        operands = [None if each is None else next(given) for each in step.inputs]
        return [record_node(recorder, step.node, operands)]

    return group_calls(record, inputs, [output], nest, isa)


def fused_calls(step: Step, isa: Isa) -> Sequence[Call] | str:
    """A fused node: everything inside broadcasts to one domain and keeps its dims."""
    op = step.node.op
    assert isinstance(op, Fused)
    inputs = [each for each in step.inputs if each is not None]
    outputs = [each for each in step.outputs if each is not None]
    product = product_in(op.body)
    if product is not None:
        return product_group_calls(step, op.body, product, isa)
    domain = np.broadcast_shapes(*(each.type.static_shape for each in (*inputs, *outputs)))
    rows = rows_of_body(op.body, len(domain))
    strides = [strides_in(each, domain) for each in (*inputs, *outputs)]
    nest = loop_nest(domain, strides, rows.axes or None)

    def record(along: Axis) -> list[Expr] | str:
        recorder = Recorder()
        operands = operand_expressions(recorder, places(inputs), along)
        results = record_body(recorder, op.body, operands, rows)
        if isinstance(results, str):
            return results
        pairs = zip(results, step.outputs, strict=True)
        return [each for each, buffer in pairs if buffer is not None]

    return group_calls(record, inputs, outputs, nest, isa)


def product_group_calls(step: Step, body: Graph, product: Node, isa: Isa) -> Sequence[Call] | str:
    """A product and the pointwise nodes that go on with its elements."""
    buffers = dict(zip(body.inputs, step.inputs, strict=True))
    a, b = (buffers.get(each) for each in product.inputs if each is not None)
    assert a is not None and b is not None
    others = [node for node in body.nodes if node is not product]
    read = {value for node in others for value in node.inputs if value in buffers}
    inputs = {value: buffer for value, buffer in buffers.items() if value in read and buffer}
    numbers = {value: k for k, value in enumerate(inputs)}
    wanted = [k for k, buffer in enumerate(step.outputs) if buffer is not None]

    def attempt(recorder: Recorder, sums: Expr) -> list[Expr] | str:
        operands = [
            recorder.operand(numbers[value], value.type.dtype.name) if value in numbers else None
            for value in body.inputs
        ]
        return record_body(recorder, body, operands, sums=sums)

    def record(recorder: Recorder, sums: Expr) -> list[Expr]:
        results = attempt(recorder, sums)
        assert not isinstance(results, str)
        return [results[k] for k in wanted]

    recorder = Recorder()
    tried = attempt(recorder, recorder.operand(PRODUCT, a.type.dtype.name))
    if isinstance(tried, str):
        return tried
    if any(each.level for each in tried):
        return "what follows the product needs a whole row of it"
    outputs = [each for each in step.outputs if each is not None]
    return product_calls(product_of(a, b, list(inputs.values()), outputs, record), isa)


OWN: Mapping[str, Selector] = {"matmul": matmul_calls, "fused": fused_calls}
