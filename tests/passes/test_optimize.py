"""`optimize`: models in, models out; receipts, freezing, sessions."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import graphrt as gr
from graphrt.ir.verify import verify_model

ROOT = Path(__file__).parents[2]
MODELS = sorted(path.stem for path in (ROOT / "models").glob("*.pb"))


def load(name: str) -> gr.Model:
    model: gr.Model = gr.load(ROOT / "models" / f"{name}.pb")
    return model


@pytest.mark.parametrize("level", ["O1", "O2"])
@pytest.mark.parametrize("name", MODELS)
def test_models_give_the_same_outputs_updates_and_gradients(name: str, level: str) -> None:
    model = load(name)
    optimized = gr.optimize(model, level)
    verify_model(optimized)
    report = gr.verify_rewrite(model, optimized)
    assert report.ok, report.text()
    if level == "O1":
        # gradients taken of what was rewritten may add up in another order
        assert all(row.found.difference == 0 for row in report.rows if row.kind != "gradient")
    kinds = {row.kind for row in report.rows}
    assert {"output", "gradient"} <= kinds
    assert ("update" in kinds) == any(each.updates for each in model.signatures.values())
    again = gr.load(optimized.to_bytes())
    assert again == optimized
    assert again.history == optimized.history
    assert sum(map(len, optimized.graphs)) <= sum(
        len(gr.optimize(model, passes="dce").signatures[each].graph) for each in model.signatures
    )


@pytest.mark.parametrize("name", MODELS)
def test_a_session_steps_alike_at_every_level(name: str) -> None:
    model = load(name)
    for signature in model.signatures.values():
        found = []
        for level in ("O0", "O1", "O2"):
            session = gr.Session(model, optimize=level)
            outputs = [session.run(signature.name, **signature.examples[0].inputs) for _ in "123"]
            found.append(({**outputs[-1]}, session.state()))
        for outputs, state in found[1:]:
            for before, after in ((found[0][0], outputs), (found[0][1], state)):
                assert list(before) == list(after)
                for key, value in after.items():
                    np.testing.assert_allclose(value, before[key], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("name", MODELS)
def test_no_run_takes_more_steps_or_memory(name: str) -> None:
    """Views and reuse of memory are the planner's; a rewrite must not spoil them."""
    model = load(name)
    for signature in model.signatures.values():
        feeds = signature.examples[0].inputs
        before, after = (
            gr.Session(model, optimize=level).plan(signature.name, **feeds)
            for level in ("O0", "O1")
        )
        assert len(list(after.steps)) <= len(list(before.steps))
        assert after.peak_bytes <= before.peak_bytes


def test_the_neuron_becomes_one_gate() -> None:
    report = gr.PassReport()
    model = gr.optimize(load("sigmoid_neuron"), report=report)
    ops = [node.op.name for node in model.signatures["predict"].graph if node.inputs]
    assert ops == ["mul", "mul", "add", "add", "sigmoid"]
    ops = [node.op.name for node in model.signatures["grad"].graph]
    assert "exp" not in ops
    assert "reciprocal" not in ops
    assert report.fired["sigmoid_gradient"] == 2


def test_the_gradient_of_the_gate_does_not_overflow() -> None:
    """At -800, e^-x is inf and the primitive gradient 0 * inf."""
    b = gr.GraphBuilder()
    x = b.input("x", (), "float64")
    y = 1 / (gr.exp(-x) + 1)
    (dx,) = gr.gradients(y, [x])
    b.signature("predict", inputs=[x], outputs={"y": y, "dx": dx})
    model = b.build()
    found = {k: gr.Session(model, optimize=k).run(x=-800.0) for k in ("O1", "O2")}
    assert np.isnan(found["O1"]["dx"])
    assert found["O2"] == {"y": 0, "dx": 0}


