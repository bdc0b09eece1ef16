"""Recomputation: the same bits in less memory, for more arithmetic."""

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import UsageError
from graphrt.lowering import Segment, plan_signature
from graphrt.passes.optimize import optimize_signature
from graphrt.passes.pipeline import parse_pipeline

LEVEL = "canonicalize,fold,cse,simplify,dce"


def deep(layers=12, width=64, rate=0.0):
    """A deep net of one width, with dropout where ``rate`` is not 0."""
    b = gr.GraphBuilder("deep")
    x, y = b.input("x", ("N", width)), b.input("y", ("N", width))
    h = x
    for layer in range(layers):
        w = b.parameter(f"w{layer}", gr.init.normal((width, width), seed=layer, std=0.1))
        h = gr.tanh(gr.exp(gr.tanh(h @ w)))
        h = gr.dropout(h, rate) if rate else h
    loss = gr.mean((h - y) ** 2)
    b.signature("train", inputs=[x, y], outputs={"loss": loss}, updates=gr.optim.sgd(loss, lr=0.1))
    return b.build()


def scratch(model, pipeline):
    signature, _ = optimize_signature(model.signatures["train"], parse_pipeline(pipeline))
    plan = plan_signature(signature, {"x": (256, 64), "y": (256, 64)})
    return plan.sizes[Segment.SCRATCH], len(list(plan.steps))


def states(model, pipeline, steps=3):
    session = gr.Session(model, optimize=pipeline, backend="numpy")
    rng = np.random.default_rng(0)
    feeds = {name: rng.standard_normal((16, 64)).astype("float32") for name in "xy"}
    losses = [session.run("train", **feeds)["loss"].tobytes() for _ in range(steps)]
    return losses, {name: value.tobytes() for name, value in session.state().items()}


def test_half_the_memory_for_a_quarter_more_steps_and_the_same_bits():
    model = deep()
    before, steps = scratch(model, LEVEL)
    after, more = scratch(model, f"{LEVEL},recompute{{extent=256}}")
    assert after < 0.5 * before
    assert steps < more < 1.5 * steps
    assert states(model, LEVEL) == states(model, f"{LEVEL},recompute")


def test_dropout_draws_the_same_when_it_is_computed_again():
    model = deep(rate=0.3)
    assert states(model, LEVEL) == states(model, f"{LEVEL},recompute")


def test_a_budget_is_kept_with_as_little_work_as_it_takes():
    model = deep()
    held, steps = scratch(model, LEVEL)
    sizes = []
    for share in (0.8, 0.6, 0.4):
        size, count = scratch(model, f"{LEVEL},recompute{{budget={int(held * share)},extent=256}}")
        assert size <= held * share + 4 * 256 * 64 * 4  # and the few tensors a step works on
        sizes.append(count)
    assert steps < sizes[0] <= sizes[1] <= sizes[2]
    assert scratch(model, f"{LEVEL},recompute{{budget={2 * held},extent=256}}") == (held, steps)


def test_later_passes_do_not_merge_the_copies():
    model = deep()
    once = scratch(model, f"{LEVEL},recompute{{extent=256}}")
    saved = gr.optimize(model, passes=f"{LEVEL},recompute{{extent=256}}")
    assert scratch(saved, LEVEL) == once


def test_graphs_without_a_way_back_stay_as_they_are():
    model = gr.example("neuron")
    graph = gr.optimize(model, passes="recompute").signatures["predict"].graph
    assert [node.name for node in graph] == [node.name for node in model.graph]
    with pytest.raises(UsageError, match="budget must be 0 or more and extent 1 or more, got -1"):
        parse_pipeline("recompute{budget=-1}")


@pytest.mark.parametrize(
    "name", ["digits_mlp", "three_layer_net", "tiny_transformer", "lstm_language"]
)
def test_models_train_to_the_same_bits(name):
    model = gr.load(f"models/{name}.pb")
    example = model.signatures["train"].examples[0].inputs
    runs = []
    for pipeline in (LEVEL, f"{LEVEL},recompute"):
        session = gr.Session(model, optimize=pipeline, backend="numpy")
        for _ in range(2):
            session.run("train", **example)
        runs.append({key: value.tobytes() for key, value in session.state().items()})
    assert runs[0] == runs[1]


def test_inspect_says_what_recomputing_would_save():
    report = gr.inspect(deep(), dims={"N": 256}).memory("train")
    assert [each.arena for each in report.savings] == sorted(
        (each.arena for each in report.savings), reverse=True
    )
    first = report.savings[0]
    assert first.arena < report.arena
    assert 0 < first.more_flops < 0.5
    assert f"--passes {first.passes}" in report.text()
    assert not gr.inspect(gr.example("gates")).memory().savings


def test_fusion_may_follow():
    model = deep()
    feeds = {name: np.ones((16, 64), np.float32) for name in "xy"}
    losses = [
        gr.Session(model, optimize=f"{LEVEL}{then}").run("train", **feeds)["loss"]
        for then in ("", ",recompute,fuse", ",fuse,recompute")
    ]
    np.testing.assert_allclose(losses[1:], losses[0], rtol=1e-5)
