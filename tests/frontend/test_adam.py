"""Adam against the algorithm written out in NumPy."""

import numpy as np
import pytest

import graphrt as gr


def written_out(w, slopes, lr, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0):
    """Algorithm 1 of Kingma and Ba, with the decay of Loshchilov and Hutter."""
    m = v = np.zeros_like(w)
    for t, slope in enumerate(slopes, 1):
        g = slope(w)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        hat_m, hat_v = m / (1 - beta1**t), v / (1 - beta2**t)
        w = w - lr * (hat_m / (np.sqrt(hat_v) + eps) + weight_decay * w)
    return w, m, v


def line(dtype, **hyper):
    b = gr.GraphBuilder("line")
    x = b.input("x", ("N", 3), dtype)
    w = b.parameter("w", [0.5, -1.0, 2.0], dtype)
    loss = gr.sum(gr.sum(x * w, 1) ** 2)
    b.signature("train", inputs=[x], outputs={"loss": loss}, updates=gr.optim.adam(loss, **hyper))
    return b.build()


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    "hyper",
    [{"lr": 0.1}, {"lr": 0.01, "beta1": 0.5, "beta2": 0.9, "eps": 0.1},
     {"lr": 0.1, "weight_decay": 0.3}],
)  # fmt: skip
def test_steps_and_slots_are_those_of_the_algorithm(dtype, hyper):
    xs = np.random.default_rng(0).standard_normal((20, 5, 3))
    session = gr.Session(line(dtype, **hyper))
    for x in xs:
        session.run("train", x=x.astype(dtype))
    slopes = [lambda w, x=x: 2 * x.T @ (x @ w) for x in xs]
    want = written_out(np.array([0.5, -1.0, 2.0]), slopes, **hyper)
    state = session.state()
    tolerance = 1e-12 if dtype == "float64" else 2e-4
    for name, value in zip(("w", "w/mean", "w/square"), want, strict=True):
        np.testing.assert_allclose(state[name], value, rtol=tolerance, atol=tolerance)
    assert state["step"] == 20


def test_training_resumes_where_it_stopped(tmp_path):
    x = np.random.default_rng(1).standard_normal((5, 3)).astype("f4")
    session = gr.Session(line("float32", lr=0.1))
    for _ in range(5):
        session.run("train", x=x)
    session.save(tmp_path / "line.pb")
    resumed = gr.Session(gr.load(tmp_path / "line.pb"))
    for _ in range(5):
        assert session.run("train", x=x)["loss"] == resumed.run("train", x=x)["loss"]
    assert {k: v.tobytes() for k, v in session.state().items()} == {
        k: v.tobytes() for k, v in resumed.state().items()
    }


def test_what_the_model_says_of_its_optimiser():
    model = line("float32", lr=0.1)
    assert model.train.optimizer == "adam"
    assert model.train.hyper == ("lr", "beta1", "beta2", "eps")
    slots = [v.name for v in model.variables.values() if v.kind is gr.VariableKind.SLOT]
    assert slots == ["w/mean", "w/square"]
    with pytest.raises(gr.UsageError, match="adam has no hyper-parameter 'momentum'"):
        line("float32", momentum=0.9)


def test_parameters_of_two_dtypes():
    b = gr.GraphBuilder()
    v, w = b.parameter("v", 1.0, "float32"), b.parameter("w", 1.0, "float64")
    loss = gr.cast(v, "float64") ** 2 + w**2
    b.signature("train", outputs={"loss": loss}, updates=gr.optim.adam(loss, lr=0.25))
    session = gr.Session(b.build())
    session.run("train")
    assert session.variables["v"].dtype == np.float32
    np.testing.assert_allclose([session.variables["v"], session.variables["w"]], 0.75, rtol=1e-6)
