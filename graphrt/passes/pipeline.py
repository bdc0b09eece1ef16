"""Pipelines: passes in a row, written as text, checked at both ends.

::

    canonicalize,fold{max_bytes=65536},cse,dce
"""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

from graphrt.errors import GraphError, GraphrtError, UsageError, nearest
from graphrt.ir.emitter import paused_gc
from graphrt.ir.graph import Graph
from graphrt.ir.verify import verify
from graphrt.passes.base import Log, Pass
from graphrt.passes.copying import Draft, draft_of
from graphrt.passes.presets import LEVELS, ROUNDS
from graphrt.passes.registry import lookup_pass
from graphrt.record import Record

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


class Pipeline(Record):
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
        with paused_gc():
            if check:
                verify(graph)
            try:
                end = self._end(graph, list(observers), watched, runs)
            except Exception:
                if check:  # perhaps an earlier pass is to blame
                    _blame(graph, runs)
                raise
            problem = _problem(graph, end) if check and end is not graph else None
            if problem is not None:
                _blame(graph, runs)
                raise _broken(str(self), problem)
        return end, runs

    def _end(
        self,
        graph: Graph,
        watchers: list[Observer],
        watched: tuple[str, ...],
        runs: list[PassRun],
    ) -> Graph:
        """The graph after all passes; what each one did goes into ``runs``."""
        now = graph
        done: set[Pass] = set()  # those that have nothing to do for this very graph
        for step in self.passes * self.rounds:
            if step in done:
                continue
            before, log, start = now, Log(watched), time.perf_counter()
            now = _applied(step, before, log)
            run = PassRun(step, len(before), len(now), log, time.perf_counter() - start)
            runs.append(run)
            for each in watchers:
                each.after(run, now)
            if now is not before:
                done.clear()
                if not watchers:  # who may keep what they see
                    now = draft_of(now, graph)
            done.add(step)  # a pass finishes its own work
        return Graph(now.nodes, now.outputs, now.name) if isinstance(now, Draft) else now


def _applied(step: Pass, graph: Graph, log: Log) -> Graph:
    try:
        return step(graph, log)
    except GraphrtError as error:
        raise GraphError(
            f"the pass {step} failed: {error.rule}", rows=error.rows, hint=error.hint
        ) from error


def _blame(graph: Graph, runs: list[PassRun]) -> None:
    """Run the passes again, each verified, and raise `GraphError` at the first that is wrong."""
    now = graph
    for run in runs:
        now = run.step(now)
        problem = _problem(graph, now)
        if problem is not None:
            raise _broken(str(run.step), problem)


def _broken(passes: str, problem: GraphError) -> GraphError:
    return GraphError(
        f"the pass {passes} broke the graph: {problem.rule}",
        rows=problem.rows,
        hint=f"a pass gives a valid graph for a valid one; see the pass {passes!r}",
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
    """The pipeline that ``text`` describes; ``str`` of it is the text again. A level stands for
    its passes.

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
        name, options = found.group(1), found.group(2)
        if name in LEVELS:
            if options is not None:
                raise UsageError(f"{name} is a level: it has no options")
            passes += pipeline_of(name).passes
        else:
            passes.append(_parse_step(name, options or ""))
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
