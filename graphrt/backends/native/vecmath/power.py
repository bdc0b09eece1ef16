"""Powers."""

from __future__ import annotations

import math

from graphrt.backends.native.irtext import Function, Value
from graphrt.backends.native.vecmath.exponential import exp
from graphrt.backends.native.vecmath.logarithm import log_in_parts
from graphrt.backends.native.vecmath.pieces import flipped, product_of, sign_of

FAR = 2000.0  # e to this power is infinite in every format


def power(f: Function, x: Value, y: Value) -> Value:
    """``x^y = e^(y ln |x|)``, the logarithm in two parts, because what is wrong with it is
    multiplied by up to 700; the sign is that of x where y is odd. Special cases: C99, F.9.4.4."""
    size = f.absolute(x)
    head, tail = log_in_parts(f, size)
    head = f.select(f.compare("oeq", size, 0.0), -math.inf, head)
    head = f.select(f.compare("oeq", size, math.inf), math.inf, head)
    product, low = product_of(f, head, y)
    low = f.fma(tail, y, low)
    one = f.compare("oeq", size, 1.0)
    product = f.select(one, 0.0, product)  # also to an infinite power
    near = f.compare("olt", f.absolute(product), FAR)
    low = f.select(f.bits("and", near, f.bits("xor", one, _true(f, one))), low, 0.0)
    result = exp(f, product, low)

    whole = f.compare("oeq", f.floor(y), y)
    half = f.mul(y, 0.5)
    odd = f.bits("and", whole, f.compare("une", f.floor(half), half))
    sign = f.select(odd, sign_of(f, x), 0)
    result = flipped(f, result, sign)
    negative = f.bits("and", f.compare("olt", x, 0.0), f.compare("ogt", x, -math.inf))
    broken = f.bits("and", negative, f.bits("xor", whole, _true(f, whole)))
    result = f.select(f.bits("or", broken, f.compare("uno", x, x)), math.nan, result)
    return f.select(f.compare("oeq", y, 0.0), 1.0, result)


def _true(f: Function, like: Value) -> Value:
    return f.const(1, like.type)
