"""Functions of the ops in `graphrt.ops.solving`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one, apply_several
from graphrt.ops import lookup


def det(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``det x``: the determinant of each matrix, by LU; 1 where n = 0.

    Shapes: x ``[..., n, n]`` -> ``[...]``.  Gradient: ``g det(x) x^-T``; a singular matrix is
    an error there, not here.  Source: ONNX Det-11; Giles 2008, section 2.2.4.
    """
    return apply_one(lookup("det")(), x, name=name)


def slogdet(x: TensorLike, *, name: str | None = None) -> tuple[Tensor, ...]:
    """``det x = sign exp(logabsdet)``: determinants too large or small for their dtype.

    A singular matrix has sign 0 and logarithm -inf. Shapes: x ``[..., n, n]`` -> sign ``[...]``,
    logabsdet ``[...]``.  Gradient: ``g x^-T`` of the logarithm, where a singular matrix is an
    error; none of the sign.  Source: numpy.linalg.slogdet.
    """
    return apply_several(lookup("slogdet")(), x, name=name)


def inverse(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = x^-1``, by LU. A singular matrix is a `NumericError`; `solve` is faster and more
    exact where the inverse is only multiplied by something.

    Shapes: x ``[..., n, n]`` -> ``[..., n, n]``.  Gradient: ``-y^T g y^T``.
    Source: Giles 2008, section 2.2.3.
    """
    return apply_one(lookup("inverse")(), x, name=name)


def solve(a: TensorLike, b: TensorLike, *, name: str | None = None) -> Tensor:
    """``y = a^-1 b``: the solution of ``a y = b``, by LU. A singular a is a `NumericError`.

    Shapes: a ``[..., n, n]``, b ``[..., n, k]`` -> ``[..., n, k]``; the leading axes broadcast.
    Gradient: ``a^-T g`` to b, ``-(a^-T g) y^T`` to a.  Source: Giles 2008, section 2.2.3.
    """
    return apply_one(lookup("solve")(), a, b, name=name)


def cholesky(x: TensorLike, *, name: str | None = None) -> Tensor:
    """The lower triangular ``y`` with a positive diagonal and ``y y^T = (x + x^T) / 2``.

    x should be symmetric and positive definite; only its symmetric part counts. One that is
    not positive definite is a `NumericError`. Shapes: x ``[..., n, n]`` -> ``[..., n, n]``.
    Gradient: the symmetric part of ``y^-T P y^-1``, where P is the lower triangle of ``y^T g``
    with its diagonal halved.  Source: Murray 2016, equation 9.
    """
    return apply_one(lookup("cholesky")(), x, name=name)


__all__ = [
    "cholesky",
    "det",
    "inverse",
    "slogdet",
    "solve",
]
