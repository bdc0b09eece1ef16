"""Graphs as networkx DAGs: nothing lost either way, and every mistake named."""

import networkx as nx
import numpy as np
import pytest

import graphrt as gr
from graphrt.ir.dag import critical_path, waves
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate, needed
from graphrt.ops.arithmetic import Add
from graphrt.ops.source import Input
from graphrt.types import ValueType


@pytest.mark.parametrize("name", ["gates", "neuron", "two_layer_net"])
def test_there_and_back(name):
    graph = gr.example(name).graph
    assert gr.Graph.from_dag(graph.dag) == graph
    copied = nx.MultiDiGraph(graph.dag)
    assert gr.Graph.from_dag(copied) == graph


def test_absent_operands_several_results_and_doubled_edges_survive():
    b = gr.GraphBuilder()
    x = b.input("x", (4,), "float64")
    parts = gr.split(x * x, sizes=(1, 3))
    gr.clip(parts[1], None, parts[0][0])
    graph = b.graph()
    assert graph.dag.number_of_edges("x", "mul_0") == 2
    assert gr.Graph.from_dag(graph.dag) == graph


def test_networkx_algorithms_run_on_it():
    dag = gr.example("neuron").graph.dag
    assert nx.is_directed_acyclic_graph(dag)
    assert nx.has_path(dag, "w0", "reciprocal_0")
    assert dag.nodes["exp_0"]["op"] == "exp"
    assert str(dag.nodes["exp_0"]["type"]) == "f64[]"
    assert dag.edges["w0", "mul_0", 0]["result"] == 0
    with pytest.raises(nx.NetworkXError, match="Frozen graph"):
        dag.add_node("more")


def test_a_graph_built_with_networkx():
    dag = nx.MultiDiGraph(name="made")
    dag.add_node("sum", op="add")
    dag.add_node("x", op=Input(ValueType("float64", ())))
    dag.add_edge("x", "sum", key=0)
    dag.add_edge("x", "sum", key=1)
    graph = gr.Graph.from_dag(dag)
    assert [node.name for node in graph] == ["x", "sum"]
    assert evaluate(graph, [graph.value("sum")], {"x": np.float64(4)})[0] == 8


def test_an_edited_graph():
    graph = gr.example("gates").graph
    dag = nx.MultiDiGraph(graph.dag)
    dag.add_node("negated", op="neg")
    dag.add_edge("mul_0", "negated", key=0)
    edited = gr.Graph.from_dag(dag)
    feeds = {"x": np.float64(-2), "y": np.float64(5), "z": np.float64(-4)}
    assert evaluate(edited, [edited.value("negated")], feeds)[0] == 12


def test_a_cycle_is_printed():
    dag = nx.MultiDiGraph()
    dag.add_node("mul_0", op="add")
    dag.add_node("matmul_0", op="neg")
    dag.add_edge("mul_0", "matmul_0", key=0)
    dag.add_edge("matmul_0", "mul_0", key=0)
    dag.add_edge("matmul_0", "mul_0", key=1)
    match = "^the graph has a cycle: mul_0 -> matmul_0 -> mul_0$"
    with pytest.raises(gr.GraphError, match=match):
        gr.Graph.from_dag(dag)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda d: d.add_node("n"), "node 'n' lacks the attribute 'op'"),
        (lambda d: d.add_node("n", op="ad"), r"unknown op 'ad'\n  hint did you mean 'add'"),
        (lambda d: d.add_node(3, op="add"), "the key of a node must be its name, got 3"),
        (lambda d: d.nodes["add_0"].update(role="backward"), "has the role 'backward'"),
        (lambda d: d.nodes["add_0"].update(arity=1), r"arity 1 and operands in slots \[0, 1\]"),
        (lambda d: d.nodes["add_0"].update(op="mul"), "has op 'mul' and attributes of 'add'"),
        (lambda d: d.nodes["add_0"].update(type=ValueType("float32")), "has type f32"),
        (lambda d: d.add_edge("x", "mul_0", key="a"), "has the key 'a', not an operand slot"),
        (lambda d: d.edges["x", "add_0", 0].update(result=1), "node 'x' has no result 1"),
        (lambda d: d.remove_edge("x", "add_0", 0), "operand 'x' is missing"),
        (lambda d: d.remove_node("x"), "operand 'x' is missing"),
    ],
)
def test_a_broken_schema_is_named(change, match):
    dag = nx.MultiDiGraph(gr.example("gates").graph.dag)
    change(dag)
    with pytest.raises(gr.GraphrtError, match=match):
        gr.Graph.from_dag(dag)


def test_an_undirected_graph_is_refused():
    with pytest.raises(gr.GraphError, match="a graph needs a directed networkx graph"):
        gr.Graph.from_dag(nx.MultiGraph())


def test_waves_and_critical_path():
    graph = gr.example("gates").graph
    assert waves(graph) == [["x", "y", "z"], ["add_0"], ["mul_0"]]
    assert critical_path(graph)[-2:] == ["add_0", "mul_0"]


def test_the_sweep_for_needed_nodes_is_the_ancestors():
    graph = gr.example("two_layer_net").graph
    for node in graph.nodes:
        found = {each.name for each in needed(graph, node.outputs)}
        assert found == {node.name, *nx.ancestors(graph.dag, node.name)}


def test_a_long_chain_both_ways():
    emit = Emitter(locate=lambda: None)
    value = emit(Input(ValueType("float64", ())), name="x")
    for _ in range(20_000):
        value = emit(Add(), value, value)
    graph = emit.freeze()
    assert gr.Graph.from_dag(graph.dag) == graph
