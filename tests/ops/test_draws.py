"""Random draws: the same bits for ever, the right distribution, streams that do not meet."""

import statistics

import numpy as np
import pytest

import graphrt as gr
from graphrt.ops.draws import RandomIntegers, RandomPermutation, high_product
from graphrt.ops.quantile import logarithm, normal_quantile
from graphrt.ops.random import RandomNormal, RandomUniform, words

WORDS = [4124581529329945666, 11613193961582542498]
UNIFORM = ["0x1.4a14600000000p-1", "0x1.3d79e40000000p-2", "0x1.a7889a0000000p-1"]
NORMAL = [
    "0x1.7beb4d646dfecp-2", "-0x1.fba5ef1f2cd6fp-2", "0x1.e2ecd76224561p-1",
    "0x1.043f796410836p-1",
]  # fmt: skip
INTEGERS = [2, -4, 6, 3, 4]
ORDER = [1, 5, 0, 3, 4, 2]

SEED, STEP = np.int64(11), np.int64(5)


def draw(op, *operands, seed=SEED, step=STEP, trip=None):
    return op.compute(*operands, seed, step, *([] if trip is None else [trip]))


def shape(*extents):
    return np.array(extents, np.int64)


def test_draws_are_these_bits_for_ever():
    """Written down once; a change of any of them breaks models that are out there."""
    assert words(11, 3, 5, 2, 7).tolist() == WORDS
    u = draw(RandomUniform(stream=3), shape(3))
    assert [float(each).hex() for each in u] == UNIFORM
    z = draw(RandomNormal(stream=3, dtype="float64"), shape(4))
    assert [float(each).hex() for each in z] == NORMAL
    k = draw(RandomIntegers(stream=3), shape(5), np.int64(-10), np.int64(10))
    assert k.tolist() == INTEGERS
    assert draw(RandomPermutation(stream=3), np.int64(6)).tolist() == ORDER


def test_uniform_and_integers_by_exact_arithmetic():
    """The same from the words as Python integers."""
    drawn = [int(w) for w in words(11, 3, 5, 1000)]
    for dtype, bits in (("float64", 53), ("float32", 24), ("float16", 11)):
        found = draw(RandomUniform(stream=3, dtype=dtype), shape(1000))
        assert found.tolist() == [(w >> (64 - bits)) / 2**bits for w in drawn]
    for low, high in ((0, 1), (-5, 7), (-(2**63), 2**63 - 1), (2**62, 2**62 + 2**61)):
        found = draw(RandomIntegers(stream=3), shape(1000), np.int64(low), np.int64(high))
        assert found.tolist() == [low + ((high - low) * w >> 64) for w in drawn]


def test_the_product_of_words_carries():
    largest = np.array([2**64 - 1, 2**64 - 2**32, 2**32 - 1, 0], np.uint64)
    for count in (1, 2**32 - 1, 2**32, 2**64 - 1):
        want = [int(w) * count >> 64 for w in largest]
        assert [int(each) for each in high_product(largest, count)] == want


def test_the_normal_quantile_against_the_standard_library():
    normal = statistics.NormalDist()
    p = np.concatenate([np.linspace(0.001, 0.999, 500), 2.0 ** -np.arange(2, 54)])
    found = normal_quantile(p)
    np.testing.assert_allclose(found, [normal.inv_cdf(each) for each in p], rtol=2e-15, atol=1e-15)
    np.testing.assert_array_equal(normal_quantile(1 - p[:500]), -normal_quantile(1 - (1 - p[:500])))
    x = np.exp(np.linspace(-700, 700, 2000))
    np.testing.assert_allclose(logarithm(x), np.log(x), rtol=3e-16, atol=3e-16)


def chi_square(counts, expected):
    return float(np.sum((counts - expected) ** 2 / expected))


@pytest.mark.parametrize("stream", [0, 1, 2**40])
def test_distributions(stream):
    n, bins = 100_000, 100
    limit = 99 + 4 * np.sqrt(2 * 99)  # four standard deviations above the mean of chi-square
    u = draw(RandomUniform(stream=stream, dtype="float64"), shape(n))
    assert 0 <= u.min() and u.max() < 1
    assert chi_square(np.histogram(u, bins, (0, 1))[0], n / bins) < limit
    z = draw(RandomNormal(stream=stream, dtype="float64"), shape(n))
    edges = normal_quantile(np.linspace(0, 1, bins + 1)[1:-1])
    assert chi_square(np.bincount(np.searchsorted(edges, z), minlength=bins), n / bins) < limit
    for power, moment, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        assert abs(np.mean(z**power) - moment) < 4 * np.sqrt(variance / n)
    k = draw(RandomIntegers(stream=stream), shape(n), np.int64(0), np.int64(bins))
    assert chi_square(np.bincount(k, minlength=bins), n / bins) < limit


