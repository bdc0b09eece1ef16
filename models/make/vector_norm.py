"""q = W x, f = ||q||^2, with gradients 2 q x^T to W and 2 W^T q to x."""

from __future__ import annotations

import graphrt as gr

EXAMPLE = {"W": [[0.1, 0.5], [-0.3, 0.8]], "x": [[0.2], [0.4]]}


def build() -> gr.Model:
    b = gr.GraphBuilder("vector_norm")
    w = b.input("W", ("M", "K"), "float64")
    x = b.input("x", ("K", 1), "float64")
    q = gr.matmul(w, x, name="q")
    f = gr.sum(q**2, name="f")
    dw, dx = gr.gradients(f, [w, x])
    b.signature("predict", inputs=[w, x], outputs={"f": f})
    b.signature("grad", inputs=[w, x], outputs={"f": f, "grad_W": dw, "grad_x": dx})
    return b.build()
