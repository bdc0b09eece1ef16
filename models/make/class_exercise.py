"""z1 = X W1, h1 = ReLU(z1), y = h1 W2, L = ||y||^2."""

from __future__ import annotations

import numpy as np

import graphrt as gr

FEATURES, HIDDEN, OUTPUTS = 3, 5, 2

EXAMPLE = {"X": np.random.default_rng(40).standard_normal((4, FEATURES)).round(3)}


def build() -> gr.Model:
    b = gr.GraphBuilder("class_exercise")
    x = b.input("X", ("N", FEATURES), "float64")
    w1 = b.parameter("W1", gr.init.normal((FEATURES, HIDDEN), 41, dtype="float64").round(3))
    w2 = b.parameter("W2", gr.init.normal((HIDDEN, OUTPUTS), 42, dtype="float64").round(3))
    z1 = gr.matmul(x, w1, name="z1")
    h1 = gr.relu(z1, name="h1")
    y = gr.matmul(h1, w2, name="y")
    loss = gr.sum(y**2, name="L")
    dx, d1, d2 = gr.gradients(loss, [x, w1, w2])
    b.signature("predict", inputs=[x], outputs={"y": y, "L": loss})
    outputs = {"L": loss, "grad_X": dx, "grad_W1": d1, "grad_W2": d2}
    b.signature("grad", inputs=[x], outputs=outputs)
    return b.build()
