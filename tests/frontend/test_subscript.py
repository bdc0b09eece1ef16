"""Indexing means what it means in NumPy: slices, arrays, masks and their mixtures."""

import numpy as np
import pytest
from frontend.support import value_of

import graphrt as gr

S = slice(None)
ROWS, COLUMNS = np.array([2, 0, -1]), np.array([[1], [0]])
MASK = np.array([True, False, True, True])
TABLE = np.arange(60.0).reshape(4, 3, 5) % 7 > 2

BASIC = [
    (0,), (-1,), (S, 1), (..., 2), (1, ..., -1), (slice(1, -1),), (slice(None, None, -1),),
    (slice(3, None, -2), S, slice(-2, None)), (None,), (S, None, 1), (..., None), (None, 0, None),
    (0, None, 1, None, 2), (slice(2, 2),), (slice(-99, 99), slice(9, 1)), (...,), (),
]  # fmt: skip
ADVANCED = [
    (ROWS,), (ROWS, ROWS % 3), (S, ROWS % 3), (S, S, ROWS), (..., ROWS), (ROWS, S, ROWS),
    (0, ROWS % 3), (ROWS, 1), (0, S, ROWS), (S, 1, ROWS), (ROWS, None, 1), (S, ROWS % 3, COLUMNS),
    (COLUMNS, ROWS % 3), (COLUMNS, S, ROWS), (None, S, ROWS % 3, COLUMNS), (ROWS, slice(0, 2)),
    (ROWS, ..., None), (slice(1, 3), ROWS % 3, slice(None, None, -1)), ([1, 1, 0],),
    ([],), (np.int64(2),), (ROWS.astype(np.int8), COLUMNS), (np.array(1), S, ROWS),
]  # fmt: skip
MASKED = [
    (MASK,), (S, np.array([True, False, True])), (TABLE,), (TABLE[..., 0],), (S, TABLE[0]),
    (MASK, 1), (MASK, S, [0, 1, 2]), (..., TABLE[0, 0]), ([True, False, False, True],),
    (MASK, None), (np.zeros(4, bool),), (TABLE[..., 0], slice(1, 3)),
]  # fmt: skip
DATA = np.arange(60.0).reshape(4, 3, 5)


def tensor(shape=(4, 3, 5), dtype="float64"):
    b = gr.GraphBuilder()
    return b, b.input("x", shape, dtype)


@pytest.mark.parametrize(
    ("shape", "index"),
    [((4, 3, 5), index) for index in (*BASIC, *ADVANCED, *MASKED)]
    + [(("N", "M", 5), index) for index in (*BASIC, *ADVANCED)],
    ids=str,
)
def test_indexing_means_what_it_means_in_numpy(shape, index):
    _, x = tensor(shape)
    want = DATA[index]
    found = x[index]
    assert len(found.shape) == want.ndim
    if shape == (4, 3, 5):
        assert found.shape == want.shape
    np.testing.assert_array_equal(value_of(found, x=DATA), want)


@pytest.mark.parametrize("index", [*ADVANCED, *(i for i in MASKED if len(i) < 3)], ids=str)
def test_indexing_with_tensors_is_indexing_with_their_values(index):
    b, x = tensor()
    feeds, items = {"x": DATA}, []
    for position, item in enumerate(index):
        if isinstance(item, (list, np.ndarray)):
            array = np.asarray(item) if len(np.atleast_1d(item)) else np.zeros(0, np.int64)
            feeds[f"i{position}"] = array
            items.append(b.input(f"i{position}", array.shape, array.dtype.name))
        else:
            items.append(item)
    np.testing.assert_array_equal(value_of(x[tuple(items)], **feeds), DATA[index])


@pytest.mark.parametrize("index", [BASIC[2], ADVANCED[5], ADVANCED[11], MASKED[2], MASKED[4]],
                         ids=str)  # fmt: skip
def test_the_gradient_of_an_index_is_how_often_each_element_was_taken(index):
    b, x = tensor()
    weights = np.random.default_rng(0).standard_normal(DATA[index].shape)
    (grad,) = gr.gradients(gr.sum(x[index] * weights), [x])
    want = np.zeros_like(DATA)
    np.add.at(want, index, weights)
    np.testing.assert_allclose(value_of(grad, x=DATA), want, rtol=1e-14)


