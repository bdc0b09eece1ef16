"""What all layers share: names and variables, and whether they are built for training."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from graphrt.errors import GraphError, ShapeError, UsageError
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.tensor import Tensor, builder_of, require_tensor
from graphrt.frontend.updates import Updates
from graphrt.ir.model import VariableKind
from graphrt.types import DType, ValueType

Init = Callable[..., Any]
"""``init(shape, seed=..., dtype=...)`` -> array, as the functions of `graphrt.init` are."""


class Training:
    """What layers built inside ``with gr.nn.training(b) as step`` leave behind."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    @property
    def updates(self) -> Updates:
        """The new running statistics, for the signature that trains."""
        return Updates(dict(self.values))


@contextmanager
def training(builder: GraphBuilder) -> Iterator[Training]:
    """Layers built inside are those for training: `dropout` drops, `batch_norm` normalises with
    the batch and leaves its statistics in ``step.updates``. Outside they are for prediction.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N", 2))
    >>> def net(x):
    ...     return gr.nn.dense(gr.nn.dropout(gr.nn.batch_norm(x, "norm"), 0.5), "out", 1)
    >>> b.signature("predict", inputs=[x], outputs={"y": net(x)})
    >>> with gr.nn.training(b) as step:
    ...     loss = gr.mean(net(x) ** 2)
    >>> updates = [gr.optim.sgd(loss), step.updates]
    >>> b.signature("train", inputs=[x], outputs={"loss": loss}, updates=updates)
    >>> list(b.build().variables)[:6]
    ['norm/scale', 'norm/bias', 'norm/mean', 'norm/var', 'out/w', 'out/bias']
    """
    if not isinstance(builder, GraphBuilder):
        raise UsageError(f"nn.training: takes a GraphBuilder, got {type(builder).__name__}")
    root = builder.root
    if root.training is not None:
        raise GraphError("nn.training: the layers are built for training already")
    step = Training()
    root.training = step.values
    try:
        yield step
    finally:
        root.training = None


@contextmanager
def layer(what: str, name: str, *tensors: Tensor) -> Iterator[GraphBuilder]:
    """The builder a layer adds to, with the layer's name as a scope of nodes and variables."""
    builder = builder_of(f"nn.{what}", tensors)
    with builder.root.scope(name):
        if builder.parent is None:
            yield builder
        else:
            with builder.scope(name):
                yield builder


def weights(
    builder: GraphBuilder, name: str, shape: tuple[int, ...], dtype: DType, init: Init, seed: int
) -> Tensor:
    """The parameter ``name`` of the layer, made by ``init`` in the first call.

    Raises `ShapeError` when it exists with another type.
    """
    root = builder.root
    full = root.emit.scopes + name
    if not root.has_variable(full):
        seeds = [seed, zlib.crc32(full.encode())]
        array = init(shape, seed=seeds, dtype=dtype)
        root.shared_variable(full, array, VariableKind.PARAMETER, trainable=True)
    found = root.variable_tensor(full)
    want = ValueType(dtype, shape)
    if found.type != want:
        raise ShapeError(
            f"nn: the variable {full!r} is {found.type}, this layer needs {want}",
            hint="layers with one name share their variables; give this one another name",
        )
    return found


def extent_of(what: str, x: Tensor, axis: int, meaning: str) -> int:
    """The extent of an axis, which must be a number, as the shapes of variables are."""
    shape = require_tensor(f"nn.{what}", x).type.shape
    extent = shape[axis] if shape is not None and -len(shape) <= axis < len(shape) else None
    if not isinstance(extent, int):
        raise ShapeError(f"nn.{what}: x must be {meaning}, got {x.type}")
    return extent
