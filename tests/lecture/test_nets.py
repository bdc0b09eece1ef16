"""Linear models and nets of the lecture: one formula each, and what training them gives."""

from __future__ import annotations

import numpy as np
import pytest

import graphrt as gr


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def ridge(x, y, strength):
    """The closed form: the W with zero gradient of 1/(2N) sum ||Wx - y||^2 + lambda ||W||^2."""
    n, features = x.shape
    return np.linalg.solve(x.T @ x / n + 2 * strength * np.eye(features), x.T @ y / n).T


def train(session, steps, feeds):
    step = session.function("train")
    return [float(step(**feeds)["loss"]) for _ in range(steps)]


def test_linear_regression(agree):
    def formula(v, state):
        x, y, w, strength = v["x"], v["y"], state["W"], state["lambda"]
        error = x @ w.T - y
        loss = np.sum(error**2) / (2 * len(x)) + strength * np.sum(w**2)
        return {"loss": loss, "grad_W": error.T @ x / len(x) + 2 * strength * w}

    rng = np.random.default_rng(1)
    agree(
        "linear_regression",
        formula,
        {"x": rng.standard_normal((7, 4)), "y": rng.standard_normal((7, 2))},
    )


@pytest.mark.parametrize("strength", [0.0, 0.01, 0.5])
def test_training_linear_regression_reaches_the_closed_form(load, arrays, strength):
    feeds = arrays("linear_regression.data.npz")
    session = gr.Session(load("linear_regression"))
    session.variables["lambda"] = np.float64(strength)
    train(session, 1000, feeds)
    best = ridge(feeds["x"], feeds["y"], strength)
    np.testing.assert_allclose(session.variables["W"], best, rtol=0, atol=1e-12)
    predicted = session.run("predict", x=feeds["x"])["y_hat"]
    np.testing.assert_allclose(predicted, feeds["x"] @ best.T, rtol=0, atol=1e-11)


def test_lambda_is_a_hyper_parameter(load):
    variable = load("linear_regression").variables["lambda"]
    assert variable.kind is gr.VariableKind.HYPER
    assert not variable.trainable


def test_linear_net(agree):
    def formula(v, state):
        x, y, w1, w2 = v["x"], v["y"], state["W1"], state["W2"]
        hidden = x @ w1.T
        error = hidden @ w2.T - y
        n = len(x)
        return {
            "loss": np.sum(error**2) / (2 * n),
            "grad_W1": w2.T @ error.T @ x / n,
            "grad_W2": error.T @ hidden / n,
        }

    rng = np.random.default_rng(2)
    agree(
        "linear_net",
        formula,
        {"x": rng.standard_normal((5, 4)), "y": rng.standard_normal((5, 2))},
    )


def test_a_linear_net_is_no_better_than_linear_regression(load, arrays):
    feeds = arrays("linear_regression.data.npz")
    best = ridge(feeds["x"], feeds["y"], 0.0)
    optimum = np.sum((feeds["x"] @ best.T - feeds["y"]) ** 2) / (2 * len(feeds["x"]))

    regression = gr.Session(load("linear_regression"))
    regression.variables["lambda"] = np.float64(0)
    net = gr.Session(load("linear_net"))
    for session in (regression, net):
        losses = train(session, 3000, feeds)
        assert losses[0] > 10 * optimum
        assert min(losses) >= optimum * (1 - 1e-12)  # never better
        assert losses[-1] <= optimum * (1 + 1e-10)  # and as good
    product = net.variables["W2"] @ net.variables["W1"]
    np.testing.assert_allclose(product, regression.variables["W"], rtol=0, atol=1e-7)


def affine_loss(x, y):
    """The least mean squared error of any ``w x + b``, in closed form."""
    design = np.column_stack([x, np.ones(len(x))])
    best, *_ = np.linalg.lstsq(design, y)
    return np.mean((design @ best - y) ** 2)


def sine_net(hidden, activation, backend):
    """Two layers trained on points of a curve, with the same loss as `affine_loss`."""
    b = gr.GraphBuilder("sine_net")
    x = b.input("x", ("N", 1), "float64")
    y = b.input("y", ("N", 1), "float64")
    h = activation(gr.nn.dense(x, "first", hidden))
    y_hat = gr.nn.dense(h, "second", 1)
    loss = gr.mean((y_hat - y) ** 2)
    b.signature("predict", inputs=[x], outputs={"y_hat": y_hat})
    b.signature(
        "train", inputs=[x, y], outputs={"loss": loss}, updates=gr.optim.adam(loss, lr=0.01)
    )
    return gr.Session(b.build(), backend=backend)


