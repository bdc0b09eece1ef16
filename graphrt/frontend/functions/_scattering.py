"""Functions of the ops in `graphrt.ops.scattering`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def gather_nd(
    x: TensorLike, indices: TensorLike, *, batch_axes: int = 0, name: str | None = None
) -> Tensor:
    """The slices of ``x`` at rows of coordinates: ``y[i...] = x[indices[i..., 0], ...]``.

    The first ``batch_axes`` axes go together one by one. Shapes: x ``[b..., n_1, ..., n_k, d...]``,
    indices integer ``[b..., i..., k]``, k > 0 -> ``[b..., i..., d...]``.
    Gradient: zeros with g added at each row, as often as it occurs; none to indices.
    Source: ONNX GatherND-13.
    """
    return apply_one(lookup("gather_nd")(batch_axes=batch_axes), x, indices, name=name)


def scatter_nd(
    x: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    *,
    reduction: str = "none",
    batch_axes: int = 0,
    name: str | None = None,
) -> Tensor:
    """``x`` with the slices at rows of coordinates replaced by, or combined with, ``updates``.

    ``reduction`` says how: "none" replaces, the last one where a row of coordinates occurs
    again; "add", "mul", "max" and "min" combine all of them with what is there. Shapes: x
    ``[b..., n_1, ..., n_k, d...]``, indices integer ``[b..., i..., k]``, updates
    ``[b..., i..., d...]`` -> that of x.  Gradient: to x where it was not replaced, to updates
    what is read at their place; "max" and "min" route to the winner, equal ones share evenly;
    "mul" has none.  Source: ONNX ScatterND-18, which leaves the order of "none" open.
    """
    return apply_one(
        lookup("scatter_nd")(reduction=reduction, batch_axes=batch_axes),
        x,
        indices,
        updates,
        name=name,
    )


def scatter_elements(
    x: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    *,
    reduction: str = "none",
    axis: int = 0,
    name: str | None = None,
) -> Tensor:
    """``x`` with ``y[.., indices[.., i, ..], ..]`` replaced by, or combined with,
    ``updates[.., i, ..]``: along ``axis``, one index per element.

    ``reduction`` as in `scatter_nd`: "none", of several at one place the last, "add", "mul",
    "max" or "min". Shapes: x ``[a..., n, b...]``, indices integer ``[a..., m, b...]``, updates
    the same -> that of x.  Gradient: as of `scatter_nd`.
    Source: ONNX ScatterElements-18, which leaves the order of "none" open.
    """
    return apply_one(
        lookup("scatter_elements")(reduction=reduction, axis=axis), x, indices, updates, name=name
    )


__all__ = [
    "gather_nd",
    "scatter_elements",
    "scatter_nd",
]
