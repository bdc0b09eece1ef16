"""Global pooling, and batch normalisation with the variables it makes."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import GraphError, ShapeError, UsageError


def test_global_pooling_keeps_the_axes():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 2, "H", 3), "float64")
    outputs = {"avg": gr.global_avg_pool(x), "max": gr.global_max_pool(x)}
    b.signature("predict", inputs=[x], outputs=outputs)
    xs = np.random.default_rng(0).standard_normal((2, 2, 5, 3))
    found = gr.Session(b.build()).run(x=xs)
    np.testing.assert_allclose(found["avg"], xs.mean((2, 3), keepdims=True), rtol=1e-13)
    np.testing.assert_array_equal(found["max"], xs.max((2, 3), keepdims=True))
    with pytest.raises(ShapeError, match=r"x must be \[N, C, spatial...\], got f64\[2\]"):
        gr.global_avg_pool(b.constant(np.ones(2)))


@pytest.mark.parametrize("p", [1, 2])
def test_lp_normalize(p):
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3), "float64")
    y = gr.lp_normalize(x, axis=1, p=p)
    (g,) = gr.gradients(gr.sum(y * [[1.0, -2.0, 0.5]]), [x])
    b.signature("predict", inputs=[x], outputs={"y": y, "g": g})
    found = gr.Session(b.build()).run(x=[[1.0, -2.0, 2.0], [0.0, 0.0, 0.0]])
    length = 5 if p == 1 else 3
    np.testing.assert_allclose(found["y"], [np.array([1, -2, 2]) / length, np.zeros(3)])
    np.testing.assert_allclose(found["g"][0] @ [1, -2, 2], 0, atol=1e-15)  # scale does not count
    assert np.isfinite(found["g"]).all()
    with pytest.raises(UsageError, match="lp_normalize: p must be 1 or 2, got 3"):
        gr.lp_normalize(x, p=3)


@pytest.mark.parametrize("size", [1, 2, 3, 6])
@pytest.mark.parametrize("spatial", [(), (2, 3)])
def test_local_response_norm_is_its_formula(size, spatial):
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 4, *spatial), "float64")
    y = gr.local_response_norm(x, size, alpha=0.3, beta=0.6, bias=1.5)
    assert y.type == x.type
    b.signature("predict", inputs=[x], outputs={"y": y})
    xs = np.random.default_rng(0).standard_normal((2, 4, *spatial))
    want = np.empty_like(xs)
    for c in range(4):
        first, last = max(0, c - (size - 1) // 2), min(3, c + size // 2)
        total = (xs[:, first : last + 1] ** 2).sum(1)
        want[:, c] = xs[:, c] / (1.5 + 0.3 / size * total) ** 0.6
    np.testing.assert_allclose(gr.Session(b.build()).run(x=xs)["y"], want, rtol=1e-13)
    with pytest.raises(UsageError, match="local_response_norm: size must be at least 1, got 0"):
        gr.local_response_norm(x, 0)
    with pytest.raises(ShapeError, match=r"local_response_norm: x must be \[N, C, ...\], got f64"):
        gr.local_response_norm(b.constant(np.float64(1)), 2)


def trained(momentum=0.9):
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3, "L"), "float64")
    with b.scope("first"):
        y, updates = gr.batch_norm(x, "bn", training=True, momentum=momentum)
        predicted = gr.batch_norm(x, "bn")
    loss = gr.sum(y**2 * 0.5)
    steps = gr.optim.sgd(loss, lr=0.1)
    b.signature("train", inputs=[x], outputs={"y": y, "loss": loss}, updates=[steps, updates])
    b.signature("predict", inputs=[x], outputs={"y": predicted})
    return b.build()


def test_statistics_follow_the_batches_and_parameters_the_loss():
    model = trained(momentum=0.75)
    kinds = {name: v.kind.name for name, v in model.variables.items()}
    assert {name.removeprefix("first/bn/"): kind for name, kind in kinds.items() if "bn" in name} == {
        "scale": "PARAMETER", "bias": "PARAMETER", "mean": "STATISTIC", "var": "STATISTIC",
    }  # fmt: skip
    session = gr.Session(model)
    rng = np.random.default_rng(1)
    mean, var = np.zeros(3), np.ones(3)
    for _ in range(3):
        xs = rng.standard_normal((4, 3, 5)) * 3 + 2
        before = session.state()
        found = session.run("train", x=xs)
        batch_mean, batch_var = xs.mean((0, 2)), xs.var((0, 2))
        normal = (xs - batch_mean[:, None]) / np.sqrt(batch_var + 1e-5)[:, None]
        want = normal * before["first/bn/scale"][:, None] + before["first/bn/bias"][:, None]
        np.testing.assert_allclose(found["y"], want, atol=1e-12)
        mean = 0.75 * mean + 0.25 * batch_mean
        var = 0.75 * var + 0.25 * batch_var
        np.testing.assert_allclose(session.variables["first/bn/mean"], mean, rtol=1e-12)
        np.testing.assert_allclose(session.variables["first/bn/var"], var, rtol=1e-12)
        step = before["first/bn/bias"] - 0.1 * want.sum((0, 2))
        np.testing.assert_allclose(session.variables["first/bn/bias"], step, atol=1e-12)
    xs = rng.standard_normal((1, 3, 2))
    state = session.state()
    want = (xs - mean[:, None]) / np.sqrt(var + 1e-5)[:, None]
    want = want * state["first/bn/scale"][:, None] + state["first/bn/bias"][:, None]
    np.testing.assert_allclose(session.run("predict", x=xs)["y"], want, atol=1e-12)


def test_statistics_are_kept_in_the_file(tmp_path):
    session = gr.Session(trained())
    xs = np.random.default_rng(0).standard_normal((4, 3, 5))
    session.run("train", x=xs)
    session.save(tmp_path / "m.pb")
    again = gr.Session(gr.load(tmp_path / "m.pb"))
    np.testing.assert_array_equal(
        again.run("predict", x=xs)["y"], session.run("predict", x=xs)["y"]
    )


def test_gradients_of_a_net_with_batch_norm_are_right():
    model = trained()
    b = gr.GraphBuilder.from_model(model)
    x = b["x"]
    loss = gr.mean(gr.sigmoid(gr.batch_norm(x, "first/bn", training=True)[0]) ** 2)
    grads = gr.gradients(loss, [b["first/bn/scale"], b["first/bn/bias"]])
    outputs = {"loss": loss, "grad_scale": grads[0], "grad_bias": grads[1]}
    b.signature("grad", inputs=[x], outputs=outputs)
    session = gr.Session(b.build())
    xs = np.random.default_rng(2).standard_normal((2, 3, 4))
    found = session.run("grad", x=xs)
    for name in ("scale", "bias"):
        variable = f"first/bn/{name}"
        at = session.variables[variable].copy()
        for channel in range(3):
            ends = []
            for step in (1e-6, -1e-6):
                moved = at.copy()
                moved[channel] += step
                session.variables[variable] = moved
                ends.append(session.run("grad", x=xs)["loss"])
            session.variables[variable] = at
            slope = (ends[0] - ends[1]) / 2e-6
            np.testing.assert_allclose(found[f"grad_{name}"][channel], slope, atol=1e-9)


def test_mistakes_of_batch_norm():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3), "float64")
    with pytest.raises(UsageError, match="batch_norm: momentum must be from 0 to 1, got 2"):
        gr.batch_norm(x, "bn", training=True, momentum=2)
    with pytest.raises(
        ShapeError, match=r"batch_norm: x must be \[N, C, ...\] with a number for C"
    ):
        gr.batch_norm(b.input("y", ("N", "C")), "bn")
    gr.batch_norm(x, "bn")
    with pytest.raises(ShapeError, match=r"batch_norm: scale must be \[4\], got \[3\]"):
        gr.batch_norm(b.input("z", ("N", 4), "float64"), "bn")
    with pytest.raises(GraphError, match="statistics cannot be updated from inside a body"):
        gr.call(lambda v: gr.batch_norm(v, "bn", training=True)[0], x)
    inside = gr.call(lambda v: gr.batch_norm(v, "bn"), x)
    assert inside.type == x.type


def test_initial_weights_of_convolutions_know_their_fan_in():
    dense = gr.init.he_normal((400, 30), seed=0)
    taps = gr.init.he_normal((30, 16, 5, 5), seed=0)
    np.testing.assert_allclose([dense.std(), taps.std()], (2 / 400) ** 0.5, rtol=0.02)
    bound = (6 / (16 * 25 + 30 * 25)) ** 0.5
    drawn = gr.init.glorot_uniform((30, 16, 5, 5), seed=0)
    assert 0.99 * bound < abs(drawn).max() <= bound
    with pytest.raises(ShapeError, match="weights have two axes or more"):
        gr.init.he_normal((3,), seed=0)
