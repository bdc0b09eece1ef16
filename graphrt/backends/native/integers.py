"""Integer arithmetic that no operand can bring to a stop: wrapping around, 0 for a divisor of 0,
shifts by any number of bits."""

from __future__ import annotations

from graphrt.backends.native.irtext import Function, Value


def quotient(f: Function, a: Value, b: Value) -> Value:
    """Without the fraction; 0 where b is 0."""
    result = f.select(f.compare("eq", b, 0), 0, _divided(f, "div", a, b))
    if a.type.is_unsigned:
        return result
    return f.select(f.compare("eq", b, -1), f.neg(a), result)


def rest(f: Function, a: Value, b: Value) -> Value:
    """What the quotient leaves, with the sign of a; 0 where b is 0."""
    return f.select(_is_trap(f, b), 0, _divided(f, "rem", a, b))


def _divided(f: Function, word: str, a: Value, b: Value) -> Value:
    """Processors stop at a divisor of 0, and at the least integer by -1; here they divide by 1."""
    safe = f.select(_is_trap(f, b), 1, b)
    sign = "u" if a.type.is_unsigned else "s"
    return f.define(a.type, f"{sign}{word} {a.type.text} {a.text}, {safe.text}")


def _is_trap(f: Function, b: Value) -> Value:
    zero = f.compare("eq", b, 0)
    return zero if b.type.is_unsigned else f.bits("or", zero, f.compare("eq", b, -1))


def shift_left(f: Function, a: Value, b: Value) -> Value:
    """0 where all bits leave."""
    return f.select(_within(f, b), f.bits("shl", a, b), 0)


def shift_right(f: Function, a: Value, b: Value) -> Value:
    """The sign alone where all bits leave."""
    if a.type.is_unsigned:
        return f.select(_within(f, b), f.bits("lshr", a, b), 0)
    return f.bits("ashr", a, f.select(_within(f, b), b, 8 * a.type.element_bytes - 1))


def _within(f: Function, b: Value) -> Value:
    """Whether a shift is neither negative nor as long as the number."""
    return f.compare("ult", b, 8 * b.type.element_bytes)
