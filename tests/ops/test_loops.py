"""`scan` and `while_loop` as users write them, against loops written out and NumPy."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.ir.op import Trait
from graphrt.lowering import plan_signature


def rnn(b, xs, h0, w, u):
    return gr.scan(lambda h, x: (gr.tanh(h @ w + x @ u),) * 2, h0, xs)


def small(steps="T", dtype="float64"):
    b = gr.GraphBuilder("rnn")
    xs = b.input("xs", (steps, "N", 2), dtype)
    rng = np.random.default_rng(0)
    w = b.parameter("w", rng.standard_normal((3, 3)) / 2, dtype)
    u = b.parameter("u", rng.standard_normal((2, 3)), dtype)
    h0 = gr.broadcast_to(b.constant(0.0, dtype), ("N", 3))
    return b, xs, w, u, rnn(b, xs, h0, w, u)


def ran(b, **feeds):
    return gr.Session(b.build()).run("go", **feeds)


def test_a_scan_is_the_loop_written_out_to_third_order():
    """Gradients of gradients of gradients, with respect to what is carried, scanned, shared."""
    rng = np.random.default_rng(1)
    feeds = {"x": rng.standard_normal((3, 2)), "h": rng.standard_normal(2), "v": np.full(2, 0.3)}

    def both(loop):
        b = gr.GraphBuilder()
        x, h, v = (b.input(n, a.shape, "float64") for n, a in feeds.items())

        def cell(h, x):
            new = gr.tanh(h * v + x)
            return new, new * x

        if loop:
            last, ys = gr.scan(cell, h, x)
            target = gr.sum(last) + gr.sum(ys * ys)
        else:
            target, state = 0.0, h
            for t in range(3):
                state, y = cell(state, x[t])
                target = target + gr.sum(y * y)
            target = target + gr.sum(state)
        outputs = {"0": target}
        for order in range(3):
            grads = gr.gradients(target, [x, h, v])
            outputs |= {f"{order}{i}": each for i, each in enumerate(grads)}
            target = sum(
                (gr.sum(gr.sigmoid(each)) for each in grads), start=b.constant(0.0, "float64")
            )
        b.signature("go", inputs=[x, h, v], outputs=outputs)
        return ran(b, **feeds)

    found, want = both(True), both(False)
    for key, value in want.items():
        np.testing.assert_allclose(found[key], value, rtol=1e-11, atol=1e-12, err_msg=key)


@pytest.mark.parametrize("steps", [0, 1, 5])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_extents_may_be_symbols_and_there_may_be_no_trips(steps, dtype):
    b, xs, w, u, (last, hs) = small(dtype=dtype)
    assert [str(t.type.shape) for t in (last, hs)] == ["(N, 3)", "(T, N, 3)"]
    grads = gr.gradients(gr.sum(last) + gr.sum(hs**2), [w, u, xs])
    b.signature("go", inputs=[xs], outputs={"last": last, "hs": hs, "dw": grads[0], "dx": grads[2]})
    x = np.random.default_rng(2).standard_normal((steps, 4, 2)).astype(dtype)
    found = ran(b, xs=x)
    h, want = np.zeros((4, 3)), []
    for row in x:
        h = np.tanh(h @ b._variables["w"].value + row @ b._variables["u"].value)
        want.append(h)
    tolerance = 1e-12 if dtype == "float64" else 1e-6
    np.testing.assert_allclose(found["last"], h, atol=tolerance)
    np.testing.assert_allclose(found["hs"], np.reshape(want, (steps, 4, 3)), atol=tolerance)
    assert found["dx"].shape == x.shape
    assert found["dw"].any() == (steps > 1)


def test_gradients_by_central_differences_through_a_model():
    b, xs, w, u, (last, hs) = small(steps=4)
    loss = gr.sum(last) + gr.mean(hs**2)
    b.signature("train", inputs=[xs], outputs={"loss": loss}, updates=gr.optim.sgd(loss, lr=0.1))
    feeds = {"xs": np.random.default_rng(3).standard_normal((4, 5, 2))}
    report = gr.check_gradients(b.build(), signature="train", feeds=feeds)
    assert report.ok


def only_loop(graph, name="scan"):
    (node,) = [node for node in graph if node.op.name == name]
    return node


def test_rows_nobody_reads_are_neither_kept_nor_written():
    b, xs, w, u, (last, hs) = small()
    b.signature("last", inputs=[xs], outputs={"last": last})
    (dw,) = gr.gradients(gr.sum(last), [w])
    b.signature("grad", inputs=[xs], outputs={"dw": dw})
    model = b.build()
    shapes = {"xs": (100, 4, 2)}
    plans = {name: plan_signature(model.signature(name), shapes) for name in model.signatures}
    written = {
        name: [[each is not None for each in step.outputs] for step in plan.steps if step.bodies]
        for name, plan in plans.items()
    }
    assert written["last"] == [[True, False, False]]
    assert written["grad"][0] == [False, False, True]  # the states the trips began with
    assert plans["last"].peak_bytes < 100 * 4 * 2 * 8 + 4_000
    assert "none" in str(plans["last"])


def test_what_nobody_asked_for_is_not_computed_in_the_body():
    b, xs, w, u, (last, hs) = small()
    gr.gradients(gr.sum(last), [w])
    back = [node for node in b.graph() if node.op.name == "scan"][-1]
    assert back.op.scanned == 2  # the saved states and xs; not their cotangents
    products = [node for node in back.op.body if node.op.name == "matmul"]
    assert len(products) == 4  # forward: two; back to h and to w: one each; none to xs or u


def test_the_states_of_a_loop_made_by_hand_are_found_by_running_it_again():
    b, xs, w, u, (last, hs) = small()
    node = last.value.node
    bare = node.op.replace(body=gr.Graph(node.op.body.nodes, node.op.body.outputs[:2], "bare"))
    again = gr.Tensor(b.emit(bare, *node.inputs)[0], b)
    (first,), (second,) = gr.gradients(gr.sum(last), [w]), gr.gradients(gr.sum(again), [w])
    assert sum(n.op.name == "scan" for n in b.graph()) == 2 + 2 + 1
    b.signature("go", inputs=[xs], outputs={"a": first, "b": second})
    found = ran(b, xs=np.ones((4, 2, 2)))
    np.testing.assert_array_equal(found["a"], found["b"])


def test_trips_beyond_the_length_are_refused_while_running():
    b = gr.GraphBuilder()
    x, n = b.input("x", ("T",)), b.input("n", (), "int64")
    total = gr.scan(lambda s, x: s + x, b.constant(0.0), x, trips=n)
    b.signature("go", inputs=[x, n], outputs={"total": total})
    assert ran(b, x=[1, 2, 3], n=2)["total"] == 3
    for count in (4, -1):
        with pytest.raises(gr.GraphError, match=f"trips is {count}, it must be from 0 to 3"):
            ran(b, x=[1, 2, 3], n=count)


def test_an_error_inside_names_the_trip():
    b = gr.GraphBuilder()
    table, i = b.input("table", (3,)), b.input("i", ("T",), "int64")
    picked = gr.scan(lambda k: gr.gather(table, k), xs=i)
    b.signature("go", inputs=[table, i], outputs={"y": picked})
    assert ran(b, table=[1, 2, 3], i=[2, 0])["y"].tolist() == [3, 1]
    with pytest.raises(IndexError, match="index 7 is out of range") as caught:
        ran(b, table=[1, 2, 3], i=[0, 1, 7])
    notes = "\n".join(caught.value.__notes__)
    assert "%gather_0" in notes
    assert "in trip 2" in notes
    assert "%scan_0" in notes


def test_extents_found_while_running():
    b = gr.GraphBuilder()
    x = b.input("x", ("N",))
    kept = gr.gather(x, gr.nonzero(x)[0])
    last, sums = gr.scan(lambda s, x: (s * x, s + x), b.constant(1.0), kept)
    (dx,) = gr.gradients(last, [x])
    b.signature("go", inputs=[x], outputs={"last": last, "sums": sums, "dx": dx})
    found = ran(b, x=[2, 0, 5, 0])
    assert found["last"] == 10
    assert found["sums"].tolist() == [3, 7]
    assert found["dx"].tolist() == [5, 0, 2, 0]


def test_loops_nest_and_see_the_values_around_them():
    b = gr.GraphBuilder()
    a, x = b.parameter("a", 2.0), b.input("x", (3, 4))

    def row(total, xs):
        inner = gr.scan(lambda s, x: s * a + x, b.constant(0.0), xs)
        return total + inner * a

    total = gr.scan(row, b.constant(0.0), x)
    (da, dx) = gr.gradients(total, [a, x])
    b.signature("go", inputs=[x], outputs={"total": total, "da": da, "dx": dx})
    values = np.arange(12.0).reshape(3, 4)
    found = ran(b, x=values.astype("f4"))
    powers = 2.0 ** np.arange(4, 0, -1)  # the total is sum_ij x_ij a^(4-j)
    assert found["total"] == np.sum(values * powers)
    assert found["da"] == np.sum(values * powers * np.arange(4, 0, -1) / 2)
    np.testing.assert_array_equal(found["dx"], np.broadcast_to(powers, (3, 4)))


def test_a_while_loop_inside_a_scan():
    """The square root of each entry by Newton's iteration, and its derivative."""
    b = gr.GraphBuilder()
    x = b.input("x", ("N",), "float64")

    def root(a):
        return gr.while_loop(
            lambda y: gr.square(y * y - a) > 1e-20,
            lambda y: (y + a / y) / 2.0,
            a * 0.0 + 1.0,
            max_trips=30,
        )

    roots = gr.scan(root, xs=x)
    (dx,) = gr.gradients(gr.sum(roots), [x])
    b.signature("go", inputs=[x], outputs={"y": roots, "dx": dx})
    values = np.array([2.0, 9.0, 1.0, 0.25])
    found = ran(b, x=values)
    np.testing.assert_allclose(found["y"], np.sqrt(values), rtol=1e-9)
    np.testing.assert_allclose(found["dx"][[0, 1, 3]], 0.5 / np.sqrt(values[[0, 1, 3]]), rtol=1e-6)


