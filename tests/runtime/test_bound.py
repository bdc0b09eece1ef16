"""Signatures over arrays that stay."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.backends.choice import native_refusal

BACKENDS = ["numpy", *([] if native_refusal() else ["native"])]


@pytest.fixture(params=BACKENDS)
def backend(request):
    return request.param


def net():
    b = gr.GraphBuilder("net")
    x, y = b.input("x", ("N", 3)), b.input("y", ("N", 2))
    w = b.parameter("w", gr.init.normal((3, 2), seed=0))
    y_hat = gr.tanh(x @ w)
    loss = gr.mean((y_hat - y) ** 2)
    b.signature("predict", inputs=[x], outputs={"y_hat": y_hat, "flat": gr.reshape(y_hat, (-1,))})
    b.signature("train", inputs=[x, y], outputs={"loss": loss}, updates=gr.optim.sgd(loss, lr=0.1))
    return b.build()


def test_steps_read_and_write_the_same_arrays(backend):
    rng = np.random.default_rng(0)
    session, plain = gr.Session(net(), backend=backend), gr.Session(net(), backend=backend)
    x, y = np.zeros((5, 3), np.float32), np.zeros((5, 2), np.float32)
    loss = np.full((), 7, np.float32)
    train = session.bind("train", feeds={"x": x, "y": y}, out={"loss": loss})
    for _ in range(4):
        x[...], y[...] = rng.standard_normal(x.shape), rng.standard_normal(y.shape)
        outputs = train()
        assert outputs is train.outputs or outputs == train.outputs
        assert outputs["loss"] is loss
        assert loss == plain.run("train", x=x, y=y)["loss"]
    assert session.variables["step"] == 4
    np.testing.assert_array_equal(session.variables["w"], plain.variables["w"])


def test_outputs_that_are_not_given_are_made_once(backend):
    session = gr.Session(net(), backend=backend)
    x = np.ones((4, 3), np.float32)
    flat = np.zeros(8, np.float32)
    predict = session.bind(feeds={"x": x}, out={"flat": flat})
    first = predict()["y_hat"]
    before = first.copy()
    x[...] = 2
    assert predict()["y_hat"] is first
    assert not np.array_equal(first, before)
    np.testing.assert_array_equal(first.reshape(-1), flat)
    np.testing.assert_array_equal(first, session.run(x=x)["y_hat"])
    assert repr(predict) == "<function predict bound to x: [4, 3]>"


def test_outputs_whose_shape_is_found_while_running_are_new_ones(backend):
    b = gr.GraphBuilder()
    x = b.input("x", ("N",))
    b.signature("predict", inputs=[x], outputs={"kept": gr.boolean_mask(x, x > 0), "y": x + 1})
    session = gr.Session(b.build(), backend=backend)
    x = np.float32([1, -1, 2])
    bound = session.bind(feeds={"x": x})
    assert bound()["kept"].tolist() == [1, 2]
    x[1] = 5
    assert bound()["kept"].tolist() == [1, 5, 2]
    assert bound()["y"] is bound()["y"]
    with pytest.raises(gr.FeedError, match="the shape of output 'kept' is found while running"):
        session.bind(feeds={"x": x}, out={"kept": np.zeros(3, np.float32)})


def test_what_an_input_and_a_variable_become_is_read_in_order(backend):
    """The fetched variable is that from before the step, an input is copied out as it is."""
    b = gr.GraphBuilder()
    x = b.input("x", (2,))
    w = b.parameter("w", np.float32([1, 2]))
    outputs = {"w": w, "x": x}
    b.signature("train", inputs=[x], outputs=outputs, updates=gr.optim.sgd(gr.sum(x * w), lr=1.0))
    x = np.float32([3, 4])
    bound = gr.Session(b.build(), backend=backend).bind("train", feeds={"x": x})
    assert [each.tolist() for each in bound().values()] == [[1, 2], [3, 4]]
    assert [each.tolist() for each in bound().values()] == [[-2, -2], [3, 4]]
    assert bound.outputs["x"] is not x


def test_a_bound_function_follows_its_session(backend):
    session = gr.Session(net(), backend=backend)
    x = np.ones((4, 3), np.float32)
    predict = session.bind(feeds={"x": x})
    session.variables["w"] = np.zeros((3, 2), np.float32)
    assert not predict()["y_hat"].any()
    session.close()
    with pytest.raises(gr.SessionError, match="the session is closed"):
        predict()


GOOD = np.zeros((4, 3), np.float32)


@pytest.mark.parametrize(
    ("feeds", "out", "text"),
    [
        ({}, {}, "signature 'predict' is missing the input 'x'"),
        ({"x": GOOD, "z": GOOD}, {}, "signature 'predict' has no input 'z'"),
        ({"x": [[1.0]]}, {}, "input 'x' must be bound to a NumPy array, got list"),
        (
            {"x": GOOD.astype("float64")},
            {},
            "'x' has the wrong dtype: expected float32, given float64",
        ),
        ({"x": GOOD.T.copy().T}, {}, r"aligned array in C order\n  hint np.ascontiguousarray\(x\)"),
        ({"x": np.zeros((4, 5), np.float32)}, {}, "'x'"),
        ({"x": GOOD}, {"y": GOOD}, "signature 'predict' has no output 'y'"),
        ({"x": GOOD}, {"y_hat": GOOD}, r"wrong shape: expected \[4, 2\], given \[4, 3\]"),
        (
            {"x": GOOD},
            {"y_hat": np.broadcast_to(np.float32(0), (4, 2))},
            "output 'y_hat' must be bound to an aligned array in C order",
        ),
        (
            {"x": GOOD},
            {"flat": np.frombuffer(bytes(32), np.float32)},
            "output 'flat' is bound to an array that is read-only",
        ),
        ({"x": GOOD}, {"flat": GOOD.reshape(-1)[:8]}, "'flat' lies in the memory of input 'x'"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(feeds, out, text):
    session = gr.Session(net(), backend="numpy")
    with pytest.raises(gr.GraphrtError, match=text):
        session.bind(feeds=feeds, out=out)


def test_limits_hold_for_bound_functions_too():
    session = gr.Session(net(), backend="numpy", max_memory=10)
    with pytest.raises(gr.LimitError, match="the limit is 10"):
        session.bind(feeds={"x": GOOD})