def two_signatures() -> gr.Model:
    b = gr.GraphBuilder("two")
    x = b.input("x", ("N", 2), "float32")
    y = b.input("y", ("N", 2), "float32")
    w = b.parameter("w", np.eye(2, dtype=np.float32))
    scaled = x @ gr.transpose(w * 2)
    b.signature("predict", inputs=[x], outputs={"y": scaled}, labels={"y": ["a", "b"]})
    loss = gr.sum((scaled - y) ** 2)
    b.signature("train", [x, y], {"loss": loss}, updates=gr.optim.sgd(loss, lr=0.1))
    return b.build()


def test_each_optimized_signature_has_a_graph_of_its_own() -> None:
    model = two_signatures()
    optimized = gr.optimize(model, signatures=["predict"])
    assert len(model.graphs) == 1
    assert optimized.signatures["train"] is model.signatures["train"]
    assert len(optimized.signatures["predict"].graph) == 6
    assert optimized.signatures["predict"].labels == {"y": ("a", "b")}
    assert gr.optimize(model, "O0") is model


def test_receipts_say_what_was_done() -> None:
    model = gr.optimize(two_signatures(), passes="fold{max_bytes=8},dce", signatures=["train"])
    assert all(each.details[0] == "signature train" for each in model.history)
    options = {each.name: each.options for each in model.history}
    assert options.get("fold", "max_bytes=8") == "max_bytes=8"
    assert gr.optimize(model, signatures=["train"]).history[: len(model.history)] == model.history


def test_freezing_makes_variables_constants_and_folds_them() -> None:
    model = two_signatures()
    frozen = gr.optimize(model, freeze="predict")
    assert (list(frozen.signatures), frozen.variables, frozen.train) == (["predict"], {}, None)
    ops = [node.op.name for node in frozen.graph]
    assert ops == ["input", "constant", "matmul"]
    first = frozen.history[0]
    assert (first.name, first.options, first.details) == (
        "freeze",
        "signature=predict",
        ("w is a constant",),
    )
    x = np.arange(6, dtype=np.float32).reshape(3, 2)
    np.testing.assert_array_equal(gr.Session(frozen).run(x=x)["y"], gr.Session(model).run(x=x)["y"])
    assert gr.verify_rewrite(model, frozen).ok
    assert gr.load(frozen.to_bytes()) == frozen


def test_without_freezing_a_fold_of_weights_declines() -> None:
    report = gr.PassReport(why_not=["fold"])
    gr.optimize(two_signatures(), signatures=["predict"], report=report)
    assert "declined 2 times" in report.text()
    assert "it reads the variable 'w', whose value may change; --freeze folds it" in report.text()


def test_a_frozen_extent_is_known_in_the_file_too() -> None:
    """A constant tells its users more than the variable did; the file must agree."""
    b = gr.GraphBuilder()
    x = b.input("x", (6,), "float32")
    shape = b.variable("shape", np.array([2, 3]))
    b.signature("predict", inputs=[x], outputs={"y": gr.reshape(x, shape)})
    model = b.build()
    frozen = gr.optimize(model, freeze="predict")
    assert str(frozen.signatures["predict"].outputs["y"].type) == "f32[2, 3]"
    assert gr.load(frozen.to_bytes()) == frozen


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"freeze": "train"},
            "signature 'train' stores w, step: it cannot be frozen\n  hint freeze one",
        ),
        ({"freeze": "predict", "signatures": ["predict"]}, "freeze keeps one signature"),
        ({"level": "O9"}, "no optimization level 'O9'"),
        ({"passes": "nothing"}, "there is no pass 'nothing'"),
        ({"signatures": ["trian"]}, "no signature 'trian'\n  hint did you mean 'train'"),
        ({"report": gr.PassReport(["sigmod"])}, "no pass here has a rule 'sigmod'\n  hint did"),
        (
            {"report": gr.PassReport(["sigmoid"]), "level": "O1"},
            "no pass here has a rule 'sigmoid'\n  hint it is a rule of recognize, which is not run",
        ),
    ],
)
def test_mistakes(options: dict[str, Any], message: str) -> None:
    with pytest.raises(gr.UsageError, match=message):
        gr.optimize(two_signatures(), **options)


