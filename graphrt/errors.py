"""The errors graphrt raises, and how one is written.

Every error a user can cause derives from `GraphrtError` and also from the built-in
exception a Python programmer would expect (`ShapeError` is a `ValueError`). The first
line states the broken rule with its numbers; the lines below it name the operands, the
user's source line and, when there is one sure thing to do, a hint::

    ShapeError: matmul: inner dimensions differ: lhs[-1] = 784, rhs[-2] = 100
      lhs  %x   f32[N, 784]   from input     at net.py:4
      rhs  %w1  f32[100, 64]  from variable  at net.py:6
      in   matmul(%x, %w1) at net.py:9
      hint transpose(%w1) has shape [64, 100]; did you swap rows and columns of w1?
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class GraphrtError(Exception):
    """Base of every error graphrt raises on purpose.

    ``rule`` is the broken rule in one line, ``hint`` the one sure thing to do about it,
    ``rows`` the lines of detail between them. ``exit_code`` is what the command line
    returns when the error ends a run.
    """

    exit_code = 5

    def __init__(self, rule: str, *, hint: str | None = None, rows: Sequence[str] = ()) -> None:
        super().__init__(rule)
        self.rule = rule
        self.hint = hint
        self.rows = tuple(rows)

    def __str__(self) -> str:
        return explain(self.rule, self.rows, self.hint)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.rule, self.hint, self.rows))


def _rebuild(
    kind: type[GraphrtError], rule: str, hint: str | None, rows: tuple[str, ...]
) -> GraphrtError:
    return kind(rule, hint=hint, rows=rows)


class ShapeError(GraphrtError, ValueError):
    """Shapes break an op's rule, or cannot be broadcast together."""


class DTypeError(GraphrtError, TypeError):
    """Element types break an op's rule, or are mixed without a `cast`."""


class OpError(GraphrtError, ValueError):
    """An attribute of an op has the wrong type or a value the op cannot have."""


class GraphError(GraphrtError, ValueError):
    """A graph is built wrongly: a cycle, an unknown or doubled name, a foreign value."""

    exit_code = 3


class GradientError(GraphrtError, ValueError):
    """A gradient was asked for where there is none; the message says where it is cut."""


class UsageError(GraphrtError, ValueError):
    """The request itself is wrong: an unknown signature, file, option or input text."""

    exit_code = 2


class FeedError(UsageError):
    """A feed is missing, unknown, or not of the declared dtype and shape."""


class FormatError(GraphrtError, ValueError):
    """A file is not a graphrt model, is damaged, or is from a newer release."""

    exit_code = 3


class LimitError(GraphrtError, ValueError):
    """A safety limit was hit; the message names the limit, the value and the flag."""

    exit_code = 4


class NumericError(GraphrtError, ArithmeticError):
    """The numbers are such that an op has no result: the inverse of a singular matrix, say."""


class SessionError(GraphrtError, RuntimeError):
    """A session is used in a way it cannot be: re-entered, or after it was closed."""


class CheckFailed(GraphrtError):
    """A comparison or a gradient check found a difference."""

    exit_code = 1


def explain(rule: str, rows: Iterable[str] = (), hint: str | None = None) -> str:
    """Lay out an error: the rule, one indented line per row, then the hint."""
    lines = [rule, *(f"  {row}" for row in rows)]
    if hint:
        lines.append(f"  hint {hint}")
    return "\n".join(lines)


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Align ``rows`` of cells into columns two spaces apart; those in ``right`` at the right."""
    if not rows:
        return []
    columns = range(len(rows[0]))
    widths = [max(len(row[i]) for row in rows) for i in columns]
    place = [str.rjust if i in right else str.ljust for i in columns]
    return ["  ".join(place[i](row[i], widths[i]) for i in columns).rstrip() for row in rows]


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return ``did you mean 'a' or 'b'?`` for the known names closest to ``name``."""
    import difflib  # needed when something is misspelt only

    known = list(names)
    close = difflib.get_close_matches(name, known, n=2, cutoff=0.6)
    if close:
        return "did you mean " + " or ".join(repr(each) for each in close) + "?"
    if known:
        listed = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
        return f"known are: {listed}"
    return None
