"""`call` and `cond`: types across the border of a body, gradients, data-dependent extents."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.autodiff import gradients_of
from graphrt.dims import symbol
from graphrt.errors import ShapeError
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate
from graphrt.ops import lookup
from graphrt.ops.bodies import substitute
from graphrt.ops.control import Call, Cond
from graphrt.ops.source import Input
from graphrt.types import ValueType

N, M = symbol("N"), symbol("M")


def body_of(shapes, build, name="body", dtype="float64"):
    emit = Emitter(locate=lambda: None)
    inputs = [emit(Input(ValueType(dtype, s)), name=f"a{i}") for i, s in enumerate(shapes)]
    results = build(emit, *inputs)
    return emit.freeze(results if isinstance(results, tuple) else (results,), name)


def called(body, *shapes):
    emit = Emitter(locate=lambda: None)
    values = [emit(Input(ValueType("float64", s)), name=f"x{i}") for i, s in enumerate(shapes)]
    return emit(Call(body=body), *values)


def rows(emit, x):
    return emit(lookup("reshape")(), x, (-1, 2))


@pytest.mark.parametrize(
    ("declared", "given", "want"),
    [
        (("A", 4), (6, 4), (12, 2)),
        (("A", 4), ("N", 4), (2 * N, 2)),
        (("A", 4), (N + M, 4), (2 * N + 2 * M, 2)),
        (("2*A", 4), (6, 4), (12, 2)),
        (("2*A+1", 4), (2 * N + 1, 4), (4 * N + 2, 2)),
        ((N * M, 4), (N * M, 4), (2 * N * M, 2)),
        (("A", 4), (None, 4), (None, 2)),
        ((None, 4), ("N", 4), (None, 2)),
    ],
)
def test_symbols_of_the_body_take_the_extents_given(declared, given, want):
    assert called(body_of([declared], rows), given).type == ValueType("float64", want)


@pytest.mark.parametrize(
    ("declared", "given"),
    [(("A", 4), (6, 5)), (("A", "A"), (2, 3)), (("2*A",), (3,)), ((3,), ("N",)), ((3,), (3, 3))],
)
def test_operands_that_do_not_fit_the_body(declared, given):
    body = body_of([declared], lambda emit, x: emit(lookup("neg")(), x))
    with pytest.raises(ShapeError, match="call: body takes f64.*, the operand is f64"):
        called(body, given)


def test_substitution_goes_into_derived_symbols():
    assert substitute(N * M + 1, {"N": 3, "M": 4}) == 13
    assert substitute(N // 2, {"N": 4 * M}) == 2 * M
    assert substitute(N * M, {"N": 3}) is None
    assert substitute(7, {}) == 7


def test_an_extent_found_in_the_body_is_unknown_outside():
    """Two calls of one body find two numbers; they must not count as equal."""
    body = body_of([("A",)], lambda emit, x: emit(lookup("nonzero")(extent="?n"), x))
    first = called(body, (4,))
    assert first.type == ValueType("int64", (1, None))
    emit = first.node
    assert emit.op.flops([ValueType("float64", (4,))], [first.type]) == 0
    b = gr.GraphBuilder()
    x, y = b.input("x", ("N",), "float64"), b.input("y", ("N",), "float64")
    found = [gr.call(lambda v: gr.gather(v, gr.nonzero(v)[0]), each) for each in (x, y)]
    b.signature("predict", inputs=[x, y], outputs={"x": found[0], "y": found[1]})
    values = gr.Session(b.build()).run(x=[1.0, 0.0, 2.0], y=[0.0, 0.0, 3.0])
    assert values["x"].tolist() == [1, 2]
    assert values["y"].tolist() == [3]


def test_branches_agree_as_far_as_both_are_known():
    picked = body_of(
        [(4,)],
        lambda emit, x: emit(
            lookup("gather")(),
            x,
            emit(lookup("reshape")(), emit(lookup("nonzero")(extent="?n"), x), (-1,)),
        ),
    )
    same = body_of([(4,)], lambda emit, x: emit(lookup("neg")(), x))
    emit = Emitter(locate=lambda: None)
    x = emit(Input(ValueType("float64", (4,))), name="x")
    result = emit(Cond(then_body=picked, else_body=same), True, x)
    assert result.type == ValueType("float64", (None,))
    feeds = {"x": np.array([0.0, 2.0, 0.0, 3.0])}
    assert evaluate(emit.freeze(), [result], feeds)[0].tolist() == [2, 3]


def two(emit, x, y):
    product = emit(lookup("mul")(), x, y)
    return emit(lookup("exp")(), x), emit(lookup("sum")(), product)


def test_several_results_of_which_one_is_differentiated():
    emit = Emitter(locate=lambda: None)
    x, y = (emit(Input(ValueType("float64", (3,))), name=n) for n in "xy")
    first, second = emit(Call(body=body_of([("A",), ("A",)], two)), x, y)
    feeds = {"x": np.array([1.0, 2.0, 3.0]), "y": np.array([4.0, 5.0, 6.0])}
    grads = gradients_of(emit, second, [x, y], missing="zeros")
    found = evaluate(emit.freeze(), grads, feeds)
    np.testing.assert_array_equal(found, [feeds["y"], feeds["x"]])
    grads = gradients_of(emit, emit(lookup("sum")(), first), [x, y], missing="zeros")
    found = evaluate(emit.freeze(), grads, feeds)
    np.testing.assert_allclose(found, [np.exp(feeds["x"]), np.zeros(3)])


@pytest.mark.parametrize("pred", [True, False])
def test_a_branch_that_ignores_an_operand_gives_it_zeros(pred):
    emit = Emitter(locate=lambda: None)
    x, y = (emit(Input(ValueType("float64", ("N",))), name=n) for n in "xy")
    bodies = [body_of([("A",), ("A",)], lambda emit, *xs, i=i: emit(lookup("square")(), xs[i]))
              for i in (0, 1)]  # fmt: skip
    result = emit(Cond(then_body=bodies[0], else_body=bodies[1]), pred, x, y)
    grads = gradients_of(emit, emit(lookup("sum")(), result), [x, y])
    assert [grad.type for grad in grads] == [x.type, y.type]
    feeds = {"x": np.array([1.0, 2.0]), "y": np.array([3.0, 4.0])}
    found = evaluate(emit.freeze(), grads, feeds)
    want = [2 * feeds["x"], [0, 0]] if pred else [[0, 0], 2 * feeds["y"]]
    np.testing.assert_array_equal(found, want)


def test_only_the_chosen_branch_runs():
    fails = body_of([(2,)], lambda emit, x: emit(lookup("gather")(), x, [5, 5]))
    works = body_of([(2,)], lambda emit, x: emit(lookup("neg")(), x))
    op = Cond(then_body=works, else_body=fails)
    assert op.compute(np.array(True), np.ones(2))[0].tolist() == [-1, -1]
    with pytest.raises(IndexError, match="index 5 is out of range"):
        op.compute(np.array(False), np.ones(2))


def test_flops_of_bodies():
    body = body_of([("A",), ("A",)], two)
    types = [ValueType("float64", (3,))] * 2
    assert Call(body=body).flops(types, []) == 9  # 3 products, 3 exponentials, a sum of 3
    idle = body_of([("A",), ("A",)], lambda emit, x, y: (x, emit(lookup("sum")(), y)))
    pred = ValueType("bool", ())
    assert Cond(then_body=body, else_body=idle).flops([pred, *types], []) == 9


def test_python_numbers_take_the_dtype_of_the_input_they_are_for():
    product = body_of([("A",), ()], lambda emit, x, y: emit(lookup("mul")(), x, y), dtype="float32")
    emit = Emitter(locate=lambda: None)
    x = emit(Input(ValueType("float32", (3,))), name="x")
    for result in (
        emit(Call(body=product), x, 2),
        emit(Cond(then_body=product, else_body=product), True, x, 2.5),
    ):
        assert result.node.inputs[-1].type == ValueType("float32", ())


def test_an_empty_list_is_a_shape():
    emit = Emitter(locate=lambda: None)
    x = emit(Input(ValueType("float32", (1, 1))), name="x")
    assert emit(lookup("reshape")(), x, ()).type == ValueType("float32", ())
    assert emit(lookup("slice")(), x, [], []).type == x.type