# -- sessions --------------------------------------------------------------------------------


def test_a_session_saves_the_model_as_it_was() -> None:
    model = two_signatures()
    session = gr.Session(model)
    x = np.ones((3, 2), np.float32)
    session.run("train", x=x, y=x)
    assert session.model_now().graph is model.graph
    assert session.clone().run(x=x)["y"].shape == (3, 2)
    twin = pickle.loads(pickle.dumps(gr.Session(model, optimize="O1")))
    assert twin.optimize == "O1"


def test_inner_nodes_are_fetched_from_the_model_as_it_is() -> None:
    model = load("sigmoid_neuron")
    session = gr.Session(model)
    feeds = model.signatures["predict"].examples[0].inputs
    session.run("predict", **feeds)
    assert session.fetch("predict", ["e"], feeds)["e"] == np.exp(-1.0)
    assert len(list(session.plan("predict", **feeds).steps)) == 5


def test_an_output_that_turns_out_to_be_an_input_is_a_fresh_array() -> None:
    b = gr.GraphBuilder()
    x = b.input("x", (2,), "float32")
    b.signature("predict", inputs=[x], outputs={"y": gr.neg(-(x * 1)), "z": x / 1})
    fed = np.array([1, 2], np.float32)
    found = gr.Session(b.build()).run(x=fed)
    found["y"][0] = 7
    assert fed.tolist() == [1, 2]
    assert found["z"].tolist() == [1, 2]


def test_updates_that_become_equal_or_trade_places() -> None:
    b = gr.GraphBuilder()
    u = b.parameter("u", np.array([1.0, 2.0], np.float32))
    v = b.parameter("v", np.array([3.0, 4.0], np.float32))
    s = b.parameter("s", np.array([0.0, 0.0], np.float32))
    t = b.parameter("t", np.array([0.0, 0.0], np.float32))
    updates = {u: gr.neg(-v), v: u * 1 - 0, s: u + v, t: v + u}
    b.signature("step", inputs=[], outputs={}, updates=updates)
    session = gr.Session(b.build())
    session.run("step")
    state = {name: value.tolist() for name, value in session.state().items()}
    assert state == {"u": [3, 4], "v": [1, 2], "s": [4, 6], "t": [4, 6]}


def test_a_session_says_what_is_wrong_with_its_passes() -> None:
    for text, message in (("O7", "no optimization level 'O7'"), ("flod", "there is no pass")):
        with pytest.raises(gr.UsageError, match=message):
            gr.Session(two_signatures(), optimize=text)


def test_a_session_takes_a_pipeline() -> None:
    session = gr.Session(two_signatures(), optimize="canonicalize,cse,dce")
    assert session.run(x=np.ones((1, 2), np.float32))["y"].tolist() == [[2, 2]]


def test_the_table_lists_every_rule() -> None:
    found = gr.pass_table()
    assert [row["name"] for row in found.rows] == [
        "canonicalize", "fold", "cse", "simplify", "recognize", "dce", "recompute",
        "fuse",
    ]  # fmt: skip
    text = found.text()
    assert "fold{max_bytes=65536}  (exact)" in text
    assert "recognize  (changes rounding)" in text
    assert all(name in text for row in found.rows for name in row["rules"])
    assert all(summary for row in found.rows for summary in row["rules"].values())


