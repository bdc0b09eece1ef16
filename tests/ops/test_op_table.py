"""The op table: every sample of every op through the same checks, two ways to every number."""

import numpy as np
import pytest
from ops.cases import MISTAKES, SAMPLES
from ops.harness import (
    DIFFERENTIABLE,
    POINTWISE,
    ROWS,
    NumpyRows,
    NumpyScalars,
    every,
    fixes_numbers,
    graph_of,
    over,
    scalar_of,
    symbolic_shapes,
)
from ops.sampling import array

import graphrt as gr
from graphrt.autodiff import gradients_of
from graphrt.errors import GraphrtError
from graphrt.ir.bodies import body_fields
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import apply, evaluate
from graphrt.ir.op import Op, Trait
from graphrt.ops import lookup
from graphrt.ops.source import Constant
from graphrt.ops.table import OP_MODULES
from graphrt.types import DType, ValueType


def in_float32(sample):
    """Whether the sample can be tried in float32: its bodies and casts are not float64."""
    return not body_fields(lookup(sample.op))


@every
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_infer_is_what_compute_returns(sample, dtype):
    if dtype == "float32" and not in_float32(sample):
        dtype = "float64"
    emit, results, _, feeds = graph_of(sample, dtype)
    arrays = evaluate(emit.freeze(), results, feeds)
    for value, found in zip(results, arrays, strict=True):
        raw_type = value.type
        assert DType.of(found.dtype) is raw_type.dtype
        assert found.ndim == raw_type.rank
        for extent, number in zip(raw_type.dims, found.shape, strict=True):
            assert extent == number or value.type.is_data_dependent


@every
def test_compute_itself_returns_the_declared_dtype(sample):
    """`apply` converts results; for full-width dtypes there must be nothing to convert."""
    emit, results, _, feeds = graph_of(sample)
    node = results[0].node
    if Trait.SOURCE in node.op.traits:
        return
    operands = [v for v in node.inputs if v is not None]
    found = dict(zip(operands, evaluate(emit.freeze(), operands, feeds), strict=True))
    arrays = [None if v is None else found[v] for v in node.inputs]
    with np.errstate(all="ignore"):
        computed = node.op.compute(*arrays)
    computed = computed if isinstance(computed, tuple) else (computed,)
    assert [np.asarray(c).dtype for c in computed] == [r.type.dtype.numpy for r in results]


@every
def test_symbolic_inference_agrees_with_concrete(sample):
    """Replace each extent by a symbol, equal ones by equal symbols, 0 and 1 left as they are."""
    shapes, bindings = symbolic_shapes(sample)
    concrete = [value.type for value in graph_of(sample)[1]]
    try:
        _, results, _, _ = graph_of(sample, shapes=shapes)
    except GraphrtError:
        assert fixes_numbers(sample)
        return
    for value, want in zip(results, concrete, strict=True):
        bound = value.type.bind(bindings)
        if value.type.is_data_dependent:
            assert bound.rank == want.rank
        else:
            assert bound == want


def central_differences(emit, target, inputs, feeds):
    """The gradient of ``target`` by central differences, per input."""
    graph = emit.freeze()

    def at(name, moved):
        return float(evaluate(graph, [target], {**feeds, name: moved})[0])

    found = []
    for value in inputs:
        name = value.node.name
        point = feeds[name]
        slopes = np.zeros_like(point)
        for index in np.ndindex(point.shape):
            ahead, behind = point.copy(), point.copy()
            ahead[index] += 1e-6
            behind[index] -= 1e-6
            slopes[index] = (at(name, ahead) - at(name, behind)) / 2e-6
        found.append(slopes)
    return found


@over(DIFFERENTIABLE)
@pytest.mark.parametrize("order", [1, 2])
def test_gradients_equal_central_differences(sample, order):
    rng = np.random.default_rng(5)
    emit, results, inputs, feeds = graph_of(sample)
    target = scalar_of(emit, results, rng)
    if target is None or not inputs:
        assert not results[0].type.dtype.is_float or not inputs
        return
    for _ in range(order - 1):
        grads = gradients_of(emit, target, inputs, missing="none")
        target = scalar_of(emit, [grad for grad in grads if grad is not None], rng)
        if target is None:
            return  # linear: the gradient does not depend on the inputs
    grads = gradients_of(emit, target, inputs, missing="zeros")
    found = evaluate(emit.freeze(), grads, feeds)
    for value, grad, want in zip(
        inputs, found, central_differences(emit, target, inputs, feeds), strict=True
    ):
        assert grad.shape == feeds[value.node.name].shape
        scale = max(1.0, float(np.abs(want).max(initial=0)))
        np.testing.assert_allclose(grad, want, rtol=0, atol=3e-7 * scale * (10 if order > 1 else 1))


