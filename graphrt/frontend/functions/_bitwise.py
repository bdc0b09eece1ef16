"""Functions of the ops in `graphrt.ops.bitwise`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def bitwise_and(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z``: the bits set in x and in y, elementwise. (`logical_and` is for truth values.)

    Shapes: x, y integer, broadcast -> z.  Gradient: none, the result is integer.
    Source: ONNX BitwiseAnd-18.
    """
    return apply_one(lookup("bitwise_and")(), x, y, name=name)


def bitwise_or(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z``: the bits set in x or in y, elementwise. (`logical_or` is for truth values.)

    Shapes: x, y integer, broadcast -> z.  Gradient: none, the result is integer.
    Source: ONNX BitwiseOr-18.
    """
    return apply_one(lookup("bitwise_or")(), x, y, name=name)


def bitwise_xor(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z``: the bits set in one of x and y, elementwise. (`logical_xor` is for truth values.)

    Shapes: x, y integer, broadcast -> z.  Gradient: none, the result is integer.
    Source: ONNX BitwiseXor-18.
    """
    return apply_one(lookup("bitwise_xor")(), x, y, name=name)


def bitwise_not(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y``: each bit of x turned round, elementwise: ``-x - 1``. (`logical_not` is for truth
    values.)

    Shapes: x integer ``[...]`` -> ``[...]``.  Gradient: none, the result is integer.
    Source: ONNX BitwiseNot-18.
    """
    return apply_one(lookup("bitwise_not")(), x, name=name)


def shift_left(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x 2^y``, elementwise, without the bits that leave the dtype; 0 where y is negative
    or at least the number of bits.

    Shapes: x, y integer, broadcast -> z.  Gradient: none, the result is integer.
    Source: ONNX BitShift-11 with direction LEFT, for unsigned integers.
    """
    return apply_one(lookup("shift_left")(), x, y, name=name)


def shift_right(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = floor(x / 2^y)``, elementwise, the sign kept; where y is negative or at least the
    number of bits, 0, or -1 for a negative x.

    Shapes: x, y integer, broadcast -> z.  Gradient: none, the result is integer.
    Source: ONNX BitShift-11 with direction RIGHT, for unsigned integers.
    """
    return apply_one(lookup("shift_right")(), x, y, name=name)


__all__ = [
    "bitwise_and",
    "bitwise_not",
    "bitwise_or",
    "bitwise_xor",
    "shift_left",
    "shift_right",
]
