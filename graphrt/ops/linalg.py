"""Matrix products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from graphrt.errors import ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, Trait, op
from graphrt.ops.pointwise import NUMBERS, require
from graphrt.ops.shape import Reshape, Transpose
from graphrt.types import ValueType, broadcast_shapes, common_dtype


@op(
    "matmul",
    traits=PURE | Trait.CONTRACTION,
    gate="multiplies by the other operand, transposed",
    onnx=Onnx("MatMul", 1),
)
class MatMul(Op):
    """``y[..., i, j] = sum_k lhs[..., i, k] rhs[..., k, j]``; 0 where there is no k.

    Shapes: lhs ``[..., M, K]``, rhs ``[..., K, N]`` -> ``[..., M, N]``; the leading axes
    broadcast.  Gradient: ``g rhs^T`` to lhs, ``lhs^T g`` to rhs.
    Source: ONNX MatMul-13, without one-dimensional operands.
    """

    def infer(self, lhs: Any, rhs: Any) -> ValueType:
        dtype = common_dtype((lhs.type, rhs.type))
        require(lhs, NUMBERS)
        for operand, name in ((lhs, "lhs"), (rhs, "rhs")):
            if operand.type.shape is not None and operand.type.rank < 2:
                raise ShapeError(
                    f"{name} needs at least two axes", hint="dot and @ take vectors: dot(lhs, rhs)"
                )
        left, right = lhs.type.shape, rhs.type.shape
        if left is None or right is None:
            return ValueType(dtype, None)
        if None not in (left[-1], right[-2]) and left[-1] != right[-2]:
            raise ShapeError(
                f"inner dimensions differ: lhs[-1] = {left[-1]}, rhs[-2] = {right[-2]}",
                hint=_transpose_hint(lhs, rhs),
            )
        batch = broadcast_shapes(left[:-2], right[:-2])
        return ValueType(dtype, (*batch, left[-2], right[-1]))

    def compute(self, lhs: Array, rhs: Array) -> Array:
        product: Array = np.matmul(lhs, rhs)
        return product

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        (out,) = outs
        if out.ndim == xs[0].ndim == xs[1].ndim == 2 and out.flags.c_contiguous:
            if out.dtype.kind in "fc":  # the same call of BLAS, found half a microsecond sooner
                return partial(np.dot, *xs, out)
        return partial(np.matmul, *xs, out)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 2 * results[0].size * int(operands[0].static_shape[-1])

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        lhs, rhs = node.inputs
        to_lhs = emit(MatMul(), grad, _transposed(emit, rhs))
        if lhs.type.rank > 2 and rhs.type.rank == 2:
            # one product over all rows, instead of one per matrix of the batch and their sum
            lhs, grad = _rows(emit, lhs), _rows(emit, grad)
        return (to_lhs, emit(MatMul(), _transposed(emit, lhs), grad))


def _transposed(emit: Any, x: Any) -> Any:
    """``x`` with its last two axes swapped."""
    rank = x.type.rank
    return emit(Transpose((*range(rank - 2), rank - 1, rank - 2)), x)


def _rows(emit: Any, x: Any) -> Any:
    """A batch of matrices as the rows of one matrix, where the width is a number."""
    width = x.type.shape[-1]
    return emit(Reshape(), x, (-1, width)) if isinstance(width, int) and width else x


def _transpose_hint(lhs: Any, rhs: Any) -> str | None:
    """What to say when swapping the axes of one operand would make the product fit."""
    left, right = lhs.type.shape, rhs.type.shape
    if len(right) == 2 and right[-1] == left[-1]:
        return _swapped(rhs)
    if len(left) == 2 and left[-2] == right[-2]:
        return _swapped(lhs)
    return None


def _swapped(x: Any) -> str:
    rows, columns = x.type.shape
    name = x.name
    return (
        f"transpose(%{name}) has shape [{columns}, {rows}];"
        f" did you swap rows and columns of {name}?"
    )