def test_a_while_loop_stops_at_its_bound_and_counts_its_trips():
    b = gr.GraphBuilder()
    x = b.input("x")
    y = gr.while_loop(lambda y: y > 0, lambda y: y - 1, x, max_trips=4)
    trips = gr.Tensor(y.value.node.outputs[1], b)
    b.signature("go", inputs=[x], outputs={"y": y, "trips": trips})
    assert [float(ran(b, x=v)["y"]) for v in (-1, 0.5, 3, 9)] == [-1, -0.5, 0, 5]
    assert [int(ran(b, x=v)["trips"]) for v in (-1, 0.5, 3, 9)] == [0, 1, 3, 4]


def test_bodies_survive_saving(tmp_path):
    b, xs, w, u, (last, hs) = small()
    loss = gr.sum(last)
    b.signature("train", inputs=[xs], outputs={"loss": loss}, updates=gr.optim.sgd(loss))
    model = b.build()
    model.save(tmp_path / "rnn.pb")
    feeds = {"xs": np.random.default_rng(5).standard_normal((7, 2, 2))}
    first, second = gr.Session(model), gr.Session(gr.load(tmp_path / "rnn.pb"))
    for _ in range(3):
        assert first.run("train", **feeds)["loss"] == second.run("train", **feeds)["loss"]


