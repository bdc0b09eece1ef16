"""Normalisations and their gradients against NumPy: every layout, odd sizes, special numbers."""

import numpy as np
import pytest
from backends.native.test_rows import check, model_of

import graphrt as gr
from graphrt.backends.native.backend import native_calls
from graphrt.ops.batch_norm import BatchNorm, BatchNormTrain
from graphrt.ops.normalization import GroupNorm, InstanceNorm, Standardize

SHAPES = [
    (4, 6, 5, 3),
    (33, 40),
    (2, 16, 1, 1),
    (3, 2, 100),
    (1, 1, 1),
    (0, 4, 3),
    (2, 4, 0),
    (5, 0, 2),
]


def applied(op, x, *operands):
    found = x.builder.emit(op, *(each.value for each in (x, *operands)))
    values = found if isinstance(found, tuple) else (found,)
    return [gr.Tensor(value, x.builder) for value in values]


def inference(x, scale, bias, mean, var):
    return {"y": applied(BatchNorm(1e-3), x, scale, bias, mean, gr.square(var))[0]}


def training(x, scale, bias, *_):
    return dict(zip("ymv", applied(BatchNormTrain(1e-3), x, scale, bias), strict=True))


def groups(x, scale, bias, *_):
    return {"y": applied(GroupNorm(1e-3, 2), x, scale, bias)[0]}


def instances(x, scale, bias, *_):
    return {"y": applied(InstanceNorm(1e-3), x, scale, bias)[0]}


def over(*axes):
    def made(x, *_):
        return dict(zip("ys", applied(Standardize(axes, 1e-3), x), strict=True))

    return made


MADE = {
    "batch_norm": inference,
    "batch_norm_train": training,
    "group_norm": groups,
    "instance_norm": instances,
    "standardize": over(0, -1),
    "standardize nothing": over(),
}


def with_gradients(make):
    def made(x, *parameters):
        results = make(x, *parameters)
        terms = [gr.sum(each * gr.sin(each)) for each in results.values()]
        terms += [gr.sum(each) for each in parameters]  # some ops do not read all of them
        found = gr.gradients(sum(terms[1:], terms[0]), [x, *parameters])
        return results | {f"to{k}": each for k, each in enumerate(found)}

    return made


def feeds_of(shape, dtype, shift=0.0):
    rng = np.random.default_rng(len(shape))
    arrays = [
        rng.standard_normal(shape) + shift,
        *(rng.standard_normal(shape[1]) for _ in range(4)),
    ]
    return {f"x{k}": array.astype(dtype) for k, array in enumerate(arrays)}


def declared(feeds, batch=None):
    shapes = [(batch or array.shape[0], *array.shape[1:]) if k == "x0" else array.shape
              for k, array in feeds.items()]  # fmt: skip
    return [(shape, array.dtype.name) for shape, array in zip(shapes, feeds.values(), strict=True)]


def fits(name, shape):
    return len(shape) > 2 or name != "instance_norm"


@pytest.mark.parametrize("fused", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", MADE)
def test_against_numpy(name, shape, dtype, fused):
    if not fits(name, shape) or (name == "group_norm" and shape[1] % 2):
        shape = (3, 2, 5)
    feeds = feeds_of(shape, dtype)
    rtol, atol = (3e-4, 3e-5) if dtype == "float32" else (1e-11, 1e-12)
    check(model_of(MADE[name], *declared(feeds)), feeds, rtol, atol, fused)
    check(model_of(with_gradients(MADE[name]), *declared(feeds)), feeds, 5 * rtol, 5 * atol, fused)


@pytest.mark.parametrize("special", [np.nan, np.inf])
@pytest.mark.parametrize("name", MADE)
def test_special_numbers(name, special):
    feeds = feeds_of((4, 6, 5, 3), "float64")
    feeds["x0"][2, 1, 3, 0] = special
    check(model_of(MADE[name], *declared(feeds)), feeds, 1e-11, 1e-12)


@pytest.mark.parametrize("name", MADE)
def test_a_large_mean_costs_no_digits(name):
    feeds = feeds_of((16, 4, 5, 3), "float64", 1e6)
    check(model_of(MADE[name], *declared(feeds)), feeds, 1e-8, 1e-8)


@pytest.mark.parametrize("name", MADE)
def test_operands_with_other_strides(name):
    feeds = feeds_of((4, 6, 5, 3), "float64")

    def made(x, *parameters):
        return MADE[name](gr.transpose(gr.transpose(x, (2, 1, 0, 3)), (0, 1, 3, 2)), *parameters)

    check(model_of(made, *declared(feeds)), feeds, 1e-11, 1e-12, fused=False)


@pytest.mark.parametrize("name", MADE)
def test_another_batch_size_is_the_same_kernel(name):
    feeds = feeds_of((4, 6, 5, 3), "float32")
    session = gr.Session(
        model_of(with_gradients(MADE[name]), *declared(feeds, "N")), backend="native", optimize="O2"
    )

    def kernels(count):
        x = np.zeros((count, 6, 5, 3), "f4")
        found = [native_calls(step) for step in session.plan(**feeds | {"x0": x}).steps]
        return {call.kernel.key for calls in found for call in calls}

    assert kernels(3) == kernels(7) == kernels(64)


@pytest.mark.parametrize("shape", [(5, 6, 3, 7), (70, 6, 31, 33), (19, 40), (3000, 40)], ids=str)
def test_what_lies_between_normalisations(shape):
    """One group with many walks, which keep what is dear to compute where there is room."""

    def made(x, *parameters):
        y = x
        for _ in range(2):
            y = gr.gelu(training(y, *parameters)["y"])
        return {"y": y, "to_x": gr.gradients(gr.sum(y * y), [x])[0]}

    feeds = feeds_of(shape, "float64")
    model = model_of(made, *declared(feeds, "N"))
    check(model, feeds, 1e-8, 1e-8)
    steps = gr.Session(model, backend="native").plan(**feeds).steps
    size = feeds["x0"].size
    assert sum(any(each.type.size == size for each in step.inputs if each) for step in steps) == 1
