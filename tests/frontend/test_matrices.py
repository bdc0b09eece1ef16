"""Products, norms and solutions, against NumPy; what NumPy refuses, with the node named."""

import re

import numpy as np
import pytest
from frontend.support import value_of

import graphrt as gr

RNG = np.random.default_rng(4)
A = RNG.standard_normal((3, 3)) + 3 * np.eye(3)


def tensor(shape, dtype="float64", name="x"):
    b = gr.GraphBuilder()
    return b, b.input(name, shape, dtype)


@pytest.mark.parametrize(
    ("left", "right"),
    [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3,)),
     ((3,), (5, 3, 2)), ((0,), (0,))],
)  # fmt: skip
def test_dot_and_the_operator_are_numpys_matmul(left, right):
    b = gr.GraphBuilder()
    x, y = b.input("x", left, "float64"), b.input("y", right, "float64")
    xs, ys = RNG.standard_normal(left), RNG.standard_normal(right)
    np.testing.assert_allclose(value_of(gr.dot(x, y), x=xs, y=ys), xs @ ys, rtol=1e-14)
    np.testing.assert_allclose(value_of(gr.dot(x, ys), x=xs), xs @ ys, rtol=1e-14)
    np.testing.assert_allclose(value_of(x @ y, x=xs, y=ys), xs @ ys, rtol=1e-14)
    np.testing.assert_allclose(value_of(xs @ y, y=ys), xs @ ys, rtol=1e-14)


def test_outer_products_and_diagonals():
    b = gr.GraphBuilder()
    x, y = b.input("x", ("N",), "float64"), b.input("y", ("M",), "float64")
    xs, ys = RNG.standard_normal(3), RNG.standard_normal(2)
    np.testing.assert_array_equal(value_of(gr.outer(x, y), x=xs, y=ys), np.outer(xs, ys))
    for offset in (0, 1, -2):
        matrix = gr.diag(x, offset)
        np.testing.assert_array_equal(value_of(matrix, x=xs), np.diag(xs, offset))
        back = gr.diagonal(matrix, offset)
        np.testing.assert_array_equal(value_of(back, x=xs), xs)
        total = gr.trace(matrix, offset)
        np.testing.assert_allclose(value_of(total, x=xs), xs.sum())
    (grad,) = gr.gradients(gr.sum(gr.square(gr.diag(x, 1))), [x])
    np.testing.assert_array_equal(value_of(grad, x=xs), 2 * xs)


@pytest.mark.parametrize("lower", [True, False])
@pytest.mark.parametrize("transpose", [True, False])
def test_triangular_systems_read_one_triangle_only(lower, transpose):
    b = gr.GraphBuilder()
    a, y = b.input("a", (3, 3), "float64"), b.input("y", (3, 2), "float64")
    ys = RNG.standard_normal((3, 2))
    triangle = np.tril(A) if lower else np.triu(A)
    x = gr.triangular_solve(a, y, lower=lower, transpose=transpose)
    want = np.linalg.solve(triangle.T if transpose else triangle, ys)
    np.testing.assert_allclose(value_of(x, a=A, y=ys), want, rtol=1e-13)
    (grad,) = gr.gradients(gr.sum(gr.square(x)), [a])
    other = value_of(grad, a=A, y=ys)[~(np.tri(3, dtype=bool) if lower else np.tri(3).T > 0)]
    np.testing.assert_array_equal(other, 0)


