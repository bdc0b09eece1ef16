"""What a pass is: a frozen dataclass that turns a graph into an equivalent one.

The graph of a signature has the signature's outputs and updates as its outputs; so has a body.
The contract, which `Pipeline` checks: valid in, valid out, the same inputs (names, types,
order), outputs of the same types and number, and the same values for all feeds.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any, ClassVar, NamedTuple

from graphrt.ir.bodies import all_bodies, body_fields
from graphrt.ir.graph import Graph, Node
from graphrt.ir.location import Location
from graphrt.passes.copying import with_bodies
from graphrt.passes.rules import Rule
from graphrt.record import Record


class Refusal(NamedTuple):
    """A rule that declined: at which node, and why."""

    rule: str
    node: str
    location: Location | None
    reason: str


class Log:
    """What a pass did: how often each rule fired; for the rules watched, why they did not."""

    def __init__(self, watched: tuple[str, ...] = ()) -> None:
        self.fired: Counter[str] = Counter()
        self.watched = frozenset(watched)
        self.looked: Counter[str] = Counter()  # watched rule -> nodes it was tried on
        self.refusals: list[Refusal] = []

    def refuse(self, rule: str, node: Node, reason: str) -> None:
        """Note that ``rule`` declined at ``node``, if anybody asked."""
        if rule in self.watched:
            self.refusals.append(Refusal(rule, node.name, node.location, reason))


class Pass(Record):
    """Base of every pass. Fields are its options: numbers, strings, or tuples of strings.

    A subclass says its ``name``, implements `run` for one graph without looking into bodies,
    and sets ``exact = False`` if it may change how results are rounded.
    """

    name: ClassVar[str]
    exact: ClassVar[bool] = True
    rules: ClassVar[tuple[Rule, ...]] = ()
    reports: ClassVar[tuple[str, ...]] = ()  # other names that it logs under

    def run(self, graph: Graph, log: Log) -> Graph:
        """An equivalent of ``graph``; the very same object where there is nothing to do."""
        raise NotImplementedError(f"{type(self).__name__}.run")

    def __call__(self, graph: Graph, log: Log | None = None) -> Graph:
        """An equivalent of ``graph``, its bodies treated as well, inner ones first."""
        log = Log() if log is None else log
        if any(map(body_fields, graph.op_kinds.values())):
            done: dict[int, Graph] = {}
            for _, body in all_bodies([graph]):
                done[id(body)] = self.run(with_bodies(body, done), log)
            graph = with_bodies(graph, done)
        return self.run(graph, log)

    def options(self) -> dict[str, Any]:
        """The options that differ from their defaults."""
        return {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != field.default
        }

    def __str__(self) -> str:
        """The text that parses back: ``fold{max_bytes=100}``."""
        shown = ",".join(f"{name}={_text(value)}" for name, value in self.options().items())
        return f"{self.name}{{{shown}}}" if shown else self.name


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "|".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def summary(kind: type[Pass]) -> str:
    """The first line of a pass's docstring."""
    return (kind.__doc__ or "").strip().splitlines()[0].replace("``", "")
