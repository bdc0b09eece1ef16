"""Operations on the bits of integers; negative ones are in two's complement."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from graphrt.ir.op import COMMUTATIVE, POINTWISE, Onnx, op
from graphrt.ops.pointwise import Binary, Unary, ufunc

INTEGERS = ("int", "uint")


class _Bits(Binary):
    kinds: ClassVar[tuple[str, ...]] = INTEGERS


@op("bitwise_and", traits=POINTWISE | COMMUTATIVE, gate="blocks", onnx=Onnx("BitwiseAnd", 18))
class BitwiseAnd(_Bits):
    """``z``: the bits set in x and in y, elementwise. (`logical_and` is for truth values.)

    Shapes: x, y integer, broadcast -> z.  Gradient: none, the result is integer.
    Source: ONNX BitwiseAnd-18.
    """

    ufunc = ufunc(np.bitwise_and)


@op("bitwise_or", traits=POINTWISE | COMMUTATIVE, gate="blocks", onnx=Onnx("BitwiseOr", 18))
class BitwiseOr(_Bits):
    """``z``: the bits set in x or in y, elementwise. (`logical_or` is for truth values.)

    Shapes: x, y integer, broadcast -> z.  Gradient: none, the result is integer.
    Source: ONNX BitwiseOr-18.
    """

    ufunc = ufunc(np.bitwise_or)


@op("bitwise_xor", traits=POINTWISE | COMMUTATIVE, gate="blocks", onnx=Onnx("BitwiseXor", 18))
class BitwiseXor(_Bits):
    """``z``: the bits set in one of x and y, elementwise. (`logical_xor` is for truth values.)

    Shapes: x, y integer, broadcast -> z.  Gradient: none, the result is integer.
    Source: ONNX BitwiseXor-18.
    """

    ufunc = ufunc(np.bitwise_xor)


@op("bitwise_not", traits=POINTWISE, gate="blocks", onnx=Onnx("BitwiseNot", 18))
class BitwiseNot(Unary):
    """``y``: each bit of x turned round, elementwise: ``-x - 1``. (`logical_not` is for truth
    values.)

    Shapes: x integer ``[...]`` -> ``[...]``.  Gradient: none, the result is integer.
    Source: ONNX BitwiseNot-18.
    """

    ufunc = ufunc(np.bitwise_not)
    kinds: ClassVar[tuple[str, ...]] = INTEGERS

    def scalar(self, s: Any, x: Any) -> Any:
        return s.sub(s.neg(x), s.const(1))


@op("shift_left", traits=POINTWISE, gate="blocks", onnx=Onnx("BitShift", 11))
class ShiftLeft(_Bits):
    """``z = x 2^y``, elementwise, without the bits that leave the dtype; 0 where y is negative
    or at least the number of bits.

    Shapes: x, y integer, broadcast -> z.  Gradient: none, the result is integer.
    Source: ONNX BitShift-11 with direction LEFT, for unsigned integers.
    """

    ufunc = ufunc(np.left_shift)


@op("shift_right", traits=POINTWISE, gate="blocks", onnx=Onnx("BitShift", 11))
class ShiftRight(_Bits):
    """``z = floor(x / 2^y)``, elementwise, the sign kept; where y is negative or at least the
    number of bits, 0, or -1 for a negative x.

    Shapes: x, y integer, broadcast -> z.  Gradient: none, the result is integer.
    Source: ONNX BitShift-11 with direction RIGHT, for unsigned integers.
    """

    ufunc = ufunc(np.right_shift)
