"""`Op.scalar` on vectors: the scalar builder that writes machine code.

A scalar here is a `Value` of one element kind and the width of the loop, or a Python number
that adopts the kind of what it meets. Truth values are masks; in memory they are bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphrt.backends.native import vecmath
from graphrt.backends.native.expression import DOWN, REDUCTIONS, REQUIRE, Expr, needed
from graphrt.backends.native.irtext import (
    F32,
    F64,
    I1,
    I8,
    I32,
    I64,
    Function,
    Operand,
    Type,
    Value,
)
from graphrt.dtypes import DType

_MEMORY = {"float32": F32, "float64": F64, "bool": I8, "int64": I64, "int32": I32}
# what the walks see to
_STRUCTURE = REDUCTIONS | {DOWN, REQUIRE, "operand", "number", "row_count", "position"}


def is_supported(dtype: DType) -> bool:
    """Whether generated code can compute with elements of this type."""
    return dtype.name in _MEMORY


def missing_word(results: Iterable[Expr]) -> str | None:
    """A word of some expressions that no machine code is written for."""
    for each in needed(results):
        if each.word not in _STRUCTURE and not hasattr(VectorScalars, each.word):
            return each.word
    return None


def memory_type(dtype: DType) -> Type:
    """The LLVM type of an element in memory."""
    return _MEMORY[dtype.name]


def register_type(dtype: DType) -> Type:
    """The LLVM type of an element that is computed with: a truth value is a bit."""
    return I1 if dtype.name == "bool" else _MEMORY[dtype.name]


class VectorScalars:
    """Implements `graphrt.ir.scalar.ScalarBuilder` for one function and vector width."""

    def __init__(self, function: Function, width: int) -> None:
        self.f = function
        self.width = width

    def compute(self, each: Expr, known: Mapping[int, Operand]) -> Operand:
        """The value of an expression, from those of its arguments by number."""
        if each.word == "number":
            return self.f.const(each.args[0], register_type(DType.of(each.args[1])))
        args = [known[arg.number] if isinstance(arg, Expr) else arg for arg in each.args]
        if each.word == "cast":
            source, name = args
            assert isinstance(source, Value)
            return self.cast(source, DType.of(name))
        result: Operand = getattr(self, each.word)(*args)
        return result

    def from_memory(self, value: Value, register: Type) -> Value:
        """A loaded value as it is computed with."""
        if register is I1:
            return self.f.compare("ne", value, 0)
        return value

    def to_memory(self, value: Operand, memory: Type) -> Value:
        """A computed value as it is stored."""
        kind = Type(memory.element, self.width)
        if not isinstance(value, Value):
            return self.f.const(value, kind)
        if value.type.element == "i1":
            value = self.f.convert("zext", value, memory.element)
        return self.f.splat(value, self.width)

    # -- arithmetic -------------------------------------------------------------------------

    def const(self, value: float) -> Operand:
        return value

    def add(self, a: Operand, b: Operand) -> Value:
        return self.f.add(a, b)

    def sub(self, a: Operand, b: Operand) -> Value:
        return self.f.sub(a, b)

    def mul(self, a: Operand, b: Operand) -> Value:
        return self.f.mul(a, b)

    def div(self, a: Operand, b: Operand) -> Value:
        return self.f.div(a, b)

    def neg(self, a: Value) -> Value:
        return self.f.neg(a)

    def sqrt(self, a: Value) -> Value:
        return self.f.sqrt(a)

    def abs(self, a: Value) -> Value:
        return self.f.absolute(a)

    def exp(self, a: Value) -> Value:
        return vecmath.exp(self.f, a)

    def expm1(self, a: Value) -> Value:
        return vecmath.expm1(self.f, a)

    def log(self, a: Value) -> Value:
        return vecmath.log(self.f, a)

    def log1p(self, a: Value) -> Value:
        return vecmath.log1p(self.f, a)

    def tanh(self, a: Value) -> Value:
        return vecmath.tanh(self.f, a)

    def sigmoid(self, a: Value) -> Value:
        return vecmath.sigmoid(self.f, a)

    def max(self, a: Operand, b: Operand) -> Value:
        return self._extremum("gt", a, b)

    def min(self, a: Operand, b: Operand) -> Value:
        return self._extremum("lt", a, b)

    def _extremum(self, word: str, a: Operand, b: Operand) -> Value:
        """NumPy's rule: NaN if either is NaN."""
        x, y = self.f.same(a, b)
        if not x.type.is_float:
            return self.f.select(self.f.compare(f"s{word}", x, y), x, y)
        chosen = self.f.select(self.f.compare(f"u{word}", x, y), x, y)  # NaN in x wins as well
        if not isinstance(b, Value):
            return chosen
        return self.f.select(self.f.compare("uno", y, y), y, chosen)

    # -- truth ---------------------------------------------------------------------------------

    def less(self, a: Operand, b: Operand) -> Value:
        return self._compare("lt", a, b)

    def less_equal(self, a: Operand, b: Operand) -> Value:
        return self._compare("le", a, b)

    def equal(self, a: Operand, b: Operand) -> Value:
        x, y = self.f.same(a, b)
        return self.f.compare("oeq" if x.type.is_float else "eq", x, y)

    def _compare(self, word: str, a: Operand, b: Operand) -> Value:
        x, y = self.f.same(a, b)
        return self.f.compare(("o" if x.type.is_float else "s") + word, x, y)

    def logical_and(self, a: Operand, b: Operand) -> Value:
        return self.f.bits("and", a, b)

    def logical_or(self, a: Operand, b: Operand) -> Value:
        return self.f.bits("or", a, b)

    def logical_not(self, a: Value) -> Value:
        return self.f.bits("xor", a, self.f.const(1, a.type))

    def select(self, condition: Value, a: Operand, b: Operand) -> Value:
        return self.f.select(condition, a, b)

    def cast(self, a: Value, dtype: Any) -> Value:
        """To another element kind, as C converts: towards zero, modulo the integer's size."""
        source, target = a.type, register_type(dtype)
        if source.element == target.element:
            return a
        if target is I1:
            return self.f.compare("une" if source.is_float else "ne", a, 0)
        if source.element == "i1":
            word = "uitofp" if target.is_float else "zext"
        elif source.is_float and target.is_float:
            word = "fpext" if target.element_bytes > source.element_bytes else "fptrunc"
        elif source.is_float:
            word = "fptosi"
        elif target.is_float:
            word = "sitofp"
        else:
            word = "sext" if target.element_bytes > source.element_bytes else "trunc"
        return self.f.convert(word, a, target.element)


_IDENTITIES: Mapping[str, float] = {"row_sum": 0, "row_prod": 1, "row_any": 0, "row_all": 1}
_COMBINE = {
    "row_sum": "add",
    "row_prod": "mul",
    "row_max": "max",
    "row_min": "min",
    "row_any": "logical_or",
    "row_all": "logical_and",
}


def identity(f: Function, word: str, kind: Type) -> Value:
    """What changes nothing under a reduction."""
    if word in _IDENTITIES:
        return f.const(_IDENTITIES[word], kind)
    lowest = word == "row_max"
    if kind.is_float:
        return f.const(float("-inf") if lowest else float("inf"), kind)
    bits = 8 * kind.element_bytes
    return f.const(-(1 << (bits - 1)) if lowest else (1 << (bits - 1)) - 1, kind)


def combine(scalars: VectorScalars, word: str, a: Any, b: Any) -> Value:
    result: Value = getattr(scalars, _COMBINE[word])(a, b)
    return result
