"""f = 1 / (1 + exp(-(w0 x0 + w1 x1 + w2))): the sigmoid neuron, gate by gate."""

from __future__ import annotations

import graphrt as gr

EXAMPLE = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}


def build() -> gr.Model:
    b = gr.GraphBuilder("sigmoid_neuron")
    inputs = [b.input(name, (), "float64") for name in EXAMPLE]
    w0, x0, w1, x1, w2 = inputs
    p0 = gr.mul(w0, x0, name="p0")
    p1 = gr.mul(w1, x1, name="p1")
    a = gr.add(gr.add(p0, p1, name="s"), w2, name="a")
    negated = gr.neg(a, name="negated")
    e = gr.exp(negated, name="e")
    plus_one = gr.add(e, 1, name="plus_one")
    f = gr.reciprocal(plus_one, name="f")
    grads = gr.gradients(f, inputs)
    b.signature("predict", inputs=inputs, outputs={"f": f})
    outputs = {"f": f} | {f"grad_{x.name}": g for x, g in zip(inputs, grads, strict=True)}
    b.signature("grad", inputs=inputs, outputs=outputs)
    return b.build()
