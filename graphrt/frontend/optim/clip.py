"""Gradients that are too large, made smaller."""

from __future__ import annotations

from collections.abc import Sequence

from graphrt.errors import UsageError
from graphrt.frontend.functions import cast, clip, min, sqrt, square, sum
from graphrt.frontend.tensor import Tensor, require_tensors

_TINY = 1e-6  # PyTorch's, so that a model trained with either goes the same way


def global_norm(tensors: Sequence[Tensor]) -> Tensor:
    """``sqrt(sum of x^2 over all elements of all tensors)``, in the widest of their dtypes.

    Shapes: each ``[...]`` -> ``[]``.  Raises `UsageError` when there are none.
    """
    tensors = require_tensors("global_norm", tensors)
    if not tensors:
        raise UsageError("global_norm: there are no tensors")
    dtype = max((each.dtype for each in tensors), key=lambda each: each.bits)
    total: Tensor | None = None
    for each in tensors:
        part = sum(square(each))
        part = part if part.dtype is dtype else cast(part, dtype)
        total = part if total is None else total + part
    assert total is not None
    return sqrt(total)


def clip_by_global_norm(gradients: Sequence[Tensor], max_norm: Tensor | float) -> list[Tensor]:
    """``g min(1, max_norm / (n + 1e-6))`` for each g, n the `global_norm` of all: they keep their
    direction. Where n is not finite, nor are the results.

    Source: Pascanu et al. 2013, algorithm 1; ``torch.nn.utils.clip_grad_norm_``.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> g = b.input("g", (2,))
    >>> (clipped,) = gr.optim.clip_by_global_norm([g], 1.0)
    >>> b.signature("predict", inputs=[g], outputs={"clipped": clipped})
    >>> gr.Session(b.build()).run(g=[30.0, 40.0])["clipped"].round(3)
    array([0.6, 0.8], dtype=float32)
    """
    gradients = require_tensors("clip_by_global_norm", gradients)
    factor = min(max_norm / (global_norm(gradients) + _TINY), 1.0)
    return [
        each * (factor if factor.dtype is each.dtype else cast(factor, each.dtype))
        for each in gradients
    ]


def clip_by_value(gradients: Sequence[Tensor], limit: Tensor | float) -> list[Tensor]:
    """``max(-limit, min(limit, g))`` for each element: ``torch.nn.utils.clip_grad_value_``."""
    clipped = []
    for each in require_tensors("clip_by_value", gradients):
        bound = limit
        if isinstance(bound, Tensor) and bound.dtype is not each.dtype:
            bound = cast(bound, each.dtype)
        clipped.append(clip(each, -bound, bound))
    return clipped
