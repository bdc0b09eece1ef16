"""What pointwise ops have in common: broadcasting type rules and ufunc kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from graphrt.errors import DTypeError
from graphrt.ir.op import Array, Op
from graphrt.types import BOOL, DType, ValueType, broadcast_shapes, common_dtype

FLOATS = ("float",)
NUMBERS = ("float", "int", "uint")


_HINTS: dict[tuple[str, ...], str] = {
    FLOATS: "convert it first: cast(..., 'float32')",
    ("bool",): "compare it first, for example with x != 0",
}


def require(x: Any, kinds: tuple[str, ...], what: str = "operand") -> None:
    """Raise `DTypeError` unless the dtype of ``x`` is of one of ``kinds``."""
    dtype: DType = x.type.dtype
    if dtype.kind not in kinds:
        wanted = "/".join(kinds)
        hint = _HINTS.get(kinds)
        raise DTypeError(f"{what} must be {wanted}, got {dtype}", hint=hint)


def broadcast_type(*operands: Any) -> ValueType:
    """The type of same-dtype operands broadcast together."""
    types = [x.type for x in operands]
    first: ValueType = types[0]
    if all(each is first for each in types):
        return first
    dtype = common_dtype(types)
    shapes = [each.shape for each in types]
    if None in shapes:
        return ValueType(dtype, None)
    shape = broadcast_shapes(*shapes)
    return first if shape == first.shape else ValueType(dtype, shape)


class Ufunc(Op):
    """A pointwise op whose kernel is one NumPy ufunc, bound to its buffers for the executor."""

    ufunc: ClassVar[Callable[..., Any]]
    kinds: ClassVar[tuple[str, ...]] = NUMBERS

    def compute(self, *xs: Array) -> Any:
        return self.ufunc(*xs)

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        return partial(self.ufunc, *xs, outs[0])

    def scalar(self, s: Any, *xs: Any) -> Any:
        """The primitive of the op's own name; other ops say what they are made of."""
        return getattr(s, self.name)(*xs)


class IntoBuffer(Op):
    """An op whose ``compute`` is a few ufuncs and takes ``out`` for the last of them."""

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        return partial(self.compute, *xs, out=outs[0])


class SameType(Op):
    """An op of one operand whose result has the operand's type."""

    kinds: ClassVar[tuple[str, ...]] = FLOATS

    def infer(self, x: Any) -> ValueType:
        require(x, self.kinds)
        result: ValueType = x.type
        return result


class Unary(SameType, Ufunc):
    """A ufunc of one operand that keeps its type."""

    kinds: ClassVar[tuple[str, ...]] = FLOATS


class Step(Unary):
    """A ufunc of one operand that is constant between its jumps: no gradient goes through."""

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        return (None,)


class Predicate(Unary):
    """A ufunc that says something about each number."""

    def infer(self, x: Any) -> ValueType:
        return super().infer(x).with_dtype(BOOL)


class Broadcast(Op):
    """An op of two operands of one dtype that broadcast together; the result has their dtype."""

    kinds: ClassVar[tuple[str, ...]] = NUMBERS

    def infer(self, x: Any, y: Any) -> ValueType:
        result = broadcast_type(x, y)
        require(x, self.kinds)
        return result


class Binary(Broadcast, Ufunc):
    """A ufunc of two operands."""


def ufunc(function: Any) -> Callable[..., Any]:
    """``function`` as a class attribute that does not bind ``self``."""
    return staticmethod(function)
