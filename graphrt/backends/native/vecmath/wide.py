"""What AVX-512 does in one instruction: exponents taken off numbers, and put back.

Vectors of 64 bytes exist nowhere else. The results are exact, the same as by arithmetic on bits.
Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2: VSCALEF, VGETEXP,
VGETMANT.
"""

from __future__ import annotations

from graphrt.backends.native.irtext import I32, Function, Type, Value

AS_SET = Value("4", I32)  # rounding: as the processor is set
FROM_THREE_QUARTERS = 3  # fractions from 3/4 to 3/2
NAN_BELOW_ZERO = 2 << 2


def is_wide(x: Value) -> bool:
    return x.type.width * x.type.element_bytes == 64


def scaled(f: Function, x: Value, n: Value) -> Value:
    """``x 2^n`` for a whole n, rounded once."""
    return _masked(f, "scalef", x, n)


def exponent(f: Function, x: Value) -> Value:
    """The whole number below ``log2 |x|``; -infinity of 0, infinity of infinity."""
    return _masked(f, "getexp", x)


def fraction(f: Function, x: Value) -> Value:
    """x without its exponent, from 3/4 to 3/2; 1 of 0 and infinity, NaN below 0."""
    return _masked(f, "getmant", x, Value(str(FROM_THREE_QUARTERS | NAN_BELOW_ZERO), I32))


def _masked(f: Function, word: str, *arguments: Value) -> Value:
    """The intrinsic with all lanes in use; what it would keep in others is x."""
    x = arguments[0]
    kind, lanes = ("ps", "i16") if x.type.element == "float" else ("pd", "i8")
    name = f"llvm.x86.avx512.mask.{word}.{kind}.512"
    return f.call(name, x.type, *arguments, x, Value("-1", Type(lanes)), AS_SET)
