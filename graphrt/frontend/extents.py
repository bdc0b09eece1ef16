"""Extents as operands: from numbers and symbols to the nodes that compute them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.dims import Dim
from graphrt.errors import ShapeError
from graphrt.ir.emitter import Emitter
from graphrt.ops import lookup
from graphrt.types import as_extent


def extents_operand(emit: Emitter, shape: Sequence[Any]) -> Any:
    """A shape as an operand: a constant, or nodes that compute it where symbols occur.

    -1 stays -1. Raises `ShapeError` for a symbol that is no extent of any value so far.
    """
    wanted = [each if each == -1 else as_extent(each) for each in shape]
    if not any(isinstance(each, Dim) for each in wanted):
        return np.array(wanted, dtype=np.int64)
    return emit(lookup("concat")(axis=0), *(_extent(emit, each) for each in wanted))


def _extent(emit: Emitter, extent: Any) -> Any:
    """One extent as an int64 vector of length 1: read off a value that has it, or computed."""
    if isinstance(extent, int):
        return np.array([extent], dtype=np.int64)
    if extent is None:
        raise ShapeError("an extent nothing is known about cannot be asked for")
    for node in emit.nodes:
        for value in node.outputs:
            for axis, have in enumerate(value.type.shape or ()):
                if have == extent:
                    shape = emit(lookup("shape")(), value)
                    return emit(lookup("slice")(), shape, [axis], [axis + 1])
    return _computed(emit, extent)


def _computed(emit: Emitter, extent: Dim) -> Any:
    """``constant + sum(factor * symbol)``; a derived symbol is its rule, which is an op's name."""
    total: Any = np.array([extent.constant], dtype=np.int64)
    for symbol, factor in extent.terms:
        if symbol.rule:
            term = _extent(emit, symbol.args[0])
            for each in symbol.args[1:]:
                term = emit(lookup(symbol.rule)(), _value(emit, term), _extent(emit, each))
        elif extent == Dim(0, ((symbol, 1),)):
            raise ShapeError(
                f"no tensor of the graph has an axis of extent {symbol}",
                hint="take the extent from the .shape of a tensor",
            )
        else:
            term = _extent(emit, Dim(0, ((symbol, 1),)))
        total = emit(lookup("add")(), emit(lookup("mul")(), _value(emit, term), factor), total)
    return total


def _value(emit: Emitter, operand: Any) -> Any:
    """An array as a value, so that the number beside it takes its dtype."""
    return emit.constant(operand) if isinstance(operand, np.ndarray) else operand
