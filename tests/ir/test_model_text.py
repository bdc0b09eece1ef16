"""The text form of models: what it looks like, that it reads back, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import GraphError
from graphrt.ir.emitter import Emitter
from graphrt.ir.model import (
    Example,
    Model,
    Receipt,
    Signature,
    TrainSpec,
    Variable,
    VariableKind,
)
from graphrt.ir.parser import parse_model, parse_text
from graphrt.ir.printer import large_arrays, print_model
from graphrt.ops.arithmetic import Add, Mul
from graphrt.ops.source import Input, VariableOp
from graphrt.types import ValueType


def small() -> Model:
    emit = Emitter(locate=lambda: None)
    x = emit(Input(ValueType("float64", ("N", 2))), name="x")
    w = emit(VariableOp("w", ValueType("float64", (2,))), name="w")
    y = emit(Mul(), x, w)
    new = emit(Add(), w, w)
    graph = emit.freeze(name="net")
    example = Example({"x": np.ones((1, 2))}, {"y": np.full((1, 2), 3.0)})
    signature = Signature(
        "predict", graph, {"x": x}, {"y": y}, {"w": new}, (example,), {"y": ("cat", "a dog")}
    )
    variables = {
        "w": Variable("w", np.array([3.0, 3.0]), trainable=True),
        "w/m": Variable("w/m", np.zeros(2), VariableKind.SLOT, slot_of="w"),
        "two words": Variable("two words", np.zeros((8, 9), np.float16), VariableKind.STATISTIC),
    }
    return Model(
        "demo",
        variables,
        {"predict": signature},
        {"author": "me", "a key": 'line\n"2"'},
        TrainSpec("predict", "y", "sgd", ("lr",), ("w",)),
        (Receipt("cse", "limit=3", 5, 4, ("merged add_1 into add_0",)),),
    )


TEXT = """\
model demo
meta author = "me"
meta "a key" = "line\\n\\"2\\""
train predict loss y by sgd hyper ["lr"] parameters ["w"]
pass cse options "limit=3" nodes 5 to 4 details ["merged add_1 into add_0"]
variable w = f64[2](3.0, 3.0) {parameter, trainable}
variable w/m = f64[2](0.0, 0.0) {slot of w}
variable "two words" = f16[8, 9]<sha256:DIGEST> {statistic}

graph net {
  %x: f64[N, 2] = input()
  %w: f64[2] = variable(variable="w")
  %mul_0: f64[N, 2] = mul(%x, %w)
  %add_0: f64[2] = add(%w, %w)
}

