"""The same model with every float in float64: what gradients are checked on."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from graphrt.dtypes import FLOAT64
from graphrt.ir.attributes import AttributeKind
from graphrt.ir.emitter import Emitter
from graphrt.ir.graph import Graph, Value
from graphrt.ir.model import Model
from graphrt.ir.op import Op
from graphrt.types import DType, ValueType


def in_float64(model: Model) -> Model:
    """``model`` with float inputs, variables, constants and casts widened to float64."""
    graphs: dict[int, tuple[Graph, dict[Value, Value]]] = {}
    for graph in model.graphs:
        graphs[id(graph)] = widened(graph)
    signatures = {}
    for name, signature in model.signatures.items():
        graph, values = graphs[id(signature.graph)]
        signatures[name] = dataclasses.replace(
            signature,
            graph=graph,
            inputs={key: values[each] for key, each in signature.inputs.items()},
            outputs={key: values[each] for key, each in signature.outputs.items()},
            updates={key: values[each] for key, each in signature.updates.items()},
        )
    variables = {
        name: dataclasses.replace(variable, value=_array(variable.value))
        for name, variable in model.variables.items()
    }
    return dataclasses.replace(model, variables=variables, signatures=signatures)


def widened(graph: Graph) -> tuple[Graph, dict[Value, Value]]:
    """``graph`` in float64, and the new value for each old one."""
    emit = Emitter(locate=lambda: None)
    values: dict[Value, Value] = {}
    for node in graph.nodes:
        operands = [None if each is None else values[each] for each in node.inputs]
        with emit.on_behalf_of(node, node.role, node.grad_of):
            results = emit(_op(node.op), *operands, name=node.name)
        several = results if isinstance(results, tuple) else (results,)
        values.update(zip(node.outputs, several, strict=True))
    return emit.freeze([values[each] for each in graph.outputs], graph.name), values


def _op(op: Op) -> Op:
    changes = {}
    for field in op.fields:
        value = getattr(op, field.name)
        if value is not None and field.kind in _WIDEN:
            changes[field.name] = _WIDEN[field.kind](value)
    return op.replace(**changes) if changes else op


def _dtype(dtype: DType) -> DType:
    return FLOAT64 if dtype.is_float else dtype


def _array(array: Any) -> Any:
    dtype = DType.of(array.dtype)
    with np.errstate(invalid="ignore"):  # a signalling NaN says so when it is widened
        return array.astype("float64") if dtype.is_float else array


_WIDEN: dict[AttributeKind, Any] = {
    AttributeKind.DTYPE: _dtype,
    AttributeKind.TYPE: lambda type_: ValueType(_dtype(type_.dtype), type_.shape, type_.wrappers),
    AttributeKind.ARRAY: _array,
    AttributeKind.GRAPH: lambda body: widened(body)[0],
}
