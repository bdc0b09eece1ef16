"""The op of a line of text, known to this release or not."""

from __future__ import annotations

import re
from typing import Any

from graphrt.errors import nearest
from graphrt.ir.attributes import MISSING, AttributeKind, Field
from graphrt.ir.cursor import Cursor
from graphrt.ir.literals import implied_type
from graphrt.ir.op import Op
from graphrt.ir.unknown import UnknownOp
from graphrt.types import ValueType

Read = dict[str, tuple[AttributeKind, Any]]  # attributes of a node by name


def field_of(line: Cursor, kind: type[Op] | None, name: str, start: int) -> Field:
    """What attribute ``name`` is; of an op nobody knows, what its value looks like."""
    if kind is None:
        return Field(name, line.kind_ahead(), MISSING, True)
    for field in kind.fields:
        if field.name == name:
            return field
    hint = nearest(name, [each.name for each in kind.fields])
    raise line.error(f"{kind.name} has no attribute {name!r}", start, hint)


def made(kind: type[Op] | None, found: re.Match[str], read: Read, types: list[ValueType]) -> Op:
    """The op of a node."""
    if kind is None:
        stored = tuple((name, each, value) for name, (each, value) in read.items())
        return UnknownOp(found.group(1), int(found.group(2) or 1), stored, tuple(types))
    attributes = {name: value for name, (_, value) in read.items()}
    implied = implied_type(kind)
    if implied is not None and implied not in attributes and len(types) == 1:
        attributes[implied] = types[0]
    return kind(**attributes)
