"""Padding against numpy.pad, and against its adjoint."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphrt.errors import ShapeError
from graphrt.ops.padding import MODES, Pad, Unpad

amounts = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=2, max_size=2)
shapes = st.tuples(st.integers(1, 4), st.integers(1, 4))


def flat(pairs):
    return np.array(pairs).T.reshape(-1)


@given(shapes, amounts, st.sampled_from(MODES))
@settings(max_examples=200, deadline=None)
def test_padding_is_numpys(shape, pairs, mode):
    x = np.random.default_rng(0).standard_normal(shape)
    np.testing.assert_array_equal(Pad(mode).compute(x, flat(pairs)), np.pad(x, pairs, mode=mode))


@given(shapes, amounts, st.sampled_from(MODES[1:]))
@settings(max_examples=100, deadline=None)
def test_unpad_is_the_adjoint_of_pad(shape, pairs, mode):
    """<pad x, y> = <x, unpad y> for all x and y."""
    rng = np.random.default_rng(1)
    x = rng.standard_normal(shape)
    padded = Pad(mode).compute(x, flat(pairs))
    y = rng.standard_normal(padded.shape)
    back = Unpad(mode).compute(y, np.array(shape), flat(pairs))
    np.testing.assert_allclose((padded * y).sum(), (x * back).sum(), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("mode", MODES)
def test_a_negative_amount_cuts_off_what_a_positive_one_put_there(mode):
    x = np.arange(12.0).reshape(3, 4)
    there = np.array([2, 1, 3, 0])
    back = Pad("constant").compute(Pad(mode).compute(x, there), -there)
    np.testing.assert_array_equal(back, x)
    np.testing.assert_array_equal(
        Pad(mode).compute(x, np.array([-1, 1, 0, -2])),
        np.pad(x[1:], [(0, 0), (1, 0)], mode=mode)[:, :3],
    )


@pytest.mark.parametrize(
    ("mode", "pads", "match"),
    [
        ("constant", [-2, -2], "more is cut off than axis 0 of extent 3 has"),
        ("wrap", [-4, 0], "more is cut off than axis 0 of extent 3 has"),
    ],
)
def test_what_is_found_while_running(mode, pads, match):
    with pytest.raises(ShapeError, match=match):
        Pad(mode).compute(np.ones(3), np.array(pads))
    with pytest.raises(ShapeError, match=f"mode '{MODES[1]}' has nothing to repeat on an axis of"):
        Pad(MODES[1]).compute(np.ones(0), np.array([1, 0]))


def test_every_dtype_can_be_padded():
    for dtype in ("bool", "int8", "uint64", "float32"):
        x = np.ones(2, dtype)
        assert Pad().compute(x, np.array([1, 1])).dtype == dtype
        assert Pad("edge").compute(x, np.array([1, 1])).dtype == dtype
