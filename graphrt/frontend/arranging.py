"""Arranging tensors: functions made of reshapes, slices and broadcasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import ShapeError, UsageError
from graphrt.frontend.tensor import Tensor, TensorLike, apply, apply_one, builder_of, require_rank
from graphrt.ops import lookup
from graphrt.ops.axes import normal_axes, normal_axis
from graphrt.types import product

_END = 2**63 - 1  # "to the end" in a slice


def stack(*xs: Any, axis: int = 0, name: str | None = None) -> Tensor:
    """The operands, all of one shape, side by side along a new ``axis``.

    Shapes: xs ``[a..., b...]`` -> ``[a..., len(xs), b...]``. Integer scalars that are known stay
    known, so ``stack(n, 64)`` is a shape operand.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N", 3))
    >>> gr.stack(x, x + 1, axis=1).type
    f32[N, 2, 3]
    """
    operands = _listed(xs)
    if not operands:
        raise UsageError("stack: nothing to stack")
    builder = builder_of("stack", operands)
    shapes = {each.type.shape for each in operands if isinstance(each, Tensor)}
    if len(shapes) > 1 and None not in shapes:
        first, second = (list(shape or ()) for shape in list(shapes)[:2])
        raise ShapeError(
            f"stack: operands have different shapes, {first} and {second}",
            hint="concat joins along an axis there is already",
        )
    like = next(each for each in operands if isinstance(each, Tensor))
    layers = []
    for each in operands:
        if not isinstance(each, Tensor):
            each = builder.constant(each, like.dtype)
        layers.append(apply_one(lookup("expand_dims")(axes=(axis,)), each))
    return apply_one(lookup("concat")(axis=axis), *layers, name=name)


def unstack(x: Tensor, axis: int = 0) -> tuple[Tensor, ...]:
    """The slices of ``x`` along ``axis``, which is gone in them; its extent must be a number.

    Shapes: x ``[a..., n, b...]`` -> n times ``[a..., b...]``.
    """
    axis = normal_axis(axis, require_rank(x, "unstack"))
    extent = x.shape[axis]
    if not isinstance(extent, int):
        raise ShapeError(f"unstack: how many results there are is not known: axis {axis} is"
                         f" {extent}", hint="index it, or scan over it")  # fmt: skip
    if extent == 0:
        return ()
    parts = apply(lookup("split")(sizes=(1,) * extent, axis=axis), x)
    return tuple(apply_one(lookup("squeeze")(axes=(axis,)), part) for part in parts)


def flip(x: Tensor, axis: int | Sequence[int] | None = None, *, name: str | None = None) -> Tensor:
    """``x`` with the order along ``axis`` reversed; along all axes for ``None``. A view.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g flipped.  Source: numpy.flip.
    """
    chosen = (axis,) if isinstance(axis, int) else axis
    axes = list(normal_axes(chosen, require_rank(x, "flip")))
    if not axes:
        return x
    count = len(axes)
    return apply_one(lookup("slice")(), x, [-1] * count, [-_END] * count, axes, [-1] * count,
                     name=name)  # fmt: skip


def flatten(x: Tensor, start: int = 0, end: int = -1, *, name: str | None = None) -> Tensor:
    """``x`` with the axes from ``start`` to ``end``, both included, as one axis.

    Shapes: x ``[a..., b..., c...]`` -> ``[a..., product of b, c...]``; a scalar becomes ``[1]``.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> gr.flatten(b.input("x", ("N", 3, 4)), 1).type
    f32[N, 12]
    """
    rank = require_rank(x, "flatten")
    if rank == 0:
        return apply_one(lookup("reshape")(), x, [1], name=name)
    first, last = normal_axis(start, rank), normal_axis(end, rank)
    if first > last:
        raise ShapeError(f"flatten: axis {first} comes after axis {last}")
    if x.type.is_static:
        merged = product(x.shape[first : last + 1])
        shape: Any = [*x.shape[:first], merged, *x.shape[last + 1 :]]
    else:
        size = apply_one(lookup("size")(axis=tuple(range(first, last + 1))), x)
        extents = apply_one(lookup("shape")(), x)
        shape = apply_one(lookup("concat")(), extents[:first], size[None], extents[last + 1 :])
    return apply_one(lookup("reshape")(), x, shape, name=name)


def pad(
    x: Tensor,
    widths: Any,
    *,
    mode: str = "constant",
    value: TensorLike | None = None,
    name: str | None = None,
) -> Tensor:
    """``x`` with ``widths`` more elements at the ends of its axes; see the op `pad`.

    ``widths`` is one number for every end, a pair (before, after) for every axis, or a pair per
    axis; a negative number cuts off. As a tensor it is an int64 vector, all amounts before,
    then all after. ``mode`` is "constant" (``value``, default 0), "edge", "reflect" or "wrap".

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", ("N", 3))
    >>> gr.pad(x, [(0, 0), (1, 2)], mode="edge").type
    f32[N, 6]
    """
    op = lookup("pad")(mode=mode)
    if isinstance(widths, Tensor):
        return apply_one(op, x, widths, value, name=name)
    rank = require_rank(x, "pad")
    try:
        pairs = np.broadcast_to(np.asarray(widths), (rank, 2))
    except ValueError:
        raise ShapeError(
            f"pad: widths {widths!r} are not one pair (before, after) for each of {rank} axes"
        ) from None
    return apply_one(op, x, pairs.T.reshape(-1), value, name=name)


def meshgrid(*xs: Tensor, indexing: str = "xy") -> tuple[Tensor, ...]:
    """The coordinates of a grid: each vector along its own axis, the same along all others.

    With ``indexing="ij"`` vector k lies along axis k; with "xy", as in NumPy, the first two
    change places. Shapes: xs ``[n_k]`` -> for each ``[n_0, n_1, ...]``, or ``[n_1, n_0, ...]``.
    """
    vectors = _listed(xs)
    if indexing not in ("xy", "ij"):
        raise UsageError(f"meshgrid: indexing must be 'xy' or 'ij', got {indexing!r}")
    for each in vectors:
        if require_rank(each, "meshgrid") != 1:
            raise ShapeError(f"meshgrid: operands must be vectors, got {each.type}")
    count = len(vectors)
    order = list(range(count))
    if indexing == "xy" and count > 1:
        order[:2] = [1, 0]
    if count < 2:
        return tuple(vectors)
    extents = [apply_one(lookup("shape")(), vectors[position]) for position in order]
    shape = apply_one(lookup("concat")(), *extents)
    grids = []
    for position, vector in enumerate(vectors):
        place = order.index(position)
        beside = tuple(axis for axis in range(count) if axis != place)
        along = apply_one(lookup("expand_dims")(axes=beside), vector)
        grids.append(apply_one(lookup("broadcast_to")(), along, shape))
    return tuple(grids)


def _listed(xs: tuple[Any, ...]) -> list[Any]:
    """Operands given one by one, or as one list."""
    if len(xs) == 1 and isinstance(xs[0], (list, tuple)):
        return list(xs[0])
    return list(xs)
