"""A cursor over one line of text: takes tokens, and says what it expected where.

::

    GraphError: line 4: expected an operand such as %x, or none
      4 | %y: f32[4] = add(%x, y)
        |                      ^
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from graphrt.dtypes import BY_SHORT, DTYPES, DType
from graphrt.errors import GraphError, GraphrtError, nearest
from graphrt.ir.attributes import AttributeKind
from graphrt.ir.literals import MAX_INLINE, array_digest, array_type
from graphrt.ir.op import Array
from graphrt.types import ValueType

T = TypeVar("T")

NAME = r"[^\s%()\[\]{},=#\"'\\]+"  # what a node can be called; see `check_name`

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORD = re.compile(r"[^\W\d][\w./-]*")
_INTEGER = re.compile(r"-?\d{1,20}(?![\w.])")
_BITS = re.compile(r"(?:nan|bits):0x([0-9a-f]+)\b")
_FLOAT = re.compile(r"nan\b|-?inf\b|-?\d+(?:\.\d*)?(?:e[+-]?\d+)?(?!\w)")
_TYPE = re.compile(r"(?:[a-z]+(?::\w+)?<)*\w+\[[^\]]*\]>*")
_WRAPPER = re.compile(r"(optional|sequence|map:\w+)<")
_DIGEST = re.compile(r"<sha256:([0-9a-f]{64})>")
_LOOKS = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r'"|none\b', AttributeKind.STR),
        (r"@", AttributeKind.GRAPH),
        (r"(?:true|false)\b", AttributeKind.BOOL),
        (r"\[[-\d, \t]*\]", AttributeKind.INTS),
        (r"\[", AttributeKind.FLOATS),
        (_TYPE.pattern + r"(?:\(|<sha256:)", AttributeKind.ARRAY),
        (_TYPE.pattern, AttributeKind.TYPE),
        (_INTEGER.pattern, AttributeKind.INT),
        (f"{_BITS.pattern}|{_FLOAT.pattern}", AttributeKind.FLOAT),
    )
)
_SPACE = re.compile(r"[ \t]*")

_WIDTH = 100  # of a quoted line; a longer one is shown around the caret


class Cursor:
    """A position in line ``number`` of a text; every method skips leading blanks."""

    __slots__ = ("number", "position", "text")

    def __init__(self, text: str, number: int) -> None:
        self.text = text
        self.number = number
        self.position = 0

    # -- tokens --------------------------------------------------------------------------

    def skip(self) -> int:
        """The position of the next token."""
        found = _SPACE.match(self.text, self.position)
        if found is not None:
            self.position = found.end()
        return self.position

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take what ``pattern`` matches here, if it does."""
        found = pattern.match(self.text, self.skip())
        if found is not None:
            self.position = found.end()
        return found

    def take(self, pattern: re.Pattern[str], expected: str) -> str:
        """The text ``pattern`` matches here; an error says what was ``expected`` instead."""
        found = self.match(pattern)
        if found is None:
            raise self.error(f"expected {expected}")
        return found.group()

    def accept(self, token: str) -> bool:
        """Take ``token`` if it comes next."""
        if not self.text.startswith(token, self.skip()):
            return False
        self.position += len(token)
        return True

    def expect(self, token: str) -> None:
        if not self.accept(token):
            raise self.error(f"expected {token!r}")

    def at_end(self) -> bool:
        """Whether only a comment is left."""
        return self.skip() >= len(self.text) or self.text[self.position] == "#"

    def end(self) -> None:
        if not self.at_end():
            raise self.error("expected the end of the line")

    def listed(self, close: str, item: Callable[[], T]) -> list[T]:
        """Items separated by commas, up to the token ``close``, which is taken too."""
        items: list[T] = []
        if self.accept(close):
            return items
        while True:
            items.append(item())
            if self.accept(close):
                return items
            if not self.accept(","):
                raise self.error(f"expected ',' or {close!r}")

    # -- words and numbers ---------------------------------------------------------------

    def string(self) -> str:
        start = self.skip()
        text = self.take(_STRING, 'a string in "double quotes"')
        try:
            return str(json.loads(text))
        except ValueError:
            raise self.error("the string has a bad escape", start) from None

    def word(self, expected: str) -> str:
        """A plain word, or any text in quotes."""
        if self.text.startswith('"', self.skip()):
            return self.string()
        return self.take(_WORD, expected)

    def boolean(self) -> bool:
        if self.accept("true"):
            return True
        if self.accept("false"):
            return False
        raise self.error("expected true or false")

    def integer(self) -> int:
        return int(self.take(_INTEGER, "an integer"))

    def real(self) -> float:
        found = self.match(_BITS)
        if found is None:
            return float(self.take(_FLOAT, "a number"))
        try:
            number: float = struct.unpack(">d", bytes.fromhex(found.group(1)))[0]
        except (struct.error, ValueError):
            raise self.error("expected 16 hex digits", found.start(1)) from None
        return number

    def dtype(self) -> DType:
        start = self.skip()
        name = self.take(_WORD, "a dtype such as f32")
        found = BY_SHORT.get(name) or DTYPES.get(name)
        if found is None:
            raise self.error(f"unknown dtype {name!r}", start, nearest(name, BY_SHORT))
        return found

    # -- types ---------------------------------------------------------------------------

    def type(self, known: dict[str, ValueType]) -> ValueType:
        """A type such as ``f32[N, 8]``; ``known`` remembers the ones read before."""
        start = self.skip()
        text = self.take(_TYPE, "a type such as f32[N, 8]")
        found = known.get(text)
        if found is None:
            found = known[text] = self._read_type(text, start)
        return found

    def _read_type(self, text: str, start: int) -> ValueType:
        wrappers: list[str] = []
        rest = text.rstrip(">")
        while wrapper := _WRAPPER.match(rest):
            wrappers.append(wrapper.group(1))
            rest = rest[wrapper.end() :]
        name, _, inner = rest[:-1].partition("[")
        dtype = BY_SHORT.get(name)
        if dtype is None:
            raise self.error(f"unknown dtype {name!r}", start, nearest(name, BY_SHORT))
        if text.count(">") != len(wrappers):
            raise self.error(f"{text!r} is not a type: < and > do not match", start)
        try:
            shape = None if inner == "*" else map(_extent, split_extents(inner))
            return ValueType(dtype, shape, tuple(wrappers))
        except GraphrtError as error:
            raise self.error(error.rule, start, error.hint) from None

    # -- attributes ----------------------------------------------------------------------

    def kind_ahead(self) -> AttributeKind:
        """The kind of the attribute value that comes next, by its looks; takes nothing.

        An empty list counts as one of integers, and so does nothing at all as text.
        """
        start = self.skip()
        rest = self.text[start:]
        for pattern, kind in _LOOKS:
            if pattern.match(rest):
                return kind
        return AttributeKind.DTYPE

    def attribute(self, kind: AttributeKind, known: dict[str, ValueType]) -> Any:
        """The value of an attribute that is neither an array nor a graph."""
        match kind:
            case AttributeKind.INT:
                return self.integer()
            case AttributeKind.FLOAT:
                return self.real()
            case AttributeKind.STR:
                return self.string()
            case AttributeKind.BOOL:
                return self.boolean()
            case AttributeKind.DTYPE:
                return self.dtype()
            case AttributeKind.TYPE:
                return self.type(known)
            case _:
                self.expect("[")
                each = self.integer if kind is AttributeKind.INTS else self.real
                return tuple(self.listed("]", each))

    # -- arrays --------------------------------------------------------------------------

    def array(self, arrays: Mapping[str, Array], missing: dict[str, None]) -> Array:
        """An array: its values, or its digest, whose values are looked up in ``arrays``.

        A digest that is not there is added to ``missing``, and the array is all zeros.
        """
        start = self.skip()
        declared = self.type({})
        if not declared.is_static or declared.wrappers:
            raise self.error(f"an array cannot have the type {declared}", start)
        found = self.match(_DIGEST)
        if found is None:
            return self._elements(declared, start)
        digest = found.group(1)
        if digest not in arrays:
            missing[digest] = None
            return self._zeros(declared, start)
        array = np.asarray(arrays[digest])
        if array.dtype.kind == "V" and array.dtype.itemsize == declared.dtype.numpy.itemsize:
            array = array.view(declared.dtype.numpy)  # an .npz file has no bfloat16
        if array_type(array) != declared or array_digest(array) != digest:
            raise self.error("the array given for this digest has another type or bytes", start)
        return array

    def _zeros(self, declared: ValueType, start: int) -> Array:
        try:
            return np.zeros(declared.static_shape, declared.dtype.numpy)
        except (MemoryError, ValueError):
            raise self.error(f"{declared} does not fit into memory", start) from None

    def _elements(self, declared: ValueType, start: int) -> Array:
        dtype = declared.dtype
        count, shape = declared.size, declared.static_shape
        if dtype.kind == "complex":
            dtype = DTYPES["float32" if dtype.bits == 64 else "float64"]
            count *= 2
        self.expect("(")
        match dtype.kind:
            case "bool":
                elements: list[Any] = self.listed(")", self.boolean)
            case "int" | "uint":
                elements = self.listed(")", lambda: self._integer_of(dtype))
            case "string":
                elements = self.listed(")", self.string)
            case _:
                elements = self.listed(")", lambda: self._float_bytes(dtype))
        if len(elements) != count:
            rule = f"{declared} has {count} elements, the text has {len(elements)}"
            hint = f"above {MAX_INLINE} elements an array goes by its digest"
            raise self.error(rule, start, hint if count > MAX_INLINE else None)
        if dtype.kind == "float":  # by way of bytes, which keeps signalling NaNs as they are
            return np.frombuffer(b"".join(elements), declared.dtype.numpy).reshape(shape)
        return np.array(elements, dtype.numpy).reshape(shape)

    def _integer_of(self, dtype: DType) -> int:
        start = self.skip()
        number = self.integer()
        least = -(1 << dtype.bits - 1) if dtype.kind == "int" else 0
        if not least <= number < least + (1 << dtype.bits):
            raise self.error(f"{number} does not fit {dtype}", start)
        return number

    def _float_bytes(self, dtype: DType) -> bytes:
        start = self.skip()
        kind = dtype.numpy
        if bits := self.match(_BITS):
            digits = bits.group(1)
            if len(digits) != 2 * kind.itemsize:
                raise self.error(f"expected {2 * kind.itemsize} hex digits", bits.start(1))
            return bytes.fromhex(digits)[::-1]
        text = self.take(_FLOAT, "a number")
        with np.errstate(over="ignore"):
            number = np.array(float(text), kind)
        if text[-1].isdigit() and not np.isfinite(number):
            raise self.error(f"{text} does not fit {dtype}", start)
        return number.tobytes()

    # -- errors --------------------------------------------------------------------------

    def error(self, rule: str, at: int | None = None, hint: str | None = None) -> GraphError:
        """A `GraphError` that quotes the line, with a caret at ``at`` (default: here)."""
        return GraphError(f"line {self.number}: {rule}", rows=self.quote(at), hint=hint)

    def unfinished(self) -> GraphError:
        """The error when the block that begins on this line does not end."""
        return self.error("this block has no closing '}'", 0)

    def quote(self, at: int | None = None) -> list[str]:
        """The line, and below it a caret."""
        column = self.position if at is None else at
        start = max(0, column - _WIDTH // 2) if len(self.text) > _WIDTH else 0
        shown = self.text[start : start + _WIDTH].replace("\t", " ")
        if start:
            shown = f"...{shown}"
            column += 3
        if start + _WIDTH < len(self.text):
            shown += "..."
        margin = f"{self.number} | "
        return [margin + shown, f"{'| ':>{len(margin)}}{' ' * (column - start)}^"]


def split_extents(text: str) -> list[str]:
    """The parts between the commas that no parenthesis encloses."""
    if "(" not in text:
        return [each.strip() for each in text.split(",")] if text.strip() else []
    parts: list[str] = [""]
    depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


def _extent(text: str) -> Any:
    if text == "?":
        return None
    return int(text) if text.isdecimal() and len(text) < 19 else text
