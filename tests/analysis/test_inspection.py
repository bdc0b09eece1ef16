"""The views of `inspect`: nodes, weights, memory, waves, history."""

import json
import re

import networkx as nx
import numpy as np
import pytest

import graphrt as gr
from graphrt.analysis.weight_table import statistics_of
from graphrt.lowering.allocator import rounded


def diamond():
    """x -> (exp, a matrix product) -> their sum -> its total."""
    b = gr.GraphBuilder("diamond")
    x = b.input("x", ("N", 4), "float64")
    w = b.parameter("w", np.eye(4))
    y = gr.exp(x) + x @ w
    b.signature("predict", inputs=[x], outputs={"total": gr.sum(y)})
    return b.build()


# -- extents -----------------------------------------------------------------------------------


def test_extents_come_from_dims_then_feeds_then_the_example_then_1():
    net = gr.example("two_layer_net")
    assert gr.inspect(net).extents("train") == {"N": 32}
    assert gr.inspect(net, feeds={"x": np.zeros((5, 8), "f4")}).extents("train") == {"N": 5}
    assert gr.inspect(net, dims={"N": 7}).extents("train") == {"N": 7}
    assert gr.inspect(diamond()).extents("predict") == {"N": 1}


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"dims": {"M": 3}}, r"no input has a symbolic extent 'M'\n  hint known are: N"),
        ({"dims": {"N": -1}}, "the extent N must be a whole number from 0 up, got -1"),
        ({"dims": {"N": 2.5}}, "must be a whole number from 0 up, got 2.5"),
        ({"feeds": {"z": 1}}, r"there is no input 'z'\n  hint known are: x"),
        (
            {"dims": {"N": 3}, "feeds": {"x": np.zeros((2, 4))}},
            "N = 3, but the inputs given say N = 2",
        ),
        ({"feeds": {"x": np.zeros((2, 5))}}, "'x' has the wrong shape"),
        ({"signature": "predikt"}, "no signature 'predikt'"),
    ],
)
def test_mistakes(options, match):
    with pytest.raises(gr.UsageError, match=match):
        gr.inspect(diamond(), **options)


# -- nodes -------------------------------------------------------------------------------------


def test_a_row_per_node_with_its_figures():
    table = gr.inspect(diamond(), dims={"N": 3}).nodes()
    rows = {row.name: row for row in table.rows}
    product = rows["matmul_0"]
    assert (product.type, product.flops, product.nbytes) == ("f64[3, 4]", 2 * 3 * 4 * 4, 3 * 4 * 8)
    assert product.inputs == ("x", "w")
    assert re.fullmatch(r".*test_inspection\.py:\d+", product.location)
    assert [rows[n].wave for n in ("x", "w", "exp_0", "matmul_0", "add_0", "sum_0")] == [
        0, 0, 1, 1, 2, 3,
    ]  # fmt: skip
    assert table.text().splitlines()[-1] == f"6 nodes, {12 + 96 + 12 + 12} FLOPs at N=3"
    json.dumps(table.to_json())


def test_the_sum_over_the_nodes_of_a_signature_is_its_cost():
    for name in gr.examples():
        report = gr.inspect(gr.example(name))
        for signature, cost in report.costs.items():
            rows = report.nodes(signature).rows
            assert sum(row.flops for row in rows) >= cost.flops  # known values are not computed
            assert cost.flops > 0


def test_a_node_of_unknown_size_has_no_figures():
    b = gr.GraphBuilder()
    x = b.input("x", ("N",), "float64")
    b.signature("predict", inputs=[x], outputs={"y": gr.nonzero(x)[0]})
    report = gr.inspect(b.build())
    assert "?" in report.nodes().text()
    assert report.memory().dynamic > 0
    assert "get their size while running" in report.memory().text()


# -- weights -----------------------------------------------------------------------------------


def test_statistics_against_numpy_over_the_finite_elements():
    array = np.array([[0.0, 1.5, -2.0], [np.nan, np.inf, 4.0]], np.float32)
    found = statistics_of(array)
    finite = np.array([0.0, 1.5, -2.0, 4.0])
    assert (found.mean, found.std) == (finite.mean(), finite.std())
    assert (found.min, found.max) == (-2, 4)
    assert (found.zeros, found.nan, found.inf) == (1, 1, 1)
    assert sum(found.histogram) == 4


