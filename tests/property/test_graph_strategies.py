"""What the strategies promise: valid graphs, of the asked kind, that compute their types."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from property.strategies import RandomGraph, graphs

from graphrt.ir.graph import Role
from graphrt.ir.verify import verify


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_results_have_the_inferred_types(random: RandomGraph) -> None:
    verify(random.graph)
    bindings: dict[str, int] = {}
    for value in random.graph.inputs:
        for extent, given_ in zip(value.type.dims, random.feeds[value.name].shape, strict=True):
            if not isinstance(extent, int):
                assert bindings.setdefault(str(extent), given_) == given_
    for value, array in zip(random.graph.outputs, random.results(), strict=True):
        assert array.dtype == value.type.dtype.numpy
        assert array.shape == value.type.bind(bindings).static_shape


@given(graphs(smooth=True))
@settings(max_examples=40, deadline=None)
def test_smooth_graphs_stay_small(random: RandomGraph) -> None:
    for array in random.results():
        assert array.dtype == np.float64
        assert np.all(np.abs(array) < 20)


@given(graphs(symbolic=False, bodies=False, annotated=False, dtypes=("float32",)))
@settings(max_examples=40, deadline=None)
def test_what_is_switched_off_stays_off(random: RandomGraph) -> None:
    for node in random.graph:
        assert not node.op.bodies
        assert node.role is Role.FORWARD
        assert node.location is None
        assert all(value.type.is_static for value in node.outputs)
        assert all(value.type.dtype.name in ("float32", "bool") for value in node.outputs)


@pytest.mark.parametrize(
    "wanted",
    [
        lambda graph: any(len(node.outputs) > 1 for node in graph),
        lambda graph: any(None in node.inputs for node in graph),
        lambda graph: any(node.op.name == "cond" for node in graph),
        lambda graph: any(
            inner.op.name == "call" for node in graph for body in node.op.bodies for inner in body
        ),
        lambda graph: any(len(set(node.inputs)) < len(node.inputs) for node in graph),
        lambda graph: any(not value.type.is_static for value in graph.outputs),
        lambda graph: any(node.grad_of and node.origins for node in graph),
    ],
    ids=["results", "absent", "cond", "nested", "shared", "symbolic", "origins"],
)
def test_every_feature_is_drawn(wanted) -> None:
    quick = settings(max_examples=500, database=None, deadline=None, phases=[Phase.generate])
    assert wanted(find(graphs(), lambda random: wanted(random.graph), settings=quick).graph)