@pytest.mark.parametrize("ord", ["fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf])
@pytest.mark.parametrize("shape", [(3, 2), ("N", 3, 2)])
def test_norms_of_matrices_and_their_gradients(ord, shape):
    _, x = tensor(shape)
    data = RNG.standard_normal((3, 2) if len(shape) == 2 else (4, 3, 2))
    norm = gr.matrix_norm(x, ord)
    np.testing.assert_allclose(
        value_of(norm, x=data), np.linalg.norm(data, ord, axis=(-2, -1)), rtol=1e-13
    )
    (grad,) = gr.gradients(gr.sum(norm), [x])
    step = 1e-6 * RNG.standard_normal(data.shape)
    ahead, behind = (np.linalg.norm(data + s, ord, axis=(-2, -1)).sum() for s in (step, -step))
    np.testing.assert_allclose(
        (value_of(grad, x=data) * step).sum() * 2, ahead - behind, rtol=1e-5, atol=1e-14
    )


def test_a_rank_one_matrix_has_a_gradient_of_its_singular_values():
    _, x = tensor((2, 2))
    _, s, _ = gr.svd(x)
    (grad,) = gr.gradients(gr.sum(s * np.array([1.0, 0.0])), [x])
    data = np.outer([3.0, 4.0], [1.0, 0.0])
    np.testing.assert_allclose(value_of(grad, x=data), [[0.6, 0], [0.8, 0]], atol=1e-15)


SINGULAR = np.array([[1.0, 2.0], [2.0, 4.0]])


@pytest.mark.parametrize(
    ("use", "data", "match"),
    [
        (gr.inverse, SINGULAR, "inverse: the matrix is singular: no inverse, and no unique sol"),
        (gr.inverse, np.stack([np.eye(2), SINGULAR]), r"inverse: the matrix at \[1\] of the batch"),
        (lambda x: gr.solve(x, np.ones((2, 1))), SINGULAR, "solve: the matrix is singular"),
        (lambda x: gr.solve(x, np.ones((3, 2, 1))), SINGULAR,
         r"solve: the matrix at \[0\] of the batch is singular"),
        (gr.cholesky, -np.eye(2), "cholesky: the matrix is not positive definite"),
        (lambda x: gr.eigh(x)[0], SINGULAR * np.nan, "eigh: the matrix has elements that are not"),
        (lambda x: gr.svd(x)[1], SINGULAR * np.inf, "svd: the matrix has elements that are not"),
        (lambda x: gr.triangular_solve(x, np.eye(2)), np.zeros((2, 2)), "solve: the matrix is sin"),
        (lambda x: gr.gradients(gr.det(x), [x])[0], SINGULAR, "inverse: the matrix is singular"),
    ],
)  # fmt: skip
def test_what_numpy_refuses_names_the_matrix_and_the_node(use, data, match):
    _, x = tensor(data.shape)
    y = use(x)
    with pytest.raises(gr.NumericError, match=match) as caught:
        value_of(y, x=data)
    assert isinstance(caught.value, ArithmeticError)
    notes = "\n".join(caught.value.__notes__)
    assert "test_matrices.py:" in notes
    assert re.search(r"^in %(\w+)_0 = \1\(%", notes)


def test_a_wide_matrix_has_no_gradient_of_its_qr():
    _, x = tensor((2, 3))
    with pytest.raises(gr.GradientError, match="qr of a wide matrix, 2 by 3, has no gradient rule"):
        gr.gradients(gr.sum(gr.qr(x)[1]), [x])
    _, x = tensor(("N", 3))
    (grad,) = gr.gradients(gr.sum(gr.square(gr.qr(x)[1])), [x])
    data = RNG.standard_normal((4, 3))
    np.testing.assert_allclose(value_of(grad, x=data), 2 * data, rtol=1e-12)  # |R| = |x|
    with pytest.raises(gr.ShapeError, match=r"4 elements do not fit shape \[2, 3\]"):
        value_of(grad, x=data[:2])


@pytest.mark.parametrize(
    ("use", "error", "match"),
    [
        (lambda x: gr.dot(x, np.ones(2)), gr.ShapeError, r"inner dimensions differ: lhs\[-1\] = 3"),
        (lambda x: gr.dot(x[0], np.ones(2)), gr.ShapeError, "dot: vectors have 3 and 2 elements"),
        (lambda x: gr.dot(x, 2.0), gr.ShapeError, "dot: a scalar has no axis to sum over"),
        (lambda x: gr.outer(x, 2.0), gr.ShapeError, "outer: a scalar has no axis"),
        (lambda x: gr.diag(gr.sum(x)), gr.ShapeError, "diag: a scalar has no elements"),
        (
            lambda x: gr.matrix_norm(x, 3),
            gr.UsageError,
            "ord must be 'fro', 'nuc', 1, 2 or inf, got 3",
        ),
        (lambda x: gr.matrix_norm(x[0]), gr.ShapeError, "matrix_norm: x needs at least two axes"),
    ],
)
def test_what_is_no_matrix(use, error, match):
    with pytest.raises(error, match=match):
        use(tensor((3, 3))[1])
