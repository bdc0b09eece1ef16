"""Functions that arrange tensors and make new ones, against NumPy's of the same name."""

import numpy as np
import pytest
from frontend.support import value_of

import graphrt as gr
from graphrt.dims import dim_max, dim_min, symbol

X = np.arange(24.0).reshape(2, 3, 4)


def tensor(shape=(2, 3, 4), dtype="float64"):
    b = gr.GraphBuilder()
    return b, b.input("x", shape, dtype)


def same(found, want, **feeds):
    have = value_of(found, **(feeds or {"x": X}))
    np.testing.assert_array_equal(have, want)
    assert have.shape == np.shape(want)


@pytest.mark.parametrize("shape", [(2, 3, 4), ("N", "M", 4), ("N", "M", "K")])
def test_arrangements_of_numbers_and_of_symbols(shape):
    _, x = tensor(shape)
    same(gr.stack(x, x * 2, axis=1), np.stack([X, X * 2], axis=1))
    same(gr.stack([x, x], axis=-1), np.stack([X, X], axis=-1))
    for axis in (None, 0, -1, (0, 2)):
        same(gr.flip(x, axis), np.flip(X, axis))
    same(gr.flip(x, ()), X)
    same(gr.flatten(x), X.reshape(-1))
    same(gr.flatten(x, 1), X.reshape(2, 12))
    same(gr.flatten(x, 0, 1), X.reshape(6, 4))
    same(gr.flatten(x, 1, 1), X)
    same(gr.pad(x, 1), np.pad(X, 1))
    same(gr.pad(x, [(0, 0), (1, 2), (3, 0)], value=7.0),
         np.pad(X, [(0, 0), (1, 2), (3, 0)], constant_values=7))  # fmt: skip
    same(gr.pad(x, (1, 2), mode="reflect"), np.pad(X, (1, 2), mode="reflect"))
    same(gr.tile(x, [2, 1, 3]), np.tile(X, [2, 1, 3]))
    same(gr.repeat(x, 2, 1), np.repeat(X, 2, 1))
    same(gr.roll(x, (1, -2), (0, 2)), np.roll(X, (1, -2), (0, 2)))
    same(gr.full(gr.shape(x), 0.5), np.full(X.shape, 0.5, np.float32))
    same(gr.zeros([gr.shape(x)[0], 5]), np.zeros((2, 5), np.float32))
    same(gr.ones([gr.shape(x)[1]], "int64"), np.ones(3, np.int64))
    same(gr.eye(gr.shape(x)[1]), np.eye(3, dtype=np.float32))
    same(gr.eye(gr.shape(x)[1], 5, offset=-1, dtype="int32"), np.eye(3, 5, -1, np.int32))
    same(gr.range(gr.shape(x)[2]), np.arange(4))
    same(gr.range(7, gr.shape(x)[0], -2), np.arange(7, 2, -2))
    same(gr.size(x, 1), 3)


def test_flattening_nothing_leaves_nothing():
    _, x = tensor(("N", "M", 4))
    same(gr.flatten(x, 1), np.zeros((0, 12)), x=np.zeros((0, 3, 4)))
    same(gr.flatten(tensor(())[1]), np.ones(1), x=np.ones(()))


def test_unstack_gives_what_stack_took():
    _, x = tensor(("N", 3, 4))
    parts = gr.unstack(x, 1)
    assert [part.type.shape for part in parts] == [x.shape[::2]] * 3
    same(gr.stack(*parts, axis=1), X)
    assert gr.unstack(tensor((0, 2))[1]) == ()


@pytest.mark.parametrize("indexing", ["xy", "ij"])
def test_meshgrid(indexing):
    b = gr.GraphBuilder()
    x, y, z = b.input("x", ("N",)), b.input("y", (3,)), b.input("z", ("M",))
    feeds = {n: np.arange(k, dtype=np.float32) for n, k in (("x", 2), ("y", 3), ("z", 4))}
    for names in ("xyz", "xy"):
        wanted = np.meshgrid(*(feeds[n] for n in names), indexing=indexing)
        tensors = [{"x": x, "y": y, "z": z}[n] for n in names]
        for found, want in zip(gr.meshgrid(*tensors, indexing=indexing), wanted, strict=True):
            same(found, want, **{n: feeds[n] for n in names if n in _inputs(found)})
    assert gr.meshgrid(x) == (x,)


def _inputs(tensor):
    """The inputs a tensor depends on."""
    graph = tensor.builder.graph()
    from graphrt.ir.evaluate import needed

    return [n.name for n in needed(graph, [tensor.value]) if n.op.name == "input"]


