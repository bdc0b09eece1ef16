"""A traced step is the same step, and every node of it has its time."""

import json

import numpy as np
import pytest

import graphrt as gr


def session_and_feeds():
    model = gr.example("two_layer_net")
    return gr.Session(model), dict(model.signatures["train"].examples[0].inputs)


def last_op(span):
    """What a span ends with: a backend may have fused other ops into it."""
    return span.op.split("+")[-1]


def test_a_traced_step_is_the_step():
    session, feeds = session_and_feeds()
    twin = session.clone()
    trace = session.trace("train", **feeds)
    assert trace.outputs["loss"] == twin.run("train", **feeds)["loss"]
    for name, value in twin.state().items():
        np.testing.assert_array_equal(session.state()[name], value)


def test_spans_follow_each_other_and_stores_come_last():
    session, feeds = session_and_feeds()
    trace = session.trace("train", **feeds)
    plan = session.plan("train", **feeds)
    names = [step.node.name for step in plan.steps]
    assert [span.node for span in trace.spans[: len(names)]] == names
    assert [last_op(span) for span in trace.spans[len(names) :]] == ["sub", "sub", "add"]
    moments = [trace.start, *(t for s in trace.spans for t in (s.start, s.end)), trace.end]
    assert moments == sorted(moments)


def test_a_store_without_a_step_is_named_after_its_variable():
    b = gr.GraphBuilder()
    left, right = b.parameter("left", 1.0), b.parameter("right", 2.0)
    b.signature("swap", outputs={"l": left}, updates=gr.Updates.of({left: right, right: left}))
    session = gr.Session(b.build())
    trace = session.trace("swap")
    assert [(s.node, s.op) for s in trace.spans] == [("left", "store"), ("right", "store")]
    assert (session.variables["left"], session.variables["right"]) == (2, 1)


def test_the_file_is_a_chrome_trace(tmp_path):
    session, feeds = session_and_feeds()
    trace = session.trace("train", **feeds)
    trace.save(tmp_path / "t.json")
    record = json.loads((tmp_path / "t.json").read_text())
    named, whole, *steps = record["traceEvents"]
    assert (named["ph"], named["args"]) == ("M", {"name": "graphrt"})
    assert (whole["name"], whole["args"]) == ("train", {"N": 32})
    assert len(steps) == len(trace.spans)
    for each in steps:
        assert each["ph"] == "X"
        assert 0 <= each["ts"] <= each["ts"] + each["dur"] <= whole["dur"]
    first = steps[0]["args"]
    assert first["op"].split("+")[0] == first["nodes"][0].split("_")[0] == "matmul"
    assert first["type"].split(", ")[0].startswith("f32[32")


def test_an_error_in_a_traced_step_names_the_node_and_changes_nothing():
    b = gr.GraphBuilder()
    x, i = b.input("x", (3,)), b.input("i", ("N",), "int64")
    w = b.parameter("w", 1.0)
    b.signature(
        "train", inputs=[x, i], outputs={"y": gr.gather(x, i)}, updates=gr.Updates.of({w: w + 1})
    )
    session = gr.Session(b.build())
    with pytest.raises(IndexError) as caught:
        session.trace("train", x=[1, 2, 3], i=[0, 7])
    assert "%gather_0" in "\n".join(caught.value.__notes__)
    assert session.variables["w"] == 1
    session.run("train", x=[1, 2, 3], i=[0, 1])  # not busy


def test_a_step_made_of_several_nodes_names_them_all():
    model = gr.example("two_layer_net")
    feeds = dict(model.signatures["train"].examples[0].inputs)
    trace = gr.Session(model, backend="native").trace("train", **feeds)
    fused = next(span for span in trace.spans if span.op.startswith("matmul+relu"))
    assert fused.nodes[:2] == ("matmul_0", "relu_0")
    assert fused.label.startswith("matmul_0+relu_0")
    plain = next(span for span in trace.spans if span.op == "matmul")
    assert plain.nodes == (plain.node,) == (plain.label,)
    named = {name for span in trace.spans for name in span.nodes}
    assert {"sub_0", "square_0", "sum_0", "where_0"} <= named
