"""How the values of attributes are written in the text form; `cursor` reads them back.

Every value has one spelling, which keeps its bits: floats are the shortest decimals that
read back the same, a NaN other than the usual one shows its bits (``nan:0x7fc00001``), and
an array is ``f32[2, 2](1.0, 2.0, 3.0, 4.0)`` or, above 64 elements, a digest that stands for
its values: ``f32[784, 100]<sha256:...>``.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from typing import Any

import numpy as np

from graphrt.dtypes import DType
from graphrt.ir.attributes import AttributeKind, Field, canonical, coerce
from graphrt.ir.bodies import OpLike, per_class
from graphrt.ir.digest import sha256_of
from graphrt.ir.graph import Node
from graphrt.ir.op import Array
from graphrt.types import ValueType, buffer_of

MAX_INLINE = 64  # elements; a larger array is data and goes by its digest

_WORD = re.compile(r"(?!.*\.\d+\Z)[^\W\d][\w./-]*\Z")  # "x.1" is left free for labels
_NAN = struct.pack("<d", float("nan"))


def word(text: str) -> str:
    """``text`` bare where it is a plain word, else in quotes."""
    return text if _WORD.match(text) and text.isprintable() else quoted(text)


def quoted(text: str) -> str:
    """``text`` in double quotes, with escapes for whatever does not print."""
    import json  # most names are plain words

    return json.dumps(text, ensure_ascii=not text.isprintable())


def float_text(value: float) -> str:
    """The shortest decimal of a float64; a NaN that is not the usual one shows its bits."""
    if value == value:
        return repr(value)
    data = struct.pack("<d", value)
    return "nan" if data == _NAN else f"nan:0x{int.from_bytes(data, 'little'):016x}"


def attribute_text(kind: AttributeKind, value: Any) -> str:
    """The spelling of an attribute that is neither an array nor a graph."""
    if value is None:
        return "none"
    match kind:
        case AttributeKind.INT:
            return str(value)
        case AttributeKind.FLOAT:
            return float_text(value)
        case AttributeKind.STR:
            return quoted(value)
        case AttributeKind.BOOL:
            return "true" if value else "false"
        case AttributeKind.INTS:
            return f"[{', '.join(map(str, value))}]"
        case AttributeKind.FLOATS:
            return f"[{', '.join(map(float_text, value))}]"
        case AttributeKind.DTYPE:
            return str(value.short)
        case _:
            return str(value)


# -- which attributes are written ------------------------------------------------------------


@per_class
def defaults(op: OpLike) -> tuple[tuple[Field, Any], ...]:
    """Each field of an op with the canonical form of its default."""
    return tuple(
        (field, _NO_DEFAULT if field.required else _canonical_default(op, field))
        for field in op.fields
    )


_NO_DEFAULT = object()


def _canonical_default(op: OpLike, field: Field) -> Any:
    return canonical(field.kind, coerce(op.name, field, field.default))


@per_class
def implied_type(op: OpLike) -> str | None:
    """The attribute that repeats the type of the result, as an input's does, if there is one.

    It is left out of the text and of the networkx view, where the result's type stands.
    """
    if op.fields is not (op if isinstance(op, type) else type(op)).fields:
        return None  # an op this release does not know: nobody could tell which it was
    for field in op.fields:
        if field.kind is AttributeKind.TYPE and field.required:
            return field.name
    return None


def written_attributes(node: Node) -> list[tuple[Field, Any]]:
    """The attributes of ``node`` that text has to state: neither default nor implied."""
    op = node.op
    written: list[tuple[Field, Any]] = []
    for field, default in defaults(op):
        value = getattr(op, field.name)
        if default is not _NO_DEFAULT and canonical(field.kind, value) == default:
            continue
        if field.name == implied_type(op) and [value] == [o.type for o in node.outputs]:
            continue
        written.append((field, value))
    return written


# -- arrays ----------------------------------------------------------------------------------


def array_type(array: Array) -> ValueType:
    return ValueType(DType.of(array.dtype), array.shape)


def array_digest(array: Array) -> str:
    """sha256 over the type and the bytes of an array, in hex."""
    return sha256_of([f"{array_type(array)}\n".encode(), buffer_of(array)])


def array_text(array: Array) -> str:
    """An array with its type; above 64 elements its digest instead of its values."""
    head = str(array_type(array))
    if array.size > MAX_INLINE:
        return f"{head}<sha256:{array_digest(array)}>"
    return f"{head}({', '.join(element_texts(array))})"


def element_texts(array: Array) -> Iterable[str]:
    """The elements in C order; a complex number is two, its real and its imaginary part."""
    flat = array.reshape(-1)
    match DType.of(array.dtype).kind:
        case "bool":
            return ["true" if each else "false" for each in flat.tolist()]
        case "int" | "uint":
            return [str(int(each)) for each in flat]
        case "string":
            return [quoted(each) for each in flat]
        case "complex":
            flat = flat.view(flat.real.dtype)
    with np.errstate(over="ignore"):  # 65504 in float16 is no "7e+04"
        return [_float_element(each) for each in flat]


def _float_element(element: Any) -> str:
    """A NumPy float: the shortest decimal with its bits, or the bits themselves."""
    dtype = element.dtype
    data = element.tobytes()
    number = float(element)
    if number != number:
        if data == np.array(np.nan, dtype).tobytes():
            return "nan"
        return f"nan:{_bits(data)}"
    if dtype.name == "float64":
        return repr(number)
    if dtype.name == "float32":
        texts = [str(element)]
    else:
        texts = [f"{number:.{digits}g}" for digits in range(1, 10)]
    for text in texts:
        decimal = float(text)
        if np.array(decimal, dtype).tobytes() == data:
            return repr(decimal)  # spelled the same whatever NumPy's release
    return f"bits:{_bits(data)}"  # a decimal that rounds twice, by way of float64


def _bits(data: bytes) -> str:
    return f"0x{int.from_bytes(data, 'little'):0{2 * len(data)}x}"
