"""The symbols of the blackboard, by op name; an op without one is shown by its name."""

from __future__ import annotations

SYMBOLS: dict[str, str] = {
    "abs": "|x|",
    "add": "+",
    "ceil": "⌈x⌉",
    "div": "/",
    "equal": "=",
    "floor": "⌊x⌋",
    "greater": ">",
    "greater_equal": "≥",
    "less": "<",
    "less_equal": "≤",
    "logical_and": "and",
    "logical_not": "not",
    "logical_or": "or",
    "logical_xor": "xor",
    "mul": "*",
    "not_equal": "≠",
    "pow": "^",
    "reciprocal": "1/x",
    "reduce_max": "max",
    "reduce_mean": "mean",
    "reduce_min": "min",
    "reduce_prod": "Π",
    "reduce_sum": "Σ",
    "sigmoid": "σ",
    "sqrt": "√x",
    "square": "x²",
    "sub": "-",
    "sum": "Σ",
}

# A constant operand of these may stand in the gate itself: `+ 1`, `* -1`, `max 0`.
INFIX = frozenset(("add", "sub", "mul", "div", "pow", "max", "min"))


def symbol_of(op: str) -> str:
    """The symbol of the op called ``op``, or its name without a vendor prefix."""
    return SYMBOLS.get(op, op.rpartition("::")[2])


def symbol_with(op: str, constant: str, position: int, commutative: bool) -> str:
    """The symbol of a two-operand op whose operand at ``position`` is ``constant``.

    >>> symbol_with("sub", "1", 0, False), symbol_with("mul", "-1", 0, True)
    ('1 -', '* -1')
    """
    symbol = symbol_of(op)
    return f"{constant} {symbol}" if position == 0 and not commutative else f"{symbol} {constant}"
