"""What the language models share: loss, signatures, training, judgement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from brackets import CHARACTERS, accuracy, closed, lines, n_gram
from golden import write

import graphrt as gr

ORDERS = range(1, 13)
STEPS, BATCH = 1000, 64
TRAINED = STEPS * BATCH  # lines that models and n-grams learn from


def build(
    name: str, network: Callable[[gr.GraphBuilder, gr.Tensor], gr.Tensor], lr: float
) -> gr.Model:
    """The untrained model: ``network`` turns characters ``[N, T]`` into logits ``[N, T, V]``."""
    b = gr.GraphBuilder(name)
    text = b.input("text", ("N", "T"), "int64")
    following = b.input("next", ("N", "T"), "int64")
    logits = network(b, text)
    probs = gr.softmax(logits, name="probs")
    b.signature(
        "predict",
        inputs=[text],
        outputs={"probs": probs, "next": gr.argmax(logits)},
        labels={"probs": CHARACTERS},
    )
    loss = gr.mean(gr.cross_entropy(logits, following), name="loss")
    wrt = b.trainable()
    grads = {f"grad_{t.name}": g for t, g in zip(wrt, gr.gradients(loss, wrt), strict=True)}
    b.signature("grad", inputs=[text, following], outputs={"loss": loss, **grads})
    updates = gr.optim.adam(loss, lr=lr)
    b.signature("train", inputs=[text, following], outputs={"loss": loss}, updates=updates)
    return b.build()


def train(model: gr.Model) -> gr.Session:
    """One batch of lines a step, none seen twice; the rate falls to 0 along half a cosine."""
    gr.use_threads(1)  # matrices this small gain nothing from more
    session = gr.Session(model)
    step = session.function("train")
    lr = session.variables["lr"]
    data = lines(TRAINED, seed=60)
    for k in range(STEPS):
        session.variables["lr"] = np.float32(lr * (0.5 + 0.5 * np.cos(np.pi * k / STEPS)))
        rows = slice(k * BATCH, (k + 1) * BATCH)
        step(**{key: value[rows] for key, value in data.items()})
    session.variables["lr"] = lr
    return session


def judged(session: gr.Session) -> dict[str, str]:
    """The accuracy on withheld lines, beside that of the best n-gram."""
    known, withheld = lines(TRAINED, seed=60), lines(2_000, seed=62)
    guess = session.run("predict", text=withheld["text"])["next"]
    guesses = {order: n_gram(known, withheld["text"], order) for order in ORDERS}
    best = max(ORDERS, key=lambda order: accuracy(guesses[order], withheld))
    return {
        "accuracy": f"{accuracy(guess, withheld):.4f}",
        "closed": f"{closed(guess, withheld):.4f}",
        "n_gram_order": str(best),
        "n_gram_accuracy": f"{accuracy(guesses[best], withheld):.4f}",
        "n_gram_closed": f"{closed(guesses[best], withheld):.4f}",
    }


def make(model: gr.Model, folder: Path) -> None:
    """Train, judge and write."""
    session = train(model)
    meta = judged(session)
    print("  " + ", ".join(f"{key} {value}" for key, value in meta.items()))
    write(replace(session.model_now(), meta=meta), lines(4, seed=63), folder)
