"""The text form: one node per line, that parses back; and the bytes a digest covers.

::

    graph two_layer_net {
      %x: f32[N, 8] = input()  # net.py:4
      %w1: f32[8, 64] = variable(variable="w1")  # net.py:5
      %matmul_0: f32[N, 64] = matmul(%x, %w1)  # net.py:8
      %relu_0: f32[N, 64] = relu(%matmul_0)  # net.py:8
      %mul_0: f32[N, 64] = mul(%g, %mask) {gradient of relu_0:relu}  # net.py:8
    }

A node with several results has one name and a tuple of types, ``%split_0: (f32[2], f32[3]) =
split(%v)``, and its results are ``%split_0.0`` and ``%split_0.1``. Bodies stand before the
graphs that use them, ``body @then { ... }``, each once. `README.md` has the whole grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from graphrt.ir.attributes import AttributeKind
from graphrt.ir.bodies import all_bodies, bodies_of
from graphrt.ir.emitter import paused_gc
from graphrt.ir.graph import Graph, Node, Origin, Role, Value
from graphrt.ir.literals import (
    MAX_INLINE,
    array_digest,
    array_text,
    array_type,
    attribute_text,
    quoted,
    word,
    written_attributes,
)
from graphrt.ir.model import Model, Signature, Variable
from graphrt.ir.op import Array, Op
from graphrt.types import ValueType

Labels = dict[Any, str]  # graph -> how the text refers to it, without the @


def print_graph(graph: Graph) -> str:
    """The text of ``graph`` and its bodies; `parse_graph` reads it back."""
    with paused_gc():
        bodies, labels = _labelled_bodies([graph])
        blocks = [_block(f"body @{labels[body]}", body, labels) for body in bodies]
        blocks.append(_block(f"graph {word(graph.name)}", graph, labels))
    return "\n".join(blocks)


def print_model(model: Model) -> str:
    """The text of ``model``; `parse_model` reads it back.

    Arrays above 64 elements go by digest; `large_arrays` has their values.
    """
    with paused_gc():
        bodies, labels = _labelled_bodies(model.graphs)
        blocks = ["".join(f"{line}\n" for line in _model_lines(model))]
        blocks += [_block(f"body @{labels[body]}", body, labels) for body in bodies]
        names: Labels = {}
        used: dict[str, int] = {}
        for graph in model.graphs:
            names[id(graph)] = _unique(word(graph.name), used)
            blocks.append(_block(f"graph {names[id(graph)]}", graph, labels))
        for signature in model.signatures.values():
            blocks.append(_signature(signature, names[id(signature.graph)]))
    return "\n".join(blocks)


def print_node(node: Node) -> str:
    """The line of one node; bodies show by name only."""
    return _node(node, lambda body: word(body.name))


def large_constants(graph: Graph) -> dict[str, Array]:
    """Digest -> array, for the arrays that the text of ``graph`` gives by digest."""
    arrays: dict[str, Array] = {}
    for each in (*(body for _, body in all_bodies([graph])), graph):
        for node in each.nodes:
            for field in node.op.fields:
                if field.kind is AttributeKind.ARRAY:
                    _collect(arrays, getattr(node.op, field.name))
    return arrays


def large_arrays(model: Model) -> dict[str, Array]:
    """Digest -> array, for the arrays that the text of ``model`` gives by digest."""
    arrays: dict[str, Array] = {}
    for variable in model.variables.values():
        _collect(arrays, variable.value)
    for graph in model.graphs:
        arrays |= large_constants(graph)
    for signature in model.signatures.values():
        for example in signature.examples:
            for array in (*example.inputs.values(), *example.outputs.values()):
                _collect(arrays, array)
    return arrays


def _collect(arrays: dict[str, Array], array: Array | None) -> None:
    if array is not None and array.size > MAX_INLINE:
        arrays[array_digest(array)] = array


# -- graphs ----------------------------------------------------------------------------------


def _labelled_bodies(graphs: Iterable[Graph]) -> tuple[list[Graph], Labels]:
    """The different bodies below ``graphs``, inner ones first, and a label for each."""
    labels: Labels = {}
    used: dict[str, int] = {}
    for _, body in all_bodies(graphs):
        if body not in labels:  # equal bodies are one
            labels[body] = _unique(word(body.name), used)
    return list(labels), labels


def _unique(name: str, used: dict[str, int]) -> str:
    """``name``, or ``name.1``, ``name.2`` ... when it is taken; no word ends like that."""
    count = used.get(name, 0)
    used[name] = count + 1
    return f"{name}.{count}" if count else name


def _block(head: str, graph: Graph, labels: Labels) -> str:
    lines = [f"{head} {{"]
    lines += [f"  {_node(node, labels.__getitem__)}" for node in graph.nodes]
    if graph.outputs:
        lines.append(f"  return {', '.join(map(_reference, graph.outputs))}")
    return "\n".join([*lines, "}\n"])


def _reference(value: Value | None) -> str:
    if value is None:
        return "none"
    node = value.node
    return f"%{node.name}" if len(node.outputs) == 1 else f"%{node.name}.{value.result}"


def _node(node: Node, label: Callable[[Graph], str]) -> str:
    outputs = node.outputs
    if len(outputs) == 1:
        types = str(outputs[0].type)
    else:
        types = f"({', '.join(str(value.type) for value in outputs)})"
    inside = [_reference(value) for value in node.inputs]
    op = node.op
    if op.fields:
        for field, value in written_attributes(node):
            if value is not None and field.kind is AttributeKind.ARRAY:
                text = array_text(value)
            elif value is not None and field.kind is AttributeKind.GRAPH:
                text = f"@{label(value)}"
            else:
                text = attribute_text(field.kind, value)
            inside.append(f"{field.name}={text}")
    version = "" if op.version == 1 else f"@{op.version}"
    line = f"%{node.name}: {types} = {op.name}{version}({', '.join(inside)})"
    if node.role is not Role.FORWARD or node.grad_of is not None or node.origins:
        line += f" {{{_provenance(node)}}}"
    if node.location is not None:
        file, number = node.location
        plain = file.isprintable() and file == file.strip() and not file.startswith('"')
        line += f"  # {file if plain else quoted(file)}:{number}"
    return line


def _provenance(node: Node) -> str:
    parts = []
    if node.role is not Role.FORWARD or node.grad_of is not None:
        of = f" of {_origin(node.grad_of)}" if node.grad_of is not None else ""
        parts.append(f"{node.role.name.lower()}{of}")
    if node.origins:
        parts.append(f"from {', '.join(map(_origin, node.origins))}")
    return "; ".join(parts)


def _origin(origin: Origin) -> str:
    return f"{word(origin.label)}:{word(origin.op)}"


# -- models ----------------------------------------------------------------------------------


def _model_lines(model: Model) -> Iterator[str]:
    yield f"model {word(model.name)}"
    for key, text in model.meta.items():
        yield f"meta {word(key)} = {quoted(text)}"
    if model.train is not None:
        spec = model.train
        yield (
            f"train {word(spec.signature)} loss {word(spec.loss)} by {word(spec.optimizer)}"
            f" hyper {_words(spec.hyper)} parameters {_words(spec.parameters)}"
        )
    for receipt in model.history:
        yield (
            f"pass {word(receipt.name)} options {quoted(receipt.options)}"
            f" nodes {receipt.nodes_before} to {receipt.nodes_after}"
            f" details {_words(receipt.details)}"
        )
    for variable in model.variables.values():
        yield f"variable {word(variable.name)} = {array_text(variable.value)} {_kind(variable)}"


def _kind(variable: Variable) -> str:
    parts = [variable.kind.name.lower()]
    if variable.slot_of is not None:
        parts[0] += f" of {word(variable.slot_of)}"
    if variable.trainable:
        parts.append("trainable")
    return f"{{{', '.join(parts)}}}"


def _words(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


def _signature(signature: Signature, graph: str) -> str:
    lines = [f"signature {word(signature.name)} of {graph} {{"]
    lines += _bindings("  input", signature.inputs, _reference)
    lines += _bindings("  output", signature.outputs, _reference)
    lines += _bindings("  update", signature.updates, _reference)
    lines += _bindings("  labels", signature.labels, _words)
    for example in signature.examples:
        lines.append("  example {")
        lines += _bindings("    input", example.inputs, array_text)
        lines += _bindings("    output", example.outputs, array_text)
        lines.append("  }")
    return "\n".join([*lines, "}\n"])


def _bindings(head: str, pairs: Mapping[str, Any], text: Callable[[Any], str]) -> Iterator[str]:
    return (f"{head} {word(name)} = {text(value)}" for name, value in pairs.items())


# -- digests ---------------------------------------------------------------------------------


def canonical_chunks(graph: Graph) -> Iterator[bytes]:
    """What a graph's digest covers, in pieces of bytes.

    Everything that its text says: names, ops and versions, attributes (arrays by their bytes,
    bodies by their digests), wiring, types, roles and origins. Source lines are left out,
    because they can change without any change of meaning.
    """
    if any("digest" not in body.__dict__ for _, body in bodies_of(graph)):
        for _, body in all_bodies([graph]):
            _ = body.digest  # inner ones first, so that none recurses into the next
    types: dict[ValueType, str] = {}
    ops: dict[int, str] = {}
    lines = [f"graph {word(graph.name)}"]
    for node in graph.nodes:
        op = node.op
        text = ops.get(id(op))
        if text is None:
            text = ops[id(op)] = _canonical_op(op)
        inputs = ",".join(
            ["none" if v is None else f"{v.node.index}.{v.result}" for v in node.inputs]
        )
        results = []
        for value in node.outputs:
            shown = types.get(value.type)
            if shown is None:
                shown = types[value.type] = str(value.type)
            results.append(shown)
        line = f"{word(node.name)} {text} ({inputs}) {results}"
        if node.role is not Role.FORWARD or node.grad_of is not None or node.origins:
            line += _provenance(node)
        lines.append(line)
        if len(lines) >= 1000:
            yield "\n".join([*lines, ""]).encode()
            lines.clear()
    lines.append("return " + ",".join(f"{v.node.index}.{v.result}" for v in graph.outputs))
    yield "\n".join(lines).encode()


def _canonical_op(op: Op) -> str:
    parts = [f"{op.name}@{op.version}"]
    for field in op.fields:
        value = getattr(op, field.name)
        if value is not None and field.kind is AttributeKind.ARRAY:
            text = f"{array_type(value)}{array_digest(value)}"
        elif value is not None and field.kind is AttributeKind.GRAPH:
            text = value.digest
        else:
            text = attribute_text(field.kind, value)
        parts.append(f"{field.name}={text}")
    return " ".join(parts)
