"""Reductions over any axes, also over several runs of them, against NumPy."""

import numpy as np
import pytest
from backends.native.test_rows import check, model_of

import graphrt as gr
from graphrt.backends.native.backend import native_calls
from graphrt.backends.threads import chosen

SHAPES = [(3, 5, 7, 9), (2, 40, 8, 8), (33, 3, 2, 2), (1, 1, 1, 1), (0, 3, 2, 2), (2, 3, 0, 4)]
AXES = [(0, 2, 3), (), (0, 2), (0,), (1, 3), (0, 1, 3), (1,)]
TOLERANCE = {"float32": (3e-5, 3e-6), "float64": (1e-12, 1e-13)}


def over(axes):
    """Name -> what is made of all elements along some axes."""

    def made(x):
        return {
            "sum": gr.sum(x, axes),
            "mean": gr.mean(x, axes, keepdims=True),
            "prod": gr.prod(x, axes),
            "max": gr.reduce_max(x, axes, keepdims=True),
            "var": gr.var(x, axes, correction=1),
            "std": gr.std(x, axes, keepdims=True),
            "logsumexp": gr.logsumexp(x, axes),
            "any": gr.any(x > 2, axes),
        }

    return made


def around(x):
    """`over` the axes around the second, of a tensor with the axes in another order."""
    return over((0, 2, 3))(gr.transpose(x, (2, 0, 3, 1)))


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("axes", AXES, ids=str)
def test_any_axes(shape, axes, dtype):
    x = np.random.default_rng(0).standard_normal(shape).astype(dtype)
    check(model_of(over(axes), (shape, dtype)), {"x0": x}, *TOLERANCE[dtype], fused=False)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_operands_with_other_strides(shape):
    x = np.random.default_rng(1).standard_normal(shape)
    check(model_of(around, (shape, "float64")), {"x0": x}, 1e-12, 1e-13, fused=False)


@pytest.mark.parametrize("special", [np.nan, np.inf, -np.inf])
def test_special_numbers(special):
    x = np.random.default_rng(2).standard_normal((4, 6, 3, 5))
    x[0, 1, 2, 3] = x[3, 2, 0, 0] = x[3, 2, 2, 4] = special
    x[:, 5] = special
    for axes in ((0, 2, 3), (0, 2), (0,)):
        check(model_of(over(axes), (x.shape, "float64")), {"x0": x}, 1e-12, 1e-13, fused=False)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_rows_that_stay_rows(axis):
    """What is as large as the operand, and positions along an axis that is not the last."""
    x = np.random.default_rng(3).standard_normal((19, 5, 37))
    x[3, 1, 7] = np.nan

    def made(x):
        y = gr.transpose(x, (2, 0, 1))
        most = {"most": gr.argmax(x, axis, keepdims=True), "least": gr.argmin(y, axis)}
        return {"plain": gr.softmax(x, axis), "turned": gr.log_softmax(y, axis), **most}

    check(model_of(made, (x.shape, "float64")), {"x0": x}, 1e-12, 1e-13, fused=False)


def test_rows_too_long_to_be_kept():
    x = np.random.default_rng(4).standard_normal((3, 100_003)).astype("f4")

    def made(x):
        label = gr.argmax(x)
        return {"soft": gr.softmax(x), "var": gr.var(x, -1), "loss": gr.cross_entropy(x, label)}

    check(model_of(made, (x.shape, "float32")), {"x0": x}, 1e-4, 1e-6, fused=False)


def test_long_rows_and_numbers_beside_them():
    """Cut into pieces, and what follows from their sums reads an operand as well."""
    rng = np.random.default_rng(7)
    feeds = {"x0": rng.standard_normal((4, 100_000)), "x1": rng.standard_normal((4, 1))}

    def made(x, factor):
        mean = gr.mean(x * x, -1, keepdims=True)
        return {"y": mean * factor + gr.sum(x, -1, keepdims=True) * gr.exp(factor)}

    model = model_of(made, *((array.shape, "float64") for array in feeds.values()))
    check(model, feeds, 1e-11)


