"""f = (x + y) z: an add gate and a multiply gate."""

from __future__ import annotations

import graphrt as gr

EXAMPLE = {"x": -2.0, "y": 5.0, "z": -4.0}


def build() -> gr.Model:
    b = gr.GraphBuilder("gates")
    x, y, z = (b.input(name, (), "float64") for name in "xyz")
    q = gr.add(x, y, name="q")
    f = gr.mul(q, z, name="f")
    dx, dy, dz = gr.gradients(f, [x, y, z])
    b.signature("predict", inputs=[x, y, z], outputs={"f": f})
    outputs = {"f": f, "grad_x": dx, "grad_y": dy, "grad_z": dz}
    b.signature("grad", inputs=[x, y, z], outputs=outputs)
    return b.build()
