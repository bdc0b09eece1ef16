"""Sessions: feeds, state, failures, and what a failed step leaves behind."""

import pickle
import threading

import numpy as np
import pytest

import graphrt as gr


def net():
    b = gr.GraphBuilder("net")
    x, y = b.input("x", ("N", 4), "float64"), b.input("y", ("N", 2), "float64")
    w1 = b.parameter("w1", gr.init.normal((4, 5), seed=0, dtype="float64"))
    w2 = b.parameter("w2", gr.init.normal((5, 2), seed=1, dtype="float64"))
    out = gr.relu(x @ w1) @ w2
    loss = gr.mean((out - y) ** 2)
    b.signature("predict", inputs=[x], outputs={"out": out})
    b.signature(
        "train",
        inputs=[x, y],
        outputs={"loss": loss},
        updates=gr.optim.sgd(loss, lr=0.1, momentum=0.9),
    )
    return b.build()


def batch(rows=3, seed=0):
    rng = np.random.default_rng(seed)
    return {"x": rng.standard_normal((rows, 4)), "y": rng.standard_normal((rows, 2))}


def same(left, right):
    assert left.keys() == right.keys()
    for name in left:
        np.testing.assert_array_equal(left[name], right[name])


def test_momentum_follows_numpy():
    session = gr.Session(net())
    w = {name: session.variables[name] for name in ("w1", "w2")}
    v = {name: np.zeros_like(value) for name, value in w.items()}
    feeds = batch()
    for step in range(20):
        h = feeds["x"] @ w["w1"]
        error = np.maximum(h, 0) @ w["w2"] - feeds["y"]
        d = 2 * error / error.size
        grads = {
            "w2": np.maximum(h, 0).T @ d,
            "w1": feeds["x"].T @ ((d @ w["w2"].T) * (h > 0)),
        }
        for name, grad in grads.items():
            v[name] = 0.9 * v[name] + grad
            w[name] = w[name] - 0.1 * v[name]
        loss = session.run("train", **feeds)["loss"]
        np.testing.assert_allclose(loss, (error**2).mean(), rtol=1e-12)
        assert session.variables["step"] == step + 1
    for name in w:
        np.testing.assert_allclose(session.variables[name], w[name], rtol=1e-12)
        np.testing.assert_allclose(session.variables[f"{name}/momentum"], v[name], rtol=1e-11)


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError, MemoryError])
def test_a_step_that_stops_anywhere_changes_no_variable(error):
    session = gr.Session(net(), backend="numpy")
    feeds = batch()
    session.run("train", **feeds)
    executable = session.function("train").executable(feeds)
    before = session.state()
    count = len(executable.kernels)
    assert count > 10
    for index in range(count):
        kernel = executable.kernels[index]

        def stop():
            raise error("stopped")

        executable.kernels[index] = stop
        with pytest.raises(error):
            session.run("train", **feeds)
        executable.kernels[index] = kernel
        same(session.state(), before)
    session.run("train", **feeds)
    assert not np.array_equal(session.state()["w1"], before["w1"])


def test_stores_run_no_python_code_between_them():
    """So a signal handler, which runs between bytecodes, comes before all of them or after."""
    session = gr.Session(net(), backend="numpy")
    executable = session.function("train").executable(batch())
    for store in executable._stores:
        assert type(store).__name__ == "partial"
        assert not hasattr(store.func, "__code__")
        assert type(store.func).__name__ in ("ufunc", "method-wrapper")


def test_updates_read_the_values_from_before_the_step():
    b = gr.GraphBuilder()
    left, right = b.parameter("left", 1.0), b.parameter("right", 2.0)
    swap = gr.Updates.of({left: right, right: left})
    b.signature("swap", outputs={"left": left}, updates=swap)
    session = gr.Session(b.build())
    assert session.run("swap")["left"] == 1
    assert (session.variables["left"], session.variables["right"]) == (2, 1)
    crossed = gr.GraphBuilder()
    a, c = crossed.parameter("a", 1.0), crossed.parameter("c", 10.0)
    crossed.signature("go", outputs={"a": a}, updates=gr.Updates.of({a: a + c, c: a - c}))
    session = gr.Session(crossed.build())
    session.run("go")
    assert (session.variables["a"], session.variables["c"]) == (11, -9)


def test_fetches_are_fresh_arrays():
    session = gr.Session(net())
    first = session.run("predict", x=batch()["x"])["out"]
    kept = first.copy()
    session.run("predict", x=batch(seed=1)["x"])
    np.testing.assert_array_equal(first, kept)
    first[...] = 0
    np.testing.assert_array_equal(session.run("predict", x=batch()["x"])["out"], kept)


def test_another_batch_size_and_the_bounded_plan_cache():
    from graphrt.runtime.function import PLANS

    session = gr.Session(net())
    function = session.function("predict")
    for rows in range(1, PLANS + 5):
        assert function(x=np.ones((rows, 4)))["out"].shape == (rows, 2)
    assert len(function._executables) == PLANS


