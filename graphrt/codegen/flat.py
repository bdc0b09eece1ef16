"""The writer: one line per value that is named or used twice, the rest in place.

Broadcasting is left to NumPy wherever the reader is elementwise; a number known before running
is written as the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from graphrt.codegen.names import Names, gradient_names, is_chosen
from graphrt.codegen.text import ATOM, SourceScalars, Text, call, number
from graphrt.codegen.words import FORMS, first_of
from graphrt.dims import Dim
from graphrt.errors import GraphrtError, UsageError
from graphrt.ir.evaluate import needed
from graphrt.ir.graph import Node, Role, Value
from graphrt.ir.model import Signature
from graphrt.ir.op import Trait
from graphrt.ops.axes import normal_axes
from graphrt.ops.source import ShapeOf, SizeOf

Array = np.ndarray[Any, Any]
IN_PLACE = 44  # characters: a longer expression gets a line of its own
SMALL = 8  # elements of an array that is written out
TITLES = {Role.FORWARD: "# forward", Role.GRADIENT: "# backward", Role.UPDATE: "# update"}


class Flat:
    """The statements of a step. ``lines`` compute; ``stored`` are the new values of variables."""

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self.nodes = needed(signature.graph, signature.fetches)
        self.names = Names()
        self.arrays: dict[str, Array] = {}  # constants too large to be written out
        self.lines: list[str] = []
        self.inputs: dict[str, str] = {}  # input -> identifier
        self.variables: dict[str, str] = {}
        self.outputs: dict[str, str] = {}
        self._texts: dict[Value, Text] = {}
        self._smaller: set[Value] = set()  # values whose text is narrower than their type
        self._single: set[Value] = set()  # of those, the ones whose text is one number
        self._role: Role | None = None
        self._uses = _count_uses(self.nodes, signature)
        self._gradients = gradient_names(self.nodes, signature)
        self._returned = {value: name for name, value in signature.outputs.items()}
        self._sources()
        for node in self.nodes:
            self._statement(node)
        self._finish()

    # -- what is given ----------------------------------------------------------------------

    def _sources(self) -> None:
        for name, value in self.signature.inputs.items():
            self.inputs[name] = self.names.unused(name)
            self._texts[value] = Text(self.inputs[name])
        for node in self.nodes:
            if node.op.name == "variable":
                variable = node.op.attributes()["variable"]
                if variable not in self.variables:
                    self.variables[variable] = self.names.unused(variable)
                self._texts[node.outputs[0]] = Text(self.variables[variable])

    # -- one node ------------------------------------------------------------------------------

    def _statement(self, node: Node) -> None:
        if Trait.SOURCE in node.op.traits or node.outputs[0] in self._texts:
            return
        result = node.outputs[0]
        known = _known(result)
        if known is not None:
            self._texts[result] = known
            return
        if node.op.name == "constant":
            self._texts[result] = self._constant(node)
            return
        if isinstance(node.op, (ShapeOf, SizeOf)):
            self._texts[result] = self._extent(node)
            return
        if self._passes_through(node):
            return
        text = self._expression(node)
        if self._stays_in_place(node, text):
            self._texts[result] = text
        else:
            self._texts[result] = self._line(self._name_of(node), text, node.role)

    def _constant(self, node: Node) -> Text:
        array: Array = node.op.attributes()["value"]
        if array.size == 1:
            return number(array.item())
        if array.size <= SMALL:
            return Text(f"np.array({array.tolist()}, dtype={array.dtype.name!r})")
        name = self.names.unused(node.name)
        self.arrays[name] = array
        return Text(name)

    def _passes_through(self, node: Node) -> bool:
        """Broadcasts that readers do by themselves, and axes of a number."""
        result = node.outputs[0]
        if self._is_extent(node):
            self._texts[result] = self._texts[first_of(node)]
            return True
        if node.op.name not in ("broadcast_to", "expand_dims", "squeeze"):
            return False
        first = first_of(node)
        single = first in self._single or (first.type.is_static and first.type.size == 1)
        if node.op.name != "broadcast_to" and not single:
            return False
        self._texts[result] = self._texts[first]
        if not (result.type.is_static and result.type.size == 1):
            self._smaller.add(result)
        if single:
            self._single.add(result)
        return True

    def _is_extent(self, node: Node) -> bool:
        """Whether a cast turns an extent, which is a Python number, into a float."""
        return node.op.name == "cast" and first_of(node).known is not None

    def _extent(self, node: Node) -> Text:
        """A shape or a size, from the values that have a name already."""
        dims = first_of(node).type.dims
        if node.op.name == "shape":
            return self._shape(dims)
        axes = normal_axes(node.op.attributes()["axis"], len(dims))
        for value, text in self._named():
            if len(axes) == len(dims) and value.type.shape == dims:
                return Text(f"{text.source}.size")
        product = number(1)
        for axis in axes:
            extent = self._one_extent(dims[axis])
            product = extent if product.source == "1" else SourceScalars().mul(product, extent)
        return product

    def _shape(self, dims: Sequence[Any]) -> Text:
        for value, text in self._named():
            if value.type.shape == dims:
                return Text(f"{text.source}.shape")
        extents = [self._one_extent(each).source for each in dims]
        return Text(f"({', '.join(extents)}{',' if len(extents) == 1 else ''})")

    def _one_extent(self, extent: Any) -> Text:
        if isinstance(extent, int):
            return number(extent)
        for value, text in self._named():
            for axis, each in enumerate(value.type.dims):
                if each == extent:
                    return Text(f"{text.source}.shape[{axis}]" if axis else f"len({text.source})")
        raise NotImplementedError

    def _named(self) -> Iterator[tuple[Value, Text]]:
        """Values that are whole under a name."""
        for value, text in self._texts.items():
            if text.source.isidentifier() and value not in self._smaller:
                yield value, text

    def _expression(self, node: Node) -> Text:
        op = node.op
        elementwise = Trait.ELEMENTWISE in op.traits and op.has_scalar
        operands = [
            None if each is None else self._operand(each, elementwise) for each in node.inputs
        ]
        try:
            if elementwise:
                self._note_smaller(node)
                text = op.scalar(SourceScalars(), *operands)
                return text if isinstance(text, Text) else number(text)
            return FORMS[op.name](node, operands, self._helper)
        except (KeyError, NotImplementedError, GraphrtError):
            raise UsageError(
                f"{op.name} has no short NumPy form: %{node.name} at {node.location}",
                hint="codegen writes dense nets as on a blackboard; run the file for the rest",
            ) from None

    def _operand(self, value: Value, elementwise: bool) -> Text:
        text = self._texts[value]
        if elementwise or value not in self._smaller:
            return text
        return call("broadcast_to", text, self._shape(value.type.dims))

    def _note_smaller(self, node: Node) -> None:
        """An elementwise result is narrower than its type where every operand that is as large
        as the result is written narrower."""
        result = node.outputs[0]
        read = [value for value in node.inputs if value is not None]
        full = [value for value in read if value.type.shape == result.type.shape]
        if full and all(value in self._smaller for value in full):
            self._smaller.add(result)
            if all(value in self._single or _is_number(value) for value in read):
                self._single.add(result)

    # -- lines -----------------------------------------------------------------------------------

    def _stays_in_place(self, node: Node, text: Text) -> bool:
        result = node.outputs[0]
        if result in self._returned or self._uses[result] != 1:
            return False
        if self._gradients.get(result, "").removeprefix("grad_") in self.variables:
            return False
        if node.role is Role.FORWARD and is_chosen(node):
            return False
        return len(text.source) <= IN_PLACE

    def _name_of(self, node: Node) -> str:
        result = node.outputs[0]
        if result in self._returned:
            return self._returned[result]
        return self._gradients.get(result, node.name)

    def _line(self, wanted: str, text: Text, role: Role) -> Text:
        if role is not self._role:
            self.lines.append(TITLES[role])
            self._role = role
        name = self.names.unused(wanted)
        self.lines.append(f"{name} = {text.source}")
        return Text(name)

    def _helper(self, wanted: str, text: Text) -> Text:
        """A line for a piece of a form; nothing to do for what is a name already."""
        if text.binds == ATOM and text.source.isidentifier():
            return text
        return self._line(wanted, text, self._role or Role.FORWARD)

    def _finish(self) -> None:
        for name, value in self.signature.outputs.items():
            text = self._operand(value, elementwise=False)
            self.outputs[name] = text.source
        news = {
            name: self._operand(value, elementwise=False).source
            for name, value in self.signature.updates.items()
        }
        self._store(news)

    def _store(self, news: Mapping[str, str]) -> None:
        """New values; all are computed from those before the step."""
        if news and self._role is not Role.UPDATE:
            self.lines.append(TITLES[Role.UPDATE])
        pending = {self._variable(name): source for name, source in news.items()}
        late: list[str] = []
        for place, (target, source) in enumerate(pending.items()):
            others = list(pending.values())[place + 1 :]
            if any(re.search(rf"\b{re.escape(target)}\b", each) for each in others):
                new = self.names.unused(f"new_{target}")
                self.lines.append(f"{new} = {source}")
                late.append(f"{target} = {new}")
            else:
                self.lines.append(f"{target} = {source}")
        self.lines += late

    def _variable(self, name: str) -> str:
        if name not in self.variables:
            self.variables[name] = self.names.unused(name)
        return self.variables[name]


def _count_uses(nodes: Sequence[Node], signature: Signature) -> dict[Value, int]:
    uses: dict[Value, int] = {value: 0 for node in nodes for value in node.outputs}
    for node in nodes:
        if isinstance(node.op, (ShapeOf, SizeOf)):
            continue  # any value of that shape does
        for value in node.inputs:
            if value is not None:
                uses[value] += 1
    for value in signature.fetches:
        uses[value] += 1
    return uses


def _is_number(value: Value) -> bool:
    return value.type.is_static and value.type.size == 1


def _known(value: Value) -> Text | None:
    """A small integer value that is the same in every run."""
    known = value.known
    if known is None:
        return None
    entries = known if isinstance(known, tuple) else (known,)
    if any(isinstance(each, Dim) for each in entries):
        return None
    if not isinstance(known, tuple):
        return number(int(known))
    return Text(repr(tuple(int(each) for each in entries)))
