"""Small models to start from: what ``graphrt example`` writes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from graphrt.errors import UsageError, nearest
from graphrt.frontend import functions as gr
from graphrt.frontend import init
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.optim import sgd
from graphrt.ir.model import Model


def gates() -> Model:
    """f = (x + y) z: an add gate and a multiply gate."""
    b = GraphBuilder("gates")
    x, y, z = (b.input(name, (), "float64") for name in "xyz")
    f = (x + y) * z
    b.signature(
        "predict", inputs=[x, y, z], outputs={"f": f}, examples=[{"x": -2.0, "y": 5.0, "z": -4.0}]
    )
    return b.build()


def neuron() -> Model:
    """f = 1 / (1 + exp(-(w0 x0 + w1 x1 + w2))): the sigmoid neuron from primitive gates."""
    b = GraphBuilder("neuron")
    w0, x0, w1, x1, w2 = (b.input(n, (), "float64") for n in ("w0", "x0", "w1", "x1", "w2"))
    f = gr.reciprocal(gr.exp(-(w0 * x0 + w1 * x1 + w2)) + 1)
    example = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}
    b.signature("predict", inputs=[w0, x0, w1, x1, w2], outputs={"f": f}, examples=[example])
    return b.build()


def two_layer_net() -> Model:
    """A two-layer net with its training signature, ready to learn y = sin(x)."""
    b = GraphBuilder("two_layer_net")
    x, y = b.input("x", ("N", 8)), b.input("y", ("N", 8))
    w1 = b.parameter("w1", init.normal((8, 64), seed=0))
    w2 = b.parameter("w2", init.normal((64, 8), seed=1))
    y_hat = gr.relu(x @ w1) @ w2
    loss = 0.5 * gr.sum((y_hat - y) ** 2)
    inputs = np.random.default_rng(2).standard_normal((32, 8)).astype(np.float32)
    b.signature("predict", inputs=[x], outputs={"y_hat": y_hat}, examples=[{"x": inputs[:2]}])
    b.signature(
        "train",
        inputs=[x, y],
        outputs={"loss": loss},
        updates=sgd(loss, lr=1e-4),
        examples=[{"x": inputs, "y": np.sin(inputs)}],
    )
    return b.build()


_EXAMPLES: dict[str, Callable[[], Model]] = {
    each.__name__: each for each in (gates, neuron, two_layer_net)
}


def examples() -> dict[str, str]:
    """Name -> one line, of the models `example` makes."""
    return {name: (make.__doc__ or "").strip() for name, make in _EXAMPLES.items()}


def example(name: str) -> Model:
    """A small model by name; raises `UsageError` naming the nearest ones."""
    if name not in _EXAMPLES:
        raise UsageError(f"no example {name!r}", hint=nearest(name, _EXAMPLES))
    return _EXAMPLES[name]()
