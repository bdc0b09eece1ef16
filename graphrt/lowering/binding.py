"""Symbols meet numbers: the shapes of feeds decide what ``N`` is in this run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphrt.dims import Dim, evaluate
from graphrt.errors import FeedError
from graphrt.types import ValueType


def bind_symbols(
    declared: Iterable[tuple[str, ValueType, tuple[int, ...]]],
) -> dict[str, int]:
    """The number each symbol stands for, from (name, declared type, actual shape) triples.

    Raises `FeedError` naming input, expected and given, also when two inputs disagree.
    """
    triples = list(declared)
    bindings: dict[str, int] = {}
    chosen_by: dict[str, str] = {}
    for name, type_, shape in triples:
        if type_.shape is None:
            continue
        if len(shape) != len(type_.shape):
            raise wrong_shape(name, type_, shape)
        for extent, number in zip(type_.shape, shape, strict=True):
            if isinstance(extent, Dim):
                _solve(extent, number, name, bindings, chosen_by)
    for name, type_, shape in triples:
        for axis, extent in enumerate(type_.shape or ()):
            _check(name, type_, shape, axis, extent, bindings, chosen_by)
    return bindings


def _solve(
    extent: Dim, number: int, name: str, bindings: dict[str, int], chosen_by: dict[str, str]
) -> None:
    """Bind the symbol of ``factor * symbol + constant`` when it is the only unknown."""
    unknown = [
        (symbol, factor)
        for symbol, factor in extent.terms
        if not symbol.rule and symbol.name not in bindings
    ]
    if len(unknown) != 1 or any(symbol.rule for symbol, _ in extent.terms):
        return
    symbol, factor = unknown[0]
    rest = number - evaluate(extent, {**bindings, symbol.name: 0})
    if rest % factor == 0 and rest // factor >= 0:
        bindings[symbol.name] = rest // factor
        chosen_by[symbol.name] = name


def _check(
    name: str,
    type_: ValueType,
    shape: tuple[int, ...],
    axis: int,
    extent: Any,
    bindings: Mapping[str, int],
    chosen_by: Mapping[str, str],
) -> None:
    if extent is None or extent == shape[axis]:
        return
    if isinstance(extent, int):
        raise wrong_shape(name, type_, shape)
    try:
        wanted = evaluate(extent, bindings)
    except KeyError as missing:
        raise FeedError(
            f"input {name!r}: axis {axis} is {extent}, and no feed says what {missing} is"
        ) from None
    if wanted != shape[axis]:
        first = extent.symbols[0].name
        said = f"; {first} = {bindings[first]} from {chosen_by[first]!r}" if (
            first in chosen_by
        ) else ""  # fmt: skip
        raise FeedError(
            f"input {name!r}: axis {axis} is {extent} = {wanted}, got {shape[axis]}",
            rows=[f"expected {type_}{said}", f"given    shape {list(shape)}"],
        )


def wrong_shape(name: str, type_: ValueType, shape: tuple[int, ...]) -> FeedError:
    """The error for a feed whose shape cannot be the declared one."""
    return FeedError(
        f"input {name!r} has the wrong shape: expected {type_}, given shape {list(shape)}"
    )
