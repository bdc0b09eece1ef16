"""New tensors whose shape is found while building or running: filled, counting, identity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graphrt.dims import Dim
from graphrt.errors import UsageError
from graphrt.frontend.tensor import Tensor, TensorLike, apply_one, builder_of
from graphrt.ops import lookup
from graphrt.types import DType

if TYPE_CHECKING:
    from graphrt.frontend.builder import GraphBuilder


def full(shape: Any, value: TensorLike, dtype: Any = None, *, name: str | None = None) -> Tensor:
    """``value`` in every element of a new tensor of ``shape``.

    ``shape`` is an int64 vector such as ``gr.shape(x)``, or a list of numbers and scalar
    tensors, at least one of them a tensor; for numbers alone there is ``b.constant``. ``value``
    is a number, which becomes ``dtype`` (default float32, int64 or bool), or a scalar tensor,
    to which there is a gradient.
    """
    operand = _shape_operand("full", shape)
    if not isinstance(value, Tensor):
        value = operand.builder.constant(value, dtype)
    return apply_one(lookup("broadcast_to")(), value, operand, name=name)


def zeros(shape: Any, dtype: Any = "float32", *, name: str | None = None) -> Tensor:
    """0 in every element of a new tensor; ``shape`` as in `full`."""
    return full(shape, 0, dtype, name=name)


def ones(shape: Any, dtype: Any = "float32", *, name: str | None = None) -> Tensor:
    """1 in every element of a new tensor; ``shape`` as in `full`."""
    return full(shape, 1, dtype, name=name)


def range(
    start: TensorLike,
    limit: TensorLike | None = None,
    delta: TensorLike = 1,
    *,
    name: str | None = None,
) -> Tensor:
    """``start, start + delta, ...`` as long as that is before ``limit``; ``range(n)`` counts from
    0 to before n. At least one of them is a tensor; see the op `range`.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N", 3))
    >>> gr.range(gr.shape(x)[0]).type
    i64[N]
    """
    first, last = (0, start) if limit is None else (start, limit)
    return apply_one(lookup("range")(), first, last, delta, name=name)


def eye(
    rows: Tensor,
    columns: TensorLike | None = None,
    *,
    offset: int = 0,
    dtype: Any = "float32",
    name: str | None = None,
) -> Tensor:
    """1 where the column is the row plus ``offset``, else 0, as a matrix of ``rows`` rows.

    ``rows`` and ``columns`` (default: as many) are integer scalars, at least one a tensor, for
    example ``gr.shape(x)[0]``; for numbers alone there is ``b.constant(np.eye(n))``.
    """
    builder = builder_of("eye", [rows, columns])
    down = _counted(builder, rows)[:, None]
    across = _counted(builder, rows if columns is None else columns)[None, :]
    on_diagonal = apply_one(lookup("equal")(), across, down + offset)
    return apply_one(lookup("cast")(dtype=DType.of(dtype)), on_diagonal, name=name)


def vector(builder: GraphBuilder, entries: Sequence[Any]) -> Tensor:
    """An int64 vector from numbers, extents and scalar tensors."""
    pieces: list[Any] = []
    for each in entries:
        if isinstance(each, Tensor):
            pieces.append(apply_one(lookup("expand_dims")(axes=(0,)), each))
        elif isinstance(each, Dim):
            pieces.append(Tensor(builder.extents([each]), builder))
        else:
            pieces.append(np.array([each], dtype=np.int64))
    return apply_one(lookup("concat")(), *pieces)


def _counted(builder: GraphBuilder, count: TensorLike) -> Tensor:
    """The numbers from 0 to before ``count``."""
    limit = count if isinstance(count, Tensor) else builder.constant(count)
    return apply_one(lookup("range")(), 0, limit, 1)


def _shape_operand(what: str, shape: Any) -> Tensor:
    if isinstance(shape, Tensor):
        return shape
    entries = list(shape) if isinstance(shape, (list, tuple)) else [shape]
    if not any(isinstance(each, Tensor) for each in entries):
        raise UsageError(
            f"{what}: no entry of the shape {shape!r} is a symbolic tensor",
            hint="pass gr.shape(x), or [gr.shape(x)[0], 64]; for numbers alone use b.constant",
        )
    return vector(builder_of(what, entries), entries)
