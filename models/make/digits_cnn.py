"""A convolutional net that reads handwritten digits: 8x8 pixels -> two convolutions -> a hidden
layer -> 10 classes.

Images, withheld part, training and the way a recipe is chosen are those of `digits_mlp`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from digits_mlp import CLASSES, choose_and_train

import graphrt as gr


@dataclass(frozen=True)
class Recipe:
    """A net and a way to train it; the loss is the mean cross-entropy."""

    filters: tuple[int, int] = (16, 32)
    size: int = 3  # of the filters of the first layer, in pixels
    hidden: int = 64
    dropout: float = 0.4
    shift: float = 0.3  # the chance that an image is moved by up to one pixel along an axis
    lr: float = 0.05
    momentum: float = 0.9
    batch: int = 32
    epochs: int = 40


CANDIDATES = (
    Recipe(),
    Recipe(size=5),
    Recipe(filters=(16, 64)),
    Recipe(size=5, shift=0.6, lr=0.03, epochs=60),
)


def build(recipe: Recipe) -> gr.Model:
    """The untrained model: dropout is in the training signature only."""
    first, second = recipe.filters
    b = gr.GraphBuilder("digits_cnn")
    x = b.input("x", ("N", 64), "float32")
    label = b.input("label", ("N",), "int64")
    w1 = b.parameter("w1", gr.init.he_normal((first, 1, recipe.size, recipe.size), seed=60))
    b1 = b.parameter("b1", gr.init.zeros(first))
    w2 = b.parameter("w2", gr.init.he_normal((second, first, 3, 3), seed=61))
    b2 = b.parameter("b2", gr.init.zeros(second))
    w3 = b.parameter("w3", gr.init.he_normal((second * 16, recipe.hidden), seed=62))
    b3 = b.parameter("b3", gr.init.zeros(recipe.hidden))
    w4 = b.parameter("w4", gr.init.glorot_uniform((recipe.hidden, 10), seed=63))
    b4 = b.parameter("b4", gr.init.zeros(10))
    image = gr.reshape(x, (-1, 1, 8, 8), name="image")
    h1 = gr.relu(gr.conv(image, w1, b1, auto_pad="SAME_UPPER"), name="h1")
    h2 = gr.relu(gr.conv(h1, w2, b2, auto_pad="SAME_UPPER"), name="h2")
    features = gr.reshape(gr.max_pool(h2, 2), (-1, second * 16), name="features")
    h3 = gr.relu(features @ w3 + b3, name="h3")
    logits = gr.add(h3 @ w4, b4, name="logits")
    outputs = {"probs": gr.softmax(logits, name="probs"), "label": gr.argmax(logits)}
    b.signature("predict", inputs=[x], outputs=outputs, labels={"probs": CLASSES})
    loss = gr.mean(gr.cross_entropy(logits, label), name="loss")
    wrt = [x, w1, b1, w2, b2, w3, b3, w4, b4]
    grads = {f"grad_{t.name}": g for t, g in zip(wrt, gr.gradients(loss, wrt), strict=True)}
    b.signature("grad", inputs=[x, label], outputs={"loss": loss, **grads})
    kept = gr.relu(gr.dropout(features, recipe.dropout) @ w3 + b3)
    noisy_logits = gr.dropout(kept, recipe.dropout) @ w4 + b4
    noisy = gr.mean(gr.cross_entropy(noisy_logits, label), name="train_loss")
    updates = gr.optim.sgd(noisy, lr=recipe.lr, momentum=recipe.momentum)
    b.signature("train", inputs=[x, label], outputs={"loss": noisy}, updates=updates)
    return b.build()


def make(folder: Path) -> None:
    """The model; its data is that of `digits_mlp`."""
    choose_and_train(build, CANDIDATES, folder)
