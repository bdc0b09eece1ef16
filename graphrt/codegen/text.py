"""Expressions as Python source, with no more brackets than they need."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from graphrt.dtypes import DType
from graphrt.errors import UsageError

# how tightly an operator binds, as in Python's grammar
COMPARE, OR, XOR, AND, SHIFT, ADD, MUL, UNARY, POWER, ATOM = range(6, 16)


class Text(NamedTuple):
    """Source of an expression and how tightly its outermost operator binds."""

    source: str
    binds: int = ATOM

    def inside(self, binds: int) -> str:
        """The source as an operand of an operator that binds as tightly as ``binds``."""
        return self.source if self.binds >= binds else f"({self.source})"


def call(function: str, *args: Any) -> Text:
    """``np.function(args)``."""
    return Text(f"np.{function}({', '.join(source_of(each) for each in args)})")


def number(value: float) -> Text:
    """A Python number; one below 0 is an operand that wants brackets in a power."""
    if isinstance(value, float) and not math.isfinite(value):
        return Text("np.nan" if math.isnan(value) else ("-" * (value < 0) + "np.inf"), UNARY)
    plain = int(value) if isinstance(value, float) and value.is_integer() else value
    text = repr(plain) if abs(plain) < 1e16 else repr(value)
    return Text(text, ATOM if value >= 0 else UNARY)


def is_number(text: Text) -> bool:
    """Whether the source is a literal."""
    return text.source.lstrip("-")[:1].isdigit()


def source_of(operand: Any) -> str:
    return as_text(operand).source


def as_text(operand: Any) -> Text:
    """An operand of `Op.scalar`: text already, or a Python number."""
    return operand if isinstance(operand, Text) else number(operand)


class SourceScalars:
    """Implements `graphrt.ir.scalar.ScalarBuilder` by writing NumPy source."""

    def const(self, value: float) -> Text:
        return number(value)

    def _left(self, sign: str, binds: int, a: Any, b: Any) -> Text:
        left, right = as_text(a).inside(binds), as_text(b).inside(binds + 1)
        return Text(f"{left} {sign} {right}", binds)

    def add(self, a: Any, b: Any) -> Text:
        left, right = as_text(a), as_text(b)
        if right.source.startswith("-") and right.binds >= UNARY:
            return self._left("-", ADD, left, Text(right.source[1:], right.binds))
        return Text(f"{left.inside(ADD)} + {right.inside(ADD)}", ADD)

    def sub(self, a: Any, b: Any) -> Text:
        return self._left("-", ADD, a, b)

    def mul(self, a: Any, b: Any) -> Text:
        left, right = as_text(a), as_text(b)
        if is_number(right) and not is_number(left):
            left, right = right, left  # 0.5 * x, as people write it
        return Text(f"{left.inside(MUL)} * {right.inside(MUL)}", MUL)

    def div(self, a: Any, b: Any) -> Text:
        return self._left("/", MUL, a, b)

    def neg(self, a: Any) -> Text:
        return Text(f"-{as_text(a).inside(UNARY)}", UNARY)

    def pow(self, a: Any, b: Any) -> Text:
        return Text(f"{as_text(a).inside(ATOM)} ** {as_text(b).inside(UNARY)}", POWER)

    def sigmoid(self, a: Any) -> Text:
        return self.div(1, self.add(1, self.exp(self.neg(a))))

    def less(self, a: Any, b: Any) -> Text:
        turned = is_number(as_text(a))
        return self._left(">", COMPARE, b, a) if turned else self._left("<", COMPARE, a, b)

    def less_equal(self, a: Any, b: Any) -> Text:
        turned = is_number(as_text(a))
        return self._left(">=", COMPARE, b, a) if turned else self._left("<=", COMPARE, a, b)

    def equal(self, a: Any, b: Any) -> Text:
        return self._left("==", COMPARE, a, b)

    def logical_and(self, a: Any, b: Any) -> Text:
        return Text(f"{as_text(a).inside(AND)} & {as_text(b).inside(AND)}", AND)

    def logical_or(self, a: Any, b: Any) -> Text:
        return Text(f"{as_text(a).inside(OR)} | {as_text(b).inside(OR)}", OR)

    def logical_not(self, a: Any) -> Text:
        return Text(f"~{as_text(a).inside(UNARY)}", UNARY)

    def select(self, condition: Any, a: Any, b: Any) -> Text:
        return call("where", condition, a, b)

    def cast(self, a: Any, dtype: DType) -> Text:
        return Text(f"{as_text(a).inside(ATOM)}.astype({dtype.name!r})")

    def __getattr__(self, word: str) -> Any:
        """Functions that NumPy has under this name or another one."""
        if word not in NUMPY_NAMES:
            raise UsageError(f"{word} has no short NumPy form")
        return lambda *args: call(NUMPY_NAMES[word], *args)


NUMPY_NAMES = {
    **{word: word for word in ("sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tanh")},
    **{word: word for word in ("abs", "floor", "bitwise_and", "bitwise_or", "bitwise_xor")},
    "round": "rint",
    "rem": "fmod",
    "atan2": "arctan2",
    "max": "maximum",
    "min": "minimum",
    "shift_left": "left_shift",
    "shift_right": "right_shift",
}
