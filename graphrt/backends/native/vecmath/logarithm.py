"""log, log1p, and the logarithm in two parts that powers are made of."""

from __future__ import annotations

import math

from graphrt.backends.native.irtext import Function, Value
from graphrt.backends.native.vecmath.coefficients import LOG, LOG_TAIL
from graphrt.backends.native.vecmath.exponential import LN2
from graphrt.backends.native.vecmath.pieces import (
    EXPONENT,
    as_bits,
    bits_of,
    polynomial,
    product_of,
    sum_of,
)
from graphrt.backends.native.vecmath.wide import exponent, fraction, is_wide

TWO_THIRDS = {"float": (0.6666666865348816, -1.9868215517249155e-08),
              "double": (0.6666666666666666, 3.700743415417188e-17)}  # fmt: skip


def _split(f: Function, x: Value) -> tuple[Value, Value]:
    """e and m with ``x = 2^e m``, m from 3/4 to 3/2, both as floats. Subnormal numbers are scaled
    up first."""
    if is_wide(x):
        m = fraction(f, x)
        return f.sub(exponent(f, x), exponent(f, m)), m
    element = x.type.element
    bias, digits = EXPONENT[element]
    tiny = f.compare("olt", x, 2.0 ** (1 - bias))
    bits = as_bits(f, f.select(tiny, f.mul(x, 2.0 ** (digits + 2)), x))
    e = f.bits("ashr", f.sub(bits, bits_of(0.75, element)), digits)
    m = f.convert("bitcast", f.sub(bits, f.bits("shl", e, digits)), element)
    power = f.convert("sitofp", e, element)
    return f.select(tiny, f.sub(power, float(digits + 2)), power), m


def log(f: Function, x: Value, more: Value | None = None) -> Value:
    """``ln x = e ln 2 + ln m``, and ``ln m = 2 artanh s`` with s = (m - 1) / (m + 1), summed so
    that m - 1, which is exact, comes last; plus ``more``, small. Source: fdlibm, e_log.c."""
    power, m = _split(f, x)
    beyond = f.sub(m, 1.0)
    s = f.div(beyond, f.add(beyond, 2.0))
    square = f.mul(s, s)
    half = f.mul(f.mul(beyond, beyond), 0.5)
    head, tail = LN2[x.type.element]
    series = f.fma(square, polynomial(f, square, LOG[x.type.element]), half)
    rest = f.fma(power, tail, more if more is not None else 0.0)
    small = f.fma(s, series, rest)
    result = f.fma(power, head, f.sub(beyond, f.sub(half, small)))
    if is_wide(x) and more is None:
        return result  # the parts of 0, infinity and NaN lead to what is right
    result = f.select(f.compare("oeq", x, math.inf), x, result)
    result = f.select(f.compare("oeq", x, 0.0), -math.inf, result)
    return f.select(f.compare("ult", x, 0.0), math.nan, result)  # also where x is NaN


def log1p(f: Function, x: Value) -> Value:
    """``ln(1 + x)``: the logarithm of the rounded sum, and what the rounding lost."""
    total = f.add(x, 1.0)
    lost = f.div(f.sub(x, f.sub(total, 1.0)), total)
    return f.select(f.compare("oeq", x, 0.0), x, log(f, total, lost))


def log_in_parts(f: Function, x: Value) -> tuple[Value, Value]:
    """``ln x`` to nearly twice the digits, for a finite x above 0: ``2s + 2/3 s^3 + s^5 t``,
    of which s, its cube and the multiple of ln 2 are kept in two parts."""
    element = x.type.element
    power, m = _split(f, x)
    beyond = f.sub(m, 1.0)
    below, below_low = sum_of(f, 2.0, beyond)
    inverse = f.div(1.0, below)
    s = f.mul(beyond, inverse)
    missing = f.fma(f.neg(s), below_low, f.fma(f.neg(s), below, beyond))
    s_low = f.mul(missing, inverse)
    square, square_low = product_of(f, s, s)
    square_low = f.fma(f.mul(s, 2.0), s_low, square_low)
    cube, cube_low = product_of(f, s, square)
    cube_low = f.add(cube_low, f.fma(s, square_low, f.mul(s_low, square)))
    factor, factor_low = TWO_THIRDS[element]
    third, third_low = product_of(f, cube, factor)
    third_low = f.add(third_low, f.fma(cube_low, factor, f.mul(cube, factor_low)))
    tail = f.mul(f.mul(cube, square), polynomial(f, square, LOG_TAIL[element]))
    ln2, ln2_low = LN2[element]
    result, low = sum_of(f, f.mul(power, ln2), f.mul(s, 2.0))
    result, more = sum_of(f, result, third)
    small = f.fma(power, ln2_low, f.fma(s_low, 2.0, f.add(third_low, tail)))
    return sum_of(f, result, f.add(f.add(low, more), small))
