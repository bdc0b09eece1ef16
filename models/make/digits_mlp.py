"""A net that reads handwritten digits: 64 pixels -> hidden ReLU layer -> 10 classes.

Training runs in graphrt, from seeds that are fixed, so that every run gives the same weights
on the same machine. Withheld are the images whose index is a multiple of 5; no choice looks at them: the settings
below were chosen by `choose`, on a split inside the other four fifths.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import graphrt as gr

Array = np.ndarray[Any, Any]
CLASSES = tuple("0123456789")


@dataclass(frozen=True)
class Recipe:
    """What was tried, and how long: the loss is the mean cross-entropy."""

    hidden: int = 256
    dropout: float = 0.3
    lr: float = 0.05
    momentum: float = 0.9
    batch: int = 32
    epochs: int = 80


RECIPE = Recipe()
CANDIDATES = tuple(
    Recipe(hidden=hidden, dropout=dropout) for hidden in (128, 256) for dropout in (0.0, 0.3, 0.5)
)


def load_digits() -> tuple[Array, Array]:
    """All images as rows of 64 numbers from 0 to 1, and their digits."""
    from sklearn import datasets

    bunch = datasets.load_digits()
    return (bunch.data / 16).astype(np.float32), bunch.target.astype(np.int64)


def build(recipe: Recipe = RECIPE) -> gr.Model:
    """The untrained model: dropout is in the training signature only."""
    b = gr.GraphBuilder("digits_mlp")
    x = b.input("x", ("N", 64), "float32")
    label = b.input("label", ("N",), "int64")
    w1 = b.parameter("w1", gr.init.he_normal((64, recipe.hidden), seed=50))
    b1 = b.parameter("b1", gr.init.zeros(recipe.hidden))
    w2 = b.parameter("w2", gr.init.glorot_uniform((recipe.hidden, 10), seed=51))
    b2 = b.parameter("b2", gr.init.zeros(10))
    h = gr.relu(x @ w1 + b1, name="h")
    logits = gr.add(h @ w2, b2, name="logits")
    probs = gr.softmax(logits, name="probs")
    labels = {"probs": CLASSES}
    outputs = {"probs": probs, "label": gr.argmax(logits)}
    b.signature("predict", inputs=[x], outputs=outputs, labels=labels)
    kept = gr.dropout(h, recipe.dropout) if recipe.dropout else h
    loss = gr.mean(gr.cross_entropy(kept @ w2 + b2, label), name="loss")
    updates = gr.optim.sgd(loss, lr=recipe.lr, momentum=recipe.momentum)
    b.signature("train", inputs=[x, label], outputs={"loss": loss}, updates=updates)
    return b.build()


def train(recipe: Recipe, x: Array, label: Array) -> gr.Session:
    """Minibatches in a new order every epoch; the step falls to a tenth for the last quarter."""
    session = gr.Session(build(recipe))
    step = session.function("train")
    rng = np.random.default_rng(52)
    for epoch in range(recipe.epochs):
        if epoch == recipe.epochs * 3 // 4:
            session.variables["lr"] = session.variables["lr"] / np.float32(10)
        order = rng.permutation(len(x))
        for start in range(0, len(x), recipe.batch):
            rows = order[start : start + recipe.batch]
            step(x=x[rows], label=label[rows])
    session.variables["lr"] = np.float32(recipe.lr)
    return session


def accuracy(session: gr.Session, x: Array, label: Array) -> float:
    """The share of images that are read right."""
    return float(np.mean(session.run("predict", x=x)["label"] == label))


def choose(x: Array, label: Array) -> Recipe:
    """The candidate with the best accuracy on a third of the training part, trained on the
    other two, and the mean of three such splits."""
    part = np.arange(len(x)) % 3

    def score(recipe: Recipe) -> float:
        short = replace(recipe, epochs=recipe.epochs // 2)
        return float(
            np.mean(
                [
                    accuracy(
                        train(short, x[part != k], label[part != k]), x[part == k], label[part == k]
                    )
                    for k in range(3)
                ]
            )
        )

    scores = [score(recipe) for recipe in CANDIDATES]
    for recipe, value in zip(CANDIDATES, scores, strict=True):
        print(f"  {value:.4f}  {recipe}")
    return CANDIDATES[int(np.argmax(scores))]
