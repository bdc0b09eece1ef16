"""Plans: what runs, where it lies, and that no live buffer is ever overwritten."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphrt as gr
from graphrt.ir.evaluate import evaluate, needed
from graphrt.lowering import Segment, plan_signature
from graphrt.lowering.allocator import Allocator, rounded


def plan_of(outputs, inputs, shapes, builder):
    builder.signature("predict", inputs=inputs, outputs=outputs)
    return plan_signature(builder.build().signatures["predict"], shapes)


def test_only_what_the_fetches_need_is_planned():
    b = gr.GraphBuilder()
    x = b.input("x", (4,))
    gr.exp(x)
    plan = plan_of({"y": x + 1}, [x], {"x": (4,)}, b)
    assert [step.node.op.name for step in plan.steps] == ["add"]


def test_memory_is_reused_after_the_last_use_and_in_place():
    b = gr.GraphBuilder()
    x = b.input("x", (1000,))
    y = x
    for _ in range(10):
        y = gr.exp(gr.tanh(y))
    plan = plan_of({"y": gr.sum(y)}, [x], {"x": (1000,)}, b)
    assert plan.sizes[Segment.SCRATCH] == rounded(4000)


def test_an_operand_still_needed_is_not_overwritten():
    b = gr.GraphBuilder()
    x = b.input("x", (1000,))
    t = gr.tanh(x)
    plan = plan_of({"y": gr.sum(gr.exp(t) * t)}, [x], {"x": (1000,)}, b)
    assert plan.sizes[Segment.SCRATCH] == 2 * rounded(4000)


def test_views_take_no_step_and_no_memory():
    b = gr.GraphBuilder()
    x = b.input("x", (4, 6))
    y = gr.reshape(x, (6, 4)).T[1:3]
    plan = plan_of({"y": y + 0}, [x], {"x": (4, 6)}, b)
    assert [step.node.op.name for step in plan.steps] == ["add"]
    (step,) = plan.steps
    assert step.inputs[0].segment is Segment.FEED


def test_shapes_are_constants_and_do_not_keep_their_operand():
    b = gr.GraphBuilder()
    x = b.input("x", ("N", 3))
    shape = gr.shape(gr.exp(x))
    plan = plan_of({"s": shape}, [x], {"x": (5, 3)}, b)
    assert list(plan.steps) == []
    assert [array.tolist() for _, array in plan.constants] == [[5, 3]]


def test_the_plan_prints():
    b = gr.GraphBuilder()
    x = b.input("x", ("N",))
    text = str(plan_of({"y": gr.exp(x) + 1}, [x], {"x": (16,)}, b))
    assert "plan predict (N=16)" in text
    assert "scratch:0 = exp(feed:x)  # %exp_0" in text
    assert "static region" in text


def test_peak_bytes_are_what_is_allocated():
    session = gr.Session(gr.example("two_layer_net"))
    feeds = {"x": np.ones((32, 8), "f4"), "y": np.ones((32, 8), "f4")}
    executable = session.function("train").executable(feeds)
    assert sum(m.nbytes for m in executable._memory.values()) == executable.peak_bytes


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5000)), max_size=200))
def test_the_allocator_never_hands_out_overlapping_blocks(actions):
    allocator = Allocator()
    live: list[tuple[int, int]] = []
    for take, number in actions:
        if take or not live:
            start = allocator.take(number)
            end = start + rounded(number)
            assert all(end <= s or start >= s + rounded(n) for s, n in live)
            assert end <= allocator.size
            live.append((start, number))
        else:
            allocator.give_back(*live.pop(number % len(live)))
    for block in live:
        allocator.give_back(*block)
    assert allocator._free == ([(allocator.size, 0)] if allocator.size else [])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_plans_compute_what_the_interpreter_computes(data):
    """Random graphs of arithmetic, views and reductions: reuse must not change a bit."""
    b = gr.GraphBuilder()
    x = b.input("x", (3, 4), "float64")
    w = b.parameter("w", np.linspace(-1, 1, 12).reshape(3, 4))
    values = [x, w]
    for _ in range(data.draw(st.integers(1, 25))):
        kind = data.draw(st.sampled_from(["add", "mul", "neg", "view", "tanh", "sum", "where"]))
        left, right = (data.draw(st.sampled_from(values)) for _ in range(2))
        match kind:
            case "add":
                values.append(left + right)
            case "mul":
                values.append(left * right)
            case "neg":
                values.append(-left)
            case "tanh":
                values.append(gr.tanh(left))
            case "view":
                values.append(gr.reshape(gr.reshape(left, (4, 3)).T, (3, 4)))
            case "sum":
                values.append(left - gr.sum(right, axis=1, keepdims=True))
            case _:
                values.append(gr.where(left > right, left, right))
    chosen = data.draw(st.lists(st.sampled_from(values), min_size=1, max_size=3))
    outputs = {str(i): value for i, value in enumerate(chosen)}
    new = values[-1]
    b.signature("go", inputs=[x], outputs=outputs, updates=gr.Updates.of({w: new}))
    model = b.build()
    feeds = {"x": np.arange(12.0).reshape(3, 4) / 7}
    state = {"w": model.variables["w"].value}
    fetches = [*model.signatures["go"].outputs.values(), new.value]
    want = evaluate(model.graph, fetches, feeds, state)
    session = gr.Session(model)
    found = session.run("go", **feeds)
    for name, array in zip(outputs, want, strict=False):
        np.testing.assert_array_equal(found[name], array)
    np.testing.assert_array_equal(session.variables["w"], want[-1])


def test_needed_keeps_graph_order():
    model = gr.example("two_layer_net")
    nodes = needed(model.graph, model.signatures["train"].outputs.values())
    assert [n.index for n in nodes] == sorted(n.index for n in nodes)


def test_symbols_are_solved_from_linear_extents():
    b = gr.GraphBuilder()
    x = b.input("x", ("2*N+1",))
    b.signature("predict", inputs=[x], outputs={"y": x})
    session = gr.Session(b.build())
    assert session.run(x=np.ones(7, "f4"))["y"].shape == (7,)
    with pytest.raises(gr.FeedError, match=r"axis 0 is 2\*N\+1"):
        session.run(x=np.ones(6, "f4"))