def test_the_bounds_of_a_slice_may_be_tensors():
    b, x = tensor()
    i, j = b.input("i", (), "int64"), b.input("j", (), "int64")
    feeds = {"x": DATA, "i": 1, "j": 3}
    np.testing.assert_array_equal(value_of(x[i:j], **feeds), DATA[1:3])
    np.testing.assert_array_equal(value_of(x[j:i:-1, :i], **feeds), DATA[3:1:-1, :1])
    np.testing.assert_array_equal(value_of(x[i], x=DATA, i=1), DATA[1])
    rows = gr.shape(x)[0]
    assert x[: rows - 1].shape == (3, 3, 5)


def test_the_extent_of_a_slice_by_the_symbol_of_another_tensor():
    b = gr.GraphBuilder()
    x, y = b.input("x", ("N", 2)), b.input("y", ("M",))
    assert str(x[: gr.shape(y)[0]].shape[0]) == "min(M, N)"
    assert str(x[: y.shape[0]].shape[0]) == "min(M, N)"
    n = x.shape[0]
    data = np.arange(10.0, dtype=np.float32).reshape(5, 2)
    np.testing.assert_array_equal(value_of(x[: n // 2], x=data), data[:2])


@pytest.mark.parametrize(
    ("index", "error", "match"),
    [
        ((0, 0, 0, 0), gr.UsageError, "4 indices for a tensor of rank 3"),
        ((..., ...), gr.UsageError, "an index has at most one `...`"),
        ((4,), gr.UsageError, "index 4 is out of range for axis 0 of extent 4"),
        (([0, -5],), gr.UsageError, "index -5 is out of range for axis 0 of extent 4"),
        ((S, [3]), gr.UsageError, "index 3 is out of range for axis 1 of extent 3"),
        ((slice(0, 2, 0),), gr.UsageError, "the step of a slice cannot be 0"),
        (
            (slice(0.5, 2),),
            gr.UsageError,
            "must be numbers, extents or integer scalar tensors, got float",
        ),
        ((1.5,), gr.UsageError, "cannot be indexed with float\n  hint use integers, slices"),
        ((True,), gr.UsageError, "cannot be indexed with bool"),
        (("a",), gr.UsageError, "cannot be indexed with str"),
        ((np.ones(2),), gr.UsageError, "cannot be indexed with an array of float64"),
        ((np.ones(3, bool),), gr.ShapeError, r"the mask is \[3\], the axes from 0 on are \[4\]"),
        ((..., np.ones((3, 4), bool)), gr.ShapeError, r"axes from 1 on are \[3, 5\]"),
    ],
)
def test_what_is_no_index(index, error, match):
    _, x = tensor()
    with pytest.raises(error, match=match):
        x[index]


def test_tensors_that_are_no_index():
    b, x = tensor()
    with pytest.raises(gr.DTypeError, match=r"cannot be indexed with f64\[4, 3, 5\]\n  hint an in"):
        x[x]
    with pytest.raises(gr.DTypeError, match=r"bound of a slice must be an integer scalar, got f64"):
        x[x:]
    with pytest.raises(gr.UsageError, match="a slice whose step is no number needs both bounds"):
        x[:: b.input("s", (), "int64")]
    with pytest.raises(gr.ShapeError, match=r"the mask is \[4, 3, 5\], the axes from 1 on are"):
        x[:, x > 0]


def test_how_many_a_mask_keeps_is_no_number():
    b, x = tensor()
    mask = b.input("mask", (4,), "bool")
    with pytest.raises(gr.ShapeError, match=r"axis -1 is \?n1 in one operand and 3 in another"):
        x[mask, :, [0, 1, 2]]


def test_a_mask_of_numbers_does_not_fit_a_symbol():
    _, x = tensor(("N", 3))
    with pytest.raises(gr.ShapeError, match=r"the mask is \[4\], the axes from 0 on are \[N\]"):
        x[MASK]


def test_an_index_out_of_range_is_found_while_running():
    b, x = tensor()
    i = b.input("i", (2,), "int64")
    with pytest.raises(
        IndexError, match="gather_nd: index 9 is out of range for axis 1 of extent 3"
    ):
        value_of(x[i * 0, i], x=DATA, i=[0, 9])
