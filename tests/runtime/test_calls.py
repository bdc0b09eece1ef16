"""Calls that are fed like the one before take a short way: it must not be another way."""

from __future__ import annotations

import numpy as np
import pytest

import graphrt as gr


def session() -> gr.Session:
    b = gr.GraphBuilder()
    x, y = b.input("x", ("N", 2)), b.input("y", ("N",))
    out = gr.sum(x * x, axis=1) - y
    b.signature("step", inputs=[x, y], outputs={"out": out})
    b.signature("two", inputs=[x, y], outputs={"out": out, "total": gr.sum(out)})
    return gr.Session(b.build())


def feeds(seed: int, n: int = 3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {"x": rng.standard_normal((n, 2), np.float32), "y": rng.standard_normal(n, np.float32)}


def expected(given: dict[str, np.ndarray]) -> np.ndarray:
    return (given["x"] * given["x"]).sum(axis=1) - given["y"]


@pytest.mark.parametrize("signature", ["step", "two"])
def test_every_call_computes_from_its_own_feeds(signature):
    step = session().function(signature)
    for seed in range(4):
        given = feeds(seed)
        found = step(**given)
        np.testing.assert_allclose(found["out"], expected(given), rtol=1e-6)
        assert list(found) == (["out"] if signature == "step" else ["out", "total"])


def test_results_of_earlier_calls_stay():
    step = session().function("step")
    results = [step(**feeds(seed))["out"] for seed in range(4)]
    for seed, found in enumerate(results):
        np.testing.assert_allclose(found, expected(feeds(seed)), rtol=1e-6)
        found[:] = 0  # they are the caller's


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": np.zeros((3, 2))}, "'x' has the wrong dtype"),
        ({"y": np.zeros(3, np.int64)}, "'y' has the wrong dtype"),
        ({"x": np.zeros((3, 3), np.float32)}, "x"),
        ({"y": np.zeros(4, np.float32)}, "N"),
        ({"z": np.zeros(3, np.float32)}, "no input 'z'"),
        ({"y": None}, "missing the input 'y'"),
        ({"y": "text"}, "'y' is no array of numbers"),
    ],
)
def test_wrong_feeds_are_refused_like_those_of_a_first_call(change, message):
    def wrong(step):
        given = {name: array for name, array in {**feeds(1), **change}.items() if array is not None}
        with pytest.raises(gr.GraphrtError, match=message) as caught:
            step(**given)
        return str(caught.value)

    used = session().function("step")
    used(**feeds(0))
    assert wrong(used) == wrong(session().function("step"))
    np.testing.assert_allclose(used(**feeds(2))["out"], expected(feeds(2)), rtol=1e-6)


@pytest.mark.parametrize(
    "other",
    [
        lambda x: x.tolist(),
        np.asfortranarray,
        lambda x: np.repeat(x, 2, axis=0)[::2],
        lambda x: x.view(type("Sub", (np.ndarray,), {})),
        lambda x: x.astype(x.dtype.newbyteorder("=")),
    ],
)
def test_what_is_equal_but_not_alike_gives_the_same(other):
    step = session().function("step")
    given = feeds(0)
    first = step(**given)["out"]
    assert np.array_equal(step(x=other(given["x"]), y=given["y"])["out"], first)
    assert np.array_equal(step(**given)["out"], first)


def test_another_batch_size_and_back():
    step = session().function("step")
    for seed, n in enumerate((3, 5, 3, 0, 5)):
        given = feeds(seed, n)
        np.testing.assert_allclose(step(**given)["out"], expected(given), rtol=1e-6)


def test_a_closed_or_running_session_is_not_called():
    made = session()
    step = made.function("step")
    step(**feeds(0))
    made._busy = True
    with pytest.raises(gr.SessionError, match="not re-entrant"):
        step(**feeds(0))
    made._busy = False
    step(**feeds(0))
    made.close()
    with pytest.raises(gr.SessionError, match="closed"):
        step(**feeds(0))


def test_an_input_that_nothing_reads_is_fed_all_the_same():
    b = gr.GraphBuilder()
    x, unread = b.input("x", ("N",)), b.input("unread", (), "int64")
    b.signature("step", inputs=[x, unread], outputs={"y": x + 1})
    step = gr.Session(b.build()).function("step")
    for number in range(3):
        found = step(x=np.full(2, number, np.float32), unread=np.array(number))
        assert found["y"].tolist() == [number + 1, number + 1]
    with pytest.raises(gr.FeedError, match="missing the input 'unread'"):
        step(x=np.zeros(2, np.float32))