@over(POINTWISE)
def test_the_scalar_expression_is_what_compute_computes(sample):
    op = lookup(sample.op)(**sample.attributes)
    assert op.has_scalar
    arrays = [None if x is None else array(x) for x in sample.operands]
    with np.errstate(all="ignore"):
        want = op.compute(*arrays)
        found = op.scalar(NumpyScalars(), *arrays)
        if not np.isfinite(np.asarray(want, float)).all() and sample.op == "sigmoid":
            found = np.where(np.isnan(found) & ~np.isnan(arrays[0]), want, found)
    np.testing.assert_allclose(np.broadcast_to(found, np.shape(want)), want, rtol=1e-15)


@over(ROWS)
def test_the_row_expression_is_what_compute_computes(sample):
    op = lookup(sample.op)(**sample.attributes)
    arrays = [None if x is None else array(x) for x in sample.operands]
    axes = op.row_axes(arrays[0].ndim)
    with np.errstate(all="ignore"):
        want = op.compute(*arrays)
        for position in op.beside_row:
            arrays[position] = np.expand_dims(arrays[position], axes)
        domain = want.shape if op.makes_row else arrays[0].shape
        found = op.row(NumpyRows(axes, domain), *arrays)
    if found.ndim > want.ndim:
        found = found.reshape(want.shape)
    np.testing.assert_allclose(np.broadcast_to(found, want.shape), want, rtol=1e-12, atol=1e-15)


@every
def test_binding_to_buffers_computes_the_same(sample):
    """Through a session: planned buffers, views, reuse, against the reference interpreter."""
    emit, results, _, feeds = graph_of(sample)
    want = evaluate(emit.freeze(), results, feeds)
    b = gr.GraphBuilder()
    b.emit = emit
    inputs = [b[name] for name in feeds]
    b.signature("go", inputs=inputs,
                outputs={str(i): gr.Tensor(v, b) for i, v in enumerate(results)})  # fmt: skip
    found = gr.Session(b.build()).run("go", **feeds)
    for name, expected in zip(found, want, strict=True):
        np.testing.assert_array_equal(found[name], expected)


@every
def test_flops_are_counted(sample):
    emit, results, _, _ = graph_of(sample)
    node = results[0].node
    if any(value.type.is_data_dependent for value in results):
        return
    types = [None if v is None else v.type for v in node.inputs]
    flops = node.op.flops(types, [v.type for v in results])
    assert type(flops) is int
    assert flops >= 0


@every
def test_attributes_text_and_file_round_trip(sample):
    from graphrt.ir.parser import parse_graph
    from graphrt.serde import decode_model, encode_model

    op = lookup(sample.op)(**sample.attributes)
    assert type(op)(**op.attributes()) == op
    assert hash(type(op)(**op.attributes())) == hash(op)
    emit, results, _, feeds = graph_of(sample)
    graph = emit.freeze()
    parsed = parse_graph(str(graph))
    assert getattr(parsed, "graph", parsed) == graph
    b = gr.GraphBuilder()
    b.emit = emit
    b.signature("go", inputs=[b[name] for name in feeds],
                outputs={str(i): gr.Tensor(v, b) for i, v in enumerate(results)})  # fmt: skip
    model = b.build()
    data = encode_model(model)
    again = decode_model(data)
    assert again == model
    assert encode_model(again) == data


@pytest.mark.parametrize(("name", "operands", "attributes", "match"), MISTAKES)
def test_mistakes_get_the_message_they_deserve(name, operands, attributes, match):
    emit = Emitter(locate=lambda: None)
    with pytest.raises(GraphrtError, match=match):
        values = [None if x is None else emit(Constant(array(x))) for x in operands]
        emit(lookup(name)(**attributes), *values)


