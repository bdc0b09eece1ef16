"""Row kernels: every op that looks at rows, alone and in groups, against NumPy."""

from __future__ import annotations

import numpy as np
import pytest

import graphrt as gr
from graphrt.backends.native.backend import native_calls
from graphrt.backends.threads import chosen

LEVEL = "canonicalize,fold,cse,simplify,recognize,dce,fuse"
SHAPES = [(3, 5), (1, 1), (7, 33), (2, 3, 16), (5, 17), (300, 40), (4, 0), (0, 4)]


def rows_of(x):
    """Name -> what is made of the rows of x."""
    return {
        "sum": gr.sum(x, -1),
        "mean": gr.mean(x, -1, keepdims=True),
        "prod": gr.prod(x, -1),
        "max": gr.reduce_max(x, -1),
        "min": gr.reduce_min(x, -1, keepdims=True),
        "var": gr.var(x, -1, correction=1),
        "std": gr.std(x, -1),
        "norm": gr.norm(x, -1),
        "l1": gr.l1_norm(x, -1),
        "square": gr.sum_square(x, -1),
        "any": gr.any(x > 0, -1),
        "all": gr.all(x > 0, -1),
        "softmax": gr.softmax(x),
        "log_softmax": gr.log_softmax(x),
        "logsumexp": gr.logsumexp(x, -1),
        "layer_norm": gr.layer_norm(x),
        "rms_norm": gr.rms_norm(x),
    }


def model_of(make, *declared):
    """A model with what ``make`` returns for inputs of the types declared."""
    b = gr.GraphBuilder()
    inputs = [b.input(f"x{k}", shape, dtype) for k, (shape, dtype) in enumerate(declared)]
    b.signature("predict", inputs=inputs, outputs=make(*inputs))
    return b.build()


def check(model, feeds, rtol, atol=0.0, fused=True):
    """Native equals NumPy; every step is native. Returns the native results."""
    session = gr.Session(model, backend="native", optimize=LEVEL if fused else "O0")
    plan = session.plan(**feeds)
    refused = {str(s): c for s in plan.steps if isinstance(c := native_calls(s), str)}
    assert not refused
    found = session.run(**feeds)
    with np.errstate(all="ignore"):
        want = gr.Session(model, backend="numpy", optimize="O0").run(**feeds)
    for name, array in want.items():
        np.testing.assert_allclose(found[name], array, rtol=rtol, atol=atol, err_msg=name)
    return found


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("fused", [True, False])
def test_rows(shape, dtype, fused):
    x = np.random.default_rng(0).standard_normal(shape).astype(dtype)
    rtol, atol = (3e-5, 3e-6) if dtype == "float32" else (1e-12, 1e-13)
    check(model_of(rows_of, (shape, dtype)), {"x0": x}, rtol, atol, fused)


@pytest.mark.parametrize("special", [np.nan, np.inf, -np.inf])
def test_special_numbers(special):
    x = np.random.default_rng(1).standard_normal((6, 37))
    x[1, 3] = x[2, 36] = x[3, 0] = x[3, 20] = special
    x[4] = special
    check(model_of(rows_of, ((6, 37), "float64")), {"x0": x}, 1e-12, 1e-13)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64"])
