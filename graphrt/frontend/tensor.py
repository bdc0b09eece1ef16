"""The symbolic tensor: a value with operators, and the builder it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, Union

import numpy as np

from graphrt.dims import Dim, Extent
from graphrt.errors import GraphError, ShapeError, UsageError
from graphrt.ir.graph import Value
from graphrt.ir.op import Op
from graphrt.ops import lookup
from graphrt.types import DType, ValueType

if TYPE_CHECKING:
    from graphrt.frontend.builder import GraphBuilder

TensorLike: TypeAlias = Union["Tensor", float, int, bool, np.ndarray[Any, Any], Sequence[Any]]


def apply(op: Op, *operands: Any, name: str | None = None) -> Any:
    """Add ``op`` to the graph its operands belong to; a `Tensor`, or a tuple of them."""
    builder = builder_of(op.name, operands)
    values = [as_operand(builder, each) for each in operands]
    result = builder.emit(op, *values, name=name)
    if type(result) is Value:
        return Tensor(result, builder)
    return tuple(Tensor(each, builder) for each in result)


def apply_one(op: Op, *operands: Any, name: str | None = None) -> Tensor:
    """`apply` for an op with one result."""
    result: Tensor = apply(op, *operands, name=name)
    return result


def apply_several(op: Op, *operands: Any, name: str | None = None) -> tuple[Tensor, ...]:
    """`apply` for an op with several results."""
    results: tuple[Tensor, ...] = apply(op, *operands, name=name)
    return results


def builder_of(what: str, operands: Sequence[Any]) -> GraphBuilder:
    """The builder a node with these operands goes to: the innermost of theirs, or the body that
    is being traced inside it. Raises `GraphError` when they do not nest."""
    innermost: GraphBuilder | None = None
    for operand in operands:
        if type(operand) is not Tensor or operand.builder is innermost:
            continue
        builder = operand.builder
        if innermost is None or builder.is_inside(innermost):
            innermost = builder
        elif not innermost.is_inside(builder):
            raise GraphError(
                f"{what}: operands belong to different graphs,"
                f" {innermost.name!r} and {builder.name!r}",
                hint="build both parts with the same GraphBuilder",
            )
    if innermost is None:
        raise UsageError(
            f"{what}: no operand is a symbolic tensor",
            hint="make one with b.input, b.parameter or b.constant",
        )
    active = innermost.root.active
    return active if active.is_inside(innermost) else innermost


def require_tensor(what: str, value: Any, name: str = "x") -> Tensor:
    """``value``, which must be a symbolic tensor. Raises `UsageError` naming ``what`` it is for."""
    if isinstance(value, Tensor):
        return value
    raise UsageError(
        f"{what}: {name} must be a symbolic tensor, got {type(value).__name__}",
        hint="make one with b.input, b.parameter or b.constant",
    )


def require_tensors(what: str, values: Any) -> list[Tensor]:
    """``values`` as a list, each a symbolic tensor. Raises `UsageError` where it is none."""
    if isinstance(values, Iterable) and not isinstance(values, (str, Tensor)):
        return [require_tensor(what, each, f"item {k}") for k, each in enumerate(values)]
    raise UsageError(f"{what}: takes a list of tensors, got {values!r}")


def as_operand(builder: GraphBuilder, operand: Any) -> Any:
    """``operand`` as the emitter of ``builder`` takes it."""
    if type(operand) is Tensor:
        return operand.value if operand.builder is builder else builder.capture(operand)
    if isinstance(operand, (list, tuple)):
        if any(isinstance(each, Tensor) for each in operand):
            raise UsageError("a list of tensors is no operand; join them with concat")
        if any(isinstance(each, (Dim, str)) for each in operand):
            return builder.extents(operand)
    return operand


class Tensor:
    """A value that does not exist yet: it stands for what the graph will compute.

    Arithmetic adds nodes to the graph; Python and NumPy numbers and arrays mix in freely and
    Python numbers take the tensor's dtype.
    """

    __slots__ = ("builder", "value")
    __array_ufunc__ = None  # makes `array * tensor` ask the tensor

    def __init__(self, value: Value, builder: GraphBuilder) -> None:
        self.value = value
        self.builder = builder

    @property
    def name(self) -> str:
        return self.value.name

    @property
    def type(self) -> ValueType:
        return self.value.type

    @property
    def dtype(self) -> DType:
        return self.value.type.dtype

    @property
    def shape(self) -> tuple[Extent, ...]:
        """Extents: numbers, or symbols such as ``N``."""
        return self.value.type.dims

    @property
    def rank(self) -> int:
        return self.value.type.rank

    def __repr__(self) -> str:
        return f"<Tensor {self.value!r}>"

    # -- operators -----------------------------------------------------------------------

    def __add__(self, other: TensorLike) -> Tensor:
        return _binary("add", self, other)

    def __radd__(self, other: TensorLike) -> Tensor:
        return _binary("add", other, self)

    def __sub__(self, other: TensorLike) -> Tensor:
        return _binary("sub", self, other)

    def __rsub__(self, other: TensorLike) -> Tensor:
        return _binary("sub", other, self)

    def __mul__(self, other: TensorLike) -> Tensor:
        return _binary("mul", self, other)

    def __rmul__(self, other: TensorLike) -> Tensor:
        return _binary("mul", other, self)

    def __truediv__(self, other: TensorLike) -> Tensor:
        return _binary("div", self, other)

    def __rtruediv__(self, other: TensorLike) -> Tensor:
        return _binary("div", other, self)

    def __floordiv__(self, other: TensorLike) -> Tensor:
        return _binary("floordiv", self, other)

    def __rfloordiv__(self, other: TensorLike) -> Tensor:
        return _binary("floordiv", other, self)

    def __mod__(self, other: TensorLike) -> Tensor:
        return _binary("mod", self, other)

    def __rmod__(self, other: TensorLike) -> Tensor:
        return _binary("mod", other, self)

    def __divmod__(self, other: TensorLike) -> tuple[Tensor, Tensor]:
        return self // other, self % other

    def __pow__(self, other: TensorLike) -> Tensor:
        if isinstance(other, (int, float)) and not isinstance(other, bool) and other == 2:
            return _unary("square", self)
        return _binary("pow", self, other)

    def __rpow__(self, other: TensorLike) -> Tensor:
        return _binary("pow", other, self)

    def __matmul__(self, other: TensorLike) -> Tensor:
        return _product(self, other)

    def __rmatmul__(self, other: TensorLike) -> Tensor:
        return _product(other, self)

    def __neg__(self) -> Tensor:
        return _unary("neg", self)

    def __pos__(self) -> Tensor:
        return self

    def __abs__(self) -> Tensor:
        return _unary("abs", self)

    def __round__(self, digits: int | None = None) -> Tensor:
        if digits:
            raise UsageError(
                f"round: digits must be 0, got {digits}",
                hint=f"round(t * 1e{digits}) / 1e{digits}",
            )
        return _unary("round", self)

    def __floor__(self) -> Tensor:
        return _unary("floor", self)

    def __ceil__(self) -> Tensor:
        return _unary("ceil", self)

    def __trunc__(self) -> Tensor:
        return _unary("trunc", self)

    def __lt__(self, other: TensorLike) -> Tensor:
        return _binary("less", self, other)

    def __le__(self, other: TensorLike) -> Tensor:
        return _binary("less_equal", self, other)

    def __gt__(self, other: TensorLike) -> Tensor:
        return _binary("greater", self, other)

    def __ge__(self, other: TensorLike) -> Tensor:
        return _binary("greater_equal", self, other)

    def __eq__(self, other: object) -> Any:
        return _binary("equal", self, other)

    def __ne__(self, other: object) -> Any:
        return _binary("not_equal", self, other)

    def __and__(self, other: TensorLike) -> Tensor:
        return _binary(self._of_bits("and"), self, other)

    def __rand__(self, other: TensorLike) -> Tensor:
        return _binary(self._of_bits("and"), other, self)

    def __or__(self, other: TensorLike) -> Tensor:
        return _binary(self._of_bits("or"), self, other)

    def __ror__(self, other: TensorLike) -> Tensor:
        return _binary(self._of_bits("or"), other, self)

    def __xor__(self, other: TensorLike) -> Tensor:
        return _binary(self._of_bits("xor"), self, other)

    def __rxor__(self, other: TensorLike) -> Tensor:
        return _binary(self._of_bits("xor"), other, self)

    def __invert__(self) -> Tensor:
        return _unary(self._of_bits("not"), self)

    def __lshift__(self, other: TensorLike) -> Tensor:
        return _binary("shift_left", self, other)

    def __rlshift__(self, other: TensorLike) -> Tensor:
        return _binary("shift_left", other, self)

    def __rshift__(self, other: TensorLike) -> Tensor:
        return _binary("shift_right", self, other)

    def __rrshift__(self, other: TensorLike) -> Tensor:
        return _binary("shift_right", other, self)

    def _of_bits(self, what: str) -> str:
        """The op of an operator that works on truth values, and bit by bit on integers."""
        return f"bitwise_{what}" if self.dtype.is_integer else f"logical_{what}"

    __hash__ = object.__hash__

    @property
    def T(self) -> Tensor:
        """The tensor with its axes reversed."""
        return _unary("transpose", self)

    def __getitem__(self, index: Any) -> Tensor:
        from graphrt.frontend.subscript import subscript

        return subscript(self, index)

    # -- what a value that does not exist yet cannot do -----------------------------------

    def __bool__(self) -> NoReturn:
        self._refuse("the truth of a symbolic tensor", "use where or cond to choose by value")

    def __iter__(self) -> Iterator[Tensor]:
        self._refuse("the elements of a symbolic tensor", "use split, or index it")

    def __len__(self) -> NoReturn:
        self._refuse("the length of a symbolic tensor", "use its .shape, or gr.shape(t)")

    def __float__(self) -> NoReturn:
        self._refuse("the number in a symbolic tensor", "fetch it from a session")

    def __int__(self) -> NoReturn:
        self._refuse("the number in a symbolic tensor", "fetch it from a session")

    def __index__(self) -> NoReturn:
        self._refuse("the number in a symbolic tensor", "fetch it from a session")

    def __array__(self, dtype: Any = None, copy: Any = None) -> NoReturn:
        self._refuse("the array of a symbolic tensor", "fetch it from a session")

    def __contains__(self, item: Any) -> NoReturn:
        self._refuse("the elements of a symbolic tensor", "compare with equal")

    def _refuse(self, what: str, hint: str) -> NoReturn:
        verb = "are" if what.startswith("the elements") else "is"
        raise UsageError(
            f"{what} {verb} not known before the graph runs: %{self.name} is {self.type}",
            hint=hint,
        )


def _unary(op: str, x: Tensor) -> Tensor:
    result: Tensor = apply(lookup(op)(), x)
    return result


def _binary(op: str, x: Any, y: Any) -> Tensor:
    for operand in (x, y):
        if operand is None or isinstance(operand, (str, bytes, dict, set)):
            raise UsageError(f"{op}: {operand!r} is no operand")
    result: Tensor = apply(lookup(op)(), x, y)
    return result


def _product(x: Any, y: Any) -> Tensor:
    """``x @ y``; vectors are for `dot`."""
    shapes = [each.type.shape if isinstance(each, Tensor) else np.shape(each) for each in (x, y)]
    if any(shape is not None and len(shape) == 1 for shape in shapes):
        from graphrt.frontend.matrices import dot

        return dot(x, y)
    return _binary("matmul", x, y)


def require_rank(x: Tensor, what: str) -> int:
    """The rank of ``x``; raises `ShapeError` when it is not known."""
    if x.type.shape is None:
        raise ShapeError(f"{what}: the rank of %{x.name} is not known")
    return x.rank
