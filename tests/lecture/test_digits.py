"""The net that reads digits: its accuracy, found in two ways, and its gradients."""

from __future__ import annotations

import numpy as np
import pytest

import graphrt as gr


@pytest.fixture
def model(load):
    return load("digits_mlp")


def forward(state, x):
    h = np.maximum(0, x @ state["w1"] + state["b1"])
    logits = h @ state["w2"] + state["b2"]
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return h, e / e.sum(axis=1, keepdims=True)


def test_reads_the_withheld_fifth(model, arrays):
    test = arrays("digits_test.npz")
    x, label = test["x"], test["label"]
    assert (x.shape, x.dtype, label.dtype) == ((360, 64), np.float32, np.int64)
    found = gr.Session(model).run("predict", x=x)
    assert found["label"].dtype == np.int64
    assert found["probs"].dtype == np.float32
    accuracy = np.mean(found["label"] == label)
    assert accuracy >= 0.97
    assert model.meta["accuracy_withheld_fifth"] == f"{accuracy:.4f}"

    _, probs = forward(gr.Session(model).state(), x)
    np.testing.assert_allclose(found["probs"], probs, rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(found["label"], probs.argmax(axis=1))


def test_train_and_test_images_are_those_of_scikit_learn(arrays):
    from sklearn.datasets import load_digits

    bunch = load_digits()
    withheld = np.arange(len(bunch.data)) % 5 == 0
    for name, rows in (("digits_test.npz", withheld), ("digits_train.npz", ~withheld)):
        part = arrays(name)
        np.testing.assert_array_equal(part["x"] * 16, bunch.data[rows])
        np.testing.assert_array_equal(part["label"], bunch.target[rows])
        assert part["x"].max() == 1


def test_example_and_labels(model):
    signature = model.signature("predict")
    assert signature.labels["probs"] == tuple("0123456789")
    (example,) = signature.examples
    assert example.inputs["x"].shape == (10, 64)
    truth = [int(each) for each in model.meta["example_truth"].split(",")]
    assert len(truth) == 10
    assert np.mean(example.outputs["label"] == truth) >= 0.9
    found = gr.Session(model).run("predict", **example.inputs)
    np.testing.assert_allclose(found["probs"], example.outputs["probs"], rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(found["label"], example.outputs["label"])


def test_gradients(model, arrays):
    kept = arrays("digits_mlp.golden.npz")
    x, label = kept["inputs/x"], kept["inputs/label"]
    found = gr.Session(model).run("grad", x=x, label=label)

    state = {k: np.asarray(v, np.float64) for k, v in gr.Session(model).state().items()}
    h, probs = forward(state, x.astype(np.float64))
    loss = -np.mean(np.log(probs[np.arange(len(x)), label]))
    error = (probs - np.eye(10)[label]) / len(x)
    to_a = error @ state["w2"].T * (h > 0)
    wanted = {
        "outputs/loss": loss,
        "gradients/x": to_a @ state["w1"].T,
        "gradients/w1": x.T @ to_a,
        "gradients/b1": to_a.sum(axis=0),
        "gradients/w2": h.T @ error,
        "gradients/b2": error.sum(axis=0),
    }
    assert set(wanted) == {key for key in kept if not key.startswith("inputs/")}
    for key, value in wanted.items():
        group, _, name = key.partition("/")
        ours = found[name if group == "outputs" else f"grad_{name}"]
        scale = np.abs(value).max()
        np.testing.assert_allclose(ours, value, rtol=1e-4, atol=1e-5 * scale, err_msg=key)
        np.testing.assert_allclose(kept[key], value, rtol=1e-4, atol=1e-5 * scale, err_msg=key)


def test_gradients_by_finite_differences(model, arrays):
    """In float64, with the weights of the file: the slope along a random direction."""
    kept = arrays("digits_mlp.golden.npz")
    x, label = kept["inputs/x"].astype(np.float64), kept["inputs/label"]
    state = {k: np.asarray(v, np.float64) for k, v in gr.Session(model).state().items()}
    rng = np.random.default_rng(0)
    for name in ("w1", "b1", "w2", "b2"):
        direction = rng.standard_normal(state[name].shape)

        def loss(step, name=name, direction=direction):
            _, probs = forward({**state, name: state[name] + step * direction}, x)
            return -np.mean(np.log(probs[np.arange(len(x)), label]))

        measured = (loss(1e-6) - loss(-1e-6)) / 2e-6
        gradient = kept[f"gradients/{name}"].astype(np.float64)
        scale = np.linalg.norm(gradient) * np.linalg.norm(direction)
        assert abs(np.sum(gradient * direction) - measured) <= 1e-5 * scale


def test_optimiser_state_is_saved_and_training_goes_on(model, arrays):
    data = arrays("digits_train.npz")
    assert model.train.signature == "train"
    assert model.train.optimizer == "sgd"
    slots = [v for v in model.variables.values() if v.kind is gr.VariableKind.SLOT]
    assert [v.slot_of for v in slots] == ["w1", "b1", "w2", "b2"]
    assert all(np.any(v.value != 0) for v in slots)
    session = gr.Session(model)
    before = session.state()
    assert before["step"] > 1000
    losses = [
        float(
            session.run("train", x=data["x"][k : k + 32], label=data["label"][k : k + 32])["loss"]
        )
        for k in range(0, 640, 32)
    ]
    assert np.mean(losses) < 0.1
    assert session.state()["step"] == before["step"] + 20
    assert np.any(session.state()["w1"] != before["w1"])
