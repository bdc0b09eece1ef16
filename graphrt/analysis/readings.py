"""What the wires of a picture carry: values and gradients, as far as the feeds allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from graphrt.dtypes import DType
from graphrt.ir.evaluate import evaluate, needed
from graphrt.ir.graph import Graph, Value
from graphrt.ir.op import Array, Trait
from graphrt.viz import Number, Reading, Statistics, Unknown

FEW = 16  # a vector of up to so many elements is kept whole


def reading_of(array: Array) -> Reading:
    """A scalar as its number, a tensor as mean, standard deviation and share of zeros.

    >>> reading_of(np.array([[0.0, 2.0]]))
    Statistics(shape=(1, 2), mean=1.0, spread=1.0, zeros=0.5, lowest=0.0, highest=2.0, elements=())
    """
    kind = DType.of(array.dtype).kind
    if kind == "string" or (kind == "complex" and array.ndim):
        return Unknown()
    if array.ndim == 0:
        if kind == "bool":
            return Number(bool(array))
        if kind == "complex":
            return Number(complex(array))
        return Number(float(array) if kind == "float" else int(array))
    if array.size == 0:
        return Statistics(array.shape, float("nan"), float("nan"), 0.0)
    wide = array.astype(np.float64)
    with np.errstate(all="ignore"):
        mean, spread = float(wide.mean()), float(wide.std())
    zeros = 1 - int(np.count_nonzero(wide)) / wide.size
    few = array.ndim == 1 and array.size <= FEW
    elements = tuple(wide.tolist()) if few else ()
    return Statistics(
        array.shape, mean, spread, zeros, float(wide.min()), float(wide.max()), elements
    )


def read(
    graph: Graph,
    values: Sequence[Value],
    feeds: Mapping[str, Array],
    variables: Mapping[str, Array],
) -> dict[Value, Reading]:
    """A reading per value; `Unknown` where it depends on an input that is not fed."""
    computable = _computable(graph, values, feeds, variables)
    arrays = evaluate(graph, computable, feeds, variables)
    known = {value: reading_of(array) for value, array in zip(computable, arrays, strict=True)}
    return {value: known.get(value, Unknown()) for value in values}


def _computable(
    graph: Graph,
    values: Iterable[Value],
    feeds: Mapping[str, Array],
    variables: Mapping[str, Array],
) -> list[Value]:
    """Those of ``values`` that depend on fed inputs and existing variables only."""
    wanted = list(values)
    known = bytearray(len(graph.nodes))
    for node in needed(graph, wanted):
        if Trait.SOURCE in node.op.traits:
            given = feeds if node.op.name == "input" else variables
            known[node.index] = node.op.attributes().get("variable", node.name) in given
        else:
            known[node.index] = all(
                operand is None or known[operand.node.index] for operand in node.inputs
            )
    return [value for value in wanted if known[value.node.index]]
