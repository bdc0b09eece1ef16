"""Gradients as a user asks for them: of tensors while building, of a whole model after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from graphrt.autodiff import cotangents_of, gradients_of, hessians_of
from graphrt.errors import GradientError, UsageError, nearest
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.loss import loss_name, training_signature
from graphrt.frontend.tensor import Tensor, as_operand, require_tensor, require_tensors
from graphrt.ir.graph import Role, Value
from graphrt.ir.model import Example, Model, Signature, require_model
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
    builder = require_tensor("gradients", loss, "loss").builder
    wrt = [wrt] if isinstance(wrt, Tensor) else require_tensors("gradients: wrt", wrt)
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
    require_model("vjp", model)
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


def grad(
    model: Model,
    wrt: Sequence[str] | None = None,
    *,
    loss: str | None = None,
    signature: str | None = None,
    order: int = 1,
    hessian: Sequence[str] = (),
) -> Model:
    """``model`` with one more signature, ``grad``: the derivatives of an output of another.

    It takes the inputs of ``signature`` (default: the one that trains, or ``predict``) and returns
    the loss, then ``grad_<name>`` for each input or variable in ``wrt``, by default all trainable
    variables, or the float inputs of a model without any, then ``hessian_<name>`` for each in
    ``hessian``, of the shape of the tensor twice, and ``hessian_<name>_<other>`` for each two of
    them. With ``order`` 2 there are ``grad2_<name>`` too, and so on, for scalars.
    ``loss`` is an output or node, by default the loss of the training or the only float scalar. A
    ``grad`` signature the model has already is replaced.

    Raises `GradientError` when the loss does not depend on a tensor, `UsageError` for a name that
    is none, or a higher order of what is no scalar.

    >>> import graphrt as gr
    >>> model = gr.grad(gr.example("gates"), ["x", "z"], hessian=["x", "z"])
    >>> found = gr.Session(model).run("grad", x=-2.0, y=5.0, z=-4.0)
    >>> {name: float(value) for name, value in found.items() if name != "f"}
    {'grad_x': -4.0, 'grad_z': 3.0, 'hessian_x': 0.0, 'hessian_x_z': 1.0, 'hessian_z': 0.0}
    """
    require_model("grad", model)
    source = training_signature(model) if signature is None else model.signature(signature)
    builder = GraphBuilder.from_model(model)
    name = loss_name(model, source) if loss is None else loss
    value = source.outputs[name] if name in source.outputs else builder[name].value
    names = [wrt] if isinstance(wrt, str) else wrt
    if names is None:
        names = () if hessian else _learnt(model, source.inputs)
    outputs = {name: Tensor(value, builder)}
    targets = {each: _target(builder, model, source.inputs, each) for each in names}
    slopes = gradients_of(builder.emit, value, list(targets.values()))
    for each, slope in zip(targets, slopes, strict=True):
        outputs |= _orders(builder, each, targets[each], slope, order)
    seconds = [_target(builder, model, source.inputs, each) for each in hessian]
    for row, blocks in enumerate(hessians_of(builder.emit, value, seconds)):
        for column, block in enumerate(blocks[row:], row):
            pair = hessian[row] if row == column else f"{hessian[row]}_{hessian[column]}"
            outputs[f"hessian_{pair}"] = Tensor(block, builder)
    inputs = [Tensor(each, builder) for each in source.inputs.values()]
    builder.signature("grad", inputs, outputs, examples=_without_outputs(source), replace=True)
    return replace(builder.build(), history=model.history)


def _learnt(model: Model, inputs: Mapping[str, Value]) -> list[str]:
    """The trainable variables, or the float inputs where there are none."""
    found = [variable.name for variable in model.variables.values() if variable.trainable]
    return found or [name for name, value in inputs.items() if value.type.dtype.is_float]


def _orders(
    builder: GraphBuilder, name: str, target: Value, slope: Value, order: int
) -> dict[str, Tensor]:
    """The gradient, and the gradients of gradients up to ``order``."""
    if isinstance(order, bool) or not isinstance(order, int) or order < 1:
        raise UsageError(f"order must be 1, 2, ..., got {order!r}")
    if order > 1 and target.type.shape != ():
        raise UsageError(
            f"order {order}: {name!r} is {target.type}, no scalar",
            hint="ask for the hessian: the second derivatives of a tensor are as many as its pairs",
        )
    found = {f"grad_{name}": Tensor(slope, builder)}
    for number in range(2, order + 1):
        seed = builder.emit.constant(np.ones((), slope.type.dtype.numpy))
        (slope,) = cotangents_of(builder.emit, [slope], [seed], [target], "zeros")
        found[f"grad{number}_{name}"] = Tensor(slope, builder)
    return found


def _without_outputs(signature: Signature) -> list[Example]:
    """The examples of a signature, as inputs for another."""
    return [Example(each.inputs) for each in signature.examples]


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
