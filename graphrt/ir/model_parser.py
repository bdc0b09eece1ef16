"""Reads the parts of a model's text that are not graphs: variables and signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from graphrt.errors import nearest
from graphrt.ir.cursor import Cursor
from graphrt.ir.graph import Graph, Value
from graphrt.ir.model import (
    Example,
    Model,
    Receipt,
    Signature,
    TrainSpec,
    Variable,
    VariableKind,
)
from graphrt.ir.op import Array
from graphrt.ir.verify import verify_bindings

_KINDS = {kind.name.lower(): kind for kind in VariableKind}
NextLine = Callable[[], Cursor | None]


class Block(Protocol):
    """A graph that was read: its values are looked up by name."""

    result: Graph

    def value(self, line: Cursor) -> Value: ...


class ModelReader:
    """Collects the items of a model, one line or one signature at a time."""

    KEYWORDS = ("meta", "train", "pass", "variable", "signature")

    def __init__(self, head: Cursor, arrays: Mapping[str, Array], missing: dict[str, None]) -> None:
        self.name = head.word("a name")
        head.end()
        self.arrays = arrays
        self.missing = missing
        self.meta: dict[str, str] = {}
        self.train: TrainSpec | None = None
        self.history: list[Receipt] = []
        self.variables: dict[str, Variable] = {}
        self.signatures: dict[str, Signature] = {}

    def finish(self) -> Model:
        model = Model(
            self.name,
            self.variables,
            self.signatures,
            self.meta,
            self.train,
            tuple(self.history),
        )
        verify_bindings(model)
        return model

    def item(self, keyword: str, line: Cursor) -> bool:
        """Read a line that begins with ``keyword``, unless that is no item of a model."""
        match keyword:
            case "meta":
                self._named(line, self.meta, line.string)
            case "train":
                self.train = self._train(line)
            case "pass":
                self.history.append(self._receipt(line))
            case "variable":
                self._variable(line)
            case _:
                return False
        line.end()
        return True

    def _train(self, line: Cursor) -> TrainSpec:
        signature = line.word("a name")
        line.expect("loss")
        loss = line.word("a name")
        line.expect("by")
        optimizer = line.word("a name")
        line.expect("hyper")
        hyper = _strings(line)
        line.expect("parameters")
        return TrainSpec(signature, loss, optimizer, hyper, _strings(line))

    def _receipt(self, line: Cursor) -> Receipt:
        name = line.word("a name")
        line.expect("options")
        options = line.string()
        line.expect("nodes")
        before = line.integer()
        line.expect("to")
        after = line.integer()
        line.expect("details")
        return Receipt(name, options, before, after, _strings(line))

    def _variable(self, line: Cursor) -> None:
        start = line.skip()
        name = line.word("a name")
        if name in self.variables:
            raise line.error(f"{name!r} is there twice", start)
        line.expect("=")
        value = line.array(self.arrays, self.missing)
        line.expect("{")
        start = line.skip()
        kind = line.word("a kind of variable")
        if kind not in _KINDS:
            raise line.error(f"unknown kind {kind!r}", start, nearest(kind, _KINDS))
        slot_of = line.word("the name of a variable") if line.accept("of ") else None
        trainable = line.accept(",")
        if trainable:
            line.expect("trainable")
        line.expect("}")
        self.variables[name] = Variable(name, value, _KINDS[kind], trainable, slot_of)

    def signature(self, name: str, head: Cursor, block: Block, next_line: NextLine) -> None:
        """The block of signature ``name``, whose first line is read up to its ``{``."""
        if name in self.signatures:
            raise head.error(f"there are two signatures {name!r}")
        parts: dict[str, dict[str, Any]] = {
            "input": {},
            "output": {},
            "update": {},
            "labels": {},
        }
        examples: list[Example] = []

        def item(keyword: str, line: Cursor) -> bool:
            if keyword == "example":
                examples.append(self._example(line, next_line))
            elif keyword in parts:
                read = _strings if keyword == "labels" else block.value
                self._named(line, parts[keyword], lambda: read(line))
            else:
                return False
            return True

        _read_block(head, next_line, item, (*parts, "example"))
        self.signatures[name] = Signature(
            name,
            block.result,
            parts["input"],
            parts["output"],
            parts["update"],
            tuple(examples),
            parts["labels"],
        )

    def _example(self, head: Cursor, next_line: NextLine) -> Example:
        parts: dict[str, dict[str, Array]] = {"input": {}, "output": {}}

        def item(keyword: str, line: Cursor) -> bool:
            if keyword not in parts:
                return False
            self._named(line, parts[keyword], lambda: line.array(self.arrays, self.missing))
            return True

        _read_block(head, next_line, item, parts)
        return Example(parts["input"], parts["output"])

    def _named(self, line: Cursor, found: dict[str, Any], read: Callable[[], Any]) -> None:
        """``NAME = value``, put into ``found``."""
        start = line.skip()
        name = line.word("a name")
        if name in found:
            raise line.error(f"{name!r} is there twice", start)
        line.expect("=")
        found[name] = read()


def _read_block(
    head: Cursor,
    next_line: NextLine,
    item: Callable[[str, Cursor], bool],
    keywords: Any,
) -> None:
    """Lines that ``item`` takes, from ``{`` to ``}``."""
    head.expect("{")
    head.end()
    while (line := next_line()) is not None:
        if line.accept("}"):
            line.end()
            return
        start = line.skip()
        keyword = line.word(f"one of {', '.join(keywords)}, or '}}'")
        if not item(keyword, line):
            raise line.error(f"unknown keyword {keyword!r}", start, nearest(keyword, keywords))
        line.end()
    raise head.unfinished()


def _strings(line: Cursor) -> tuple[str, ...]:
    line.expect("[")
    return tuple(line.listed("]", line.string))
