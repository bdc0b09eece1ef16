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

from graphrt.ir.op import Op, Trait


class Declined(NamedTuple):
    """A rule's answer: the pattern is there, and is left alone for ``reason``."""

    reason: str


def decline(reason: str) -> Declined:
    """Leave a node as it is and say why."""
    return Declined(reason)


class Rule(NamedTuple):
    """A rewrite of nodes whose op is of one of the classes, or has one of the traits, ``of``."""

    name: str
    of: tuple[type[Op] | Trait, ...]
    function: Callable[..., Any]

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


def rule(*of: type[Op] | Trait) -> Callable[[Callable[..., Any]], Rule]:
    """Make a function of a term and an emitter a `Rule` for nodes of these ops or traits."""

    def decorate(function: Callable[..., Any]) -> Rule:
        return Rule(function.__name__, of, function)

    return decorate


class RuleTable(dict[type[Op], list[Rule]]):
    """Op class -> the rules for it, in the order given; found when first asked for."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        super().__init__()
        self.rules = tuple(rules)

    def __missing__(self, kind: type[Op]) -> list[Rule]:
        found = self[kind] = [each for each in self.rules if each.covers(kind)]
        return found
