"""Recomputation: the same bits in less memory, for more arithmetic."""

import re

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import UsageError
from graphrt.lowering import Segment, plan_signature
from graphrt.passes.activations import Activations
from graphrt.passes.optimize import optimize_signature
from graphrt.passes.pipeline import parse_pipeline
from graphrt.passes.recompute import Recompute
from graphrt.passes.signatures import graph_of

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


def transformer(layers=3, width=32, tokens=16):
    """What a language model is made of: norms, attention, GELU, residuals."""
    b = gr.GraphBuilder("transformer")
    x = b.input("x", ("N", tokens, width))
    y = b.input("y", ("N", tokens, width))
    h, number = x, 0

    def weight(*shape):
        nonlocal number
        number += 1
        return b.parameter(f"w{number}", gr.init.normal(shape, seed=number, std=0.1))

    def norm(x):
        return gr.layer_norm(x, weight(width) + 1, weight(width))

    for _ in range(layers):
        q, k, v = (norm(h) @ weight(width, width) for _ in range(3))
        mixed = gr.scaled_dot_product_attention(q, k, v, causal=True)
        h = h + mixed @ weight(width, width)
        h = h + gr.gelu(norm(h) @ weight(width, 4 * width)) @ weight(4 * width, width)
    loss = gr.mean((h - y) ** 2)
    b.signature("train", inputs=[x, y], outputs={"loss": loss}, updates=gr.optim.adam(loss))
    return b.build()


def activations(model, pipeline, n=8):
    signature, _ = optimize_signature(model.signatures["train"], parse_pipeline(pipeline))
    return Activations(graph_of(signature), {"N": n})


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
    for wrong, rule in (
        ("budget=-1", "budget must be 0 or more, got -1"),
        ("share=1.5", "share must be 0 to 1, got 1.5"),
        ("extent=0", "extent must be 1 or more, got 0"),
    ):
        with pytest.raises(UsageError, match=rule):
            parse_pipeline(f"recompute{{{wrong}}}")
    with pytest.raises(UsageError, match="give a budget or a share, not both"):
        parse_pipeline("recompute{budget=1000,share=0.5}")


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
    assert f"--optimize 'O2,{first.passes}'" in report.text()
    assert first.activations <= 0.75 * report.activations
    assert not gr.inspect(gr.example("gates")).memory().savings


@pytest.mark.parametrize("share", [0.8, 0.5, 0.3, 0.0])
@pytest.mark.parametrize("make", [deep, transformer])
def test_what_is_held_is_what_was_reckoned_and_no_more_than_asked_for(make, share):
    """The reckoning that chose the nodes, and the one of the graph that came of it."""
    model = make()
    before = activations(model, LEVEL)
    dropped = before.drop(int(before.held().peak * share))
    pipeline = parse_pipeline(f"recompute{{share={share},extent=8}}")
    signature, _ = optimize_signature(model.signatures["train"], parse_pipeline(LEVEL))
    after, _ = pipeline.run(graph_of(signature))
    again = Activations(after, {"N": 8})
    reckoned = before.held(dropped).peak  # as if all of a chain were computed at one moment
    assert 0.99 * reckoned <= again.held().peak <= reckoned
    assert again.held().peak <= max(share, 0.35) * before.held().peak


def test_chains_of_equal_layers_are_cut_where_it_is_best():
    """Of n equal tensors in a row, 2 sqrt(n) held at once are known to be enough."""
    layers, size = 100, 64 * 64 * 4
    before = activations(deep(layers), LEVEL, 64)
    assert 3 * layers * size <= before.held().peak <= (3 * layers + 3) * size
    assert before.held(before.drop(0)).peak <= 2 * (3 * layers) ** 0.5 * size


def test_cheap_nodes_are_computed_again_before_products():
    before = activations(transformer(), LEVEL)
    counts = []
    for share in (0.7, 0.4):
        dropped = before.drop(int(before.held().peak * share))
        names = {node.op.name for node in dropped}
        assert {"layer_norm", "gelu"} <= names
        counts.append(sum(node.op.name == "matmul" for node in dropped))
    assert counts[0] == 0 < counts[1]


def test_a_second_time_changes_nothing():
    model = transformer()
    graph = graph_of(model.signatures["train"])
    once = Recompute(share=0.5)(graph)
    assert len(once) > len(graph)
    assert Recompute(share=0.5)(once) is once


@pytest.mark.parametrize("make", [deep, transformer])
def test_less_memory_on_either_backend_and_the_same_losses(make):
    model = make()
    shapes = {
        each.node.name: each.type.bind({"N": 256}).static_shape
        for each in model.signatures["train"].inputs.values()
    }
    rng = np.random.default_rng(0)
    feeds = {name: rng.standard_normal(shape).astype("f4") for name, shape in shapes.items()}
    for backend in ("numpy", "native"):
        sizes, losses = [], []
        for passes in ("O2", "O2,recompute{share=0.5}"):
            session = gr.Session(model, optimize=passes, backend=backend)
            losses.append([session.run("train", **feeds)["loss"] for _ in range(5)])
            sizes.append(session.function("train").executable(feeds).plan.sizes[Segment.SCRATCH])
        assert sizes[1] < 0.75 * sizes[0]
        np.testing.assert_allclose(losses[1], losses[0], rtol=1e-5)


def test_a_pipeline_that_begins_with_a_level_ends_with_what_the_backend_wants():
    model, feeds = deep(), {name: np.ones((16, 64), np.float32) for name in "xy"}

    def ops(passes):
        plan = gr.Session(model, optimize=passes, backend="native").plan("train", **feeds)
        return [step.node.op.name for step in plan.steps]

    assert "fused" in ops("O2,recompute{share=0.5}")
    assert ops("O2,recompute{share=0.5}") == ops("O2,recompute{share=0.5},fuse")
    assert "fused" not in ops(f"{LEVEL},recompute{{share=0.5}}")


@pytest.mark.parametrize("backend", ["numpy", "native"])
def test_a_limit_that_the_step_exceeds_is_kept_by_half_of_it(backend):
    model, feeds = deep(), {name: np.ones((256, 64), np.float32) for name in "xy"}
    session = gr.Session(model, backend=backend)
    limit = session.function("train").executable(feeds).peak_bytes - 1
    with pytest.raises(gr.LimitError, match="the limit is") as raised:
        gr.Session(model, backend=backend, max_memory=limit).run("train", **feeds)
    (passes,) = re.findall("--optimize '(.*)'", raised.value.hint)
    limit = int(0.7 * limit)
    gr.Session(model, backend=backend, max_memory=limit, optimize=passes).run("train", **feeds)
    predicting = gr.Session(gr.example("two_layer_net"), max_memory=10)
    with pytest.raises(gr.LimitError) as raised:
        predicting.run("predict", x=np.ones((4, 8), "f4"))
    assert "recompute" not in raised.value.hint


def test_fusion_may_follow():
    model = deep()
    feeds = {name: np.ones((16, 64), np.float32) for name in "xy"}
    losses = [
        gr.Session(model, optimize=f"{LEVEL}{then}").run("train", **feeds)["loss"]
        for then in ("", ",recompute,fuse", ",fuse,recompute")
    ]
    np.testing.assert_allclose(losses[1:], losses[0], rtol=1e-5)
