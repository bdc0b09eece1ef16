"""Rename, reshape, extract: the results compute what the old model did, and mistakes have messages."""

from __future__ import annotations

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import GraphError, UsageError

X = np.random.default_rng(0).standard_normal((5, 8)).astype(np.float32)


@pytest.fixture
def net() -> gr.Model:
    b = gr.GraphBuilder("net")
    x = b.input("x", ("N", 8))
    y = b.input("y", ("N", 8))
    w1 = b.parameter("w1", gr.init.normal((8, 4), seed=0))
    w2 = b.parameter("w2", gr.init.normal((4, 8), seed=1))
    hidden = gr.relu(x @ w1)
    out = hidden @ w2
    loss = gr.sum((out - y) ** 2)
    example = gr.Example({"x": X}, {"out": np.zeros((5, 8), np.float32)})
    b.signature("predict", inputs=[x], outputs={"out": out}, examples=[example])
    b.signature("train", inputs=[x, y], outputs={"loss": loss}, updates=gr.optim.sgd(loss, lr=0.1))
    return b.build()


def result(model: gr.Model, signature: str = "predict", **feeds) -> np.ndarray:
    (array,) = gr.Session(model).run(signature, **feeds).values()
    return array


# -- rename ------------------------------------------------------------------------------------


def test_a_name_stands_for_all_that_has_it(net):
    new = gr.edit.rename(net, {"x": "image", "w1": "weight", "out": "scores", "predict": "ask"})
    assert list(new.signatures) == ["ask", "train"]
    ask, train = new.signatures.values()
    assert (list(ask.inputs), list(ask.outputs)) == (["image"], ["scores"])
    assert list(train.inputs) == ["image", "y"]
    assert list(ask.examples[0].inputs) == ["image"]
    assert "weight" in new.variables and "weight" in new.graph.by_name
    assert "weight" in new.train.parameters
    np.testing.assert_array_equal(result(new, "ask", image=X), result(net, x=X))
    np.testing.assert_array_equal(
        result(new, "train", image=X, y=X), result(net, "train", x=X, y=X)
    )
    assert gr.load(new.to_bytes()) == new


def test_renaming_there_and_back_changes_nothing(net):
    there = gr.edit.rename(net, {"w1": "a", "x": "b", "relu_0": "c", "loss": "d", "train": "e"})
    assert there != net
    back = gr.edit.rename(there, {"a": "w1", "b": "x", "c": "relu_0", "d": "loss", "e": "train"})
    assert back.to_bytes() == net.to_bytes()


def test_one_kind_alone_and_two_that_change_places(net):
    new = gr.edit.rename(net, {"input:x": "image"})
    assert list(new.signature().inputs) == ["image"]
    assert "x" in new.graph.by_name
    swapped = gr.edit.rename(net, {"variable:w1": "w2", "variable:w2": "w1"})
    np.testing.assert_array_equal(swapped.variables["w2"].value, net.variables["w1"].value)
    np.testing.assert_array_equal(result(swapped, x=X), result(net, x=X))


def test_slots_follow_their_parameter():
    b = gr.GraphBuilder()
    w = b.parameter("w", [1.0, 2.0])
    loss = gr.sum(w * w)
    b.signature("train", outputs={"loss": loss}, updates=gr.optim.sgd(loss, lr=0.1, momentum=0.9))
    new = gr.edit.rename(b.build(), {"w": "v"})
    (slot,) = (each for each in new.variables.values() if each.slot_of is not None)
    assert slot.slot_of == "v"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"q": "z"}, "the model has no 'q'"),
        ({"variable:x": "z"}, "the model has no variable 'x'"),
        ({"w1": "w2"}, "two variables would be called 'w2'"),
        ({"node:relu_0": "x"}, "two nodes would be called 'x'"),
        ({"x": "y"}, "two inputs would be called 'y'"),
        ({"predict": "train"}, "two signatures would be called 'train'"),
        ({"x": "a b"}, "'a b' is not a name"),
        ({"x": ""}, "'' is not a name"),
    ],
)
def test_names_that_cannot_be(net, names, message):
    with pytest.raises(UsageError, match=message):
        gr.edit.rename(net, names)


# -- reshape -----------------------------------------------------------------------------------


def test_a_symbol_gets_a_number_everywhere(net):
    new = gr.edit.reshape(net, {"N": 5})
    assert {str(v.type) for v in new.signatures["train"].inputs.values()} == {"f32[5, 8]"}
    assert str(new.signature().outputs["out"].type) == "f32[5, 8]"
    assert len(new.signature().examples) == 1
    np.testing.assert_array_equal(result(new, x=X), result(net, x=X))
    assert gr.edit.reshape(net, {"N": 4}).signature().examples == ()  # it has five rows


