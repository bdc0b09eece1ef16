"""Random graphs as networkx DAGs and back; each integer sweep against networkx."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st
from property.strategies import RandomGraph, graphs

from graphrt.errors import GraphError
from graphrt.ir.dag import critical_path, layers, waves
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Graph, Node
from graphrt.ir.verify import verify


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_the_view_loses_nothing(random: RandomGraph) -> None:
    graph = random.graph
    again = Graph.from_dag(graph.dag)
    assert again == graph
    assert str(again) == str(graph)  # the source lines too


@given(graphs(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_comes_back_from_any_order_of_nodes(random: RandomGraph, shuffler: object) -> None:
    graph = random.graph
    names = list(graph.by_name)
    shuffler.shuffle(names)  # type: ignore[attr-defined]  # hypothesis' Random
    dag = nx.MultiDiGraph(**graph.dag.graph)
    dag.add_nodes_from((name, graph.dag.nodes[name]) for name in names)
    dag.add_edges_from(graph.dag.edges(keys=True, data=True))
    assert Graph.from_dag(dag) == graph


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_any_topological_order_is_a_valid_graph(random: RandomGraph) -> None:
    """Without `order`, from_dag finds an order of its own, and types and names stay."""
    dag = nx.MultiDiGraph(random.graph.dag)
    for data in dag.nodes.values():
        del data["order"]
    again = Graph.from_dag(dag)
    verify(again)
    assert set(again.by_name) == set(random.graph.by_name)
    for node in random.graph.nodes:
        found = again.node(node.name)
        assert [v.type for v in found.outputs] == [v.type for v in node.outputs]
        assert [v and v.name for v in found.inputs] == [v and v.name for v in node.inputs]


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_needed_is_the_ancestors(random: RandomGraph) -> None:
    graph = random.graph
    ends = {value.node.name for value in graph.outputs}
    expected = ends.union(*(nx.ancestors(graph.dag, name) for name in ends))
    assert {node.name for node in needed(graph, graph.outputs)} == expected


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_users_are_the_out_edges(random: RandomGraph) -> None:
    graph = random.graph
    for node, users in zip(graph.nodes, graph.users, strict=True):
        edges = sorted(
            (graph.node(reader).index, slot)
            for _, reader, slot in graph.dag.out_edges(node.name, keys=True)
        )
        assert [user.index for user in users] == [index for index, _ in edges]


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_waves_and_critical_path_agree_with_a_sweep(random: RandomGraph) -> None:
    graph = random.graph
    depth: list[int] = []
    for node in graph.nodes:
        depth.append(1 + max((depth[v.node.index] for v in node.inputs if v), default=-1))
    assert layers(graph) == {node.name: depth[node.index] for node in graph.nodes}
    assert [graph.node(name).index for wave in waves(graph) for name in wave] == sorted(
        range(len(graph)), key=lambda index: (depth[index], index)
    )
    assert len(critical_path(graph)) == 1 + max(depth)


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_the_critical_path_costs_most(random: RandomGraph) -> None:
    graph = random.graph

    def cost(node: Node) -> float:
        return 1.0 + len(node.name) % 3

    total: list[float] = []
    for node in graph.nodes:
        longest = max((total[v.node.index] for v in node.inputs if v), default=0.0)
        total.append(cost(node) + longest)
    path = [graph.node(name) for name in critical_path(graph, cost)]
    assert sum(map(cost, path)) == max(total)
    for before, after in pairwise(path):
        assert before in [v.node for v in after.inputs if v]


@given(graphs(), st.data())
@settings(max_examples=40, deadline=None)
def test_verify_accepts_exactly_the_topological_orders(
    random: RandomGraph, data: st.DataObject
) -> None:
    """Verify's one sweep and networkx agree on whether a list of nodes is in order."""
    graph = random.graph
    verify(graph)
    shuffled = data.draw(st.permutations(graph.nodes))
    copies = [
        Node(n.op, n.inputs, n.name, i, n.role, n.grad_of, n.origins)
        for i, n in enumerate(shuffled)
    ]
    values = {}
    for old, new in zip(shuffled, copies, strict=True):
        new.outputs = tuple(type(v)(new, v.result, v.type, v.known) for v in old.outputs)
        values.update(zip(old.outputs, new.outputs, strict=True))
    for new in copies:
        new.inputs = tuple(None if v is None else values[v] for v in new.inputs)
    position = {node.name: node.index for node in copies}
    in_order = all(position[a] < position[b] for a, b in graph.dag.edges())
    try:
        verify(Graph(copies))
    except GraphError as error:
        assert not in_order
        assert "is defined later" in error.rule
    else:
        assert in_order
