"""Random ops: the bits are NumPy's, for every size, seed, step, stream and trip."""

import numpy as np
import pytest
from backends.native.test_norms import applied
from backends.native.test_rows import model_of

import graphrt as gr
from graphrt.backends.native.backend import native_calls
from graphrt.backends.threads import chosen
from graphrt.dtypes import DType
from graphrt.ops.draws import RandomBernoulli, RandomIntegers
from graphrt.ops.random import Dropout, RandomNormal, RandomUniform

LARGEST, LEAST = 2**63 - 1, -(2**63)
STREAM = LEAST + 11
COUNTERS = [((), "int64")] * 3
SHAPES = [(1,), (3,), (4, 5), (7, 33), (2, 3, 16), (0, 4), (3, 0), (1000,)]


def drawn(shape):
    """A model with what is drawn for ``x`` of a shape, from seed, step and trip."""

    def made(x, seed, step, trip):
        extents = x.builder.constant(np.array(shape, "int64"))
        found = {"integers": applied(RandomIntegers(STREAM), extents, *map(
            x.builder.constant, (np.int64(-7), np.int64(LARGEST))), seed, step, trip)[0]}  # fmt: skip
        for dtype in ("float32", "float64"):
            kind = DType.of(dtype)
            for name, op in (("uniform", RandomUniform), ("normal", RandomNormal)):
                found[name + dtype] = applied(op(3, kind), extents, seed, step, trip)[0]
        for rate in (0.0, 0.3, 0.5, 1 - 1e-12):
            y, mask = applied(Dropout(rate, STREAM), x, seed, step, trip)
            found |= {f"y{rate}": y, f"mask{rate}": mask}
        found["coin"] = applied(RandomBernoulli(5), gr.abs(x), seed, step, trip)[0]
        return found

    return made


def check_bits(model, feeds):
    session = gr.Session(model, backend="native", optimize="O0")
    for step in session.plan(**feeds).steps:
        calls = native_calls(step)
        refused = isinstance(calls, str)
        assert not refused or step.node.op.name == "random_integers", calls
    found = session.run(**feeds)
    want = gr.Session(model, backend="numpy", optimize="O0").run(**feeds)
    for name, array in want.items():
        np.testing.assert_array_equal(found[name], array, err_msg=name)
        assert found[name].dtype == array.dtype
    return found


def feeds_of(shape, dtype="float32", seed=0, step=0, trip=0):
    x = np.random.default_rng(1).standard_normal(shape).astype(dtype)
    x.flat[::5] = np.nan
    x.flat[1::7] = np.inf
    return {"x0": x, "x1": np.int64(seed), "x2": np.int64(step), "x3": np.int64(trip)}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_bits(shape, dtype):
    check_bits(model_of(drawn(shape), (shape, dtype), *COUNTERS), feeds_of(shape, dtype))


@pytest.mark.parametrize("seed", [1, -1, LARGEST, LEAST])
@pytest.mark.parametrize(("step", "trip"), [(0, 1), (1, 0), (-1, -1), (LARGEST, LEAST)])
def test_counters(seed, step, trip):
    model = model_of(drawn((5, 7)), ((5, 7), "float32"), *COUNTERS)
    check_bits(model, feeds_of((5, 7), "float32", seed, step, trip))


def test_the_tails_of_the_normal_distribution():
    """A million numbers reach where its quantile is another formula."""
    count = 1 << 20

    def made(seed, step):
        extents = seed.builder.constant(np.array([count], "int64"))
        return {"z": applied(RandomNormal(1, DType.of("float64")), extents, seed, step)[0]}

    z = check_bits(model_of(made, *COUNTERS[:2]), {"x0": np.int64(1), "x1": np.int64(2)})["z"]
    assert np.abs(z).max() > 4.5
    assert abs(z.mean()) < 5e-3
    assert abs(z.std() - 1) < 5e-3


def test_operands_with_other_strides():
    def made(x, *counters):
        turned = gr.transpose(x, (2, 0, 1))
        y, mask = applied(Dropout(0.25, 9), turned, *counters)
        coin = applied(RandomBernoulli(5), gr.transpose(turned), *counters)[0]
        return {"y": y, "mask": mask, "coin": coin}

    check_bits(model_of(made, ((4, 5, 6), "float64"), *COUNTERS), feeds_of((4, 5, 6), "float64"))


@pytest.mark.parametrize(("low", "high"), [(3, 3), (5, -5), (LEAST, LARGEST), (-1, 0)])
def test_bounds_of_integers(low, high):
    def made(low, high, seed):
        extents = low.builder.constant(np.array([33], "int64"))
        return {"n": applied(RandomIntegers(5), extents, low, high, seed, seed)[0]}

    model = model_of(made, *COUNTERS)
    feeds = {"x0": np.int64(low), "x1": np.int64(high), "x2": np.int64(3)}
    if low < high:
        check_bits(model, feeds)
        return
    with pytest.raises(Exception, match=f"nothing from {low} up to below {high}"):
        gr.Session(model, backend="native", optimize="O0").run(**feeds)


def test_any_number_of_threads_and_any_batch():
    model = model_of(drawn((40_001,)), (("N",), "float32"), *COUNTERS)
    session = gr.Session(model, backend="native", optimize="O0")
    feeds = feeds_of((40_001,))
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

    def kernels(count):
        steps = session.plan(**feeds_of((count,))).steps
        return {call.kernel.key for step in steps for call in native_calls(step)}

    assert kernels(6) == kernels(100)