def test_mistakes_at_the_surface():
    b = gr.GraphBuilder()
    x = b.input("x", (3, 2))
    with pytest.raises(gr.ShapeError, match=r"xs\[1\], %sum_0, is a scalar: it has no slices"):
        gr.scan(lambda a, b: a, xs=(x, gr.sum(x)))
    with pytest.raises(gr.ShapeError, match=r"carry 0 is f32\[\] before a trip and f32\[2\] after"):
        gr.scan(lambda c, row: c + row, b.constant(0.0), x)
    with pytest.raises(gr.ShapeError, match="nothing says how many trips"):
        gr.scan(lambda c: c, x)
    with pytest.raises(gr.GraphError, match="body: the function returned None, not a tensor"):
        gr.scan(lambda c: None, x, length=3)
    with pytest.raises(gr.UsageError, match="scan: no operand is a symbolic tensor"):
        gr.scan(lambda c: c, 1.0, length=3)
    with pytest.raises(gr.DTypeError, match="the condition must return one bool scalar"):
        gr.while_loop(lambda c: c, lambda c: c, gr.sum(x), max_trips=3)


def test_loops_are_pure():
    """What a pass may merge or drop: nothing in a loop draws without an operand that says so."""
    assert Trait.PURE in only_loop(small()[0].graph()).op.traits
