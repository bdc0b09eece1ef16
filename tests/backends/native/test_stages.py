"""Long walks: in strips and stages, with what stages pass on, add up, keep and store."""

import numpy as np
import pytest
from backends.native.test_rows import LEVEL, check, model_of

import graphrt as gr
from graphrt.backends.native.expression import Recorder, needed
from graphrt.backends.native.isa import AVX512
from graphrt.backends.native.rows import group_kernel
from graphrt.backends.native.slots import Group, Slot
from graphrt.backends.native.stages import STAGE, RowPlan
from graphrt.backends.threads import chosen
from graphrt.dtypes import DType

SIZES = [0, 1, 7, 16, 17, 63, 64, 511, 512, 513, 530, 1024, 5000]


def chain(x, rounds=3):
    """Long enough for several stages, with values that are needed again much later."""
    first = gr.tanh(x)
    y = first
    for _ in range(rounds):
        y = gr.sigmoid(gr.exp(gr.sin(y) - 0.5) * first)
    return y


def planned(make, levels=0):
    r = Recorder()
    results = make(r, r.operand(0, "float32"))
    order = needed(results)
    return RowPlan(order, {k: each for k, each in enumerate(results) if not each.uniform})


def long_chain(r, x):
    y = x
    for _ in range(6):
        y = r.add(r.tanh(y), x)
    return [y]


def test_a_short_walk_is_one_stage():
    (walk,) = planned(lambda r, x: [r.add(r.exp(x), 1.0)]).walks
    assert len(walk.stages) == 1
    assert not walk.places


def test_a_long_walk_is_cut_and_passes_on_one_value_at_a_time():
    (walk,) = planned(long_chain).walks
    words = [[each.word for each in stage.work] for stage in walk.stages]
    assert words == [["tanh", "add"]] * 6
    assert [len(stage.passes) for stage in walk.stages] == [1, 1, 1, 1, 1, 0]
    assert set(walk.places.values()) == {0}  # read before it is written


def test_a_few_words_share_the_stage_of_a_long_one():
    (walk,) = planned(lambda r, x: [r.mul(r.erfc(r.mul(r.tanh(x), -0.7)), 0.5)]).walks
    assert [[each.word for each in stage.work] for stage in walk.stages] == [
        ["tanh", "mul"], ["erfc", "mul"],
    ]  # fmt: skip


def test_a_number_is_the_same_however_it_is_written():
    r = Recorder()
    x, n = r.operand(0, "float32"), r.operand(1, "int32")
    third = r.cast(1 / 3, DType.of("float32"))
    assert r.mul(x, third) is r.mul(x, 1 / 3)
    assert r.mul(x, third) is r.mul(x, np.float32(1 / 3).item())
    assert r.add(x, 1) is r.add(x, 1.0)
    assert r.mul(x, 1e300) is r.mul(x, float("inf"))  # as it is written
    assert r.mul(x, 0.0) is not r.mul(x, -0.0)
    wide = r.operand(2, "float64")
    assert r.mul(wide, 1 / 3) is not r.mul(wide, np.float32(1 / 3).item())
    assert r.add(n, 1).args == (n, 1)
    chosen = r.select(r.less(x, 0.0), third, r.cast(2.0, DType.of("float32")))
    assert chosen.kind == "float32"  # numbers alone keep theirs
    assert third in chosen.args


def test_what_is_stored_waits_for_the_last_stage():
    """A result may lie where an operand does, which later stages read."""

    def make(r, x):
        early = r.exp(x)
        (y,) = long_chain(r, x)
        return [early, r.add(x, y)]

    (walk,) = planned(make).walks
    assert [stage.stores for stage in walk.stages] == [[]] * (len(walk.stages) - 1) + [[0, 1]]
    early = walk.stages[0].passes[0]
    assert early.word == "exp"
    assert all(walk.places[each.number] != walk.places[early.number]
               for stage in walk.stages[1:] for each in stage.passes)  # fmt: skip


def test_sums_belong_to_the_stage_that_makes_what_they_add_up():
    def make(r, x):
        (y,) = long_chain(r, r.exp(x))
        return [r.row_sum(r.exp(x)), r.row_sum(y), r.row_max(x)]

    walk = planned(make).walks[0]
    assert [[each.word for each in stage.sums] for stage in walk.stages] == [
        ["row_sum"], *[[]] * (len(walk.stages) - 2), ["row_sum", "row_max"],
    ]  # fmt: skip


