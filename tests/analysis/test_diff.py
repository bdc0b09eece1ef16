"""`diff`: equal whatever the names, different where something is, and where two models part."""

import dataclasses
import json

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from property.strategies import graphs

import graphrt as gr
from graphrt.analysis.array_diff import array_diff
from graphrt.analysis.matching import match


def net(act=gr.relu, *, between=None, scope=None, flip=False, rate=1e-3, rows="N"):
    """A two-layer net with training, and ways to make it a little different."""
    b = gr.GraphBuilder("net")
    x, y = b.input("x", (rows, 4)), b.input("y", (rows, 2))
    w1 = b.parameter("w1", gr.init.normal((4, 6), seed=0))
    w2 = b.parameter("w2", gr.init.normal((6, 2), seed=1))
    if scope:
        with b.scope(scope):
            h = act(x @ w1)
    else:
        h = act(x @ w1)
    h = between(h) if between else h
    out = h @ w2
    total = gr.sum(out * out) if not flip else gr.sum(out * 1 * out)
    loss = total + gr.sum(y) if not flip else gr.sum(y) + total
    b.signature("predict", inputs=[x], outputs={"out": out})
    b.signature("train", inputs=[x, y], outputs={"loss": loss}, updates=gr.optim.sgd(loss, lr=rate))
    return b.build()


def structure_of(left, right):
    return gr.diff(left, right, levels=["structure"]).structure


# -- structure ---------------------------------------------------------------------------------


def test_a_model_is_equal_to_itself_and_to_its_file():
    model = net()
    again = gr.load(model.to_bytes())
    found = gr.diff(model, again)
    assert found.equal
    assert found.differing == []
    assert found.structure.alike == len(model.graph)
    assert found.structure.renamed == ()
    assert found.weights.text() == "weights: 4 of 4 variables identical"
    json.dumps(found.to_json())


def test_other_names_are_no_difference_but_are_told():
    found = structure_of(net(), net(scope="layer"))
    assert found.equal
    assert ("matmul_0", "layer/matmul_0") in found.renamed
    assert "  = %relu_0 is now called %layer/relu_0" in found.text()


def test_the_order_of_nodes_and_of_commuting_operands_is_no_difference():
    b = gr.GraphBuilder()
    x, y = b.input("x", ()), b.input("y", ())
    b.signature("predict", inputs=[x, y], outputs={"f": gr.exp(x) + gr.tanh(y)})
    c = gr.GraphBuilder()
    x, y = c.input("x", ()), c.input("y", ())
    right = gr.tanh(y)
    c.signature("predict", inputs=[x, y], outputs={"f": right + gr.exp(x)})
    assert gr.diff(b.build(), c.build()).equal
    d = gr.GraphBuilder()
    x, y = d.input("x", ()), d.input("y", ())
    d.signature("predict", inputs=[x, y], outputs={"f": gr.exp(y) + gr.tanh(x)})
    assert not structure_of(b.build(), d.build()).equal


def test_another_activation():
    found = structure_of(net(), net(gr.tanh))
    assert [(c.left, c.right, c.details) for c in found.changed if "relu" in c.left] == [
        ("relu_0", "tanh_0", ("op relu -> tanh",))
    ]
    assert any(line.startswith("%greater_0 = greater(%matmul_0, ") for line in found.removed)
    assert all("test_diff.py:" in line for line in (*found.removed, *found.added))


def test_an_optimized_model_is_equal_but_for_what_the_receipts_say():
    neuron = gr.example("neuron")
    found = gr.diff(neuron, gr.optimize(neuron))
    assert found.differing == ["structure"]
    (changed,) = found.structure.changed
    assert changed == (
        "reciprocal_0", "reciprocal_0",
        ("op reciprocal -> sigmoid", "operand 0 %add_2 -> %add_1"),
    )  # fmt: skip
    assert len(found.structure.removed) == 4
    assert found.structure.added == found.structure.interface == ()


