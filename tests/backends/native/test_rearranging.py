"""Padding, shifts, triangles, running sums and writing at coordinates against NumPy, to the bit."""

import numpy as np
import pytest
from backends.native.test_moving import EXTENTS, assert_same, both, built, numbers, some

import graphrt as gr
from graphrt.backends.native.backend import native_calls
from graphrt.backends.threads import use_threads

WIDTHS = [
    ((1, 2), (0, 3)),
    ((5, 9), (3, 0)),
    ((1, -2), (2, 0)),
    ((0, 0), (0, 0)),
    ((-1, -1), (4, -1)),
]


def turned(x):
    """The same axes, the other way round in memory."""
    return gr.transpose(gr.transpose(x)[::-1])


@pytest.mark.parametrize("mode", ["edge", "reflect", "wrap"])
@pytest.mark.parametrize("widths", WIDTHS, ids=str)
@pytest.mark.parametrize("extent", EXTENTS)
def test_padding_that_repeats(extent, widths, mode):
    x = numbers(4, extent)
    x[1] = np.nan
    if all(extent + sum(pair) >= 0 for pair in widths[1:]):
        assert_same(lambda x: [gr.pad(each, widths, mode=mode) for each in (x, turned(x))], x=x)


@pytest.mark.parametrize("mode", ["edge", "reflect", "wrap"])
@pytest.mark.parametrize("widths", WIDTHS, ids=str)
def test_the_gradient_of_padding(widths, mode):
    x = numbers(4, 17, dtype="float64")

    def gradient(x):
        padded = gr.pad(x, widths, mode=mode)
        return gr.gradients(gr.sum(padded * padded * padded), [x])

    found, want = both(gradient, x=x)
    np.testing.assert_allclose(found["y0"], want["y0"], rtol=1e-13, atol=1e-9)


def test_padding_in_too_many_pieces_is_numpys():
    x = numbers(2, 2)
    assert_same_anyway = both(lambda x: gr.pad(x, 30, mode="reflect"), native=False, x=x)
    np.testing.assert_array_equal(*(each["y0"] for each in assert_same_anyway))
    model = built(lambda x: gr.pad(x, 30, mode="reflect"), x=x)
    steps = gr.Session(model, backend="native", optimize="O0").plan("go", x=x).steps
    assert "it takes too many copies" in [native_calls(step) for step in steps]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "bool"])
@pytest.mark.parametrize("extent", EXTENTS)
def test_shifts(extent, dtype):
    x = numbers(5, extent, dtype=dtype)
    for axis in (0, 1):
        for by in (0, 1, -1, 3, -100):
            assert_same(
                lambda x, axis=axis, by=by: [gr.shift(each, axis, by) for each in (x, turned(x))],
                x=x,
            )


@pytest.mark.parametrize("dtype", ["float32", "float64", "int16"])
@pytest.mark.parametrize("extent", EXTENTS)
@pytest.mark.parametrize("offset", [-2, 0, 3, 1000])
def test_triangles(extent, offset, dtype):
    x = numbers(2, 7, extent, dtype=dtype)
    if dtype != "int16":
        x[0, 0, 0], x[1, 6, -1] = np.nan, -np.inf

    def made(x):
        return [f(each, offset) for f in (gr.tril, gr.triu) for each in (x, gr.transpose(x))]

    assert_same(made, x=x)


def test_causal_masks():
    for rows, columns in ((1, 1), (5, 9), (64, 33), (3, 0), (0, 3)):

        def made(x, shape=(rows, columns)):
            mask = gr.causal_mask(x.builder.constant(np.array(shape)))
            return [mask, gr.logical_and(mask, x > 0)]

        assert_same(made, x=numbers(rows, columns))


@pytest.mark.parametrize("mode", ["DCR", "CRD"])
@pytest.mark.parametrize("block", [1, 2, 3])
def test_blocks_of_pixels(block, mode):
    deep = numbers(2, 3 * block**2, 5, 17)
    assert_same(lambda x: gr.depth_to_space(x, block, mode), x=deep)
    assert_same(lambda x: gr.depth_to_space(gr.transpose(x, (0, 1, 3, 2)), block, mode), x=deep)
    wide = numbers(2, 3, 5 * block, 17 * block)
    assert_same(lambda x: gr.space_to_depth(x, block, mode), x=wide)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("exclusive", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int8"])
@pytest.mark.parametrize("extent", EXTENTS)
def test_running_sums_and_products(extent, dtype, exclusive, reverse):
    x = numbers(6, 3, extent, dtype=dtype)
    if dtype.startswith("float"):
        x[0, 0, 0], x[3, 1, -1], x[5] = -0.0, np.nan, np.inf

    def made(x):
        return [
            f(each, axis, exclusive, reverse)
            for f in (gr.cumsum, gr.cumprod)
            for axis in range(3)
            for each in (x, gr.transpose(x))
        ]

    assert_same(made, x=x)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("extent", EXTENTS)
def test_recurrences(extent, reverse):
    a, b = numbers(6, 3, extent) / 100, numbers(6, 3, extent)
    a[0], b[1] = np.inf, np.nan

    def made(a, b):
        return [gr.linear_recurrence(a, b, axis=axis, reverse=reverse) for axis in range(3)]

    assert_same(made, a=a, b=b)


@pytest.mark.parametrize("kind", ["int64", "int8", "uint8", "uint16", "uint32", "uint64"])
@pytest.mark.parametrize("extent", EXTENTS)
def test_indices_of_every_kind(extent, kind):
    x = numbers(9, extent)
    places = (some(9, 4, extent) % 9).astype(kind)
    rows = places[:, 0].copy()
    assert_same(lambda x, i: gr.gather(x, i, axis=0), x=x, i=rows)
    assert_same(lambda x, i: gr.gather_elements(x, i, axis=0), x=x, i=places)
    assert_same(lambda x, i: gr.scatter_add(x, i, [9, extent], axis=0), x=x[:4], i=rows)
    assert_same(lambda x, i: gr.gather_nd(x, gr.reshape(i, (4, 1))), x=x, i=rows)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "bool"])
