"""The reference interpreter: what a graph means, one `Op.compute` after the other.

The NumPy backend runs the same kernels faster; bodies, constant folding and tests use this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress
from typing import Any

import numpy as np

from graphrt.errors import GraphError
from graphrt.ir.graph import Graph, Node, Value
from graphrt.ir.op import Array, Op, Trait
from graphrt.types import ValueType


def evaluate(
    graph: Graph,
    fetches: Iterable[Value],
    feeds: Mapping[str, Array],
    variables: Mapping[str, Array] | None = None,
) -> tuple[Array, ...]:
    """The values of ``fetches``, from feeds by input name and variables by name.

    Only the nodes the fetches need are computed. Raises what the kernels raise, with a note
    that names the node.
    """
    wanted = list(fetches)
    arrays: dict[Value, Array] = {}
    with np.errstate(all="ignore"):
        for node in needed(graph, wanted):
            if Trait.SOURCE in node.op.traits:
                source = feeds if node.op.name == "input" else (variables or {})
                key = node.op.attributes().get("variable", node.name)
                if key not in source:
                    raise GraphError(f"no value is given for the {node.op.name} {key!r}")
                arrays[node.outputs[0]] = source[key]
                continue
            operands = [None if each is None else arrays[each] for each in node.inputs]
            try:
                results = apply(node.op, operands, [value.type for value in node.outputs])
            except Exception as error:
                error.add_note(f"while computing {node!r} at {node.location}")
                raise
            arrays.update(zip(node.outputs, results, strict=True))
    return tuple(arrays[value] for value in wanted)


def needed(graph: Graph, values: Iterable[Value]) -> list[Node]:
    """The nodes ``values`` depend on, in graph order."""
    marked = bytearray(len(graph.nodes))
    for value in values:
        marked[value.node.index] = 1
    for node in reversed(graph.nodes):
        if marked[node.index]:
            for operand in node.inputs:
                if operand is not None:
                    marked[operand.node.index] = 1
    return list(compress(graph.nodes, marked))


def apply(
    op: Op, operands: Sequence[Array | None], results: Sequence[ValueType]
) -> tuple[Array, ...]:
    """One op on arrays, its results in exactly the dtypes of ``results``.

    Floats below 32 bits compute and accumulate in float32 and round once at the end.
    """
    compute: Callable[..., Any] = op.compute
    if any(is_narrow(each) for each in operands):
        operands = [
            each.astype(np.float32) if each is not None and is_narrow(each) else each
            for each in operands
        ]
    computed = compute(*operands)
    several = computed if isinstance(computed, tuple) else (computed,)
    if len(several) != len(results):
        raise GraphError(f"{op.name} returned {len(several)} results, declared {len(results)}")
    return tuple(
        np.asarray(each).astype(declared.dtype.numpy, copy=False)
        for each, declared in zip(several, results, strict=True)
    )


def is_narrow(array: Array | None) -> bool:
    """Whether an array holds floats below 32 bits (also ml_dtypes' own kinds)."""
    if array is None or array.dtype.itemsize > 2:
        return False
    kind, name = array.dtype.kind, array.dtype.name
    return bool(kind == "f" or name.startswith(("bfloat", "float")))


def run_body(body: Graph) -> Callable[..., tuple[Array, ...]]:
    """``body`` as a function of arrays, one per input."""
    names = [value.node.name for value in body.inputs]

    def call(*arrays: Array) -> tuple[Array, ...]:
        return evaluate(body, body.outputs, dict(zip(names, arrays, strict=True)))

    return call
