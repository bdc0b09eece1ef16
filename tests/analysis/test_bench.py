"""`bench` times what `run` does, in a session of its own."""

import json

import numpy as np
import pytest

import graphrt as gr
from graphrt.analysis.bench import BenchReport


def report_of(times, **more):
    given = {
        "model": "m", "signature": "s", "backend": "numpy", "bindings": {}, "feeds": "given",
        "warmup": 0, "optimize": None, "items": None, "flops": 0, "peak_rss": None, **more,
    }  # fmt: skip
    return BenchReport(times=np.array(times), **given)


def test_figures_by_hand():
    report = report_of([1000] * 50 + [3000] * 50, items=7)
    assert report.per_second == 500_000
    assert (report.percentile(50), report.percentile(99)) == (2000, 3000)
    assert report.spread == 1.0
    assert "noisy" in report.text()
    assert "5e+05 runs/s, 3.5e+06 rows/s" in report.text()
    assert "noisy" not in report_of([1000] * 10).text()
    assert "2 GFLOP/s of 2,000 FLOPs" in report_of([1000] * 10, flops=2000).text()


def test_training_is_timed_without_touching_the_model():
    model = gr.example("two_layer_net")
    before = model.digest
    report = gr.bench(model, "train", runs=12, warmup=2, profile=True)
    assert report.times.size == 12
    assert (report.times > 0).all()
    assert (report.bindings, report.items, report.feeds) == ({"N": 32}, 32, "example")
    del model.__dict__["digest"]
    assert model.digest == before
    products = [each.steps for each in report.profile.ops if "matmul" in each.name.split("+")]
    assert sum(products) == 5
    text = report.text()
    for word in ("P50", "P90", "P99", "min", "throughput", "spread", "between the steps"):
        assert word in text
    json.dumps(report.to_json())


def test_dims_ask_for_random_inputs_of_that_size():
    model = gr.example("two_layer_net")
    report = gr.bench(model, "train", dims={"N": 5}, runs=1)
    assert (report.bindings, report.feeds) == ({"N": 5}, "random")
    assert gr.bench(model, "train", dims={"N": 32}, runs=1).feeds == "example"


def test_an_optimized_model_is_timed():
    neuron = gr.example("neuron")
    report = gr.bench(neuron, runs=3, optimize="O2", profile=True)
    assert "sigmoid" in {name for each in report.profile.ops for name in each.name.split("+")}
    assert f"on {report.backend}, O2, example inputs" in report.text()
    assert report.to_json()["optimize"] == "O2"


def test_duration_ends_it_but_not_before_five_runs():
    assert gr.bench(gr.example("gates"), duration=0).times.size == 5
    assert gr.bench(gr.example("gates"), duration=0.05).times.size > 5


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"runs": 0}, "the number of runs must be 1 to 1,000,000, got 0"),
        ({"duration": -1}, "the duration must be 0 s or more, got -1"),
        ({"duration": float("nan")}, "the duration must be 0 s or more, got nan"),
        ({"warmup": -1}, "to warm up must be 0 or more, got -1"),
        ({"dims": {"M": 2}}, "no input has a symbolic extent 'M'"),
        ({"feeds": {"x": 1.0}}, "missing the inputs 'y', 'z'"),
        ({"signature": "train"}, "no signature 'train'"),
        ({"optimize": "O9"}, "O9"),
        ({"backend": "cuda"}, "no backend 'cuda'"),
    ],
)
def test_mistakes(options, match):
    with pytest.raises(gr.UsageError, match=match):
        gr.bench(gr.example("gates"), **options)


def test_an_input_of_unknown_size_must_be_fed():
    b = gr.GraphBuilder()
    x = b.input("x", (None,), "float64")
    b.signature("predict", inputs=[x], outputs={"y": x + 1})
    model = b.build()
    with pytest.raises(gr.FeedError, match="nobody says how large it is; feed it"):
        gr.bench(model, runs=1)
    assert gr.bench(model, feeds={"x": [1.0, 2.0]}, runs=1).feeds == "given"
