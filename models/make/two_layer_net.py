"""y_hat = max(0, x w1) w2, L = 1/2 sum (y_hat - y)^2: a net that learns y = sin(x)."""

from __future__ import annotations

from typing import Any

import numpy as np

import graphrt as gr

FEATURES, HIDDEN, EXAMPLES = 8, 64, 32


def data() -> dict[str, np.ndarray[Any, Any]]:
    """x to three decimals and its sine to twelve: the same numbers on every machine."""
    x = np.random.default_rng(2).standard_normal((EXAMPLES, FEATURES)).round(3)
    return {"x": x, "y": np.sin(x).round(12)}


EXAMPLE = {name: array[:4] for name, array in data().items()}


def build() -> gr.Model:
    b = gr.GraphBuilder("two_layer_net")
    x = b.input("x", ("N", FEATURES), "float64")
    y = b.input("y", ("N", FEATURES), "float64")
    w1 = b.parameter("w1", gr.init.normal((FEATURES, HIDDEN), seed=0, dtype="float64").round(6))
    w2 = b.parameter("w2", gr.init.normal((HIDDEN, FEATURES), seed=1, dtype="float64").round(6))
    h = gr.relu(gr.matmul(x, w1, name="a"), name="h")
    y_hat = gr.matmul(h, w2, name="y_hat")
    loss = gr.mul(0.5, gr.sum((y_hat - y) ** 2), name="loss")
    d1, d2 = gr.gradients(loss, [w1, w2])
    b.signature("predict", inputs=[x], outputs={"y_hat": y_hat})
    b.signature("grad", inputs=[x, y], outputs={"loss": loss, "grad_w1": d1, "grad_w2": d2})
    updates = gr.optim.sgd(loss, lr=1e-4)
    b.signature("train", inputs=[x, y], outputs={"loss": loss}, updates=updates)
    return b.build()
