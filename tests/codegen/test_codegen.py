"""Flat NumPy: what a script computes is what the runtime computes."""

import subprocess
import sys

import numpy as np
import pytest

import graphrt as gr
from graphrt.errors import UsageError

MODELS = ("gates", "sigmoid_neuron", "sigmoid_gate", "relu_neuron", "vector_norm", "class_exercise",
          "linear_regression", "linear_net", "two_layer_net", "three_layer_net")  # fmt: skip


def run(code, tmp_path):
    """The names a script has at its end."""
    np.savez(tmp_path / code.arrays_name, **code.arrays)
    names = {}
    source = code.source.replace('np.load("', f'np.load("{tmp_path}/')
    exec(compile(source, "<script>", "exec"), names)
    return names


@pytest.mark.parametrize("name", MODELS)
def test_scripts_follow_the_runtime(name, tmp_path, capsys):
    model = gr.load(f"models/{name}.pb")
    for signature in model.signatures.values():
        code = gr.codegen(model, signature.name, steps=50)
        names = run(code, tmp_path)
        session = gr.Session(model, optimize="O0")
        example = signature.examples[0].inputs
        for _ in range(50 if signature.updates else 1):
            session.run(signature.name, **example)
        for variable, value in session.state().items():
            if variable in signature.updates:
                np.testing.assert_allclose(names[variable], value, rtol=1e-12, atol=1e-12)
        printed = capsys.readouterr().out
        assert all(f"{output} =" in printed for output in signature.outputs)


def test_the_two_layer_net_fits_on_a_blackboard(tmp_path):
    model = gr.load("models/two_layer_net.pb")
    code = gr.codegen(model, "train")
    lines = [line for line in code.source.splitlines() if line and not line.startswith("import")]
    assert len(lines) <= 25
    assert "    grad_w2 = h.T @ grad_y_hat" in lines
    assert "    grad_w1 = x.T @ np.where(a > 0, grad_y_hat @ w2.T, 0)" in lines
    assert "    w1 = w1 - grad_w1 * lr" in lines


def test_a_script_runs_by_itself(tmp_path):
    code = gr.codegen(gr.load("models/sigmoid_neuron.pb"), "grad", stem="neuron")
    (tmp_path / "neuron.py").write_text(code.source)
    np.savez(tmp_path / "neuron.npz", **code.arrays)
    done = subprocess.run(
        [sys.executable, "-I", "neuron.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "f = 0.73105857863" in done.stdout
    assert "import graphrt" not in code.source


def test_losses_embeddings_and_broadcasts_follow_the_runtime(tmp_path):
    b = gr.GraphBuilder("classes")
    x, label = b.input("x", ("N", 5), "float64"), b.input("label", ("N",), "int64")
    w, bias = (b.parameter(n, gr.init.normal(s, seed=1, dtype="float64"))
               for n, s in (("w", (5, 3)), ("bias", (3,))))  # fmt: skip
    scores = gr.tanh(x @ w + bias)
    loss = gr.mean(gr.cross_entropy(scores, label)) + 0.1 * gr.mean(w * w)
    inputs = {"x": np.random.default_rng(0).standard_normal((7, 5)), "label": np.arange(7) % 3}
    b.signature("train", inputs=[x, label], outputs={"loss": loss},
                updates=gr.optim.adam(loss, lr=0.1), examples=[inputs])  # fmt: skip
    b.signature("predict", inputs=[x], outputs={"p": gr.softmax(scores)})
    model = b.build()
    names = run(gr.codegen(model, "train", steps=20), tmp_path)
    session = gr.Session(model, optimize="O0")
    for _ in range(20):
        loss_now = session.run("train", **inputs)["loss"]
    np.testing.assert_allclose(names["loss"], loss_now, rtol=1e-12)
    for name in ("w", "bias"):
        np.testing.assert_allclose(names[name], session.variables[name], rtol=1e-12)
    drawn = run(gr.codegen(model, "predict"), tmp_path)
    np.testing.assert_allclose(drawn["p"].sum(-1), 1)


def test_updates_all_read_what_was_before(tmp_path):
    b = gr.GraphBuilder("swap")
    first, second = b.variable("first", np.float64(1)), b.variable("second", np.float64(2))
    b.signature("go", outputs={"sum": first + second},
                updates=gr.Updates.of({first: second * 1.5, second: first * 3.0}))  # fmt: skip
    model = b.build()
    names = run(gr.codegen(model, "go", steps=3), tmp_path)
    session = gr.Session(model)
    for _ in range(3):
        session.run("go")
    assert names["first"] == session.variables["first"]
    assert names["second"] == session.variables["second"]


def test_an_op_without_a_short_form_is_refused_by_name():
    with pytest.raises(UsageError, match=r"dropout has no short NumPy form: %dropout_0 at models"):
        gr.codegen(gr.load("models/digits_mlp.pb"), "train")
    with pytest.raises(UsageError, match="conv has no short NumPy form"):
        gr.codegen(gr.load("models/digits_cnn.pb"))
    with pytest.raises(UsageError, match="steps must be 0 or more, got -1"):
        gr.codegen(gr.example("gates"), steps=-1)
