"""Extents of axes: numbers, symbols, and linear expressions of symbols.

An extent is an ``int`` or a `Dim`; ``None`` stands for an extent nothing is known about.
A `Dim` is linear, ``constant + sum(factor * symbol)``, so equality is structural. What is
not linear (a product of symbols, a floor division, a maximum) becomes a *derived symbol*:
a `Symbol` that carries its rule and arguments and whose name is its formula, so that equal
definitions are equal symbols::

    >>> n, m = symbol("N"), symbol("M")
    >>> 2 * n + 1, n * m, n - n, (n * m * 8) // m
    (2*N+1, (M*N), 0, 8*N)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias, Union

from graphrt.errors import ShapeError

Extent: TypeAlias = Union[int, "Dim", None]
Known: TypeAlias = Union[int, "Dim"]

_MAX_NESTING = 64
DERIVED_RULES = ("mul", "floordiv", "mod", "max", "min")


class Symbol:
    """A named unknown; ``rule`` and ``args`` are set when it is derived from others.

    A name that begins with ``?`` is data-dependent: it is known only while running.
    """

    __slots__ = ("_hash", "args", "depth", "is_data_dependent", "name", "rule")

    def __init__(self, name: str, rule: str = "", args: tuple[Known, ...] = ()) -> None:
        self.name = name
        self.rule = rule
        self.args = args
        self._hash = hash(name)
        self.depth = 1 + max((_depth(arg) for arg in args), default=0)
        if self.depth > _MAX_NESTING:
            raise ShapeError(f"a symbolic extent is nested deeper than {_MAX_NESTING}")
        self.is_data_dependent: bool = (
            any(s.is_data_dependent for s in _symbols(args)) if rule else name.startswith("?")
        )

    def value(self, bindings: Mapping[str, int]) -> int:
        """The number this symbol stands for under ``bindings`` (name -> number)."""
        if not self.rule:
            return bindings[self.name]
        first, *rest = (evaluate(arg, bindings) for arg in self.args)
        for each in rest:
            first = _apply(self.rule, first, each)
        return first

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Symbol) and self.name == other.name)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return self.name


class Dim:
    """A linear expression of symbols that is not a plain number; immutable."""

    __slots__ = ("_text", "constant", "is_data_dependent", "terms")

    def __init__(self, constant: int, terms: tuple[tuple[Symbol, int], ...]) -> None:
        self.constant = constant
        self.terms = terms
        self.is_data_dependent: bool = any(symbol.is_data_dependent for symbol, _ in terms)
        self._text = _format(constant, terms)

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        return tuple(symbol for symbol, _ in self.terms)

    def __add__(self, other: Known) -> Known:
        if isinstance(other, int):
            return _dim(self.constant + other, dict(self.terms))
        if isinstance(other, Dim):
            terms = dict(self.terms)
            for symbol, factor in other.terms:
                terms[symbol] = terms.get(symbol, 0) + factor
            return _dim(self.constant + other.constant, terms)
        return NotImplemented

    __radd__ = __add__

    def __neg__(self) -> Known:
        return self * -1

    def __sub__(self, other: Known) -> Known:
        return self + (other * -1)

    def __rsub__(self, other: Known) -> Known:
        return (self * -1) + other

    def __mul__(self, other: Known) -> Known:
        if isinstance(other, int):
            return _dim(self.constant * other, {s: f * other for s, f in self.terms})
        if isinstance(other, Dim):
            return _product(self, other)
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other: Known) -> Known:
        return _quotient(self, other)

    def __rfloordiv__(self, other: Known) -> Known:
        return _quotient(other, self)

    def __mod__(self, other: Known) -> Known:
        return _remainder(self, other)

    def __rmod__(self, other: Known) -> Known:
        return _remainder(other, self)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Dim) and self._text == other._text)

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        raise ShapeError(
            f"whether the extent {self} is zero is not known before the graph runs",
            hint="compare it with `==`, or give the axis a number",
        )


def is_symbol_name(text: str) -> bool:
    """Whether ``text`` can name a symbol: letters, digits, _ and dots, not a digit first; a
    data-dependent one has ``?`` before it."""
    stem = text.removeprefix("?").replace(".", "_")
    return stem.isidentifier() and stem.isascii() and text.removeprefix("?")[0] != "."


def symbol(name: str) -> Dim:
    """The extent that is exactly the symbol ``name``."""
    if not is_symbol_name(name):
        raise ShapeError(f"{name!r} is not a symbol name", hint="use letters, digits and _")
    return Dim(0, ((Symbol(name), 1),))


def dim_max(*extents: Known) -> Known:
    """The largest of ``extents``, a derived symbol where that is not decided."""
    return _extremum("max", extents)


def dim_min(*extents: Known) -> Known:
    """The smallest of ``extents``, a derived symbol where that is not decided."""
    return _extremum("min", extents)


def evaluate(extent: Known, bindings: Mapping[str, int]) -> int:
    """The number an extent stands for; raises `KeyError` for an unbound symbol."""
    if isinstance(extent, int):
        return extent
    return extent.constant + sum(f * s.value(bindings) for s, f in extent.terms)


def derived(rule: str, args: tuple[Known, ...]) -> Known:
    """``rule`` applied to ``args`` in canonical form, as a reader of files needs it."""
    if rule == "mul" and len(args) >= 2:
        product: Known = args[0]
        for each in args[1:]:
            product = product * each
        return product
    if rule == "floordiv" and len(args) == 2:
        return args[0] // args[1]
    if rule == "mod" and len(args) == 2:
        return _remainder(args[0], args[1])
    if rule in ("max", "min") and args:
        return dim_max(*args) if rule == "max" else dim_min(*args)
    raise ShapeError(f"no derived extent {rule!r} with {len(args)} arguments")


def divides(divisor: Known, dividend: Known) -> bool:
    """Whether ``divisor`` is known to divide ``dividend`` without a remainder."""
    if isinstance(divisor, int):
        if divisor == 0:
            return False
        if isinstance(dividend, int):
            return dividend % divisor == 0
        return all(part % divisor == 0 for part in (dividend.constant, *_factors(dividend)))
    if isinstance(dividend, int):
        return dividend == 0
    return divisor == dividend or _cancel(dividend, divisor) is not None


def _factors(dim: Dim) -> Iterator[int]:
    return (factor for _, factor in dim.terms)


def _symbols(args: tuple[Known, ...]) -> Iterator[Symbol]:
    return (s for arg in args if isinstance(arg, Dim) for s in arg.symbols)


def _depth(extent: Known) -> int:
    return 0 if isinstance(extent, int) else max(s.depth for s in extent.symbols)


def _apply(rule: str, left: int, right: int) -> int:
    match rule:
        case "mul":
            return left * right
        case "floordiv" | "mod":
            if right == 0:
                raise ShapeError("a symbolic extent divides by zero")
            return left // right if rule == "floordiv" else left % right
        case "max":
            return max(left, right)
        case _:
            return min(left, right)


def _dim(constant: int, terms: Mapping[Symbol, int]) -> Known:
    kept = sorted(((s, f) for s, f in terms.items() if f), key=lambda term: term[0].name)
    return Dim(constant, tuple(kept)) if kept else constant


def _derived(rule: str, args: tuple[Known, ...]) -> Dim:
    if rule == "mul":
        name = "(" + "*".join(_operand(arg) for arg in args) + ")"
    elif rule in ("floordiv", "mod"):
        sign = "//" if rule == "floordiv" else "%"
        name = f"({_operand(args[0])}{sign}{_operand(args[1])})"
    else:
        name = f"{rule}({', '.join(map(str, args))})"
    return Dim(0, ((Symbol(name, rule, args), 1),))


def _operand(extent: Known) -> str:
    text = str(extent)
    return text if _atomic(extent) else f"({text})"


def _atomic(extent: Known) -> bool:
    if isinstance(extent, int):
        return extent >= 0
    return extent.constant == 0 and len(extent.terms) == 1 and extent.terms[0][1] == 1


def _monomial(dim: Dim) -> tuple[int, list[Known]] | None:
    """``dim`` as number times factors, when it is one term and no constant."""
    if dim.constant or len(dim.terms) != 1:
        return None
    sym, factor = dim.terms[0]
    return factor, list(sym.args) if sym.rule == "mul" else [Dim(0, ((sym, 1),))]


def _product(left: Dim, right: Dim) -> Known:
    factor = 1
    factors: list[Known] = []
    for each in (left, right):
        split = _monomial(each)
        if split is None:
            factors.append(each)
        else:
            factor *= split[0]
            factors += split[1]
    return _times(factor, factors)


def _times(factor: int, factors: list[Known]) -> Known:
    if not factors:
        return factor
    if len(factors) == 1:
        return factors[0] * factor
    return _derived("mul", tuple(sorted(factors, key=str))) * factor


def _cancel(dividend: Dim, divisor: Dim) -> Known | None:
    """``dividend / divisor`` when every factor of the divisor occurs in the dividend."""
    above, below = _monomial(dividend), _monomial(divisor)
    if above is None or below is None or above[0] % below[0]:
        return None
    rest = list(above[1])
    for each in below[1]:
        if each not in rest:
            return None
        rest.remove(each)
    return _times(above[0] // below[0], rest)


def _quotient(left: Known, right: Known) -> Known:
    if isinstance(right, int):
        if right == 0:
            raise ShapeError(f"the extent {left} is divided by zero")
        if isinstance(left, int):
            return left // right
        if all(factor % right == 0 for factor in _factors(left)):  # the rest is below one
            return _dim(left.constant // right, {s: f // right for s, f in left.terms})
    elif isinstance(left, Dim):
        if left == right:
            return 1
        cancelled = _cancel(left, right)
        if cancelled is not None:
            return cancelled
    return _derived("floordiv", (left, right))


def _remainder(left: Known, right: Known) -> Known:
    if isinstance(left, int) and isinstance(right, int) and right:
        return left % right
    return 0 if divides(right, left) else _derived("mod", (left, right))


def _extremum(rule: str, extents: tuple[Known, ...]) -> Known:
    choose = max if rule == "max" else min
    flat: list[Known] = []
    for each in extents:
        inner = each.terms[0][0] if isinstance(each, Dim) and _atomic(each) else None
        flat += inner.args if inner is not None and inner.rule == rule else (each,)
    numbers = [each for each in flat if isinstance(each, int)]
    dims = sorted({each for each in flat if isinstance(each, Dim)}, key=str)
    args: list[Known] = [*dims, *([choose(numbers)] if numbers else [])]
    return args[0] if len(args) == 1 else _derived(rule, tuple(args))


def _format(constant: int, terms: tuple[tuple[Symbol, int], ...]) -> str:
    text = ""
    for sym, factor in terms:
        sign = "-" if factor < 0 else "+" if text else ""
        size = abs(factor)
        text += f"{sign}{sym.name}" if size == 1 else f"{sign}{size}*{sym.name}"
    if constant:
        text += f"{constant:+d}"
    return text


_TOKEN = r"\s*(?:(\d+)|(\??[A-Za-z_][A-Za-z_0-9.]*)|(//|[-+*%(),]))"


def parse_extent(text: str) -> Known:
    """Read an extent as it prints: ``8``, ``N``, ``2*N+1``, ``(N//2)``, ``max(M, N)``.

    Raises `ShapeError` for anything else.
    """
    if is_symbol_name(text):
        return symbol(text)
    tokens: list[str] = []
    token = re.compile(_TOKEN)  # here, as compiling it costs more than importing this module
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        found = token.match(stripped, position)
        if found is None or len(tokens) > 1000:
            raise ShapeError(f"{text!r} is not an extent", hint="for example 8, N or 2*N+1")
        tokens.append(found.group().strip())
        position = found.end()
    reader = _ExtentReader(text, tokens)
    extent = reader.total(0)
    if reader.tokens:
        raise reader.error()
    return extent


class _ExtentReader:
    """Recursive descent over the grammar of extents."""

    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text = text
        self.tokens = tokens[::-1]

    def error(self) -> ShapeError:
        return ShapeError(f"{self.text!r} is not an extent", hint="for example 8, N or 2*N+1")

    def next(self) -> str:
        if not self.tokens:
            raise self.error()
        return self.tokens.pop()

    def take(self, *wanted: str) -> str | None:
        return self.tokens.pop() if self.tokens and self.tokens[-1] in wanted else None

    def total(self, depth: int) -> Known:
        if depth > 2 * _MAX_NESTING:  # each level may take two parentheses: ((N+1)//2)
            raise ShapeError(f"a symbolic extent is nested deeper than {_MAX_NESTING}")
        sign = -1 if self.take("-") else 1
        value = self.term(depth) * sign
        while found := self.take("+", "-"):
            right = self.term(depth)
            value = value + right if found == "+" else value - right
        return value

    def term(self, depth: int) -> Known:
        value = self.atom(depth)
        while found := self.take("*", "//", "%"):
            right = self.atom(depth)
            rule = {"*": "mul", "//": "floordiv", "%": "mod"}[found]
            value = derived(rule, (value, right))
        return value

    def atom(self, depth: int) -> Known:
        token = self.next()
        if token.isdigit():
            return int(token[:20])
        if token == "(":
            value = self.total(depth + 1)
            if not self.take(")"):
                raise self.error()
            return value
        if token in ("max", "min") and self.take("("):
            args = [self.total(depth + 1)]
            while self.take(","):
                args.append(self.total(depth + 1))
            if not self.take(")"):
                raise self.error()
            return derived(token, tuple(args))
        if not is_symbol_name(token):
            raise self.error()
        return symbol(token)
