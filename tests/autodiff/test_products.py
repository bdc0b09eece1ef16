"""Jacobian-vector and Hessian-vector products, Jacobians and Hessians, by differences."""

import numpy as np
import pytest

import graphrt as gr

RNG = np.random.default_rng(5)


def fetch(builder, inputs, outputs, **feeds):
    builder.signature("predict", inputs=inputs, outputs=outputs)
    return gr.Session(builder.build()).run("predict", **feeds)


def net(n="N"):
    """A result ``[N, 2]`` of an input and two weights, smooth, through many kinds of rules."""
    b = gr.GraphBuilder("net")
    x = b.input("x", (n, 3), "float64")
    w = b.parameter("w", RNG.standard_normal((3, 4)))
    v = b.parameter("v", RNG.standard_normal((4, 2)))
    h = gr.concat([gr.tanh(x @ w)[:, :2], gr.sigmoid(x @ w)[:, 2:]], axis=1)
    y = gr.softmax(gr.layer_norm(h) @ v) * gr.call(gr.exp, x[:, :2])
    return b, x, w, v, y


@pytest.mark.parametrize("n", ["N", 5])
def test_jvp_is_the_directional_difference(n):
    b, x, w, v, y = net(n)
    xs, along = RNG.standard_normal((5, 3)), RNG.standard_normal((5, 3))
    move_w = RNG.standard_normal((3, 4))
    t = b.input("t", (n, 3), "float64")
    moved, total = gr.jvp([y, gr.sum(y)], [x, w], [t, move_w])
    assert moved.type == y.type
    found = fetch(b, [x, t], {"moved": moved, "total": total}, x=xs, t=along)

    session = gr.Session(b.build())

    def at(step):
        session.variables["w"] = start + step * move_w
        return session.run("value", x=xs + step * along)["y"]

    b.signature("value", inputs=[x], outputs={"y": y})
    session = gr.Session(b.build())
    start = session.variables["w"].copy()
    slope = (at(1e-6) - at(-1e-6)) / 2e-6
    np.testing.assert_allclose(found["moved"], slope, atol=1e-8)
    np.testing.assert_allclose(found["total"], slope.sum(), atol=1e-8)


def test_jvp_leaves_no_dead_nodes():
    b = gr.GraphBuilder()
    x = b.input("x", (), "float64")
    y = gr.exp(x)
    before = len(b.graph())
    gr.jvp([y], [x], [2.0])
    assert [node.op.name for node in b.graph().nodes[before:]] == ["constant", "mul"]


def test_the_jacobian_holds_every_jvp_and_vjp():
    b, x, w, v, y = net(4)
    xs, along = RNG.standard_normal((4, 3)), RNG.standard_normal((4, 3))
    jx, jw = gr.jacobian(y, [x, w])
    assert jx.rank == 4
    assert str(jw.type) == "f64[4, 2, 3, 4]"
    (moved,) = gr.jvp([y], [x], [b.constant(along)])
    (gw,) = gr.gradients(gr.sum(y), [w])
    outputs = {"jx": jx, "jw": jw, "moved": moved, "gw": gw}
    found = fetch(b, [x], outputs, x=xs)
    product = np.einsum("nckl,kl->nc", found["jx"], along)
    np.testing.assert_allclose(product, found["moved"], atol=1e-12)
    np.testing.assert_allclose(found["jw"].sum((0, 1)), found["gw"], atol=1e-12)
    blocks = found["jx"].transpose(0, 2, 1, 3)
    assert (blocks[~np.eye(4, dtype=bool)] == 0).all()  # examples do not mix


def test_only_what_depends_on_the_row_is_in_the_loop():
    b, x, w, v, y = net()
    gr.jacobian(y, x)
    (scan,) = [node for node in b.graph() if node.op.name == "scan"]
    names = {node.op.name for node in scan.op.bodies[0]}
    assert "layer_norm" not in names
    assert "softmax" not in names
    assert not {"tanh", "exp"} & names


def three_layers():
    b = gr.GraphBuilder("three")
    x = b.input("x", ("N", 3), "float64")
    ws = [
        b.parameter(f"w{i}", RNG.standard_normal(s)) for i, s in enumerate([(3, 4), (4, 3), (3, 1)])
    ]
    h = gr.sigmoid(gr.sigmoid(x @ ws[0]) @ ws[1])
    return b, x, ws, gr.mean((h @ ws[2]) ** 2)


def test_the_hessian_of_a_net_is_symmetric_and_the_difference_of_gradients():
    b, x, ws, loss = three_layers()
    rows = gr.hessian(loss, ws)
    grads = gr.gradients(loss, ws)
    outputs = {f"h{i}{j}": rows[i][j] for i in range(3) for j in range(3)}
    outputs |= {f"g{i}": grad for i, grad in enumerate(grads)}
    b.signature("predict", inputs=[x], outputs=outputs)
    session = gr.Session(b.build())
    xs = RNG.standard_normal((6, 3))
    found = session.run(x=xs)
    sizes = [w.value.type.size for w in ws]
    full = np.block(
        [[found[f"h{i}{j}"].reshape(sizes[i], sizes[j]) for j in range(3)] for i in range(3)]
    )
    assert np.abs(full).max() > 0.01
    assert np.abs(full - full.T).max() < 1e-10
    column = 0
    for name in ("w0", "w1", "w2"):
        at = session.variables[name].copy()
        for place in np.ndindex(at.shape):
            ends = []
            for step in (1e-5, -1e-5):
                moved = at.copy()
                moved[place] += step
                session.variables[name] = moved
                run = session.run(x=xs)
                ends.append(np.concatenate([run[f"g{i}"].ravel() for i in range(3)]))
            session.variables[name] = at
            np.testing.assert_allclose(full[:, column], (ends[0] - ends[1]) / 2e-5, atol=1e-8)
            column += 1


