"""Planted faults are found and named: a NaN forward and backward, a dead or cut gradient."""

import dataclasses

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import UsageError
from graphrt.ops.table import OP_MODULES

X = np.random.default_rng(0).standard_normal((5, 4))


def net(middle, *, weights=None):
    """x -> middle(x @ w) -> mean, trained by sgd."""
    b = gr.GraphBuilder("net")
    x = b.input("x", ("N", 4), "float64")
    w = b.parameter("w", np.ones((4, 3)) if weights is None else weights)
    loss = gr.mean(middle(x @ w))
    updates = gr.optim.sgd(loss, lr=0.1)
    b.signature("train", inputs=[x], outputs={"loss": loss}, updates=updates)
    return b.build()


# -- nan ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("middle", "scale", "op", "cause"),
    [
        (gr.log, 1.0, "log", "log of a non-positive number: "),
        (gr.sqrt, 1.0, "sqrt", "sqrt of a negative number: "),
        (lambda h: gr.exp(h * 1000.0), 1.0, "exp", "overflow: exp of "),
        (lambda h: h / (h - h), 1.0, "div", "division by 0: 15 of 15 elements"),
        (lambda h: (h - h) / (h - h), 1.0, "div", "0 / 0: 15 of 15 elements"),
        (gr.reciprocal, 0.0, "reciprocal", "division by 0: 15 of 15"),
        (lambda h: h**0.3, 1.0, "pow", "a negative base to a fractional power"),
        (gr.asin, 5.0, "asin", "asin of a number beyond 1"),
        (gr.square, 1e200, "square", "overflow: float64 ends at 1.8e+308, the largest operand"),
    ],
)
def test_a_planted_nan_forward_is_named(middle, scale, op, cause):
    report = gr.find_nan(net(middle), "train", feeds={"x": X * scale})
    assert not report.ok
    assert (report.op, report.phase, report.step) == (op, "forward", 1)
    assert report.cause.startswith(cause)
    assert report.location.rpartition(":")[0].endswith("test_debug.py")
    assert f"%{report.node} = {op} is the first that is not finite" in report.text()
    example = report.repro.signatures["predict"].examples[0].inputs
    found = gr.Session(report.repro).run(**example)["y"]
    assert not np.isfinite(found).all()


def test_a_planted_nan_backward_is_named():
    """sqrt is finite at 0, its gradient is not."""
    report = gr.find_nan(net(lambda h: gr.sqrt(h - h)), "train", feeds={"x": X})
    assert report.phase == "backward"
    assert report.cause.startswith("division by 0")


def test_a_nan_that_comes_after_some_steps_is_found_in_its_step():
    model = net(gr.log, weights=np.full((4, 3), 0.2))
    x = np.abs(X) + 0.1
    report = gr.find_nan(model, "train", feeds={"x": -x * 0 + x}, steps=1)
    assert report.ok
    assert report.text() == "every value of train is finite in 1 steps"
    falling = gr.find_nan(model, "train", feeds={"x": x}, steps=2000)
    assert falling.step > 1
    assert falling.cause.startswith("log of a non-positive number")


def test_an_input_or_variable_that_is_not_finite_is_the_first_itself():
    model = net(gr.tanh)
    assert gr.find_nan(model, "train", feeds={"x": X * np.nan}).cause == (
        "the input itself is not finite"
    )
    variable = dataclasses.replace(model.variables["w"], value=np.full((4, 3), np.inf))
    broken = dataclasses.replace(model, variables={**model.variables, "w": variable})
    assert gr.find_nan(broken, "train", feeds={"x": X}).node == "w"


def test_causes_are_those_of_ops_there_are():
    from graphrt.analysis.debug.causes import _CAUSES

    assert set(_CAUSES) <= set(OP_MODULES)


