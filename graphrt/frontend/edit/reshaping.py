"""Other extents for the inputs of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from graphrt.dims import Dim, Extent, Known, derived
from graphrt.errors import GraphError, GraphrtError, UsageError, nearest
from graphrt.frontend.edit.common import checked, moved
from graphrt.ir.bodies import body_fields
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.model import Example, Model, Signature
from graphrt.ir.op import Op
from graphrt.ir.rebuild import rebuild
from graphrt.ops.source import Input
from graphrt.types import ValueType, as_extent


def reshape(model: Model, sizes: Mapping[str, Any]) -> Model:
    """``model`` with other extents: a symbol -> its number, or an input -> all its extents.

    A symbol that gets a number gets it everywhere. An extent may be a new symbol, which makes it
    variable again: ``{"x": ("N", 8)}``. Types are inferred anew. Examples that no longer fit are
    dropped. Raises `UsageError` for a name nothing has, or another number of axes, and
    `GraphError` where the nodes do not allow these extents.
    """
    inputs = {
        node.name: node.outputs[0].type
        for graph in model.graphs
        for node in graph
        if node.op.name == "input"
    }
    for signature in model.signatures.values():
        inputs |= {name: value.type for name, value in signature.inputs.items()}
    symbols = {s.name for t in inputs.values() for e in t.dims for s in getattr(e, "symbols", ())}
    bound: dict[str, Known] = {}
    shapes: dict[str, tuple[Extent, ...]] = {}
    for name, size in sizes.items():
        if name in inputs:
            extents = _extents(name, size, inputs[name])
            shapes[name] = extents
            for old, now in zip(inputs[name].dims, extents, strict=True):
                if isinstance(old, Dim) and str(old) in symbols and now is not None:
                    _bind(bound, str(old), now)
        elif name in symbols:
            extents = _extents(name, size, None)
            if len(extents) != 1:
                raise UsageError(f"the symbol {name} takes one extent, not {len(extents)}")
            _bind(bound, name, extents[0])
        else:
            hint = nearest(name, [*inputs, *sorted(symbols)])
            raise UsageError(f"the model has no input or symbol {name!r}", hint=hint)
    return _Reshaping(model, bound, shapes).run()


def _extents(name: str, size: Any, declared: ValueType | None) -> tuple[Extent, ...]:
    given: Sequence[Any] = (size,) if isinstance(size, (int, str)) else tuple(size)
    try:
        extents = tuple(as_extent(each) for each in given)
    except GraphrtError as error:
        raise UsageError(f"{name}: {error.rule}", hint=error.hint) from None
    if declared is not None and (declared.shape is None or len(declared.shape) != len(extents)):
        raise UsageError(f"input {name!r} is {declared}: {len(extents)} extents do not fit it")
    return extents


def _bind(bound: dict[str, Known], name: str, extent: Extent) -> None:
    if extent is None or bound.setdefault(name, extent) != extent:
        raise UsageError(f"the symbol {name} cannot be both {bound.get(name)} and {extent}")


class _Reshaping:
    def __init__(
        self,
        model: Model,
        bound: Mapping[str, Known],
        shapes: Mapping[str, tuple[Extent, ...]],
    ) -> None:
        self.model = model
        self.bound = bound
        self.shapes = shapes
        self.bodies: dict[int, Graph] = {}

    def run(self) -> Model:
        chosen: dict[Value, tuple[Extent, ...]] = {}
        for signature in self.model.signatures.values():
            for name, value in signature.inputs.items():
                if name in self.shapes:
                    chosen[value] = self.shapes[name]
        graphs = {}
        for graph in self.model.graphs:
            try:
                graphs[id(graph)] = rebuild(graph, op=lambda node: self._op(node, chosen))
            except GraphrtError as error:
                raise GraphError(error.rule, rows=error.rows, hint=error.hint) from None
        signatures = {}
        for each in self.model.signatures.values():
            made = moved(each, *graphs[id(each.graph)])
            fitting = tuple(example for example in each.examples if _fits(made, example))
            signatures[each.name] = replace(made, examples=fitting)
        return checked(replace(self.model, signatures=signatures))

    def _op(self, node: Node, chosen: Mapping[Value, tuple[Extent, ...]]) -> Op:
        op = node.op
        if op.name == "input":
            value = node.outputs[0]
            extents = chosen.get(value, self.shapes.get(node.name))
            if extents is not None:
                return Input(ValueType(value.type.dtype, extents, value.type.wrappers))
        changed: dict[str, Any] = {}
        for name, value in op.attributes().items():
            if isinstance(value, ValueType) and value.shape is not None:
                shape = [_substituted(each, self.bound) for each in value.shape]
                if shape != list(value.shape):
                    changed[name] = ValueType(value.dtype, shape, value.wrappers)
        for name in body_fields(op):
            body = getattr(op, name)
            if body is not None:
                changed[name] = self._body(body)
        return type(op)(**{**op.attributes(), **changed}) if changed else op

    def _body(self, body: Graph) -> Graph:
        made = self.bodies.get(id(body))
        if made is None:
            made, _ = rebuild(body, op=self._op_of_body)
            self.bodies[id(body)] = made
        return made

    def _op_of_body(self, node: Node) -> Op:
        kept, self.shapes = self.shapes, {}  # an input of a body is not one of the model
        try:
            return self._op(node, {})
        finally:
            self.shapes = kept


def _substituted(extent: Extent, bound: Mapping[str, Known]) -> Extent:
    if not isinstance(extent, Dim):
        return extent
    total: Known = extent.constant
    for symbol, factor in extent.terms:
        if symbol.args:
            args = [_substituted(each, bound) for each in symbol.args]
            known: Known = derived(symbol.rule, tuple(each for each in args if each is not None))
        else:
            known = bound.get(symbol.name, Dim(0, ((symbol, 1),)))
        total = total + known * factor
    return total


def _fits(signature: Signature, example: Example) -> bool:
    """Whether the inputs of an example have the declared numbers, and one number per symbol."""
    sizes: dict[str, int] = {}
    for name, array in example.inputs.items():
        declared = signature.inputs[name].type
        if declared.shape is None:
            continue
        for extent, number in zip(declared.dims, array.shape, strict=True):
            if isinstance(extent, int) and extent != number:
                return False
            if isinstance(extent, Dim) and sizes.setdefault(str(extent), number) != number:
                return False
    return True
