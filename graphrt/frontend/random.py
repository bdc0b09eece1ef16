"""Random numbers, drawn anew in every step: ``graphrt.random.normal(b, ("N", 3))``.

Each call has a stream of its own. What is drawn follows from the variables ``seed`` and
``step`` alone: the same numbers on every machine, after saving and loading, and when a step is
repeated; a signature with updates moves ``step`` on by itself. In a loop each trip draws others.

Where nothing else says which graph is meant, the first argument does: its builder, or any
tensor of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphrt.errors import UsageError
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.streams import random_operands
from graphrt.frontend.tensor import Tensor, TensorLike, apply_one, as_operand, builder_of
from graphrt.ir.op import Op
from graphrt.ops import lookup
from graphrt.ops.draws import (
    RandomBernoulli,
    RandomCategorical,
    RandomIntegers,
    RandomPermutation,
)
from graphrt.ops.random import Dropout, RandomNormal, RandomUniform

__all__ = [
    "bernoulli",
    "categorical",
    "dropout",
    "integers",
    "normal",
    "permutation",
    "shuffle",
    "uniform",
]

Extents = Sequence[Any] | Tensor | int


def uniform(
    source: GraphBuilder | Tensor,
    shape: Extents,
    low: TensorLike = 0.0,
    high: TensorLike = 1.0,
    *,
    dtype: Any = "float32",
    name: str | None = None,
) -> Tensor:
    """Numbers from ``low`` up to ``high``, evenly: ``u high + (1 - u) low``, u from 0 to below 1.

    Differentiable with respect to ``low`` and ``high``. Where they are not 0 and 1, rounding may
    reach ``high``.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> b.signature("draw", outputs={"u": gr.random.uniform(b, (2, 2))})
    >>> gr.Session(b.build()).run("draw")["u"].round(3)
    array([[0.012, 0.242],
           [0.111, 0.564]], dtype=float32)
    """
    builder = _builder("uniform", source)
    draw = _draw(
        builder, lambda stream: RandomUniform(dtype=dtype, stream=stream), name, _extents(shape)
    )
    if _is(low, 0) and _is(high, 1):
        return draw
    return draw * high + (1.0 - draw) * low


def normal(
    source: GraphBuilder | Tensor,
    shape: Extents,
    mean: TensorLike = 0.0,
    std: TensorLike = 1.0,
    *,
    dtype: Any = "float32",
    name: str | None = None,
) -> Tensor:
    """Normal numbers ``mean + std z``, z standard normal; differentiable in mean and std.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> z = gr.random.normal(b, (10_000,))
    >>> b.signature("draw", outputs={"mean": gr.mean(z), "square": gr.mean(z * z)})
    >>> found = gr.Session(b.build()).run("draw")
    >>> bool(abs(found["mean"]) < 0.03), round(float(found["square"]), 1)
    (True, 1.0)
    """
    builder = _builder("normal", source)
    draw = _draw(
        builder, lambda stream: RandomNormal(dtype=dtype, stream=stream), name, _extents(shape)
    )
    scaled = draw if _is(std, 1) else draw * std
    return scaled if _is(mean, 0) else scaled + mean


def integers(
    source: GraphBuilder | Tensor,
    shape: Extents,
    low: TensorLike,
    high: TensorLike,
    *,
    name: str | None = None,
) -> Tensor:
    """Integers from ``low`` up to but not including ``high``, evenly, int64."""
    builder = _builder("integers", source)
    return _draw(
        builder, lambda stream: RandomIntegers(stream=stream), name, _extents(shape), low, high
    )


def bernoulli(p: Tensor, *, name: str | None = None) -> Tensor:
    """A coin for each element of ``p``: true with that probability, bool."""
    builder = builder_of("bernoulli", [p])
    return _draw(builder, RandomBernoulli, name, p)


def categorical(logits: Tensor, *, name: str | None = None) -> Tensor:
    """For each row of ``logits`` a category k, with probability ``softmax(logits)_k``, int64."""
    builder = builder_of("categorical", [logits])
    return _draw(builder, RandomCategorical, name, logits)


def permutation(source: GraphBuilder | Tensor, n: TensorLike, *, name: str | None = None) -> Tensor:
    """The numbers from 0 to n - 1 in random order, int64 ``[n]``."""
    builder = _builder("permutation", source)
    return _draw(builder, RandomPermutation, name, n)


def shuffle(x: Tensor, axis: int = 0, *, name: str | None = None) -> Tensor:
    """``x`` with its slices along ``axis`` in random order; gradients go back to their places."""
    order = permutation(x, apply_one(lookup("size")(axis=(axis,)), x))
    return apply_one(lookup("gather")(axis=axis), x, order, name=name)


def dropout(x: Tensor, rate: float, *, name: str | None = None) -> Tensor:
    """``x / (1 - rate)`` with probability ``1 - rate``, else 0, for each element.

    Each call has a stream of its own. What is drawn follows from the variables ``seed`` and
    ``step``; a signature with updates moves ``step`` on by itself. Use it in the training
    signature only: prediction needs no dropout, as the mean is unchanged.
    """
    builder = builder_of("dropout", [x])
    return _draw(builder, lambda s: Dropout(rate, s), name, x)


def _builder(what: str, source: Any) -> GraphBuilder:
    """The builder that ``source`` is or belongs to, or the body traced inside it."""
    if isinstance(source, GraphBuilder):
        active = source.root.active
        return active if active.is_inside(source) else source
    if isinstance(source, Tensor):
        return builder_of(what, [source])
    raise UsageError(
        f"random.{what}: the first argument is the builder or a tensor of its graph, got {source!r}"
    )


def _extents(shape: Extents) -> Any:
    return (shape,) if isinstance(shape, int) else shape


def _draw(
    builder: GraphBuilder, op_for: Callable[[int], Op], name: str | None, *operands: Any
) -> Tensor:
    """An op on a stream of its own; the first of its results."""
    stream, counters = random_operands(builder)
    values = [as_operand(builder, each) for each in operands]
    found = builder.emit(op_for(stream), *values, *counters, name=name)
    return Tensor(found[0] if isinstance(found, tuple) else found, builder)


def _is(value: Any, number: float) -> bool:
    return isinstance(value, (int, float)) and value == number