def test_hvp_is_the_hessian_times_the_vector():
    b, x, ws, loss = three_layers()
    vectors = [RNG.standard_normal(w.value.type.static_shape) for w in ws]
    products = gr.hvp(loss, ws, vectors)
    rows = gr.hessian(loss, ws)
    outputs = {f"h{i}{j}": rows[i][j] for i in range(3) for j in range(3)}
    outputs |= {f"p{i}": each for i, each in enumerate(products)}
    found = fetch(b, [x], outputs, x=RNG.standard_normal((4, 3)))
    for i in range(3):
        want = sum(np.tensordot(found[f"h{i}{j}"], vectors[j], 2) for j in range(3))
        np.testing.assert_allclose(found[f"p{i}"], want, atol=1e-12)


def test_a_jacobian_can_be_differentiated_and_saved(tmp_path):
    b = gr.GraphBuilder()
    x = b.input("x", (3,), "float64")
    jacobian = gr.jacobian(x**3, x)
    (third,) = gr.gradients(gr.sum(jacobian**2), [x])
    b.signature("predict", inputs=[x], outputs={"j": jacobian, "g": third})
    b.build().save(tmp_path / "m.pb")
    xs = np.array([1.0, 2.0, 3.0])
    found = gr.Session(gr.load(tmp_path / "m.pb")).run(x=xs)
    np.testing.assert_allclose(found["j"], np.diag(3 * xs**2))
    np.testing.assert_allclose(found["g"], 36 * xs**3)


def test_linear_losses_have_hessians_of_zeros_and_scalars_have_scalars():
    b = gr.GraphBuilder()
    x = b.input("x", ("N",), "float64")
    s = b.input("s", (), "float64")
    flat = gr.hessian(gr.sum(2 * x), x)
    second = gr.hessian(s**3, s)
    assert second.type == s.type
    found = fetch(b, [x, s], {"flat": flat, "second": second}, x=[1.0, 2.0], s=2.0)
    assert found["flat"].tolist() == [[0, 0], [0, 0]]
    assert found["second"] == 12


def test_dropout_is_the_same_in_all_rows():
    b = gr.GraphBuilder()
    x = b.input("x", (50,), "float64")
    y = gr.dropout(x, 0.5)
    found = fetch(b, [x], {"j": gr.jacobian(y, x), "y": y}, x=np.ones(50))
    np.testing.assert_array_equal(found["j"], np.diag(found["y"]))


def test_an_empty_result():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 2), "float64")
    found = fetch(b, [x], {"j": gr.jacobian(x * x, x)}, x=np.zeros((0, 2)))
    assert found["j"].shape == (0, 2, 0, 2)


def test_a_tensor_may_stand_for_a_list_of_one():
    b = gr.GraphBuilder()
    x, t = b.input("x", (), "float64"), b.input("t", (), "float64")
    outputs = {"jvp": gr.jvp(x**3, x, t)[0], "hvp": gr.hvp(x**3, x, t)[0]}
    found = fetch(b, [x, t], outputs, x=2.0, t=10.0)
    assert (found["jvp"], found["hvp"]) == (120, 120)


def test_mistakes():
    b = gr.GraphBuilder()
    x, i = b.input("x", (2,), "float64"), b.input("i", (2,), "int64")
    w = b.parameter("w", [1.0, 2.0])
    with pytest.raises(gr.UsageError, match="jvp: 2 tangents for 1 tensors in wrt"):
        gr.jvp([x * x], [x], [1.0, 2.0])
    with pytest.raises(
        gr.ShapeError, match=r"jvp: the tangent for %x is f64\[\], the tensor is f64\[2\]"
    ):
        gr.jvp([x * x], [x], [1.0])
    with pytest.raises(
        gr.ShapeError, match=r"hvp: the vector for %x is f32\[2\], the tensor is f64\[2\]"
    ):
        gr.hvp(gr.sum(x * x), [x], [w])
    with pytest.raises(
        gr.GradientError, match=r"jacobian: %i is i64\[2\]; only floats have gradients"
    ):
        gr.jacobian(x * x, i)
    with pytest.raises(
        gr.GradientError, match="no gradient for %w: the loss %mul_[0-9]* does not depend"
    ):
        gr.jacobian(x * x, w)
    with pytest.raises(gr.GradientError, match="must be a scalar"):
        gr.hessian(x * x, x)
    with pytest.raises(gr.UsageError, match="hessian: 3 is not a symbolic tensor"):
        gr.hessian(gr.sum(x), [3])