def test_the_table_says_of_each_op_whether_a_gradient_goes_through():
    through = set()
    for sample in SAMPLES:
        if sample.op in through:
            continue
        emit, results, inputs, _ = graph_of(sample)
        for value in results:
            if value.type.dtype.is_float and inputs:
                grads = gradients_of(emit, emit(lookup("sum")(), value), inputs, missing="none")
                if any(grad is not None for grad in grads):
                    through.add(sample.op)
    said = {row["name"] for row in gr.op_table().rows if row["gradient"]}
    assert said == through


def test_every_op_has_samples_and_a_gradient_or_a_reason():
    sampled = {sample.op for sample in SAMPLES}
    for name in OP_MODULES:
        op = lookup(name)
        if Trait.SOURCE not in op.traits:
            assert name in sampled, f"{name} has no samples"
        doc = op.__doc__ or ""
        assert "Shapes:" in doc, f"{name} does not state its shapes"
        if op.vjp is Op.vjp and op.parameters:
            assert "Gradient: none" in doc, f"{name} has no gradient and does not say why"


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize(
    ("name", "want"),
    [("sum", 10_000), ("l1_norm", 10_000), ("sum_square", 10_000), ("norm", 100), ("mean", 1),
     ("var", 0), ("std", 0), ("logsumexp", 1 + np.log(10_000)), ("prod", 1)],
)  # fmt: skip
def test_narrow_reductions_accumulate_in_float32(name, want, dtype):
    """10,000 ones: a sum in bfloat16 itself would stop at 256, one in float16 at 2048."""
    narrow = DType.of(dtype)
    ones = np.ones(10_000, narrow.numpy)
    (total,) = apply(lookup(name)(), [ones], [ValueType(narrow, ())])
    assert total.dtype == narrow.numpy
    assert total == np.float32(want).astype(narrow.numpy)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_a_narrow_running_sum_accumulates_in_float32(dtype):
    narrow = DType.of(dtype)
    ones = np.ones(10_000, narrow.numpy)
    (sums,) = apply(lookup("cumsum")(), [ones], [ValueType(narrow, (10_000,))])
    np.testing.assert_array_equal(sums, np.arange(1, 10_001, dtype="f4").astype(narrow.numpy))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_floats_accumulate_in_float32(dtype):
    narrow = DType.of(dtype)
    ones = np.ones(10_000, narrow.numpy)
    b = gr.GraphBuilder()
    x = b.input("x", ("N",), dtype)
    b.signature("predict", inputs=[x], outputs={"y": gr.sum(gr.exp(x) * x)})
    found = gr.Session(b.build()).run(x=ones)["y"]
    want = np.exp(np.float32(1)).astype(narrow.numpy)
    assert found == (np.float32(want) * 10_000).astype(np.float32).astype(narrow.numpy)


def test_labels_outside_the_classes_are_found_while_running():
    with pytest.raises(IndexError, match="label 3 is outside 0 .. 2"):
        lookup("cross_entropy")().compute(np.ones((1, 3)), np.array([3]))
    with pytest.raises(IndexError, match="index 5 is out of range for axis 0 of extent 3"):
        lookup("gather")().compute(np.ones(3), np.array([5]))


def test_ties_and_kinks_are_as_documented():
    b = gr.GraphBuilder()
    x, y = b.input("x", (), "float64"), b.input("y", (), "float64")
    for name, value in (("max", gr.max(x, y)), ("min", gr.min(x, y)), ("relu", gr.relu(x))):
        grads = gr.gradients(value, [x])
        b.signature(name, inputs=[x, y], outputs={"g": grads[0]})
    session = gr.Session(b.build())
    assert session.run("max", x=2.0, y=2.0)["g"] == 0.5
    assert session.run("min", x=2.0, y=2.0)["g"] == 0.5
    assert session.run("max", x=np.nan, y=2.0)["g"] == 0
    assert session.run("relu", x=0.0, y=0.0)["g"] == 0
    row = gr.GraphBuilder()
    z = row.input("z", (3,), "float64")
    (g,) = gr.gradients(gr.reduce_max(z), [z])
    row.signature("predict", inputs=[z], outputs={"g": g})
    assert gr.Session(row.build()).run(z=[1.0, 3.0, 3.0])["g"].tolist() == [0, 0.5, 0.5]
