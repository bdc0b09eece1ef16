"""Functions of the ops in `graphrt.ops.joining`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one, apply_several
from graphrt.ops import lookup


def concat(*xs: Any, axis: int = 0, name: str | None = None) -> Tensor:
    """The operands one after the other along ``axis``.

    Shapes: xs ``[..., n_i, ...]``, equal but for ``axis`` -> ``[..., sum n_i, ...]``.
    Gradient: to each operand its part of g.  Source: ONNX Concat-13.
    """
    if len(xs) == 1 and isinstance(xs[0], (list, tuple)):
        xs = tuple(xs[0])
    return apply_one(lookup("concat")(axis=axis), *xs, name=name)


def split(
    x: TensorLike, sizes: int | Sequence[int], axis: int = 0, *, name: str | None = None
) -> tuple[Tensor, ...]:
    """Consecutive parts of ``x`` along ``axis``, of extents ``sizes``, as so many results.

    Shapes: x ``[..., sum sizes, ...]`` -> one ``[..., size, ...]`` per size.
    Gradient: the gradients of the parts joined, zeros for a part nobody differentiates.
    Source: ONNX Split-18, with its sizes as an attribute.
    """
    return apply_several(lookup("split")(sizes=sizes, axis=axis), x, name=name)


__all__ = [
    "concat",
    "split",
]
