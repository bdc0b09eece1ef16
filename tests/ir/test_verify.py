"""Every rule of a valid graph and a valid model, broken one at a time."""

from __future__ import annotations

import re
import sys
from dataclasses import replace

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import GraphError
from graphrt.ir.bodies import all_bodies
from graphrt.ir.emitter import Emitter, check_name
from graphrt.ir.graph import Graph, Node, Origin, Role, Value
from graphrt.ir.model import Example, Model, Signature, Variable, VariableKind
from graphrt.ir.verify import verify, verify_model
from graphrt.ops.activation import Clip
from graphrt.ops.arithmetic import Add, Mul, Neg
from graphrt.ops.control import Call
from graphrt.ops.joining import Split
from graphrt.ops.shape import Reshape
from graphrt.ops.source import Input, VariableOp
from graphrt.types import ValueType

F32 = ValueType("float32", ())
PAIR = ValueType("float32", (2,))


def small() -> tuple[Graph, dict[str, Node]]:
    """A graph of its own for every test to break."""
    emit = Emitter(locate=lambda: None)
    x = emit(Input(PAIR), name="x")
    emit(Split((1, 1), 0), x, name="s")
    emit(Clip(), x, None, name="c")
    emit(Add(), x, x, name="a")
    emit(Neg(), x, name="n")
    emit(Neg(), x, name="m")
    graph = emit.freeze([x])
    return graph, graph.by_name


def foreign() -> Value:
    emit = Emitter()
    value: Value = emit(Input(PAIR), name="alien")
    return value


def test_a_valid_graph_passes():
    verify(small()[0])
    verify(Emitter().freeze())


@pytest.mark.parametrize("name", ["gates", "neuron", "two_layer_net"])
def test_models_built_by_users_pass(name):
    verify_model(gr.example(name))


BREAKS = [
    (lambda n: setattr(n["a"], "index", 5), "%a has index 5 at position 3"),
    (lambda n: setattr(n["a"], "name", "x"), "the graph has two nodes named 'x'"),
    (lambda n: setattr(n["a"], "name", "a b"), "%a b: add: 'a b' is not a name"),
    (lambda n: setattr(n["a"], "name", ""), "'' is not a name"),
    (lambda n: setattr(n["a"], "inputs", ()), r"%a: add takes \(x, y\), got 0 operands"),
    (lambda n: setattr(n["n"], "inputs", n["a"].inputs), r"%n: neg takes \(x\), got 2 operands"),
    (lambda n: setattr(n["n"], "inputs", (None,)), "%n: operand 'x' is missing"),
    (lambda n: setattr(n["n"], "inputs", (foreign(),)), "%n: operand %alien belongs to another"),
    (lambda n: setattr(n["n"], "inputs", n["n"].outputs), "%n: operand %n is defined later, at 4"),
    (lambda n: setattr(n["n"], "inputs", n["m"].outputs), "%n: operand %m is defined later, at 5"),
    (
        lambda n: setattr(n["n"], "inputs", (Value(n["a"], 1, PAIR),)),
        "%n: operand 0 is no result of %a",
    ),
    (
        lambda n: setattr(n["n"], "inputs", (Value(n["a"], 0, PAIR),)),
        "%n: operand 0 is no result of %a",
    ),
    (
        lambda n: setattr(n["n"], "inputs", (Value(n["s"], -1, PAIR),)),
        "%n: operand 0 is no result of %s",
    ),
    (lambda n: setattr(n["a"], "role", "forward"), "%a has no role: 'forward'"),
    (
        lambda n: setattr(n["a"], "grad_of", Origin("x", "input")),
        "%a is a forward node but is a gradient of",
    ),
    (lambda n: setattr(n["a"], "op", Split((1, 1), 0)), r"%a: split takes \(x\), got 2"),
    (lambda n: setattr(n["n"], "op", Split((1, 2), 0)), "%n: split: "),
    (lambda n: setattr(n["n"], "op", Split((1, 1), 0)), "%n: split has 2 results, not 1"),
    (lambda n: setattr(n["n"], "outputs", ()), "%n: neg has 1 results, not 0"),
    (lambda n: setattr(n["n"].outputs[0], "type", F32), r"%n has the type f32\[\], but neg gives"),
    (lambda n: setattr(n["n"].outputs[0], "result", 1), "%n: result 0 says it is"),
    (lambda n: setattr(n["n"], "outputs", n["a"].outputs), "%n: result 0 says it is"),
]


@pytest.mark.parametrize(("change", "match"), BREAKS)
def test_each_rule_of_a_graph(change, match):
    graph, nodes = small()
    change(nodes)
    with pytest.raises(GraphError, match=match):
        verify(graph)


@pytest.mark.parametrize(("change", "match"), BREAKS)
def test_each_rule_holds_in_a_body(change, match):
    inner, nodes = small()
    emit = Emitter(locate=lambda: None)
    emit(Call(inner), emit(Input(PAIR), name="x"))
    graph = emit.freeze()
    verify(graph)
    change(nodes)
    with pytest.raises(GraphError, match=rf"(?s){match}.*in   the body 'graph' of %call_0 = call"):
        verify(graph)


