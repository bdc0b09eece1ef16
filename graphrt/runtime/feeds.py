"""What the caller passes in, checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from graphrt.errors import FeedError, GraphrtError, nearest
from graphrt.ir.model import Signature
from graphrt.types import DType, ValueType

Array = np.ndarray[Any, Any]


def check_names(signature: Signature, given: Iterable[str]) -> None:
    """Raise `FeedError` unless ``given`` are exactly the inputs of ``signature``."""
    names = list(given)
    for name in names:
        if name not in signature.inputs:
            raise FeedError(
                f"signature {signature.name!r} has no input {name!r}",
                hint=nearest(name, signature.inputs) or "it takes no inputs",
            )
    missing = [name for name in signature.inputs if name not in names]
    if missing:
        rows = [f"{name}: {signature.inputs[name].type}" for name in missing]
        raise FeedError(
            f"signature {signature.name!r} is missing the input"
            f"{'s' if len(missing) > 1 else ''} {', '.join(map(repr, missing))}",
            rows=rows,
        )


def as_feed(name: str, declared: ValueType, value: Any) -> Array:
    """``value`` as an array of the declared dtype.

    A number or nested list takes the declared dtype, if it fits; an array must have it.
    Raises `FeedError` that names input, expected and given, with the `astype` to write.
    """
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        if array.dtype != declared.dtype.numpy:
            raise FeedError(
                f"input {name!r} has the wrong dtype: expected {declared.dtype},"
                f" given {array.dtype}",
                hint=f"{name}.astype({declared.dtype.name!r})",
            )
        return array
    if type(value).__name__ == "Tensor":
        raise FeedError(f"input {name!r} is a symbolic tensor; feed numbers")
    return _literal(name, declared, value)


def _literal(name: str, declared: ValueType, value: Any) -> Array:
    try:
        plain = np.asarray(value)
    except (ValueError, TypeError) as error:
        ragged = "inhomogeneous" in str(error)
        reason = "the rows of the list differ in length" if ragged else str(error)
        raise FeedError(f"input {name!r} is no array: {reason}") from None
    if plain.dtype.kind not in "biuf":
        raise FeedError(f"input {name!r} is no array of numbers: {value!r}"[:300])
    dtype = declared.dtype
    if plain.size and not _fits(plain, dtype):
        raise FeedError(
            f"input {name!r} takes {dtype}, and {plain.dtype} numbers such as"
            f" {plain.flat[0]!s} do not fit",
            hint=f"convert it yourself: np.asarray({name}).astype({dtype.name!r})",
        )
    return plain.astype(dtype.numpy)


def _fits(plain: Array, dtype: DType) -> bool:
    """Whether literals of NumPy's choice of dtype become ``dtype`` without changing value."""
    if dtype.kind == "bool":
        return bool(plain.dtype.kind == "b")
    if dtype.kind in ("float", "complex"):
        return bool(plain.dtype.kind in "iuf")
    if plain.dtype.kind not in "iu":
        return False
    info = np.iinfo(dtype.numpy)
    return bool(plain.min() >= info.min and plain.max() <= info.max)


def as_feeds(signature: Signature, given: Mapping[str, Any]) -> dict[str, Array]:
    """All feeds of a run, checked for names and dtypes."""
    check_names(signature, given)
    return {
        name: as_feed(name, value.type, given[name]) for name, value in signature.inputs.items()
    }


def as_variable(name: str, declared: ValueType, value: Any) -> Array:
    """``value`` as the new value of a variable; raises `FeedError` when it does not fit."""
    try:
        array = as_feed(name, declared, value)
    except GraphrtError as error:
        rule = error.rule.replace("input", "variable", 1)
        raise FeedError(rule, hint=error.hint) from None
    if array.shape != declared.shape:
        raise FeedError(
            f"variable {name!r} has the wrong shape: expected {declared},"
            f" given shape {list(array.shape)}"
        )
    return array
