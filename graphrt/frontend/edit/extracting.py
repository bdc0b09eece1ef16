"""A part of a model as a model of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from graphrt.errors import GraphError, GraphrtError, UsageError
from graphrt.frontend.edit.common import checked, moved
from graphrt.ir.graph import Value
from graphrt.ir.model import Model, Signature, TrainSpec, Variable
from graphrt.ir.op import Op
from graphrt.ir.rebuild import needed, rebuild
from graphrt.ops.source import Input


def extract(
    model: Model,
    signatures: Iterable[str] = (),
    *,
    outputs: Iterable[str] = (),
    inputs: Iterable[str] = (),
) -> Model:
    """The part of ``model`` that is needed for some ``signatures``, or for some ``outputs``.

    ``outputs`` are names of outputs or nodes, and become those of a signature ``predict``, whose
    inputs are what they are computed from. A node among ``inputs`` becomes an input itself, and
    what lies before it is cut off. Variables nothing reads any more are dropped.
    Raises `UsageError` for a name the model does not have.
    """
    wanted, ends = list(signatures), list(outputs)
    if bool(wanted) == bool(ends):
        raise UsageError("extract takes either signatures or outputs")
    if wanted:
        if list(inputs):
            raise UsageError("inputs cut a model for outputs, not for signatures")
        chosen = {name: model.signature(name) for name in wanted}
        return _pruned(model, chosen, {})
    signature, cut = _between(model, ends, list(inputs))
    return _pruned(model, {"predict": signature}, cut)


def _between(
    model: Model, outputs: Sequence[str], inputs: Sequence[str]
) -> tuple[Signature, dict[Value, Op]]:
    """A signature from ``inputs``, or whatever feeds them, to ``outputs``."""
    base = _holder(model, outputs)
    ends = {name: _look_up(base, name) for name in outputs}
    labels = {name: each for name, each in base.labels.items() if name in ends}
    starts = {name: _look_up(base, name) for name in inputs}
    cut: dict[Value, Op] = {v: Input(v.type) for v in starts.values() if v.node.op.name != "input"}
    for name, value in ends.items():
        if value in cut:
            raise UsageError(f"{name!r} is an input and an output")
    keep = needed(base.graph, ends.values(), cut)
    bound = {value: name for name, value in base.inputs.items()}
    fed = {
        bound.get(node.outputs[0], node.name): node.outputs[0]
        for node in base.graph
        if node.index in keep and node.op.name == "input"
    }
    for name, value in starts.items():
        fed.setdefault(bound.get(value, name.replace(".", "_")), value)
    return Signature("predict", base.graph, fed, ends, labels=labels), cut


def _holder(model: Model, names: Sequence[str]) -> Signature:
    """The signature whose graph has what is named; the first error if none has."""
    errors: list[GraphrtError] = []
    for signature in model.signatures.values():
        try:
            for name in names:
                _look_up(signature, name)
            return signature
        except GraphrtError as error:
            errors.append(error)
    raise errors[0]


def _look_up(signature: Signature, name: str) -> Value:
    for bound in (signature.outputs, signature.inputs):
        if name in bound:
            return bound[name]
    try:
        return signature.graph.value(name)
    except GraphError as error:
        raise UsageError(error.rule, hint=error.hint) from None


def _pruned(model: Model, chosen: Mapping[str, Signature], cut: Mapping[Value, Op]) -> Model:
    groups: dict[int, list[Signature]] = {}
    for signature in chosen.values():
        groups.setdefault(id(signature.graph), []).append(signature)
    made: dict[str, Signature] = {}
    for group in groups.values():
        graph = group[0].graph
        ends = [v for s in group for v in (*s.fetches, *s.inputs.values()) if v not in cut]
        new, values = rebuild(graph, keep=needed(graph, ends, cut), replaced=cut)
        made |= {each.name: moved(each, new, values) for each in group}
    ordered = {name: made[name] for name in chosen}
    variables = _read_variables(model, ordered)
    return checked(
        replace(
            model,
            signatures=ordered,
            variables=variables,
            train=_train(model.train, ordered, variables),
        )
    )


def _read_variables(model: Model, signatures: Mapping[str, Signature]) -> dict[str, Variable]:
    names = {name for each in signatures.values() for name in each.updates}
    for signature in signatures.values():
        for node in signature.graph:
            if node.op.name == "variable":
                names.add(node.op.attributes()["variable"])
    slots = {name: model.variables[name].slot_of for name in names}
    names |= {owner for owner in slots.values() if owner is not None}
    return {name: each for name, each in model.variables.items() if name in names}


def _train(
    train: TrainSpec | None,
    signatures: Mapping[str, Signature],
    variables: Mapping[str, Variable],
) -> TrainSpec | None:
    if train is None or train.signature not in signatures:
        return None
    whole = all(name in variables for name in (*train.hyper, *train.parameters))
    return train if whole and train.loss in signatures[train.signature].outputs else None
