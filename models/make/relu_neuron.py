"""a = w x, y = max(0, a): one neuron with a ReLU."""

from __future__ import annotations

import graphrt as gr

EXAMPLE = {"w": 2.0, "x": 3.0}


def build() -> gr.Model:
    b = gr.GraphBuilder("relu_neuron")
    w, x = b.input("w", (), "float64"), b.input("x", (), "float64")
    a = gr.mul(w, x, name="a")
    y = gr.max(a, 0, name="y")
    dw, dx = gr.gradients(y, [w, x])
    b.signature("predict", inputs=[w, x], outputs={"y": y})
    b.signature("grad", inputs=[w, x], outputs={"y": y, "grad_w": dw, "grad_x": dx})
    return b.build()