def test_bernoulli_and_categorical_follow_their_probabilities():
    b = gr.GraphBuilder()
    p, logits = b.input("p", ("N",)), b.input("logits", ("N", 3), "float64")
    drawn = {"coin": gr.random.bernoulli(p), "k": gr.random.categorical(logits)}
    b.signature("go", inputs=[p, logits], outputs=drawn)
    n = 50_000
    rows = np.log([[0.5, 0.2, 0.3]])
    found = gr.Session(b.build()).run(p=np.full(n, 0.3, "f4"), logits=np.repeat(rows, n, 0))
    assert abs(found["coin"].mean() - 0.3) < 4 * np.sqrt(0.21 / n)
    counts = np.bincount(found["k"], minlength=3)
    assert chi_square(counts, n * np.array([0.5, 0.2, 0.3])) < 2 + 4 * 2
    assert found["k"].dtype == np.int64


def test_categories_without_weight_are_never_drawn_and_rows_without_any_are_named():
    b = gr.GraphBuilder()
    logits = b.input("logits", ("N", 3))
    b.signature("go", inputs=[logits], outputs={"k": gr.random.categorical(logits)})
    session = gr.Session(b.build())
    inf = np.inf
    rows = np.array([[-inf, 0, -inf], [0, -inf, -inf]], "f4")
    assert set(session.run(logits=np.repeat(rows[:1], 500, 0))["k"]) == {1}
    assert set(session.run(logits=np.repeat(rows[1:], 500, 0))["k"]) == {0}
    for bad in ([-inf, -inf, -inf], [0, np.nan, 0], [0, inf, 0]):
        with pytest.raises(ValueError, match=r"row \(1,\) of logits is no distribution"):
            session.run(logits=np.array([[0, 0, 0], bad], "f4"))


def test_all_orders_of_a_permutation_are_alike():
    op = RandomPermutation(stream=2)
    orders = [tuple(draw(op, np.int64(4), step=np.int64(step))) for step in range(4800)]
    counts = np.unique(orders, axis=0, return_counts=True)[1]
    assert len(counts) == 24
    assert chi_square(counts, 200) < 23 + 4 * np.sqrt(46)


def test_streams_steps_seeds_and_trips_do_not_meet():
    def bits(stream=0, **counters):
        return draw(RandomUniform(stream=stream, dtype="float64"), shape(1000), **counters)

    draws = [
        bits(), bits(stream=1), bits(step=np.int64(6)), bits(seed=np.int64(12)), bits(trip=1),
        bits(trip=2),
    ]  # fmt: skip
    for i, first in enumerate(draws):
        for second in draws[:i]:
            assert not np.isin(first, second).any()
            assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(1000)
    np.testing.assert_array_equal(bits(trip=0), bits())


def test_reparameterised_gradients():
    b = gr.GraphBuilder()
    mean, std = b.parameter("mean", 2.0), b.parameter("std", 3.0)
    low, high = b.parameter("low", -1.0), b.parameter("high", 5.0)
    z = gr.random.normal(b, (4,), mean, std)
    u = gr.random.uniform(b, 4, low, high)
    grads = gr.gradients(gr.sum(z) + gr.sum(u), [mean, std, low, high])
    names = ("mean", "std", "low", "high")
    outputs = dict(zip(names, grads, strict=True)) | {"z": z, "u": u}
    b.signature("go", outputs=outputs)
    found = gr.Session(b.build()).run("go")
    assert found["mean"] == 4
    np.testing.assert_allclose(found["std"], np.sum((found["z"] - 2) / 3), rtol=1e-5)
    np.testing.assert_allclose(found["high"], np.sum((found["u"] + 1) / 6), rtol=1e-5)
    np.testing.assert_allclose(found["low"], 4 - found["high"], rtol=1e-5)


def test_shuffle_permutes_slices_and_gradients_go_back():
    b = gr.GraphBuilder()
    x, w = b.input("x", ("N", 3)), b.input("w", ("N", 3))
    y = gr.random.shuffle(x)
    (dx,) = gr.gradients(gr.sum(y * w), [x])
    columns = gr.random.shuffle(x, axis=1)
    b.signature("go", inputs=[x, w], outputs={"y": y, "dx": dx, "columns": columns})
    values = np.arange(30, dtype="f4").reshape(10, 3)
    found = gr.Session(b.build()).run(x=values, w=values)
    order = found["y"][:, 0].astype(int) // 3
    assert sorted(order) == list(range(10)) != list(order)
    np.testing.assert_array_equal(found["y"], values[order])
    np.testing.assert_array_equal(found["dx"][order], values)
    assert sorted(found["columns"][0]) == [0, 1, 2]


