"""exp and what is made of it: expm1, the sigmoid, tanh."""

from __future__ import annotations

import math
from typing import NamedTuple

from graphrt.backends.native.irtext import Function, Operand, Value
from graphrt.backends.native.vecmath.coefficients import EXP
from graphrt.backends.native.vecmath.pieces import (
    at_least,
    at_most,
    clamped,
    is_single,
    nearest,
    polynomial,
    power_of_two,
    with_sign,
)
from graphrt.backends.native.vecmath.wide import is_wide, scaled

# ln 2 in two parts: an exponent times the first has no rounding error
LN2 = {"float": (0.693145751953125, 1.42860682030941723e-6),
       "double": (0.693147180369123816490, 1.90821492927058770002e-10)}  # fmt: skip
LOWEST = {"float": -104.0, "double": -746.0}  # below, e^x is 0
HIGHEST = {"float": 89.0, "double": 710.0}  # above, it is infinite


class Power(NamedTuple):
    """A power of 2: its exponent as a float, and as the lower bits of an integer."""

    n: Value
    bits: Value


def _reduced(f: Function, x: Value, low: Value | None = None) -> tuple[Power, Value]:
    """n and r with ``x + low = n ln 2 + r``, r at most half of ln 2 from 0; low is far smaller
    than x."""
    power = Power(*nearest(f, x, 1 / math.log(2)))
    head, tail = LN2[x.type.element]
    r = f.fma(power.n, -head, x)
    if low is None:
        return power, f.fma(power.n, -tail, r)
    return power, f.add(r, f.fma(power.n, -tail, low))


def _series(f: Function, r: Value) -> Value:
    """``e^r``."""
    return polynomial(f, r, [*EXP[r.type.element], 1.0, 1.0])


def exp(f: Function, x: Value, low: Value | None = None) -> Value:
    """``e^x = 2^n e^r``; of ``x + low`` where x has a second part."""
    element = x.type.element
    power, r = _reduced(f, clamped(f, x, LOWEST[element], HIGHEST[element]), low)
    return _times(f, _series(f, r), power)


def _times(f: Function, x: Value, power: Power) -> Value:
    """x times a power of 2, which goes in by two halves so that the last may be subnormal."""
    if is_wide(x):
        return scaled(f, x, power.n)
    half = f.bits("lshr", power.bits, 1)
    for part in (half, f.sub(power.bits, half)):
        x = f.mul(x, power_of_two(f, part, x.type.element))
    return x


LIFT = {"float": 64, "double": 512}


def lifted_exp(
    f: Function, x: Value, low: Value | None = None, times: tuple[Value, Value] | None = None
) -> Value:
    """``e^x`` for an x from `LOWEST` to 0 or NaN, times 2 to the power `LIFT`, so that 2^n is a
    normal number. A factor in two parts, ``times``, is multiplied with ``e^r - 1`` and added, to
    save roundings."""
    element = x.type.element
    power, r = _reduced(f, x, low)
    scale = power_of_two(f, power.bits, element, LIFT[element])
    if times is None:
        return f.mul(_series(f, r), scale)
    grown = f.fma(f.mul(r, r), polynomial(f, r, EXP[element]), r)
    return f.mul(f.add(times[0], f.fma(times[0], grown, times[1])), scale)


def expm1(f: Function, x: Value) -> Value:
    """``e^x - 1 = 2^n (e^r - 1) + (2^n - 1)``, halved meanwhile so that 2^n does not overflow. The
    first part of r, which is exact, meets 2^n - 1 before anything rounded."""
    element = x.type.element
    inside = clamped(f, x, -20.0 if is_single(x) else -40.0, HIGHEST[element])
    n, bits = nearest(f, inside, 1 / math.log(2))
    head, tail = LN2[element]
    first = f.fma(n, -head, inside)
    rest = f.mul(n, -tail)
    r = f.add(first, rest)
    small = f.fma(f.mul(r, r), polynomial(f, r, EXP[element]), rest)
    scale = power_of_two(f, bits, element, -1)
    half = f.fma(scale, small, f.fma(scale, first, f.sub(scale, 0.5)))
    tiny = f.compare("olt", f.absolute(x), 2.0**-30 if is_single(x) else 2.0**-60)
    return f.select(tiny, x, f.mul(half, 2.0))  # its sign and its last bit are kept


def tanh(f: Function, x: Value) -> Value:
    """``g / (g + 2)`` with ``g = e^2|x| - 1 = 2^n (e^r - 1) + (2^n - 1)``. The larger n is, the
    less the error of g matters, so that ln 2 in one part is good enough."""
    element = x.type.element
    size = at_most(f, f.absolute(x), 10.0 if is_single(x) else 22.0)
    double = f.add(size, size)
    n, bits = nearest(f, double, 1 / math.log(2))
    r = f.fma(n, -math.log(2), double)
    small = f.fma(f.mul(r, r), polynomial(f, r, EXP[element]), r)
    scale = power_of_two(f, bits, element)
    grown = f.fma(scale, small, f.sub(scale, 1.0))
    return with_sign(f, f.div(grown, f.add(grown, 2.0)), x)


def sigmoid(f: Function, x: Value) -> Value:
    """``1 / (1 + e^-x)``, by ``p = e^-|x|``, which cannot overflow. What rounding took from
    1 + p is given back: the quotient, where p is small, moves by as much."""
    element = x.type.element
    reduced, r = _reduced(f, at_least(f, f.neg(f.absolute(x)), LOWEST[element]))
    power = _times(f, _series(f, r), reduced)
    top: Operand = f.select(f.compare("olt", x, 0.0), power, 1.0)
    total = f.add(power, 1.0)
    result = f.div(top, total)
    return f.fma(result, f.sub(f.sub(total, 1.0), power), result)
