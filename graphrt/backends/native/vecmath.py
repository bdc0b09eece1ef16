"""Elementary functions on vectors: range reduction, then a polynomial.

Coefficients of the exponential and the logarithm are those of their series, which is short
enough where the range is; those of erf are fitted (`tools/fit_erf.py`). All are within
2 ulp (tanh, erf and pow 4), in float32 and float64, for every argument: NaN gives NaN, infinities
their limits, subnormal arguments and results are exact to their last bit.
"""

from __future__ import annotations

import math

from graphrt.backends.native.irtext import Function, Operand, Value

# ln 2 in two parts: n times the first has no rounding error for any exponent n
LN2 = {"float": (0.693145751953125, 1.42860682030941723e-6),
       "double": (0.693147180369123816490, 1.90821492927058770002e-10)}  # fmt: skip
EXPONENT = {"float": (127, 23), "double": (1023, 52)}  # bias, bits of the fraction


def is_single(x: Value) -> bool:
    return x.type.element == "float"


def polynomial(f: Function, x: Value, coefficients: list[float]) -> Value:
    """Highest power first."""
    total = f.const(coefficients[0], x.type)
    for each in coefficients[1:]:
        total = f.fma(total, x, each)
    return total


def clamped(f: Function, x: Value, low: float, high: float) -> Value:
    """``x`` within bounds; NaN stays NaN."""
    x = f.select(f.compare("olt", x, low), low, x)
    return f.select(f.compare("ogt", x, high), high, x)


def power_of_two(f: Function, n: Value, element: str) -> Value:
    """``2^n`` for an n within the range of normal numbers: n as an exponent."""
    bias, fraction = EXPONENT[element]
    return f.convert("bitcast", f.bits("shl", f.add(n, bias), fraction), element)


def _reduced(f: Function, x: Value) -> tuple[Value, Value]:
    """n and r with ``x = n ln 2 + r``, r at most half of ln 2 from 0."""
    n = f.round(f.mul(x, 1 / math.log(2)))
    head, tail = LN2[x.type.element]
    return n, f.fma(n, -tail, f.fma(n, -head, x))


def exp(f: Function, x: Value) -> Value:
    """``e^x = 2^n e^r``, with 2^n in two halves so that the last may be subnormal."""
    single = is_single(x)
    low, high, degree = (-104.0, 89.0, 7) if single else (-746.0, 710.0, 13)
    n, r = _reduced(f, clamped(f, x, low, high))
    series = polynomial(f, r, [1 / math.factorial(k) for k in range(degree, -1, -1)])
    whole = f.convert("fptosi", n, x.type.as_integer.element)
    half = f.bits("ashr", whole, 1)
    for part in (half, f.sub(whole, half)):
        series = f.mul(series, power_of_two(f, part, x.type.element))
    return series


def expm1(f: Function, x: Value) -> Value:
    """``e^x - 1 = 2^n (e^r - 1) + (2^n - 1)``, halved meanwhile so that 2^n does not overflow."""
    single = is_single(x)
    low, high, degree = (-20.0, 89.0, 8) if single else (-40.0, 710.0, 14)
    n, r = _reduced(f, clamped(f, x, low, high))
    series = polynomial(f, r, [1 / math.factorial(k) for k in range(degree, 1, -1)])
    series = f.fma(f.mul(r, r), series, r)
    whole = f.convert("fptosi", n, x.type.as_integer.element)
    scale = power_of_two(f, f.sub(whole, 1), x.type.element)
    result = f.mul(f.fma(scale, series, f.sub(scale, 0.5)), 2.0)
    return f.select(f.compare("oeq", x, 0.0), x, result)  # -0 stays -0


def log(f: Function, x: Value) -> Value:
    """``ln x = e ln 2 + ln m`` with m between 2/3 and 4/3, and ``ln m = 2 atanh s`` with
    s = (m - 1) / (m + 1). Subnormal arguments are scaled up first."""
    bias, fraction = EXPONENT[x.type.element]
    tiny = f.compare("olt", x, 2.0 ** (1 - bias))
    scaled = f.select(tiny, f.mul(x, 2.0 ** (fraction + 2)), x)
    kind = x.type.as_integer.element
    bits = f.convert("bitcast", scaled, kind)
    above = f.sub(bits, _bits_of(2 / 3, x.type.element))
    e = f.bits("ashr", above, fraction)
    m = f.convert("bitcast", f.sub(bits, f.bits("shl", e, fraction)), x.type.element)
    exponent = f.convert("sitofp", e, x.type.element)
    exponent = f.select(tiny, f.sub(exponent, float(fraction + 2)), exponent)
    beyond = f.sub(m, 1.0)
    s = f.div(beyond, f.add(beyond, 2.0))
    square = f.mul(s, s)
    terms = 5 if is_single(x) else 12
    series = polynomial(f, square, [2 / (2 * k + 1) for k in range(terms, 0, -1)])
    half = f.mul(f.mul(beyond, beyond), 0.5)
    head, tail = LN2[x.type.element]
    small = f.fma(exponent, tail, f.mul(s, f.fma(square, series, half)))
    result = f.fma(exponent, head, f.sub(beyond, f.sub(half, small)))
    result = f.select(f.compare("oeq", x, math.inf), x, result)
    result = f.select(f.compare("oeq", x, 0.0), -math.inf, result)
    return f.select(f.compare("ult", x, 0.0), math.nan, result)  # also where x is NaN


def _bits_of(number: float, element: str) -> int:
    import struct

    if element == "float":
        return int(struct.unpack("<i", struct.pack("<f", number))[0])
    return int(struct.unpack("<q", struct.pack("<d", number))[0])


def log1p(f: Function, x: Value) -> Value:
    """``ln(1 + x)``: the logarithm of the rounded sum, and what the rounding lost."""
    total = f.add(x, 1.0)
    lost = f.sub(x, f.sub(total, 1.0))
    result = f.add(log(f, total), f.div(lost, total))
    plain = f.compare("ueq", f.sub(total, total), 0.0)  # finite: else there is nothing to mend
    result = f.select(plain, result, log(f, total))
    result = f.select(f.compare("oeq", total, 0.0), -math.inf, result)
    return f.select(f.compare("oeq", x, 0.0), x, result)


def tanh(f: Function, x: Value) -> Value:
    """``tanh x = (e^2x - 1) / (e^2x + 1)``."""
    bound = 10.0 if is_single(x) else 22.0
    grown = expm1(f, f.mul(clamped(f, x, -bound, bound), 2.0))
    return f.div(grown, f.add(grown, 2.0))


def sigmoid(f: Function, x: Value) -> Value:
    """``1 / (1 + e^-x)``, by e^-|x|, which cannot overflow."""
    power = exp(f, f.neg(f.absolute(x)))
    top: Operand = f.select(f.compare("olt", x, 0.0), power, 1.0)
    return f.div(top, f.add(power, 1.0))
