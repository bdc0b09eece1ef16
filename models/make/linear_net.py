"""y = W2 W1 x: two linear layers without anything between them are one linear layer.

The loss is that of `linear_regression` without the ridge term, on the same data.
"""

from __future__ import annotations

from linear_regression import EXAMPLE, FEATURES, TARGETS

import graphrt as gr

__all__ = ["EXAMPLE", "build"]

HIDDEN = 6


def build() -> gr.Model:
    b = gr.GraphBuilder("linear_net")
    x = b.input("x", ("N", FEATURES), "float64")
    y = b.input("y", ("N", TARGETS), "float64")
    w1 = b.parameter("W1", gr.init.normal((HIDDEN, FEATURES), 22, 0, 0.5, "float64").round(3))
    w2 = b.parameter("W2", gr.init.normal((TARGETS, HIDDEN), 23, 0, 0.5, "float64").round(3))
    hidden = gr.matmul(x, w1.T, name="hidden")
    y_hat = gr.matmul(hidden, w2.T, name="y_hat")
    loss = gr.mul(0.5, gr.mean(gr.sum((y_hat - y) ** 2, axis=1)), name="loss")
    d1, d2 = gr.gradients(loss, [w1, w2])
    b.signature("predict", inputs=[x], outputs={"y_hat": y_hat})
    b.signature("grad", inputs=[x, y], outputs={"loss": loss, "grad_W1": d1, "grad_W2": d2})
    updates = gr.optim.sgd(loss, lr=0.1)
    b.signature("train", inputs=[x, y], outputs={"loss": loss}, updates=updates)
    return b.build()
