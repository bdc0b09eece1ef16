"""Normalisation and embeddings against their formulas, and at their edges."""

import numpy as np
import pytest
from ops.sampling import spread

import graphrt as gr
from graphrt.ops.batch_norm import BatchNorm, BatchNormTrain
from graphrt.ops.embedding import Embedding, EmbeddingAdd
from graphrt.ops.normalization import GroupNorm, InstanceNorm, LayerNorm, RmsNorm, Standardize

X, SCALE, BIAS = spread(2, 4, 3, 5), spread(4, seed=1), spread(4, seed=2)
EACH = (slice(None), None, None)  # one number for each channel


def formula(x, axes, epsilon=1e-5):
    mean = x.mean(axes, keepdims=True)
    return (x - mean) / np.sqrt(((x - mean) ** 2).mean(axes, keepdims=True) + epsilon)


def test_norms_are_what_the_formulas_say():
    want = formula(X, (2, 3)) * SCALE[EACH] + BIAS[EACH]
    np.testing.assert_allclose(InstanceNorm().compute(X, SCALE, BIAS), want, atol=1e-13)
    for groups in (1, 2, 4):
        rows = X.reshape(2, groups, -1)
        want = formula(rows, 2).reshape(X.shape) * SCALE[EACH] + BIAS[EACH]
        found = GroupNorm(groups=groups).compute(X, SCALE, BIAS)
        np.testing.assert_allclose(found, want, atol=1e-13)
    by_channel = InstanceNorm().compute(X, SCALE, BIAS)
    np.testing.assert_allclose(GroupNorm(groups=4).compute(X, SCALE, BIAS), by_channel, atol=1e-13)
    scale, bias = spread(3, 5, seed=3), spread(3, 5, seed=4)
    want = formula(X, (2, 3)) * scale + bias
    np.testing.assert_allclose(LayerNorm(axis=2).compute(X, scale, bias), want, atol=1e-13)
    want = X / np.sqrt((X**2).mean((2, 3), keepdims=True) + 0.1) * scale
    np.testing.assert_allclose(RmsNorm(0.1, axis=-2).compute(X, scale), want, atol=1e-13)
    y, mean, var = BatchNormTrain().compute(X, SCALE, BIAS)
    np.testing.assert_allclose(mean, X.mean((0, 2, 3)), atol=1e-14)
    np.testing.assert_allclose(var, X.var((0, 2, 3)), rtol=1e-13)
    np.testing.assert_allclose(y, formula(X, (0, 2, 3)) * SCALE[EACH] + BIAS[EACH], atol=1e-13)
    given = BatchNorm().compute(X, SCALE, BIAS, mean, var)
    np.testing.assert_allclose(given, y, atol=1e-13)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_large_mean_costs_no_digits(dtype):
    """In one pass, mean(x^2) - mean(x)^2 would have no digit left."""
    offset = 1e4 if dtype == "float32" else 1e8
    small = np.array([[-1.0, 0.0, 1.0, 2.0]])
    x = (small + offset).astype(dtype)
    y, _ = Standardize((1,)).compute(x)
    np.testing.assert_allclose(y, formula(small, 1), rtol=1e-5)


def test_equal_elements_give_the_bias_and_nothing_gives_nan():
    x = np.full((2, 4, 3), 7.0)
    want = np.broadcast_to(BIAS[:, None], x.shape)
    np.testing.assert_array_equal(InstanceNorm().compute(x, SCALE, BIAS), want)
    assert RmsNorm().compute(np.zeros((1, 3))).tolist() == [[0, 0, 0]]
    with np.errstate(invalid="ignore"):
        y, inverse = Standardize((0,)).compute(np.zeros((0, 2)))
    assert y.shape == (0, 2)
    assert np.isnan(inverse).all()


def test_an_embedding_is_a_product_with_one_hot_rows():
    table, indices = spread(5, 3), np.array([[0, 4, 4], [-1, 2, 0]])
    hot = np.eye(5)[indices]
    np.testing.assert_array_equal(Embedding().compute(table, indices), hot @ table)
    g = spread(2, 3, 3, seed=1)
    shape = np.array([5, 3])
    want = np.einsum("abv,abd->vd", hot, g)
    np.testing.assert_allclose(EmbeddingAdd().compute(g, indices, shape), want, atol=1e-14)
    hot[..., 4] = 0
    np.testing.assert_array_equal(Embedding(4).compute(table, indices), hot @ table)
    want = np.einsum("abv,abd->vd", hot, g)
    np.testing.assert_allclose(EmbeddingAdd(4).compute(g, indices, shape), want, atol=1e-14)


def test_the_padding_row_reads_as_zeros_and_learns_nothing():
    b = gr.GraphBuilder()
    i = b.input("i", ("N",), "int64")
    table = b.parameter("table", np.ones((3, 2)))
    rows = gr.embedding(table, i, padding_idx=2)
    loss = gr.sum((rows - 1.5) ** 2)
    updates = gr.optim.sgd(loss, lr=0.5)
    b.signature("train", inputs=[i], outputs={"rows": rows}, updates=updates)
    session = gr.Session(b.build())
    assert session.run("train", i=[2, 0])["rows"].tolist() == [[0, 0], [1, 1]]
    assert session.variables["table"].tolist() == [[1.5, 1.5], [1, 1], [1, 1]]


def test_a_row_that_is_not_there_is_found_while_running():
    with pytest.raises(IndexError, match="embedding: index 5 is out of range for axis 0 of extent"):
        Embedding().compute(np.ones((3, 2)), np.array([5]))
    with pytest.raises(IndexError, match="embedding_add: index -4 is out of range"):
        EmbeddingAdd().compute(np.ones((1, 2)), np.array([-4]), np.array([3, 2]))


def test_symbolic_extents_of_norms():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 4, "L"), "float64")
    scale, bias = b.constant(SCALE), b.constant(BIAS)
    y = gr.group_norm(x, scale, bias, groups=2)
    assert str(y.type) == "f64[N, 4, L]"
    (g,) = gr.gradients(gr.sum(y**2), [x])
    assert g.type == x.type
    b.signature("grad", inputs=[x], outputs={"y": y, "g": g})
    session = gr.Session(b.build())
    for shape in ((2, 4, 3), (1, 4, 6), (0, 4, 2)):
        assert session.run("grad", x=spread(*shape))["g"].shape == shape


def test_parameters_of_another_extent_are_refused_though_neither_is_known():
    b = gr.GraphBuilder()
    x, scale = b.input("x", ("N", "M")), b.input("scale", ("K",))
    with pytest.raises(gr.ShapeError, match=r"scale must be \[M\], got \[K\]"):
        gr.layer_norm(x, scale)
