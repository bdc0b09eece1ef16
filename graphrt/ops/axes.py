"""Reading axes and shape operands: what the type rules of several modules share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from graphrt.dims import Known, Symbol, dim_max, dim_min
from graphrt.errors import DTypeError, ShapeError
from graphrt.ops.pointwise import SameType
from graphrt.types import ValueType


def normal_axis(axis: int, rank: int) -> int:
    """``axis`` counted from the front. Raises `ShapeError` when there is no such axis."""
    if not -rank <= axis < rank:
        raise ShapeError(f"axis {axis} is out of range for {rank} axes")
    return axis % rank


def normal_axes(axes: Iterable[int] | None, rank: int) -> tuple[int, ...]:
    """``axes`` counted from the front, ascending; all of them for ``None``.

    Raises `ShapeError` for an axis that does not exist or is named twice.
    """
    if axes is None:
        return tuple(range(rank))
    found = sorted(normal_axis(axis, rank) for axis in axes)
    for axis, following in pairwise(found):
        if axis == following:
            raise ShapeError(f"axis {axis} is named twice")
    return tuple(found)


def known_vector(x: Any, what: str) -> tuple[Known, ...] | None:
    """What is known of an operand that must be a vector of integers, else ``None``.

    Raises `DTypeError` or `ShapeError` when it is not such a vector.
    """
    dtype = x.type.dtype
    if dtype.kind != "int":
        raise DTypeError(
            f"{what} must be int64, got {dtype}", hint="convert it: cast(..., 'int64')"
        )
    shape = x.type.shape
    if shape is not None and len(shape) != 1:
        raise ShapeError(f"{what} must be a vector, got {x.type}", hint="write (n,) for one axis")
    known = x.known
    return known if isinstance(known, tuple) else None


def vector_length(x: Any) -> int | None:
    """The number of entries of a vector operand where it is known."""
    shape = x.type.shape
    return shape[0] if shape is not None and isinstance(shape[0], int) else None


def never_negative(extent: Known) -> bool:
    """Whether ``extent`` is at least 0 whatever its symbols stand for (symbols are extents)."""
    if isinstance(extent, int):
        return extent >= 0
    return extent.constant >= 0 and all(
        factor >= 0 and _is_extent(symbol) for symbol, factor in extent.terms
    )


def _is_extent(symbol: Symbol) -> bool:
    """Whether what ``symbol`` stands for is at least 0: derived ones may be differences."""
    if symbol.rule == "max":
        return any(map(never_negative, symbol.args))
    return all(map(never_negative, symbol.args))


def smallest(*extents: Known) -> Known:
    """The smallest of extents: a derived symbol of those that are not certainly larger."""
    kept: list[Known] = []
    for each in extents:
        if not any(never_negative(each - other) for other in kept):
            kept = [other for other in kept if not never_negative(other - each)] + [each]
    return dim_min(*kept)


def at_least_zero(extent: Known) -> Known:
    """``max(extent, 0)``: the extent itself where it is never negative."""
    return extent if never_negative(extent) else dim_max(extent, 0)


def agree(left: Sequence[Any], right: Sequence[Any]) -> bool:
    """Whether two shapes are equal as far as both are known."""
    return len(left) == len(right) and all(
        a is None or b is None or a == b for a, b in zip(left, right, strict=True)
    )


class AlongAxis(SameType):
    """An op that works along one axis and keeps the type of its operand."""

    axis: int

    def infer(self, x: Any) -> ValueType:
        if x.type.shape is not None:
            normal_axis(self.axis, x.type.rank)
        return super().infer(x)


def are_last(axes: Sequence[int], rank: int) -> bool:
    """Whether ``axes`` are the last ones of ``rank``."""
    return set(axes) == set(range(rank - len(axes), rank))
