"""Choosing elements by their values: sorted, distinct, or where a condition holds.

How many there are may be known only while running; such an extent is a fresh symbol.
"""

from __future__ import annotations

from typing import Any

from graphrt.errors import DTypeError, ShapeError
from graphrt.frontend.tensor import Tensor, apply, apply_one, require_rank
from graphrt.ops import lookup
from graphrt.ops.axes import agree, normal_axis


def nonzero(x: Tensor, *, name: str | None = None) -> Tensor:
    """The indices of the elements of ``x`` that are not 0: int64 ``[rank, ?]``, one column each.

    How many columns there are is found while running.
    """
    return apply_one(lookup("nonzero")(extent=x.builder.fresh_extent()), x, name=name)


def argwhere(x: Tensor, *, name: str | None = None) -> Tensor:
    """The indices of the elements of ``x`` that are not 0, one row each: int64 ``[?, rank]``,
    as `gather_nd` and `scatter_nd` take them.
    """
    return apply_one(lookup("transpose")(axes=(1, 0)), nonzero(x), name=name)


def boolean_mask(x: Tensor, mask: Tensor, *, axis: int = 0, name: str | None = None) -> Tensor:
    """The elements, or slices, of ``x`` where ``mask`` holds, in their order: ``x[mask]``.

    ``mask`` covers the axes of ``x`` from ``axis`` on. Shapes: x ``[a..., m..., b...]``, mask
    bool ``[m...]`` -> ``[a..., ?, b...]``.  Gradient: g put back, zeros where mask does not
    hold.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N",))
    >>> b.signature("predict", inputs=[x], outputs={"y": gr.boolean_mask(x, x > 1)})
    >>> gr.Session(b.build()).run(x=[3, 1, 2])["y"]
    array([3., 2.], dtype=float32)
    """
    rank, covered = require_rank(x, "boolean_mask"), require_rank(mask, "boolean_mask")
    if mask.dtype.kind != "bool":
        raise DTypeError(f"boolean_mask: mask must be bool, got {mask.dtype}",
                         hint="compare it: mask != 0")  # fmt: skip
    axis = normal_axis(axis, rank)
    if not 1 <= covered <= rank - axis or not agree(x.shape[axis : axis + covered], mask.shape):
        raise ShapeError(f"boolean_mask: mask is {mask.type}, x is {x.type} from axis {axis} on")
    if covered == 1:
        return apply_one(lookup("gather")(axis=axis), x, nonzero(mask)[0], name=name)
    front = (*range(axis, axis + covered), *range(axis), *range(axis + covered, rank))
    moved = apply_one(lookup("transpose")(axes=front), x) if axis else x
    chosen = apply_one(lookup("gather_nd")(), moved, argwhere(mask), name=None if axis else name)
    if not axis:
        return chosen
    back = (*range(1, axis + 1), 0, *range(axis + 1, rank - covered + 1))
    return apply_one(lookup("transpose")(axes=back), chosen, name=name)


def sort(
    x: Tensor, axis: int = -1, *, descending: bool = False, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """``x`` in rising order along ``axis``, or falling, and where each element was.

    Equal elements keep their order; NaN is the largest. Shapes: x ``[...]`` -> values ``[...]``,
    indices int64 ``[...]``.  Gradient: that of the values to where they were.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N", 3))
    >>> values, indices = gr.sort(x)
    >>> values.type, indices.type
    (f32[N, 3], i64[N, 3])
    """
    axis = normal_axis(axis, require_rank(x, "sort"))
    count: Any = x.shape[axis]
    if not isinstance(count, int):
        count = apply_one(lookup("shape")(), x)[axis]
    values, indices = apply(lookup("topk")(axis=axis, largest=descending), x, count, name=name)
    return values, indices


def argsort(
    x: Tensor, axis: int = -1, *, descending: bool = False, name: str | None = None
) -> Tensor:
    """The indices that sort ``x`` along ``axis``: the second result of `sort`."""
    return sort(x, axis, descending=descending, name=name)[1]


def unique(
    x: Tensor, axis: int | None = None, *, name: str | None = None
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The distinct elements of ``x`` in rising order, or with ``axis`` its distinct slices.

    Returns values ``[?]``; indices ``[?]``, where each first occurs; inverse, which of the values
    each element of x is, so that ``values[inverse]`` is x; and counts ``[?]``. See the op `unique`.
    """
    op = lookup("unique")(extent=x.builder.fresh_extent(), axis=axis)
    values, indices, inverse, counts = apply(op, x, name=name)
    return values, indices, inverse, counts
