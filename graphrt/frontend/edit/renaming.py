"""Other names for what is in a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graphrt.errors import GraphError, UsageError, nearest
from graphrt.frontend.edit.common import checked, moved
from graphrt.ir.emitter import check_name
from graphrt.ir.graph import Node, Value
from graphrt.ir.model import Example, Model, Signature, TrainSpec
from graphrt.ir.op import Op
from graphrt.ir.rebuild import rebuild

KINDS = ("input", "output", "variable", "node", "signature")


def rename(model: Model, names: Mapping[str, str]) -> Model:
    """``model`` with things called otherwise: old name -> new name.

    A name stands for everything that has it: inputs and outputs of all signatures, a variable,
    nodes, a signature. ``"input:x"`` means the input alone; so do ``output:``, ``variable:``,
    ``node:`` and ``signature:``. Raises `UsageError` for a name nothing has, or one that is taken.
    """
    wanted: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for old, new in names.items():
        kind, colon, rest = old.partition(":")
        kinds, name = ((kind,), rest) if colon and kind in KINDS else (KINDS, old)
        found = [each for each in kinds if name in _names(model, each)]
        if not found:
            what = f"{kinds[0]} " if len(kinds) == 1 else ""
            known = [each for kind in kinds for each in _names(model, kind)]
            raise UsageError(f"the model has no {what}{name!r}", hint=nearest(name, known))
        _check_new(new)
        for each in found:
            wanted[each][name] = new
    for kind in KINDS:
        _check_free(model, kind, wanted[kind])
    return _renamed(model, wanted)


def _names(model: Model, kind: str) -> set[str]:
    match kind:
        case "variable":
            return set(model.variables)
        case "signature":
            return set(model.signatures)
        case "node":
            return {node.name for graph in model.graphs for node in graph}
        case _:
            return {name for s in model.signatures.values() for name in _bound(s, kind)}


def _bound(signature: Signature, kind: str) -> Mapping[str, Value]:
    return signature.inputs if kind == "input" else signature.outputs


def _check_new(name: str) -> None:
    try:
        check_name(name)
    except GraphError as error:
        raise UsageError(error.rule, hint=error.hint) from None


def _check_free(model: Model, kind: str, names: Mapping[str, str]) -> None:
    """No two things of a kind may get one name, in whatever holds them."""
    match kind:
        case "node":
            holders = [[node.name for node in graph] for graph in model.graphs]
        case "input" | "output":
            holders = [list(_bound(each, kind)) for each in model.signatures.values()]
        case _:
            holders = [sorted(_names(model, kind))]
    for holder in holders:
        after = [names.get(name, name) for name in holder]
        if len(set(after)) != len(after):
            name = next(name for name in after if after.count(name) > 1)
            raise UsageError(f"two {kind}s would be called {name!r}")


def _renamed(model: Model, wanted: Mapping[str, Mapping[str, str]]) -> Model:
    def new(kind: str, name: str) -> str:
        return wanted[kind].get(name, name)

    def op(node: Node) -> Op:
        if node.op.name != "variable":
            return node.op
        attributes = node.op.attributes()
        return type(node.op)(**{**attributes, "variable": new("variable", attributes["variable"])})

    graphs = {id(g): rebuild(g, op=op, names=wanted["node"]) for g in model.graphs}
    signatures = {}
    for each in model.signatures.values():
        made = moved(each, *graphs[id(each.graph)])
        signatures[new("signature", each.name)] = replace(
            made,
            name=new("signature", each.name),
            inputs={new("input", k): v for k, v in made.inputs.items()},
            outputs={new("output", k): v for k, v in made.outputs.items()},
            updates={new("variable", k): v for k, v in made.updates.items()},
            labels={new("output", k): v for k, v in made.labels.items()},
            examples=tuple(
                Example(
                    {new("input", k): v for k, v in example.inputs.items()},
                    {new("output", k): v for k, v in example.outputs.items()},
                )
                for example in each.examples
            ),
        )
    variables = {}
    for variable in model.variables.values():
        owner = variable.slot_of
        variables[new("variable", variable.name)] = replace(
            variable,
            name=new("variable", variable.name),
            slot_of=None if owner is None else new("variable", owner),
        )
    train = model.train
    if train is not None:
        train = TrainSpec(
            new("signature", train.signature),
            new("output", train.loss),
            train.optimizer,
            tuple(new("variable", each) for each in train.hyper),
            tuple(new("variable", each) for each in train.parameters),
        )
    return checked(replace(model, variables=variables, signatures=signatures, train=train))
