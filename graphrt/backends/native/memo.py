"""Equal steps make equal calls: a pointwise op is looked at once per kind of operands.

A graph of 100,000 nodes has a few dozen different steps. Steps are equal when the op has no
attributes, the operands have the same types and layouts, and the same of them are one buffer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from graphrt.backends.native.kernel import Call
from graphrt.ir.op import Trait
from graphrt.lowering import Buffer, Segment, Step

Calls = Sequence[Call] | str


class CallsOfSteps:
    """A selector that remembers what it made of equal steps."""

    def __init__(self, select: Callable[[Step], Calls]) -> None:
        self._select = select
        self._known: dict[Hashable, tuple[Calls, list[tuple[int, ...]]]] = {}

    def __call__(self, step: Step) -> Calls:
        op = step.node.op
        if Trait.ELEMENTWISE not in op.traits or op.fields or step.bodies:
            return self._select(step)
        buffers = [each for each in step.inputs + step.outputs if each is not None]
        if len(buffers) != len(step.inputs) + len(step.outputs):
            return self._select(step)
        key = (
            op.name,
            *[(each.segment is Segment.DYNAMIC, each.type, each.layout) for each in buffers],
            *map(buffers.index, buffers),
        )
        known = self._known.get(key)
        if known is not None:
            return _again(*known, buffers)
        found = self._select(step)
        if isinstance(found, str):
            self._known[key] = found, []
            return found
        operands: list[list[Buffer]] = [
            [each for each in call.operands if isinstance(each, Buffer) and each in buffers]
            for call in found
        ]
        if list(map(len, operands)) == [len(call.operands) for call in found]:
            self._known[key] = found, [tuple(map(buffers.index, each)) for each in operands]
        return found


def _again(found: Calls, places: Sequence[tuple[int, ...]], buffers: Sequence[Buffer]) -> Calls:
    """The same calls on other buffers."""
    if isinstance(found, str):
        return found
    return [
        Call(call.kernel, tuple([buffers[k] for k in each]), call.numbers, call.units, call.grain)
        for call, each in zip(found, places, strict=True)
    ]
