"""Functions of the ops in `graphrt.ops.decompositions`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_several
from graphrt.ops import lookup


def qr(x: TensorLike, *, name: str | None = None) -> tuple[Tensor, ...]:
    """``x = q r``: columns of q orthonormal, r upper triangular; k = min(m, n).

    Shapes: x ``[..., m, n]`` -> q ``[..., m, k]``, r ``[..., k, n]``.  Gradient:
    ``(g_q + q C(r g_r^T - g_q^T q)) r^-T``, where C(M) is the lower triangle of M mirrored, for
    m >= n and full rank; others are an error there.
    Source: Walter and Lehmann 2012; numpy.linalg.qr.
    """
    return apply_several(lookup("qr")(), x, name=name)


def eigh(x: TensorLike, *, name: str | None = None) -> tuple[Tensor, ...]:
    """``(x + x^T) / 2 = V diag(w) V^T``: eigenvalues in rising order, eigenvectors as columns.

    x should be symmetric; only its symmetric part counts. Shapes: x ``[..., n, n]`` -> w
    ``[..., n]``, v ``[..., n, n]``.  Gradient: the symmetric part of
    ``V (diag(g_w) + F o V^T g_v) V^T`` with ``F[i, j] = 1 / (w[j] - w[i])``, 0 for i = j. That
    of v is infinite or NaN where two eigenvalues are equal, that of w alone is not.
    Source: Giles 2008, section 2.2.5; numpy.linalg.eigh.
    """
    return apply_several(lookup("eigh")(), x, name=name)


def svd(x: TensorLike, *, name: str | None = None) -> tuple[Tensor, ...]:
    """``x = u diag(s) vh``: singular values in falling order; k = min(m, n).

    Shapes: x ``[..., m, n]`` -> u ``[..., m, k]``, s ``[..., k]``, vh ``[..., k, n]``.
    Gradient: with ``F[i, j] = 1 / (s[j]^2 - s[i]^2)``, 0 for i = j, and V = vh^T,
    ``u (diag(g_s) + (F o (u^T g_u - g_u^T u)) diag(s) + diag(s) (F o (V^T g_V - g_V^T V))) vh
    + (1 - u u^T) g_u diag(1/s) vh + u diag(1/s) g_V^T (1 - V V^T)``. That of u and vh is
    infinite or NaN where two singular values are equal or one is 0; that of s alone is not.
    Source: Townsend 2016; numpy.linalg.svd with full_matrices = False.
    """
    return apply_several(lookup("svd")(), x, name=name)


__all__ = [
    "eigh",
    "qr",
    "svd",
]
