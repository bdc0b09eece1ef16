"""Factors of matrices: QR, eigenvalues of symmetric ones, singular values.

A matrix is the last two axes; the axes before it are a batch. Signs of columns are LAPACK's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.dims import dim_min
from graphrt.errors import GradientError, NumericError
from graphrt.ir.op import PURE, Array, Op, op
from graphrt.ops.arithmetic import Add, Div, Mul, Sub
from graphrt.ops.diagonals import Tril, Undiagonal, require_matrices
from graphrt.ops.indexing import Gather
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.shape import ExpandDims, Reshape, shaped_like
from graphrt.ops.solving import (
    Solve,
    attempt,
    halved_sum,
    product,
    require_square,
    symmetric,
    transposed,
)
from graphrt.ops.source import OnesLike, ShapeOf, ZerosLike
from graphrt.types import Shape, ValueType

UNFINISHED = "has no decomposition: the iteration did not converge"


def _require_finite(name: str, x: Array) -> None:
    """LAPACK hangs on some NaN and returns NaN for others; say it instead."""
    if not np.isfinite(x).all():
        raise NumericError(f"{name}: the matrix has elements that are not finite")


def _or_zeros(emit: Any, grad: Any, value: Any) -> Any:
    return emit(ZerosLike(), value) if grad is None else grad


def _identity(emit: Any, x: Any) -> Any:
    """The identity matrix for each row of the vectors ``x``, as a mask of ones."""
    ones = emit(OnesLike(), x)
    square = emit(Mul(), emit(ExpandDims((-1,)), ones), emit(ExpandDims((-2,)), ones))
    return emit(Undiagonal(), ones, emit(ShapeOf(), square))


def _differences(emit: Any, x: Any) -> Any:
    """``F[i, j] = 1 / (x[j] - x[i])`` off the diagonal, 0 on it."""
    row, column = emit(ExpandDims((-2,)), x), emit(ExpandDims((-1,)), x)
    identity = _identity(emit, x)
    apart = emit(Add(), emit(Sub(), row, column), identity)  # no division by 0 on the diagonal
    return emit(Mul(), emit(Div(), emit(OnesLike(), apart), apart),
                emit(Sub(), emit(OnesLike(), identity), identity))  # fmt: skip


def _columns(emit: Any, x: Any, factors: Any) -> Any:
    """Each column of ``x`` times its factor."""
    return emit(Mul(), x, emit(ExpandDims((-2,)), factors))


@op("qr", traits=PURE, gate="solves with R, transposed")
class Qr(Op):
    """``x = q r``: columns of q orthonormal, r upper triangular; k = min(m, n).

    Shapes: x ``[..., m, n]`` -> q ``[..., m, k]``, r ``[..., k, n]``.  Gradient:
    ``(g_q + q C(r g_r^T - g_q^T q)) r^-T``, where C(M) is the lower triangle of M mirrored, for
    m >= n and full rank; others are an error there.
    Source: Walter and Lehmann 2012; numpy.linalg.qr.
    """

    result_names: ClassVar[tuple[str, ...]] = ("q", "r")

    def infer(self, x: Any) -> tuple[ValueType, ...]:
        require(x, FLOATS)
        require_matrices(x)
        shape = x.type.shape
        if shape is None:
            return (x.type, x.type)
        *batch, rows, columns = shape
        k = _smaller(rows, columns)
        return (ValueType(x.type.dtype, (*batch, rows, k)),
                ValueType(x.type.dtype, (*batch, k, columns)))  # fmt: skip

    def compute(self, x: Array) -> Any:
        return tuple(np.linalg.qr(x))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 2 * int(operands[0].size) * int(min(operands[0].static_shape[-2:]))

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        x = node.inputs[0]
        rows, columns = x.type.dims[-2:]
        if isinstance(rows, int) and isinstance(columns, int) and rows < columns:
            raise GradientError(
                f"qr of a wide matrix, {rows} by {columns}, has no gradient rule",
                hint="take the qr of its first columns, or of its transpose",
            )
        to_q, to_r = (_or_zeros(emit, *each) for each in zip(grads, node.outputs, strict=True))
        # a symbol does not say that there are as many rows as columns: then reshape finds out
        q, to_q = (shaped_like(emit, each, x) for each in (node.outputs[0], to_q))
        r = node.outputs[1]
        if r.type.dims[-2] != columns:
            rank = x.type.rank
            wanted = np.array([*range(rank - 2), rank - 1, rank - 1])
            square = emit(Gather(), emit(ShapeOf(), x), wanted)
            r, to_r = (emit(Reshape(), each, square) for each in (r, to_r))
        inner = emit(Sub(), product(emit, r, transposed(emit, to_r)),
                     product(emit, transposed(emit, to_q), q))  # fmt: skip
        strictly = emit(Tril(-1), inner)
        mirrored = emit(Add(), emit(Tril(), inner), transposed(emit, strictly))
        left = emit(Add(), to_q, product(emit, q, mirrored))
        return (transposed(emit, emit(Solve(), r, transposed(emit, left))),)


@op("eigh", traits=PURE, gate="rotates by the eigenvectors")
class EigH(Op):
    """``(x + x^T) / 2 = V diag(w) V^T``: eigenvalues in rising order, eigenvectors as columns.

    x should be symmetric; only its symmetric part counts. Shapes: x ``[..., n, n]`` -> w
    ``[..., n]``, v ``[..., n, n]``.  Gradient: the symmetric part of
    ``V (diag(g_w) + F o V^T g_v) V^T`` with ``F[i, j] = 1 / (w[j] - w[i])``, 0 for i = j. That
    of v is infinite or NaN where two eigenvalues are equal, that of w alone is not.
    Source: Giles 2008, section 2.2.5; numpy.linalg.eigh.
    """

    result_names: ClassVar[tuple[str, ...]] = ("w", "v")

    def infer(self, x: Any) -> tuple[ValueType, ...]:
        require_square(x)
        shape = x.type.shape
        values = ValueType(x.type.dtype, None if shape is None else shape[:-1])
        return (values, x.type)

    def compute(self, x: Array) -> Any:
        _require_finite("eigh", x)
        return tuple(attempt("eigh", UNFINISHED, np.linalg.eigh, halved_sum(x)))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 9 * int(operands[0].size) * int(operands[0].static_shape[-1])

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        w, v = node.outputs
        back = transposed(emit, v)
        total = None
        if grads[0] is not None:
            total = product(emit, _columns(emit, v, grads[0]), back)
        if grads[1] is not None:
            turned = emit(Mul(), _differences(emit, w), product(emit, back, grads[1]))
            to_v = product(emit, v, turned, back)
            total = to_v if total is None else emit(Add(), total, to_v)
        return (symmetric(emit, total),)


@op("svd", traits=PURE, gate="rotates by the singular vectors")
class Svd(Op):
    """``x = u diag(s) vh``: singular values in falling order; k = min(m, n).

    Shapes: x ``[..., m, n]`` -> u ``[..., m, k]``, s ``[..., k]``, vh ``[..., k, n]``.
    Gradient: with ``F[i, j] = 1 / (s[j]^2 - s[i]^2)``, 0 for i = j, and V = vh^T,
    ``u (diag(g_s) + (F o (u^T g_u - g_u^T u)) diag(s) + diag(s) (F o (V^T g_V - g_V^T V))) vh
    + (1 - u u^T) g_u diag(1/s) vh + u diag(1/s) g_V^T (1 - V V^T)``. That of u and vh is
    infinite or NaN where two singular values are equal or one is 0; that of s alone is not.
    Source: Townsend 2016; numpy.linalg.svd with full_matrices = False.
    """

    result_names: ClassVar[tuple[str, ...]] = ("u", "s", "vh")

    def infer(self, x: Any) -> tuple[ValueType, ...]:
        require(x, FLOATS)
        require_matrices(x)
        dtype, shape = x.type.dtype, x.type.shape
        if shape is None:
            return (x.type, x.type, x.type)
        *batch, rows, columns = shape
        k = _smaller(rows, columns)
        shapes: list[Shape] = [(*batch, rows, k), (*batch, k), (*batch, k, columns)]
        return tuple(ValueType(dtype, each) for each in shapes)

    def compute(self, x: Array) -> Any:
        _require_finite("svd", x)

        def factors(matrix: Array) -> Any:
            return np.linalg.svd(matrix, full_matrices=False)

        return tuple(attempt("svd", UNFINISHED, factors, x))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 14 * int(operands[0].size) * int(min(operands[0].static_shape[-2:]))

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        u, _, vh = node.outputs
        to_u, to_s, to_vh = grads
        if to_s is not None:
            total = product(emit, _columns(emit, u, to_s), vh)
        else:
            total = None
        if to_u is not None or to_vh is not None:
            turned = self._of_vectors(
                emit, node, _or_zeros(emit, to_u, u), _or_zeros(emit, to_vh, vh)
            )
            total = turned if total is None else emit(Add(), total, turned)
        return (total,)

    def _of_vectors(self, emit: Any, node: Any, to_u: Any, to_vh: Any) -> Any:
        u, s, vh = node.outputs
        v, to_v = transposed(emit, vh), transposed(emit, to_vh)
        f = _differences(emit, emit(Mul(), s, s))

        def skew(vectors: Any, grad: Any) -> Any:
            inner = product(emit, transposed(emit, vectors), grad)
            return emit(Mul(), f, emit(Sub(), inner, transposed(emit, inner)))

        def beside(vectors: Any, grad: Any) -> Any:
            """The part of the gradient outside the span of the vectors, over s."""
            inside = product(emit, vectors, product(emit, transposed(emit, vectors), grad))
            inverse = emit(Div(), emit(OnesLike(), s), s)
            return _columns(emit, emit(Sub(), grad, inside), inverse)

        left = _columns(emit, skew(u, to_u), s)
        right = emit(Mul(), emit(ExpandDims((-1,)), s), skew(v, to_v))
        core = product(emit, u, emit(Add(), left, right), vh)
        rest = emit(Add(), product(emit, beside(u, to_u), vh),
                    product(emit, u, transposed(emit, beside(v, to_v))))  # fmt: skip
        return emit(Add(), core, rest)


def _smaller(rows: Any, columns: Any) -> Any:
    return None if rows is None or columns is None else dim_min(rows, columns)
