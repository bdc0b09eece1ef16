"""The rule and the pass of `graphrt/passes/README.md` work as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graphrt.ir.parser import parse_graph
from graphrt.passes import base
from graphrt.passes.base import Log
from graphrt.passes.pipeline import parse_pipeline

README = Path(base.__file__).parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
GRAPH = parse_graph("""graph g {
  %x: f32[2] = input()
  %a: f32[2] = exp(%x)
  %b: f32[2] = log(%a)
  %n: f32[2] = neg(%x)
  %c: f32[2] = exp(%n)
  %d: f32[2] = log(%c)
  return %b, %d
}""")


class Entry:
    """An entry point as importlib.metadata has it."""

    name = "vendor"

    def __init__(self, *passes: type[base.Pass]) -> None:
        self.passes = passes

    def load(self) -> Entry:
        return self


def test_the_examples_work(monkeypatch: pytest.MonkeyPatch) -> None:
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(block, names)
    kind = names["CancelLogs"]
    assert isinstance(kind, type)
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [Entry(kind)])
    (step,) = parse_pipeline("vendor::cancel_logs{min_nodes=5}").passes
    log = Log(("log_of_exp",))
    graph = step(GRAPH, log)
    assert [value.name for value in graph.outputs] == ["x", "d"]
    assert log.fired == {"log_of_exp": 1}
    assert [each.reason for each in log.refusals] == [
        "a rule may say why it leaves something alone"
    ]
    (idle,) = parse_pipeline("vendor::cancel_logs{min_nodes=50}").passes
    assert idle(GRAPH) is GRAPH


def test_the_reading_order_names_every_module() -> None:
    named = set(re.findall(r"`(\w+)\.py`", TEXT))
    assert {path.stem for path in README.parent.glob("*.py")} - {"__init__"} <= named