def noisy():
    b = gr.GraphBuilder("noisy")
    w = b.parameter("w", np.zeros(3, "f4"))
    x = b.input("x", ("T", 3))
    kept = gr.scan(lambda row: gr.dropout(row, 0.5) + gr.random.normal(row, 3), xs=x)
    loss = gr.sum((gr.sum(kept, 0) - w) ** 2)
    outputs = {"loss": loss, "kept": kept}
    b.signature("train", inputs=[x], outputs=outputs, updates=gr.optim.sgd(loss, lr=0.1))
    return b


def test_every_trip_draws_anew_and_the_gradient_sees_the_same_draw():
    b = noisy()
    x = gr.Tensor(b.graph().value("x"), b)
    kept = b["kept"]
    (dx,) = gr.gradients(gr.sum(kept), [x])
    b.signature("grad", inputs=[x], outputs={"kept": kept, "dx": dx})
    zeros = gr.Session(b.build()).run("grad", x=np.zeros((50, 3), "f4"))
    ones = gr.Session(b.build()).run("grad", x=np.ones((50, 3), "f4"))
    assert len(np.unique(zeros["kept"])) == 150
    scale = ones["kept"] - zeros["kept"]  # 0 where dropped, 2 where kept
    np.testing.assert_allclose(ones["dx"], np.round(scale))
    assert 50 < np.sum(ones["dx"] == 0) < 100


def test_trips_of_nested_loops_draw_apart():
    b = gr.GraphBuilder()
    x = b.input("x", ("T",))

    def inner(row):
        return gr.cond(row > 0, lambda: gr.random.uniform(row, ()), lambda: row)

    def rows(c):
        return c, gr.scan(inner, xs=x)

    def twice(c):
        return c, gr.scan(rows, c, length=2)[1]

    zero = b.constant(0.0)
    _, two = gr.scan(rows, zero, length=4)
    _, three = gr.scan(twice, zero, length=3)
    b.signature("go", inputs=[x], outputs={"two": two, "three": three})
    found = gr.Session(b.build()).run(x=np.ones(5, "f4"))
    assert len(np.unique(found["two"])) == 20
    assert len(np.unique(found["three"])) == 30


def test_steps_move_on_and_resume_with_the_same_draws(tmp_path):
    x = np.ones((4, 3), "f4")
    session = gr.Session(noisy().build())
    losses = [float(session.run("train", x=x)["loss"]) for _ in range(3)]
    assert session.state()["step"] == 3
    session.save(tmp_path / "noisy.pb")
    want = [float(session.run("train", x=x)["loss"]) for _ in range(3)]
    resumed = gr.Session(gr.load(tmp_path / "noisy.pb"))
    assert [float(resumed.run("train", x=x)["loss"]) for _ in range(3)] == want
    assert len(set(losses + want)) == 6


def test_a_builder_that_goes_on_knows_the_streams_inside_bodies():
    b = noisy()
    again = gr.GraphBuilder.from_model(b.build())
    stream = gr.random.normal(again, ()).value.node.op.stream
    assert stream == 2  # 0 and 1 draw in the body of the scan


def test_the_step_moves_on_where_only_a_body_draws():
    b = gr.GraphBuilder()
    x = b.input("x", ("T",))
    total = b.variable("total", np.float32(0))
    drawn = gr.sum(gr.scan(lambda row: gr.random.uniform(row, ()), xs=x))
    b.signature("go", inputs=[x], outputs={"y": drawn}, updates={total: drawn})
    session = gr.Session(b.build())
    first, second = (float(session.run(x=[0, 0])["y"]) for _ in range(2))
    assert first != second


def test_mistakes():
    with pytest.raises(gr.UsageError, match="random.uniform: the first argument is the builder"):
        gr.random.uniform((3, 4), 2)
    b = gr.GraphBuilder()
    n = b.input("n", (), "int64")
    outputs = {"p": gr.random.permutation(b, n), "k": gr.random.integers(b, 3, 0, n)}
    for name, value in outputs.items():
        b.signature(name, inputs=[n], outputs={name: value})
    session = gr.Session(b.build())
    assert session.run("p", n=3)["p"].shape == (3,)
    with pytest.raises(ValueError, match="n cannot be negative: -1"):
        session.run("p", n=-1)
    with pytest.raises(ValueError, match="nothing from 0 up to below 0"):
        session.run("k", n=0)
