"""y_hat = W3 s(W2 s(W1 x)), L = 1/2 sum (y_hat - y)^2, with s the sigmoid.

Examples are rows, so W x for all of them is X W^T.
"""

from __future__ import annotations

import numpy as np

import graphrt as gr

SIZES = (4, 6, 5, 3)

_rng = np.random.default_rng(30)
EXAMPLE = {
    "x": _rng.standard_normal((3, SIZES[0])).round(3),
    "y": _rng.standard_normal((3, SIZES[3])).round(3),
}


def build() -> gr.Model:
    b = gr.GraphBuilder("three_layer_net")
    x = b.input("x", ("N", SIZES[0]), "float64")
    y = b.input("y", ("N", SIZES[3]), "float64")
    shapes = [(SIZES[i + 1], SIZES[i]) for i in range(3)]
    w1, w2, w3 = (
        b.parameter(f"W{i + 1}", gr.init.normal(shape, seed=31 + i, dtype="float64").round(3))
        for i, shape in enumerate(shapes)
    )
    h1 = gr.sigmoid(x @ w1.T, name="h1")
    h2 = gr.sigmoid(h1 @ w2.T, name="h2")
    y_hat = gr.matmul(h2, w3.T, name="y_hat")
    loss = gr.mul(0.5, gr.sum((y_hat - y) ** 2), name="loss")
    d1, d2, d3 = gr.gradients(loss, [w1, w2, w3])
    b.signature("predict", inputs=[x], outputs={"y_hat": y_hat})
    outputs = {"loss": loss, "grad_W1": d1, "grad_W2": d2, "grad_W3": d3}
    b.signature("grad", inputs=[x, y], outputs=outputs)
    updates = gr.optim.sgd(loss, lr=0.05)
    b.signature("train", inputs=[x, y], outputs={"loss": loss}, updates=updates)
    return b.build()
