"""A gradient written by its user: it is what counts, it is saved, it can be differentiated."""

import numpy as np
import pytest

import graphrt as gr


def test_backward_is_what_counts_and_what_is_saved(tmp_path):
    b = gr.GraphBuilder()
    x, s = b.input("x", (3,), "float64"), b.input("s", (), "float64")
    y = gr.custom_gradient(lambda x, s: gr.relu(x) * s, lambda x, s, y, g: (g * s, None), x, s)
    (dx,) = gr.gradients(gr.sum(y), [x])
    with pytest.raises(gr.GradientError, match="custom_gradient has no gradient for its"):
        gr.gradients(gr.sum(y), [s])
    b.signature("predict", inputs=[x, s], outputs={"y": y, "dx": dx})
    b.build().save(tmp_path / "m.pb")
    for model in (b.build(), gr.load(tmp_path / "m.pb"), gr.optimize(b.build())):
        found = gr.Session(model).run(x=[-1.0, 0.0, 2.0], s=3.0)
        assert found["y"].tolist() == [0, 0, 6]
        assert found["dx"].tolist() == [3, 3, 3]
    again = gr.GraphBuilder.from_model(gr.load(tmp_path / "m.pb"))
    (dx,) = gr.gradients(gr.sum(again["y"] ** 2), [again["x"]])
    again.signature("grad", inputs=[again["x"], again["s"]], outputs={"dx": dx})
    found = gr.Session(again.build()).run("grad", x=[-1.0, 0.0, 2.0], s=3.0)
    assert found["dx"].tolist() == [0, 0, 36]


def test_it_can_be_differentiated_again_through_operands_and_results():
    b = gr.GraphBuilder()
    x = b.input("x", (), "float64")
    y = gr.custom_gradient(gr.exp, lambda x, y, g: g * y, x)
    first = gr.gradients(y * x, [x])[0]
    second = gr.gradients(first, [x])[0]
    moved = gr.jvp([first], [x], [1.0])[0]
    b.signature("predict", inputs=[x], outputs={"1": first, "2": second, "jvp": moved})
    found = gr.Session(b.build()).run(x=0.5)
    np.testing.assert_allclose(found["1"], 1.5 * np.exp(0.5))
    np.testing.assert_allclose(found["2"], 2.5 * np.exp(0.5))
    np.testing.assert_allclose(found["jvp"], 2.5 * np.exp(0.5))


def test_several_results_of_which_some_are_no_floats_or_not_read():
    def forward(x):
        return x * 2, gr.argmax(x), gr.sum(x)

    def backward(x, doubled, place, total, g_doubled, g_total):
        return g_doubled * 10 + g_total

    b = gr.GraphBuilder()
    x = b.input("x", ("N",), "float64")
    doubled, place, total = gr.custom_gradient(forward, backward, x)
    assert place.dtype.name == "int64"
    (part,) = gr.gradients(gr.sum(doubled), [x])
    (both,) = gr.gradients(gr.sum(doubled) + total, [x])
    b.signature("predict", inputs=[x], outputs={"part": part, "both": both, "place": place})
    found = gr.Session(b.build()).run(x=[1.0, 3.0])
    assert found["part"].tolist() == [10, 10]
    assert found["both"].tolist() == [11, 11]
    assert found["place"] == 1


def test_inside_a_loop():
    b = gr.GraphBuilder()
    x = b.input("x", (4,), "float64")
    last, rows = gr.scan(
        lambda c, v: (c + (y := gr.custom_gradient(gr.square, lambda v, y, g: g * v, v)), y),
        b.constant(np.float64(0)), x,
    )  # fmt: skip
    (dx,) = gr.gradients(last, [x])
    b.signature("predict", inputs=[x], outputs={"last": last, "dx": dx})
    found = gr.Session(b.build()).run(x=[1.0, 2.0, 3.0, 4.0])
    assert found["last"] == 30
    assert found["dx"].tolist() == [1, 2, 3, 4]


def test_mistakes():
    b = gr.GraphBuilder()
    x, w = b.input("x", (2,), "float64"), b.input("w", (2,), "float64")
    with pytest.raises(gr.GraphError, match="custom_gradient: forward uses %w, which is no arg"):
        gr.custom_gradient(lambda x: x * w, lambda x, y, g: g, x)
    with pytest.raises(gr.GraphError, match="custom_gradient: backward uses %w, which is no arg"):
        gr.custom_gradient(gr.exp, lambda x, y, g: g * w, x)
    with pytest.raises(gr.GradientError, match="backward returned 1 gradients for 2 operands"):
        gr.custom_gradient(lambda x, w: x, lambda *_: _[-1], x, w)
    with pytest.raises(gr.GradientError, match="backward returned no gradient\n  hint use stop_g"):
        gr.custom_gradient(gr.exp, lambda x, y, g: None, x)
    with pytest.raises(
        gr.ShapeError, match=r"backward returns f64\[\] for operand 0, which is f64\[2\]"
    ):
        gr.custom_gradient(gr.exp, lambda x, y, g: gr.sum(g), x)
