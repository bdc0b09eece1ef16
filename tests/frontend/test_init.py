"""Initial values: the variances their docstrings state, and that a seed is all they depend on."""

import numpy as np
import pytest

import graphrt as gr

DENSE, TAPS = (400, 300), (120, 40, 3, 3)
FAN_IN = {DENSE: 400, TAPS: 40 * 9}
FAN_OUT = {DENSE: 300, TAPS: 120 * 9}


@pytest.mark.parametrize("shape", [DENSE, TAPS])
@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("he_normal", lambda i, o: 2 / i),
        ("he_uniform", lambda i, o: 2 / i),
        ("glorot_normal", lambda i, o: 2 / (i + o)),
        ("glorot_uniform", lambda i, o: 2 / (i + o)),
        ("lecun_normal", lambda i, o: 1 / i),
        ("lecun_uniform", lambda i, o: 1 / i),
    ],
)
def test_variances(name, variance, shape):
    make = getattr(gr.init, name)
    drawn = make(shape, seed=3, dtype="float64")
    want = variance(FAN_IN[shape], FAN_OUT[shape])
    np.testing.assert_allclose(drawn.var(), want, rtol=0.03)
    assert abs(drawn.mean()) < 5 * (want / drawn.size) ** 0.5
    if name.endswith("uniform"):
        bound = (3 * want) ** 0.5
        assert 0.999 * bound < abs(drawn).max() <= bound
    else:
        assert abs(drawn).max() > 3.5 * want**0.5
    np.testing.assert_array_equal(drawn, make(shape, seed=3, dtype="float64"))
    assert (drawn != make(shape, seed=4, dtype="float64")).mean() > 0.99
    assert (drawn != make(shape, seed=[3, 1], dtype="float64")).mean() > 0.99
    assert make(shape, seed=3).dtype == np.float32
    with pytest.raises(gr.ShapeError, match="weights have two axes or more"):
        make((3,), seed=0)


def test_truncated_normal():
    drawn = gr.init.truncated_normal((300, 300), seed=0, mean=1.0, std=0.5, dtype="float64")
    assert 1.99 < drawn.max() <= 2
    assert 0 <= drawn.min() < 0.01
    np.testing.assert_allclose(
        drawn.std(), 0.8796 * 0.5, rtol=0.01
    )  # scipy: truncnorm(-2, 2).std()
    np.testing.assert_allclose(drawn.mean(), 1, atol=0.01)
    assert gr.init.truncated_normal((), seed=0).shape == ()


@pytest.mark.parametrize("shape", [(5, 5), (3, 7), (7, 3), (4, 2, 3, 3)])
def test_orthogonal(shape):
    q = gr.init.orthogonal(shape, seed=1, gain=2.0, dtype="float64").reshape(shape[0], -1)
    product = q @ q.T if q.shape[0] <= q.shape[1] else q.T @ q
    np.testing.assert_allclose(product, 4 * np.eye(len(product)), atol=1e-12)
    with pytest.raises(gr.ShapeError, match="orthogonal: weights have two axes or more"):
        gr.init.orthogonal((3,), seed=0)


def test_orthogonal_matrices_are_spread_evenly():
    """Without the signs of R, the diagonal of QR's Q would lean to one side."""
    corners = [gr.init.orthogonal((3, 3), seed=i, dtype="float64")[0, 0] for i in range(2000)]
    assert abs(np.mean(corners)) < 0.05
    np.testing.assert_allclose(np.var(corners), 1 / 3, rtol=0.1)


def test_constant_and_eye():
    assert gr.init.constant((2,), 1.5).tolist() == [1.5, 1.5]
    assert gr.init.eye((2, 3)).tolist() == [[1, 0, 0], [0, 1, 0]]
    with pytest.raises(gr.ShapeError, match="eye: a matrix has two axes, got"):
        gr.init.eye((2,))