signature predict of net {
  input x = %x
  output y = %mul_0
  update w = %add_0
  labels y = ["cat", "a dog"]
  example {
    input x = f64[1, 2](1.0, 1.0)
    output y = f64[1, 2](3.0, 3.0)
  }
}
"""


def test_how_a_model_looks():
    model = small()
    (digest,) = large_arrays(model)
    assert print_model(model) == TEXT.replace("DIGEST", digest)


def test_every_part_reads_back():
    model = small()
    again = parse_model(print_model(model), large_arrays(model))
    assert again == model
    assert print_model(again) == print_model(model)
    assert list(again.variables) == list(model.variables)
    for part in ("name", "meta", "train", "history"):
        assert getattr(again, part) == getattr(model, part)
    for name, variable in model.variables.items():
        found = again.variables[name]
        assert (found.kind, found.trainable, found.slot_of) == (
            variable.kind, variable.trainable, variable.slot_of,
        )  # fmt: skip
        np.testing.assert_array_equal(found.value, variable.value)
    (got,), (expected,) = again.signatures["predict"].examples, model.signatures["predict"].examples
    np.testing.assert_array_equal(got.inputs["x"], expected.inputs["x"])
    np.testing.assert_array_equal(got.outputs["y"], expected.outputs["y"])


def test_without_the_arrays_the_structure_is_read_and_says_so():
    model = small()
    parsed = parse_text(print_model(model))
    assert parsed.graph is None
    assert parsed.missing == tuple(large_arrays(model))
    assert parsed.model.graph == model.graph
    assert parsed.model.variables["two words"].value.shape == (8, 9)
    with pytest.raises(GraphError, match="the values of 1 large array are not in the text"):
        parse_model(print_model(model))


def test_graphs_of_one_name_stay_apart():
    model = small()
    twin = small().signatures["predict"]
    other = Signature("other", twin.graph, twin.inputs, twin.outputs)
    model = model.with_signature(other)
    text = print_model(model)
    assert "signature predict of net {" in text
    assert "signature other of net.1 {" in text
    again = parse_model(text, large_arrays(model))
    assert again == model
    assert [graph.name for graph in again.graphs] == ["net", "net"]


def test_signatures_that_share_a_graph_still_do():
    model = small()
    predict = model.signatures["predict"]
    model = model.with_signature(Signature("w", predict.graph, {}, {"w": predict.updates["w"]}))
    again = parse_model(print_model(model), large_arrays(model))
    assert again == model
    assert len(again.graphs) == 1


@pytest.mark.parametrize("name", ["gates", "neuron", "two_layer_net"])
def test_models_built_by_users(name):
    model = gr.example(name)
    again = parse_model(print_model(model), large_arrays(model))
    assert again == model
    assert again.to_bytes() == model.to_bytes()


def test_a_model_without_anything():
    empty = Model("empty", {}, {})
    assert parse_model(print_model(empty)) == empty


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("model demo", "model", "line 1: expected a name"),
        ("meta author", "mta author", "line 2: unknown keyword 'mta'\n(.*\n)+  hint .*'meta'"),
        ('meta author = "me"', "meta author = me", "line 2: expected a string"),
        ('meta "a key"', "meta author", "line 3: 'author' is there twice"),
        ("loss y", "lss y", "line 4: expected 'loss'"),
        ("nodes 5 to 4", "nodes 5, 4", "line 5: expected 'to'"),
        ("variable w/m", "variable w", "line 7: 'w' is there twice"),
        ("{slot of", "{slt of", r"line 7: unknown kind 'slt'\n(.*\n)+  hint did you mean 'slot'"),
        ("{slot of w}", "{slot}", "variable 'w/m', a slot, has no parameter"),
        ("{parameter, trainable}", "{parameter, trained}", "line 6: expected 'trainable'"),
        ("(3.0, 3.0) {par", "(3.0) {par", r"line 6: f64\[2\] has 2 elements, the text has 1"),
        ("of net {", "of nte {", r"line 17: there is no graph nte\n(.*\n)+  hint .*'net'"),
        ("predict of net {", "predict net {", "line 17: expected 'of'"),
        ("of net {", "of net", "line 17: expected '{'"),
        ("input x = %x", "input x = %z", "line 18: %z is not defined above"),
        ("input x = %x", "inpt x = %x", r"line 18: unknown keyword 'inpt'\n(.*\n)+  hint did"),
        ("input x = %x", "input x = %x %x", "line 18: expected the end of the line"),
        ("input x = %x", "input x = %w", "signature 'predict': input 'x' is %w, a variable node"),
        ("input x = %x\n", "", "it needs the input %x, which it does not list"),
        ('["cat", "a dog"]', '["cat"]', "'y' has 1 labels, but its last axis is 2"),
        ('["cat", "a dog"]', "cat", r"line 21: expected '\['"),
        ("example {", "example", "line 22: expected '{'"),
        ("  }\n}\n", "}\n", "line 17: this block has no closing '}'"),
        ("  }\n}\n", "", "line 22: this block has no closing '}'"),
        ("output y = f64[1", "otput y = f64[1", "line 24: unknown keyword 'otput'"),
        ("signature predict", "signature", "line 17: expected 'of'"),
        ("\ngraph net {", "\nbody @net {", "line 17: there is no graph net"),
    ],
)  # fmt: skip
def test_mistakes(old, new, match):
    model = small()
    text = print_model(model)
    assert text.count(old) == 1 or old.startswith("  }")
    with pytest.raises(GraphError, match=match):
        parse_model(text.replace(old, new), large_arrays(model))


def test_doubled_graphs_and_signatures():
    model = small()
    text = print_model(model)
    blocks = text.split("\n\n")
    with pytest.raises(GraphError, match="there are two graphs net"):
        parse_model("\n\n".join([*blocks, blocks[1]]), large_arrays(model))
    with pytest.raises(GraphError, match="there are two signatures 'predict'"):
        parse_model("\n\n".join([*blocks, blocks[2]]), large_arrays(model))
