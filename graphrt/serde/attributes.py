"""Attributes of ops: which field of `Attr` holds which kind, and what is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graphrt.dtypes import BY_NUMBER
from graphrt.errors import FormatError
from graphrt.io import Limits
from graphrt.ir.attributes import AttributeKind, Field, canonical, coerce
from graphrt.ir.op import Op
from graphrt.serde.readers import TableReader, at

if TYPE_CHECKING:
    from graphrt.serde import messages as pb
    from graphrt.serde.tables import TableWriter

FIELD_OF_KIND = {
    AttributeKind.INT: "i",
    AttributeKind.FLOAT: "f",
    AttributeKind.STR: "s",
    AttributeKind.BOOL: "b",
    AttributeKind.INTS: "ints",
    AttributeKind.FLOATS: "floats",
    AttributeKind.DTYPE: "dtype",
    AttributeKind.ARRAY: "tensor",
    AttributeKind.GRAPH: "function",
    AttributeKind.TYPE: "type",
}
KIND_OF_FIELD = {field: kind for kind, field in FIELD_OF_KIND.items()}

_defaults: dict[tuple[type[Op], str], Any] = {}


def write_attributes(
    record: pb.Node, op: Op, tables: TableWriter, body: Callable[[Any], int]
) -> None:
    """Write the attributes of ``op`` that differ from their defaults.

    ``body`` gives the index of the function a graph is stored as.
    """
    values = op.attributes()
    for field in op.fields:
        value = values[field.name]
        if _is_default(op, field, value):
            continue
        attr = record.attrs.add(name=field.name)
        match field.kind:
            case _ if value is None:
                attr.none = True
            case AttributeKind.INTS:
                attr.ints.values.extend(value)
                attr.ints.SetInParent()  # an empty tuple is a value too
            case AttributeKind.FLOATS:
                attr.floats.values.extend(value)
                attr.floats.SetInParent()
            case AttributeKind.DTYPE:
                attr.dtype = value.number
            case AttributeKind.ARRAY:
                attr.tensor = tables.tensor(value)
            case AttributeKind.GRAPH:
                attr.function = body(value)
            case AttributeKind.TYPE:
                attr.type = tables.type(value)
            case _:
                setattr(attr, FIELD_OF_KIND[field.kind], value)


def _is_default(op: Op, field: Field, value: Any) -> bool:
    if field.required:
        return False
    key = (type(op), field.name)
    if key not in _defaults:
        _defaults[key] = coerce(op.name, field, field.default)
    default = _defaults[key]
    if value is None or default is None:
        return value is default
    return bool(canonical(field.kind, value) == canonical(field.kind, default))


def read_attribute(
    record: pb.Attr, tables: TableReader, bodies: list[Any], limits: Limits
) -> tuple[AttributeKind, Any]:
    """The kind and value of an attribute; ``bodies`` are the functions read so far."""
    stored = record.WhichOneof("value")
    match stored:
        case None:
            raise FormatError(f"attribute {record.name!r} has no value")
        case "none":
            if not record.none:
                raise FormatError(f"attribute {record.name!r} has no value")
            return AttributeKind.STR, None  # any kind: None is the same in all
        case "ints":
            return AttributeKind.INTS, tuple(record.ints.values)
        case "floats":
            return AttributeKind.FLOATS, tuple(record.floats.values)
        case "dtype":
            dtype = BY_NUMBER.get(record.dtype)
            if dtype is None:
                raise FormatError(f"attribute {record.name!r} has the unknown dtype {record.dtype}")
            return AttributeKind.DTYPE, dtype
        case "tensor":
            return AttributeKind.ARRAY, at(tables.tensors, record.tensor, "tensor")
        case "type":
            return AttributeKind.TYPE, at(tables.types, record.type, "type")
        case "function":
            if record.function >= len(bodies):
                raise FormatError(
                    f"attribute {record.name!r} names function {record.function} in function"
                    f" {len(bodies)}; a body must stand before what holds it"
                )
            return AttributeKind.GRAPH, bodies[record.function]
        case "s":
            limits.check("string_length", len(record.s))
            return AttributeKind.STR, record.s
        case _:
            return KIND_OF_FIELD[stored], getattr(record, stored)
