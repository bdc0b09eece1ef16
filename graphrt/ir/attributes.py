"""The attributes of ops: the kinds there are, the one form each is stored in, and a key of bytes.

An annotated field of an op class names its kind; text form, file form, equality and the CSE
key of an op all derive from its fields.
"""

from __future__ import annotations

import enum
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from graphrt.errors import GraphError, GraphrtError, OpError
from graphrt.types import DType, ValueType, bytes_of

Array = np.ndarray[Any, Any]
MISSING: Any = object()


class AttributeKind(enum.Enum):
    """The types an attribute can have; the annotation of a field names one of them."""

    INT = "int"
    FLOAT = "float"
    STR = "str"
    BOOL = "bool"
    INTS = "tuple[int, ...]"
    FLOATS = "tuple[float, ...]"
    DTYPE = "DType"
    TYPE = "ValueType"
    ARRAY = "Array"
    GRAPH = "Graph"


class Field(NamedTuple):
    """An attribute: its name, kind, default, and whether it may be ``None``."""

    name: str
    kind: AttributeKind
    default: Any
    optional: bool

    @property
    def required(self) -> bool:
        return self.default is MISSING


def coerce(op_name: str, field: Field, value: Any) -> Any:
    """``value`` in the one form its kind is stored in; raises `OpError` when it has none."""
    if value is None:
        if field.optional:
            return None
        raise OpError(f"{op_name}: attribute {field.name!r} cannot be None")
    try:
        return _COERCE[field.kind](value)
    except (TypeError, ValueError, OverflowError) as error:
        if isinstance(error, GraphrtError):
            raise
        expected = _WORDS.get(field.kind, f"of type {field.kind.value}")
        raise OpError(
            f"{op_name}: attribute {field.name!r} must be {expected}, got {value!r}"
        ) from None


def _to_int(value: Any) -> int:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError
    if not -(2**63) <= value < 2**63:
        raise OverflowError
    return int(value)


def _to_float(value: Any) -> float:
    if isinstance(value, (bool, str)):
        raise TypeError
    return float(value)


def _to_str(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _to_bool(value: Any) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError
    return bool(value)


def _to_ints(value: Any) -> tuple[int, ...]:
    if isinstance(value, (int, np.integer)):
        return (_to_int(value),)
    if isinstance(value, str):
        raise TypeError
    return tuple(_to_int(each) for each in value)


def _to_floats(value: Any) -> tuple[float, ...]:
    if isinstance(value, (int, float, np.number)):
        return (_to_float(value),)
    if isinstance(value, str):
        raise TypeError
    return tuple(_to_float(each) for each in value)


def _to_type(value: Any) -> ValueType:
    if not isinstance(value, ValueType):
        raise TypeError
    return value


def _to_array(value: Any) -> Array:
    array = np.array(value, order="C")
    DType.of(array.dtype)
    array.flags.writeable = False
    return array


def _to_graph(value: Any) -> Any:
    from graphrt.ir.graph import Graph

    if not isinstance(value, Graph):
        raise TypeError
    return value


_COERCE: Mapping[AttributeKind, Callable[[Any], Any]] = {
    AttributeKind.INT: _to_int,
    AttributeKind.FLOAT: _to_float,
    AttributeKind.STR: _to_str,
    AttributeKind.BOOL: _to_bool,
    AttributeKind.INTS: _to_ints,
    AttributeKind.FLOATS: _to_floats,
    AttributeKind.DTYPE: DType.of,
    AttributeKind.TYPE: _to_type,
    AttributeKind.ARRAY: _to_array,
    AttributeKind.GRAPH: _to_graph,
}


_WORDS = {
    AttributeKind.INT: "a whole number",
    AttributeKind.FLOAT: "a number",
    AttributeKind.STR: "text",
    AttributeKind.BOOL: "True or False",
    AttributeKind.INTS: "whole numbers",
    AttributeKind.FLOATS: "numbers",
    AttributeKind.DTYPE: "a dtype",
}


def canonical(kind: AttributeKind, value: Any) -> Any:
    """A hashable stand-in that is equal exactly when the stored bytes are equal."""
    if value is None:
        return None
    if kind is AttributeKind.FLOAT:
        return struct.pack("<d", value)
    if kind is AttributeKind.FLOATS:
        return struct.pack(f"<{len(value)}d", *value)
    if kind is AttributeKind.ARRAY:
        return (DType.of(value.dtype).name, value.shape, bytes_of(value))
    if kind is AttributeKind.GRAPH:
        return value.digest
    return value


def read_fields(cls: type) -> Iterable[Field]:
    """The attributes an op class declares by its annotated fields, those of its bases first."""
    annotations: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        annotations |= base.__dict__.get("__annotations__", {})
    for name, annotation in annotations.items():
        if isinstance(annotation, str) and annotation.startswith("ClassVar"):
            continue
        written = _as_written(annotation)
        if written.startswith("ClassVar"):
            continue
        text = written.removesuffix(" | None")
        try:
            kind = AttributeKind(text)
        except ValueError:
            raise GraphError(
                f"{cls.__name__}.{name}: {annotation!r} is no attribute type"
            ) from None
        yield Field(name, kind, getattr(cls, name, MISSING), text != written)


def _as_written(annotation: Any) -> str:
    """An annotation as source text, also where no ``from __future__ import annotations`` made
    it one: modules of other packages may do without."""
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    if "." not in text.replace("...", ""):
        return text
    return re.sub(r"\b\w+(\.\w+)*\.(\w+)", r"\2", text)