def test_a_large_mean_costs_no_digits():
    x = np.random.default_rng(5).standard_normal((16, 3, 8, 8)) + 1e6

    def made(x):
        return {"var": gr.var(x, (0, 2, 3)), "std": gr.std(x, (0, 2), keepdims=True)}

    found = check(model_of(made, (x.shape, "float64")), {"x0": x}, 1e-9, fused=False)
    np.testing.assert_allclose(found["var"], (x - 1e6).var((0, 2, 3)), rtol=1e-8)


def test_any_number_of_threads_gives_the_same_bits():
    x = np.random.default_rng(6).standard_normal((64, 32, 14, 14)).astype("f4")
    sessions = [
        gr.Session(model_of(made, (x.shape, "float32")), backend="native", optimize="O0")
        for made in (over((0, 2, 3)), around)
    ]
    before, results = chosen().count, []
    try:
        for threads in (1, 2, 3):
            gr.use_threads(threads)
            found = [session.run(x0=x) for session in sessions]
            results.append([array for each in found for array in each.values()])
    finally:
        gr.use_threads(before)
    for other in results[1:]:
        for mine, yours in zip(results[0], other, strict=True):
            np.testing.assert_array_equal(mine, yours)


def test_another_batch_size_is_the_same_kernel():
    model = model_of(over((0, 2, 3)), (("N", 6, 5, 5), "float32"))
    session = gr.Session(model, backend="native", optimize="O0")

    def kernels(count):
        x = np.zeros((count, 6, 5, 5), "f4")
        found = [native_calls(step) for step in session.plan(x0=x).steps]
        return [call.kernel.key for calls in found for call in calls]

    assert kernels(2) == kernels(3) == kernels(100)


def mixed(x, scale):
    """Rows along several sets of axes, and sums of rows, of the same values."""
    y = x * gr.reshape(scale, (1, -1, 1))
    z = y - gr.mean(y, (0, 2), keepdims=True)
    u = z * gr.softmax(z, 1)
    return {
        "z": z,
        "first": gr.sum(y, 0),
        "spread": gr.sum(z * z, (0, 2)),
        "all": gr.sum(z),
        "last": gr.mean(u, -1),
        "second": gr.logsumexp(u, (0, 1)),
        "rows": gr.sum(u, (0, 1)),
        "whole": gr.mean(u),
        "most": gr.argmax(u, 1),
    }


@pytest.mark.parametrize("shape", [(3, 5, 7), (40, 17, 1), (1, 4, 33), (6, 1, 5)], ids=str)
@pytest.mark.parametrize("fused", [True, False])
def test_rows_along_different_axes(shape, fused):
    rng = np.random.default_rng(8)
    feeds = {"x0": rng.standard_normal(shape), "x1": rng.standard_normal(shape[1])}
    declared = [(("N", *shape[1:]), "float64"), (shape[1:2], "float64")]
    check(model_of(mixed, *declared), feeds, 1e-11, 1e-12, fused)


def test_a_normalisation_is_one_step_with_what_follows_and_the_way_back():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 6, 4, 4))
    y, updates = gr.batch_norm(x, "norm", training=True)
    loss = gr.sum(gr.square(gr.relu(y)))
    training = [gr.optim.sgd(loss, lr=0.1), updates]
    b.signature("train", inputs=[x], outputs={"loss": loss}, updates=training)
    session = gr.Session(b.build(), backend="native")
    feeds = {"x": np.random.default_rng(9).standard_normal((8, 6, 4, 4)).astype("f4")}
    large = [
        step
        for step in session.plan("train", **feeds).steps
        if any(each is not None and each.type.size == 768 for each in step.inputs)
    ]
    assert [step.node.op.name for step in large] == ["fused", "sum"]  # the loss
