"""Derivatives beyond the gradient: Jacobian-vector and Hessian-vector products, whole matrices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, overload

import numpy as np

from graphrt.autodiff import hessian_vector_of, hessians_of, jacobians_of, tangents_of
from graphrt.autodiff.reverse import same_type
from graphrt.errors import GradientError, ShapeError, UsageError
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.tensor import Tensor, TensorLike, as_operand, builder_of
from graphrt.ir.graph import Value


def jvp(
    results: Tensor | Sequence[Tensor],
    wrt: Tensor | Sequence[Tensor],
    tangents: Tensor | Sequence[TensorLike],
) -> list[Tensor]:
    """The Jacobian-vector product ``sum_x dr/dx t_x`` for each r of ``results``: how fast r
    changes as the x of ``wrt`` move along ``tangents``, which have their types.

    Zeros where r depends on no x. No second set of rules: it is the gradient, with respect to u,
    of the vector-Jacobian product of u. Raises `ShapeError` when a tangent has another type than
    its x, `GradientError` when a result or an x is no float.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", (2,))
    >>> (moved,) = gr.jvp([x**2], [x], [[1.0, 10.0]])
    >>> b.signature("predict", inputs=[x], outputs={"moved": moved})
    >>> gr.Session(b.build()).run(x=[3.0, 4.0])["moved"]
    array([ 6., 80.], dtype=float32)
    """
    results, wrt = _several("jvp", results), _several("jvp", wrt)
    builder, values = _values("jvp", [*results, *wrt])
    rs, xs = values[: len(results)], values[len(results) :]
    moves = _vectors("jvp", "tangent", builder, xs, tangents)
    return [Tensor(each, builder) for each in tangents_of(builder.emit, rs, xs, moves)]


def hvp(
    loss: Tensor, wrt: Tensor | Sequence[Tensor], vectors: Tensor | Sequence[TensorLike]
) -> list[Tensor]:
    """The Hessian-vector product ``sum_y d^2L/dx dy v_y`` for each x of ``wrt``, without the
    Hessian: about the cost of two gradients.

    The vectors have the types of ``wrt``, and so have the results. Raises as `gradients` does.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", (2,))
    >>> (hv,) = gr.hvp(gr.sum(x**3), [x], [[1.0, 1.0]])
    >>> b.signature("predict", inputs=[x], outputs={"hv": hv})
    >>> gr.Session(b.build()).run(x=[1.0, 2.0])["hv"]
    array([ 6., 12.], dtype=float32)
    """
    builder, (value, *xs) = _values("hvp", [loss, *_several("hvp", wrt)])
    along = _vectors("hvp", "vector", builder, xs, vectors)
    return [Tensor(each, builder) for each in hessian_vector_of(builder.emit, value, xs, along)]


@overload
def jacobian(result: Tensor, wrt: Tensor) -> Tensor: ...


@overload
def jacobian(result: Tensor, wrt: Sequence[Tensor]) -> list[Tensor]: ...


def jacobian(result: Tensor, wrt: Tensor | Sequence[Tensor]) -> Tensor | list[Tensor]:
    """``dr_i/dx_j`` for all i and j, of the shape of ``result``, then that of x; a list for a
    list of x.

    A `scan` with a trip for each element of the result, which does what depends on the element
    alone. Raises `GradientError` when the result does not depend on an x.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", (2,))
    >>> jacobian = gr.jacobian(gr.softmax(x), x)
    >>> b.signature("predict", inputs=[x], outputs={"jacobian": jacobian})
    >>> gr.Session(b.build()).run(x=[0.0, 0.0])["jacobian"]
    array([[ 0.25, -0.25],
           [-0.25,  0.25]], dtype=float32)
    """
    chosen = _several("jacobian", wrt)
    builder, (value, *xs) = _values("jacobian", [result, *chosen])
    found = [Tensor(each, builder) for each in jacobians_of(builder.emit, value, xs)]
    return found[0] if isinstance(wrt, Tensor) else found


@overload
def hessian(loss: Tensor, wrt: Tensor) -> Tensor: ...


@overload
def hessian(loss: Tensor, wrt: Sequence[Tensor]) -> list[list[Tensor]]: ...


def hessian(loss: Tensor, wrt: Tensor | Sequence[Tensor]) -> Tensor | list[list[Tensor]]:
    """``d^2L/dx_i dx_j``, of the shape of x twice; for a list of x a list of rows of blocks
    ``d^2L/dx dy``.

    The `jacobian` of the gradient: zeros where the loss is linear. Raises as `gradients` does.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> x = b.input("x", (2,))
    >>> loss = x[0] ** 2 * x[1]
    >>> b.signature("predict", inputs=[x], outputs={"hessian": gr.hessian(loss, x)})
    >>> gr.Session(b.build()).run(x=[3.0, 5.0])["hessian"]
    array([[10.,  6.],
           [ 6.,  0.]], dtype=float32)
    """
    chosen = _several("hessian", wrt)
    builder, (value, *xs) = _values("hessian", [loss, *chosen])
    rows = [[Tensor(each, builder) for each in row] for row in hessians_of(builder.emit, value, xs)]
    return rows[0][0] if isinstance(wrt, Tensor) else rows


def _several(what: str, tensors: Tensor | Sequence[Any]) -> list[Any]:
    """The tensors, of which a single one may stand for itself."""
    if isinstance(tensors, Tensor):
        return [tensors]
    if isinstance(tensors, Iterable) and not isinstance(tensors, str):
        return list(tensors)
    raise UsageError(f"{what}: takes a tensor or a list of tensors, got {tensors!r}")


def _values(what: str, tensors: Sequence[Any]) -> tuple[GraphBuilder, list[Value]]:
    for each in tensors:
        if not isinstance(each, Tensor):
            raise UsageError(f"{what}: {each!r} is not a symbolic tensor")
        if not each.dtype.is_float:
            raise GradientError(f"{what}: %{each.name} is {each.type}; only floats have gradients")
    builder = builder_of(what, tensors)
    return builder, [as_operand(builder, each) for each in tensors]


def _vectors(
    what: str,
    noun: str,
    builder: GraphBuilder,
    xs: Sequence[Value],
    given: Tensor | Sequence[TensorLike],
) -> list[Value]:
    """The vectors as values with the types of ``xs``; numbers and arrays become constants."""
    given = _several(what, given)
    if len(given) != len(xs):
        raise UsageError(f"{what}: {len(given)} {noun}s for {len(xs)} tensors in wrt")
    values: list[Value] = []
    for x, vector in zip(xs, given, strict=True):
        if not isinstance(vector, Tensor):
            vector = _constant(what, noun, builder, x, vector)
        if not same_type(x.type, vector.type):
            raise ShapeError(
                f"{what}: the {noun} for %{x.name} is {vector.type}, the tensor is {x.type}"
            )
        values.append(as_operand(builder, vector))
    return values


def _constant(what: str, noun: str, builder: GraphBuilder, x: Value, given: Any) -> Tensor:
    try:
        array = np.asarray(given, x.type.dtype.numpy)
    except (TypeError, ValueError):
        raise UsageError(f"{what}: {given!r} is no {noun} for %{x.name}, {x.type}") from None
    return builder.constant(array)