@pytest.mark.parametrize("layout", ["fortran", "strided", "reversed", "readonly", "big-endian"])
def test_feeds_of_any_memory_layout(layout):
    session = gr.Session(net())
    x = batch(6)["x"]
    want = session.run("predict", x=x)["out"]
    match layout:
        case "fortran":
            fed = np.asfortranarray(x)
        case "strided":
            fed = np.repeat(x, 2, axis=0)[::2]
        case "reversed":
            fed = x[::-1].copy()[::-1]
        case "readonly":
            fed = x.copy()
            fed.flags.writeable = False
        case _:
            fed = x
    np.testing.assert_array_equal(session.run("predict", x=fed)["out"], want)


@pytest.mark.parametrize(
    ("feeds", "match"),
    [
        ({}, r"missing the inputs 'x', 'y'\n  x: f64\[N, 4\]"),
        ({"x": np.ones((2, 4))}, "missing the input 'y'"),
        ({"x": np.ones((2, 4)), "z": 1}, "no input 'z'\n  hint known are: x, y"),
        ({"x": np.ones((2, 4), "f4"), "y": np.ones((2, 2))},
         r"'x' has the wrong dtype: expected float64, given float32\n"
         r"  hint x.astype\('float64'\)"),
        ({"x": np.ones((2, 3)), "y": np.ones((2, 2))},
         r"'x' has the wrong shape: expected f64\[N, 4\], given shape \[2, 3\]"),
        ({"x": np.ones(4), "y": np.ones((2, 2))}, r"expected f64\[N, 4\], given shape \[4\]"),
        ({"x": np.ones((2, 4)), "y": np.ones((3, 2))},
         r"'y': axis 0 is N = 2, got 3\n  expected f64\[N, 2\]; N = 2 from 'x'"),
        ({"x": "text", "y": np.ones((3, 2))}, "'x' is no array of numbers"),
        ({"x": [[1, 2], [3]], "y": np.ones((3, 2))}, "'x' is no array"),
        ({"x": [[1j] * 4], "y": np.ones((1, 2))}, "'x' is no array of numbers"),
    ],
)  # fmt: skip
def test_wrong_feeds(feeds, match):
    with pytest.raises(gr.FeedError, match=match):
        gr.Session(net()).run("train", **feeds)


def test_literals_take_the_declared_dtype_if_they_fit():
    b = gr.GraphBuilder()
    i = b.input("i", ("N",), "int8")
    flag = b.input("flag", (), "bool")
    b.signature("predict", inputs=[i, flag], outputs={"i": i, "flag": flag})
    session = gr.Session(b.build())
    found = session.run(i=[1, 2], flag=True)
    assert (found["i"].dtype, found["flag"].dtype) == (np.int8, np.bool_)
    with pytest.raises(gr.FeedError, match="takes int8, and int64 numbers such as 1 do not fit"):
        session.run(i=[1, 300], flag=True)
    with pytest.raises(gr.FeedError, match="takes int8, and float64"):
        session.run(i=[1.5], flag=True)
    with pytest.raises(gr.FeedError, match="takes bool"):
        session.run(i=[1], flag=1)


def test_variables_can_be_read_and_set():
    session = gr.Session(net())
    session.variables["lr"] = 0.5
    assert session.variables["lr"] == 0.5
    session.variables["w1"][...] = 7  # a copy
    assert not (session.variables["w1"] == 7).any()
    with pytest.raises(gr.UsageError, match=r"no variable 'w3'\n  hint known are: w1, w2"):
        session.variables["w3"] = 0
    with pytest.raises(gr.FeedError, match=r"variable 'w1' has the wrong shape"):
        session.variables["w1"] = np.ones((2, 2))
    with pytest.raises(gr.FeedError, match=r"variable 'w1' has the wrong dtype"):
        session.variables["w1"] = np.ones((4, 5), "f4")
    with pytest.raises(gr.UsageError, match="cannot be deleted"):
        del session.variables["w1"]


def test_state_is_set_whole_or_not_at_all():
    session = gr.Session(net())
    state = session.state()
    wrong = {**state, "w1": np.zeros((4, 5)), "w2": np.zeros(3)}
    with pytest.raises(gr.FeedError, match="variable 'w2' has the wrong shape"):
        session.load_state(wrong)
    same(session.state(), state)
    with pytest.raises(gr.FeedError, match="the state lacks the variables w1"):
        session.load_state({name: value for name, value in state.items() if name != "w1"})


def test_a_session_is_not_reentrant():
    session = gr.Session(net(), backend="numpy")
    feeds = batch()
    executable = session.function("train").executable(feeds)
    started, release = threading.Event(), threading.Event()
    executable.kernels[0] = lambda: (started.set(), release.wait(10))
    worker = threading.Thread(target=lambda: session.run("train", **feeds))
    worker.start()
    assert started.wait(10)
    with pytest.raises(gr.SessionError, match=r"not re-entrant\n  hint use one session.clone"):
        session.run("train", **feeds)
    release.set()
    worker.join()


