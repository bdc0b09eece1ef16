"""Indexing a symbolic tensor as NumPy indexes an array.

``x[0]``, ``x[:, 1:3]``, ``x[..., None]`` and ``x[::-1]`` are slices; integer arrays, in
``x[rows, columns]``, pick element by element; ``x[mask]`` keeps where the mask holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graphrt.dims import Dim
from graphrt.errors import DTypeError, ShapeError, UsageError
from graphrt.frontend.choosing import nonzero
from graphrt.frontend.filling import vector
from graphrt.frontend.tensor import Tensor, apply_one, builder_of, require_rank
from graphrt.ops import lookup
from graphrt.ops.axes import agree

if TYPE_CHECKING:
    from graphrt.frontend.builder import GraphBuilder

_END = 2**63 - 1  # ONNX's "to the end" in a slice


class _Cut(NamedTuple):
    """A slice of one axis; the bounds are numbers, extents or integer scalar tensors."""

    axis: int
    start: Any
    end: Any
    step: Any


def subscript(x: Tensor, index: Any) -> Tensor:
    """``x[index]``, with the rules of NumPy for basic and advanced indexing.

    Raises `UsageError`, `ShapeError` or `DTypeError` for what is no index of ``x``.
    """
    items = [
        each
        for item in (index if isinstance(index, tuple) else (index,))
        for each in _without_masks(item)
    ]
    _check_masks(x, index)
    items = _expand_ellipsis(items, require_rank(x, "indexing"))
    picks = any(_is_array(item) for item in items)  # then NumPy reads numbers as arrays too
    cuts: list[_Cut] = []
    chosen: dict[int, Any] = {}
    dropped: list[int] = []
    added: list[int] = []
    axis = 0
    for item in items:
        if item is None:
            added.append(axis - len(dropped) + len(added))
            continue
        if isinstance(item, slice):
            if any(part is not None for part in (item.start, item.stop, item.step)):
                cuts.append(_cut(axis, item))
        elif _is_array(item) or picks:
            chosen[axis + len(added)] = item
            _check_positions(x, axis, item)
        else:
            _check_positions(x, axis, item)
            cuts.append(_Cut(axis, item, item + 1 if item != -1 else _END, 1))
            dropped.append(axis)
        axis += 1
    result = _sliced(x, cuts)
    if dropped:
        result = apply_one(lookup("squeeze")(axes=tuple(dropped)), result)
    if added:
        result = apply_one(lookup("expand_dims")(axes=tuple(added)), result)
    return _picked(result, chosen) if chosen else result


def _is_array(item: Any) -> bool:
    return isinstance(item, (Tensor, np.ndarray))


def _without_masks(item: Any) -> list[Any]:
    """``item`` as indices of one axis each: a mask becomes the indices where it holds."""
    if item is None or item is Ellipsis or isinstance(item, slice):
        return [item]
    if isinstance(item, (int, np.integer)) and not isinstance(item, bool):
        return [int(item)]
    if isinstance(item, (list, np.ndarray)):
        item = np.asarray(item) if isinstance(item, np.ndarray) or item else np.zeros(0, np.int64)
        if item.dtype.kind == "b" and item.ndim:
            return list(np.nonzero(item))
        if item.dtype.kind in "iu":
            return [item]
    if isinstance(item, Tensor):
        if item.dtype.is_integer:
            return [item]
        if item.dtype.kind == "bool" and require_rank(item, "indexing"):
            where = nonzero(item)
            rows = [apply_one(lookup("gather")(axis=0), where, axis)
                    for axis in range(item.rank)]  # fmt: skip
            return list(rows)
        raise DTypeError(
            f"a tensor cannot be indexed with {item.type}",
            hint="an index is an integer tensor or a bool mask: cast it to int64, or compare it",
        )
    raise UsageError(
        f"a symbolic tensor cannot be indexed with {_described(item)}",
        hint="use integers, slices, ..., None, integer arrays and tensors, or bool masks",
    )


def _described(item: Any) -> str:
    return f"an array of {item.dtype}" if isinstance(item, np.ndarray) else type(item).__name__


def _check_masks(x: Tensor, index: Any) -> None:
    """Raise `ShapeError` when a mask does not have the shape of the axes it covers."""
    items = list(index) if isinstance(index, tuple) else [index]
    widths = [_width(item) for item in items]
    rank = require_rank(x, "indexing")
    for position, (item, width) in enumerate(zip(items, widths, strict=True)):
        shape = _mask_shape(item)
        if shape is None:
            continue
        before = sum(widths[:position])
        if any(each is Ellipsis for each in items[:position]):
            before = rank - sum(widths[position:])
        if not agree(shape, x.shape[before : before + width]):
            raise ShapeError(
                f"indexing: the mask is {list(shape)}, the axes from {before} on are"
                f" {list(x.shape[before : before + width])}"
            )


def _mask_shape(item: Any) -> Any:
    if isinstance(item, Tensor):
        return item.shape if item.dtype.kind == "bool" else None
    if isinstance(item, (list, np.ndarray)):
        array = np.asarray(item)
        return array.shape if array.dtype.kind == "b" else None
    return None


def _width(item: Any) -> int:
    """How many axes of the tensor an item of an index is about."""
    if item is None or item is Ellipsis:
        return 0
    shape = _mask_shape(item)
    return 1 if shape is None else len(shape)


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


def _cut(axis: int, item: slice) -> _Cut:
    """A slice with its defaults filled in."""
    for part in (item.start, item.stop, item.step):
        if isinstance(part, Tensor):
            if not part.dtype.is_integer or part.type.shape != ():
                raise DTypeError(f"the bound of a slice must be an integer scalar, got {part.type}")
        elif part is not None and not isinstance(part, (int, np.integer, Dim)):
            raise UsageError(
                "the bounds of a slice must be numbers, extents or integer scalar tensors,"
                f" got {type(part).__name__}"
            )
    step = 1 if item.step is None else item.step
    if isinstance(step, (Tensor, Dim)):
        if item.start is None or item.stop is None:
            raise UsageError("a slice whose step is no number needs both bounds")
    elif step == 0:
        raise UsageError("the step of a slice cannot be 0")
    forwards = isinstance(step, (Tensor, Dim)) or step > 0
    start = (0 if forwards else _END) if item.start is None else item.start
    end = (_END if forwards else -_END) if item.stop is None else item.stop
    return _Cut(axis, start, end, step)


def _sliced(x: Tensor, cuts: list[_Cut]) -> Tensor:
    if not cuts:
        return x
    axes, starts, ends, steps = (list(column) for column in zip(*cuts, strict=True))
    builder = builder_of("indexing", [x])
    first, last, by = (_bounds(builder, column) for column in (starts, ends, steps))
    return apply_one(lookup("slice")(), x, first, last, axes, by)


def _bounds(builder: GraphBuilder, column: list[Any]) -> Any:
    symbolic = any(isinstance(each, (Tensor, Dim)) for each in column)
    return vector(builder, column) if symbolic else column


def _check_positions(x: Tensor, axis: int, item: Any) -> None:
    """Raise `UsageError` for a number that is no position of the axis, where that is known."""
    extent = x.shape[axis]
    if isinstance(item, Tensor) or not isinstance(extent, int):
        return
    positions = np.asarray(item)
    wrong = positions[(positions < -extent) | (positions >= extent)]
    if wrong.size:
        raise UsageError(
            f"index {wrong.flat[0]} is out of range for axis {axis} of extent {extent}"
        )


def _picked(x: Tensor, chosen: dict[int, Any]) -> Tensor:
    """NumPy's advanced indexing along the axes of ``chosen``: the indices broadcast, and their
    axes come where the picked axes were, or first when these are not side by side."""
    axes = list(chosen)
    if len(axes) == 1:
        return apply_one(lookup("gather")(axis=axes[0]), x, chosen[axes[0]])
    rank = x.rank
    rest = [axis for axis in range(rank) if axis not in chosen]
    table = _table(x, list(chosen.values()))
    order = (*axes, *rest)
    moved = x if list(order) == list(range(rank)) else _transposed(x, order)
    result = apply_one(lookup("gather_nd")(), moved, table)
    first, wide = axes[0], table.rank - 1
    if axes != list(range(first, first + len(axes))) or not first:
        return result
    front = tuple(range(wide, wide + first))
    return _transposed(result, (*front, *range(wide), *range(wide + first, result.rank)))


def _transposed(x: Tensor, axes: tuple[int, ...]) -> Tensor:
    return apply_one(lookup("transpose")(axes=axes), x)


def _table(x: Tensor, indices: list[Any]) -> Tensor:
    """Index arrays broadcast together, as rows of coordinates ``[..., k]``."""
    if not any(isinstance(each, Tensor) for each in indices):
        columns = np.broadcast_arrays(*map(np.asarray, indices))
        return x.builder.constant(np.stack(columns, axis=-1).astype(np.int64))
    tensors = [
        apply_one(lookup("cast")(dtype="int64"), each)
        if isinstance(each, Tensor) and each.dtype.name != "int64"
        else each
        if isinstance(each, Tensor)
        else x.builder.constant(np.asarray(each, np.int64))
        for each in indices
    ]
    if len({each.type.shape for each in tensors}) > 1 or None in tensors[0].shape:
        total = tensors[0]
        for each in tensors[1:]:
            total = total + each
        blank = apply_one(lookup("zeros_like")(), total)
        tensors = [each + blank for each in tensors]
    columns_ = [apply_one(lookup("expand_dims")(axes=(-1,)), each) for each in tensors]
    return apply_one(lookup("concat")(axis=-1), *columns_)
