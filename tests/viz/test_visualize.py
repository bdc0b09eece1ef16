"""Pictures of models: the lecture's numbers, what is drawn, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from viz.picture_samples import (
    LECTURE_FEEDS,
    NEURON_FEEDS,
    circuit,
    model_of,
    net,
    net_feeds,
    neuron,
    scalars,
)

from graphrt.analysis.picture import picture_of, visualize
from graphrt.analysis.readings import reading_of
from graphrt.errors import FeedError, UsageError
from graphrt.ir.emitter import Emitter
from graphrt.ops.arithmetic import Add, Div, Mul, Sub
from graphrt.ops.compare import Greater, Where
from graphrt.ops.exponential import Exp, Pow
from graphrt.ops.joining import Split
from graphrt.ops.reduce import Sum
from graphrt.ops.source import Input
from graphrt.types import ValueType
from graphrt.viz import Kind, Number, Picture, Statistics, Unknown
from graphrt.viz.picture import Role
from graphrt.viz.words import number_text


def numbers(picture: Picture) -> dict[str, tuple[str, str]]:
    """Value name -> what stands above and below its wire, for scalars."""
    found = {}
    for each in picture.nets:
        forward, gradient = each.wire.forward, each.wire.gradient
        assert isinstance(forward, Number)
        assert isinstance(gradient, Number)
        found[each.wire.name] = number_text(forward.value), number_text(gradient.value)
    return found


def titles(picture: Picture) -> list[str]:
    return [box.title for box in picture.boxes]


# -- the lecture ---------------------------------------------------------------------------------


def test_the_circuit_of_the_lecture() -> None:
    picture = picture_of(circuit(), feeds=LECTURE_FEEDS, backward="f")
    assert numbers(picture) == {
        "x": ("-2.00", "-4.00"),
        "y": ("5.00", "-4.00"),
        "z": ("-4.00", "3.00"),
        "q": ("3.00", "-4.00"),
        "mul_0": ("-12.00", "1.00"),
    }
    assert titles(picture) == ["x", "y", "z", "+", "*", "f"]
    assert picture.boxes[3].gate == "distributes the gradient"
    assert picture.boxes[3].subtitle == "q"
    assert picture.boxes[4].subtitle == ""
    assert picture.gradient_of == "f"


def test_the_sigmoid_neuron_of_the_lecture() -> None:
    picture = picture_of(neuron(), feeds=NEURON_FEEDS, backward=True)
    assert numbers(picture) == {
        "w0": ("2.00", "-0.20"),
        "x0": ("-1.00", "0.39"),
        "w1": ("-3.00", "-0.39"),
        "x1": ("-2.00", "-0.59"),
        "w2": ("-3.00", "0.20"),
        "mul_0": ("-2.00", "0.20"),
        "mul_1": ("6.00", "0.20"),
        "add_0": ("4.00", "0.20"),
        "add_1": ("1.00", "0.20"),
        "mul_2": ("-1.00", "-0.20"),
        "exp_0": ("0.37", "-0.53"),
        "add_2": ("1.37", "-0.53"),
        "reciprocal_0": ("0.73", "1.00"),
    }
    assert titles(picture)[5:] == ["*", "*", "+", "+", "* -1", "exp", "+ 1", "1/x", "f"]


def test_gradients_agree_with_finite_differences() -> None:
    def f(w0: float, x0: float, w1: float, x1: float, w2: float) -> float:
        return 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))

    picture = picture_of(neuron(), feeds=NEURON_FEEDS, backward=True)
    step = 1e-5
    inputs = [each for each in picture.nets if each.wire.name in NEURON_FEEDS]
    assert len(inputs) == 5
    for each in inputs:
        up = {**NEURON_FEEDS, each.wire.name: NEURON_FEEDS[each.wire.name] + step}
        down = {**NEURON_FEEDS, each.wire.name: NEURON_FEEDS[each.wire.name] - step}
        slope = (f(**up) - f(**down)) / (2 * step)
        assert isinstance(each.wire.gradient, Number)
        assert each.wire.gradient.value == pytest.approx(slope, rel=1e-5)


def test_a_value_of_several_users_shows_its_total_gradient() -> None:
    emit = Emitter()
    (x,) = scalars(emit, "x")
    model = model_of(emit, {"y": emit(Add(), emit(Mul(), x, x), x)})
    picture = picture_of(model, feeds={"x": 3}, backward=True)
    assert numbers(picture)["x"] == ("3.00", "7.00")
    assert [wire.slot for wire in picture.wires if wire.source == "x"] == [0, 1, 1]


# -- readings ------------------------------------------------------------------------------------


def test_tensors_read_as_shape_mean_spread_and_zeros() -> None:
    feeds = net_feeds()
    picture = picture_of(net(), feeds=feeds, backward=True)
    reading = {each.wire.name: each.wire for each in picture.nets}
    forward, gradient = reading["layer1/max_0"].forward, reading["layer1/matmul_0"].gradient
    w1 = net().variables["layer1/w"].value
    hidden = np.maximum(feeds["x"].astype(np.float64) @ w1, 0)
    assert isinstance(forward, Statistics)
    assert forward.shape == (32, 100)
    assert forward.mean == pytest.approx(hidden.mean(), rel=1e-5)
    assert forward.spread == pytest.approx(hidden.std(), rel=1e-5)
    assert forward.zeros == pytest.approx((hidden == 0).mean())
    assert isinstance(gradient, Statistics)
    assert gradient.zeros == pytest.approx((hidden == 0).mean())
    assert reading["mul_0"].gradient == Number(1.0)


@pytest.mark.parametrize(
    ("array", "reading"),
    [
        (np.float32(0.5), Number(0.5)),
        (np.int64(7), Number(7)),
        (np.bool_(True), Number(True)),
        (np.complex64(1 + 2j), Number(1 + 2j)),
        (np.array([[0.0, 2.0]]), Statistics((1, 2), 1.0, 1.0, 0.5, 0.0, 2.0)),
        (
            np.array([True, False, False, True]),
            Statistics((4,), 0.5, 0.5, 0.5, 0.0, 1.0, (1.0, 0.0, 0.0, 1.0)),
        ),
        (np.array([1 + 2j]), Unknown()),
        (np.array("text", dtype=np.dtypes.StringDType()), Unknown()),
    ],
)
def test_what_an_array_reads_as(array: np.ndarray, reading: object) -> None:
    found = reading_of(np.asarray(array))
    assert found == reading
    if isinstance(found, Number):
        assert type(found.value) in (bool, int, float, complex)


def test_bad_numbers_are_shown() -> None:
    nothing = reading_of(np.zeros((0, 3)))
    assert isinstance(nothing, Statistics)
    assert math.isnan(nothing.mean)
    spoilt = reading_of(np.array([1.0, np.nan]))
    assert isinstance(spoilt, Statistics)
    assert math.isnan(spoilt.mean)
    emit = Emitter()
    x, y = scalars(emit, "x", "y")
    model = model_of(emit, {"z": emit(Div(), x, y)})
    text = visualize(model, format="text", feeds={"x": 1, "y": 0}, backward=True).text
    assert "inf" in text
    assert "-inf" in text


def test_what_nobody_feeds_is_unknown() -> None:
    picture = picture_of(circuit(), feeds={"x": -2, "y": 5}, backward=True)
    known = {each.wire.name: (each.wire.forward, each.wire.gradient) for each in picture.nets}
    assert known["q"] == (Number(3.0), Unknown())
    assert known["z"] == (Unknown(), Number(3.0))
    assert known["mul_0"] == (Unknown(), Number(1.0))


def test_a_picture_nobody_asked_numbers_of_has_none() -> None:
    picture = picture_of(circuit())
    assert not picture.has_values
    assert not picture.has_gradients


def test_without_feeds_the_example_is_used() -> None:
    emit = Emitter()
    (x,) = scalars(emit, "x")
    model = model_of(emit, {"y": emit(Exp(), x)}, example={"x": np.float32(0)})
    picture = picture_of(model)
    assert [each.wire.forward for each in picture.nets] == [Number(0.0), Number(1.0)]
    assert not picture.has_gradients


def test_what_has_no_gradient_shows_none() -> None:
    emit = Emitter()
    x, y, z = scalars(emit, "x", "y", "z")
    larger = emit(Where(), emit(Greater(), x, y), x, y)
    model = model_of(emit, {"larger": larger, "z": emit(Exp(), z)})
    picture = picture_of(model, feeds={"x": 2, "y": 1, "z": 0}, backward="larger")
    gradient = {each.wire.name: each.wire.gradient for each in picture.nets}
    assert gradient == {
        "x": Number(1.0),
        "y": Number(0.0),
        "greater_0": None,
        "where_0": Number(1.0),
        "z": None,
        "exp_0": None,
    }


# -- what is drawn -------------------------------------------------------------------------------


def test_only_what_the_outputs_need_is_drawn() -> None:
    emit = Emitter()
    x, y = scalars(emit, "x", "y")
    emit(Exp(), y)
    picture = picture_of(model_of(emit, {"z": emit(Exp(), x)}))
    assert [box.id for box in picture.boxes] == ["x", "exp_1", "output z"]


def test_scalar_constants_stand_in_their_gates() -> None:
    emit = Emitter()
    (x,) = scalars(emit, "x")
    value = emit(Sub(), 1.0, emit(Add(), emit(Mul(), x, -1.0), 0.5))
    value = emit(Pow(), emit(Div(), value, 2.0), 3.0)
    picture = picture_of(model_of(emit, {"y": value}))
    assert titles(picture) == ["x", "* -1", "+ 0.5", "1 -", "/ 2", "^ 3", "y"]
    assert len(picture.wires) == 6


def test_other_constants_are_boxes() -> None:
    emit = Emitter()
    (x,) = scalars(emit, "x")
    shared = emit.constant(np.float32(2), name="two")
    table = emit.constant(np.arange(12, dtype=np.float32).reshape(3, 4), name="table")
    pair = emit.constant(np.array([1.5, 2.0], np.float32), name="pair")
    outputs = {
        "a": emit(Mul(), x, table),
        "b": emit(Mul(), x, pair),
        "c": emit(Mul(), x, shared),
        "d": emit(Exp(), shared),
        "e": emit(Add(), shared, shared),
    }
    picture = picture_of(model_of(emit, outputs))
    constants = {box.id: box.title for box in picture.boxes if box.kind is Kind.CONSTANT}
    assert constants == {"two": "2", "table": "table", "pair": "[1.5, 2]"}
    assert titles(picture)[-8:-5] == ["* 2", "exp", "+ 2"]


def test_several_results() -> None:
    emit = Emitter()
    x = emit(Input(ValueType("float32", (4,))), name="x")
    first, second = emit(Split(axis=0, sizes=(1, 3)), x)
    total = emit(Add(), emit(Sum(), first), emit(Sum(), emit(Exp(), second)))
    model = model_of(emit, {"total": total, "first": first})
    feeds = {"x": np.array([1, 0, 0, 0], np.float32)}
    picture = picture_of(model, feeds=feeds, backward="total")
    nets = {each.wire.name: each for each in picture.nets}
    assert nets["split_0.0"].wire.forward == Statistics((1,), 1.0, 0.0, 0.0, 1.0, 1.0, (1.0,))
    assert nets["split_0.1"].wire.gradient == Statistics(
        (3,), 1.0, 0.0, 0.0, 1.0, 1.0, (1.0, 1.0, 1.0)
    )
    assert nets["split_0.0"].result != nets["split_0.1"].result
    assert "split" in visualize(model, feeds=feeds, backward="total").text


def test_training_draws_forward_nodes_unless_all_are_asked_for() -> None:
    model = net(train=True)
    plain = picture_of(model, "train", feeds=net_feeds(), backward=True)
    assert {box.role for box in plain.boxes} == {Role.FORWARD}
    assert [box.title for box in plain.boxes if box.kind.is_sink] == ["loss"]
    full = picture_of(model, "train", feeds=net_feeds(), backward=True, show_backward_nodes=True)
    assert {box.role for box in full.boxes} == {Role.FORWARD, Role.GRADIENT, Role.UPDATE}
    updates = [box for box in full.boxes if box.kind is Kind.UPDATE]
    assert [box.title for box in updates] == ["layer1/w", "layer2/w"]
    gradient = next(box for box in full.boxes if box.role is Role.GRADIENT)
    assert dict(gradient.details)["gradient of"]
    svg = visualize(model, "train", feeds=net_feeds(), full=True).text
    assert 'class="box back"' in svg
    assert 'class="box update"' in svg


def test_full_draws_the_gradient_nodes_a_graph_has_not_got() -> None:
    picture = picture_of(circuit(), feeds=LECTURE_FEEDS, backward=True, show_backward_nodes=True)
    sinks = {box.id: box.title for box in picture.boxes if box.kind is Kind.OUTPUT}
    assert list(sinks.values()) == ["f", "df/dx", "df/dy", "df/dz"]
    arriving = {wire.target: wire.forward for wire in picture.wires}
    assert [arriving[sink] for sink in sinks] == [
        Number(-12.0),
        Number(-4.0),
        Number(-4.0),
        Number(3.0),
    ]


def test_drawing_leaves_the_model_as_it_was() -> None:
    model = circuit()
    before = [node.name for node in model.graph.nodes]
    picture_of(model, feeds=LECTURE_FEEDS, backward=True, show_backward_nodes=True)
    assert [node.name for node in model.graph.nodes] == before


def test_boxes_say_what_they_are() -> None:
    picture = picture_of(net())
    boxes = {box.id: box for box in picture.boxes}
    assert boxes["x"].subtitle == "f32[N, 64]"
    weight = boxes["layer1/w"]
    assert (weight.kind, weight.title, weight.scope) == (Kind.VARIABLE, "layer1/w", "layer1")
    assert dict(weight.details)["kind"] == "parameter"
    assert "picture_samples.py:" in weight.location
    assert boxes["layer1/max_0"].title == "max 0"
    assert dict(boxes["sum_0"].details)["keepdims"] == "False"


def test_a_thousand_layers_do_not_overflow() -> None:
    emit = Emitter(locate=lambda: None)
    (value,) = scalars(emit, "x")
    for _ in range(3000):
        value = emit(Mul(), value, 1.0)
    model = model_of(emit, {"y": value})
    picture = picture_of(model, feeds={"x": 2}, backward=True)
    assert picture.wires[0].gradient == Number(1.0)
    assert len(picture.boxes) == 3002


# -- what is refused -----------------------------------------------------------------------------


def test_backward_finds_the_loss_that_is_trained() -> None:
    picture = picture_of(net(train=True), backward=True)
    assert picture.gradient_of == "loss"
    assert picture.subtitle == "signature train"


def test_backward_with_several_scalar_outputs() -> None:
    emit = Emitter()
    (x,) = scalars(emit, "x")
    model = model_of(emit, {"a": emit(Exp(), x), "b": emit(Mul(), x, x)})
    with pytest.raises(
        UsageError,
        match=r"(?s)signature 'predict' has 2 scalar outputs to take gradients of\n"
        r"  a: f32\[\]\n  b: f32\[\]\n  hint name one: backward='a'",
    ):
        picture_of(model, backward=True)
    assert picture_of(model, backward="b").gradient_of == "b"


def test_backward_with_no_scalar_output() -> None:
    emit = Emitter()
    x = emit(Input(ValueType("float32", ("N",))), name="x")
    model = model_of(emit, {"y": emit(Exp(), x)})
    with pytest.raises(
        UsageError,
        match=r"(?s)'predict' has no scalar float output to take gradients of\n  y: f32\[N\]",
    ):
        picture_of(model, backward=True)
    with pytest.raises(UsageError, match=r"output 'y' is f32\[N\]; only a scalar float has"):
        picture_of(model, backward="y")
    with pytest.raises(UsageError, match="signature 'predict' has no output 'z'"):
        picture_of(model, backward="z")


def test_feeds_that_do_not_fit() -> None:
    with pytest.raises(FeedError, match=r"signature 'predict' has no input 'v'\n  hint known"):
        picture_of(circuit(), feeds={"v": 1})
    with pytest.raises(FeedError, match="input 'x' has the wrong dtype"):
        picture_of(circuit(), feeds={"x": np.float64(1)})
    with pytest.raises(FeedError, match="input 'x'"):
        picture_of(net(), feeds={"x": np.zeros((3, 63), np.float32)})
    with pytest.raises(FeedError, match="N"):
        feeds = {"x": np.zeros((3, 64), np.float32), "y": np.zeros((4, 10), np.float32)}
        picture_of(net(), feeds=feeds)


def test_an_unknown_signature() -> None:
    with pytest.raises(UsageError, match="the model has no signature 'predct'"):
        picture_of(circuit(), "predct")