def test_the_nodes_around_the_wrong_one_are_shown():
    graph, nodes = small()
    nodes["a"].inputs = (foreign(), None)
    with pytest.raises(GraphError) as caught:
        verify(graph)
    assert str(caught.value) == (
        "%a: operand %alien belongs to another graph\n"
        "         1  %s: (f32[1], f32[1]) = split(%x, sizes=[1, 1])\n"
        "         2  %c: f32[2] = clip(%x, none)\n"
        "  ->     3  %a: f32[2] = add(%alien, none)\n"
        "         4  %n: f32[2] = neg(%x)\n"
        "         5  %m: f32[2] = neg(%x)"
    )


def test_a_node_that_does_not_print_is_shown_all_the_same():
    graph, nodes = small()
    nodes["a"].inputs = (foreign(),)
    nodes["a"].role = None
    with pytest.raises(GraphError, match=r"->     3  %a = add\(...\)"):
        verify(graph)


@pytest.mark.parametrize(
    "value", [foreign(), Value(small()[1]["x"], 0, PAIR), Value(foreign().node, -1, PAIR)]
)
def test_outputs_are_values_of_the_graph(value):
    graph, _ = small()
    with pytest.raises(GraphError, match="output 1 of the graph, %.*, belongs to another graph"):
        verify(Graph(graph.nodes, [graph.nodes[0].outputs[0], value]))


def test_a_body_reads_no_variables():
    inner = Emitter()
    body = inner.freeze([inner(VariableOp("w", F32), name="w")])
    emit = Emitter()
    emit(Call(body))
    with pytest.raises(GraphError, match="%w: a body cannot read a variable; make it an operand"):
        verify(emit.freeze())


def nested(levels: int) -> Graph:
    body = None
    for _ in range(levels + 1):
        emit = Emitter(locate=lambda: None)
        x = emit(Input(F32), name="x")
        body = emit.freeze([emit(Neg(), x) if body is None else emit(Call(body), x)])
    return body


def test_bodies_are_nested_at_most_64_deep():
    verify(nested(64))
    for levels in (65, 5000):
        with pytest.raises(GraphError, match="bodies are nested deeper than 64"):
            verify(nested(levels))
        with pytest.raises(GraphError, match="bodies are nested deeper than 64"):
            _ = nested(levels).digest


def test_a_shared_body_is_walked_once():
    inner, _ = small()
    emit = Emitter()
    x = emit(Input(PAIR), name="x")
    for _ in range(3):
        emit(Call(inner), x)
    assert [body for _, body in all_bodies([emit.freeze()])] == [inner]


# -- models ----------------------------------------------------------------------------------


def model() -> Model:
    emit = Emitter(locate=lambda: None)
    x = emit(Input(ValueType("float32", ("N", 2))), name="x")
    emit(Input(PAIR), name="unused")
    w = emit(VariableOp("w", PAIR), name="w")
    y = emit(Mul(), x, w)
    with emit.on_behalf_of(y.node, Role.GRADIENT, Origin("mul_0", "mul")):
        grad = emit(Neg(), w)
        wrong = emit(Neg(), x)
    predict = Signature(
        "predict",
        emit.freeze(),
        {"x": x},
        {"y": y, "grad_w": grad, "wrong": wrong},
        {"w": grad},
        (Example({"x": np.ones((3, 2), np.float32)}, {"grad_w": np.ones(2, np.float32)}),),
        {"y": ("cat", "dog")},
    )
    variables = {
        "w": Variable("w", np.zeros(2, np.float32), trainable=True),
        "m": Variable("m", np.zeros(2, np.float32), VariableKind.SLOT, slot_of="w"),
    }
    return Model("demo", variables, {"predict": predict})


def with_signature(**changes):
    return lambda m: m.with_signature(replace(m.signatures["predict"], **changes))


def with_variable(key, *parts, **named):
    return lambda m: replace(m, variables={**m.variables, key: Variable(*parts, **named)})


def value(name):
    return model().graph.value(name)


def own(build):
    """A change that needs the values of the model's own graph."""
    return lambda m: with_signature(**build(m.graph.value))(m)


PAIR32 = np.zeros(2, np.float32)


