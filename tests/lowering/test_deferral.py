"""Which updates are written in place, and that no step is ever seen half done."""

import os
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphrt as gr
from graphrt.dtypes import DType
from graphrt.ir.emitter import Emitter
from graphrt.ir.evaluate import evaluate
from graphrt.lowering import Segment, deferral, plan_graph, plan_signature
from graphrt.ops.arithmetic import Add
from graphrt.ops.fused import Fused
from graphrt.ops.source import Input, VariableOp
from graphrt.passes.optimize import optimize_signature
from graphrt.passes.pipeline import parse_pipeline
from graphrt.types import ValueType

FUSED = "canonicalize,fold,cse,simplify,dce,fuse"


def plan_of(builder, passes=FUSED, shapes=None):
    signature = builder.build().signatures["train"]
    if passes:
        signature, _ = optimize_signature(signature, parse_pipeline(passes))
    return plan_signature(signature, shapes or {})


def in_place(plan):
    """The variables that each deferred step writes."""
    return [sorted(each.key for each in step.outputs) for step in plan.deferred]


def updating(rule, shape=(30, 30), outputs=None):
    """A builder whose variables ``w`` and ``v`` become what ``rule`` makes of them."""
    b = gr.GraphBuilder()
    rng = np.random.default_rng(0)
    w, v = (b.parameter(name, rng.standard_normal(shape)) for name in "wv")
    new = rule(w, v)
    fetched = {} if outputs is None else outputs(w, v, *new)
    updates = gr.Updates.of(dict(zip((w, v), new, strict=False)))
    b.signature("train", outputs=fetched, updates=updates)
    return b


def test_the_last_subtraction_writes_the_variable():
    b = gr.GraphBuilder()
    w = b.parameter("w", np.ones(3))
    b.signature("train", outputs={"l": gr.sum(w)}, updates=gr.optim.sgd(gr.sum(w * w)))
    plan = plan_of(b, "")
    assert in_place(plan) == [["w"], ["step"]]
    assert plan.deferred[0].node.op.name == "sub"
    assert not plan.stores
    assert "in place: state:w = sub(" in str(plan)


@pytest.mark.parametrize("name", ["adam", "amsgrad"])
def test_a_fused_step_of_adam_writes_parameter_and_moments(name):
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 20))
    w = b.parameter("w", np.ones((20, 30), np.float32))
    loss = gr.mean(gr.tanh(x @ w) ** 2)
    updates = getattr(gr.optim, name)(loss)
    b.signature("train", inputs=[x], outputs={"loss": loss}, updates=updates)
    plan = plan_of(b, shapes={"x": (8, 20)})
    written = sorted(["w", *(each for each in updates.values if each.startswith("w/"))])
    assert in_place(plan) == [written, ["step"]]
    assert not plan.stores
    assert plan.updated == {*written, "step"}
    assert plan.sizes[Segment.FETCH] == 64  # the loss alone
    assert plan.deferred[0].node.op.factors  # the product is a part of it


def swap(w, v):
    return w - 2 * v, v + w


