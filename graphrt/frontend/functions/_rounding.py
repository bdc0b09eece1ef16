"""Functions of the ops in `graphrt.ops.rounding`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def floor(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y``: the largest whole number that is at most x, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, it is constant between its jumps.
    Source: ONNX Floor-13.
    """
    return apply_one(lookup("floor")(), x, name=name)


def ceil(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y``: the smallest whole number that is at least x, elementwise.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, it is constant between its jumps.
    Source: ONNX Ceil-13.
    """
    return apply_one(lookup("ceil")(), x, name=name)


def round(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y``: the whole number nearest to x, elementwise, the even one of two: 0.5 and -0.5 go
    to 0, 1.5 and 2.5 to 2.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, it is constant between its jumps.
    Source: ONNX Round-11; IEEE 754 roundTiesToEven.
    """
    return apply_one(lookup("round")(), x, name=name)


def trunc(x: TensorLike, *, name: str | None = None) -> Tensor:
    """``y``: x without its fraction, elementwise: rounded towards 0.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, it is constant between its jumps.
    """
    return apply_one(lookup("trunc")(), x, name=name)


def floordiv(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = floor(x / y)``, elementwise: Python's ``//``, so that ``x = z y + mod(x, y)``.

    It is exact also where ``x / y`` would round up to a whole number. ``x // 0`` is 0 for
    integers, an infinity or NaN for floats; ``-1 // inf`` is -1.
    Shapes: x, y broadcast -> z.  Gradient: none, it is constant between its jumps.
    """
    return apply_one(lookup("floordiv")(), x, y, name=name)


def mod(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x - y floor(x / y)``, elementwise: Python's ``%``, whose result has the sign of y.

    ``x % 0`` is 0 for integers, NaN for floats; ``1 % inf`` is 1 and ``-1 % inf`` is inf.
    Shapes: x, y broadcast -> z.  Gradient: g to x, -g (x // y) to y; the jumps do not count.
    Source: ONNX Mod-13 with fmod = 0.
    """
    return apply_one(lookup("mod")(), x, y, name=name)


def fmod(x: TensorLike, y: TensorLike, *, name: str | None = None) -> Tensor:
    """``z = x - y trunc(x / y)``, elementwise: C's fmod, whose result has the sign of x.

    ``fmod(x, 0)`` is 0 for integers, NaN for floats; ``fmod(x, inf)`` is x.
    Shapes: x, y broadcast -> z.  Gradient: g to x, -g trunc(x / y) to y; the jumps do not
    count.  Source: ONNX Mod-13 with fmod = 1.
    """
    return apply_one(lookup("fmod")(), x, y, name=name)


__all__ = [
    "ceil",
    "floor",
    "floordiv",
    "fmod",
    "mod",
    "round",
    "trunc",
]
