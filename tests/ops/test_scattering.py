"""Gathers and scatters against loops, and their gradients where places repeat or tie."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.ops import lookup

RNG = np.random.default_rng(8)
COMBINE = {"none": lambda old, new: new, "add": np.add, "mul": np.multiply,
           "max": np.maximum, "min": np.minimum}  # fmt: skip


@pytest.mark.parametrize("reduction", COMBINE)
@pytest.mark.parametrize("batch", [0, 1])
def test_scatter_nd_is_a_loop_over_rows(reduction, batch):
    x = RNG.standard_normal((2, 3, 4, 2))
    count = 2
    leads = (2, 5) if batch else (6,)
    indices = RNG.integers(-2, 2, (*leads, count))
    updates = RNG.standard_normal((*leads, *x.shape[batch + count :]))
    want = x.copy()
    for place in np.ndindex(*leads):
        at = (*place[:batch], *indices[place])
        want[at] = COMBINE[reduction](want[at], updates[place])
    op = lookup("scatter_nd")(reduction=reduction, batch_axes=batch)
    np.testing.assert_array_equal(op.compute(x, indices, updates), want)
    gathered = lookup("gather_nd")(batch_axes=batch).compute(want, indices)
    for place in np.ndindex(*leads):
        np.testing.assert_array_equal(gathered[place], want[(*place[:batch], *indices[place])])


@pytest.mark.parametrize("reduction", COMBINE)
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_scatter_elements_is_a_loop_over_elements(reduction, axis):
    x = RNG.standard_normal((3, 4))
    shape = (5, 4) if axis == 0 else (3, 6)
    indices = RNG.integers(-3, 3, shape)
    updates = RNG.standard_normal(shape)
    want = x.copy()
    for place in np.ndindex(*shape):
        at = list(place)
        at[axis] = indices[place]
        want[tuple(at)] = COMBINE[reduction](want[tuple(at)], updates[place])
    op = lookup("scatter_elements")(reduction=reduction, axis=axis)
    np.testing.assert_array_equal(op.compute(x, indices, updates), want)


def gradients(reduction, x, indices, updates):
    """The gradients of a sum of squares of `scatter_elements`, to x and to updates."""
    b = gr.GraphBuilder()
    tensors = [b.input("x", x.shape, "float64"), b.input("u", updates.shape, "float64")]
    y = gr.scatter_elements(tensors[0], indices, tensors[1], reduction=reduction)
    grads = gr.gradients(gr.sum(gr.square(y)), tensors)
    b.signature("go", inputs=tensors, outputs=dict(zip("xu", grads, strict=True)))
    found = gr.Session(b.build()).run("go", x=x, u=updates)
    return found["x"].tolist(), found["u"].tolist()


X, INDICES = np.array([1.0, 5.0, 3.0]), np.array([1, 1, 0])


@pytest.mark.parametrize(
    ("reduction", "updates", "to_x", "to_updates"),
    [
        ("none", [7.0, 8.0, 9.0], [0, 0, 6], [0, 16, 18]),  # 8 is written over 7
        ("add", [7.0, 8.0, 9.0], [20, 40, 6], [40, 40, 20]),
        ("max", [7.0, 8.0, 0.0], [2, 0, 6], [0, 16, 0]),
        ("max", [8.0, 8.0, 1.0], [1, 0, 6], [8, 8, 1]),  # ties share evenly
        ("min", [5.0, 5.0, -1.0], [0, 10 / 3, 6], [10 / 3, 10 / 3, -2]),
    ],
)
def test_gradients_where_places_repeat_and_values_tie(reduction, updates, to_x, to_updates):
    found = gradients(reduction, X, INDICES, np.array(updates))
    np.testing.assert_allclose(found[0], to_x, rtol=1e-15)
    np.testing.assert_allclose(found[1], to_updates, rtol=1e-15)


def test_a_product_has_no_gradient_and_says_what_to_do():
    with pytest.raises(gr.GradientError, match="reduction 'mul' has no gradient rule\n  hint for"):
        gradients("mul", X, INDICES, X)


@pytest.mark.parametrize(
    ("op", "attributes", "arrays", "error", "match"),
    [
        ("gather_nd", {}, [np.ones((2, 3)), np.array([[0, 3]])], IndexError,
         "gather_nd: index 3 is out of range for axis 1 of extent 3"),
        ("gather_nd", {"batch_axes": 1}, [np.ones((1, 2)), np.array([[-3]])], IndexError,
         "gather_nd: index -3 is out of range for axis 1 of extent 2"),
        ("scatter_nd", {}, [np.ones(2), np.array([[2]]), np.ones(1)], IndexError,
         "scatter_nd: index 2 is out of range for axis 0 of extent 2"),
        ("scatter_nd", {}, [np.ones(2), np.array([[1]]), np.ones(2)], gr.ShapeError,
         r"scatter_nd: updates must be \[1\], got \[2\]"),
        ("scatter_elements", {}, [np.ones(2), np.array([2]), np.ones(1)], IndexError,
         "scatter_elements: index 2 is out of range for axis 0 of extent 2"),
    ],
)  # fmt: skip
def test_what_is_found_while_running(op, attributes, arrays, error, match):
    with pytest.raises(error, match=match):
        lookup(op)(**attributes).compute(*arrays)
