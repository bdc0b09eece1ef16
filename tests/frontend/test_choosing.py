"""Sorting, distinct values, masks: values, gradients, extents found while running."""

import numpy as np
import pytest
from frontend.support import value_of

import graphrt as gr

X = np.array([[3.0, 1.0, 2.0], [0.5, 9.0, -1.0]])


def tensor(shape=("N", 3)):
    b = gr.GraphBuilder()
    return b, b.input("x", shape, "float64")


def gradient(y, x, weights):
    """The gradient of the weighted sum of ``y``, and what it is for X."""
    w = x.builder.input("w", y.shape, "float64")
    (grad,) = gr.gradients(gr.sum(y * w), [x])
    return value_of(grad, x=X, w=weights)


@pytest.mark.parametrize("axis", [0, -1])
@pytest.mark.parametrize("shape", [(2, 3), ("N", 3), ("N", "M")])
def test_sorting(axis, shape):
    _, x = tensor(shape)
    values, indices = gr.sort(x, axis)
    assert values.shape == indices.shape == x.shape
    np.testing.assert_array_equal(value_of(values, x=X), np.sort(X, axis))
    np.testing.assert_array_equal(value_of(indices, x=X), np.argsort(X, axis))
    np.testing.assert_array_equal(value_of(gr.argsort(x, axis, descending=True), x=X),
                                  np.flip(np.argsort(X, axis), axis))  # fmt: skip
    weights = np.arange(6.0).reshape(2, 3)
    want = np.empty((2, 3))
    np.put_along_axis(want, np.argsort(X, axis), weights, axis)
    np.testing.assert_array_equal(gradient(values, x, weights), want)


def test_sorting_twice_and_nothing():
    _, x = tensor()
    values, _ = gr.sort(x * x)
    (slope,) = gr.gradients(gr.sum(values * np.arange(3.0)), [x])
    (bend,) = gr.gradients(gr.sum(slope), [x])
    rank = np.argsort(np.argsort(X**2))
    np.testing.assert_array_equal(value_of(bend, x=X), 2.0 * rank)
    assert value_of(gr.sort(x, 0)[0], x=np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("axis", [0, 1])
def test_masks_of_several_axes(axis):
    b = gr.GraphBuilder()
    x = b.input("x", (2, 3, 2, 2), "float64")
    mask = b.input("mask", (3, 2) if axis else (2, 3), "bool")
    data = np.arange(24.0).reshape(2, 3, 2, 2)
    holds = np.random.default_rng(0).random(mask.shape) > 0.4
    picked = gr.boolean_mask(x, mask, axis=axis)
    want = data[:, holds] if axis else data[holds]
    np.testing.assert_array_equal(value_of(picked, x=data, mask=holds), want)
    assert str(picked.shape[axis]).startswith("?")
    (grad,) = gr.gradients(gr.sum(picked * picked), [x])
    kept = np.zeros_like(data)
    kept[(slice(None), holds) if axis else holds] = 1
    np.testing.assert_array_equal(value_of(grad, x=data, mask=holds), 2 * data * kept)


def test_a_mask_from_the_values_and_its_gradients():
    _, x = tensor()
    kept = x[x > 1]
    np.testing.assert_array_equal(value_of(kept, x=X), X[X > 1])
    (slope,) = gr.gradients(gr.sum(kept * kept * kept), [x])
    (bend,) = gr.gradients(gr.sum(slope), [x])
    np.testing.assert_array_equal(value_of(slope, x=X), np.where(X > 1, 3 * X**2, 0))
    np.testing.assert_array_equal(value_of(bend, x=X), np.where(X > 1, 6 * X, 0))
    np.testing.assert_array_equal(value_of(gr.argwhere(x > 1), x=X), np.argwhere(X > 1))
    assert value_of(kept, x=-np.abs(X)).shape == (0,)


def test_distinct_values():
    b = gr.GraphBuilder()
    x = b.input("x", ("N",), "float64")
    data = np.array([2.0, 7.0, 2.0, -1.0, 7.0, 7.0])
    found = gr.unique(x)
    wanted = np.unique(data, return_index=True, return_inverse=True, return_counts=True)
    for have, want in zip(found, wanted, strict=True):
        np.testing.assert_array_equal(value_of(have, x=data), want)
    values, _, inverse, _ = found
    np.testing.assert_array_equal(value_of(gr.gather(values, inverse), x=data), data)
    (grad,) = gr.gradients(gr.sum(values * values), [x])
    np.testing.assert_allclose(value_of(grad, x=data), [2, 14 / 3, 2, -2, 14 / 3, 14 / 3])
    (bend,) = gr.gradients(gr.sum(grad), [x])
    np.testing.assert_allclose(value_of(bend, x=data), [1, 2 / 3, 1, 2, 2 / 3, 2 / 3])


def test_distinct_rows():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 2), "float64")
    data = np.array([[1.0, 2.0], [0.0, 1.0], [1.0, 2.0]])
    values, indices, inverse, counts = gr.unique(x, 0)
    np.testing.assert_array_equal(value_of(values, x=data), data[1::-1])
    np.testing.assert_array_equal(value_of(indices, x=data), [1, 0])
    np.testing.assert_array_equal(value_of(inverse, x=data), [1, 0, 1])
    np.testing.assert_array_equal(value_of(counts, x=data), [1, 2])
    (grad,) = gr.gradients(gr.sum(values * values), [x])
    np.testing.assert_array_equal(value_of(grad, x=data), [[1, 2], [0, 2], [1, 2]])


@pytest.mark.parametrize(
    ("use", "error", "match"),
    [
        (lambda x: gr.boolean_mask(x, x), gr.DTypeError, "boolean_mask: mask must be bool, got"),
        (lambda x: gr.boolean_mask(x, x > 0, axis=1), gr.ShapeError, r"mask is bool\[N, 3\], x is"),
        (lambda x: gr.sort(x, 2), gr.ShapeError, "axis 2 is out of range for 2 axes"),
        (lambda x: gr.unique(x, 2), gr.ShapeError, "unique: axis 2 is out of range for 2 axes"),
    ],
)
def test_what_cannot_be_chosen(use, error, match):
    with pytest.raises(error, match=match):
        use(tensor()[1])
