"""L = 1/(2N) sum_n ||W x_n - y_n||^2 + lambda ||W||^2: ridge regression.

Examples are rows, so W x for all of them is X W^T.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import graphrt as gr

FEATURES, TARGETS, EXAMPLES = 4, 2, 60


def data() -> dict[str, np.ndarray[Any, Any]]:
    """A linear law with noise; three decimals, so that every machine has the same numbers."""
    rng = np.random.default_rng(20)
    x = rng.standard_normal((EXAMPLES, FEATURES)).round(3)
    law = np.array([[1.0, -2.0, 0.5, 0.0], [0.0, 1.5, -1.0, 2.0]])
    y = (x @ law.T + 0.1 * rng.standard_normal((EXAMPLES, TARGETS))).round(3)
    return {"x": x, "y": y}


EXAMPLE = {name: array[:3] for name, array in data().items()}


def build() -> gr.Model:
    b = gr.GraphBuilder("linear_regression")
    x = b.input("x", ("N", FEATURES), "float64")
    y = b.input("y", ("N", TARGETS), "float64")
    start = gr.init.normal((TARGETS, FEATURES), seed=21, dtype="float64").round(3)
    w = b.parameter("W", start)
    strength = b.variable("lambda", np.float64(0.01), kind=gr.VariableKind.HYPER)
    y_hat = gr.matmul(x, w.T, name="y_hat")
    squares = gr.sum((y_hat - y) ** 2, axis=1)
    loss = gr.add(0.5 * gr.mean(squares), strength * gr.sum(w**2), name="loss")
    (dw,) = gr.gradients(loss, [w])
    b.signature("predict", inputs=[x], outputs={"y_hat": y_hat})
    b.signature("grad", inputs=[x, y], outputs={"loss": loss, "grad_W": dw})
    updates = gr.optim.sgd(loss, lr=0.1)
    b.signature("train", inputs=[x, y], outputs={"loss": loss}, updates=updates)
    return b.build()
