"""A product joins the pointwise group that goes on with its elements, where nobody is in the way."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.ir.op import Trait
from graphrt.passes.optimize import optimize_signature
from graphrt.passes.pipeline import parse_pipeline

WIDE = np.random.default_rng(7)


def arrays(*shapes):
    return [WIDE.standard_normal(shape).astype(np.float32) for shape in shapes]


def fused(build, *shapes):
    """The graph of ``build`` after fusion; its results are compared with those before."""
    feeds = arrays(*shapes)
    b = gr.GraphBuilder()
    inputs = [b.input(f"x{k}", shape) for k, shape in enumerate(shapes)]
    results = build(*inputs)
    results = results if isinstance(results, tuple) else (results,)
    names = {f"y{k}": each for k, each in enumerate(results)}
    b.signature("predict", inputs=inputs, outputs=names)
    model = b.build()
    given = {f"x{k}": each for k, each in enumerate(feeds)}
    want = gr.Session(model, backend="numpy", optimize="O0").run("predict", **given)
    for backend in ("numpy", "native"):
        found = gr.Session(model, backend=backend, optimize="fuse").run("predict", **given)
        for name, value in want.items():
            np.testing.assert_allclose(found[name], value, rtol=1e-4, atol=1e-5)
    return optimized(model)


def optimized(model):
    signature, _ = optimize_signature(model.signatures["predict"], parse_pipeline("dce,cse,fuse"))
    return signature.graph


def products(graph):
    """How many products are on their own, and how many are in groups."""
    alone = sum(Trait.CONTRACTION in node.op.traits for node in graph.nodes)
    inside = [
        sum(Trait.CONTRACTION in node.op.traits for node in body.nodes)
        for each in graph.nodes
        if each.op.name == "fused"
        for body in each.op.bodies
    ]
    return alone, inside


MATRICES = ((6, 5), (5, 4))


@pytest.mark.parametrize(
    ("build", "shapes"),
    [
        (lambda x, w: gr.relu(x @ w), MATRICES),
        (lambda x, w, b: gr.tanh(x @ w + b), (*MATRICES, (4,))),
        (lambda x, w, h: gr.where(h > 0, x @ w, 0.0), (*MATRICES, (6, 4))),
        (lambda x, w, u: u - 0.1 * (x.T @ w), ((5, 6), (5, 4), (6, 4))),
        (lambda x, w: (gr.relu(x @ w), x @ w > 0), MATRICES),
        (lambda x, w: x + x @ w, ((6, 5), (5, 5))),
        (lambda x, w, s: (x @ w) * s, (*MATRICES, (6, 1))),
        (lambda x, w: gr.exp(x @ w) - 1, ((3, 6, 5), (5, 4))),
        (lambda x, w: x @ w * 0.5, ((3, 2, 6, 5), (2, 5, 4))),
    ],
)
def test_products_that_join(build, shapes):
    assert products(fused(build, *shapes)) == (0, [1])


@pytest.mark.parametrize(
    ("build", "shapes"),
    [
        (lambda x, w, b: x @ w + b, (*MATRICES, (3, 6, 4))),  # the group is larger
        (lambda x, w: gr.softmax(gr.relu(x @ w)), MATRICES),  # it reduces rows
        (lambda x, w, h: gr.sum(h * (x @ w), axis=0), (*MATRICES, (6, 4))),  # it adds rows up
        (lambda x, w: (x @ w).T + 1, MATRICES),  # somebody turns it over first
    ],
)
def test_products_that_stay_alone(build, shapes):
    alone, inside = products(fused(build, *shapes))
    assert alone == 1
    assert not any(inside)


def test_a_product_others_read_later_is_stored_as_well():
    def build(x, w):
        product = x @ w
        return gr.relu(product), gr.sum(product, axis=0), product

    graph = fused(build, *MATRICES)
    alone, inside = products(graph)
    assert alone + sum(inside) == 1


def test_no_group_waits_for_itself():
    """The group of ``x @ w`` reads what is computed from ``x @ w`` outside it."""

    def build(x, w, v):
        product = x @ w
        return gr.relu(product + gr.sum(product @ v, axis=1, keepdims=True))

    fused(build, (6, 5), (5, 4), (4, 4))


def test_sums_of_rows_leave_for_a_product():
    """A bias's gradient: what is added up is stored for others, so a product may make it."""

    def build(x, w, h):
        grad = gr.where(h > 0, x @ w, 0.0)
        return grad, gr.sum(grad, axis=0)

    assert products(fused(build, *MATRICES, (6, 4))) == (0, [1])


def test_two_products_of_one_sum():
    """A recurrent cell: one product joins, the other is read."""
    graph = fused(lambda x, w, h, u: gr.tanh(x @ w + h @ u), (6, 5), (5, 4), (6, 3), (3, 4))
    assert products(graph) == (1, [1])


def test_groups_that_read_each_others_products():
    def build(x, w, v):
        first, second = x @ w, x @ v
        return gr.relu(first) * gr.sigmoid(second), gr.exp(second) + first

    fused(build, (6, 5), (5, 4), (5, 4))


def test_products_of_integers_stay_alone():
    b = gr.GraphBuilder()
    x = b.input("x", (3, 3), "int64")
    b.signature("predict", inputs=[x], outputs={"y": x @ x + 1 + x})
    assert products(optimized(b.build())) == (1, [0])
