"""What an op was asked to do that has no finite answer.

A cause looks at the operands of one node, all of them finite, and says which rule they broke.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from graphrt.ir.graph import Node

Array = np.ndarray[Any, Any]
Cause = Callable[[Node, Sequence[Array]], str | None]


def cause_of(node: Node, operands: Sequence[Array], result: Array) -> str:
    """The rule that was broken, in a few words with numbers."""
    found = _CAUSES.get(node.op.name)
    text = found(node, operands) if found is not None else None
    if text is not None:
        return text
    if np.isnan(result).any():
        return f"{node.op.name} of finite numbers has no value here"
    largest = max((float(np.abs(each).max()) for each in operands if each.size), default=0.0)
    limit = float(np.finfo(result.dtype).max) if result.dtype.kind == "f" else float("inf")
    return f"overflow: {result.dtype} ends at {limit:.3g}, the largest operand is {largest:.3g}"


def _domain(what: str, bad: Callable[[Array], Array]) -> Cause:
    def look(node: Node, operands: Sequence[Array]) -> str | None:
        wrong = bad(operands[0])
        if not wrong.any():
            return None
        lowest, count = operands[0][wrong].min(), int(wrong.sum())
        return f"{node.op.name} of {what}: {count} of {wrong.size} elements, the least {lowest:.6g}"

    return look


def _division(node: Node, operands: Sequence[Array]) -> str | None:
    x, y = np.broadcast_arrays(operands[0], operands[1])
    zero = y == 0
    if not zero.any():
        return None
    both = zero & (x == 0)
    if both.any():
        return f"0 / 0: {int(both.sum())} of {both.size} elements"
    return f"division by 0: {int(zero.sum())} of {zero.size} elements"


def _reciprocal(node: Node, operands: Sequence[Array]) -> str | None:
    zero = operands[0] == 0
    return f"division by 0: {int(zero.sum())} of {zero.size} elements" if zero.any() else None


def _overflow_of_exp(node: Node, operands: Sequence[Array]) -> str | None:
    x = operands[0]
    limit = float(np.log(np.finfo(x.dtype).max))
    if x.size and x.max() > limit:
        return f"overflow: exp of {x.max():.6g}, {x.dtype} overflows above {limit:.4g}"
    return None


def _power(node: Node, operands: Sequence[Array]) -> str | None:
    base, exponent = np.broadcast_arrays(operands[0], operands[1])
    fractional = (base < 0) & (exponent != np.rint(exponent))
    if fractional.any():
        return f"a negative base to a fractional power: {base[fractional].min():.6g}"
    zero = (base == 0) & (exponent < 0)
    return f"0 to a negative power: {int(zero.sum())} elements" if zero.any() else None


_CAUSES: dict[str, Cause] = {
    **dict.fromkeys(("log", "log2", "log10"), _domain("a non-positive number", lambda x: x <= 0)),
    "log1p": _domain("a number of -1 or less", lambda x: x <= -1),
    "sqrt": _domain("a negative number", lambda x: x < 0),
    "rsqrt": _domain("a non-positive number", lambda x: x <= 0),
    "asin": _domain("a number beyond 1", lambda x: np.abs(x) > 1),
    "acos": _domain("a number beyond 1", lambda x: np.abs(x) > 1),
    "atanh": _domain("a number of 1 or beyond", lambda x: np.abs(x) >= 1),
    "acosh": _domain("a number below 1", lambda x: x < 1),
    "div": _division,
    "mod": _division,
    "reciprocal": _reciprocal,
    "exp": _overflow_of_exp,
    "expm1": _overflow_of_exp,
    "pow": _power,
}
