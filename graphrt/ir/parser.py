"""Reads the text form back: `parse_graph`, `parse_model`, and `parse_text` for either.

Every node goes through an `Emitter`, so types are inferred again and compared with the stated
ones. Every error is a `GraphError` that quotes the line. Time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from graphrt.errors import GraphError, GraphrtError, nearest
from graphrt.ir.attributes import AttributeKind, Field
from graphrt.ir.cursor import NAME, Cursor
from graphrt.ir.emitter import MAX_BODY_NESTING, Emitter, paused_gc
from graphrt.ir.graph import Graph, Origin, Role, Value
from graphrt.ir.location import Location
from graphrt.ir.model import Model
from graphrt.ir.model_parser import ModelReader
from graphrt.ir.op import Array, Op
from graphrt.ir.parsed_op import Read, field_of, made
from graphrt.types import ValueType

_HEAD = re.compile(rf"%({NAME})[ \t]*:[ \t]*")
_OP = re.compile(r"=[ \t]*([A-Za-z_][\w:.]*)(?:@(\d{1,9}))?[ \t]*\(")
_OPERAND = re.compile(rf"(?:%({NAME})|none\b)[ \t]*(?=[,)]|$)")
_VALUE = re.compile(rf"%({NAME})")
_FIELD = re.compile(r"(\w+)[ \t]*=")
_LABEL = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^\W\d][\w./-]*)(?:\.\d+)?')
_SITE = re.compile(r"#[ \t]*(\S.*):(\d{1,9})[ \t]*$")
_ROLES = {role.name.lower(): role for role in Role}


class Parsed(NamedTuple):
    """What a text holds: a graph or a model, and the digests whose arrays were not given.

    With digests ``missing``, structure and types are as written but those arrays are zeros.
    """

    graph: Graph | None
    model: Model | None
    missing: tuple[str, ...]


def parse_graph(text: str, arrays: Mapping[str, Array] | None = None) -> Graph:
    """The graph that `print_graph` wrote; ``arrays`` is what `large_constants` gives.

    Raises `GraphError` with line and caret, and when an array is missing.

    >>> text = '''graph double {
    ...   %x: f32[N] = input()
    ...   %y: f32[N] = add(%x, %x)
    ... }'''
    >>> parse_graph(text)
    <Graph 'double': 2 nodes>
    """
    parsed = parse_text(text, arrays)
    if parsed.graph is None:
        raise GraphError("the text is a model, not a graph", hint="read it with parse_model")
    _require(parsed)
    return parsed.graph


def parse_model(text: str, arrays: Mapping[str, Array] | None = None) -> Model:
    """The model that `print_model` wrote; ``arrays`` is what `large_arrays` gives.

    Raises `GraphError` with line and caret, and when an array is missing.
    """
    parsed = parse_text(text, arrays)
    if parsed.model is None:
        raise GraphError("the text is a graph, not a model", hint="read it with parse_graph")
    _require(parsed)
    return parsed.model


def parse_text(
    text: str, arrays: Mapping[str, Array] | None = None, *, allow_unknown_ops: bool = False
) -> Parsed:
    """Read a graph or a model, also without its large arrays: `Parsed.missing` names those.

    With ``allow_unknown_ops``, ops this release does not know become placeholders.
    """
    with paused_gc():
        return _TextReader(text, {} if arrays is None else arrays, allow_unknown_ops).read()


def _require(parsed: Parsed) -> None:
    if parsed.missing:
        count = len(parsed.missing)
        raise GraphError(
            f"the values of {count} large array{'s' * (count > 1)} are not in the text",
            rows=[f"sha256:{digest}" for digest in parsed.missing[:4]],
            hint="pass them as `arrays`, or read the structure alone with parse_text",
        )


class _TextReader:
    """Walks the lines of a text; blocks end at ``}`` and do not nest."""

    def __init__(self, text: str, arrays: Mapping[str, Array], allow_unknown_ops: bool) -> None:
        self.allow_unknown_ops = allow_unknown_ops
        self.lines = text.split("\n")
        self.number = 0
        self.arrays = arrays
        self.missing: dict[str, None] = {}
        self.types: dict[str, ValueType] = {}
        self.bodies: dict[str, tuple[Graph, int]] = {}  # label -> graph, levels below it
        self.graphs: dict[str, _Block] = {}

    def next(self) -> Cursor | None:
        """The next line that is not blank or a comment."""
        while self.number < len(self.lines):
            cursor = Cursor(self.lines[self.number].removesuffix("\r"), self.number + 1)
            self.number += 1
            if not cursor.at_end():
                return cursor
        return None

    def read(self) -> Parsed:
        model: ModelReader | None = None
        head: Cursor | None = None
        while (line := self.next()) is not None:
            head = head or line
            start = line.skip()
            keyword = line.word("graph, body or model")
            if keyword == "body":
                self.body(line)
            elif keyword == "graph":
                self.graph(line, alone=model is None)
            elif keyword == "model" and line is head:
                model = ModelReader(line, self.arrays, self.missing)
            elif keyword == "signature" and model is not None:
                self.signature(line, model)
            elif model is None or not model.item(keyword, line):
                known = ("graph", "body", *(ModelReader.KEYWORDS if model else ("model",)))
                raise line.error(f"unknown keyword {keyword!r}", start, nearest(keyword, known))
        missing = tuple(self.missing)
        if model is not None:
            return Parsed(None, model.finish(), missing)
        if not self.graphs:
            raise GraphError("the text has no graph", hint="it begins with: graph NAME {")
        (block,) = self.graphs.values()
        return Parsed(block.result, None, missing)

    def body(self, line: Cursor) -> None:
        line.expect("@")
        start = line.skip()
        label = line.take(_LABEL, "a name")
        if label in self.bodies:
            raise line.error(f"there are two bodies @{label}", start)
        block = _Block(self, line, label)
        self.bodies[label] = block.result, block.levels

    def graph(self, line: Cursor, alone: bool) -> None:
        start = line.skip()
        label = line.take(_LABEL, "a name")
        if alone and self.graphs:
            raise line.error("the text has a second graph", start, "only a model has several")
        if label in self.graphs:
            raise line.error(f"there are two graphs {label}", start)
        self.graphs[label] = _Block(self, line, label)

    def signature(self, line: Cursor, model: ModelReader) -> None:
        name = line.word("a name")
        line.expect("of")
        start = line.skip()
        label = line.take(_LABEL, "the name of a graph")
        block = self.graphs.get(label)
        if block is None:
            raise line.error(f"there is no graph {label}", start, nearest(label, self.graphs))
        model.signature(name, line, block, self.next)


class _Block:
    """One ``graph`` or ``body``: its nodes, emitted one per line."""

    def __init__(self, text: _TextReader, head: Cursor, label: str) -> None:
        self.text = text
        self.values: dict[str, Value] = {}
        self.location: Location | None = None
        self.levels = 0
        self.emit = Emitter(locate=lambda: self.location)
        self.result = self._read(head, _name_of(label))

    def _read(self, head: Cursor, name: str) -> Graph:
        head.expect("{")
        head.end()
        outputs: list[Value] = []
        while (line := self.text.next()) is not None:
            if line.text[line.position] == "%" and not outputs:
                self._node(line)
            elif line.accept("}"):
                line.end()
                return self.emit.freeze(outputs, name)
            elif outputs:
                raise line.error("expected '}' after return")
            elif line.accept("return"):
                outputs = [self.value(line)]
                while line.accept(","):
                    outputs.append(self.value(line))
                line.end()
            else:
                raise line.error("expected a node such as %y: f32[N] = neg(%x), return or '}'")
        raise head.unfinished()

    def value(self, line: Cursor) -> Value:
        """A ``%name`` that is defined."""
        start = line.skip()
        found = line.match(_VALUE)
        if found is None:
            raise line.error("expected a value such as %x")
        name = found.group(1)
        if name not in self.values:
            raise self._unknown(line, name, start)
        return self.values[name]

    def _unknown(self, line: Cursor, name: str, start: int) -> GraphError:
        if f"{name}.0" in self.values:
            return line.error(f"%{name} has several results", start, f"say %{name}.0")
        return line.error(f"%{name} is not defined above", start, nearest(name, self.values))

    def _node(self, line: Cursor) -> None:
        start = line.position
        head = line.match(_HEAD)
        if head is None:
            raise line.error("expected a name and a type such as %y: f32[N]")
        name = head.group(1)
        types = self._stated_types(line)
        found = line.match(_OP)
        if found is None:
            raise line.error("expected '= op('")
        op_at = found.start(1)
        kind = self._op_class(line, found)
        operands, attributes = self._arguments(line, kind)
        self._provenance(line)
        try:
            results = self.emit(made(kind, found, attributes, types), *operands, name=name)
        except GraphrtError as error:
            at = start if type(error) is GraphError else op_at  # a GraphError is about the name
            rows = (*line.quote(at), *error.rows)
            rule = f"line {line.number}: {error.rule}"
            raise GraphError(rule, rows=rows, hint=error.hint) from None
        outputs = (results,) if type(results) is Value else results
        if [value.type for value in outputs] != types:
            stated, inferred = _type_list(types), _type_list([v.type for v in outputs])
            raise line.error(
                f"the text says {stated}, but {found.group(1)} gives {inferred}", head.end()
            )
        if len(outputs) == 1:
            self.values[name] = outputs[0]
        else:
            for value in outputs:
                self.values[f"{name}.{value.result}"] = value

    def _stated_types(self, line: Cursor) -> list[ValueType]:
        if line.accept("("):
            return line.listed(")", lambda: line.type(self.text.types))
        return [line.type(self.text.types)]

    def _op_class(self, line: Cursor, found: re.Match[str]) -> type[Op] | None:
        """The class of the op, or None if this release does not know it, and that is allowed."""
        from graphrt.ops import lookup  # ops stand above ir; only a reader needs them by name

        try:
            kind = lookup(found.group(1))
        except GraphError as error:
            if self.text.allow_unknown_ops:
                return None
            raise line.error(error.rule, found.start(1), error.hint) from None
        version = int(found.group(2) or 1)
        if version > kind.version and self.text.allow_unknown_ops:
            return None
        if version != kind.version:
            rule = (
                f"the text uses version {version} of {kind.name}, this release has {kind.version}"
            )
            raise line.error(rule, found.start(1))
        return kind

    def _arguments(self, line: Cursor, kind: type[Op] | None) -> tuple[list[Value | None], Read]:
        operands: list[Value | None] = []
        attributes: Read = {}
        if line.accept(")"):
            return operands, attributes
        while True:
            start = line.skip()
            found = None if attributes else line.match(_OPERAND)
            if found is not None:
                name = found.group(1)
                if name is not None and name not in self.values:
                    raise self._unknown(line, name, start)
                operands.append(None if name is None else self.values[name])
            else:
                found = line.match(_FIELD)
                if found is None:
                    kinds = "an attribute" if attributes else "an operand such as %x, or none"
                    raise line.error(f"expected {kinds}")
                name = found.group(1)
                if name in attributes:
                    raise line.error(f"attribute {name!r} is given twice", start)
                field = field_of(line, kind, name, start)
                attributes[name] = field.kind, self._attribute(line, field)
            if line.accept(")"):
                return operands, attributes
            if not line.accept(","):
                raise line.error("expected ',' or ')'")

    def _attribute(self, line: Cursor, field: Field) -> Any:
        if field.optional and line.accept("none"):
            return None
        if field.kind is AttributeKind.ARRAY:
            return line.array(self.text.arrays, self.text.missing)
        if field.kind is not AttributeKind.GRAPH:
            return line.attribute(field.kind, self.text.types)
        line.expect("@")
        start = line.skip()
        label = line.take(_LABEL, "the name of a body")
        if label not in self.text.bodies:
            hint = (
                nearest(label, self.text.bodies) or "bodies stand before the graphs that use them"
            )
            raise line.error(f"there is no body @{label} above", start, hint)
        body, levels = self.text.bodies[label]
        self.levels = max(self.levels, levels + 1)
        if self.levels > MAX_BODY_NESTING:
            raise line.error(f"bodies are nested deeper than {MAX_BODY_NESTING}", start)
        return body

    def _provenance(self, line: Cursor) -> None:
        """Role, origins and source line, for the emitter to put on the node."""
        emit = self.emit
        emit.role, emit.grad_of, emit.origins = Role.FORWARD, None, ()
        if line.accept("{"):
            emit.origins = _origins(line)
            if not emit.origins:
                start = line.skip()
                role = line.word("a role or from")
                if role not in _ROLES:
                    raise line.error(f"unknown role {role!r}", start, nearest(role, _ROLES))
                emit.role = _ROLES[role]
                if line.accept("of "):
                    emit.grad_of = _origin(line)
                if line.accept(";"):
                    emit.origins = _origins(line)
            line.expect("}")
        line.end()
        self.location = _location(line)


def _origins(line: Cursor) -> tuple[Origin, ...]:
    """``from a:add, b:mul``, or nothing."""
    if not line.accept("from "):
        return ()
    origins = [_origin(line)]
    while line.accept(","):
        origins.append(_origin(line))
    return tuple(origins)


def _origin(line: Cursor) -> Origin:
    label = line.word("a name")
    line.expect(":")
    return Origin(label, line.word("an op"))


def _location(line: Cursor) -> Location | None:
    if line.position >= len(line.text):
        return None
    found = _SITE.match(line.text, line.position)
    if found is None:
        return None  # an ordinary comment
    file = found.group(1)
    if file.startswith('"'):
        inner = Cursor(file, line.number)
        file = inner.string()
    return Location(file, int(found.group(2)))


def _name_of(label: str) -> str:
    """The name a label stands for: without the number that tells equal names apart."""
    cursor = Cursor(label, 0)
    if label.startswith('"'):
        return cursor.string()
    stem, dot, tail = label.rpartition(".")
    return stem if dot and tail.isdecimal() else label


def _type_list(types: list[ValueType]) -> str:
    return str(types[0]) if len(types) == 1 else f"({', '.join(map(str, types))})"
