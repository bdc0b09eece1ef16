"""Equal steps make equal rows: a pointwise op is looked at once per kind of operands.

A graph of 100,000 nodes has a few dozen different steps. Steps are equal when the op has no
attributes, the operands have the same types and layouts in the same segments, and the same of
them are one buffer.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from graphrt.backends.native.kernel import Call
from graphrt.backends.native.table import Pattern, Rows, Table
from graphrt.ir.op import Trait
from graphrt.lowering import Step


class RowsOfSteps:
    """Adds steps to a table, and remembers what it made of equal ones."""

    def __init__(self, table: Table, select: Callable[[Step], Sequence[Call] | str]) -> None:
        self._table = table
        self._select = select
        self._known: dict[Hashable, Pattern] = {}

    def __call__(self, step: Step) -> Rows | None:
        """The rows of a step; ``None`` where it has no kernel."""
        op = step.node.op
        if Trait.ELEMENTWISE not in op.traits or op.fields:
            return self._added(self._select(step))
        places = step.inputs + step.outputs
        buffers = [each for each in places if each is not None]
        key = (
            op.name,
            *[each and (each.segment, each.type, each.layout) for each in places],
            *map(buffers.index, buffers),
        )
        pattern = self._known.get(key)
        if pattern is not None:
            return self._table.add_again(pattern, buffers)
        found = self._select(step)
        if not isinstance(found, str):
            pattern = self._table.pattern(found, buffers)
            if pattern is not None:
                self._known[key] = pattern
        return self._added(found)

    def _added(self, found: Sequence[Call] | str) -> Rows | None:
        return None if isinstance(found, str) else self._table.add(found)
