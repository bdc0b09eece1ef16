"""sin, cos, and the angle of a point."""

from __future__ import annotations

import math

from graphrt.backends.native.irtext import Function, Value
from graphrt.backends.native.vecmath.circle import turned
from graphrt.backends.native.vecmath.coefficients import ATAN, COS, HALF_PI, SIN
from graphrt.backends.native.vecmath.pieces import flipped, polynomial, sign_of

EIGHTH = math.sqrt(2) - 1  # the tangent of an eighth of a half turn


def sin(f: Function, x: Value) -> Value:
    r, quarter = turned(f, f.absolute(x))
    return flipped(f, _at(f, r, quarter), sign_of(f, x))  # so that -0 stays -0


def cos(f: Function, x: Value) -> Value:
    r, quarter = turned(f, f.absolute(x))
    return _at(f, r, f.add(quarter, 1))


def _at(f: Function, r: Value, quarter: Value) -> Value:
    """The sine, ``quarter`` quarters of a turn beyond r: sin r, cos r, -sin r, -cos r."""
    element = r.type.element
    square = f.mul(r, r)
    sine = f.fma(f.mul(r, square), polynomial(f, square, SIN[element]), r)
    cosine = polynomial(f, square, [*COS[element], -0.5, 1.0])
    even = f.compare("eq", f.bits("and", quarter, 1), 0)
    sign = f.bits("shl", f.bits("and", quarter, 2), 8 * r.type.element_bytes - 2)
    return flipped(f, f.select(even, sine, cosine), sign)


def atan2(f: Function, y: Value, x: Value) -> Value:
    """The angle of (x, y): arctan of the smaller side over the larger, or of ``(a - b) / (a + b)``
    and an eighth of a turn more where it lies nearer to the diagonal; then mirrored into place."""
    element = x.type.element
    half, half_low, _ = HALF_PI[element]
    a, b = f.absolute(y), f.absolute(x)
    steep = f.compare("ogt", a, b)
    low, high = f.select(steep, b, a), f.select(steep, a, b)
    # sums of the largest numbers would be infinite
    one = f.const(1.0, x.type)
    shrink = f.select(f.compare("ogt", high, 2.0**100), 0.25, one)
    low, high = f.mul(low, shrink), f.mul(high, shrink)
    near = f.compare("oge", low, f.mul(high, EIGHTH))  # also where both are infinite
    near = f.bits("and", near, f.compare("ogt", low, 0.0))
    top = f.select(near, f.sub(low, high), low)
    bottom = f.select(near, f.add(low, high), high)
    u = f.div(top, bottom)
    u = f.select(f.compare("uno", u, u), 0.0, u)  # both are 0, or infinite
    square = f.mul(u, u)
    angle = f.fma(f.mul(u, square), polynomial(f, square, ATAN[element]), u)
    # multiples of pi / 4 are added with both their parts, once
    turns = f.select(near, f.const(0.5, x.type), 0.0)
    angle = f.select(steep, f.neg(angle), angle)
    turns = f.select(steep, f.sub(1.0, turns), turns)
    left = f.compare("slt", f.convert("bitcast", x, x.type.as_integer.element), 0)
    angle = f.select(left, f.neg(angle), angle)
    turns = f.select(left, f.sub(2.0, turns), turns)
    angle = f.fma(turns, half, f.fma(turns, half_low, angle))
    missing = f.compare("uno", x, y)
    return f.select(missing, math.nan, flipped(f, angle, sign_of(f, y)))
