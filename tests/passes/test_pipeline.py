"""Pipelines as text, and what they check."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

import graphrt as gr
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.parser import parse_graph
from graphrt.ir.verify import verify
from graphrt.ops.arithmetic import Neg, Sub
from graphrt.passes import registry
from graphrt.passes.base import Log, Pass
from graphrt.passes.copying import copy_node
from graphrt.passes.pipeline import PassRun, Pipeline, parse_pipeline, pipeline_of
from graphrt.passes.presets import LEVELS

GRAPH = parse_graph("""graph g {
  %x: f32[2] = input()
  %a: f32[2] = neg(%x)
  %b: f32[2] = neg(%a)
  return %b
}""")


@pytest.mark.parametrize("text", [*LEVELS.values(), "fold{max_bytes=100},dce", "cse"])
def test_text_parses_and_prints(text: str) -> None:
    assert str(parse_pipeline(text)) == text
    assert parse_pipeline(str(parse_pipeline(text))) == parse_pipeline(text)


def test_blanks_and_defaults_are_left_out() -> None:
    assert str(parse_pipeline(" cse , fold{ max_bytes = 65536 } ")) == "cse,fold"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cse,flod", "there is no pass 'flod'\n  hint did you mean 'fold'?"),
        ("cse,", "expected a pass at 'cse,' in the pipeline 'cse,'"),
        ("cse dce", "expected a pass at 'cse dce' in the pipeline 'cse dce'"),
        ("fold{max_bytes=1", "expected a pass at 'fold{max_bytes=1' in"),
        ("fold{max_bytes=x}", "fold: max_bytes must be int, got 'x'"),
        ("fold{max_bytes}", "fold: an option is NAME=VALUE, got 'max_bytes'"),
        ("fold{max=1}", "fold has no option 'max'\n  hint known are: max_bytes"),
        ("cse{a=1}", "cse has no option 'a'\n  hint cse has no options"),
        ("fold{max_bytes=1,max_bytes=2}", "fold: the option 'max_bytes' is given twice"),
    ],
)
def test_mistakes_in_text(text: str, message: str) -> None:
    with pytest.raises(gr.UsageError, match=re.escape(message)):
        parse_pipeline(text)


def test_unknown_level() -> None:
    with pytest.raises(gr.UsageError, match="no optimization level 'O7'\n  hint levels are O0"):
        pipeline_of("O7")


def test_only_levels_above_one_change_rounding() -> None:
    assert [pipeline_of(level).exact for level in LEVELS] == [True, True, False, False]


def test_a_pass_that_finds_nothing_gives_the_same_object() -> None:
    graph = parse_graph("graph g {\n  %x: f32[] = input()\n  %y: f32[] = exp(%x)\n  return %y\n}")
    found, runs = pipeline_of("O2").run(graph)
    assert found is graph
    assert not any(run.changed for run in runs)
    assert len(runs) == 6  # one round, dce not twice


@dataclass(frozen=True)
class Forgets(Pass):
    """Leaves the last node out."""

    name = "test::forgets"

    def run(self, graph: Graph, log: Log) -> Graph:
        return Graph(graph.nodes[:-1], graph.outputs, graph.name)


@dataclass(frozen=True)
class Narrows(Pass):
    """Returns something else."""

    name = "test::narrows"

    def run(self, graph: Graph, log: Log) -> Graph:
        return Graph(graph.nodes, (*graph.outputs, graph.inputs[0]), graph.name)


@dataclass(frozen=True)
class Breaks(Pass):
    """Gives a node a wrong type rule."""

    name = "test::breaks"

    def run(self, graph: Graph, log: Log) -> Graph:
        nodes = list(graph.nodes)
        old = nodes[-1]
        twin = Node(Sub(), (*old.inputs, *old.inputs), old.name, old.index)
        twin.outputs = tuple(type(v)(twin, 0, gr.ValueType("float64", (2,))) for v in old.outputs)
        return Graph([*nodes[:-1], twin], twin.outputs, graph.name)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (Forgets(), "the pass test::forgets broke the graph: output 0 of the graph, %b, belongs"),
        (Narrows(), "the pass test::narrows broke the graph: the outputs were f32[2] and are f32"),
        (Breaks(), "the pass test::breaks broke the graph: %b has the type f64[2], but sub gives"),
    ],
)
def test_the_pass_that_broke_something_is_named(broken: Pass, message: str) -> None:
    with pytest.raises(gr.GraphError, match=re.escape(message)):
        Pipeline((parse_pipeline("cse").passes[0], broken)).run(GRAPH)


@dataclass(frozen=True)
class Reverses(Pass):
    """Puts the nodes the wrong way round."""

    name = "test::reverses"

    def run(self, graph: Graph, log: Log) -> Graph:
        return Graph(graph.nodes[::-1], graph.outputs, graph.name)


@pytest.mark.parametrize("broken", [Forgets(), Narrows(), Breaks(), Reverses()])
@pytest.mark.parametrize("text", ["simplify", "cse"])
def test_a_pass_that_breaks_something_breaks_nothing_else(broken: Pass, text: str) -> None:
    """What came in is left alone, also by the passes after the broken one."""
    graph = parse_graph("""graph g {
      %x: f32[2] = input()
      %a: f32[2] = neg(%x)
      %b: f32[2] = neg(%a)
      %c: f32[2] = exp(%b)
      %d: f32[2] = exp(%b)
      %e: f32[2] = add(%c, %d)
      return %e
    }""")
    before = str(graph), graph.nodes
    passes = (*parse_pipeline(text).passes, broken, *parse_pipeline("dce,cse").passes)
    with pytest.raises(gr.GraphError, match=f"the pass {broken} broke the graph"):
        Pipeline(passes).run(graph)
    assert (str(graph), graph.nodes) == before
    verify(graph)


@dataclass
class Keeps:
    """An observer that keeps every graph."""

    graphs: list[Graph]

    def after(self, run: PassRun, graph: Graph) -> None:
        self.graphs.append(graph)


def test_moved_nodes_give_what_copied_nodes_give() -> None:
    """Where somebody watches, nodes are copied, and what was seen stays as it was seen."""
    text = """graph g {
      %k: f32[] = constant(value=f32[](2.0))
      %x: f32[2] = input()
      %unused: f32[2] = exp(%x)
      %a: f32[2] = neg(%x)
      %b: f32[2] = add(%a, %x)
      %c: f32[2] = add(%x, %a)
      %p: (f32[1], f32[1]) = split(%b, sizes=[1, 1], axis=0)
      %d: f32[2] = mul(%k, %c)
      %e: f32[2] = mul(%d, %d)
      return %e, %p.1
    }"""
    graph, pipeline = parse_graph(text), pipeline_of("O2")
    before = str(graph)
    moved, runs = pipeline.run(graph)
    assert str(graph) == before
    verify(graph)
    seen = Keeps([])
    copied, again = pipeline.run(graph, [seen])
    assert str(moved) == str(copied)
    assert [run.log.fired for run in runs] == [run.log.fired for run in again]
    assert [(run.before, run.after) for run in runs] == [(r.before, r.after) for r in again]
    assert type(moved) is type(copied) is Graph
    now = graph
    for run, kept in zip(again, seen.graphs, strict=True):
        now = run.step(now)
        assert str(kept) == str(now)
        verify(kept)
    assert not {*moved.nodes} & {*graph.nodes[2:]}


def test_a_copy_has_everything_a_node_has() -> None:
    (*_, node) = parse_graph(
        "graph g {\n  %x: f32[2] = input()\n  %n: f32[2] = neg(%x) {gradient of f:sub; "
        "from o:add}  # net.py:4\n  return %n\n}"
    ).nodes
    twin = copy_node(node, node.inputs, 7)
    same = [each for each in Node.__slots__ if getattr(twin, each) == getattr(node, each)]
    assert {*Node.__slots__} - {*same} == {"index", "outputs"}
    assert all(getattr(node, each) for each in same)
    (old,), (new,) = node.outputs, twin.outputs
    same = [each for each in Value.__slots__ if getattr(new, each) == getattr(old, each)]
    assert {*Value.__slots__} - {*same} == {"node"}
    assert new.node is twin


def test_what_comes_in_is_verified() -> None:
    broken = Forgets()(GRAPH)
    with pytest.raises(gr.GraphError, match="output 0 of the graph, %b, belongs to another"):
        parse_pipeline("cse").run(broken)


class Entry:
    """An entry point as importlib.metadata has it."""

    def __init__(self, name: str, *passes: type[Pass]) -> None:
        self.name, self.passes = name, passes

    def load(self) -> Entry:
        return self


@dataclass(frozen=True)
class Twice(Pass):
    """Negates twice, ``times`` times."""

    times: int = 1
    only: tuple[str, ...] = ()
    quiet: bool = False

    name = "vendor::twice"

    def run(self, graph: Graph, log: Log) -> Graph:
        from graphrt.ir.emitter import Emitter

        emit = Emitter(graph.nodes, locate=lambda: None)
        outputs: list[Any] = list(graph.outputs)
        for _ in range(2 * self.times):
            outputs = [emit(Neg(), value) for value in outputs]
        return emit.freeze(outputs, graph.name)


def test_passes_of_other_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [Entry("vendor", Twice)])
    text = "vendor::twice{times=2,only=a|b,quiet=true},simplify"
    pipeline = parse_pipeline(text)
    assert pipeline.passes[0] == Twice(2, ("a", "b"), True)
    assert str(pipeline) == text
    graph, runs = pipeline.run(GRAPH)
    assert runs[0].after == len(GRAPH) + 4
    assert graph.outputs[0].node.op.name == "input"
    assert Twice in list(registry.all_passes())
    with pytest.raises(gr.UsageError, match="no pass 'vendor::thrice'\n  hint did you mean"):
        parse_pipeline("vendor::thrice")


def test_a_vendor_names_its_passes_after_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [Entry("other", Twice)])
    with pytest.raises(gr.UsageError, match="'other' offers a pass called 'vendor::twice'"):
        parse_pipeline("vendor::twice")


def test_a_level_in_a_pipeline_stands_for_its_passes() -> None:
    assert str(parse_pipeline("O1,recompute")) == f"{LEVELS['O1']},recompute"
    assert str(parse_pipeline("O0,cse")) == "cse"
    with pytest.raises(gr.UsageError, match="O2 is a level: it has no options"):
        parse_pipeline("O2{max_bytes=1},cse")
