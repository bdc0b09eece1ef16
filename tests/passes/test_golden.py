"""Every rule on a graph of its own: what becomes of it, and that it computes the same bits."""

from __future__ import annotations

import numpy as np
import pytest
from passes.golden_files import Golden, names, outcome, path_of, read
from property.test_passes import same_bits

from graphrt.ir.evaluate import evaluate
from graphrt.ir.verify import verify
from graphrt.passes.base import Log
from graphrt.passes.canonicalize import Canonicalize
from graphrt.passes.recognize import Recognize
from graphrt.passes.registry import all_passes
from graphrt.passes.report import rule_names
from graphrt.passes.rewriter import rewrite
from graphrt.passes.rules import RuleTable
from graphrt.passes.simplify import Simplify

RULES = [rule for kind in all_passes() for rule in rule_names(kind)]
SPECIAL = np.array(
    [0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 1e-45, -1e-40, 3e38, 0.1, -2.5, 88.0, -89.0]
)
MODERATE = SPECIAL[np.abs(SPECIAL) < 10]


@pytest.mark.parametrize("name", names())
def test_becomes_what_the_file_says(name: str) -> None:
    golden = read(name)
    found = outcome(golden)
    assert found.text == golden.expected
    verify(found.graph)


@pytest.mark.parametrize("name", names())
def test_rules_are_spared_only_nodes_they_have_nothing_for(name: str) -> None:
    """Rules that are tried everywhere, whatever a node reads, find and decline the same."""
    golden = read(name)
    for kind in (Canonicalize, Simplify, Recognize):
        watched = tuple(each.name for each in kind.rules)
        found = []
        for rules in (kind.rules, [each._replace(reading=()) for each in kind.rules]):
            log = Log(watched)
            graph = rewrite(golden.graph, RuleTable(rules), log)
            found.append((str(graph), log.fired, log.looked, log.refusals))
        assert found[0] == found[1]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_file_where_it_fires(rule: str) -> None:
    passes = {"merge": "cse", "remove": "dce", "segment": "recompute", "copy": "recompute"}
    file = passes.get(rule, rule)
    assert path_of(file).exists()
    assert outcome(read(file)).fired.get(rule, 0) > 0


@pytest.mark.parametrize("name", names())
def test_the_result_computes_the_same(name: str) -> None:
    """Exact passes to the bit, on zeros of both signs, infinities, NaN and tiny numbers; others but
    for rounding, on moderate numbers."""
    golden = read(name)
    graph = outcome(golden).graph
    for run in range(2 * len(SPECIAL)):
        feeds, state = _feeds(golden, run, SPECIAL if golden.pipeline.exact else MODERATE)
        try:
            before = evaluate(golden.graph, golden.graph.outputs, feeds, state)
        except IndexError:  # what failed before fails after
            with pytest.raises(IndexError):
                evaluate(graph, graph.outputs, feeds, state)
            continue
        after = evaluate(graph, graph.outputs, feeds, state)
        for old, new in zip(before, after, strict=True):
            if golden.pipeline.exact:
                assert same_bits(old, new)
            else:
                finite = np.isfinite(old)
                np.testing.assert_allclose(new[finite], old[finite], rtol=1e-5, atol=1e-30)


def _feeds(
    golden: Golden, run: int, special: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Special numbers in all floats, each run others; small integers in the rest."""
    rng = np.random.default_rng(run)
    feeds, state = {}, {}
    for node in golden.graph.nodes:
        if node.op.name not in ("input", "variable"):
            continue
        type_ = node.outputs[0].type
        shape = tuple(each if isinstance(each, int) else 4 for each in type_.dims)
        drawn = rng.choice(special, shape) if type_.dtype.is_float else rng.integers(0, 2, shape)
        target = feeds if node.op.name == "input" else state
        with np.errstate(over="ignore"):
            target[node.name] = np.asarray(drawn).astype(type_.dtype.numpy)
    if "sopen" in feeds:
        feeds["sopen"] = np.array([4, 3])
    return feeds, state
