"""erf, and erfc with all its digits where it is small."""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphrt.backends.native.irtext import Function, Value
from graphrt.backends.native.vecmath.coefficients import (
    ERF_FAR,
    ERF_NEAR,
    ERFC_BOTTOM,
    ERFC_SCALED,
    ERFC_TOP,
    EXP,
)
from graphrt.backends.native.vecmath.exponential import LIFT, lifted_exp
from graphrt.backends.native.vecmath.pieces import (
    at_most,
    flipped,
    is_single,
    nearest,
    polynomial,
    power_of_two,
    product_of,
    sign_of,
    with_sign,
)

NEAR = 0.83  # up to here erf is a polynomial
LAST = 3.93  # from here on it is 1 in float32
LARGEST = {"float": 10.19, "double": 27.3}  # from here on erfc is 0


def erf(f: Function, x: Value) -> Value:
    """A polynomial near 0, and ``1 - erfc x`` beyond."""
    if is_single(x):
        return _single_erf(f, x)
    size = f.absolute(x)
    far = flipped(f, f.sub(1.0, _tail(f, size)), sign_of(f, x))
    return f.select(f.compare("olt", size, NEAR), _near(f, x), far)


def _single_erf(f: Function, x: Value) -> Value:
    """``x + x P(x^2)`` near 0, and ``1 - e^-(x + x P(x))`` beyond: one polynomial, with the
    coefficients that each element wants. The form is that of N. Juffa, 2015."""
    size = at_most(f, f.absolute(x), LAST)
    far = f.compare("ogt", size, NEAR)
    coefficients = [
        f.select(far, f.const(beyond, x.type), near)
        for beyond, near in zip(ERF_FAR, ERF_NEAR["float"], strict=True)
    ]
    argument = f.select(far, size, f.mul(size, size))
    found = f.fma(polynomial(f, argument, coefficients), size, size)
    n, bits = nearest(f, found, -1 / math.log(2))
    r = f.fma(n, -math.log(2), f.neg(found))
    power = polynomial(f, r, [*EXP["float"], 1.0, 1.0])
    rest = f.fma(f.neg(power), power_of_two(f, bits, "float"), 1.0)
    return with_sign(f, f.select(far, rest, found), x)


def erfc(f: Function, x: Value) -> Value:
    """``1 - erf x``; below 0 by ``2 - erfc(-x)``. In float64 near 0 by erf itself."""
    size = f.absolute(x)
    tail = _tail(f, size)
    result = f.select(f.compare("olt", x, 0.0), f.sub(2.0, tail), tail)
    if is_single(x):
        return result
    return f.select(f.compare("olt", size, 0.5), f.sub(1.0, _near(f, x)), result)


def _near(f: Function, x: Value) -> Value:
    """erf x, up to `NEAR`."""
    return f.fma(x, polynomial(f, f.mul(x, x), ERF_NEAR[x.type.element]), x)


def _tail(f: Function, size: Value) -> Value:
    """``erfc x`` for an x from 0 on; the square is taken in two parts."""
    size = at_most(f, size, LARGEST[size.type.element])
    square, low = product_of(f, size, size)
    return (_single if is_single(size) else _double)(f, size, square, low)


def _single(f: Function, size: Value, square: Value, low: Value) -> Value:
    """``e^(-x^2) P(x) / Q(x)``, with positive coefficients, so that nothing cancels; the form is
    that of Cody 1969."""
    factor, even, odd = _by_halves(f, size, square, ERFC_TOP)
    lost = f.fma(size, odd, f.sub(even, factor))
    top = lifted_exp(f, f.neg(square), f.neg(low), (factor, lost))
    lifted = [each * 2.0 ** LIFT["float"] for each in ERFC_BOTTOM]
    return f.div(top, _by_halves(f, size, square, lifted)[0])


def _by_halves(
    f: Function, x: Value, square: Value, coefficients: Sequence[float]
) -> tuple[Value, Value, Value]:
    """A polynomial, and its even and odd parts, of x^2, that it is the sum of: fewer roundings
    follow each other."""
    last = len(coefficients) - 1
    even = polynomial(f, square, coefficients[last % 2 :: 2])
    odd = polynomial(f, square, coefficients[(last + 1) % 2 :: 2])
    return f.fma(x, odd, even), even, odd


def _double(f: Function, size: Value, square: Value, low: Value) -> Value:
    """``e^(-x^2) P(q) / (1 + 2x)`` with ``q = (x - 4) / (x + 4)``. Source: Shepherd and
    Laframboise 1981."""
    double, beyond = f.fma(size, 2.0, 1.0), f.add(size, 4.0)
    inverse = f.div(1.0, f.mul(double, beyond))
    share = f.mul(double, inverse)
    q = f.mul(f.sub(size, 4.0), share)
    missing = f.fma(f.neg(size), q, f.fma(f.add(q, 1.0), -4.0, size))
    q = f.fma(share, missing, q)
    scaled = f.mul(polynomial(f, q, ERFC_SCALED["double"]), f.mul(beyond, inverse))
    power = lifted_exp(f, f.neg(square), f.neg(low))
    return f.mul(f.mul(power, scaled), 2.0 ** -LIFT["double"])
