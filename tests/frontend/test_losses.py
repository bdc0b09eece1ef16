"""Losses by their formulas in NumPy, their gradients at edges, and what they refuse."""

import numpy as np
import pytest

import graphrt as gr

RNG = np.random.default_rng(3)
X, Y = RNG.standard_normal((4, 3)), RNG.standard_normal((4, 3))
P, T = RNG.uniform(0.05, 0.95, (4, 3)), RNG.uniform(0.05, 0.95, (4, 3))
LABELS = np.array([0, 2, 1, 1])
LOG_Q = X - np.log(np.exp(X).sum(-1, keepdims=True))
D = T / T.sum(-1, keepdims=True)
S = 1 / (1 + np.exp(-X))
NAMES = ("mse", "l1_loss", "huber", "bce", "bce_with_logits", "kl_div")


def run(loss, prediction, target, want_gradient=False, **options):
    """The loss, and with ``want_gradient`` also its gradient for the prediction."""
    b = gr.GraphBuilder()
    x = b.input("x", np.shape(prediction), "float64")
    value = getattr(gr, loss)(x, target, **options)
    outputs = {"loss": value}
    if want_gradient:
        (outputs["grad"],) = gr.gradients(gr.sum(value), [x])
    b.signature("predict", inputs=[x], outputs=outputs)
    found = gr.Session(b.build()).run(x=np.asarray(prediction, float))
    return (found["loss"], found["grad"]) if want_gradient else found["loss"]


@pytest.mark.parametrize(
    ("loss", "prediction", "target", "options", "want"),
    [
        ("mse", X, Y, {}, (X - Y) ** 2),
        ("l1_loss", X, Y, {}, np.abs(X - Y)),
        ("huber", X, Y, {"delta": 0.7},
         np.where(np.abs(X - Y) <= 0.7, (X - Y) ** 2 / 2, 0.7 * (np.abs(X - Y) - 0.35))),
        ("bce", P, T, {}, -T * np.log(P) - (1 - T) * np.log(1 - P)),
        ("bce_with_logits", X, T, {}, -T * np.log(S) - (1 - T) * np.log(1 - S)),
        ("nll", LOG_Q, LABELS, {}, -LOG_Q[np.arange(4), LABELS]),
        ("cross_entropy", X, LABELS, {}, -LOG_Q[np.arange(4), LABELS]),
        ("kl_div", LOG_Q, D, {}, (D * (np.log(D) - LOG_Q)).sum(-1)),
    ],
)  # fmt: skip
def test_each_loss_is_its_formula_and_reduces(loss, prediction, target, options, want):
    each = run(loss, prediction, target, reduction="none", **options)
    np.testing.assert_allclose(each, want, rtol=1e-12)
    total = run(loss, prediction, target, reduction="sum", **options)
    np.testing.assert_allclose(total, want.sum(), rtol=1e-12)
    mean = run(loss, prediction, target, reduction="mean", **options)
    np.testing.assert_allclose(mean, want.mean(), rtol=1e-12)
    by_default = run(loss, prediction, target, **options)
    np.testing.assert_array_equal(by_default, each if loss == "cross_entropy" else mean)


def test_losses_at_their_edges():
    assert run("bce", [0.0, 1.0], [0.0, 1.0], reduction="none").tolist() == [0, 0]
    assert run("bce", [0.0, 1.0], [1.0, 0.0], reduction="none").tolist() == [np.inf, np.inf]
    loss, grad = run("bce", [0.0, 1.0], [0.0, 1.0], True, reduction="none")
    assert grad.tolist() == [1, -1]
    loss, grad = run("kl_div", [-np.inf, 0.0], [0.0, 1.0], True)
    assert loss == 0
    assert grad.tolist() == [0, -1]
    loss, grad = run("huber", [-3.0, -1.0, 0.0, 1.0, 3.0], 0.0, True, reduction="none")
    assert loss.tolist() == [2.5, 0.5, 0, 0.5, 2.5]
    assert grad.tolist() == [-1, -1, 0, 1, 1]
    loss, grad = run("l1_loss", [-2.0, 0.0, 2.0], 0, True, reduction="none")
    assert grad.tolist() == [-1, 0, 1]


def test_a_target_may_be_a_tensor_an_array_a_list_or_a_number():
    for target in (1.0, [1.0, 1.0], np.ones(2)):
        assert run("mse", [1.0, 3.0], target) == 2
    b = gr.GraphBuilder()
    x, t = b.input("x", ("N",), "float32"), b.input("t", ("N",), "float32")
    b.signature("predict", inputs=[x, t], outputs={"loss": gr.mse(x, t, name="my_loss")})
    assert "my_loss" in b.emit.names
    assert gr.Session(b.build()).run(x=[1.0, 3.0], t=[1.0, 1.0])["loss"] == 2


def test_the_name_is_that_of_the_last_node():
    for reduction in ("none", "sum", "mean"):
        b = gr.GraphBuilder()
        x = b.input("x", (2, 3), "float32")
        for loss in NAMES:
            assert getattr(gr, loss)(x, x, reduction=reduction, name=loss).name == loss
        for loss in ("nll", "cross_entropy"):
            assert getattr(gr, loss)(x, [0, 1], reduction=reduction, name=loss).name == loss


def test_shapes_that_would_broadcast_are_refused():
    b = gr.GraphBuilder()
    x, t = b.input("x", ("N", 1), "float32"), b.input("t", ("N",), "float32")
    for loss in NAMES:
        with pytest.raises(gr.ShapeError) as caught:
            getattr(gr, loss)(x, t)
        assert str(caught.value).splitlines() == [
            f"{loss}: the prediction is [N, 1], the target [N]",
            "  prediction  %x  f32[N, 1]",
            "  target      %t  f32[N]",
            "  hint reshape one of them: broadcasting would compare each with every other",
        ]


def test_misuses_get_the_message_they_deserve():
    b = gr.GraphBuilder()
    x = b.input("x", (3,), "float32")
    for loss in (*NAMES, "nll", "cross_entropy"):
        with pytest.raises(
            gr.UsageError, match=f"{loss}: reduction is 'mean', 'sum' or 'none', no"
        ):
            getattr(gr, loss)(x, x, reduction="avg")
    with pytest.raises(gr.UsageError, match="not 'means'\n  hint did you mean 'mean'"):
        gr.mse(x, x, reduction="means")
    with pytest.raises(gr.UsageError, match=r"huber: delta must be above 0, got 0"):
        gr.huber(x, x, delta=0)
    with pytest.raises(gr.UsageError, match="mse: no operand is a symbolic tensor"):
        gr.mse(1.0, 2.0)
    with pytest.raises(gr.ShapeError, match="kl_div: log_probs need a last axis of classes"):
        gr.kl_div(b.input("s", (), "float32"), 1.0)
    with pytest.raises(gr.DTypeError, match="labels must be integer class numbers, got float32"):
        gr.nll(x, 1.0 * x)