@pytest.mark.parametrize("backend", ["numpy", "native"])
def test_a_relu_net_goes_below_any_linear_one_on_the_sine(backend):
    x = np.linspace(-np.pi, np.pi, 128)[:, None]
    y = np.sin(x)
    optimum = affine_loss(x, y)
    linear, bent = sine_net(32, lambda h: h, backend), sine_net(32, gr.relu, backend)
    losses = {each: train(each, 1500, {"x": x, "y": y}) for each in (linear, bent)}
    assert min(losses[linear]) >= optimum * (1 - 1e-12)  # a product of matrices is a matrix
    assert losses[linear][-1] <= optimum * (1 + 1e-6)
    assert losses[bent][-1] < optimum / 100

    between = (x[1:] + x[:-1]) / 2  # points it was not trained on
    predicted = bent.run("predict", x=between)["y_hat"]
    assert np.mean((predicted - np.sin(between)) ** 2) < optimum / 100


def test_two_layer_net(agree):
    def formula(v, state):
        x, y, w1, w2 = v["x"], v["y"], state["w1"], state["w2"]
        a = x @ w1
        h = np.maximum(0, a)
        error = h @ w2 - y
        return {
            "loss": 0.5 * np.sum(error**2),
            "grad_w1": x.T @ (error @ w2.T * (a > 0)),
            "grad_w2": h.T @ error,
        }

    agree("two_layer_net", formula)


def test_two_layer_net_follows_the_numpy_loop(load, arrays):
    feeds = arrays("two_layer_net.data.npz")
    x, y = feeds["x"], feeds["y"]
    assert x.shape == (32, 8)
    np.testing.assert_allclose(y, np.sin(x), rtol=0, atol=1e-12)
    session = gr.Session(load("two_layer_net"))
    assert session.variables["lr"] == 1e-4
    w1, w2 = session.variables["w1"], session.variables["w2"]
    assert w1.shape == (8, 64)

    step = session.function("train")
    losses = []
    for _ in range(1000):
        h = x @ w1
        h_relu = np.maximum(h, 0)
        y_pred = h_relu @ w2
        loss = 0.5 * np.square(y_pred - y).sum()

        grad_y_pred = y_pred - y
        grad_w2 = h_relu.T @ grad_y_pred
        grad_h = grad_y_pred @ w2.T
        grad_h[h < 0] = 0
        grad_w1 = x.T @ grad_h
        w1 -= 1e-4 * grad_w1
        w2 -= 1e-4 * grad_w2

        losses.append(float(step(x=x, y=y)["loss"]))
        assert abs(losses[-1] - loss) <= 1e-12 * loss
    for name, value in (("w1", w1), ("w2", w2)):
        difference = session.variables[name] - value
        assert np.linalg.norm(difference) <= 1e-12 * np.linalg.norm(value)
    assert losses[-1] < losses[0] / 50
    assert np.all(np.diff(losses) < 0)


def test_three_layer_net(agree):
    def formula(v, state):
        x, y = v["x"], v["y"]
        w1, w2, w3 = state["W1"], state["W2"], state["W3"]
        h1 = sigmoid(x @ w1.T)
        h2 = sigmoid(h1 @ w2.T)
        error = h2 @ w3.T - y
        back2 = error @ w3 * h2 * (1 - h2)
        back1 = back2 @ w2 * h1 * (1 - h1)
        return {
            "loss": 0.5 * np.sum(error**2),
            "grad_W1": back1.T @ x,
            "grad_W2": back2.T @ h1,
            "grad_W3": error.T @ h2,
        }

    session = agree("three_layer_net", formula)
    x = np.random.default_rng(3).standard_normal((6, 4))
    state = session.state()
    h2 = sigmoid(sigmoid(x @ state["W1"].T) @ state["W2"].T)
    np.testing.assert_allclose(session.run(x=x)["y_hat"], h2 @ state["W3"].T, rtol=1e-13)


def test_class_exercise(agree):
    def formula(v, state):
        x, w1, w2 = v["X"], state["W1"], state["W2"]
        z1 = x @ w1
        h1 = np.maximum(0, z1)
        y = h1 @ w2
        to_z1 = 2 * y @ w2.T * (z1 > 0)
        return {
            "L": np.sum(y**2),
            "grad_X": to_z1 @ w1.T,
            "grad_W1": x.T @ to_z1,
            "grad_W2": h1.T @ (2 * y),
        }

    agree("class_exercise", formula, {"X": np.random.default_rng(4).standard_normal((2, 3))})
