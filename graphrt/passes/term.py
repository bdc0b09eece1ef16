"""Terms: values in the shape Python's ``match`` takes apart.

A term is a sequence: the op that makes the value, then a term per operand, so that a rule can
write the pattern it looks for::

    match term:
        case [Reciprocal(), [Add(), [Exp(), [Neg(), x]], one]] if one.is_all(1):
            return emit(Sigmoid(), x)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import copysign
from typing import Any

import numpy as np

from graphrt.ir.graph import Node, Value
from graphrt.ir.op import Array, Op
from graphrt.ops.source import Constant
from graphrt.types import DType, ValueType, bytes_of


class Term(Sequence[Any]):
    """``[op, operand, ...]`` of a value. Equal terms are the same value."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    @property
    def node(self) -> Node:
        return self.value.node

    @property
    def op(self) -> Op:
        return self.value.node.op

    @property
    def type(self) -> ValueType:
        return self.value.type

    @property
    def array(self) -> Array | None:
        """The array of a constant, else ``None``."""
        return constant_of(self.value)

    def is_all(self, number: float) -> bool:
        """Whether this is a constant with ``number`` in every element; 0.0 is not -0.0."""
        op = self.value.node.op
        if type(op) is not Constant:
            return False
        found = _uniform(op)
        if found is None or found != number:
            return False
        return number != 0 or type(found) is not float or copysign(1, found) == copysign(1, number)

    def __len__(self) -> int:
        return 1 + len(self.value.node.inputs)

    def __iter__(self) -> Iterator[Any]:
        node = self.value.node
        return iter([node.op, *[None if v is None else Term(v) for v in node.inputs]])

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        node = self.value.node
        if index < 0:
            index += len(self)
        if index == 0:
            return node.op
        operand = node.inputs[index - 1]  # an IndexError ends an iteration
        return None if operand is None else Term(operand)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Term) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)

    def __repr__(self) -> str:
        return f"<Term {self.value!r}>"


def constant_of(value: Value) -> Array | None:
    """The array that ``value`` always is: that of a `constant` node."""
    op = value.node.op
    return op.value if type(op) is Constant else None


def _uniform(constant: Constant) -> bool | int | float | None:
    """The number that every element of a constant is, bit for bit; kept with the op."""
    known = constant.__dict__
    if "_uniform" not in known:
        array = constant.value
        known["_uniform"] = None
        if array.size and DType.of(array.dtype).kind in ("bool", "int", "uint", "float"):
            first = array.reshape(-1)[:1]
            if array.size == 1 or bytes_of(array) == bytes_of(first) * array.size:
                with np.errstate(invalid="ignore"):  # a signalling NaN says so
                    known["_uniform"] = first.astype(_WIDE[DType.of(array.dtype).kind])[0].item()
    number: bool | int | float | None = known["_uniform"]
    return number


_WIDE = {"bool": bool, "int": np.int64, "uint": np.uint64, "float": np.float64}


def either_order(term: Term) -> tuple[tuple[Term, Term], tuple[Term, Term]]:
    """The two operands of a commutative op, in both orders."""
    first, second = term[1], term[2]
    return (first, second), (second, first)


def beside_constant(term: Term) -> tuple[tuple[Term, Term], ...]:
    """The operands of an op of two as (other, constant), where one of them is a constant."""
    first, second = term.value.node.inputs
    if second is not None and first is not None:
        if type(second.node.op) is Constant:
            return ((Term(first), Term(second)),)
        if type(first.node.op) is Constant:
            return ((Term(second), Term(first)),)
    return ()
