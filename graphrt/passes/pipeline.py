"""Pipelines: passes in a row, written as text, checked at both ends.

::

    canonicalize,fold{max_bytes=65536},cse,dce
"""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from graphrt.errors import GraphError, GraphrtError, UsageError, nearest
from graphrt.ir.emitter import paused_gc
from graphrt.ir.graph import Graph
from graphrt.ir.verify import verify
from graphrt.passes.base import Log, Pass
from graphrt.passes.presets import LEVELS, ROUNDS
from graphrt.passes.registry import lookup_pass

_STEP = re.compile(r"\s*([A-Za-z_][\w:.-]*)\s*(?:\{([^{}]*)\})?\s*(,|$)")
_KINDS: dict[str, Callable[[str], Any]] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": lambda text: {"true": True, "false": False}[text.lower()],
    "tuple[str, ...]": lambda text: tuple(each.strip() for each in text.split("|")),
}


class PassRun(NamedTuple):
    """What one pass did to one graph."""

    step: Pass
    before: int  # nodes
    after: int
    log: Log
    seconds: float

    @property
    def changed(self) -> bool:
        return bool(self.log.fired) or self.before != self.after


class Observer(Protocol):
    """Told after each pass; may print the graph, or keep it."""

    def after(self, run: PassRun, graph: Graph) -> None: ...


@dataclass(frozen=True)
class Pipeline:
    """Passes to run in this order, up to ``rounds`` times, until none has anything to do."""

    passes: tuple[Pass, ...]
    rounds: int = 1

    @property
    def exact(self) -> bool:
        """Whether no pass changes how results are rounded."""
        return all(each.exact for each in self.passes)

    def __str__(self) -> str:
        return ",".join(map(str, self.passes))

    def run(
        self,
        graph: Graph,
        observers: Iterable[Observer] = (),
        watched: tuple[str, ...] = (),
        check: bool = True,
    ) -> tuple[Graph, list[PassRun]]:
        """The graph after all passes, and what each one did.

        With ``check``, raises `GraphError` naming the pass after which the graph is not valid
        or has other inputs or outputs.
        """
        runs: list[PassRun] = []
        stages: list[tuple[Pass, Graph]] = []
        watchers = list(observers)
        with paused_gc():
            if check:
                verify(graph)
            now = graph
            settled = 0  # passes in a row that this very graph has nothing for
            for step in self.passes * self.rounds:
                before, log, start = now, Log(watched), time.perf_counter()
                now = _applied(step, before, log)
                run = PassRun(step, len(before), len(now), log, time.perf_counter() - start)
                runs.append(run)
                stages.append((step, now))
                for each in watchers:
                    each.after(run, now)
                settled = settled + 1 if now is before else 1  # a pass finishes its own work
                if settled == len(self.passes):
                    break
            if check:
                _check_end(graph, now, stages)
        return now, runs


def _applied(step: Pass, graph: Graph, log: Log) -> Graph:
    try:
        return step(graph, log)
    except GraphrtError as error:
        raise GraphError(
            f"the pass {step} failed: {error.rule}", rows=error.rows, hint=error.hint
        ) from error


def _check_end(graph: Graph, end: Graph, stages: list[tuple[Pass, Graph]]) -> None:
    """Verify ``end``; where it is wrong, find the first pass that made it so."""
    if end is graph or _problem(graph, end) is None:
        return
    for step, stage in stages:
        problem = _problem(graph, stage)
        if problem is not None:
            raise GraphError(
                f"the pass {step} broke the graph: {problem.rule}",
                rows=problem.rows,
                hint=f"a pass gives a valid graph for a valid one; see the pass {step.name!r}",
            )


def _problem(graph: Graph, result: Graph) -> GraphError | None:
    try:
        verify(result)
    except GraphError as error:
        return error
    for what, old, new in (
        ("inputs", _inputs(graph), _inputs(result)),
        ("outputs", _types(graph), _types(result)),
    ):
        if old != new:
            return GraphError(f"the {what} were {', '.join(old)} and are {', '.join(new)}")
    return None


def _inputs(graph: Graph) -> list[str]:
    return [f"%{value.name}: {value.type}" for value in graph.inputs]


def _types(graph: Graph) -> list[str]:
    return [str(value.type) for value in graph.outputs]


# -- text ------------------------------------------------------------------------------------


def pipeline_of(level: str) -> Pipeline:
    """The pipeline of a level, ``O0`` to ``O3``. Raises `UsageError` for another word."""
    if level not in LEVELS:
        raise UsageError(
            f"there is no optimization level {level!r}", hint=f"levels are {', '.join(LEVELS)}"
        )
    return parse_pipeline(LEVELS[level])


def parse_pipeline(text: str, rounds: int = ROUNDS) -> Pipeline:
    """The pipeline that ``text`` describes; ``str`` of it is the text again.

    Raises `UsageError` at the first thing that is not a pass or an option of it.

    >>> str(parse_pipeline(" cse, fold{max_bytes=100} ,dce"))
    'cse,fold{max_bytes=100},dce'
    """
    passes: list[Pass] = []
    position = 0
    if not text.strip():
        return Pipeline((), rounds)
    while position < len(text) or not passes:
        found = _STEP.match(text, position)
        if found is None or (found.end() == len(text) and found.group(3) == ","):
            rest = text[position:].strip() or "nothing"
            raise UsageError(
                f"expected a pass at {rest!r} in the pipeline {text!r}",
                hint="write passes like: canonicalize,fold{max_bytes=65536},cse",
            )
        passes.append(_parse_step(found.group(1), found.group(2) or ""))
        position = found.end()
    return Pipeline(tuple(passes), rounds)


def _parse_step(name: str, options: str) -> Pass:
    kind = lookup_pass(name)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    given: dict[str, Any] = {}
    for item in filter(None, (each.strip() for each in options.split(","))):
        key, equals, text = (part.strip() for part in item.partition("="))
        if not equals:
            raise UsageError(f"{name}: an option is NAME=VALUE, got {item!r}")
        if key not in fields:
            hint = nearest(key, fields) or f"{name} has no options"
            raise UsageError(f"{name} has no option {key!r}", hint=hint)
        if key in given:
            raise UsageError(f"{name}: the option {key!r} is given twice")
        annotation = str(fields[key].type)
        try:
            given[key] = _KINDS[annotation](text)
        except (KeyError, ValueError):
            raise UsageError(f"{name}: {key} must be {annotation}, got {text!r}") from None
    return kind(**given)
