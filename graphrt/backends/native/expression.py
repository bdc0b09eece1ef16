"""What a group of nodes computes for one element, as expressions.

`Op.scalar` and `Op.row` are run against a `Recorder`, which writes down instead of computing:
equal expressions are one object, so the whole group becomes a small graph of its own. Its text
is the identity of a kernel, and its *levels* say how often a row must be walked: an expression
that needs a sum over the row can only be computed once the row has been seen.

>>> r = Recorder()
>>> x = r.operand(0, "float32")
>>> y = r.div(r.exp(x), r.row_sum(r.exp(x)))
>>> y.level, y.uniform, r.exp(x) is r.exp(x)
(1, False, True)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graphrt.backends.native.irvalues import to_single
from graphrt.ir.scalar import RowBuilder

Number = int | float
TRUTH = "bool"
FLOATS = frozenset({"float32", "float64"})
COMPARISONS = frozenset({"less", "less_equal", "equal"})
REDUCTIONS = frozenset({"row_sum", "row_max", "row_min", "row_prod", "row_any", "row_all"})
REQUIRE = "require"  # its first argument, if its second holds; else the kernel gives up
DOWN = "sum_of_rows"  # only as a result: all rows added up, element by element


class Expr:
    """A word applied to arguments. ``kind`` is the dtype's name; ``level`` the number of walks
    over the row that come before it; ``uniform`` where it is one number for the whole row."""

    __slots__ = ("args", "kind", "level", "number", "uniform", "word")

    def __init__(
        self, word: str, args: tuple[Any, ...], kind: str, level: int, uniform: bool, number: int
    ) -> None:
        self.word = word
        self.args = args  # expressions, numbers, dtype names
        self.kind = kind
        self.level = level
        self.uniform = uniform
        self.number = number  # in order of recording

    @property
    def operands(self) -> tuple[Expr, ...]:
        return tuple(each for each in self.args if isinstance(each, Expr))

    def __repr__(self) -> str:
        return f"{self.word}({', '.join(map(repr, self.args))})"


def _words(*names: str) -> tuple[Callable[..., Any], ...]:
    """Methods that write down their own name and arguments."""

    def method(name: str) -> Callable[..., Any]:
        def record(self: Recorder, *args: Any) -> Any:
            return self._apply(name, args)

        return record

    return tuple(map(method, names))


class Recorder(RowBuilder):
    """A scalar builder that writes down what is asked for."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Expr] = {}

    def operand(self, number: int, kind: str, uniform: bool = False) -> Expr:
        """Element of operand ``number``: of the row, or one for the row where ``uniform``."""
        return self._expr("operand", (number, kind, uniform), kind, 0, uniform)

    def const(self, value: Number) -> Number:
        return value

    def cast(self, a: Any, dtype: Any) -> Any:
        if not isinstance(a, Expr):
            return self._expr("number", (a, dtype.name), dtype.name, 0, True)
        if a.kind == dtype.name:
            return a
        return self._expr("cast", (a, dtype.name), dtype.name, a.level, a.uniform)

    def row_count(self, like: Expr) -> Expr:
        """How many elements the row has, in the dtype of ``like``."""
        return self._expr("row_count", (like.kind,), like.kind, 0, True)

    def position(self, like: Any) -> Expr:
        """The number of the element in its row."""
        return self._expr("position", (), "int64", 0, False)

    add, sub, mul, div, rem = _words("add", "sub", "mul", "div", "rem")
    neg, abs, floor, round = _words("neg", "abs", "floor", "round")
    pow, sqrt, exp, expm1 = _words("pow", "sqrt", "exp", "expm1")
    log, log1p, tanh, sigmoid = _words("log", "log1p", "tanh", "sigmoid")
    sin, cos, atan2, erf, erfc = _words("sin", "cos", "atan2", "erf", "erfc")
    max, min, select = _words("max", "min", "select")
    less, less_equal, equal = _words("less", "less_equal", "equal")
    logical_and, logical_or, logical_not = _words("logical_and", "logical_or", "logical_not")
    bitwise_and, bitwise_or, bitwise_xor = _words("bitwise_and", "bitwise_or", "bitwise_xor")
    shift_left, shift_right = _words("shift_left", "shift_right")
    row_sum, row_prod = _words("row_sum", "row_prod")
    row_max, row_min = _words("row_max", "row_min")
    row_any, row_all, require = _words("row_any", "row_all", "require")
    (sum_of_rows,) = _words("sum_of_rows")
    significand, exponent = _words("significand", "exponent")

    def _apply(self, word: str, args: tuple[Any, ...]) -> Expr:
        operands = [each for each in args if isinstance(each, Expr)]
        level = max((each.level for each in operands), default=0)
        uniform = all(each.uniform for each in operands)
        if word in REDUCTIONS:
            level, uniform = level + 1, True
        kind = TRUTH if word in COMPARISONS else operands[-1].kind
        if word == "select":  # the condition says nothing about the kind of the result
            kind = next((each.kind for each in args[1:] if isinstance(each, Expr)), kind)
        return self._expr(word, _with_plain_numbers(args), kind, level, uniform)

    def _expr(self, word: str, args: tuple[Any, ...], kind: str, level: int, uniform: bool) -> Expr:
        key = (word, *(("%", each.number) if isinstance(each, Expr) else repr(each)
                       for each in args))  # fmt: skip
        found = self._known.get(key)
        if found is None:
            found = Expr(word, args, kind, level, uniform, len(self._known))
            self._known[key] = found
        return found


def _with_plain_numbers(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numbers beside a float, however they were written, as what they are in its format."""
    kinds = {e.kind for e in args if isinstance(e, Expr) and e.word != "number"} & FLOATS
    if len(kinds) != 1:
        return args
    (kind,) = kinds

    def plain(arg: Any) -> Any:
        number = arg
        if isinstance(arg, Expr):
            if arg.word != "number" or arg.kind != kind:
                return arg
            number = arg.args[0]
        return to_single(number) if kind == "float32" else float(number)

    return tuple(map(plain, args))


def needed(roots: Iterable[Expr], known: Callable[[Expr], bool] = lambda _: False) -> list[Expr]:
    """Every expression the roots are made of, operands first; nothing behind those ``known``."""
    found: dict[int, Expr] = {}
    stack = list(roots)
    while stack:
        each = stack.pop()
        if each.number not in found:
            found[each.number] = each
            if not known(each):
                stack.extend(each.operands)
    return [found[number] for number in sorted(found)]


def text_of(roots: Iterable[Expr]) -> str:
    """One line per expression, numbered anew: equal for equal computations."""
    roots = list(roots)
    order = needed(roots)
    names = {each.number: position for position, each in enumerate(order)}
    lines = []
    for each in order:
        args = ", ".join(
            f"%{names[arg.number]}" if isinstance(arg, Expr) else repr(arg) for arg in each.args
        )
        lines.append(f"{each.kind} {each.word}({args})")
    ends = " ".join(f"%{names[each.number]}" for each in roots)
    return "\n".join([*lines, ends])


def is_one_reduction(root: Expr) -> bool:
    """Whether a row is walked once, for sums that what follows needs no other element for."""
    every = needed([root])
    return root.uniform and root.level == 1 and not looks_at_rows(every)


def looks_at_rows(every: Iterable[Expr]) -> bool:
    """Whether some expressions mean another thing, or none, for parts of rows."""
    return any(each.word in ("position", REQUIRE) for each in every)


def may_fail(results: Iterable[Expr]) -> bool:
    """Whether a kernel may have to give up."""
    return any(each.word == REQUIRE for each in needed(results))
