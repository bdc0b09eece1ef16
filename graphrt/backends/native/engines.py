"""Which kernels run a group: by rows, down columns, along any axes, in pieces or chunks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from graphrt.backends.native.chunks import chunked_calls, has_sums_of_rows
from graphrt.backends.native.expression import REDUCTIONS, Expr, is_one_reduction, needed
from graphrt.backends.native.group import (
    Axis,
    Nest,
    columns_call,
    places,
    rows_call,
    runs_along_kept,
)
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call
from graphrt.backends.native.scattered import runs_call, whole_row
from graphrt.backends.native.split import FEW, split_calls
from graphrt.lowering.plan import Buffer


def group_calls(
    record: Callable[[Axis], list[Expr] | str],
    inputs: Sequence[Buffer],
    outputs: Sequence[Buffer],
    nest: Nest,
    isa: Isa,
) -> Sequence[Call] | str:
    """The calls of a group: one, or several where its rows are cut or added up. ``record`` gives
    the results of elements along an axis, along which some operands do not vary."""
    results = record(nest.row[-1])
    if isinstance(results, str):
        return results
    given, made = places(inputs), places(outputs)
    if has_sums_of_rows(results):
        return chunked_calls(results, given, made, nest, isa)
    levels = max(each.level for each in results)
    down = levels > 0 and runs_along_kept(inputs, nest)
    if down and all(map(is_one_reduction, results)) and not _reads_beside(results):
        sums = record(nest.outer[-1])
        assert not isinstance(sums, str)
        found = columns_call(sums, given, made, nest, isa)
        if not isinstance(found, str):
            return [found]
    rows = math.prod(axis.extent for axis in nest.outer)
    if not down and (len(nest.row) == 1 or rows < FEW):
        several = split_calls(results, given, made, nest, isa)
        if several is not None:
            return several
    if not down and len(nest.row) == 1:
        found = rows_call(results, given, made, nest, isa)
        if not isinstance(found, str):
            return [found]
    scattered = record(whole_row(nest))
    assert not isinstance(scattered, str)
    return [runs_call(scattered, given, made, nest, isa)]


def _reads_beside(results: Sequence[Expr]) -> bool:
    """Whether what follows from sums reads operands as well."""
    return any(
        argument.level == 0 and argument.word not in ("number", "row_count")
        for each in needed(results)
        if each.level and each.word not in REDUCTIONS
        for argument in each.operands
    )
