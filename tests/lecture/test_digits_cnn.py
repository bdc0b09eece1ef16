"""The convolutional net that reads digits: its accuracy and gradients, found in two ways."""

from __future__ import annotations

from pathlib import Path

import draw_filters
import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

import graphrt as gr

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture
def model(load):
    return load("digits_cnn")


def conv(x, w, bias):
    """A convolution that keeps the extents, as one contraction over windows."""
    edge = w.shape[-1] // 2
    padded = np.pad(x, ((0, 0), (0, 0), (edge, edge), (edge, edge)))
    windows = sliding_window_view(padded, w.shape[2:], (2, 3))
    return np.einsum("nchwij,mcij->nmhw", windows, w, optimize=True) + bias[:, None, None]


def forward(state, x):
    h = np.maximum(0, conv(x.reshape(-1, 1, 8, 8), state["w1"], state["b1"]))
    h = np.maximum(0, conv(h, state["w2"], state["b2"]))
    pooled = h.reshape(len(h), -1, 4, 2, 4, 2).max(axis=(3, 5))
    h = np.maximum(0, pooled.reshape(len(h), -1) @ state["w3"] + state["b3"])
    logits = h @ state["w4"] + state["b4"]
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def test_reads_the_withheld_fifth(model, arrays):
    test = arrays("digits_test.npz")
    x, label = test["x"], test["label"]
    assert len(x) == 360
    found = gr.Session(model).run("predict", x=x)
    accuracy = np.mean(found["label"] == label)
    assert accuracy >= 0.985
    assert model.meta["accuracy_withheld_fifth"] == f"{accuracy:.4f}"
    probs = forward(gr.Session(model).state(), x)
    np.testing.assert_allclose(found["probs"], probs, rtol=1e-3, atol=1e-6)
    np.testing.assert_array_equal(found["label"], probs.argmax(axis=1))


def test_example_and_labels(model):
    signature = model.signature("predict")
    assert signature.labels["probs"] == tuple("0123456789")
    (example,) = signature.examples
    truth = [int(each) for each in model.meta["example_truth"].split(",")]
    assert np.mean(example.outputs["label"] == truth) >= 0.9


def test_gradients_by_finite_differences(model, arrays):
    """In float64, with the weights of the file: the slope along random directions.

    A step across a kink of ReLU or of the largest of a window would bend the slope, so the median
    of several is compared.
    """
    kept = arrays("digits_cnn.golden.npz")
    x, label = kept["inputs/x"].astype(np.float64), kept["inputs/label"]
    state = {k: np.asarray(v, np.float64) for k, v in gr.Session(model).state().items()}
    rng = np.random.default_rng(0)
    names = ("w1", "b1", "w2", "b2", "w3", "b3", "w4", "b4")
    assert {key for key in kept if key.startswith("gradients/")} == {
        f"gradients/{name}" for name in ("x", *names)
    }

    def loss(state, x):
        return -np.mean(np.log(forward(state, x)[np.arange(len(x)), label]))

    np.testing.assert_allclose(kept["outputs/loss"], loss(state, x), rtol=1e-4)
    for name in ("x", *names):
        gradient = kept[f"gradients/{name}"].astype(np.float64)
        errors = []
        for _ in range(5):
            base = x if name == "x" else state[name]
            direction = rng.standard_normal(base.shape)

            def moved(step, name=name, base=base, direction=direction):
                at = base + step * direction
                return loss(state, at) if name == "x" else loss({**state, name: at}, x)

            measured = (moved(1e-7) - moved(-1e-7)) / 2e-7
            scale = np.linalg.norm(gradient) * np.linalg.norm(direction)
            errors.append(abs(np.sum(gradient * direction) - measured) / scale)
        assert np.median(errors) <= 1e-5, name


def test_the_golden_gradients_are_those_of_the_file(model, arrays):
    kept = arrays("digits_cnn.golden.npz")
    found = gr.Session(model).run("grad", x=kept["inputs/x"], label=kept["inputs/label"])
    for key, value in found.items():
        golden = kept[
            f"gradients/{key.removeprefix('grad_')}" if "grad_" in key else f"outputs/{key}"
        ]
        scale = np.abs(golden).max()
        np.testing.assert_allclose(value, golden, rtol=1e-3, atol=1e-5 * scale, err_msg=key)


def test_training_goes_on(model, arrays):
    data = arrays("digits_train.npz")
    assert (model.train.signature, model.train.optimizer) == ("train", "sgd")
    slots = [v for v in model.variables.values() if v.kind is gr.VariableKind.SLOT]
    assert [v.slot_of for v in slots] == ["w1", "b1", "w2", "b2", "w3", "b3", "w4", "b4"]
    session = gr.Session(model)
    before = session.state()
    losses = [
        float(
            session.run("train", x=data["x"][k : k + 32], label=data["label"][k : k + 32])["loss"]
        )
        for k in range(0, 320, 32)
    ]
    assert np.mean(losses) < 0.15
    assert session.state()["step"] == before["step"] + 10
    assert np.any(session.state()["w1"] != before["w1"])


def test_the_picture_of_the_filters_is_that_of_the_file(model, tmp_path):
    target = tmp_path / "filters.svg"
    draw_filters.main([str(MODELS / "digits_cnn.pb"), "w1", "-o", str(target)])
    assert target.read_text() == (MODELS / "digits_cnn_filters.svg").read_text()
    weights = draw_filters.filters_of(model, "w1")
    squares = target.read_text().count("<rect") - 1 - len(weights)
    assert squares == weights.size
    with pytest.raises(SystemExit, match="no variable w9; there are w1, b1"):
        draw_filters.filters_of(model, "w9")
    with pytest.raises(SystemExit, match=r"b1 is \[\d+\]; filters are \[filters, channels, height"):
        draw_filters.filters_of(model, "b1")


def test_colours_of_filters():
    assert [draw_filters.colour(share) for share in (0, 1, -1)] == ["#ffffff", "#b2182b", "#2166ac"]
