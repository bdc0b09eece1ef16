"""What the edits share."""

from __future__ import annotations

from dataclasses import replace

from graphrt.ir.graph import Graph
from graphrt.ir.model import Model, Signature
from graphrt.ir.rebuild import Values
from graphrt.ir.verify import verify_model


def moved(signature: Signature, graph: Graph, values: Values) -> Signature:
    """``signature`` over a graph that was rebuilt."""
    return replace(
        signature,
        graph=graph,
        inputs={name: values[value] for name, value in signature.inputs.items()},
        outputs={name: values[value] for name, value in signature.outputs.items()},
        updates={name: values[value] for name, value in signature.updates.items()},
    )


def checked(model: Model) -> Model:
    """``model``, verified."""
    verify_model(model)
    return model
