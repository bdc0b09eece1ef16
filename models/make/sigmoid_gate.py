"""f = s(w0 x0 + w1 x1 + w2): the sigmoid neuron, with the sigmoid as one gate."""

from __future__ import annotations

import graphrt as gr

EXAMPLE = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}


def build() -> gr.Model:
    b = gr.GraphBuilder("sigmoid_gate")
    inputs = [b.input(name, (), "float64") for name in EXAMPLE]
    w0, x0, w1, x1, w2 = inputs
    p0 = gr.mul(w0, x0, name="p0")
    p1 = gr.mul(w1, x1, name="p1")
    a = gr.add(gr.add(p0, p1, name="s"), w2, name="a")
    f = gr.sigmoid(a, name="f")
    grads = gr.gradients(f, inputs)
    b.signature("predict", inputs=inputs, outputs={"f": f})
    outputs = {"f": f} | {f"grad_{x.name}": g for x, g in zip(inputs, grads, strict=True)}
    b.signature("grad", inputs=inputs, outputs=outputs)
    return b.build()
