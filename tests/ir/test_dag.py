"""Graphs as networkx DAGs: nothing lost either way, and every mistake named."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

import graphrt as gr
from graphrt.ir.dag import critical_path, from_dag, layers, waves
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate
from graphrt.ir.graph import Origin, Role
from graphrt.ir.location import Location
from graphrt.ops.activation import Clip
from graphrt.ops.arithmetic import Add
from graphrt.ops.source import Input
from graphrt.types import ValueType

F64 = ValueType("float64", ())


@pytest.mark.parametrize("name", ["gates", "neuron", "two_layer_net"])
def test_there_and_back(name):
    graph = gr.example(name).graph
    assert gr.Graph.from_dag(graph.dag) == graph
    assert gr.Graph.from_dag(nx.MultiDiGraph(graph.dag)) == graph
    assert graph.dag is graph.dag


def test_absent_operands_several_results_and_doubled_edges_survive():
    b = gr.GraphBuilder()
    x = b.input("x", (4,), "float64")
    parts = gr.split(x * x, sizes=(1, 3))
    gr.clip(parts[1], None, parts[0][0])
    graph = b.graph()
    assert graph.dag.number_of_edges("x", "mul_0") == 2
    assert gr.Graph.from_dag(graph.dag) == graph


def test_an_operand_written_as_none_differs_from_one_left_out():
    graphs = []
    for absent in ((), (None,), (None, None)):
        emit = Emitter()
        emit(Clip(), emit(Input(F64), name="x"), *absent)
        graphs.append(emit.freeze())
        assert gr.Graph.from_dag(graphs[-1].dag) == graphs[-1]
    assert graphs[0] != graphs[1] != graphs[2]


def test_the_schema():
    emit = Emitter(locate=lambda: Location("net.py", 7))
    x = emit(Input(F64), name="x")
    emit.role, emit.grad_of = Role.GRADIENT, Origin("mul_0", "mul")
    emit.origins = (Origin("old", "add"),)
    y = emit(Clip(), x, None)
    dag = emit.freeze([y], "net").dag
    assert dag.graph == {"name": "net", "outputs": ("clip_0",)}
    assert dag.nodes["clip_0"] == {
        "op": "clip",
        "attributes": {},
        "type": F64,
        "arity": 2,
        "role": "gradient",
        "grad_of": Origin("mul_0", "mul"),
        "origins": (Origin("old", "add"),),
        "location": Location("net.py", 7),
        "order": 1,
    }
    assert dag.nodes["x"]["attributes"] == {}  # its type is said once
    assert dag.nodes["x"]["role"] == "forward"
    assert dict(dag.edges) == {("x", "clip_0", 0): {"result": 0}}


def test_networkx_algorithms_run_on_it():
    dag = gr.example("neuron").graph.dag
    assert nx.is_directed_acyclic_graph(dag)
    assert nx.has_path(dag, "w0", "reciprocal_0")
    assert dag.nodes["exp_0"]["op"] == "exp"
    assert str(dag.nodes["exp_0"]["type"]) == "f64[]"
    assert dag.edges["w0", "mul_0", 0]["result"] == 0
    assert type(dag.subgraph(["w0", "mul_0"]).copy()) is nx.MultiDiGraph
    with pytest.raises(nx.NetworkXError, match="Frozen graph"):
        dag.add_node("more")


def test_a_graph_built_with_networkx():
    dag = nx.MultiDiGraph(name="made", outputs=["sum"])
    dag.add_node("sum", op="add")
    dag.add_node("x", op="input", type=F64)
    dag.add_edge("x", "sum", key=0)
    dag.add_edge("x", "sum", key=1)
    graph = gr.Graph.from_dag(dag)
    assert graph.name == "made"
    assert [node.name for node in graph] == ["x", "sum"]
    assert evaluate(graph, graph.outputs, {"x": np.float64(4)})[0] == 8


def test_an_op_stands_for_its_name_and_attributes():
    dag = nx.MultiDiGraph()
    dag.add_node("x", op=Input(F64))
    dag.add_node("total", op="sum", attributes={"axis": (), "keepdims": True})
    dag.add_edge("x", "total", key=0)
    graph = gr.Graph.from_dag(dag)
    assert graph.node("x").op == Input(F64)
    assert graph.node("total").op.attributes() == {"axis": (), "keepdims": True}


def test_an_edited_graph():
    graph = gr.example("gates").graph
    dag = nx.MultiDiGraph(graph.dag)
    dag.nodes["add_0"]["op"] = "sub"
    dag.add_node("negated", op="neg", role=Role.UPDATE)
    dag.add_edge("mul_0", "negated", key=0)
    edited = gr.Graph.from_dag(dag)
    feeds = {"x": np.float64(-2), "y": np.float64(5), "z": np.float64(-4)}
    assert evaluate(edited, [edited.value("negated")], feeds)[0] == -28
    assert edited.node("negated").role is Role.UPDATE
    assert str(graph.node("add_0").op.name) == "add"  # the original is as it was


def test_an_edit_may_change_the_order_of_nodes():
    """`mul_0` comes before `add_0` once it no longer reads it."""
    graph = gr.example("gates").graph
    dag = nx.MultiDiGraph(graph.dag)
    dag.remove_edge("add_0", "mul_0", 0)
    dag.add_edge("x", "mul_0", key=0)
    dag.remove_edge("x", "add_0", 0)
    dag.add_edge("mul_0", "add_0", key=0)
    edited = gr.Graph.from_dag(dag)
    assert [node.name for node in edited] == ["x", "y", "z", "mul_0", "add_0"]


def test_types_that_change_are_inferred_where_none_is_stated():
    dag = nx.MultiDiGraph(gr.example("gates").graph.dag)
    for data in dag.nodes.values():
        if data["op"] == "input":
            data["type"] = ValueType("float32", ("N",))
        else:
            del data["type"]
    assert str(gr.Graph.from_dag(dag).value("mul_0").type) == "f32[N]"


def test_a_cycle_is_printed():
    dag = nx.MultiDiGraph()
    dag.add_node("mul_0", op="mul")
    dag.add_node("matmul_0", op="matmul")
    dag.add_edge("mul_0", "matmul_0", key=0)
    dag.add_edge("matmul_0", "mul_0", key=0)
    dag.add_edge("matmul_0", "mul_0", key=1)
    match = "^the graph has a cycle: mul_0 -> matmul_0 -> mul_0$"
    with pytest.raises(gr.GraphError, match=match):
        gr.Graph.from_dag(dag)
    dag.remove_node("matmul_0")
    dag.add_edge("mul_0", "mul_0", key=2)
    with pytest.raises(gr.GraphError, match="^the graph has a cycle: mul_0 -> mul_0$"):
        gr.Graph.from_dag(dag)


def test_a_long_cycle_is_found_without_recursion():
    dag = nx.MultiDiGraph()
    nx.add_cycle(dag, range(20_000), key=0)
    with pytest.raises(gr.GraphError, match=r"has a cycle: 0 -> 1 -> .* -> 19999 -> 0$"):
        gr.Graph.from_dag(dag)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda d: d.add_node("n"), "node 'n' lacks the attribute 'op'"),
        (lambda d: d.add_node("n", opp=1), r"lacks the attribute 'op'\n  hint did you mean 'opp'"),
        (
            lambda d: d.add_node("n", op="matmull"),
            r"'n': unknown op 'matmull'\n  hint did you mean 'matmul'",
        ),
        (lambda d: d.add_node("n", op=5), "node 'n': 'op' is an op or the name of one, not 5"),
        (
            lambda d: d.add_node("n", op="sum", attributes={"axs": 1}),
            "'n': sum has no attribute 'axs'",
        ),
        (
            lambda d: d.add_node("n", op="sum", attributes=3),
            "node 'n': 'attributes' is a dict, not 3",
        ),
        (
            lambda d: d.add_node("n", op=Add(), attributes={"a": 1}),
            "has attributes besides those of",
        ),
        (lambda d: d.add_node("n", op="input"), "node 'n': input: attribute 'type' is missing"),
        (lambda d: d.add_node(3, op="add"), "the key of a node must be its name, got 3"),
        (lambda d: d.add_node("a b", op="input", type=F64), "'a b' is not a name"),
        (lambda d: d.nodes["add_0"].update(role="forwrd"), r"role 'forwrd'\n.*mean 'forward'"),
        (lambda d: d.nodes["add_0"].update(role=[]), r"node 'add_0' has the role \[\]"),
        (
            lambda d: d.nodes["add_0"].update(order="1"),
            "node 'add_0': 'order' is a number, not '1'",
        ),
        (lambda d: d.nodes["add_0"].update(grad_of="ab"), "'add_0': 'grad_of' has pairs, not 'ab'"),
        (
            lambda d: d.nodes["add_0"].update(origins=["ab"]),
            "'add_0': 'origins' has pairs, not 'ab'",
        ),
        (lambda d: d.nodes["add_0"].update(location=("f",)), "'add_0': 'location' has pairs, not"),
        (lambda d: d.nodes["add_0"].update(arity=1), r"arity 1 and operands in slots \[0, 1\]"),
        (lambda d: d.nodes["add_0"].update(arity=3), "operands"),
        (
            lambda d: d.nodes["add_0"].update(type=ValueType("float32")),
            r"type f32\[\], but add gives f64",
        ),
        (
            lambda d: d.add_edge("x", "mul_0", key="a"),
            "'x' -> 'mul_0' has the key 'a', not an operand",
        ),
        (lambda d: d.add_edge("x", "mul_0", key=0), "node 'mul_0': two edges go into slot 0"),
        (lambda d: d.edges["x", "add_0", 0].update(result=1), "node 'x' has no result 1, it has 1"),
        (lambda d: d.remove_edge("x", "add_0", 0), "operand 'x' is missing"),
        (lambda d: d.remove_node("x"), "operand 'x' is missing"),
        (
            lambda d: d.graph.update(outputs=["m"]),
            "an output of the graph: the graph has no node 'm'",
        ),
        (
            lambda d: d.nodes["x"].update(type=ValueType("float32")),
            "operands have different dtypes",
        ),
    ],
)
def test_a_broken_schema_is_named(change, match):
    dag = nx.MultiDiGraph(gr.example("gates").graph.dag)
    change(dag)
    with pytest.raises(gr.GraphrtError, match=match):
        gr.Graph.from_dag(dag)


@pytest.mark.parametrize("kind", [nx.Graph, nx.MultiGraph, nx.DiGraph])
def test_only_a_multidigraph_will_do(kind):
    match = (
        rf"(?s)from a networkx.MultiDiGraph, not from a {kind.__name__}.*hint x \* x has two edges"
    )
    with pytest.raises(gr.GraphError, match=match):
        gr.Graph.from_dag(kind())


def test_waves_layers_and_critical_path():
    graph = gr.example("gates").graph
    assert waves(graph) == [["x", "y", "z"], ["add_0"], ["mul_0"]]
    assert layers(graph) == {"x": 0, "y": 0, "z": 0, "add_0": 1, "mul_0": 2}
    assert critical_path(graph)[-2:] == ["add_0", "mul_0"]
    costly = critical_path(graph, lambda node: 5.0 if node.name == "z" else 1.0)
    assert costly == ["z", "mul_0"]


def test_a_graph_without_nodes():
    empty = Emitter().freeze()
    assert from_dag(empty.dag) == empty
    assert waves(empty) == critical_path(empty) == []


def test_a_long_chain_both_ways():
    emit = Emitter(locate=lambda: None)
    value = emit(Input(F64), name="x")
    for _ in range(20_000):
        value = emit(Add(), value, value)
    graph = emit.freeze()
    assert gr.Graph.from_dag(graph.dag) == graph
    assert len(critical_path(graph)) == len(waves(graph)) == 20_001