def test_shape_arithmetic_stays_known():
    b, x = tensor(("N", 3, "M"))
    extents = gr.shape(x)
    n, m = x.shape[0], x.shape[2]
    assert gr.stack(extents[0], extents[2]).value.known == (n, m)
    assert gr.pad(extents, [(1, 0)], value=1).value.known == (1, n, 3, m)
    assert gr.pad(extents, [(-1, 1)], mode="edge").value.known == (3, m, m)
    assert gr.tile(extents[:1], [3]).value.known == (n, n, n)
    assert gr.repeat(extents[1:], 2, 0).value.known == (3, 3, m, m)
    assert gr.repeat(extents, (1, 0, 2), 0).value.known == (n, m, m)
    assert gr.roll(extents, 1, 0).value.known == (m, n, 3)
    assert gr.flip(extents).value.known == (m, 3, n)
    assert gr.range(extents[1]).value.known == (0, 1, 2)
    assert gr.range(extents[0], extents[0] + 3).value.known == (n, n + 1, n + 2)
    assert gr.size(x).value.known == 3 * n * m
    assert gr.reshape(x, gr.stack(extents[1], gr.size(x, (0, 2)))).shape == (3, n * m)


def test_extents_computed_from_symbols_become_operands():
    b = gr.GraphBuilder()
    x, y = b.input("x", ("N", 4)), b.input("y", ("M",))
    n, m = x.shape[0], y.shape[0]
    feeds = {"x": np.zeros((5, 4), np.float32), "y": np.zeros(3, np.float32)}
    for extent, number in ((n // 2, 2), (n % 3, 2), (dim_max(n, m), 5), (dim_min(n - 4, m), 1),
                           (n * m + 1, 16), (2 * n - m, 7), ((n + 1) // 2 * m, 9)):  # fmt: skip
        spread = gr.broadcast_to(gr.sum(x) + gr.sum(y), (extent, 2))
        assert spread.shape == (extent, 2)
        assert value_of(spread, **feeds).shape == (number, 2)
    with pytest.raises(gr.ShapeError, match="no tensor of the graph has an axis of extent K"):
        gr.broadcast_to(x, (symbol("K") // 2, n, 4))


def test_gradients_of_arrangements():
    _, x = tensor()
    weights = np.random.default_rng(2).standard_normal((2, 3, 4))
    for arranged, back in (
        (gr.flip(x, 1), np.flip(weights, 1)),
        (gr.flatten(x, 1), weights),
        (gr.stack(x, x, axis=0)[1], weights),
    ):
        shaped = weights.reshape(2, 12) if arranged.rank == 2 else weights
        (grad,) = gr.gradients(gr.sum(arranged * shaped.copy()), [x])
        same(grad, back)
    b = gr.GraphBuilder()
    v, like = b.input("v", (), "float64"), b.input("x", ("N", 2), "float64")
    (grad,) = gr.gradients(gr.sum(gr.full(gr.shape(like), v)), [v])
    same(grad, 6.0, x=np.zeros((3, 2)), v=1.0)


@pytest.mark.parametrize(
    ("use", "error", "match"),
    [
        (lambda b, x: gr.stack(), gr.UsageError, "stack: nothing to stack"),
        (lambda b, x: gr.stack(x, x[0]), gr.ShapeError, "stack: operands have different shapes"),
        (lambda b, x: gr.unstack(b.input("n", ("N",))), gr.ShapeError,
         "unstack: how many results there are is not known: axis 0 is N"),
        (lambda b, x: gr.flip(x, 3), gr.ShapeError, "axis 3 is out of range for 3 axes"),
        (lambda b, x: gr.flatten(x, 2, 1), gr.ShapeError, "flatten: axis 2 comes after axis 1"),
        (lambda b, x: gr.pad(x, [(1, 2)] * 2), gr.ShapeError, "not one pair .* for each of 3 axes"),
        (lambda b, x: gr.full((2, 3), 0.0), gr.UsageError,
         r"full: no entry of the shape \(2, 3\) is a symbolic tensor\n  hint pass gr.shape"),
        (lambda b, x: gr.meshgrid(x), gr.ShapeError, "meshgrid: operands must be vectors, got f64"),
        (lambda b, x: gr.meshgrid(x, indexing="yx"), gr.UsageError, "must be 'xy' or 'ij'"),
        (lambda b, x: gr.eye(3), gr.UsageError, "eye: no operand is a symbolic tensor"),
        (lambda b, x: gr.range(gr.shape(x)[0], 3.5), gr.DTypeError, "3.5 does not fit a int64"),
    ],
)  # fmt: skip
def test_what_cannot_be_arranged(use, error, match):
    with pytest.raises(error, match=match):
        use(*tensor())
