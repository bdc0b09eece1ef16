"""The two models of the toy language: their accuracy, found in two ways, against n-grams."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest

import graphrt as gr

MODELS = Path(__file__).parents[2] / "models"
NAMES = ("lstm_language", "tiny_transformer")
HEADS = 4


@pytest.fixture
def language(monkeypatch):
    monkeypatch.syspath_prepend(str(MODELS / "make"))
    return importlib.import_module("brackets")


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def lstm(state, text):
    """The network in plain NumPy, a character at a time."""
    w, r, b = state["w"][0], state["r"][0], state["b"][0]
    size = r.shape[1]
    h = c = np.zeros((len(text), size), w.dtype)
    logits = []
    for t in range(text.shape[1]):
        z = state["table"][text[:, t]] @ w.T + h @ r.T + b[: 4 * size] + b[4 * size :]
        i, o, f, g = np.split(z, 4, axis=1)
        i, o, f = (1 / (1 + np.exp(-each)) for each in (i, o, f))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
        logits.append(h @ state["out"] + state["out_b"])
    return np.stack(logits, axis=1)


def normed(x, state, name):
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
    return scaled * state[f"{name}_scale"] + state[f"{name}_offset"]


def transformer(state, text):
    """The network in plain NumPy, with a mask made here."""
    steps = text.shape[1]
    x = state["table"][text] + state["places"][:steps]
    ahead = np.triu(np.ones((steps, steps), bool), 1)
    for layer in ("layer0/", "layer1/"):
        own = {name.removeprefix(layer): each for name, each in state.items()}
        h = normed(x, own, "attention")
        q, k, v = ((h @ own[n]).reshape(*h.shape[:2], HEADS, -1).swapaxes(1, 2) for n in "qkv")
        scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
        seen = softmax(np.where(ahead, -np.inf, scores)) @ v
        x = x + seen.swapaxes(1, 2).reshape(x.shape) @ own["o"]
        h = normed(x, own, "mlp")
        x = x + np.maximum(h @ own["w1"] + own["b1"], 0) @ own["w2"] + own["b2"]
    return normed(x, state, "last") @ state["out"] + state["out_b"]


FORWARD = {"lstm_language": lstm, "tiny_transformer": transformer}


def loss_of(logits, following):
    picked = np.take_along_axis(softmax(logits), following[..., None], axis=-1)
    return -np.mean(np.log(picked))


@pytest.mark.parametrize("name", NAMES)
def test_reads_the_language_better_than_any_n_gram(name, language):
    model = gr.load(MODELS / f"{name}.pb")
    withheld = language.lines(2_000, seed=62)
    found = gr.Session(model).run("predict", text=withheld["text"])
    accuracy = language.accuracy(found["next"], withheld)
    assert model.meta["accuracy"] == f"{accuracy:.4f}"
    by_hand = FORWARD[name](gr.Session(model).state(), withheld["text"])
    np.testing.assert_allclose(found["probs"], softmax(by_hand), rtol=2e-3, atol=2e-5)
    assert language.accuracy(by_hand.argmax(axis=-1), withheld) == pytest.approx(accuracy, abs=1e-3)

    known = language.lines(16_000, seed=60)
    guess = {order: language.n_gram(known, withheld["text"], order) for order in (1, 3, 6, 9)}
    best = max(language.accuracy(each, withheld) for each in guess.values())
    assert accuracy > best + 0.05
    assert accuracy > float(model.meta["n_gram_accuracy"]) + 0.05
    closed = language.closed(found["next"], withheld)
    assert model.meta["closed"] == f"{closed:.4f}"
    assert closed > float(model.meta["n_gram_closed"]) + 0.05


def test_the_language_is_what_it_says(language):
    whole = language.lines(500, seed=1)
    assert whole["text"].shape == (500, language.LENGTH)
    np.testing.assert_array_equal(whole["text"][:, 1:], whole["next"][:, :-1])
    for row in whole["next"]:
        unclosed = []
        for each in row[:-1]:
            if each <= language.KINDS:
                unclosed.append(each)
                assert len(unclosed) <= language.DEEPEST
            else:
                assert unclosed.pop() == each - language.KINDS
        assert not unclosed
        assert row[-1] == 0


def test_an_n_gram_counts_what_followed(language):
    train = {"text": np.array([[0, 1, 2, 1]]), "next": np.array([[1, 2, 1, 3]])}
    text = np.array([[0, 1, 2, 1]])
    assert language.n_gram(train, text, 1).tolist() == [[1, 1, 1, 1]]
    assert language.n_gram(train, text, 3).tolist() == [[1, 2, 1, 3]]
    assert language.n_gram(train, np.array([[5, 5, 2, 1]]), 3).tolist() == [[1, 1, 1, 3]]


@pytest.mark.parametrize("name", NAMES)
def test_gradients_along_a_direction(name):
    """The slope of the loss, by the NumPy network in float64, along a random direction."""
    model = gr.load(MODELS / f"{name}.pb")
    (example,) = model.signature("grad").examples
    found = gr.Session(model).run("grad", **example.inputs)
    state = {k: np.asarray(v, np.float64) for k, v in gr.Session(model).state().items()}
    text, following = example.inputs["text"], example.inputs["next"]
    at = FORWARD[name](state, text)
    assert float(found["loss"]) == pytest.approx(loss_of(at, following), rel=1e-4)
    rng = np.random.default_rng(3)
    for key, gradient in found.items():
        target = key.removeprefix("grad_")
        if key == target:
            continue
        direction = rng.standard_normal(state[target].shape)
        ends = [
            loss_of(
                FORWARD[name]({**state, target: state[target] + e * direction}, text), following
            )
            for e in (1e-5, -1e-5)
        ]
        slope = float(np.sum(gradient * direction))
        scale = np.linalg.norm(gradient) * np.linalg.norm(direction)
        assert abs((ends[0] - ends[1]) / 2e-5 - slope) <= 1e-3 * scale, key


@pytest.mark.parametrize("name", NAMES)
def test_training_goes_on_from_the_file(name, language):
    model = gr.load(MODELS / f"{name}.pb")
    assert (MODELS / f"{name}.pb").stat().st_size < 1_000_000
    assert model.train.optimizer == "adam"
    slots = [v for v in model.variables.values() if v.kind is gr.VariableKind.SLOT]
    assert len(slots) == 2 * len([v for v in model.variables.values() if v.trainable])
    session = gr.Session(model)
    assert session.state()["step"] == 1000
    session.variables["lr"] = np.float32(1e-4)
    data = language.lines(640, seed=64)
    losses = [
        float(session.run("train", **{k: v[i : i + 64] for k, v in data.items()})["loss"])
        for i in range(0, 640, 64)
    ]
    assert np.mean(losses) < 1.25  # of guessing at random: ln 9 = 2.2
    assert session.state()["step"] == 1010