def test_clones_share_nothing():
    session = gr.Session(net())
    twin = session.clone()
    session.run("train", **batch())
    assert twin.variables["step"] == 0
    twin.run("train", **batch())
    same(twin.state(), session.state())


def test_models_and_sessions_pickle_and_files_resume(tmp_path):
    session = gr.Session(net())
    for seed in range(3):
        session.run("train", **batch(seed=seed))
    copies = [pickle.loads(pickle.dumps(session))]
    session.save(tmp_path / "m.pb")
    copies.append(gr.Session(gr.load(tmp_path / "m.pb")))
    want = session.run("train", **batch(seed=9))["loss"]
    for copy in copies:
        assert copy.run("train", **batch(seed=9))["loss"] == want
        same(copy.state(), session.state())
    model = net()
    assert pickle.loads(pickle.dumps(model)) == model


def test_a_closed_session_says_so():
    with gr.Session(net()) as session:
        session.run("predict", x=batch()["x"])
    with pytest.raises(gr.SessionError, match="the session is closed"):
        session.run("predict", x=batch()["x"])
    with pytest.raises(gr.SessionError, match="the session is closed"):
        session.state()


def test_errors_while_running_keep_their_type_and_name_the_node():
    b = gr.GraphBuilder()
    x, i = b.input("x", (3,)), b.input("i", ("N",), "int64")
    b.signature("predict", inputs=[x, i], outputs={"y": gr.gather(x, i)})
    with pytest.raises(IndexError, match="index 7 is out of range") as caught:
        gr.Session(b.build()).run(x=[1, 2, 3], i=[0, 7])
    note = "\n".join(caught.value.__notes__)
    assert "%gather_0 = gather(%x, %i) at test_session.py:" in note or "test_session.py" in note
    assert "f32[3]" in note
    assert "[2]" in note


def test_the_memory_limit_is_checked_before_anything_runs():
    session = gr.Session(net(), max_memory=100)
    with pytest.raises(gr.LimitError, match="the limit is 100\n  hint raise it with --max-memory"):
        session.run("predict", x=np.ones((50, 4)))


def test_unknown_signature_and_backend():
    with pytest.raises(gr.UsageError, match="no signature 'trian'\n  hint did you mean 'train'"):
        gr.Session(net()).run("trian")
    with pytest.raises(gr.UsageError, match="no backend 'cuda'"):
        gr.Session(net(), backend="cuda")


def test_data_dependent_shapes_run_in_a_region_of_their_own():
    b = gr.GraphBuilder()
    x = b.input("x", ("N",), "float64")
    picked = gr.gather(x * 2, gr.nonzero(x)[0])
    b.signature("predict", inputs=[x], outputs={"picked": picked, "sum": gr.sum(picked) + 1})
    session = gr.Session(b.build())
    plan = session.plan(x=np.array([0.0, 1.0]))
    assert [region.static for region in plan.regions] == [True, False, True]
    assert not plan.is_static
    for data in ([0.0, 3.0, 0.0, 4.0], [0.0, 0.0], [1.0]):
        found = session.run(x=data)
        want = 2 * np.array(data)[np.nonzero(data)[0]]
        np.testing.assert_array_equal(found["picked"], want)
        assert found["sum"] == want.sum() + 1


def test_dropout_draws_anew_each_step_and_repeats_on_replay():
    b = gr.GraphBuilder()
    x = b.input("x", (1000,), "float64")
    w = b.parameter("w", np.float64(1))
    y = gr.dropout(x * w, 0.25)
    loss = gr.sum(y)
    b.signature("train", inputs=[x], outputs={"y": y}, updates=gr.optim.sgd(loss, lr=0.0))
    session = gr.Session(b.build())
    start = session.state()
    ones = np.ones(1000)
    first, second = (session.run("train", x=ones)["y"] for _ in range(2))
    assert not np.array_equal(first, second)
    assert set(np.unique(first)) == {0.0, 1 / 0.75}
    assert 650 < np.count_nonzero(first) < 850
    session.load_state(start)
    np.testing.assert_array_equal(session.run("train", x=ones)["y"], first)


def test_two_updates_of_one_variable_are_a_conflict():
    b = gr.GraphBuilder()
    w = b.parameter("w", 1.0)
    updates = [gr.Updates.of({w: w + 1}), gr.Updates.of({w: w + 2})]
    with pytest.raises(gr.GraphError, match="two updates want to store into the variable 'w'"):
        b.signature("go", outputs={"w": w}, updates=updates)


def test_apply_takes_gradients_that_are_inputs():
    b = gr.GraphBuilder()
    w = b.parameter("w", np.ones(3))
    g = b.input("g", (3,), "float64")
    b.signature("apply", inputs=[g], updates=gr.optim.sgd.apply({"w": g}, lr=0.5))
    session = gr.Session(b.build())
    session.run("apply", g=np.array([1.0, 2.0, 3.0]))
    np.testing.assert_array_equal(session.variables["w"], [0.5, 0, -0.5])
    with pytest.raises(gr.UsageError, match="1 gradients for 0 parameters"):
        gr.optim.sgd.apply([g], params=[], lr=0.1)
    assert w.name == "w"