@pytest.mark.parametrize(
    "array",
    [np.zeros((0, 3)), np.full(3, np.nan), np.array([np.finfo("f8").max, np.finfo("f8").min])],
)
def test_statistics_of_odd_arrays(array):
    found = statistics_of(array)
    assert found.histogram == ()
    assert found.zeros == 0


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint64", "float16", "complex64"])
def test_statistics_of_every_kind(dtype):
    found = statistics_of(np.array([0, 1, 1]).astype(dtype))
    assert (found.zeros, found.max) == (1, 1)
    assert found.mean == pytest.approx(2 / 3)


def test_weights_with_and_without_statistics():
    report = gr.inspect(gr.example("two_layer_net"))
    assert report.weights().text().splitlines()[-1] == "4 variables, 4,108 bytes"
    row = report.weights(stats=True).rows[0]
    assert row.statistics.mean == pytest.approx(
        gr.example("two_layer_net").variables["w1"].value.mean(dtype="f8")
    )
    assert "█" in report.weights(stats=True).text()
    json.dumps(report.weights(stats=True).to_json())


# -- memory ------------------------------------------------------------------------------------


def test_the_tensors_of_the_diamond_by_hand():
    memory = gr.inspect(diamond(), dims={"N": 100}).memory()
    size = 100 * 4 * 8
    assert [(e.name, e.nbytes, e.first, e.last) for e in memory.lives] == [
        ("exp_0", size, 0, 1),  # add writes over it
        ("matmul_0", size, 1, 2),
        ("add_0", size, 2, 3),
    ]
    assert memory.live == [size, 2 * size, 2 * size, size]
    assert memory.peak_step == 1
    assert [e.name for e in memory.at_peak] == ["exp_0", "matmul_0"]
    assert memory.fixed["inputs"] == size
    text = memory.text()
    assert "peak 6.4 kB at step 2 of 4, %matmul_0 matmul" in text
    json.dumps(memory.to_json())


@pytest.mark.parametrize("name", ["digits_mlp", "three_layer_net", "two_layer_net"])
def test_the_arena_holds_the_peak_and_little_more(name, root):
    report = gr.inspect(gr.load(root / "models" / f"{name}.pb"))
    for signature in report.model.signatures:
        memory = report.memory(signature)
        sizes = [
            sum(rounded(e.nbytes) for e in memory.lives if e.first <= i <= e.last)
            for i in range(len(memory.steps))
        ]
        assert max(sizes) <= memory.arena <= 1.5 * max(sizes)


@pytest.fixture
def root():
    from pathlib import Path

    return Path(__file__).parents[2]


def test_a_model_without_intermediate_tensors():
    b = gr.GraphBuilder()
    x = b.input("x", (), "float64")
    b.signature("predict", inputs=[x], outputs={"y": -x})
    assert "no intermediate tensors" in gr.inspect(b.build()).memory().text()


# -- waves and history -------------------------------------------------------------------------


def test_waves_and_the_critical_path():
    waves = gr.inspect(diamond(), dims={"N": 3}).waves()
    assert [w.nodes for w in waves.waves] == [
        ("x", "w"), ("exp_0", "matmul_0"), ("add_0",), ("sum_0",),
    ]  # fmt: skip
    assert [name for name, _, _ in waves.critical_path] == ["x", "matmul_0", "add_0", "sum_0"]
    assert waves.critical_flops == 96 + 12 + 12
    assert waves.parallelism == 132 / 120
    assert "at most 1.10 cores are busy" in waves.text()
    json.dumps(waves.to_json())


def test_the_critical_path_is_a_path_of_the_dag():
    model = gr.example("two_layer_net")
    report = gr.inspect(model).waves("train")
    names = [name for name, _, _ in report.critical_path]
    assert nx.is_path(nx.DiGraph(model.graph.dag), names)
    rows = gr.inspect(model).nodes("train").rows
    assert report.flops == sum(row.flops for row in rows)
    assert sum(len(w.nodes) for w in report.waves) == len(rows)


def test_history_has_the_training_signature_and_receipts():
    import dataclasses

    from graphrt.ir.model import Receipt

    model = gr.example("two_layer_net")
    assert gr.inspect(model).history().text() == (
        "signature train lowers loss by sgd (lr), storing w1, w2, step\n"
        "no pass has changed the model"
    )
    receipts = (Receipt("cse", "", 38, 35, ("3 merged",)), Receipt("fold", "limit=9", 35, 30))
    history = gr.inspect(dataclasses.replace(model, history=receipts)).history()
    assert history.text().splitlines()[1:] == [
        "1  cse   38 -> 35 nodes",
        "   3 merged",
        "2  fold  35 -> 30 nodes  limit=9",
    ]
    json.dumps(history.to_json())