def test_a_node_in_between_is_one_added_node():
    predict = net().signatures["predict"]
    other = net(between=gr.exp).signatures["predict"]
    models = [dataclasses.replace(net(), signatures={"predict": s}) for s in (predict, other)]
    found = structure_of(*models)
    assert [line.partition("  ")[0] for line in found.added] == ["%exp_0 = exp(%relu_0)"]
    assert found.removed == ()
    assert found.changed == (("matmul_1", "matmul_1", ("operand 0 %relu_0 -> %exp_0",)),)
    back = structure_of(*models[::-1])
    assert (len(back.removed), back.added) == (1, ())


def test_an_attribute_and_a_constant():
    def softmax(axis, factor):
        b = gr.GraphBuilder()
        x = b.input("x", ("N", 3))
        b.signature("predict", inputs=[x], outputs={"y": gr.softmax(x * factor, axis=axis)})
        return b.build()

    (changed,) = structure_of(softmax(0, 2.0), softmax(1, 2.0)).changed
    assert changed == ("softmax_0", "softmax_0", ("axis 0 -> 1",))
    (changed,) = structure_of(softmax(0, 2.0), softmax(0, 3.0)).changed
    assert changed.details == ("value 2.0 -> 3.0",)


def test_the_interface():
    full, bare = (
        net(),
        dataclasses.replace(net(), signatures={"predict": net().signatures["predict"]}),
    )
    assert structure_of(full, bare).interface == ("signature train is only in the first model",)
    assert structure_of(bare, full).interface == ("signature train is only in the second model",)
    found = structure_of(net(), net(rows=5))
    assert "predict: input x is f32[5, 4], was f32[N, 4]" in found.interface
    swapped = net()
    predict = swapped.signatures["predict"]
    value = predict.graph.value("relu_0")
    other = dataclasses.replace(predict, outputs={"out": value, "h": value})
    found = structure_of(swapped, swapped.with_signature(other))
    assert found.interface == (
        "predict: output out is f32[N, 6], was f32[N, 2]",
        "predict: output h is only in the second model",
        "predict: output out is %relu_0, was %matmul_1",
    )


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_a_renamed_graph_matches_node_for_node(drawn):
    graph = drawn.graph
    dag = nx.relabel_nodes(nx.MultiDiGraph(graph.dag), {n.name: f"{n.name}_x" for n in graph})
    dag.graph["outputs"] = ()
    other = gr.Graph.from_dag(dag)
    labels = tuple({v.node: str(i) for i, v in enumerate(each.inputs)} for each in (graph, other))
    pairs = match(graph.nodes, other.nodes, [], labels).pairs
    assert len(pairs) == len(graph)
    for a, b in pairs.items():
        assert a.op == b.op


def test_it_is_linear():
    def chain(length, last):
        b = gr.GraphBuilder()
        x = b.input("x", ())
        for _ in range(length):
            x = x * 2 + 1
        b.signature("predict", inputs=[b["x"]], outputs={"y": gr.exp(x) if last else gr.tanh(x)})
        return b.build()

    found = structure_of(chain(3000, True), chain(3000, False))
    assert found.changed == (("exp_0", "tanh_0", ("op exp -> tanh",)),)
    assert found.alike == 4 * 3000 + 1


# -- weights -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "options", "text"),
    [
        ([1.0, 2.0], [1.0, 2.0], {}, "identical"),
        ([0.0, np.nan], [-0.0, np.nan], {}, "identical"),
        ([np.inf], [np.inf], {}, "identical"),
        ([1.0, 2.0], [1.0, 2.5], {},
         "1 of 2 elements differ, largest difference 0.5, relative 0.2"),
        ([1.0, 2.0], [1.0, 2.5], {"rtol": 0.2},
         "within tolerance, largest difference 0.5, relative 0.2"),
        ([1.0, 2.0], [1.0, 2.5], {"atol": 0.5},
         "within tolerance, largest difference 0.5, relative 0.2"),
        ([np.inf], [1.0], {"rtol": 9.0},
         "1 of 1 elements differ, largest difference inf, relative inf"),
        ([np.nan], [1.0], {"atol": 9.0},
         "1 of 1 elements differ, largest difference inf, relative inf"),
        ([2**63 - 1], [2**63 - 2], {},
         "1 of 1 elements differ, largest difference 1, relative 1.08e-19"),
        ([True], [False], {}, "1 of 1 elements differ, largest difference 1, relative 1"),
        ([1j], [1.0 + 1j], {}, "1 of 1 elements differ, largest difference 1, relative 0.707"),
        ([1.0], [1], {}, "i64[1], was f64[1]"),
        ([1.0], [1.0, 2.0], {}, "f64[2], was f64[1]"),
        (np.zeros((0, 2)), np.zeros((0, 2)), {}, "identical"),
    ],
)  # fmt: skip
def test_arrays(left, right, options, text):
    assert array_diff(np.array(left), np.array(right), **options).text() == text


