"""Indexing a symbolic tensor: ``x[0]``, ``x[:, 1:3]``, ``x[..., None]``, ``x[indices]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graphrt.dims import Extent
from graphrt.errors import UsageError
from graphrt.frontend.tensor import Tensor, apply, require_rank
from graphrt.ops import lookup

if TYPE_CHECKING:
    from collections.abc import Sequence

_END = 2**63 - 1  # ONNX's "to the end" in a slice


def subscript(x: Tensor, index: Any) -> Tensor:
    """NumPy's basic indexing, and a single integer tensor along the first axis.

    Raises `UsageError` for what NumPy calls advanced indexing beyond that.
    """
    items = list(index) if isinstance(index, tuple) else [index]
    rank = require_rank(x, "indexing")
    if len(items) == 1 and isinstance(items[0], (Tensor, np.ndarray, list)):
        result: Tensor = apply(lookup("gather")(axis=0), x, items[0])
        return result
    items = _expand_ellipsis(items, rank)
    starts: list[int] = []
    ends: list[int] = []
    axes: list[int] = []
    steps: list[int] = []
    dropped: set[int] = set()
    axis = 0
    for item in items:
        if item is None:
            continue
        if isinstance(item, slice):
            if item != slice(None):
                start, end, step = _bounds(item)
                starts, ends = [*starts, start], [*ends, end]
                axes, steps = [*axes, axis], [*steps, step]
        elif isinstance(item, (int, np.integer)) and not isinstance(item, bool):
            position = int(item)
            _check_position(x, axis, position)
            starts = [*starts, position]
            ends = [*ends, position + 1 if position != -1 else _END]
            axes, steps = [*axes, axis], [*steps, 1]
            dropped.add(axis)
        else:
            raise UsageError(
                f"a symbolic tensor cannot be indexed with {type(item).__name__}",
                hint="use integers, slices, ... and None; or gather, where, topk",
            )
        axis += 1
    result = apply(lookup("slice")(), x, starts, ends, axes, steps) if axes else x
    if dropped or None in items:
        result = reshaped(result, _new_shape(result.shape, items, dropped))
    return result


def reshaped(x: Tensor, shape: Sequence[Extent]) -> Tensor:
    """``x`` with another shape of the same size; at most one extent may be symbolic."""
    symbolic = [extent for extent in shape if not isinstance(extent, int)]
    operand: Any = x.builder.extents(shape)
    if len(symbolic) == 1:
        operand = [extent if isinstance(extent, int) else -1 for extent in shape]
    return apply(lookup("reshape")(), x, operand)  # type: ignore[no-any-return]  # one result


def _expand_ellipsis(items: list[Any], rank: int) -> list[Any]:
    given = sum(item is not None and item is not Ellipsis for item in items)
    if given > rank:
        raise UsageError(f"{given} indices for a tensor of rank {rank}")
    if sum(item is Ellipsis for item in items) > 1:
        raise UsageError("an index has at most one `...`")
    filler = [slice(None)] * (rank - given)
    for position, item in enumerate(items):
        if item is Ellipsis:
            return [*items[:position], *filler, *items[position + 1 :]]
    return [*items, *filler]


def _bounds(item: slice) -> tuple[int, int, int]:
    parts = (item.start, item.stop, item.step)
    if any(part is not None and not isinstance(part, (int, np.integer)) for part in parts):
        raise UsageError("the bounds of a slice must be numbers", hint="use gr.slice for tensors")
    step = 1 if item.step is None else int(item.step)
    if step == 0:
        raise UsageError("the step of a slice cannot be 0")
    start = (0 if step > 0 else _END) if item.start is None else int(item.start)
    end = (_END if step > 0 else -_END) if item.stop is None else int(item.stop)
    return start, end, step


def _check_position(x: Tensor, axis: int, position: int) -> None:
    extent = x.shape[axis]
    if isinstance(extent, int) and not -extent <= position < extent:
        raise UsageError(f"index {position} is out of range for axis {axis} of extent {extent}")


def _new_shape(shape: Sequence[Extent], items: list[Any], dropped: set[int]) -> list[Extent]:
    result: list[Extent] = []
    axis = 0
    for item in items:
        if item is None:
            result.append(1)
            continue
        if axis not in dropped:
            result.append(shape[axis])
        axis += 1
    return result
