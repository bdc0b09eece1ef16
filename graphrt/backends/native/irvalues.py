"""Values of LLVM IR text: their types, and literals."""

from __future__ import annotations

import math
import struct
from functools import cache
from typing import NamedTuple

_BYTES = {"float": 4, "double": 8, "i1": 1, "ptr": 8}
_BYTES |= {f"{sign}{8 * size}": size for sign in "iu" for size in (1, 2, 4, 8)}


class Type(NamedTuple):
    """An LLVM type: ``float``, or ``<16 x float>`` where ``width`` is 16. LLVM's integers have no
    sign; those of an ``element`` like ``u8`` are never negative."""

    element: str
    width: int = 1

    @property
    def scalar_text(self) -> str:
        """One element."""
        return self.element.replace("u", "i") if self.element[0] == "u" else self.element

    @property
    def text(self) -> str:
        return _text(self)

    @property
    def mangled(self) -> str:
        """As in the names of intrinsics: ``v16f32``."""
        short = {"float": "f32", "double": "f64"}.get(self.element, self.scalar_text)
        return short if self.width == 1 else f"v{self.width}{short}"

    @property
    def element_bytes(self) -> int:
        return _BYTES[self.element]

    @property
    def is_float(self) -> bool:
        return self.element in ("float", "double")

    @property
    def is_unsigned(self) -> bool:
        """Whether its numbers are at least 0: truth values as well."""
        return self.element in ("i1", "u8", "u16", "u32", "u64")

    def of(self, element: str) -> Type:
        """As many elements of another kind."""
        return Type(element, self.width)

    @property
    def as_integer(self) -> Type:
        """Integers of the same size."""
        return self.of(f"i{8 * self.element_bytes}")


@cache
def _text(type_: Type) -> str:
    element = type_.scalar_text
    return element if type_.width == 1 else f"<{type_.width} x {element}>"


F32, F64, I1, I8, I32, I64, PTR = map(Type, ("float", "double", "i1", "i8", "i32", "i64", "ptr"))


class Value(NamedTuple):
    """An SSA name or a literal, with its type."""

    text: str
    type: Type

    @property
    def literal(self) -> int | None:
        """The number, where it is an integer known while generating."""
        plain = self.type in (I64, I32, I8) and not self.text.startswith("%")
        return int(self.text) if plain else None

    @property
    def is_number(self) -> bool:
        """Whether it is known while generating, and not NaN."""
        return "%" not in self.text and "0x7FF8" not in self.text


NULL = Value("null", PTR)
Number = int | float
Operand = Value | Number


def literal(number: Number, type_: Type) -> Value:
    """``number`` as a value; the same in every element of a vector."""
    if type_.is_float:
        text = _float_text(float(number), type_.element)
    elif type_.element == "i1":
        text = "true" if number else "false"
    else:
        text = str(int(number))
    return Value(text, type_) if type_.width == 1 else repeated(text, type_)


def repeated(text: str, type_: Type) -> Value:
    """A vector of equal literals."""
    return Value(f"splat ({type_.scalar_text} {text})", type_)


def _float_text(number: float, element: str) -> str:
    """LLVM's exact form: the bits of the double, also for a float."""
    number = to_single(number) if element == "float" else number
    return f"0x{struct.unpack('<Q', struct.pack('<d', number))[0]:016X}"


def to_single(number: float) -> float:
    """The nearest number of 32 bits."""
    try:
        return float(struct.unpack("f", struct.pack("f", number))[0])
    except OverflowError:
        return math.copysign(math.inf, number)
