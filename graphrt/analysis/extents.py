"""What the symbols of a signature stand for while nothing runs: what the user says, what the
inputs given say, what the stored example says, else 1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from graphrt.dims import Dim
from graphrt.errors import UsageError, nearest
from graphrt.ir.model import Signature
from graphrt.lowering.binding import bind_symbols

Array = np.ndarray[Any, Any]
Shapes = dict[str, tuple[int, ...]]


def symbols_of(signature: Signature) -> list[str]:
    """The symbols in the types of the inputs, in order."""
    found: dict[str, None] = {}
    for value in signature.inputs.values():
        for extent in value.type.shape or ():
            if isinstance(extent, Dim):
                found.update((each.name, None) for each in extent.symbols if not each.rule)
    return list(found)


def extents_of(
    signature: Signature,
    dims: Mapping[str, int] | None = None,
    feeds: Mapping[str, Array] | None = None,
) -> dict[str, int]:
    """A number for each symbol of ``signature``.

    Raises `UsageError` where ``dims`` and ``feeds`` disagree, and `FeedError` for a feed of the
    wrong shape. Names in either that the signature does not have are passed over.
    """
    symbols = symbols_of(signature)
    sizes = _sizes(signature, feeds or {})
    for name, number in (dims or {}).items():
        if name in symbols and sizes.setdefault(name, number) != number:
            raise UsageError(f"{name} = {number}, but the inputs given say {name} = {sizes[name]}")
    if signature.examples:
        for name, number in _sizes(signature, signature.examples[0].inputs).items():
            sizes.setdefault(name, number)
    return {name: sizes.get(name, 1) for name in symbols}


def shapes_of(
    signature: Signature,
    dims: Mapping[str, int] | None = None,
    feeds: Mapping[str, Array] | None = None,
) -> Shapes:
    """A shape for each input. Raises `ShapeError` where a type leaves an extent open that
    neither a feed nor the stored example settles."""
    sizes = extents_of(signature, dims, feeds)
    given = dict(feeds or {})
    if signature.examples:
        stored = signature.examples[0].inputs
        open_ones = [n for n, v in signature.inputs.items() if not v.type.bind(sizes).is_static]
        given = {**{name: stored[name] for name in open_ones if name in stored}, **given}
    return {
        name: given[name].shape if name in given else value.type.bind(sizes).static_shape
        for name, value in signature.inputs.items()
    }


def require_dims(signatures: Iterable[Signature], dims: Mapping[str, int]) -> None:
    """Raise `UsageError` for a name in ``dims`` that is no symbol, or a number that is none."""
    known = dict.fromkeys(name for each in signatures for name in symbols_of(each))
    for name, number in dims.items():
        if name not in known:
            hint = nearest(name, known) or "every extent of this model is a number"
            raise UsageError(f"no input has a symbolic extent {name!r}", hint=hint)
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise UsageError(f"the extent {name} must be a whole number from 0 up, got {number!r}")


def _sizes(signature: Signature, arrays: Mapping[str, Array]) -> dict[str, int]:
    return bind_symbols(
        (name, value.type, arrays[name].shape)
        for name, value in signature.inputs.items()
        if name in arrays
    )
