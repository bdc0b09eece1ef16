"""Rules: one rewrite each, tried on every node of the op classes they name.

::

    @rule(Neg)
    def double_negation(term, emit):
        '''``--x`` is ``x``: negation flips one bit and flips it back.'''
        match term:
            case [Neg(), [Neg(), x]]:
                return x

A rule looks at a node and what it is made of, never at what uses it. It returns the value
that takes the node's place (made with ``emit``, or one it found), ``None`` where its pattern
is not there, or ``decline("reason")`` where the pattern is there and something speaks
against it: that is what ``graphrt optimize --why-not RULE`` prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from graphrt.ir.graph import Value
from graphrt.ir.op import Op, Trait


class Declined(NamedTuple):
    """A rule's answer: the pattern is there, and is left alone for ``reason``."""

    reason: str


def decline(reason: str) -> Declined:
    """Leave a node as it is and say why."""
    return Declined(reason)


class Rule(NamedTuple):
    """A rewrite of nodes whose op is of one of the classes, or has one of the traits, ``of``.

    Where the pattern needs an operand made by one of certain ops, ``reading`` says which.
    """

    name: str
    of: tuple[type[Op] | Trait, ...]
    function: Callable[..., Any]
    reading: tuple[type[Op], ...] = ()

    @property
    def summary(self) -> str:
        """The first line of the rule's docstring."""
        text = (self.function.__doc__ or "").strip().splitlines()
        return text[0].replace("``", "") if text else ""

    def covers(self, kind: type[Op]) -> bool:
        """Whether the rule is tried on nodes of this class of ops."""
        return any(
            each in kind.traits if isinstance(each, Trait) else issubclass(kind, each)
            for each in self.of
        )


def rule(
    *of: type[Op] | Trait, reading: tuple[type[Op], ...] = ()
) -> Callable[[Callable[..., Any]], Rule]:
    """Make a function of a term and an emitter a `Rule` for nodes of these ops or traits.

    ``reading`` spares it the nodes of which no operand is made by one of those ops.
    """

    def decorate(function: Callable[..., Any]) -> Rule:
        return Rule(function.__name__, of, function, reading)

    return decorate


class RuleTable(dict[type[Op], list[Rule]]):
    """Op class -> the rules for it, in the order given; found when first asked for.

    `at` is what is left of them for a node, by what it reads: of most nodes nothing.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        super().__init__()
        self.rules = tuple(rules)
        self._at: dict[tuple[type[Op], ...], list[Rule]] = {}

    def __missing__(self, kind: type[Op]) -> list[Rule]:
        found = self[kind] = [each for each in self.rules if each.covers(kind)]
        return found

    def at(self, op: Op, inputs: Iterable[Value | None]) -> list[Rule]:
        """The rules to try on a node that applies ``op`` to ``inputs``."""
        kind = type(op)
        rules = self[kind]
        if not rules:
            return rules
        key = (kind, *[type(v.node.op) for v in inputs if v is not None])
        found = self._at.get(key)
        if found is None:
            found = self._at[key] = [
                each
                for each in rules
                if not each.reading or any(issubclass(maker, each.reading) for maker in key[1:])
            ]
        return found
