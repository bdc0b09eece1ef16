"""The gradients in a file, judged beside those its forward pass has."""

from __future__ import annotations

import numpy as np
import pytest

import graphrt as gr
from graphrt.ops.exponential import Exp


def net(updates, other=False):
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3), "float64")
    w = b.parameter("w", np.random.default_rng(0).standard_normal((3, 3)))
    v = b.parameter("v", np.random.default_rng(1).standard_normal((3, 3)))
    loss = gr.mean(gr.exp(x @ w) @ v)
    outputs = {"loss": loss}
    if other:
        outputs["other"] = gr.mean(gr.tanh(v) ** 2)
    b.signature("train", inputs=[x], outputs=outputs, updates=updates(outputs, w, v))
    return b.build()


def stored(model, **more):
    return {row.name: row.stored for row in gr.check_gradients(model, "train", **more).rows}


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop"])
@pytest.mark.parametrize("level", [None, "O1", "O2"])
def test_right_ones(optimizer, level):
    model = net(lambda outputs, w, v: getattr(gr.optim, optimizer)(outputs["loss"], lr=0.1))
    if level is not None:
        model = gr.optimize(model, level)
    found = stored(model)
    assert found.pop("x") is None
    assert found.keys() == {"w", "v"}
    assert max(found.values()) < 1e-14


def test_clipped_and_accumulated_ones():
    def updates(outputs, w, v):
        return gr.optim.adam(outputs["loss"], lr=0.1, clip_norm=1.0, accumulate=2, l2=0.1)

    assert max(each for each in stored(net(updates)).values() if each is not None) < 1e-14


@pytest.mark.parametrize("level", [None, "O2"])
def test_a_wrong_rule_at_the_time_of_writing_is_found_in_the_file(level, monkeypatch, tmp_path):
    with monkeypatch.context() as patch:
        patch.setattr(Exp, "vjp", lambda self, emit, node, grad: (grad,))
        model = net(lambda outputs, w, v: gr.optim.sgd(outputs["loss"], lr=0.1))
    if level is not None:
        model = gr.optimize(model, level)
    model.save(tmp_path / "wrong.pb")
    report = gr.check_gradients(gr.load(tmp_path / "wrong.pb"), "train")
    rows = {row.name: row for row in report.rows}
    assert not report.ok
    assert rows["w"].stored > 0.01
    assert not rows["w"].ok
    assert rows["w"].error < 1e-8  # the rule of today is right
    assert rows["v"].ok
    assert "WRONG" in report.text()


def test_gradients_of_another_loss_are_not_judged():
    def updates(outputs, w, v):
        return gr.optim.sgd(outputs["loss"], [w], lr=0.1), gr.optim.sgd(
            outputs["other"], [v], prefix="other/", lr=0.1
        )

    model = net(updates, other=True)
    assert stored(model, loss="loss")["v"] is None
    assert stored(model, loss="other") == {"v": pytest.approx(0, abs=1e-14)}


def test_an_update_that_is_no_gradient_step():
    found = stored(net(lambda outputs, w, v: {w: w * 0.5}))
    assert found == {"x": None, "w": None, "v": None}
