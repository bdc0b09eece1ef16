"""Something to feed a signature with: what the user gives, the stored example, or random."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from graphrt.analysis.extents import extents_of, require_dims, symbols_of
from graphrt.errors import FeedError
from graphrt.ir.model import Signature
from graphrt.runtime.feeds import as_feeds
from graphrt.types import ValueType

Array = np.ndarray[Any, Any]


def some_feeds(
    signature: Signature,
    feeds: Mapping[str, Any] | None = None,
    dims: Mapping[str, int] | None = None,
    *,
    default: int = 1,
    seed: int = 0,
) -> tuple[dict[str, Array], str]:
    """Feeds, and where they are from: "given", "example" or "random".

    ``feeds`` must be complete. Without them the stored example is taken, unless ``dims`` asks
    for other extents; then floats are drawn from the normal distribution and all else is 0, so
    that an index or a class number is in bounds. A symbol nobody says anything about is
    ``default``. Raises `FeedError` for feeds that do not fit and for an input whose shape
    nobody can guess.
    """
    dims = dims or {}
    require_dims([signature], dims)
    if feeds:
        extents_of(signature, dims, as_feeds(signature, feeds))
        return as_feeds(signature, feeds), "given"
    stored = signature.examples[0].inputs if signature.examples else {}
    if all(name in stored for name in signature.inputs) and signature.inputs:
        sizes = extents_of(signature)
        if all(sizes[name] == number for name, number in dims.items()):
            return as_feeds(signature, {name: stored[name] for name in signature.inputs}), "example"
    known = {**dict.fromkeys(symbols_of(signature), default), **dims}
    sizes = extents_of(signature, known)
    rng = np.random.default_rng(seed)
    drawn = {n: draw(n, v.type.bind(sizes), rng) for n, v in signature.inputs.items()}
    return drawn, "random"


def draw(name: str, type_: ValueType, rng: np.random.Generator) -> Array:
    """Standard normal floats, zeros of any other kind. ``type_`` must be static."""
    if not type_.is_static:
        raise FeedError(f"input {name!r} is {type_}: nobody says how large it is; feed it")
    if not type_.dtype.is_float:
        return np.zeros(type_.static_shape, type_.dtype.numpy)
    return rng.standard_normal(type_.static_shape).astype(type_.dtype.numpy)