ALLOWED = {
    "a swap in one kernel": (swap, [["v", "w"]]),
    "what does not change": (lambda w, v: (gr.exp(w) * gr.sum(v),), [["w"]]),
    "a column of what does not change": (lambda w, v: (gr.exp(w) * v[:, :1],), [["w"]]),
}
REFUSED = {
    "its own transpose": lambda w, v: (gr.exp(w) + w.T,),
    "a row of itself": lambda w, v: (gr.exp(w) + w[:1],),
    "an element of itself": lambda w, v: (gr.exp(w) + w[0, 0],),
    "a sum of itself": lambda w, v: (gr.softmax(w),),
    "a product with itself": lambda w, v: (gr.exp(w) - v @ w,),
    "a row of another that changes": lambda w, v: (gr.exp(w) - v[:1], gr.exp(v)),
    "another that changes, transposed": lambda w, v: (gr.exp(w) - v.T, gr.exp(v) - w),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_a_deferred_node_may_read(name):
    rule, want = ALLOWED[name]
    assert in_place(plan_of(updating(rule))) == want


@pytest.mark.parametrize("name", REFUSED)
def test_a_deferred_node_may_not_read(name):
    plan = plan_of(updating(REFUSED[name]))
    assert not any("w" in written for written in in_place(plan))
    assert "w" in {store.variable for store in plan.stores}


def test_two_nodes_that_read_what_the_other_writes_are_not_deferred():
    plan = plan_of(updating(lambda w, v: (w - v, v + w)), "")
    assert in_place(plan) == []
    assert {store.variable for store in plan.stores} == {"w", "v"}


def test_a_new_value_that_is_used_again_is_computed_before():
    for outputs in (lambda w, v, new: {"y": new}, lambda w, v, new: {"y": gr.sum(new)}):
        plan = plan_of(updating(lambda w, v: (gr.exp(w) - v,), outputs=outputs))
        assert in_place(plan) == []
    both = updating(lambda w, v: (gr.exp(w) - v,) * 2)
    assert in_place(plan_of(both)) == []


def test_results_nobody_reads_have_memory_of_their_own():
    signature = updating(swap).build().signatures["train"]
    signature, _ = optimize_signature(signature, parse_pipeline(FUSED))
    value = signature.updates["w"]
    plan = plan_graph(signature.graph, "half", {}, {}, {}, {"w": value})
    (step,) = plan.deferred
    assert sorted(each.segment.value for each in step.outputs) == ["scratch", "state"]


def test_a_result_smaller_than_the_loop_is_not_written_in_place():
    """By hand: a kernel would store it once per row, and read it again in between."""
    row, whole = ValueType(DType.of("float32"), (1, 5)), ValueType(DType.of("float32"), (4, 5))
    inner, outer = Emitter(locate=lambda: None), Emitter(locate=lambda: None)
    a, c = inner(Input(row), name="a"), inner(Input(whole), name="c")
    body = inner.freeze([inner(Add(), a, a), inner(Add(), a, c)])
    held = outer(VariableOp("a", row)), outer(VariableOp("c", whole))
    new = dict(zip("ac", outer(Fused(body=body), *held), strict=True))
    plan = plan_graph(outer.freeze(new.values()), "by hand", {}, {}, {}, new)
    assert in_place(plan) == []


def test_products_that_take_long_are_computed_before(monkeypatch):
    b = gr.GraphBuilder()
    x = b.input("x", (40, 20))
    w, v = (b.parameter(n, np.ones((20, 20), np.float32)) for n in "wv")
    loss = gr.mean(gr.tanh(gr.tanh(x @ w) @ v))
    b.signature("train", inputs=[x], outputs={"loss": loss}, updates=gr.optim.sgd(loss))
    assert in_place(plan_of(b, shapes={"x": (40, 20)})) == [["w"], ["v"], ["step"]]
    one = 2 * 40 * 20 * 20
    monkeypatch.setattr(deferral, "MOST_FLOPS", one + one // 2)
    plan = plan_of(b, shapes={"x": (40, 20)})
    assert in_place(plan) == [["w"], ["step"]]
    assert [store.variable for store in plan.stores] == ["v"]


@pytest.mark.parametrize("backend", ["numpy", "native"])
@pytest.mark.parametrize("size", [1, 5, 64, 1000, 70_001])
@pytest.mark.parametrize("passes", ["O0", FUSED])
def test_values_in_place_are_those_of_the_interpreter(backend, size, passes):
    """Exact ops, so that every bit must be right, in kernels whose results are their operands."""

    def rule(w, v):
        return gr.where(w > v, w - v, v) * 0.5 + gr.sqrt(gr.abs(v)), gr.max(w, v) / (1 + w * w)

    model = updating(rule, shape=(size,)).build()
    session = gr.Session(model, optimize=passes, backend=backend)
    state = {name: variable.value for name, variable in model.variables.items()}
    updates = model.signatures["train"].updates
    for _ in range(3):
        session.run("train")
        found = evaluate(model.graph, updates.values(), {}, state)
        state = dict(zip(updates, found, strict=True))
        for name, want in state.items():
            np.testing.assert_array_equal(session.variables[name], want)


KINDS = ["add", "sub", "neg", "max", "where", "turn", "sum", "row", "product"]


def some_values(data, values):
    """Random arithmetic on small whole numbers in float64: any order of adding is exact."""
    for _ in range(data.draw(st.integers(3, 25))):
        left, right = (data.draw(st.sampled_from(values)) for _ in range(2))
        match data.draw(st.sampled_from(KINDS)):
            case "add":
                values.append(left + right)
            case "sub":
                values.append(left - right)
            case "neg":
                values.append(-left)
            case "max":
                values.append(gr.max(left, right))
            case "where":
                values.append(gr.where(left > right, left, right))
            case "turn":
                values.append(left.T + right)
            case "sum":
                values.append(left - gr.sum(right, axis=1, keepdims=True))
            case "row":
                values.append(left + right[:1])
            case _:
                small = (gr.clip(each, -4.0, 4.0) for each in (left, right))
                values.append(gr.clip(next(small) @ next(small), -40.0, 40.0))
        values[-1] = gr.clip(values[-1], -1000.0, 1000.0)
    return values


@pytest.mark.parametrize("backend", ["numpy", "native"])
@pytest.mark.parametrize("passes", ["O0", FUSED])
@settings(max_examples=int(os.environ.get("GRAPHRT_EXAMPLES", "15")), deadline=None)
@given(st.data())
def test_random_updates_are_those_of_the_interpreter(backend, passes, data):
    b = gr.GraphBuilder()
    x = b.input("x", (5, 5), "float64")
    start = np.random.default_rng(0).integers(-9, 9, (3, 5, 5)).astype("f8")
    held = [b.parameter(name, start[k]) for k, name in enumerate("uvw")]
    values = some_values(data, [x, *held])
    fetched = {"y": data.draw(st.sampled_from(values))}
    new = {}
    for each in held:
        left, right = (data.draw(st.sampled_from([each, *values])) for _ in range(2))
        last = data.draw(st.sampled_from(["sum", "turned", "product", "value"]))
        if last == "value":
            new[each] = left
            continue
        if last == "product":
            right = gr.clip(right, -4.0, 4.0) @ gr.clip(left, -4.0, 4.0)
        elif last == "turned":
            right = right.T
        new[each] = gr.clip(left - right, -1000.0, 1000.0)
    b.signature("train", inputs=[x], outputs=fetched, updates=gr.Updates.of(new))
    model = b.build()
    signature = model.signatures["train"]
    session = gr.Session(model, optimize=passes, backend=backend)
    state = {name: variable.value for name, variable in model.variables.items()}
    feeds = {"x": start.sum(axis=0)}
    for _ in range(2):
        found = session.run("train", **feeds)
        fetches = [*signature.updates.values(), *signature.outputs.values()]
        *after, y = evaluate(model.graph, fetches, feeds, state)
        np.testing.assert_array_equal(found["y"], y)
        state = dict(zip(signature.updates, after, strict=True))
        for name, want in state.items():
            np.testing.assert_array_equal(session.variables[name], want)


OPTIMIZERS = {
    "sgd": lambda loss: gr.optim.sgd(loss, lr=0.05),
    "momentum": lambda loss: gr.optim.sgd(loss, lr=0.05, momentum=0.9, nesterov=True),
    "adam": lambda loss: gr.optim.adam(loss, lr=0.01),
    "amsgrad": lambda loss: gr.optim.amsgrad(loss, lr=0.01, weight_decay=0.1),
}


def net(optimizer):
    b = gr.GraphBuilder()
    x, y = b.input("x", ("N", 37)), b.input("y", ("N", 5))
    w = b.parameter("w", gr.init.normal((37, 130), seed=0))
    c = b.parameter("c", np.zeros(130, np.float32))
    v = b.parameter("v", gr.init.normal((130, 5), seed=1))
    loss = gr.mean((gr.tanh(x @ w + c) @ v - y) ** 2)
    b.signature("train", inputs=[x, y], outputs={"loss": loss}, updates=OPTIMIZERS[optimizer](loss))
    return b.build()


def batch(n=50):
    rng = np.random.default_rng(1)
    shapes = {"x": (n, 37), "y": (n, 5)}
    return {name: rng.standard_normal(shape).astype("f4") for name, shape in shapes.items()}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_in_place_or_copied_a_hundred_steps_have_the_same_bits(optimizer, monkeypatch):
    states = []
    for deferred in (True, False):
        if not deferred:
            monkeypatch.setattr("graphrt.lowering.planner.deferred_nodes", lambda *_: {})
        session = gr.Session(net(optimizer), backend="native")
        plan = session.plan("train", **batch())
        assert bool(plan.deferred) is deferred
        losses = [session.run("train", **batch())["loss"] for _ in range(100)]
        assert losses[-1] < losses[0]
        states.append(session.state())
    for name, value in states[0].items():
        np.testing.assert_array_equal(value, states[1][name])


def interrupted_at(session, feeds, place):
    """A step with Ctrl-C at the ``place``-th line of Python in it; whether there was one."""
    left = place

    def trace(frame, event, argument):
        nonlocal left
        if event == "line":
            if left == 0:
                raise KeyboardInterrupt
            left -= 1
        return trace

    train = session.function("train")
    sys.settrace(trace)
    try:
        train(**feeds)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(None)
        session._busy = False  # it may have come before the line that says so
    return False


@pytest.mark.parametrize(
    ("backend", "passes"), [("numpy", "O0"), ("numpy", FUSED), ("native", "O2")]
)
def test_an_interrupt_anywhere_leaves_the_old_state_or_the_new(backend, passes):
    session = gr.Session(net("amsgrad"), optimize=passes, backend=backend)
    feeds = batch(4)
    session.run("train", **feeds)
    places, seen = 0, set()
    while True:
        before = session.state()
        after_one = session.clone()
        after_one.run("train", **feeds)
        interrupted = interrupted_at(session, feeds, places)
        now = session.state()
        changed = [not np.array_equal(now[name], before[name]) for name in now]
        if any(changed):
            for name, value in after_one.state().items():
                np.testing.assert_array_equal(now[name], value)
        seen.add(any(changed))
        if not interrupted:
            break
        places += 1
    assert places > 10
    assert seen == {False, True}


def test_numpy_computes_fused_updates_beside_the_variables():
    session = gr.Session(net("adam"), optimize=FUSED, backend="numpy")
    executable = session.function("train").executable(batch())
    assert len(executable.plan.deferred) == 4
    written = executable.plan.updated - {"step"}
    beside = sum(session.variables[name].nbytes for name in written)
    assert executable.peak_bytes == executable.plan.peak_bytes + beside
