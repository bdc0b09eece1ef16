"""Gradients as a user asks for them: of tensors while building, of a whole model after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graphrt.autodiff.reverse import cotangents_of, gradients_of
from graphrt.errors import GradientError, UsageError, nearest
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.tensor import Tensor, as_operand
from graphrt.ir.graph import Role, Value
from graphrt.ir.model import Model
from graphrt.ops.source import Input


def gradients(loss: Tensor, wrt: Sequence[Tensor]) -> list[Tensor]:
    """Insert nodes that compute ``dL/dx`` for each x of ``wrt``, and return them.

    Each gradient has the dtype and shape of its tensor and can be differentiated again.
    Raises `GradientError` when the loss is not a float scalar, or does not depend on an x;
    the message then shows the path from the loss and where it is cut.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x")
    >>> (dx,) = gr.gradients(x**2, [x])
    >>> (ddx,) = gr.gradients(dx, [x])
    >>> b.signature("predict", inputs=[x], outputs={"dx": dx, "ddx": ddx})
    >>> {k: float(v) for k, v in gr.Session(b.build()).run("predict", x=3.0).items()}
    {'dx': 6.0, 'ddx': 2.0}
    """
    if not isinstance(loss, Tensor):
        raise UsageError(f"the loss must be a symbolic tensor, got {loss!r}")
    wrt = [wrt] if isinstance(wrt, Tensor) else list(wrt)
    for each in wrt:
        if not isinstance(each, Tensor):
            raise UsageError(f"wrt: {each!r} is not a symbolic tensor")
    builder = loss.builder
    values = [as_operand(builder, each) for each in wrt]
    return [Tensor(value, builder) for value in gradients_of(builder.emit, loss.value, values)]


def vjp(model: Model, wrt: Sequence[str], signature: str | None = None) -> Model:
    """``model`` with one more signature, ``vjp``: the vector-Jacobian product of another.

    It takes the inputs of ``signature`` (default ``predict``) and a cotangent
    ``grad_<output>`` per float output, and returns ``grad_<name>`` for each input or variable
    in ``wrt``: ``sum over outputs y of grad_y^T dy/dx``, zeros where nothing depends on it.
    A ``vjp`` signature the model has already is replaced, and may itself be differentiated:
    ``gr.vjp(gr.vjp(model, ["x"]), ["x"], signature="vjp")``.
    """
    source = model.signature(signature)
    builder = GraphBuilder.from_model(model)
    emit = builder.emit
    results = {k: v for k, v in source.outputs.items() if v.type.dtype.is_float}
    if not results:
        raise GradientError(f"signature {source.name!r} has no float output to differentiate")
    names = [wrt] if isinstance(wrt, str) else list(wrt)
    targets = [_target(builder, model, source.inputs, name) for name in names]
    with emit.as_role(Role.GRADIENT):
        seeds = {
            f"grad_{name}": emit(Input(value.type), name=_unused(emit.names, f"grad_{name}"))
            for name, value in results.items()
        }
    found = cotangents_of(emit, list(results.values()), list(seeds.values()), targets, "zeros")
    inputs = [Tensor(v, builder) for v in (*source.inputs.values(), *seeds.values())]
    outputs = {f"grad_{n}": Tensor(v, builder) for n, v in zip(names, found, strict=True)}
    builder.signature("vjp", inputs=inputs, outputs=outputs, replace=True)
    return replace(builder.build(), history=model.history)


def _target(builder: GraphBuilder, model: Model, inputs: Mapping[str, Value], name: str) -> Value:
    if name in inputs:
        value = inputs[name]
    elif name in model.variables:
        value = builder.variable_tensor(name).value
    else:
        hint = nearest(name, [*inputs, *model.variables])
        raise UsageError(f"wrt: no input or variable {name!r}", hint=hint)
    if not value.type.dtype.is_float:
        raise GradientError(f"wrt: {name!r} is {value.type}; only floats have gradients")
    return value


def _unused(names: set[str], name: str) -> str:
    while name in names:
        name += "_"
    return name
