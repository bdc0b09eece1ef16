"""Random graphs on the native backend: values and gradients, node by node and fused.

GRAPHRT_EXAMPLES=2000 pytest tests/backends/native/test_random_graphs.py
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from property.strategies import RandomGraph, graphs
from property.test_passes import exposed, results, with_gradients

from graphrt.analysis.float64 import widened
from graphrt.analysis.rewrite import compare
from graphrt.backends.native.backend import NativeBackend
from graphrt.ir.evaluate import evaluate, needed
from graphrt.ir.graph import Graph
from graphrt.ir.model import Signature
from graphrt.lowering import plan_signature
from graphrt.passes.pipeline import parse_pipeline

EXAMPLES = int(os.environ.get("GRAPHRT_EXAMPLES", "30"))
many = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PIPELINES = ["", "canonicalize,fold,cse,simplify,recognize,dce,fuse"]
Array = np.ndarray[Any, Any]


def native(graph: Graph, random: RandomGraph) -> list[Array]:
    """The graph's outputs, as the second run of a bound plan gives them."""
    outputs = {f"y{k}": value for k, value in enumerate(graph.outputs)}
    read = [node for node in needed(graph, graph.outputs) if node.op.name == "input"]
    inputs = {node.name: node.outputs[0] for node in read}
    feeds = {name: random.feeds[name] for name in inputs}
    signature = Signature("go", graph, inputs, outputs)
    plan = plan_signature(signature, {name: array.shape for name, array in feeds.items()})
    state = {name: array.copy() for name, array in random.variables.items()}
    executable = NativeBackend().compile(plan, state)
    executable.run(feeds)
    found = executable.run(feeds)
    for name, array in random.variables.items():
        np.testing.assert_array_equal(state[name], array)
    return list(found.values())


def rewritten(graph: Graph, passes: str) -> Graph:
    return parse_pipeline(passes).run(graph)[0] if passes else graph


@pytest.mark.parametrize("passes", PIPELINES, ids=["as built", "fused"])
@given(graphs(smooth=True, phrases=True))
@many
def test_values_and_gradients(passes: str, random: RandomGraph) -> None:
    """float64 graphs of small values: rounding stays far below 1e-9."""
    graph = with_gradients(random)
    want = results(graph, random, random.feeds)
    for old, new in zip(want, native(rewritten(graph, passes), random), strict=True):
        assert (new.dtype, new.shape) == (old.dtype, old.shape)
        np.testing.assert_allclose(new, old, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("passes", PIPELINES, ids=["as built", "fused"])
@given(graphs(dtypes=("float32", "int32", "int64", "bool", "uint8"), phrases=True))
@many
def test_as_close_to_float64_as_numpy(passes: str, random: RandomGraph) -> None:
    wide, _ = widened(random.graph)
    everything = results(exposed(random), random, random.feeds)
    if any(each.dtype.kind == "f" and not np.isfinite(each).all() for each in everything):
        return  # infinities are the rules' own business
    choices = any(node.op.name in CHOICES for node in random.graph)
    feeds, state = (
        {n: _wide(a) for n, a in each.items()} for each in (random.feeds, random.variables)
    )
    exact = evaluate(wide, wide.outputs, feeds, state)
    before = results(random.graph, random, random.feeds)
    after = native(rewritten(random.graph, passes), random)
    for row in map(compare, before, after, exact):
        assert row.ok or choices, row


CHOICES = frozenset(
    ["equal", "less", "cast", "greater", "where", "floor", "sign"]
)  # rounding may decide them


def _wide(array: Array) -> Array:
    return array.astype(np.float64) if array.dtype.kind == "f" else array
