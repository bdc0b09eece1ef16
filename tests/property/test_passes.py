"""Random graphs compute after every pass what they computed before.

The suite draws 60 graphs for each check; or 2,000:

    GRAPHRT_EXAMPLES=2000 pytest tests/property/test_passes.py
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from property.strategies import RandomGraph, graphs

from graphrt.analysis.float64 import widened
from graphrt.analysis.rewrite import compare
from graphrt.autodiff.reverse import cotangents_of
from graphrt.dtypes import DType
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate
from graphrt.ir.graph import Graph
from graphrt.ir.verify import verify
from graphrt.ops.source import OnesLike
from graphrt.passes.pipeline import parse_pipeline, pipeline_of
from graphrt.passes.presets import LEVELS

EXAMPLES = int(os.environ.get("GRAPHRT_EXAMPLES", "60"))
Array = np.ndarray[Any, Any]
many = settings(max_examples=EXAMPLES, deadline=None)

EXACT = [*dict.fromkeys(LEVELS["O1"].split(",")), LEVELS["O1"], "fuse"]


def same_bits(left: Array, right: Array) -> bool:
    """Equal element by element; NaNs are equal, zeros of different sign are not."""
    if left.dtype != right.dtype or left.shape != right.shape:
        return False
    if not DType.of(left.dtype).is_float:
        return bool(np.array_equal(left, right))
    with np.errstate(invalid="ignore"):  # a signalling NaN says so
        plain = [each.astype(np.float64) for each in (left, right)]
    nan = np.isnan(plain[0])
    if not np.array_equal(nan, np.isnan(plain[1])):
        return False
    values = [np.where(nan, 0, each) for each in plain]
    return bool(np.array_equal(*values)) and bool(
        np.array_equal(*(np.signbit(each) for each in values))
    )


def hostile(feeds: dict[str, Array]) -> dict[str, Array]:
    """``feeds`` with an infinity, a NaN and a negative zero in the floats."""
    changed = {name: array.copy() for name, array in feeds.items()}
    for array in changed.values():
        if DType.of(array.dtype).is_float:
            flat = array.reshape(-1)
            special = np.array([-0.0, np.inf, np.nan, -np.inf]).astype(array.dtype)
            flat[: len(special)] = special[: flat.size]
    return changed


def exposed(random: RandomGraph) -> Graph:
    """The graph with every value that a person could look at among its outputs."""
    nodes = random.graph.nodes
    return Graph(nodes, [value for node in nodes for value in node.outputs], random.graph.name)


def results(graph: Graph, random: RandomGraph, feeds: dict[str, Array]) -> tuple[Array, ...]:
    return evaluate(graph, graph.outputs, feeds, random.variables)


@pytest.mark.parametrize("passes", EXACT)
@given(graphs(phrases=True))
@many
def test_exact_passes_keep_every_bit(passes: str, random: RandomGraph) -> None:
    for graph in (random.graph, exposed(random)):
        rewritten, _ = parse_pipeline(passes).run(graph)
        for feeds in (random.feeds, hostile(random.feeds)):
            before, after = (results(each, random, feeds) for each in (graph, rewritten))
            assert all(map(same_bits, before, after))


def with_gradients(random: RandomGraph) -> Graph:
    """The graph with the gradients of its outputs, summed, with respect to its inputs."""
    emit = Emitter(random.graph.nodes, locate=lambda: None)
    outputs = [value for value in random.graph.outputs if value.type.dtype.is_float]
    seeds = [emit(OnesLike(), value) for value in outputs]
    wrt = [value for value in random.graph.inputs if value.type.dtype.is_float]
    found = cotangents_of(emit, outputs, seeds, wrt, missing="zeros")
    return emit.freeze([*random.graph.outputs, *found], "with gradients")


@given(graphs(smooth=True, phrases=True))
@many
def test_exact_passes_keep_gradients(random: RandomGraph) -> None:
    graph = with_gradients(random)
    for passes in (LEVELS["O1"], f"{LEVELS['O1']},fuse"):
        rewritten, _ = parse_pipeline(passes).run(graph)
        before, after = (results(each, random, random.feeds) for each in (graph, rewritten))
        assert all(map(same_bits, before, after))


@given(graphs(dtypes=("float32",), phrases=True, symbolic=False, max_nodes=8))
@many
def test_recognition_is_as_close_to_float64(random: RandomGraph) -> None:
    graph, _ = pipeline_of("O2").run(random.graph)
    verify(graph)
    wide, _ = widened(random.graph)
    feeds = {name: array.astype(np.float64) for name, array in random.feeds.items()}
    state = {name: array.astype(np.float64) for name, array in random.variables.items()}
    exact = evaluate(wide, wide.outputs, feeds, state)
    everything = results(exposed(random), random, random.feeds)
    if any(each.dtype.kind != "f" or not np.isfinite(each).all() for each in everything):
        return  # a comparison turns rounding into a choice; infinities are the rules' own business
    before = results(random.graph, random, random.feeds)
    after = results(graph, random, random.feeds)
    for row in map(compare, before, after, exact):
        assert row.ok, row


@given(graphs(smooth=True, phrases=True))
@many
def test_recognition_keeps_gradients(random: RandomGraph) -> None:
    """float64 graphs of small values: rounding stays far below 1e-9."""
    graph = with_gradients(random)
    rewritten, _ = pipeline_of("O2").run(graph)
    before, after = (results(each, random, random.feeds) for each in (graph, rewritten))
    for old, new in zip(before, after, strict=True):
        np.testing.assert_allclose(new, old, rtol=1e-9, atol=1e-11)


@given(graphs(smooth=True, phrases=True))
@many
def test_the_gradient_of_what_was_rewritten_is_the_same(random: RandomGraph) -> None:
    rewritten, _ = pipeline_of("O2").run(random.graph)
    twin = RandomGraph(rewritten, random.feeds, random.variables)
    before, after = (results(with_gradients(each), random, random.feeds) for each in (random, twin))
    for old, new in zip(before, after, strict=True):
        np.testing.assert_allclose(new, old, rtol=1e-9, atol=1e-11)


@given(graphs(phrases=True))
@many
def test_a_level_ends_where_it_does_nothing_more(random: RandomGraph) -> None:
    graph, _ = pipeline_of("O2").run(random.graph)
    again, _ = pipeline_of("O2").run(graph)
    assert [node.op.name for node in again] == [node.op.name for node in graph]
