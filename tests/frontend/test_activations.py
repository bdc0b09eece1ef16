"""Activations made of other ops, by their formulas in NumPy."""

import numpy as np
import pytest
from frontend.support import value_of

import graphrt as gr

DATA = np.array([[-3.0, -1.0, 0.5, np.nan], [2.0, 6.0, 7.5, 0.0]])


def tensor(shape=(2, 4), dtype="float64"):
    return gr.GraphBuilder().input("x", shape, dtype)


def test_pieces_of_clip():
    np.testing.assert_array_equal(value_of(gr.relu6(tensor()), x=DATA), np.clip(DATA, 0, 6))
    np.testing.assert_array_equal(value_of(gr.hard_tanh(tensor()), x=DATA), np.clip(DATA, -1, 1))
    found = value_of(gr.hard_tanh(tensor(), low=-2.0, high=7.0), x=DATA)
    np.testing.assert_array_equal(found, np.clip(DATA, -2, 7))


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_a_gated_linear_unit_is_one_half_gated_by_the_other(axis):
    data = np.random.default_rng(0).standard_normal((2, 4))
    values, gates = np.split(data, 2, axis)
    found = value_of(gr.glu(tensor(), axis=axis), x=data)
    np.testing.assert_allclose(found, values / (1 + np.exp(-gates)), rtol=1e-15)


def test_gradients_at_the_bounds_and_through_the_gate():
    b = gr.GraphBuilder()
    x = b.input("x", (4,), "float64")
    loss = gr.sum(gr.relu6(x)) + gr.sum(gr.hard_tanh(x)) + gr.sum(gr.glu(x))
    b.signature("predict", inputs=[x], outputs={"g": gr.gradients(loss, [x])[0]})
    found = gr.Session(b.build()).run(x=[0.0, 6.0, 0.0, 0.0])["g"]
    np.testing.assert_array_equal(found, [1 + 1 + 0.5, 1 + 0 + 0.5, 1 + 1 + 0, 1 + 1 + 6 / 4])


def test_what_they_refuse():
    with pytest.raises(gr.ShapeError, match="glu: axis -1 has extent 3, which has no known half"):
        gr.glu(tensor((2, 3)))
    with pytest.raises(gr.ShapeError, match="glu: axis 0 has extent N, which has no known half"):
        gr.glu(tensor(("N", 4)), axis=0)
    with pytest.raises(gr.ShapeError, match="axis 2 is out of range for 2 axes"):
        gr.glu(tensor(), axis=2)
    with pytest.raises(gr.DTypeError, match="clip: the number 0 does not fit a bool tensor"):
        gr.relu6(tensor(dtype="bool"))
