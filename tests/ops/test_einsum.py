"""Einsum against numpy.einsum, as written there, and what it says about extents."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ops.cases.einsum import CASES

import graphrt as gr
from graphrt.ops.einsum import Einsum, contract, explicit

RNG = np.random.default_rng(6)
EXTENTS = {"a": 2, "b": 3, "c": 1, "d": 4}


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64"])
def test_einsum_is_numpys(case, dtype):
    equation, *shapes = case
    xs = [(RNG.standard_normal(shape) * 8).astype(dtype) for shape in shapes]
    found = np.asarray(Einsum(equation).compute(*xs))
    want = np.einsum(equation, *xs) if equation else xs[0]
    assert found.dtype == dtype
    np.testing.assert_allclose(found, want, rtol=1e-4 if dtype == "float32" else 1e-12, atol=1e-4)


labels = st.lists(st.sampled_from("abcd"), unique=True, max_size=4).map("".join)


@given(labels, labels, st.randoms())
@settings(max_examples=200, deadline=None)
def test_contracting_by_matrix_products_is_numpys_einsum(left, right, random):
    """Any two operands without a repeated axis, any result."""
    union = sorted(set(left + right))
    result = "".join(random.sample(union, random.randint(0, len(union))))
    x, y = (RNG.standard_normal([EXTENTS[label] for label in term]) for term in (left, right))
    want = np.einsum(f"{left},{right}->{result}", x, y)
    np.testing.assert_allclose(contract(x, left, y, right, result), want, rtol=1e-10, atol=1e-12)


def test_ellipses_are_spelt_out_from_the_last_axis():
    assert explicit("...i,ij...->...j", (3, 3)) == (("abi", "ijb"), "abj")
    assert explicit("...", (2,)) == (("ab",), "ab")
    assert explicit("...a->a", (3,)) == (("bca",), "a")
    with pytest.raises(gr.ShapeError, match="needs more than 52 axes"):
        explicit("...,abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXY", (3, 51))


def test_einsum_of_symbols():
    b = gr.GraphBuilder()
    x, w = b.input("x", ("B", "N", 3)), b.input("w", ("K", 3))
    y = gr.einsum("bni,ki->kbn", x, w)
    assert str(y.type) == "f32[K, B, N]"
    grads = gr.gradients(gr.sum(gr.square(y)), [x, w])
    assert [g.type for g in grads] == [x.type, w.type]
    with pytest.raises(gr.ShapeError, match="axis 'n' is N in one operand and B in another"):
        gr.einsum("bni,nbi->", x, x)


def test_the_gradient_of_an_outer_power_goes_to_the_diagonal():
    """d/dx of sum_i c_i x_ii is diag(c), and of a trace twice differentiated nothing is left."""
    b = gr.GraphBuilder()
    x = b.input("x", (3, 3), "float64")
    (grad,) = gr.gradients(gr.sum(gr.square(gr.einsum("ii->i", x))), [x])
    b.signature("go", inputs=[x], outputs={"g": grad})
    data = RNG.standard_normal((3, 3))
    found = gr.Session(b.build()).run("go", x=data)["g"]
    np.testing.assert_allclose(found, 2 * np.diag(np.diag(data)), rtol=1e-15)
