"""Functions of the ops in `graphrt.ops.einsum`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from typing import Any

from graphrt.frontend.tensor import Tensor, apply_one
from graphrt.ops import lookup


def einsum(*xs: Any, equation: str, name: str | None = None) -> Tensor:
    """Products of elements of all operands, summed over the axes the result does not name.

    ``equation`` names each axis by a letter: ``ij,jk->ik`` is the matrix product, ``ii->`` the
    trace, ``...ij->...ji`` swaps the last two axes of a batch. A letter twice in one operand
    takes its diagonal. Without ``->`` the result has the letters that occur once, in
    alphabetical order. Axes of one letter have one extent, or extent 1 and are repeated.
    Shapes: xs as the equation says -> as it says.  Gradient: to each operand the einsum of g and
    the other operands.  Source: ONNX Einsum-12, numpy.einsum.
    """
    if len(xs) == 1 and isinstance(xs[0], (list, tuple)):
        xs = tuple(xs[0])
    return apply_one(lookup("einsum")(equation=equation), *xs, name=name)


__all__ = [
    "einsum",
]
