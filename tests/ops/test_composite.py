"""Composite ops: the kernel and the decomposition give the same numbers, gradients exist."""

import numpy as np
from ops.cases import SAMPLES
from ops.harness import graph_of, over

import graphrt as gr
from graphrt.ir.evaluate import evaluate
from graphrt.ops import lookup
from graphrt.ops.composite import Composite

COMPOSITES = [sample for sample in SAMPLES if issubclass(lookup(sample.op), Composite)]


@over(COMPOSITES)
def test_the_decomposition_is_what_the_kernel_computes(sample):
    emit, results, _, feeds = graph_of(sample)
    want = evaluate(emit.freeze(), results, feeds)
    node = results[0].node
    emitted = node.op.decompose(emit, *node.inputs)
    emitted = emitted if isinstance(emitted, tuple) else (emitted,)
    found = evaluate(emit.freeze(), emitted, feeds)
    for value, result, have, expected in zip(emitted, results, found, want, strict=True):
        assert value.type == result.type
        np.testing.assert_allclose(have, expected, rtol=1e-12, atol=1e-14)


@over(COMPOSITES)
def test_with_symbols_too(sample):
    """The decomposition sees symbols where the gradient needs it."""
    from ops.harness import symbolic_shapes

    shapes, _ = symbolic_shapes(sample)
    try:
        emit, results, _, feeds = graph_of(sample, shapes=shapes)
    except gr.GraphrtError:
        return  # a constant among the operands states extents
    node = results[0].node
    emitted = node.op.decompose(emit, *node.inputs)
    emitted = emitted if isinstance(emitted, tuple) else (emitted,)
    found = evaluate(emit.freeze(), [*emitted, *results], feeds)
    for have, want in zip(found[: len(results)], found[len(results) :], strict=True):
        np.testing.assert_allclose(have, want, rtol=1e-12, atol=1e-14)


def test_a_query_that_sees_nothing_gets_0_and_no_gradient():
    b = gr.GraphBuilder()
    q, k, v = (b.input(name, (2, 3)) for name in "qkv")
    mask = b.input("mask", (2, 2), "bool")
    y = gr.scaled_dot_product_attention(q, k, v, mask)
    grads = gr.gradients(gr.sum(y), [q, k, v])
    b.signature(
        "go", inputs=[q, k, v, mask],
        outputs={"y": y, "q": grads[0], "k": grads[1], "v": grads[2]},
    )  # fmt: skip
    data = {name: np.random.default_rng(i).standard_normal((2, 3)).astype("f4")
            for i, name in enumerate("qkv")}  # fmt: skip
    found = gr.Session(b.build()).run(**data, mask=[[False, False], [True, False]])
    assert found["y"].tolist() == [[0, 0, 0], data["v"][0].tolist()]
    assert found["q"].tolist() == [[0] * 3] * 2
    assert found["v"].tolist() == [[1] * 3, [0] * 3]


def test_causal_attention_does_not_look_ahead():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 2, "T", 4))
    y = gr.scaled_dot_product_attention(x, x, x, causal=True)
    (dx,) = gr.gradients(gr.sum(y[:, :, 2]), [x])
    b.signature("go", inputs=[x], outputs={"y": y, "dx": dx})
    session = gr.Session(b.build())
    data = np.random.default_rng(3).standard_normal((3, 2, 5, 4)).astype("f4")
    found = session.run(x=data)
    assert not found["dx"][:, :, 3:].any()
    assert found["dx"][:, :, :3].all()
    changed = data.copy()
    changed[:, :, 3:] += 1
    np.testing.assert_array_equal(session.run(x=changed)["y"][:, :, :3], found["y"][:, :, :3])
