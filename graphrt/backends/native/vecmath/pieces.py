"""What the elementary functions are made of: polynomials, bits of numbers, numbers in two parts."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from graphrt.backends.native.irtext import Function, Operand, Value

EXPONENT = {"float": (127, 23), "double": (1023, 52)}  # bias, bits of the fraction


def is_single(x: Value) -> bool:
    return x.type.element == "float"


def polynomial(f: Function, x: Value, coefficients: Sequence[float | Value]) -> Value:
    """Highest power first."""
    (total,) = f.same(coefficients[0], x)[:1]
    for each in coefficients[1:]:
        total = f.fma(total, x, each)
    return total


def at_least(f: Function, x: Value, low: float) -> Value:
    """The larger of the two; NaN stays NaN. One instruction where it is written like this."""
    return f.select(f.compare("ogt", low, x), low, x)


def at_most(f: Function, x: Value, high: float) -> Value:
    """The smaller of the two; NaN stays NaN."""
    return f.select(f.compare("olt", high, x), high, x)


def clamped(f: Function, x: Value, low: float, high: float) -> Value:
    """``x`` within bounds; NaN stays NaN."""
    return at_most(f, at_least(f, x, low), high)


def nearest(f: Function, x: Value, factor: float) -> tuple[Value, Value]:
    """The whole number nearest to ``factor`` times x, as a float, and an integer that equals it in
    its lower bits, all but the exponent's and two more. Adding a number whose last bit is worth 1
    leaves the fraction no room; x must be small beside it."""
    _, fraction = EXPONENT[x.type.element]
    large = 1.5 * 2.0**fraction
    shifted = f.fma(x, factor, large)
    return f.sub(shifted, large), as_bits(f, shifted)


# -- bits --------------------------------------------------------------------------------------


def bits_of(number: float, element: str) -> int:
    """The bits of a number as a signed integer."""
    formats = ("<f", "<i") if element == "float" else ("<d", "<q")
    return int(struct.unpack(formats[1], struct.pack(formats[0], number))[0])


def as_bits(f: Function, x: Value) -> Value:
    return f.convert("bitcast", x, x.type.as_integer.element)


def power_of_two(f: Function, n: Value, element: str, more: int = 0) -> Value:
    """``2^(n + more)``, within the range of normal numbers: that number as an exponent."""
    bias, fraction = EXPONENT[element]
    return f.convert("bitcast", f.bits("shl", f.add(n, bias + more), fraction), element)


def sign_of(f: Function, x: Value) -> Value:
    """The sign bit alone, as an integer."""
    return f.bits("and", as_bits(f, x), -(1 << (8 * x.type.element_bytes - 1)))


def flipped(f: Function, x: Value, sign: Value) -> Value:
    """``x``, negated where a sign bit is set."""
    return f.convert("bitcast", f.bits("xor", as_bits(f, x), sign), x.type.element)


def with_sign(f: Function, x: Value, of: Value) -> Value:
    """An x that is not negative, with the sign of another number: one instruction on AVX-512."""
    return f.convert("bitcast", f.bits("or", as_bits(f, x), sign_of(f, of)), x.type.element)


# -- sums and products without rounding error ----------------------------------------------------


def sum_of(f: Function, a: Operand, b: Value) -> tuple[Value, Value]:
    """``a + b`` in two parts; a is 0 or not smaller than b. Source: Dekker 1971."""
    total = f.add(a, b)
    return total, f.sub(b, f.sub(total, a))


def product_of(f: Function, a: Operand, b: Operand) -> tuple[Value, Value]:
    """``a b`` in two parts."""
    product = f.mul(a, b)
    return product, f.fma(a, b, f.neg(product))