# -- grad-path ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("middle", "reason"),
    [
        (lambda h: gr.relu(h - 100.0), "relu passes nothing on: no element of %sub_0 is above 0"),
        (lambda h: gr.stop_gradient(h) * 2.0, "stop_gradient blocks it"),
        (lambda h: gr.cast(gr.cast(h, "int64"), "float64"), "cast reads int64, not a float"),
        (lambda h: gr.cast(gr.argmax(h), "float64"), "cast reads int64, not a float"),
        (gr.floor, "floor has no gradient for its 'x'"),
        (lambda h: h * 0.0, "mul passes nothing on: "),
    ],
)
def test_a_planted_dead_gradient_is_named(middle, reason):
    b = gr.GraphBuilder("net")
    x = b.input("x", ("N", 4), "float64")
    w = b.parameter("w", np.ones((4, 3)))
    loss = gr.mean(middle(x @ w))
    b.signature("train", inputs=[x], outputs={"loss": loss})
    path = gr.grad_path(b.build(), "w", signature="train", feeds={"x": X})
    assert path.reason.startswith(reason)
    (cut,) = [each for each in path.stations if each.cut]
    assert "<- cut" in path.text()
    assert path.stations[0].op == "mean"
    assert path.stations[-1].name == "%w"
    assert cut.location.rpartition(":")[0].endswith("test_debug.py")


def test_a_gradient_that_arrives_is_shown_along_its_path():
    path = gr.grad_path(net(gr.tanh), "w", feeds={"x": X})
    assert path.ok
    assert [each.op for each in path.stations] == ["mean", "tanh", "matmul", "variable"]
    grads = gr.run_gradients(net(gr.tanh), "loss", "train", {"x": X})
    assert path.stations[-1].gradient.startswith(f"norm {np.linalg.norm(grads['w']):.4g}")
    assert path.text().startswith("the gradient of loss reaches w")


def test_what_is_not_connected_or_not_there_is_said():
    b = gr.GraphBuilder("net")
    x, u = b.input("x"), b.parameter("u", 1.0)
    b.signature("predict", inputs=[x], outputs={"y": x * 2, "z": u * 1})
    path = gr.grad_path(b.build(), "u", loss="y", signature="predict")
    assert path.reason == "not connected: y does not depend on u"
    with pytest.raises(UsageError, match="there is no variable, input or node 'v'"):
        gr.grad_path(net(gr.tanh), "v")


# -- step --------------------------------------------------------------------------------------


def test_the_player_writes_out_the_lecture(tmp_path):
    player = gr.step_player(gr.load("models/sigmoid_neuron.pb"))
    text = player.text()
    assert "to negated: upstream -0.5344 x local 0.3679 = downstream -0.1966" in text
    assert "to x1: upstream 0.1966 x local -3 = downstream -0.5898" in text
    forward = [step for step in player.steps if not step.backward]
    assert [step.backward for step in player.steps] == [False] * len(forward) + [True] * (
        len(player.steps) - len(forward)
    )
    player.save(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text()
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")


def test_contributions_add_up_to_the_gradient():
    """x feeds two nodes: each sends its part, and what arrives is said to be their sum."""
    b = gr.GraphBuilder("two_ways")
    x = b.input("x", (), "float64")
    y = x * x + gr.exp(x)
    b.signature("predict", inputs=[x], outputs={"y": y}, examples=[{"x": 1.0}])
    text = gr.step_player(b.build()).text()
    assert "to x: upstream 1 x local 2 = downstream 2" in text
    assert "to x: upstream 1 x local 2.718 = downstream 2.718" in text
    assert "all ways to x together: 4.718" in text


def test_a_graph_nobody_can_follow_is_refused():
    b = gr.GraphBuilder("long")
    x = y = b.input("x", ())
    for _ in range(401):
        y = y + x
    b.signature("predict", inputs=[x], outputs={"y": y})
    with pytest.raises(UsageError, match="the picture has 403 boxes, more than the 400"):
        gr.step_player(b.build(), feeds={"x": 1.0})
