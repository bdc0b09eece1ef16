"""Square matrices: determinants, inverses, systems of equations, the Cholesky factor.

A matrix is the last two axes; the axes before it are a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.errors import NumericError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Add, Mul, Neg
from graphrt.ops.diagonals import Diagonal, Tril, Undiagonal, require_matrices
from graphrt.ops.linalg import MatMul
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.shape import ExpandDims, Transpose
from graphrt.ops.source import ShapeOf
from graphrt.types import ValueType, broadcast_shapes, common_dtype


def transposed(emit: Any, x: Any) -> Any:
    """``x`` with its last two axes swapped."""
    rank = x.type.rank
    return emit(Transpose((*range(rank - 2), rank - 1, rank - 2)), x)


def product(emit: Any, first: Any, *others: Any) -> Any:
    """The matrix product of all operands."""
    for each in others:
        first = emit(MatMul(), first, each)
    return first


def symmetric(emit: Any, x: Any) -> Any:
    """``(x + x^T) / 2``."""
    return emit(Mul(), emit(Add(), x, transposed(emit, x)), 0.5)


def halved_sum(x: Array) -> Array:
    """``(x + x^T) / 2`` of arrays: what an op that reads a symmetric matrix works with."""
    half: Array = (x + np.swapaxes(x, -1, -2)) * x.dtype.type(0.5)
    return half


def require_square(x: Any, what: str = "x") -> None:
    """Raise `ShapeError` or `DTypeError` unless ``x`` is a batch of square float matrices."""
    require(x, FLOATS)
    require_matrices(x, what)
    shape = x.type.shape
    if shape is not None and None not in shape[-2:] and shape[-2] != shape[-1]:
        raise ShapeError(f"{what} must be square, got {x.type}")


def attempt(name: str, what: str, kernel: Callable[..., Any], *xs: Array) -> Any:
    """``kernel(*xs)``; where NumPy refuses, a `NumericError` that names the first bad matrix."""
    try:
        return kernel(*xs)
    except np.linalg.LinAlgError:
        raise NumericError(f"{name}: {_which(kernel, xs)} {what}") from None


def _which(kernel: Callable[..., Any], xs: Sequence[Array]) -> str:
    """The first matrix of a batch that ``kernel`` refuses, in words."""
    batch = np.broadcast_shapes(*(x.shape[:-2] for x in xs))
    if not batch:
        return "the matrix"
    matrices = [np.broadcast_to(x, (*batch, *x.shape[-2:])) for x in xs]
    for index in np.ndindex(*batch):
        try:
            kernel(*(each[index] for each in matrices))
        except np.linalg.LinAlgError:
            return f"the matrix at {list(index)} of the batch"
    return "a matrix of the batch"


SINGULAR = "is singular: no inverse, and no unique solution, exists"


class _OfSquare(Op):
    """A cost of so many thirds of n^3 for each matrix."""

    thirds: ClassVar[int]

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        shape = operands[0].static_shape
        return int(operands[0].size * shape[-1] * self.thirds // 3)


@op(
    "det", traits=PURE, gate="multiplies by det times the inverse, transposed", onnx=Onnx("Det", 11)
)
class Det(_OfSquare):
    """``det x``: the determinant of each matrix, by LU; 1 where n = 0.

    Shapes: x ``[..., n, n]`` -> ``[...]``.  Gradient: ``g det(x) x^-T``; a singular matrix is
    an error there, not here.  Source: ONNX Det-11; Giles 2008, section 2.2.4.
    """

    thirds = 2

    def infer(self, x: Any) -> ValueType:
        require_square(x)
        shape = x.type.shape
        return ValueType(x.type.dtype, None if shape is None else shape[:-2])

    def compute(self, x: Array) -> Any:
        return np.linalg.det(x)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        scaled = emit(ExpandDims((-2, -1)), emit(Mul(), grad, node.outputs[0]))
        return (emit(Mul(), scaled, transposed(emit, emit(Inverse(), node.inputs[0]))),)


@op("slogdet", traits=PURE, gate="multiplies the logarithm's by the inverse, transposed")
class SLogDet(_OfSquare):
    """``det x = sign exp(logabsdet)``: determinants too large or small for their dtype.

    A singular matrix has sign 0 and logarithm -inf. Shapes: x ``[..., n, n]`` -> sign ``[...]``,
    logabsdet ``[...]``.  Gradient: ``g x^-T`` of the logarithm, where a singular matrix is an
    error; none of the sign.  Source: numpy.linalg.slogdet.
    """

    thirds = 2

    result_names: ClassVar[tuple[str, ...]] = ("sign", "logabsdet")

    def infer(self, x: Any) -> tuple[ValueType, ...]:
        require_square(x)
        shape = x.type.shape
        result = ValueType(x.type.dtype, None if shape is None else shape[:-2])
        return (result, result)

    def compute(self, x: Array) -> Any:
        return tuple(np.linalg.slogdet(x))

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        if grads[1] is None:
            return (None,)
        inverse = emit(Inverse(), node.inputs[0])
        return (emit(Mul(), emit(ExpandDims((-2, -1)), grads[1]), transposed(emit, inverse)),)


@op("inverse", traits=PURE, gate="multiplies by the inverse, transposed, on both sides")
class Inverse(_OfSquare):
    """``y = x^-1``, by LU. A singular matrix is a `NumericError`; `solve` is faster and more
    exact where the inverse is only multiplied by something.

    Shapes: x ``[..., n, n]`` -> ``[..., n, n]``.  Gradient: ``-y^T g y^T``.
    Source: Giles 2008, section 2.2.3.
    """

    thirds = 6

    def infer(self, x: Any) -> ValueType:
        require_square(x)
        result: ValueType = x.type
        return result

    def compute(self, x: Array) -> Any:
        return attempt("inverse", SINGULAR, np.linalg.inv, x)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        back = transposed(emit, node.outputs[0])
        return (emit(Neg(), product(emit, back, grad, back)),)


@op("solve", traits=PURE, gate="solves the transposed system")
class Solve(_OfSquare):
    """``y = a^-1 b``: the solution of ``a y = b``, by LU. A singular a is a `NumericError`.

    Shapes: a ``[..., n, n]``, b ``[..., n, k]`` -> ``[..., n, k]``; the leading axes broadcast.
    Gradient: ``a^-T g`` to b, ``-(a^-T g) y^T`` to a.  Source: Giles 2008, section 2.2.3.
    """

    thirds = 2

    def infer(self, a: Any, b: Any) -> ValueType:
        dtype = common_dtype([a.type, b.type])
        require_square(a, "a")
        if b.type.shape is not None and b.type.rank < 2:
            raise ShapeError(
                f"b needs at least two axes, got {b.type}",
                hint="make a column of the vector with expand_dims(b, axes=(1,)), squeeze the"
                " result",
            )
        left, right = a.type.shape, b.type.shape
        if left is None or right is None:
            return ValueType(dtype, None)
        if None not in (left[-1], right[-2]) and left[-1] != right[-2]:
            raise ShapeError(f"a has {left[-1]} rows, b has {right[-2]}")
        return ValueType(dtype, (*broadcast_shapes(left[:-2], right[:-2]), *right[-2:]))

    def compute(self, a: Array, b: Array) -> Any:
        return attempt("solve", SINGULAR, np.linalg.solve, a, b)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        a = node.inputs[0]
        to_b = emit(Solve(), transposed(emit, a), grad)
        to_a = emit(Neg(), emit(MatMul(), to_b, transposed(emit, node.outputs[0])))
        return (to_a, to_b)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        n = int(operands[0].static_shape[-1])
        return super().flops(operands, results) + 2 * results[0].size * n


@op("cholesky", traits=PURE, gate="solves with the factor on both sides")
class Cholesky(_OfSquare):
    """The lower triangular ``y`` with a positive diagonal and ``y y^T = (x + x^T) / 2``.

    x should be symmetric and positive definite; only its symmetric part counts. One that is
    not positive definite is a `NumericError`. Shapes: x ``[..., n, n]`` -> ``[..., n, n]``.
    Gradient: the symmetric part of ``y^-T P y^-1``, where P is the lower triangle of ``y^T g``
    with its diagonal halved.  Source: Murray 2016, equation 9.
    """

    thirds = 1

    def infer(self, x: Any) -> ValueType:
        require_square(x)
        result: ValueType = x.type
        return result

    def compute(self, x: Array) -> Any:
        return attempt("cholesky", "is not positive definite", np.linalg.cholesky, halved_sum(x))

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        y = node.outputs[0]
        back = transposed(emit, y)
        inner = emit(Tril(), emit(MatMul(), back, grad))
        halves = emit(Mul(), emit(Diagonal(), inner), -0.5)
        inner = emit(Add(), inner, emit(Undiagonal(), halves, emit(ShapeOf(), inner)))
        left = emit(Solve(), back, inner)  # y^-T P
        both = transposed(emit, emit(Solve(), back, transposed(emit, left)))
        return (symmetric(emit, both),)
