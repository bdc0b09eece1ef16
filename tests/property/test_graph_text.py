"""Random graphs and models survive printing and parsing."""

from __future__ import annotations

from hypothesis import given, settings
from property.strategies import RandomGraph, graphs, models

from graphrt.ir.graph import Graph
from graphrt.ir.model import Model
from graphrt.ir.parser import parse_graph, parse_model
from graphrt.ir.printer import large_arrays, print_graph, print_model
from graphrt.ir.verify import verify, verify_model
from graphrt.types import bytes_of


def all_fields(graph: Graph) -> list[tuple[object, ...]]:
    """Everything a node has, the source line too, which equality leaves out."""
    return [
        (
            node.name,
            node.op,
            [value and (value.node.index, value.result) for value in node.inputs],
            [(value.type, value.known) for value in node.outputs],
            node.role,
            node.grad_of,
            node.origins,
            node.location,
        )
        for node in graph.nodes
    ]


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_a_graph_is_what_its_text_says(random: RandomGraph) -> None:
    graph = random.graph
    text = print_graph(graph)
    again = parse_graph(text)
    assert again == graph
    assert again.name == graph.name
    assert all_fields(again) == all_fields(graph)
    assert [v.name for v in again.outputs] == [v.name for v in graph.outputs]
    assert print_graph(again) == text
    verify(again)


@given(graphs(max_nodes=6))
@settings(max_examples=20, deadline=None)
def test_a_parsed_graph_computes_the_same(random: RandomGraph) -> None:
    again = random._replace(graph=parse_graph(print_graph(random.graph)))
    for got, expected in zip(again.results(), random.results(), strict=True):
        assert bytes_of(got) == bytes_of(expected)


@given(models())
@settings(max_examples=40, deadline=None)
def test_a_model_is_what_its_text_says(model: Model) -> None:
    verify_model(model)
    text = print_model(model)
    again = parse_model(text, large_arrays(model))
    assert again == model
    assert print_model(again) == text
    assert (again.name, again.meta, again.train, again.history) == (
        model.name,
        model.meta,
        model.train,
        model.history,
    )
    assert again.signatures["predict"].labels == model.signatures["predict"].labels
