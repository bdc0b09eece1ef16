"""Recurrent layers: symbols for time and batch, lengths, directions; against the formulas."""

import numpy as np
import pytest
from ops.cases.recurrent import H, I, layer

import graphrt as gr


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm_by_formula(x, w, r, b, h, c):
    """One example, one direction, one number at a time: the docstring, written out."""
    wb, rb = b[: 4 * H], b[4 * H :]
    rows = []
    for t in range(len(x)):
        z = np.array([w[k] @ x[t] + r[k] @ h + wb[k] + rb[k] for k in range(4 * H)])
        i, o, f, g = (z[k * H : (k + 1) * H] for k in range(4))
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        rows.append(h)
    return np.array(rows).reshape(-1, H), h, c


def session_for(name, ways=1, direction="forward", lengths=True):
    b = gr.GraphBuilder()
    given = layer(name, ways)
    x = b.input("x", ("T", "N", I), "float64")
    weights = [b.parameter(key, given[key], "float64") for key in "wrb"]
    until = b.input("lengths", ("N",), "int64") if lengths else None
    results = getattr(gr, name)(x, *weights, until, direction=direction)
    grads = gr.gradients(gr.sum(results[0] ** 2), [x, *weights])
    outputs = dict(zip(("y", "h", "c"), results, strict=False))
    outputs |= dict(zip(("dx", "dw", "dr", "db"), grads, strict=True))
    b.signature("go", inputs=[x, *([until] if lengths else [])], outputs=outputs)
    return gr.Session(b.build()), given


def test_lstm_by_the_formula():
    session, given = session_for("lstm", lengths=False)
    x = np.random.default_rng(0).standard_normal((5, 4, I))
    found = session.run(x=x)
    for n in range(4):
        y, h, c = lstm_by_formula(
            x[:, n], given["w"][0], given["r"][0], given["b"][0], np.zeros(H), np.zeros(H)
        )
        np.testing.assert_allclose(found["y"][:, 0, n], y, rtol=1e-12)
        np.testing.assert_allclose(found["h"][0, n], h, rtol=1e-12)
        np.testing.assert_allclose(found["c"][0, n], c, rtol=1e-12)


@pytest.mark.parametrize("name", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("direction", ["forward", "reverse"])
def test_an_example_that_is_shorter_is_as_if_alone(name, direction):
    """Padding changes neither results nor gradients, whatever it holds."""
    session, _ = session_for(name, direction=direction)
    x = np.random.default_rng(1).standard_normal((5, 2, I))
    x[3:, 0] = 99
    both = session.run(x=x, lengths=[3, 5])
    alone = [session.run(x=x[:n, k : k + 1], lengths=[n]) for k, n in enumerate((3, 5))]
    for k, n in enumerate((3, 5)):
        np.testing.assert_allclose(both["y"][:n, 0, k], alone[k]["y"][:, 0, 0], rtol=1e-12)
        np.testing.assert_allclose(both["h"][:, k], alone[k]["h"][:, 0], rtol=1e-12)
        np.testing.assert_allclose(both["dx"][:n, k], alone[k]["dx"][:, 0], rtol=1e-10)
    assert not both["y"][3:, 0, 0].any()
    assert not both["dx"][3:, 0].any()
    for key in ("dw", "dr", "db"):
        np.testing.assert_allclose(both[key], alone[0][key] + alone[1][key], rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("name", ["rnn", "gru", "lstm"])
def test_two_directions_are_one_of_each(name):
    session, given = session_for(name, 2, "bidirectional", lengths=False)
    x = np.random.default_rng(2).standard_normal((4, 3, I))
    found = session.run(x=x)
    for d, direction in enumerate(("forward", "reverse")):
        b = gr.GraphBuilder()
        weights = [b.constant(given[key][d : d + 1]) for key in "wrb"]
        y, h = getattr(gr, name)(b.constant(x), *weights, direction=direction)[:2]
        b.signature("go", outputs={"y": y, "h": h})
        one = gr.Session(b.build()).run("go")
        np.testing.assert_allclose(found["y"][:, d], one["y"][:, 0], rtol=1e-12)
        np.testing.assert_allclose(found["h"][d], one["h"][0], rtol=1e-12)


def test_no_time_at_all():
    session, _ = session_for("lstm")
    found = session.run(x=np.zeros((0, 2, I)), lengths=[0, 0])
    assert found["y"].shape == (0, 1, 2, H)
    assert not found["h"].any()
    assert not found["dw"].any()
