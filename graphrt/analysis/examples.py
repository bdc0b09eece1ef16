"""Small models to start from: what ``graphrt example`` writes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from graphrt.errors import UsageError, nearest
from graphrt.frontend import functions as gr
from graphrt.frontend import init
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.losses import cross_entropy
from graphrt.frontend.optim import adam, sgd
from graphrt.frontend.random import dropout
from graphrt.frontend.tensor import Tensor
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


def digits_mlp() -> Model:
    """A dense net for 8x8 images of digits, not trained yet."""
    b = GraphBuilder("digits_mlp")
    x, label = b.input("x", ("N", 64)), b.input("label", ("N",), "int64")
    w1 = b.parameter("w1", init.he_normal((64, 256), seed=0))
    b1 = b.parameter("b1", init.zeros(256))
    w2 = b.parameter("w2", init.glorot_uniform((256, 10), seed=1))
    b2 = b.parameter("b2", init.zeros(10))
    hidden = gr.relu(x @ w1 + b1)
    return _reader(b, x, label, hidden @ w2 + b2, dropout(hidden, 0.3) @ w2 + b2)


def digits_cnn() -> Model:
    """A convolutional net for 8x8 images of digits, not trained yet."""
    b = GraphBuilder("digits_cnn")
    x, label = b.input("x", ("N", 64)), b.input("label", ("N",), "int64")
    w1 = b.parameter("w1", init.he_normal((16, 1, 3, 3), seed=0))
    w2 = b.parameter("w2", init.he_normal((32, 16, 3, 3), seed=1))
    w3 = b.parameter("w3", init.he_normal((512, 64), seed=2))
    w4 = b.parameter("w4", init.glorot_uniform((64, 10), seed=3))
    b1, b2, b3, b4 = (
        b.parameter(f"b{i}", init.zeros(n)) for i, n in enumerate((16, 32, 64, 10), 1)
    )
    h1 = gr.relu(gr.conv(gr.reshape(x, (-1, 1, 8, 8)), w1, b1, auto_pad="SAME_UPPER"))
    h2 = gr.relu(gr.conv(h1, w2, b2, auto_pad="SAME_UPPER"))
    features = gr.reshape(gr.max_pool(h2, 2), (-1, 512))
    logits = gr.relu(features @ w3 + b3) @ w4 + b4
    kept = gr.relu(dropout(features, 0.4) @ w3 + b3)
    return _reader(b, x, label, logits, dropout(kept, 0.4) @ w4 + b4)


def _reader(b: GraphBuilder, x: Tensor, label: Tensor, logits: Tensor, noisy: Tensor) -> Model:
    """The signatures of a net that reads digits: with dropout in training, without elsewhere."""
    outputs = {"probs": gr.softmax(logits), "label": gr.argmax(logits)}
    names = {"probs": [str(digit) for digit in range(10)]}
    b.signature("predict", inputs=[x], outputs=outputs, labels=names)
    b.signature(
        "evaluate", inputs=[x, label], outputs={"loss": gr.mean(cross_entropy(logits, label))}
    )
    loss = gr.mean(cross_entropy(noisy, label))
    updates = adam(loss, lr=1e-3)
    b.signature("train", inputs=[x, label], outputs={"loss": loss}, updates=updates)
    return b.build()


_EXAMPLES: dict[str, Callable[[], Model]] = {
    each.__name__: each for each in (gates, neuron, two_layer_net, digits_mlp, digits_cnn)
}


def examples() -> dict[str, str]:
    """Name -> one line, of the models `example` makes."""
    return {name: (make.__doc__ or "").strip() for name, make in _EXAMPLES.items()}


def example(name: str) -> Model:
    """A small model by name; raises `UsageError` naming the nearest ones."""
    if name not in _EXAMPLES:
        raise UsageError(f"no example {name!r}", hint=nearest(name, _EXAMPLES))
    return _EXAMPLES[name]()
