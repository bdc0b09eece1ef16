"""Reverse accumulation: values against formulas and finite differences, errors by text."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.ir.graph import Role


def run(builder, outputs, **feeds):
    builder.signature("predict", inputs=[builder[name] for name in feeds], outputs=outputs)
    return gr.Session(builder.build()).run("predict", **feeds)


def scalars(*names):
    b = gr.GraphBuilder()
    return b, [b.input(name, (), "float64") for name in names]


def test_a_value_used_twice_adds_up():
    b, (x,) = scalars("x")
    (dx,) = gr.gradients(x * x + x, [x])
    assert run(b, {"dx": dx}, x=3.0)["dx"] == 7


def test_the_base_case_is_a_node():
    b, (x,) = scalars("x")
    gr.gradients(x * 2, [x])
    ones = [n for n in b.graph() if n.role is Role.GRADIENT and n.op.name == "constant"]
    assert [float(n.op.value) for n in ones] == [1.0]


def test_the_gradient_of_the_loss_itself_is_one():
    b, (x,) = scalars("x")
    loss = x * 2
    (d,) = gr.gradients(loss, [loss])
    assert run(b, {"d": d}, x=5.0)["d"] == 1


def test_only_nodes_between_variables_and_loss_get_gradients():
    b, (x, y) = scalars("x", "y")
    loss = x * gr.exp(y)
    before = len(b.graph())
    gr.gradients(loss, [x])
    added = b.graph().nodes[before:]
    assert [n.op.name for n in added] == ["constant", "mul"]  # nothing for exp or y


def test_gradient_nodes_carry_role_origin_and_line():
    b, (x, y) = scalars("x", "y")
    loss = x * y
    gr.gradients(loss, [x])
    node = b.graph().nodes[-1]
    assert node.role is Role.GRADIENT
    assert node.grad_of == (loss.name, "mul")
    assert node.location == loss.value.node.location
    assert node.location.file.endswith("test_reverse.py")


def test_a_gradient_has_its_variables_type_after_broadcasting():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3), "float64")
    row = b.parameter("row", np.ones((1, 3)))
    scalar = b.parameter("scalar", np.float64(2))
    grads = gr.gradients(gr.sum(x * row + scalar), [row, scalar, x])
    assert [str(g.type) for g in grads] == ["f64[1, 3]", "f64[]", "f64[N, 3]"]
    found = run(b, dict(zip("rsx", grads, strict=True)), x=np.arange(6.0).reshape(2, 3))
    np.testing.assert_array_equal(found["r"], [[3, 5, 7]])
    assert found["s"] == 6
    np.testing.assert_array_equal(found["x"], np.ones((2, 3)))


def test_gradients_of_gradients():
    b, (x,) = scalars("x")
    value = x**2 * gr.exp(x)
    for _ in range(3):
        (value,) = gr.gradients(value, [x])
    third = run(b, {"d": value}, x=0.5)["d"]
    np.testing.assert_allclose(third, (0.25 + 6 * 0.5 + 6) * np.exp(0.5), rtol=1e-13)


def test_stop_gradient_holds_a_factor_constant():
    b, (x,) = scalars("x")
    (dx,) = gr.gradients(x * gr.stop_gradient(x), [x])
    assert run(b, {"dx": dx}, x=3.0)["dx"] == 3


def test_through_cond_and_call():
    b, (x, y) = scalars("x", "y")
    chosen = gr.cond(x > 0, lambda: x * y, lambda: y * 3)
    loss = gr.call(lambda a: a * a, chosen)
    dx, dy = gr.gradients(loss, [x, y])
    b.signature("predict", inputs=[x, y], outputs={"dx": dx, "dy": dy})
    session = gr.Session(b.build())
    positive = session.run(x=2.0, y=5.0)
    assert (positive["dx"], positive["dy"]) == (2 * 10 * 5, 2 * 10 * 2)
    negative = session.run(x=-2.0, y=5.0)
    assert (negative["dx"], negative["dy"]) == (0, 2 * 15 * 3)


def test_only_the_branch_taken_runs():
    b = gr.GraphBuilder()
    x = b.input("x", (3,), "float64")
    i = b.input("i", (1,), "int64")
    safe = gr.cond(gr.reduce_max(i) < 3, lambda: gr.sum(gr.gather(x, i)), lambda: gr.sum(x))
    b.signature("predict", inputs=[x, i], outputs={"y": safe})
    session = gr.Session(b.build())
    assert session.run(x=[1, 2, 3], i=[2])["y"] == 3
    assert session.run(x=[1, 2, 3], i=[9])["y"] == 6


def test_a_long_chain_does_not_recurse():
    b, (x,) = scalars("x")
    value = x
    for _ in range(20_000):
        value = value + 1
    (dx,) = gr.gradients(value, [x])
    assert run(b, {"dx": dx}, x=0.0)["dx"] == 1


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda b, x, w: (gr.sum(x), w), r"the loss %sum_0 does not depend on it \(not connected"),
        (
            lambda b, x, w: (gr.sum(x * gr.stop_gradient(w)), w),
            r"every path from the loss %sum_0 is cut, stop_gradient blocks it",
        ),
        (
            lambda b, x, w: (gr.sum(gr.cast(gr.cast(w, dtype="int32"), dtype="float64") * x), w),
            r"cut, cast reads int32, not a float",
        ),
        (
            lambda b, x, w: (gr.sum(gr.where(w > 0, x, 0)), w),
            r"cut, where reads bool, not a float",
        ),
    ],
)
def test_no_gradient_says_where_it_is_cut(make, match):
    b = gr.GraphBuilder()
    x = b.input("x", (3,), "float64")
    w = b.parameter("w", np.ones(3))
    loss, wrt = make(b, x, w)
    with pytest.raises(gr.GradientError, match=match):
        gr.gradients(loss, [wrt])


def test_the_path_from_the_loss_is_printed():
    b = gr.GraphBuilder()
    w = b.parameter("w", np.ones(3))
    loss = gr.sum(gr.stop_gradient(w) * 2)
    expected = r"path %sum_0 <- %mul_0 <- %stop_gradient_0 \[cut\] <- %w"
    with pytest.raises(gr.GradientError, match=expected):
        gr.gradients(loss, [w])


def test_a_loss_that_is_no_scalar_is_refused():
    b = gr.GraphBuilder()
    x = b.input("x", (3,))
    with pytest.raises(gr.GradientError, match=r"must be a scalar, its type is f32\[3\]"):
        gr.gradients(x * 2, [x])
    n = b.input("n", (), "int64")
    with pytest.raises(gr.GradientError, match="only a float has a gradient"):
        gr.gradients(n, [x])


def test_vjp_of_a_model_and_of_its_own_result():
    b = gr.GraphBuilder()
    x = b.input("x", (2,), "float64")
    w = b.parameter("w", np.array([3.0, 4.0]))
    unused = b.parameter("unused", np.ones(2))
    b.signature("predict", inputs=[x], outputs={"y": x * x * w})
    first = gr.vjp(b.build(), wrt=["x", "w", "unused"])
    feeds = {"x": np.array([1.0, 2.0]), "grad_y": np.array([1.0, 10.0])}
    found = gr.Session(first).run("vjp", **feeds)
    np.testing.assert_array_equal(found["grad_x"], [6, 160])
    np.testing.assert_array_equal(found["grad_w"], [1, 40])
    np.testing.assert_array_equal(found["grad_unused"], [0, 0])
    second = gr.vjp(first, wrt=["x"], signature="vjp")
    inputs = list(second.signatures["vjp"].inputs)
    assert inputs == ["x", "grad_y", "grad_grad_x", "grad_grad_w", "grad_grad_unused"]
    zeros = np.zeros(2)
    twice = gr.Session(second).run(
        "vjp", **feeds, grad_grad_x=np.ones(2), grad_grad_w=zeros, grad_grad_unused=zeros
    )
    np.testing.assert_array_equal(twice["grad_x"], [6, 80])  # d/dx of 2 x w grad_y
    assert unused.type == w.type


@pytest.mark.parametrize("name", ["two_layer_net", "neuron", "gates"])
def test_check_gradients_agrees(name):
    model = gr.example(name)
    report = gr.check_gradients(model)
    assert report.ok, report.text()
    assert all(row.checked > 0 for row in report.rows)


def test_check_gradients_finds_a_wrong_rule(monkeypatch):
    from graphrt.ops.exponential import Exp

    monkeypatch.setattr(Exp, "vjp", lambda self, emit, node, grad: (grad,))
    report = gr.check_gradients(gr.example("neuron"))
    assert not report.ok
    assert "WRONG" in report.text()


def test_check_gradients_finds_a_backend_that_is_wrong(monkeypatch):
    from graphrt.analysis import gradient

    report = gr.check_gradients(gr.example("two_layer_net"))
    if report.rows[0].native is None:
        pytest.skip("the native backend does not run here")
    assert all(row.native <= 1e-12 for row in report.rows), report.text()
    right = gradient._native_gradients

    def wrong(*given):
        found = right(*given)
        return {**found, "w2": found["w2"] * 1.001}

    monkeypatch.setattr(gradient, "_native_gradients", wrong)
    report = gr.check_gradients(gr.example("two_layer_net"))
    assert [row.name for row in report.rows if not row.ok] == ["w2"]
