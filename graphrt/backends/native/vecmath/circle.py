"""Where a number lies on the circle: its distance from the nearest quarter of a turn.

Up to a limit, multiples of pi / 2 in three parts are taken away (Cody and Waite). Beyond, one
number after the other is multiplied by the bits of 2 / pi that matter for it, in integers
(Payne and Hanek 1983): slow, but right for the largest numbers, and skipped where there are none.
"""

from __future__ import annotations

import math

from graphrt.backends.native.irtext import I64, Function, Operand, Type, Value
from graphrt.backends.native.vecmath.coefficients import HALF_PI, TWO_OVER_PI, TWO_OVER_PI_BITS
from graphrt.backends.native.vecmath.pieces import as_bits, is_single, nearest, power_of_two

LIMIT = {"float": 2.0**16, "double": 2.0**40}


def turned(f: Function, x: Value) -> tuple[Value, Value]:
    """r and an integer q with ``x = q pi / 2 + r``, r at most pi / 4 from 0; q is right in its
    last two bits. x is not negative."""
    n, quarter = nearest(f, x, 2 / math.pi)
    r = x
    for part in HALF_PI[x.type.element]:
        r = f.fma(n, -part, r)
    return _mended(f, x, f.compare("ogt", x, LIMIT[x.type.element]), r, quarter)


def _mended(f: Function, x: Value, far: Value, r: Value, quarter: Value) -> tuple[Value, Value]:
    """r and the quarter anew where a number is ``far`` out."""
    width = x.type.width
    some = far if width == 1 else f.call(f"llvm.vector.reduce.or.v{width}i1", Type("i1"), far)
    with f.loop(f.select(some, f.const(width, I64), 0), carry=[r, quarter]) as lane:
        number = _lane(f, x, lane.index)
        number = f.convert("fpext", number, "double") if is_single(x) else number
        rest, quarters = _from_bits(f, number)
        if is_single(x):
            rest, quarters = (
                f.convert("fptrunc", rest, "float"),
                f.convert("trunc", quarters, "i32"),
            )
        chosen = _lane(f, f.bits("and", far, f.compare("olt", x, math.inf)), lane.index)
        for k, found in enumerate((rest, quarters)):
            before = lane.carried[k]
            kept = f.select(chosen, found, _lane(f, before, lane.index))
            lane.carried[k] = _with_lane(f, before, kept, lane.index)
    r, quarter = lane.results
    return r, quarter


def _from_bits(f: Function, x: Value) -> tuple[Value, Value]:
    """r and q of one number ``m 2^e``. Of ``m 2^e 2 / pi`` only the part below 4 counts, so the
    bits of 2 / pi before that are left out, and 192 more are enough for 53 digits of the rest,
    which is never less than 2^-62."""
    bits = as_bits(f, x)
    e = f.sub(f.bits("lshr", bits, 52), 1075)
    m = f.bits("or", f.bits("and", bits, (1 << 52) - 1), 1 << 52)
    # out of range where the number is not far out: then the result is not used
    shift = f.bits("and", f.sub(TWO_OVER_PI_BITS - 190, e), 2047)
    last = TWO_OVER_PI_BITS - 1
    shift = f.select(f.compare("ult", shift, last), shift, last)
    every = f.const(TWO_OVER_PI, Type(f"i{TWO_OVER_PI_BITS}"))
    window = f.bits("lshr", every, f.convert("zext", shift, every.type.element))
    product = f.mul(f.convert("trunc", window, "i192"), f.convert("zext", m, "i192"))
    quarters = f.bits("lshr", f.add(product, 1 << 189), 190)
    fraction = f.bits("ashr", f.bits("shl", product, 2), 64)
    rest = _radians(f, f.convert("trunc", fraction, "i128"))
    return rest, f.convert("trunc", quarters, "i64")


def _radians(f: Function, fraction: Value) -> Value:
    """``pi / 2`` times a signed fraction of 128 bits: its first 106 in two parts."""
    negative = f.compare("slt", fraction, 0)
    size = f.select(negative, f.neg(fraction), fraction)
    zeros = f.call("llvm.ctlz.i128", size.type, size, f.const(0, Type("i1")))
    first = f.bits("shl", size, zeros)
    high = f.convert("trunc", f.bits("lshr", first, 75), "i64")
    low = f.bits("and", f.convert("trunc", f.bits("lshr", first, 22), "i64"), (1 << 53) - 1)
    exponent = f.sub(-53, f.convert("trunc", zeros, "i64"))
    scale = power_of_two(f, exponent, "double")
    head = f.mul(f.convert("sitofp", high, "double"), scale)
    tail = f.mul(f.mul(f.convert("sitofp", low, "double"), 2.0**-53), scale)
    half, half_low, _ = HALF_PI["double"]
    product = f.mul(head, half)
    lost = f.fma(head, half, f.neg(product))
    result = f.add(product, f.fma(tail, half, f.fma(head, half_low, lost)))
    return f.select(negative, f.neg(result), result)


def _lane(f: Function, vector: Value, index: Operand) -> Value:
    if vector.type.width == 1:
        return vector
    position = index if isinstance(index, Value) else f.const(index, I64)
    text = f"extractelement {vector.type.text} {vector.text}, i64 {position.text}"
    return f.define(Type(vector.type.element), text)


def _with_lane(f: Function, vector: Value, element: Value, index: Value) -> Value:
    if vector.type.width == 1:
        return element
    given = f"{element.type.text} {element.text}"
    text = f"insertelement {vector.type.text} {vector.text}, {given}, i64 {index.text}"
    return f.define(vector.type, text)
