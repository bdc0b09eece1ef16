"""The NumPy form of ops that are not pointwise: one short expression each.

A form takes the node, the text of its operands, and a function that gives an expression a line
of its own where it is used twice. An op that is not here and not pointwise has no short form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphrt.codegen.text import ADD, ATOM, MUL, UNARY, Text, call
from graphrt.ir.graph import Node, Value
from graphrt.ops.axes import normal_axes, normal_axis

Line = Callable[[str, Text], Text]
Form = Callable[[Node, Sequence[Any], Line], Text]
FORMS: dict[str, Form] = {}


def form(*names: str) -> Callable[[Form], Form]:
    """Register the form of some ops."""

    def register(function: Form) -> Form:
        FORMS.update(dict.fromkeys(names, function))
        return function

    return register


def first_of(node: Node) -> Value:
    first = node.inputs[0]
    assert first is not None
    return first


def method(operand: Text, name: str, *args: str) -> Text:
    """``operand.name(args)``."""
    return Text(f"{operand.inside(ATOM)}.{name}({', '.join(args)})")


@form("matmul")
def _matmul(node: Node, xs: Sequence[Text], line: Line) -> Text:
    return Text(f"{xs[0].inside(MUL)} @ {xs[1].inside(UNARY)}", MUL)


@form("transpose")
def _transpose(node: Node, xs: Sequence[Text], line: Line) -> Text:
    axes, rank = node.op.attributes()["axes"], first_of(node).type.rank
    if axes is None or tuple(axes) == tuple(range(rank))[::-1]:
        return Text(f"{xs[0].inside(ATOM)}.T")
    return method(xs[0], "transpose", *map(str, axes))


@form("reshape")
def _reshape(node: Node, xs: Sequence[Text], line: Line) -> Text:
    return method(xs[0], "reshape", xs[1].source)


@form("broadcast_to")
def _broadcast_to(node: Node, xs: Sequence[Text], line: Line) -> Text:
    return call("broadcast_to", *xs)


@form("expand_dims")
def _expand_dims(node: Node, xs: Sequence[Text], line: Line) -> Text:
    rank = node.outputs[0].type.rank
    axes = normal_axes(node.op.attributes()["axes"], rank)
    index = ["None" if axis in axes else ":" for axis in range(rank)]
    while index and index[-1] == ":":
        index.pop()
    return Text(f"{xs[0].inside(ATOM)}[{', '.join(index)}]")


@form("squeeze")
def _squeeze(node: Node, xs: Sequence[Text], line: Line) -> Text:
    rank = first_of(node).type.rank
    axes = normal_axes(node.op.attributes()["axes"], rank)
    index = ["0" if axis in axes else ":" for axis in range(rank)]
    while index and index[-1] == ":":
        index.pop()
    return Text(f"{xs[0].inside(ATOM)}[{', '.join(index)}]")


@form("sum", "mean", "reduce_max", "reduce_min", "prod", "any", "all", "argmax", "argmin")
def _reduction(node: Node, xs: Sequence[Text], line: Line) -> Text:
    attributes = node.op.attributes()
    rank, axis = first_of(node).type.rank, attributes["axis"]
    arguments = []
    if isinstance(axis, int):
        arguments.append(f"axis={axis}")
    elif axis is not None and len(normal_axes(axis, rank)) < rank:
        arguments.append(f"axis={axis[0] if len(axis) == 1 else axis}")
    if attributes["keepdims"]:
        arguments.append("keepdims=True")
    name = node.op.name.removeprefix("reduce_")
    return Text(f"np.{name}({', '.join([xs[0].source, *arguments])})")


@form("softmax")
def _softmax(node: Node, xs: Sequence[Text], line: Line) -> Text:
    axis = node.op.attributes()["axis"]
    powers = line("powers", call("exp", _shifted(xs[0], axis, line)))
    return Text(f"{powers.source} / np.sum({powers.source}, axis={axis}, keepdims=True)", MUL)


@form("log_softmax")
def _log_softmax(node: Node, xs: Sequence[Text], line: Line) -> Text:
    axis = node.op.attributes()["axis"]
    moved = line("shifted", _shifted(xs[0], axis, line))
    total = f"np.log(np.sum(np.exp({moved.source}), axis={axis}, keepdims=True))"
    return Text(f"{moved.source} - {total}", ADD)


@form("cross_entropy")
def _cross_entropy(node: Node, xs: Sequence[Text], line: Line) -> Text:
    if first_of(node).type.rank != 2:
        raise NotImplementedError
    moved = line("shifted", _shifted(xs[0], -1, line))
    chosen = f"{moved.source}[np.arange(len({xs[1].source})), {xs[1].source}]"
    return Text(f"np.log(np.sum(np.exp({moved.source}), axis=-1)) - {chosen}", ADD)


def _shifted(x: Text, axis: int, line: Line) -> Text:
    plain = line("scores", x) if x.binds < ATOM else x
    return Text(f"{plain.source} - np.max({plain.source}, axis={axis}, keepdims=True)", ADD)


@form("one_hot")
def _one_hot(node: Node, xs: Sequence[Text], line: Line) -> Text:
    attributes = node.op.attributes()
    if attributes["axis"] not in (-1, node.outputs[0].type.rank - 1):
        raise NotImplementedError
    return Text(f"np.eye({xs[1].source}, dtype={attributes['dtype'].name!r})[{xs[0].source}]")


@form("concat")
def _concat(node: Node, xs: Sequence[Text], line: Line) -> Text:
    parts = ", ".join(each.source for each in xs)
    axis = normal_axis(node.op.attributes()["axis"], node.outputs[0].type.rank)
    return Text(f"np.concatenate([{parts}]{f', axis={axis}' if axis else ''})")


@form("gather")
def _gather(node: Node, xs: Sequence[Text], line: Line) -> Text:
    axis = normal_axis(node.op.attributes()["axis"], first_of(node).type.rank)
    return Text(f"{xs[0].inside(ATOM)}[{':, ' * axis}{xs[1].source}]")


@form("embedding")
def _embedding(node: Node, xs: Sequence[Text], line: Line) -> Text:
    if node.op.attributes().get("padding_idx") is not None:
        raise NotImplementedError
    return Text(f"{xs[0].inside(ATOM)}[{xs[1].source}]")


@form("zeros_like", "ones_like")
def _like(node: Node, xs: Sequence[Text], line: Line) -> Text:
    return call(node.op.name, xs[0])
