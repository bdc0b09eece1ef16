"""Comparisons, selection and conversion: what connects numbers and truth values."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np

from graphrt.errors import DTypeError
from graphrt.ir.op import COMMUTATIVE, POINTWISE, Array, Onnx, Op, op
from graphrt.ops.choice import bind_choice
from graphrt.ops.pointwise import NUMBERS, Binary, Predicate, Unary, broadcast_type, require, ufunc
from graphrt.types import BOOL, DType, ValueType


class _Comparison(Binary):
    """A truth value per element; NaN compares false with everything but `not_equal`."""

    def infer(self, x: Any, y: Any) -> ValueType:
        return super().infer(x, y).with_dtype(BOOL)


@op("equal", traits=POINTWISE | COMMUTATIVE, gate="blocks", onnx=Onnx("Equal", 7))
class Equal(_Comparison):
    """``x == y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX Equal-13.
    """

    ufunc = ufunc(np.equal)
    kinds: ClassVar[tuple[str, ...]] = (*NUMBERS, "bool")


@op("not_equal", traits=POINTWISE | COMMUTATIVE, gate="blocks")
class NotEqual(_Comparison):
    """``x != y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.
    """

    ufunc = ufunc(np.not_equal)
    kinds: ClassVar[tuple[str, ...]] = (*NUMBERS, "bool")

    def scalar(self, s: Any, x: Any, y: Any) -> Any:
        return s.logical_not(s.equal(x, y))


@op("less", traits=POINTWISE, gate="blocks", onnx=Onnx("Less", 7))
class Less(_Comparison):
    """``x < y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX Less-13.
    """

    ufunc = ufunc(np.less)


@op("less_equal", traits=POINTWISE, gate="blocks", onnx=Onnx("LessOrEqual", 12))
class LessEqual(_Comparison):
    """``x <= y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.
    Source: ONNX LessOrEqual-16.
    """

    ufunc = ufunc(np.less_equal)


@op("greater", traits=POINTWISE, gate="blocks", onnx=Onnx("Greater", 7))
class Greater(_Comparison):
    """``x > y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX Greater-13.
    """

    ufunc = ufunc(np.greater)

    def scalar(self, s: Any, x: Any, y: Any) -> Any:
        return s.less(y, x)


@op("greater_equal", traits=POINTWISE, gate="blocks", onnx=Onnx("GreaterOrEqual", 12))
class GreaterEqual(_Comparison):
    """``x >= y``, elementwise.

    Shapes: x, y broadcast -> bool.  Gradient: none, the result is bool.
    Source: ONNX GreaterOrEqual-16.
    """

    ufunc = ufunc(np.greater_equal)

    def scalar(self, s: Any, x: Any, y: Any) -> Any:
        return s.less_equal(y, x)


class _Logical(Binary):
    kinds: ClassVar[tuple[str, ...]] = ("bool",)


@op("logical_and", traits=POINTWISE | COMMUTATIVE, gate="blocks", onnx=Onnx("And", 7))
class LogicalAnd(_Logical):
    """``x and y``, elementwise.

    Shapes: x, y bool, broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX And-7.
    """

    ufunc = ufunc(np.logical_and)


@op("logical_or", traits=POINTWISE | COMMUTATIVE, gate="blocks", onnx=Onnx("Or", 7))
class LogicalOr(_Logical):
    """``x or y``, elementwise.

    Shapes: x, y bool, broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX Or-7.
    """

    ufunc = ufunc(np.logical_or)


@op("logical_xor", traits=POINTWISE | COMMUTATIVE, gate="blocks", onnx=Onnx("Xor", 7))
class LogicalXor(_Logical):
    """``either x or y``, elementwise.

    Shapes: x, y bool, broadcast -> bool.  Gradient: none, the result is bool.  Source: ONNX Xor-7.
    """

    ufunc = ufunc(np.logical_xor)

    def scalar(self, s: Any, x: Any, y: Any) -> Any:
        return s.logical_not(s.equal(x, y))


@op("logical_not", traits=POINTWISE, gate="blocks", onnx=Onnx("Not", 1))
class LogicalNot(Unary):
    """``not x``, elementwise.

    Shapes: x bool ``[...]`` -> bool ``[...]``.  Gradient: none, the result is bool.
    Source: ONNX Not-1.
    """

    ufunc = ufunc(np.logical_not)
    kinds: ClassVar[tuple[str, ...]] = ("bool",)


@op("isnan", traits=POINTWISE, gate="blocks", onnx=Onnx("IsNaN", 9))
class IsNaN(Predicate):
    """Whether x is not a number, elementwise.

    Shapes: x ``[...]`` -> bool ``[...]``.  Gradient: none, the result is bool.
    Source: ONNX IsNaN-20.
    """

    ufunc = ufunc(np.isnan)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.logical_not(s.equal(x, x))


@op("isinf", traits=POINTWISE, gate="blocks", onnx=Onnx("IsInf", 10))
class IsInf(Predicate):
    """Whether x is an infinity, of either sign, elementwise.

    Shapes: x ``[...]`` -> bool ``[...]``.  Gradient: none, the result is bool.
    Source: ONNX IsInf-20.
    """

    ufunc = ufunc(np.isinf)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.equal(s.abs(x), s.const(math.inf))


@op("isfinite", traits=POINTWISE, gate="blocks")
class IsFinite(Predicate):
    """Whether x is neither an infinity nor NaN, elementwise.

    Shapes: x ``[...]`` -> bool ``[...]``.  Gradient: none, the result is bool.
    """

    ufunc = ufunc(np.isfinite)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.less(s.abs(x), s.const(math.inf))


@op("where", traits=POINTWISE, gate="routes to the chosen operand", onnx=Onnx("Where", 9))
class Where(Op):
    """``z = x where condition, else y``, elementwise.

    Shapes: condition (bool), x, y broadcast -> z.  Gradient: g where condition to x, g where
    not to y, 0 elsewhere: a NaN in the operand not chosen does not spread.
    Source: ONNX Where-16.
    """

    def infer(self, condition: Any, x: Any, y: Any) -> ValueType:
        require(condition, ("bool",), "condition")
        chosen = broadcast_type(x, y)
        if condition.type.shape == chosen.shape:
            return chosen
        mask = _Mask(ValueType(chosen.dtype, condition.type.shape))
        return broadcast_type(_Mask(chosen), mask)

    def compute(self, condition: Array, x: Array, y: Array) -> Array:
        return np.where(condition, x, y)

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        return bind_choice(outs[0], *xs) or super().bind(outs, *xs)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        condition = node.inputs[0]
        return (None, emit(Where(), condition, grad, 0), emit(Where(), condition, 0, grad))

    def scalar(self, s: Any, condition: Any, x: Any, y: Any) -> Any:
        return s.select(condition, x, y)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return BOOL if position == 0 else super().literal_dtype(position, operands[1:])


class _Mask:
    """A stand-in operand: only its type matters."""

    def __init__(self, type: ValueType) -> None:
        self.type = type


@op("cast", traits=POINTWISE, gate="passes on, in x's dtype", onnx=Onnx("Cast", 6))
class Cast(Op):
    """``x`` as ``dtype``: to a narrower float rounds to nearest even, to an integer truncates
    towards 0, to bool is ``x != 0``.

    A float that no integer of ``dtype`` is near to, NaN included, becomes some integer; integers
    wrap around.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g cast back, between floats; none through
    an integer or bool.  Source: ONNX Cast-21.
    """

    dtype: DType

    def infer(self, x: Any) -> ValueType:
        for dtype in (self.dtype, x.type.dtype):
            if dtype.kind in ("string", "complex") or dtype.bits < 8:
                raise DTypeError(f"no conversion from {x.type.dtype} to {self.dtype}")
        result: ValueType = x.type.with_dtype(self.dtype)
        return result

    def compute(self, x: Array) -> Array:
        return x.astype(self.dtype.numpy)

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        return partial(np.copyto, outs[0], xs[0], casting="unsafe")

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        source = node.inputs[0].type.dtype
        return (emit(Cast(source), grad) if source.is_float else None,)

    def scalar(self, s: Any, x: Any) -> Any:
        return s.cast(x, self.dtype)

    def known(self, x: Any) -> Any:
        entries = x.known if isinstance(x.known, tuple) else (x.known,)
        return x.known if all(fits(each, self.dtype) for each in entries) else None


def fits(known: Any, dtype: DType) -> bool:
    """Whether a known number is one of an integer dtype. Extents fit 32 and 64 bits."""
    if isinstance(known, int) and dtype.is_integer:
        half = 1 << (dtype.bits - 1)
        least, end = (0, 1 << dtype.bits) if dtype.kind == "uint" else (-half, half)
        return least <= known < end
    return known is not None and dtype.kind == "int" and dtype.bits >= 32