def test_a_stage_is_no_longer_than_allowed_unless_it_is_one_word():
    (walk,) = planned(lambda r, x: [r.pow(r.tanh(r.pow(x, 1.5)), 2.5)]).walks
    assert [[each.word for each in stage.work] for stage in walk.stages] == [
        ["pow"], ["tanh"], ["pow"],
    ]  # fmt: skip
    assert STAGE < 90


@pytest.mark.parametrize("number", [1.5, float("nan")])
def test_a_number_is_written_as_a_literal_that_is_known_not_to_be_nan(number):
    r = Recorder()
    slot = Slot(DType.of("float32"), 1)
    result = r.max(r.operand(0, "float32"), r.cast(number, DType.of("float32")))
    text = group_kernel(Group((slot,), (slot,), (result,), 1), AVX512).write("kernel")
    assert "shufflevector <16 x float>" not in text
    assert ("fcmp uno" in text) == (number != number)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("size", SIZES)
def test_any_length(size, dtype):
    x = np.random.default_rng(size).standard_normal(size).astype(dtype)
    rtol = 2e-5 if dtype == "float32" else 1e-12
    check(
        model_of(lambda x: {"y": chain(x), "first": gr.tanh(x)}, ((size,), dtype)), {"x0": x}, rtol
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(3, 5), (2, 520), (70, 33), (1, 7001), (5, 0)], ids=str)
def test_rows_with_sums_before_and_after_long_walks(shape, dtype):
    x = np.random.default_rng(0).standard_normal(shape).astype(dtype)

    def made(x):
        y = chain(x)
        scaled = chain(y / (gr.sum(y, -1, keepdims=True) + 1.0))
        return {
            "scaled": scaled,
            "sum": gr.sum(scaled, -1),
            "above": gr.any(scaled > 0.6, -1),
            "mask": y > 0.5,
        }

    rtol, atol = (3e-4, 1e-5) if dtype == "float32" else (1e-11, 1e-12)
    check(model_of(made, (shape, dtype)), {"x0": x}, rtol, atol)


def test_operands_that_are_strided_or_of_another_type():
    rng = np.random.default_rng(1)
    x, n = rng.standard_normal((40, 70)), rng.integers(-3, 4, (70, 40)).astype("i4")

    def made(x, n):
        y = chain(gr.transpose(x) * gr.cast(n, "float64"))
        return {"y": y, "mask": (y > 0.5) & (n > 0), "n": gr.cast(y * 9.0, "int32") + n}

    check(model_of(made, (x.shape, "float64"), (n.shape, "int32")), {"x0": x, "x1": n}, 1e-12)


def gradient(x):
    y = gr.sum(chain(x))
    return {"loss": y, "to_x": gr.gradients(y, [x])[0]}


@pytest.mark.parametrize("size", [1000, 70_001, 300_000])
def test_gradients_are_the_same_bits_on_any_number_of_threads(size):
    x = np.random.default_rng(2).standard_normal(size).astype("f4")
    model = model_of(gradient, ((size,), "float32"))
    before, results = chosen().count, []
    try:
        for threads in (1, 2, 3):
            gr.use_threads(threads)
            results.append(check(model, {"x0": x}, 2e-4, 1e-6))
    finally:
        gr.use_threads(before)
    for name, array in results[0].items():
        for other in results[1:]:
            np.testing.assert_array_equal(array, other[name], err_msg=name)


def test_a_variable_that_is_updated_in_place_by_a_long_walk():
    b = gr.GraphBuilder()
    w = b.parameter("w", gr.init.normal((1037,), seed=3))
    b.signature("step", inputs=[], outputs={}, updates={w: chain(w) + 0.1 * gr.tanh(w)})
    model = b.build()
    states = {}
    for backend in ("native", "numpy"):
        session = gr.Session(model, backend=backend, optimize=LEVEL)
        for _ in range(3):
            session.run("step")
        states[backend] = session.state()["w"]
    np.testing.assert_allclose(states["native"], states["numpy"], rtol=2e-5)
