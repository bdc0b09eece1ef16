"""`Op.scalar` on vectors: the scalar builder that writes machine code.

A scalar here is a `Value` of one element kind and the width of the loop, or a Python number
that adopts the kind of what it meets. Truth values are masks; in memory they are bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphrt.backends.native import integers, vecmath
from graphrt.backends.native.expression import Expr
from graphrt.backends.native.irtext import F32, F64, I1, I8, Function, Operand, Type, Value
from graphrt.dtypes import DType
from graphrt.ir.scalar import ScalarBuilder

_MEMORY = {
    "float32": F32,
    "float64": F64,
    "bool": I8,
    **{f"int{bits}": Type(f"i{bits}") for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": Type(f"u{bits}") for bits in (8, 16, 32, 64)},
}


def is_supported(dtype: DType) -> bool:
    """Whether generated code can compute with elements of this type."""
    return dtype.name in _MEMORY


def memory_type(dtype: DType) -> Type:
    """The type of an element in memory."""
    return _MEMORY[dtype.name]


def register_type(dtype: DType) -> Type:
    """The type of an element that is computed with: a truth value is a bit."""
    return I1 if dtype.name == "bool" else _MEMORY[dtype.name]


class VectorScalars(ScalarBuilder):
    """The scalar builder of one function and vector width."""

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
        x, y = self.f.same(a, b)
        return self.f.div(x, y) if x.type.is_float else integers.quotient(self.f, x, y)

    def rem(self, a: Operand, b: Operand) -> Value:
        x, y = self.f.same(a, b)
        return vecmath.remainder(self.f, x, y) if x.type.is_float else integers.rest(self.f, x, y)

    def neg(self, a: Value) -> Value:
        return self.f.neg(a)

    def abs(self, a: Value) -> Value:
        return a if a.type.is_unsigned else self.f.absolute(a)

    def floor(self, a: Value) -> Value:
        return self.f.floor(a) if a.type.is_float else a

    def round(self, a: Value) -> Value:
        return self.f.round(a) if a.type.is_float else a

    def max(self, a: Operand, b: Operand) -> Value:
        return self._extremum("gt", a, b)

    def min(self, a: Operand, b: Operand) -> Value:
        return self._extremum("lt", a, b)

    def _extremum(self, word: str, a: Operand, b: Operand) -> Value:
        """NumPy's rule: NaN if either is NaN. The first select is one instruction, which gives y
        where one is NaN."""
        f = self.f
        x, y = f.same(a, b)
        if not x.type.is_float:
            sign = "u" if x.type.is_unsigned else "s"
            return f.select(f.compare(sign + word, x, y), x, y)
        if y.is_number and not x.is_number:
            x, y = y, x
        chosen = f.select(f.compare(f"o{word}", x, y), x, y)
        return chosen if x.is_number else f.select(f.compare("uno", x, x), x, chosen)

    # -- functions ----------------------------------------------------------------------------

    def sqrt(self, a: Value) -> Value:
        return self.f.sqrt(a)

    def exp(self, a: Value) -> Value:
        return vecmath.exp(self.f, a)

    def expm1(self, a: Value) -> Value:
        return vecmath.expm1(self.f, a)

    def log(self, a: Value) -> Value:
        return vecmath.log(self.f, a)

    def log1p(self, a: Value) -> Value:
        return vecmath.log1p(self.f, a)

    def pow(self, a: Operand, b: Operand) -> Value:
        x, y = self.f.same(a, b)
        return vecmath.power(self.f, x, y)

    def sin(self, a: Value) -> Value:
        return vecmath.sin(self.f, a)

    def cos(self, a: Value) -> Value:
        return vecmath.cos(self.f, a)

    def atan2(self, y: Operand, x: Operand) -> Value:
        high, wide = self.f.same(y, x)
        return vecmath.atan2(self.f, high, wide)

    def tanh(self, a: Value) -> Value:
        return vecmath.tanh(self.f, a)

    def sigmoid(self, a: Value) -> Value:
        return vecmath.sigmoid(self.f, a)

    def erf(self, a: Value) -> Value:
        return vecmath.erf(self.f, a)

    def erfc(self, a: Value) -> Value:
        return vecmath.erfc(self.f, a)

    # -- truth ----------------------------------------------------------------------------------

    def less(self, a: Operand, b: Operand) -> Value:
        return self._compare("lt", a, b)

    def less_equal(self, a: Operand, b: Operand) -> Value:
        return self._compare("le", a, b)

    def equal(self, a: Operand, b: Operand) -> Value:
        x, y = self.f.same(a, b)
        return self.f.compare("oeq" if x.type.is_float else "eq", x, y)

    def _compare(self, word: str, a: Operand, b: Operand) -> Value:
        x, y = self.f.same(a, b)
        sign = "o" if x.type.is_float else "u" if x.type.is_unsigned else "s"
        return self.f.compare(sign + word, x, y)

    def logical_and(self, a: Operand, b: Operand) -> Value:
        return self.f.bits("and", a, b)

    def logical_or(self, a: Operand, b: Operand) -> Value:
        return self.f.bits("or", a, b)

    def logical_not(self, a: Value) -> Value:
        return self.f.bits("xor", a, 1)

    def select(self, condition: Value, a: Operand, b: Operand) -> Value:
        return self.f.select(condition, a, b)

    # -- bits and kinds -------------------------------------------------------------------------

    def bitwise_and(self, a: Operand, b: Operand) -> Value:
        return self.f.bits("and", a, b)

    def bitwise_or(self, a: Operand, b: Operand) -> Value:
        return self.f.bits("or", a, b)

    def bitwise_xor(self, a: Operand, b: Operand) -> Value:
        return self.f.bits("xor", a, b)

    def shift_left(self, a: Operand, b: Operand) -> Value:
        x, y = self.f.same(a, b)
        return integers.shift_left(self.f, x, y)

    def shift_right(self, a: Operand, b: Operand) -> Value:
        x, y = self.f.same(a, b)
        return integers.shift_right(self.f, x, y)

    def significand(self, a: Value) -> Value:
        """Of a positive normal number, from 1/2 up to but not including 1."""
        f, half = self.f, 0x3FE if a.type.element == "double" else 0x7E
        stored = _stored_bits(a)
        bits = f.convert("bitcast", a, a.type.as_integer.element)
        bits = f.bits("and", bits, (1 << stored) - 1)
        return f.convert("bitcast", f.bits("or", bits, half << stored), a.type.element)

    def exponent(self, a: Value) -> Value:
        """The power of 2 that a positive normal number is its significand times."""
        f, half = self.f, 0x3FE if a.type.element == "double" else 0x7E
        bits = f.convert("bitcast", a, a.type.as_integer.element)
        power = f.sub(f.bits("lshr", bits, _stored_bits(a)), half)
        return f.convert("sitofp", power, a.type.element)

    def cast(self, a: Value, dtype: Any) -> Value:
        """To another element kind, as C converts: towards zero, modulo the integer's size."""
        f, source, target = self.f, a.type, register_type(dtype)
        if source.element == target.element:
            return a
        if target is I1:
            return f.compare("une" if source.is_float else "ne", a, 0)
        grows = target.element_bytes > source.element_bytes
        if source.is_float and target.is_float:
            return f.convert("fpext" if grows else "fptrunc", a, target.element)
        if target.is_float:
            return f.convert("uitofp" if source.is_unsigned else "sitofp", a, target.element)
        if source.is_float:
            return self._whole(a, target)
        if source.element_bytes == target.element_bytes and source.element != "i1":
            return a._replace(type=source.of(target.element))
        if not grows and source.element != "i1":
            return f.convert("trunc", a, target.element)
        return f.convert("zext" if source.is_unsigned else "sext", a, target.element)

    def _whole(self, a: Value, target: Type) -> Value:
        """A float without its fraction: through an integer that is wide enough for the numbers
        below 0 that an unsigned one takes modulo its size."""
        f = self.f
        if target.element == "u64":
            large = f.compare("oge", a, 2.0**63)
            moved = f.select(large, f.sub(a, 2.0**63), a)
            top = f.select(large, f.const(-(1 << 63), a.type.of("u64")), 0)
            return f.bits("xor", f.convert("fptosi", moved, "u64"), top)
        wide = "i64" if target.element in ("u32", "i64") else "i32"
        found = f.convert("fptosi", a, wide)
        return found if wide == target.element else f.convert("trunc", found, target.element)


def _stored_bits(a: Value) -> int:
    """The bits of a significand in memory."""
    return 52 if a.type.element == "double" else 23


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
    if kind.is_unsigned:
        bits = 1 if kind.element == "i1" else 8 * kind.element_bytes
        return f.const(0 if lowest else (1 << bits) - 1, kind)
    bits = 8 * kind.element_bytes
    return f.const(-(1 << (bits - 1)) if lowest else (1 << (bits - 1)) - 1, kind)


def combine(scalars: VectorScalars, word: str, a: Any, b: Any) -> Value:
    result: Value = getattr(scalars, _COMBINE[word])(a, b)
    return result
