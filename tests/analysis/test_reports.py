"""What `inspect`, `check`, `op_table`, `doctor` and `example` say."""

import json

import numpy as np
import pytest

import graphrt as gr
from graphrt.ops.table import OP_MODULES


def test_inspect_counts_what_is_there():
    model = gr.example("two_layer_net")
    found = gr.inspect(model).to_json()
    assert found["parameters"] == 8 * 64 + 64 * 8
    assert found["nodes"] == len(model.graph)
    assert [s["name"] for s in found["signatures"]] == ["predict", "train"]
    assert {v["name"]: v["kind"] for v in found["variables"]} == {
        "w1": "parameter", "w2": "parameter", "lr": "hyper", "step": "counter",
    }  # fmt: skip
    json.dumps(found)


def test_flops_of_a_product_are_two_per_multiply_add():
    b = gr.GraphBuilder()
    x, w = b.input("x", ("N", 5), "float64"), b.parameter("w", np.ones((5, 7)))
    x_example = {"x": np.ones((3, 5))}
    b.signature("predict", inputs=[x], outputs={"y": x @ w}, examples=[x_example])
    cost = gr.inspect(b.build()).to_json()["signatures"][0]["cost"]
    assert cost["flops"] == 2 * 3 * 5 * 7
    assert cost["bindings"] == {"N": 3}


def test_inspect_prints_signatures_and_variables():
    text = gr.inspect(gr.example("two_layer_net")).text()
    assert "model two_layer_net:" in text
    assert "signature train" in text
    assert "updates w1, w2, step" in text
    assert "at N=32" in text


def test_check_reads_a_file_and_its_gradients(tmp_path):
    path = tmp_path / "m.pb"
    gr.example("neuron").save(path)
    report = gr.check(path, grad=True)
    assert report.ok
    assert report.text().startswith("ok: neuron, ")
    json.dumps(report.to_json())
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(gr.FormatError):
        gr.check(path)


def test_check_gradients_reports_a_kink_apart():
    b = gr.GraphBuilder()
    x = b.input("x", (2,), "float64")
    loss = gr.sum(gr.relu(x))
    b.signature("predict", inputs=[x], outputs={"loss": loss}, examples=[{"x": [0.0, 1.0]}])
    (row,) = gr.check_gradients(b.build()).rows
    assert (row.kinks, row.ok) == (1, True)


def test_check_gradients_asks_which_output():
    b = gr.GraphBuilder()
    x = b.input("x", (), "float64")
    b.signature("predict", inputs=[x], outputs={"a": x * 2, "b": x * 3})
    model = b.build()
    with pytest.raises(gr.UsageError, match=r"2 scalar outputs(.|\n)*a: f64\[\], b: f64\[\]"):
        gr.check_gradients(model)
    assert gr.check_gradients(model, loss="b").ok


def test_run_gradients_by_output_and_by_node():
    model = gr.example("gates")
    feeds = {"x": -2.0, "y": 5.0, "z": -4.0}
    found = gr.run_gradients(model, "f", feeds=feeds)
    assert {k: float(v) for k, v in found.items()} == {"x": -4, "y": -4, "z": 3}
    inner = gr.run_gradients(model, "add_0", feeds=feeds)
    assert {k: float(v) for k, v in inner.items()} == {"x": 1, "y": 1}


def test_the_op_table_lists_every_op():
    table = gr.op_table()
    assert [row["name"] for row in table.to_json()["ops"]] == list(OP_MODULES)
    rows = {row["name"]: row for row in table.rows}
    assert rows["exp"]["gradient"]
    assert rows["exp"]["no_gradient"] is None
    assert not rows["argmax"]["gradient"]
    text = table.text()
    assert "multiplies by its output" in text
    assert "none: the result is integer" in text
    assert "none: it is constant between its jumps" in text
    assert "it states no rule" not in text


def test_the_doctor_finds_the_needed_packages():
    doctor = gr.doctor()
    assert doctor.ok
    assert "numpy" in doctor.text()
    json.dumps(doctor.to_json())


@pytest.mark.parametrize("name", sorted(gr.examples()))
def test_examples_build_save_and_run(name, tmp_path):
    model = gr.example(name)
    model.save(tmp_path / "m.pb")
    again = gr.load(tmp_path / "m.pb")
    assert again == model
    for signature in again.signatures.values():
        for example in signature.examples:
            found = gr.Session(again).run(signature.name, **example.inputs)
            assert all(np.isfinite(value).all() for value in found.values())


def test_an_unknown_example_names_the_nearest():
    with pytest.raises(gr.UsageError, match="no example 'gate'\n  hint did you mean 'gates'"):
        gr.example("gate")


def test_check_names_the_largest_value_also_one_that_only_the_steps_handle(tmp_path):
    b = gr.GraphBuilder("outer")
    x = b.input("x", (1000, 1))
    b.signature("predict", inputs=[x], outputs={"y": gr.sum(gr.exp(x * x.T))})
    path = tmp_path / "outer.pb"
    b.build().save(path)
    report = gr.check(path)
    assert report.costs["predict"].largest == "%mul_0 f32[1000, 1000]"
    assert "largest %mul_0 f32[1000, 1000]" in report.text()
