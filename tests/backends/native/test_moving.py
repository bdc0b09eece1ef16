"""Copies and indexed kernels against NumPy: sizes that cut vectors, dtypes, bad indices, threads."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.backends.native.backend import native_calls
from graphrt.backends.threads import use_threads
from graphrt.ops import lookup

RNG = np.random.default_rng(7)
EXTENTS = (1, 3, 8, 17, 70)


def built(make, **feeds):
    """A model of one signature that computes ``make`` of its inputs."""
    b = gr.GraphBuilder()
    inputs = [b.input(name, each.shape, str(each.dtype)) for name, each in feeds.items()]
    found = make(*inputs)
    found = found if isinstance(found, (tuple, list)) else [found]
    b.signature("go", inputs=inputs, outputs={f"y{k}": y for k, y in enumerate(found)})
    return b.build()


def added(x, indices, shape, padding=None):
    """The adjoint of an embedding, which no user function stands for."""
    emit = x.builder.emit
    op = lookup("embedding_add")(padding_idx=padding)
    return gr.Tensor(emit(op, x.value, indices.value, emit.constant(np.array(shape))), x.builder)


def both(make, *, native=True, **feeds):
    """What native and NumPy make of it, after asking whether every step is native."""
    model = built(make, **feeds)
    with gr.Session(model, backend="native", optimize="O0") as session:
        plan = session.plan("go", **feeds)
        reasons = [c for c in map(native_calls, plan.steps) if isinstance(c, str)]
        assert not (native and reasons), reasons
        found = session.run("go", **feeds)
    with gr.Session(model, backend="numpy", optimize="O0") as session:
        want = session.run("go", **feeds)
    return found, want


def assert_same(make, **feeds):
    found, want = both(make, **feeds)
    for name, expected in want.items():
        assert found[name].dtype == expected.dtype
        np.testing.assert_array_equal(found[name], expected)


def numbers(*shape, dtype="float32"):
    return (RNG.standard_normal(shape) * 50).astype(dtype)


def some(count, *shape, dtype="int64"):
    return RNG.integers(-count, count, shape).astype(dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64", "bool"])
@pytest.mark.parametrize("extent", EXTENTS)
def test_copies(extent, dtype):
    x, y = numbers(4, extent, dtype=dtype), numbers(2, extent, dtype=dtype)
    assert_same(lambda x, y: gr.concat(x, y, x, axis=0), x=x, y=y)
    assert_same(lambda x: gr.concat(x, x, axis=1), x=x)
    assert_same(lambda x: gr.split(x, (1, 0, 3), axis=0), x=x)
    assert_same(lambda x: gr.tile(x, [2, 3]), x=x)
    assert_same(lambda x: gr.repeat(x, 3, axis=1), x=x)
    assert_same(lambda x: gr.roll(x, shift=(2, -1), axis=(0, 1)), x=x)
    assert_same(lambda x: gr.reshape(gr.transpose(x), (2 * extent, 2)), x=x)
    assert_same(lambda x: gr.concat(gr.transpose(x), gr.transpose(x)[::-1], axis=1), x=x)
    assert_same(lambda x: gr.concat(x[::-2], x[:, ::-1][:2], axis=0), x=x)


@pytest.mark.parametrize("extent", EXTENTS)
def test_zeros_around_and_padding_cut_off(extent):
    x = numbers(4, extent)
    assert_same(lambda x: gr.pad(x, ((1, 2), (0, 3))), x=x)
    assert_same(lambda x: gr.pad(x, ((1, -2), (2, 0)), value=-np.inf), x=x)

    def gradient(x):
        return gr.gradients(gr.sum(gr.square(x[1:3, ::2])), [x])

    assert_same(gradient, x=x)


@pytest.mark.parametrize("kind", ["int32", "int64"])
@pytest.mark.parametrize("extent", EXTENTS)
def test_gathers(extent, kind):
    x = numbers(9, extent)
    for axis, count in ((0, 9), (1, extent)):
        indices = some(count, 5, 3, dtype=kind)
        assert_same(lambda x, i, axis=axis: gr.gather(x, i, axis=axis), x=x, i=indices)
    assert_same(lambda x, i: gr.gather(x, i, axis=0), x=x, i=np.array(3, kind))
    assert_same(lambda x, i: gr.gather(x, i, axis=0), x=x, i=np.zeros((0, 2), kind))
    places = some(9, 4, extent, dtype=kind)
    assert_same(lambda x, i: gr.gather_elements(x, i, axis=0), x=x, i=places)
    places = some(extent, 9, 6, dtype=kind)
    assert_same(lambda x, i: gr.gather_elements(x, i, axis=1), x=x, i=places)
    for padding in (None, 2):
        ids = some(9, 31, dtype=kind)
        assert_same(lambda x, i, p=padding: gr.embedding(x, i, padding_idx=p), x=x, i=ids)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
@pytest.mark.parametrize("extent", EXTENTS)
def test_scattered_sums_are_added_in_the_order_of_the_indices(extent, dtype):
    """Bit for bit what NumPy adds up, though floats are not associative."""
    updates = numbers(200, extent, dtype=dtype)
    ids = some(6, 200)
    assert_same(lambda x, i: gr.scatter_add(x, i, [6, extent], axis=0), x=updates, i=ids)
    across = numbers(3, 200, extent, dtype=dtype)
    assert_same(lambda x, i: gr.scatter_add(x, i, [3, 6, extent], axis=1), x=across, i=ids)
    places = some(6, 200, extent)
    assert_same(
        lambda x, i: gr.scatter_add_elements(x, i, [6, extent], axis=0), x=updates, i=places
    )
    if dtype != "int64":
        for padding in (None, 2):
            assert_same(
                lambda x, i, p=padding: added(x, i, [6, extent], p),
                x=updates,
                i=ids,
            )


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_sums_do_not_depend_on_the_number_of_threads(threads):
    updates, ids = numbers(3000, 300), some(40, 3000)
    use_threads(threads)
    try:
        assert_same(lambda x, i: gr.scatter_add(x, i, [40, 300], axis=0), x=updates, i=ids)
        assert_same(gr.embedding, x=updates[:40], i=ids)
    finally:
        use_threads(None)


def across(indices):
    """Six indices as a matrix of three equal columns."""
    return gr.transpose(gr.tile(gr.reshape(indices, (1, 6)), [3, 1]))


INDEXED = {  # op: how to use it on 6 rows and some indices, and how wide the rows are
    "gather": (lambda x, i: gr.gather(x, i, axis=0), 3),
    "gather_elements": (lambda x, i: gr.gather_elements(x, gr.reshape(i, (-1, 1)), axis=0), 1),
    "embedding": (gr.embedding, 3),
    "scatter_add": (lambda x, i: gr.scatter_add(x, i[:6], [6, 3], axis=0), 3),
    "scatter_add_elements": (
        lambda x, i: gr.scatter_add_elements(x, across(i[:6]), [6, 3], axis=0),
        3,
    ),
    "embedding_add": (lambda x, i: added(x, i[:6], [6, 3]), 3),
}


@pytest.mark.parametrize("bad", [6, -7, 2**40, -(2**62)])
@pytest.mark.parametrize(("make", "width"), INDEXED.values(), ids=INDEXED)
def test_an_index_out_of_range_is_numpys_error(make, width, bad):
    ids = np.array([0, 5, -6, bad, 1, 2, 3])
    x = numbers(6, width)
    model = built(make, x=x, i=ids)
    texts = []
    for backend in ("numpy", "native"):
        with gr.Session(model, backend=backend, optimize="O0") as session:
            with pytest.raises(IndexError, match=f"index {bad} is out of range") as caught:
                session.run("go", x=x, i=ids)
            texts.append([str(caught.value), *caught.value.__notes__])
            ids_ok = np.where(ids == bad, 4, ids)
            assert np.isfinite(session.run("go", x=x, i=ids_ok)["y0"]).all()
    assert texts[0] == texts[1]


def test_an_axis_without_elements_has_no_index():
    with pytest.raises(IndexError, match="index 0 is out of range for axis 0 of extent 0"):
        both(lambda x, i: gr.gather(x, i, axis=0), x=numbers(0, 3), i=np.array([0]))


def test_training_an_embedding_is_native_and_equal():
    b = gr.GraphBuilder()
    ids, target = b.input("ids", ("N",), "int64"), b.input("target", ("N", 8))
    table = b.parameter("table", gr.init.normal((20, 8), seed=1))
    loss = gr.mean(gr.square(gr.embedding(table, ids) - target))
    (grad,) = gr.gradients(loss, [table])
    updates = {table: table - 0.1 * grad}
    b.signature("train", inputs=[ids, target], outputs={"loss": loss}, updates=updates)
    model = b.build()
    feeds = {"ids": some(20, 50), "target": numbers(50, 8)}
    native, numpy = (gr.Session(model, backend=each) for each in ("native", "numpy"))
    for _ in range(3):
        native.run("train", **feeds)
        numpy.run("train", **feeds)
    np.testing.assert_allclose(native.state()["table"], numpy.state()["table"], rtol=2e-6)
    with pytest.raises(IndexError, match="index 20 is out of range"):
        native.run("train", ids=np.full(50, 20), target=feeds["target"])
    before = numpy.state()["table"]
    np.testing.assert_allclose(native.state()["table"], before, rtol=2e-6)


def test_a_reshape_that_does_not_fit_writes_nothing():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3))
    flat = gr.reshape(gr.qr(x)[1], (3, 3))  # how many rows R has, is not known before
    b.signature("go", inputs=[x], outputs={"y": flat})
    model = b.build()
    for backend in ("numpy", "native"):
        for level in ("O0", "O2"):
            session = gr.Session(model, backend=backend, optimize=level)
            assert session.run("go", x=numbers(3, 3))["y"].shape == (3, 3)
            with pytest.raises(gr.ShapeError, match=r"6 elements do not fit shape \[3, 3\]"):
                session.run("go", x=numbers(2, 3))