def loops() -> gr.Model:
    """A scan and a while loop with something to simplify inside, and the gradients of both."""
    b = gr.GraphBuilder("loops")
    x = b.input("x", ("N", 3), "float64")
    w = b.parameter("w", np.array([0.5, -0.25, 1.0]))

    def step(h: Any, row: Any) -> Any:
        gate = gr.reciprocal(gr.exp(gr.neg(gr.neg(gr.neg(row * w)))) + 1)
        return (gr.tanh(h * 1 + gate), gr.neg(gr.neg(gate)))

    last, gates = gr.scan(step, b.constant(np.zeros(3)), x)
    grown = gr.while_loop(lambda y: gr.sum(y) < 10, lambda y: (y * 1) * 2 + 1, last, max_trips=9)
    loss = gr.sum(grown) + gr.sum(gates)
    updates = gr.optim.sgd(loss, lr=0.1)
    b.signature("predict", inputs=[x], outputs={"loss": loss, "gates": gates}, updates=updates)
    return b.build()


def test_bodies_of_loops_are_rewritten_and_their_gradients_stay() -> None:
    model = loops()
    report = gr.PassReport()
    optimized = gr.optimize(model, report=report)
    assert report.fired["sigmoid"] >= 1
    assert report.fired["negation_of_negation"] >= 2
    assert report.fired["times_one"] >= 2
    found = gr.verify_rewrite(model, optimized)
    assert found.ok, found.text()
    assert {row.kind for row in found.rows} == {"output", "update", "gradient"}
    assert gr.load(optimized.to_bytes()) == optimized
    bodies = [body for node in optimized.graph for body in node.op.bodies]
    assert "sigmoid" in {node.op.name for body in bodies for node in body}


def branches() -> gr.Model:
    """Branches inside loops inside branches, and gradients through them."""
    b = gr.GraphBuilder("branches")
    x = b.input("x", (3,), "float64")
    w = b.parameter("w", np.array([0.5, -0.25, 1.0]))

    def grown(a: Any) -> Any:
        def trip(y: Any) -> Any:
            return gr.cond(gr.sum(y) > 5, lambda z: z * 1 + 1, lambda z: gr.neg(-z) * 2 + 1, y)

        return gr.while_loop(lambda y: gr.sum(y) < 10, trip, gr.neg(-a), max_trips=9)

    def step(h: Any, row: Any) -> Any:
        new = gr.cond(row > 0, lambda v: gr.neg(-(v * 1)), lambda v: v - -v, h * row)
        return new, new

    y = gr.cond(gr.sum(x) > 0, lambda a: gr.reciprocal(gr.exp(-(a * w)) + 1) * 1, grown, x)
    last, states = gr.scan(step, b.constant(np.float64(1)), x)
    loss = gr.sum(y) + last
    updates = gr.optim.sgd(loss, lr=0.1)
    b.signature("predict", inputs=[x], outputs={"y": y, "states": states}, updates=updates)
    return b.build()


@pytest.mark.parametrize("x", [[1.0, 2.0, 3.0], [-1.0, -2.0, 0.5]])
def test_a_session_runs_the_rewritten_branches(x: list[float]) -> None:
    model = branches()
    sessions = [gr.Session(model, optimize=level) for level in ("O0", "O1", "O2")]
    plain, exact, close = [each.run(x=np.array(x)) for each in sessions]
    for name, value in plain.items():
        assert np.array_equal(exact[name], value)
        np.testing.assert_allclose(close[name], value, rtol=1e-12)
    found = gr.verify_rewrite(model, gr.optimize(model))
    assert found.ok, found.text()


def test_a_session_runs_the_rewritten_loops() -> None:
    model = loops()
    x = np.random.default_rng(0).standard_normal((5, 3))
    found = [gr.Session(model, optimize=level).run(x=x) for level in ("O0", "O2")]
    for name, value in found[0].items():
        np.testing.assert_allclose(found[1][name], value, rtol=1e-12)


def test_a_signalling_nan_is_widened_quietly() -> None:
    b = gr.GraphBuilder()
    x = b.input("x", (), "float32")
    signalling = np.array(0x7F800001, np.uint32).view(np.float32)
    b.signature("predict", inputs=[x], outputs={"y": x + b.constant(signalling)})
    model = b.build()
    assert gr.verify_rewrite(model, gr.optimize(model)).ok