@pytest.mark.parametrize("extent", EXTENTS)
def test_coordinates(extent, dtype):
    x = numbers(4, 9, 6, extent, dtype=dtype)
    one, two, all_ = some(4, 11, 1), some(4, 5, 2, 2), some(1, 3, 4)
    picked = {"one": one, "two": two, "all": all_}
    for i in picked.values():
        assert_same(gr.gather_nd, x=x, indices=i)
        updates = numbers(*i.shape[:-1], *x.shape[i.shape[-1] :], dtype=dtype)
        for reduction in ("none",) if dtype == "bool" else ("none", "add", "mul", "max", "min"):
            assert_same(
                lambda x, i, u, r=reduction: gr.scatter_nd(x, i, u, reduction=r),
                x=x, i=i, u=updates,
            )  # fmt: skip
    batched = some(6, 4, 9, 3, 1)
    assert_same(lambda x, i: gr.gather_nd(x, i, batch_axes=2), x=x, i=batched)
    updates = numbers(4, 9, 3, extent, dtype=dtype)
    assert_same(
        lambda x, i, u: gr.scatter_nd(x, i, u, batch_axes=2), x=x, i=batched, u=updates
    )  # fmt: skip


@pytest.mark.parametrize("reduction", ["none", "add", "mul", "max", "min"])
@pytest.mark.parametrize("extent", EXTENTS)
def test_written_elements(extent, reduction):
    x, places, updates = numbers(3, 9, extent), some(9, 3, 20, extent), numbers(3, 20, extent)
    updates[0, 3] = np.nan
    assert_same(
        lambda x, i, u: gr.scatter_elements(x, i, u, axis=1, reduction=reduction),
        x=x, i=places, u=updates,
    )  # fmt: skip


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_what_is_written_does_not_depend_on_the_number_of_threads(threads):
    x, rows, updates = numbers(50, 700), some(50, 900, 1), numbers(900, 700)
    use_threads(threads)
    try:
        for reduction in ("none", "add"):
            assert_same(
                lambda x, i, u, r=reduction: gr.scatter_nd(x, i, u, reduction=r),
                x=x, i=rows, u=updates,
            )  # fmt: skip
        assert_same(lambda x: [gr.cumsum(x, 0), gr.cumsum(x, 1), gr.tril(x)], x=x)
    finally:
        use_threads(None)


WRITTEN = {
    "gather_nd": lambda x, i, u: gr.gather_nd(x, gr.reshape(i, (3, 2))),
    "scatter_nd": lambda x, i, u: gr.scatter_nd(x, gr.reshape(i, (6, 1)), u),
    "scatter_elements": lambda x, i, u: gr.scatter_elements(
        x, gr.transpose(gr.tile(gr.reshape(i, (1, 6)), [6, 1])), u
    ),
}


@pytest.mark.parametrize("bad", [6, -7, 2**40, -(2**62)])
@pytest.mark.parametrize("make", WRITTEN.values(), ids=WRITTEN)
def test_a_coordinate_out_of_range_is_numpys_error(make, bad):
    feeds = {"x": numbers(6, 6), "i": np.array([0, 5, -6, bad, 1, 2]), "u": numbers(6, 6)}
    model, texts = built(make, **feeds), []
    for backend in ("numpy", "native"):
        with gr.Session(model, backend=backend, optimize="O0") as session:
            with pytest.raises(IndexError, match=f"index {bad} is out of range") as caught:
                session.run("go", **feeds)
            texts.append([str(caught.value), *caught.value.__notes__])
            good = feeds | {"i": np.array([0, 5, -6, 3, 1, 2])}
            assert np.isfinite(session.run("go", **good)["y0"]).all()
    assert texts[0] == texts[1]


def test_an_unsigned_index_out_of_range_is_numpys_error():
    x = numbers(6, 6)
    for bad in (2**63, 2**64 - 1, 6):
        with pytest.raises(IndexError, match="out of range"):
            both(lambda x, i: gr.gather(x, i, axis=0), x=x, i=np.array([0, bad], "uint64"))