@pytest.mark.parametrize("width", [1, 5, 16, 33])
def test_positions_of_extremes(width, dtype):
    x = np.random.default_rng(width).integers(-3, 3, (50, width)).astype(dtype)
    if dtype.startswith("float"):
        x[1, width // 2] = x[1, -1] = np.nan
        x[2] = -np.inf
        x[3] = np.inf

    def made(x):
        return {"most": gr.argmax(x), "least": gr.argmin(x, keepdims=True)}

    check(model_of(made, (x.shape, dtype)), {"x0": x}, 0)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_other_axes_and_strides(axis):
    x = np.random.default_rng(2).standard_normal((5, 19, 7))

    def made(x):
        y = gr.transpose(x, (2, 0, 1))
        return {"softmax": gr.softmax(y, axis), "var": gr.var(y, axis), "sum": gr.sum(y, axis)}

    check(model_of(made, (x.shape, "float64")), {"x0": x}, 1e-12, 1e-13)


@pytest.mark.parametrize("labels", ["int32", "int64"])
def test_losses_of_labels(labels):
    x = np.random.default_rng(3).standard_normal((9, 21))
    chosen = np.arange(9).astype(labels) * 2

    def made(x, label):
        loss = gr.cross_entropy(x, label)
        (to_x,) = gr.gradients(gr.sum(loss), [x])
        return {
            "loss": loss,
            "to_x": to_x,
            "nll": gr.nll(gr.log_softmax(x), label),
            "wanted": gr.one_hot(label - 4, 21),
        }

    for fused in (True, False):
        check(
            model_of(made, (x.shape, "float64"), ((9,), labels)),
            {"x0": x, "x1": chosen},
            1e-12,
            1e-13,
            fused,
        )


@pytest.mark.parametrize("wrong", [-1, 21, 1 << 32])
def test_a_label_that_is_no_class_changes_no_variable(wrong):
    b = gr.GraphBuilder()
    label = b.input("label", (4,), "int64")
    w = b.parameter("w", gr.init.normal((4, 21), seed=0))
    loss = gr.mean(gr.cross_entropy(w, label))
    b.signature("train", inputs=[label], outputs={"loss": loss}, updates=gr.optim.sgd(loss, lr=1))
    session = gr.Session(b.build(), backend="native", optimize=LEVEL)
    session.run("train", label=np.array([0, 1, 2, 20]))
    before = {name: array.copy() for name, array in session.state().items()}
    with pytest.raises(Exception, match=f"cross_entropy: label {wrong} is outside 0 .. 20"):
        session.run("train", label=np.array([0, wrong, 2, 3]))
    for name, array in session.state().items():
        np.testing.assert_array_equal(array, before[name])


def gradients(x, gain, bias, t):
    y = gr.softmax(gr.tanh(gr.layer_norm(x, gain, bias)))
    loss = gr.sum(y * t)
    to_x, to_gain, to_bias = gr.gradients(loss, [x, gain, bias])
    return {"loss": loss, "to_x": to_x, "to_gain": to_gain, "to_bias": to_bias}


@pytest.mark.parametrize("rows", [0, 1, 5, 64, 65, 1000])
@pytest.mark.parametrize("width", [1, 7, 32, 100])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sums_of_rows(rows, width, dtype):
    rng = np.random.default_rng(rows + width)
    shapes = [("N", width), (width,), (width,), ("N", width)]
    feeds = {
        f"x{k}": rng.standard_normal((rows, width) if k in (0, 3) else width).astype(dtype)
        for k in range(4)
    }
    model = model_of(gradients, *((shape, dtype) for shape in shapes))
    rtol, atol = (2e-4, 2e-4) if dtype == "float32" else (1e-10, 1e-11)
    check(model, feeds, rtol, atol)
    session = gr.Session(model, backend="native", optimize=LEVEL)
    assert [s.node.op.name for s in session.plan(**feeds).steps].count("fused") == 1


def test_sums_of_rows_over_several_axes():
    rng = np.random.default_rng(5)
    feeds = {"x0": rng.standard_normal((6, 30, 12)), "x1": rng.standard_normal((30, 12))}

    def made(x, position):
        y = gr.tanh(x + position)
        return {"last": gr.sum(y, (0, 1)), "first": gr.sum(gr.exp(y), 0), "y": y}

    model = model_of(made, ((6, 30, 12), "float64"), ((30, 12), "float64"))
    check(model, feeds, 1e-12, 1e-13)


@pytest.mark.parametrize("shape", [(4096, 64), (65, 1000)])
def test_any_number_of_threads_gives_the_same_bits(shape):
    rng = np.random.default_rng(6)
    arrays = [rng.standard_normal(s).astype("f4") for s in (shape, shape[1:], shape[1:], shape)]
    feeds = {f"x{k}": array for k, array in enumerate(arrays)}
    session = gr.Session(
        model_of(gradients, *((array.shape, "float32") for array in arrays)),
        backend="native",
        optimize=LEVEL,
    )
    before, results = chosen().count, []
    try:
        for threads in (1, 2, 3):
            gr.use_threads(threads)
            results.append(session.run(**feeds))
    finally:
        gr.use_threads(before)
    for name, array in results[0].items():
        for other in results[1:]:
            np.testing.assert_array_equal(array, other[name], err_msg=name)