def test_a_valid_model_passes():
    verify_model(model())


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (with_variable("v", "w", PAIR32), "variable 'w' is stored under the name 'v'"),
        (
            with_variable("m", "m", PAIR32, VariableKind.SLOT),
            "variable 'm', a slot, has no parameter",
        ),
        (with_variable("m", "m", PAIR32, slot_of="w"), "a parameter, is no slot but names one"),
        (
            with_variable("m", "m", PAIR32, VariableKind.SLOT, slot_of="ww"),
            "slot 'm' belongs to 'ww', which is no parameter\n  hint did you mean 'w'",
        ),
        (
            with_variable("m", "m", PAIR32, VariableKind.SLOT, slot_of="m"),
            "slot 'm' belongs to 'm', which is no parameter",
        ),
        (
            with_variable("w", "w", np.zeros(3, np.float32)),
            r"%w reads the variable 'w' as f32\[2\], but it is f32\[3\]",
        ),
        (
            lambda m: replace(m, variables={}),
            "%w reads the variable 'w', which is not there",
        ),
        (
            lambda m: replace(m, signatures={"p": m.signatures["predict"]}),
            "signature 'predict' is stored under the name 'p'",
        ),
        (
            with_signature(outputs={"y": value("mul_0")}),
            "signature 'predict': output 'y', %mul_0, is not in its graph",
        ),
        (with_signature(inputs={"x": value("x")}), "input 'x', %x, is not in its graph"),
        (with_signature(updates={"w": value("w")}), "update 'w', %w, is not in its graph"),
        (
            own(lambda v: {"inputs": {"x": v("x"), "w": v("w")}}),
            "input 'w' is %w, a variable node",
        ),
        (
            with_signature(inputs={}, examples=()),
            "it needs the input %x, which it does not list\n  hint add 'x' to its inputs",
        ),
        (
            own(lambda v: {"updates": {"v": v("w")}}),
            "it updates 'v', which is no variable\n  hint known are: w, m",
        ),
        (
            own(lambda v: {"updates": {"w": v("x")}}),
            r"the update of 'w' is f32\[N, 2\], but the variable is f32\[2\]",
        ),
        (
            own(lambda v: {"outputs": {"grad_w": v("neg_1")}, "labels": {}, "examples": ()}),
            r"'grad_w' is f32\[N, 2\], but 'w' is f32\[2\]",
        ),
        (
            own(lambda v: {"outputs": {"grad_x": v("neg_0")}, "labels": {}, "examples": ()}),
            r"'grad_x' is f32\[2\], but 'x' is f32\[N, 2\]",
        ),
        (
            with_signature(labels={"yy": ("a", "b")}),
            "it has labels for 'yy', which is no output\n  hint did you mean 'y'",
        ),
        (
            with_signature(labels={"y": ("a", "b", "c")}),
            r"'y' has 3 labels, but its last axis is 2\n  hint %mul_0 is f32\[N, 2\]",
        ),
        (
            with_signature(examples=(Example({"z": PAIR32}),)),
            "example 0 has the input 'z', which it does not list",
        ),
        (
            with_signature(examples=(Example({}, {"z": PAIR32}),)),
            "example 0 has the output 'z', which it does not list",
        ),
        (
            with_signature(examples=(Example({}), Example({"x": np.zeros((3, 2))}))),
            r"example 1: input 'x' is float64\[3, 2\], declared f32\[N, 2\]",
        ),
        (
            with_signature(examples=(Example({"x": np.zeros((3, 1), np.float32)}),)),
            r"example 0: input 'x' is float32\[3, 1\], declared f32\[N, 2\]",
        ),
        (
            with_signature(examples=(Example({"x": PAIR32}),)),
            r"example 0: input 'x' is float32\[2\], declared",
        ),
    ],
)
def test_each_rule_of_a_model(change, match):
    broken = change(model())
    with pytest.raises(GraphError, match=match):
        verify_model(broken)


def test_outputs_called_grad_that_are_no_gradients_are_the_users_own():
    m = model()
    graph = m.graph
    outputs = {"grad_w": graph.value("mul_0"), "grad_z": graph.value("neg_1")}
    verify_model(with_signature(outputs=outputs, labels={}, examples=())(m))


def test_a_graph_inside_a_model_is_verified_too():
    m = model()
    m.graph.node("mul_0").name = "x"
    with pytest.raises(GraphError, match="the graph has two nodes named 'x'"):
        verify_model(m)


def test_types_are_inferred_once_for_equal_operands_and_checked_for_each_node():
    graph, nodes = small()
    nodes["m"].outputs[0].type = ValueType("float32", (3,))
    with pytest.raises(GraphError, match=re.escape("%m has the type f32[3], but neg gives f32[2]")):
        verify(graph)
    emit = Emitter(locate=lambda: None)
    x = emit(Input(PAIR), name="x")
    for name, shape in (("one", [2, 1]), ("other", [1, 2])):  # two constants of one type
        emit(Reshape(), x, np.array(shape), name=name)
    verify(emit.freeze())


def test_a_letter_is_a_name_whatever_the_alphabet():
    """Every identifier is a name, as `check_name` supposes."""
    for code in range(sys.maxunicode + 1):
        name = f"a{chr(code)}"
        if name.isidentifier():
            assert name.isprintable()
            assert name.isascii() or name[1] not in " .%()[]{},=#"
    check_name("größe_1")
    with pytest.raises(GraphError, match="is not a name"):
        check_name("a" * 1001)
