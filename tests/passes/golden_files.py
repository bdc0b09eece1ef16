"""The golden files of passes: a pipeline, a graph, and what becomes of it.

::

    passes: simplify
    graph before { ... }
    -->
    fired times_one 1
    declined plus_zero at %y: x + 0.0 turns -0.0 into 0.0
    graph before { ... }

The part after the arrow is written by ``python tools/bless.py passes``.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from graphrt.ir.graph import Graph
from graphrt.ir.parser import parse_graph
from graphrt.passes.pipeline import Pipeline, parse_pipeline
from graphrt.passes.registry import all_passes
from graphrt.passes.report import rule_names

FOLDER = Path(__file__).parent / "golden"
ARROW = "-->\n"


class Golden(NamedTuple):
    """A file, read."""

    name: str
    pipeline: Pipeline
    graph: Graph
    text: str  # up to and with the arrow
    expected: str


class Outcome(NamedTuple):
    """What the pipeline makes of the graph, and how that is written."""

    graph: Graph
    fired: dict[str, int]
    text: str


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.txt"


def read(name: str) -> Golden:
    text = path_of(name).read_text(encoding="utf-8")
    before, arrow, expected = text.partition(ARROW)
    head, _, graph = before.partition("\n")
    pipeline = parse_pipeline(head.removeprefix("passes: "), rounds=1)
    return Golden(name, pipeline, parse_graph(graph), before + (arrow or ARROW), expected)


def outcome(golden: Golden) -> Outcome:
    watched = tuple(rule for kind in all_passes() for rule in rule_names(kind))
    graph, runs = golden.pipeline.run(golden.graph, watched=watched)
    fired: dict[str, int] = {}
    lines = []
    for run in runs:
        for rule, count in run.log.fired.items():
            fired[rule] = fired.get(rule, 0) + count
        for each in run.log.refusals:
            lines.append(f"declined {each.rule} at %{each.node}: {each.reason}")
    head = [f"fired {rule} {count}" for rule, count in fired.items()] + lines
    return Outcome(graph, fired, "\n".join([*head, str(graph)]))
