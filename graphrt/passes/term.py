"""Terms: values in the shape Python's ``match`` takes apart.

A term is a sequence: the op that makes the value, then a term per operand, so that a rule can
write the pattern it looks for::

    match term:
        case [Reciprocal(), [Add(), [Exp(), [Neg(), x]], one]] if one.is_all(1):
            return emit(Sigmoid(), x)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.ir.graph import Node, Value
from graphrt.ir.op import Array, Op
from graphrt.types import ValueType


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
        array = self.array
        if array is None or array.size == 0 or array.dtype.kind in "TOcSU":
            return False
        if number < 0 and array.dtype.kind in "bu":
            return False
        if not bool(np.all(array == array.dtype.type(number))):
            return False
        if number == 0 and array.dtype.kind not in "biu":
            wanted = bool(np.signbit(number))
            return bool(np.all(np.signbit(array) == wanted))
        return True

    def __len__(self) -> int:
        return 1 + len(self.value.node.inputs)

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
    if op.name != "constant":
        return None
    array: Array = op.attributes()["value"]
    return array


def either_order(term: Term) -> tuple[tuple[Term, Term], tuple[Term, Term]]:
    """The two operands of a commutative op, in both orders."""
    first, second = term[1], term[2]
    return (first, second), (second, first)
