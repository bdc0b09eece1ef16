"""The exact remainder of a division of floats."""

from __future__ import annotations

import math

from graphrt.backends.native.irtext import Function, Value
from graphrt.backends.native.vecmath.pieces import EXPONENT, as_bits, flipped, sign_of


def remainder(f: Function, x: Value, y: Value) -> Value:
    """C's ``fmod``: ``x - y trunc(x / y)``, without any rounding.

    A quotient q rounded to p bits leaves ``x - q y`` below one unit of q's last place times y, and
    that is a number of p bits: the fused multiply-add is exact. So each turn takes p - 1 bits
    from the quotient, and the largest difference of exponents says how many turns it takes.
    A y so small that the quotient would overflow is first scaled up.
    """
    element = x.type.element
    bias, fraction = EXPONENT[element]
    size, divisor = f.absolute(x), f.absolute(y)
    usable = f.bits("and", f.compare("ogt", divisor, 0.0), f.compare("olt", size, math.inf))
    between = f.sub(
        f.bits("lshr", as_bits(f, size), fraction), f.bits("lshr", as_bits(f, divisor), fraction)
    )
    most = f.across("max", f.select(usable, between, -1))
    turns = f.add(f.div(most, fraction - 2), 3)
    turns = f.select(f.compare("slt", most, 0), 0, turns)
    turns = f.convert("sext", turns, "i64") if element == "float" else turns
    step = 2.0 ** (bias - 23)
    larger = f.mul(divisor, step)
    largest = f.mul(larger, 2.0 ** (bias // 2))
    with f.loop(turns, carry=[size]) as turn:
        (rest,) = turn.carried
        left = f.absolute(rest)
        unit = f.select(f.compare("ole", larger, left), larger, divisor)
        unit = f.select(f.compare("ole", largest, left), largest, unit)
        quotient = f.truncated(f.div(rest, unit))
        going = f.bits("and", usable, f.compare("oge", left, divisor))
        turn.carried[0] = f.select(going, f.fma(f.neg(quotient), unit, rest), rest)
    (rest,) = turn.results
    rest = f.select(f.compare("olt", rest, 0.0), f.add(rest, divisor), rest)
    rest = flipped(f, rest, sign_of(f, x))
    broken = f.bits("or", f.compare("uno", x, y), f.compare("oeq", divisor, 0.0))
    broken = f.bits("or", broken, f.compare("oeq", size, math.inf))
    return f.select(broken, math.nan, rest)