def test_weights_that_moved_are_missing_or_have_another_role():
    left = net()
    moved = left.with_values({"w1": left.variables["w1"].value + np.float32(1)})
    found = gr.diff(left, moved, levels=["weights"])
    assert found.differing == ["weights"]
    assert "  w1  24 of 24 elements differ, largest difference 1, " in found.text()
    assert gr.diff(left, moved, levels=["weights"], atol=1.001).equal
    fewer = {name: v for name, v in left.variables.items() if name != "step"}
    frozen = dataclasses.replace(fewer["w2"], trainable=False)
    other = dataclasses.replace(left, variables={**fewer, "w2": frozen})
    text = gr.diff(left, other, levels=["weights"]).text()
    assert "  step is only in the first model\n" in text
    assert "  w2 is a parameter, was a trainable parameter" in text


# -- behaviour ---------------------------------------------------------------------------------


def first_of(left, right, signature="train"):
    found = gr.diff(left, right, levels=["behaviour"], signature=signature)
    return found.behaviour.signatures[0].first


def test_the_first_tensor_at_which_they_part_forward_before_backward():
    first = first_of(net(), net(gr.sigmoid))
    assert (first.left, first.right, first.role) == ("relu_0", "sigmoid_0", "forward")
    assert first.statistics[0].min == 0
    assert 0 < first.statistics[1].min
    left = net()
    moved = left.with_values({"w2": left.variables["w2"].value * np.float32(2)})
    assert first_of(left, moved).left == "w2"
    slower = first_of(left, net(rate=2e-3))
    assert (slower.left, slower.role) == ("lr", "update")
    assert first_of(left, net(rate=2e-3), "predict") is None


def test_equal_numbers_from_another_structure():
    found = gr.diff(net(), net(flip=True))
    assert "structure" in found.differing
    assert found.behaviour.signatures[0].equal
    text = found.text()
    assert "behaviour of predict, random inputs\n  out  identical" in text


def test_feeds_examples_and_reasons():
    left = net()
    x = np.ones((3, 4), np.float32)
    found = gr.diff(left, net(gr.tanh), levels=["behaviour"], feeds={"x": x})
    (one,) = found.behaviour.signatures
    assert (one.name, one.feeds) == ("predict", "given")
    assert (
        gr.diff(gr.example("gates"), gr.example("gates")).behaviour.signatures[0].feeds == "example"
    )
    apart = gr.diff(left, gr.example("gates"), levels=["behaviour"])
    assert "not compared, the inputs are x, y, z, were x" in apart.text()
    assert not apart.equal


def test_dims_say_how_large_random_inputs_are():
    found = gr.diff(net(), net(gr.tanh), levels=["behaviour"], dims={"N": 7}, signature="predict")
    assert found.behaviour.signatures[0].outputs[0][1].size == 14


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"levels": ["weight"]}, r"there is no level 'weight'\n  hint did you mean 'weights'"),
        ({"levels": []}, r"no level to compare is given\n  hint known are: structure, weights"),
        ({"rtol": -1}, "rtol must be 0 or more, got -1"),
        ({"atol": float("nan")}, "atol must be 0 or more, got nan"),
        ({"levels": ["weights"], "dims": {"N": 2}}, "say what behaviour is compared on"),
        ({"signature": "trian"}, "no signature 'trian'"),
        ({"feeds": {"y": 1.0}}, "has no input 'y'"),
    ],
)
def test_mistakes(options, match):
    with pytest.raises(gr.UsageError, match=match):
        gr.diff(net(), net(), **options)
