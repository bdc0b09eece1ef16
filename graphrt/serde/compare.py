"""Whether the types an op infers are those the file states."""

from __future__ import annotations

from collections.abc import Iterable

from graphrt.dims import Dim, Extent, Symbol
from graphrt.types import ValueType


class FreshSymbols:
    """The data-dependent symbols of one graph.

    An op with a data-dependent result infers a fresh symbol, ``?n``, each time. In the file it
    has another one. The two are the same when they stand in the same places and
    the file's is as fresh: no node before has it.
    """

    def __init__(self) -> None:
        self._seen: set[Symbol] = set()

    def see(self, types: Iterable[ValueType]) -> None:
        """Take note of the symbols of a node that has been read."""
        for type in types:
            for extent in type.shape or ():
                if isinstance(extent, Dim):
                    self._seen.update(_data_dependent(extent))

    def agree(self, inferred: tuple[ValueType, ...], stored: tuple[ValueType, ...]) -> bool:
        """Whether the types are equal up to fresh symbols."""
        if len(inferred) != len(stored):
            return False
        renamed: dict[Symbol, Symbol] = {}
        for mine, theirs in zip(inferred, stored, strict=True):
            if mine == theirs:
                continue
            if mine.dtype is not theirs.dtype or mine.wrappers != theirs.wrappers:
                return False
            if mine.shape is None or theirs.shape is None or len(mine.shape) != len(theirs.shape):
                return False
            pairs = zip(mine.shape, theirs.shape, strict=True)
            if not all(self._same(a, b, renamed) for a, b in pairs):
                return False
        return len(set(renamed.values())) == len(renamed)

    def _same(self, mine: Extent, theirs: Extent, renamed: dict[Symbol, Symbol]) -> bool:
        if mine == theirs:
            return True
        if not isinstance(mine, Dim) or not isinstance(theirs, Dim):
            return False
        if mine.constant != theirs.constant or len(mine.terms) != len(theirs.terms):
            return False
        return all(
            factor == other_factor and self._same_symbol(symbol, other, renamed)
            for (symbol, factor), (other, other_factor) in zip(
                mine.terms, theirs.terms, strict=True
            )
        )

    def _same_symbol(self, mine: Symbol, theirs: Symbol, renamed: dict[Symbol, Symbol]) -> bool:
        if mine == theirs:
            return True
        if mine.rule:
            return (
                mine.rule == theirs.rule
                and len(mine.args) == len(theirs.args)
                and all(
                    self._same(a, b, renamed) for a, b in zip(mine.args, theirs.args, strict=True)
                )
            )
        if theirs.rule or not (mine.is_data_dependent and theirs.is_data_dependent):
            return False
        return theirs not in self._seen and renamed.setdefault(mine, theirs) == theirs


def _data_dependent(extent: Dim) -> Iterable[Symbol]:
    for symbol in extent.symbols:
        if not symbol.is_data_dependent:
            continue
        if not symbol.rule:
            yield symbol
        for arg in symbol.args:
            if isinstance(arg, Dim):
                yield from _data_dependent(arg)