def test_the_extents_of_an_input(net):
    fixed = gr.edit.reshape(net, {"x": (5, 8)})
    assert str(fixed.signatures["train"].inputs["y"].type) == "f32[5, 8]"  # the same symbol
    again = gr.edit.reshape(fixed, {"x": ("B", 8), "y": ("B", 8)})
    assert str(again.signature().outputs["out"].type) == "f32[B, 8]"
    np.testing.assert_array_equal(result(again, x=X), result(net, x=X))


def test_bodies_and_derived_extents_follow():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", "M"))
    flat = gr.reshape(x, (-1,))
    y = gr.cond(b.input("c", (), "bool"), lambda a: a + 1, lambda a: a * 2, flat)
    b.signature("predict", inputs=[x, b["c"]], outputs={"y": y})
    new = gr.edit.reshape(b.build(), {"N": 3})
    assert str(new.signature().outputs["y"].type) == "f32[3*M]"
    newer = gr.edit.reshape(new, {"M": 2})
    assert str(newer.signature().outputs["y"].type) == "f32[6]"
    assert result(newer, x=np.ones((3, 2), np.float32), c=True).tolist() == [2.0] * 6


@pytest.mark.parametrize(
    ("sizes", "error", "message"),
    [
        ({"Q": 1}, UsageError, "the model has no input or symbol 'Q'"),
        ({"x": (1, 2, 3)}, UsageError, r"input 'x' is f32\[N, 8\]: 3 extents do not fit it"),
        ({"N": -1}, UsageError, "N: an extent cannot be negative: -1"),
        ({"N": 3, "x": (4, 8)}, UsageError, "the symbol N cannot be both 3 and 4"),
        ({"x": ("N", 9)}, GraphError, r"matmul: inner dimensions differ: lhs\[-1\] = 9"),
    ],
)
def test_extents_that_cannot_be(net, sizes, error, message):
    with pytest.raises(error, match=message):
        gr.edit.reshape(net, sizes)


# -- extract -----------------------------------------------------------------------------------


def test_one_signature_takes_what_it_needs(net):
    new = gr.edit.extract(net, ["predict"])
    assert list(new.signatures) == ["predict"]
    assert list(new.variables) == ["w1", "w2"]
    assert {node.role.name for node in new.graph} == {"FORWARD"}
    assert new.train is None
    assert len(new.signature().examples) == 1
    np.testing.assert_array_equal(result(new, x=X), result(net, x=X))


def test_training_keeps_its_recipe(net):
    new = gr.edit.extract(net, ["train"])
    assert new.train == net.train
    np.testing.assert_array_equal(result(new, "train", x=X, y=X), result(net, "train", x=X, y=X))


def test_what_an_output_or_node_is_computed_from(net):
    new = gr.edit.extract(net, outputs=["relu_0"])
    assert list(new.variables) == ["w1"]
    assert list(new.signature().inputs) == ["x"]
    hidden = result(new, x=X)
    assert hidden.shape == (5, 4)
    rest = gr.edit.extract(net, outputs=["out"], inputs=["relu_0"])
    assert list(rest.variables) == ["w2"]
    assert str(rest.signature().inputs["relu_0"].type) == "f32[N, 4]"
    np.testing.assert_array_equal(result(rest, relu_0=hidden), result(net, x=X))


def test_one_of_several_results_becomes_an_input():
    b = gr.GraphBuilder()
    x = b.input("x", (4,))
    left, right = gr.split(x, (2, 2))
    b.signature("predict", inputs=[x], outputs={"y": left * right})
    new = gr.edit.extract(b.build(), outputs=["y"], inputs=["split_0.0"])
    assert list(new.signature().inputs) == ["x", "split_0_0"]
    found = gr.Session(new).run(x=[1, 2, 3, 4], split_0_0=[10, 20])["y"]
    assert found.tolist() == [30.0, 80.0]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({}, "extract takes either signatures or outputs"),
        ({"signatures": ["predict"], "outputs": ["out"]}, "either signatures or outputs"),
        ({"signatures": ["nope"]}, "the model has no signature 'nope'"),
        ({"outputs": ["nope"]}, "the graph has no node 'nope'"),
        ({"outputs": ["out"], "inputs": ["nope"]}, "the graph has no node 'nope'"),
        ({"signatures": ["predict"], "inputs": ["relu_0"]}, "for outputs, not for signatures"),
        ({"outputs": ["relu_0"], "inputs": ["relu_0"]}, "'relu_0' is an input and an output"),
    ],
)
def test_parts_that_cannot_be(net, wanted, message):
    with pytest.raises(UsageError, match=message):
        gr.edit.extract(net, **wanted)
