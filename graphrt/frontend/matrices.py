"""Products and norms of vectors and matrices, made of the ops of linear algebra."""

from __future__ import annotations

import math
from typing import Any

from graphrt.errors import ShapeError, UsageError
from graphrt.frontend.tensor import Tensor, apply, apply_one, builder_of, require_rank
from graphrt.ops import lookup


def dot(x: Any, y: Any, *, name: str | None = None) -> Tensor:
    """The inner product of vectors, and products with matrices: a sum over the last axis of x
    and the only or last but one axis of y.

    Shapes: ``[n], [n] -> []``; ``[..., m, n], [n] -> [..., m]``; ``[n], [..., n, k] -> [..., k]``;
    else as `matmul`.  Gradient: as of `matmul`.
    """
    builder = builder_of("dot", [x, y])
    left, right = (each if isinstance(each, Tensor) else builder.constant(each) for each in (x, y))
    ranks = require_rank(left, "dot"), require_rank(right, "dot")
    if 0 in ranks:
        raise ShapeError("dot: a scalar has no axis to sum over", hint="use *")
    if ranks == (1, 1) and left.shape != right.shape:
        raise ShapeError(f"dot: vectors have {left.shape[0]} and {right.shape[0]} elements")
    dropped = []
    if ranks[0] == 1:
        left = apply_one(lookup("expand_dims")(axes=(0,)), left)
        dropped.append(-2)
    if ranks[1] == 1:
        right = apply_one(lookup("expand_dims")(axes=(1,)), right)
        dropped.append(-1)
    if not dropped:
        return apply_one(lookup("matmul")(), left, right, name=name)
    product = apply_one(lookup("matmul")(), left, right)
    return apply_one(lookup("squeeze")(axes=tuple(dropped)), product, name=name)


def einsum(equation: str, *xs: Any, name: str | None = None) -> Tensor:
    """Sums of products of elements, over the axes the result does not name; see the op `einsum`.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x, w = b.input("x", ("B", "N", 3)), b.input("w", ("K", 3))
    >>> gr.einsum("bni,ki->bnk", x, w).type
    f32[B, N, K]
    >>> gr.einsum("...ij->...ji", x).type
    f32[B, 3, N]
    """
    return apply_one(lookup("einsum")(equation=equation), *xs, name=name)


def outer(x: Any, y: Any, *, name: str | None = None) -> Tensor:
    """``z[..., i, j] = x[..., i] y[..., j]``.

    Shapes: x ``[..., m]``, y ``[..., n]`` -> ``[..., m, n]``; the leading axes broadcast.
    """
    builder = builder_of("outer", [x, y])
    left, right = (each if isinstance(each, Tensor) else builder.constant(each) for each in (x, y))
    if 0 in (require_rank(left, "outer"), require_rank(right, "outer")):
        raise ShapeError("outer: a scalar has no axis", hint="use *")
    column = apply_one(lookup("expand_dims")(axes=(-1,)), left)
    row = apply_one(lookup("expand_dims")(axes=(-2,)), right)
    return apply_one(lookup("mul")(), column, row, name=name)


def diag(x: Tensor, offset: int = 0, *, name: str | None = None) -> Tensor:
    """Square matrices of zeros with ``x`` on the diagonal ``offset``; `diagonal` takes it out.

    Shapes: x ``[..., n]`` -> ``[..., n + |offset|, n + |offset|]``.  Gradient: that diagonal of g.
    """
    if require_rank(x, "diag") == 0:
        raise ShapeError("diag: a scalar has no elements to put on a diagonal")
    extents = apply_one(lookup("shape")(), x)
    side = extents[-1:] + abs(offset)
    shape = apply_one(lookup("concat")(), extents[:-1], side, side)
    return apply_one(lookup("undiagonal")(offset=offset), x, shape, name=name)


def trace(x: Tensor, offset: int = 0, *, name: str | None = None) -> Tensor:
    """The sum of the diagonal ``offset`` of each matrix.

    Shapes: x ``[..., m, n]`` -> ``[...]``.  Gradient: g on the diagonal, zeros beside.
    """
    diagonal = apply_one(lookup("diagonal")(offset=offset), x)
    return apply_one(lookup("sum")(axis=(-1,)), diagonal, name=name)


def triangular_solve(
    a: Tensor,
    b: Tensor,
    *,
    lower: bool = True,
    transpose: bool = False,
    name: str | None = None,
) -> Tensor:
    """The solution y of ``T y = b``, where T is the lower (or upper) triangle of ``a``, or with
    ``transpose`` of ``T^T y = b``.

    The other triangle of ``a`` is not read and has gradient 0. A 0 on the diagonal is a
    `NumericError`. Shapes: a ``[..., n, n]``, b ``[..., n, k]`` -> ``[..., n, k]``.
    """
    triangle = apply_one(lookup("tril" if lower else "triu")(), a)
    if transpose:
        rank = require_rank(triangle, "triangular_solve")
        triangle = apply_one(
            lookup("transpose")(axes=(*range(rank - 2), rank - 1, rank - 2)), triangle
        )
    return apply_one(lookup("solve")(), triangle, b, name=name)


def matrix_norm(x: Tensor, ord: str | float = "fro", *, name: str | None = None) -> Tensor:
    """A norm of each matrix: "fro" the root of the sum of squares, "nuc" the sum of the singular
    values, 2 the largest of them, 1 the largest sum of a column of ``|x|``, inf that of a row;
    -2, -1 and -inf the smallest.

    Shapes: x ``[..., m, n]`` -> ``[...]``.  Gradient: as of the ops it is made of; NaN at 0 for
    "fro"; of the largest or smallest, equal ones share evenly.
    Source: numpy.linalg.matrix_norm.
    """
    if require_rank(x, "matrix_norm") < 2:
        raise ShapeError(f"matrix_norm: x needs at least two axes, got {x.type}")
    if ord == "fro":
        total = apply_one(lookup("sum")(axis=(-2, -1)), apply_one(lookup("square")(), x))
        return apply_one(lookup("sqrt")(), total, name=name)
    if ord not in ("nuc", 1, -1, 2, -2, math.inf, -math.inf):
        raise UsageError(f"matrix_norm: ord must be 'fro', 'nuc', 1, 2 or inf, got {ord!r}")
    if isinstance(ord, str) or abs(ord) == 2:
        _, values, _ = apply(lookup("svd")(), x)
    else:
        along = (-2,) if abs(ord) == 1 else (-1,)
        values = apply_one(lookup("sum")(axis=along), apply_one(lookup("abs")(), x))
    reduction = "sum" if isinstance(ord, str) else "reduce_max" if ord > 0 else "reduce_min"
    return apply_one(lookup(reduction)(axis=(-1,)), values, name=name)
