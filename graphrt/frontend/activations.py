"""Activations that are others with fixed attributes, or made of two."""

from __future__ import annotations

from graphrt.errors import ShapeError
from graphrt.frontend.tensor import Tensor, apply_one, apply_several, require_rank
from graphrt.ops import lookup
from graphrt.ops.axes import normal_axis


def relu6(x: Tensor, *, name: str | None = None) -> Tensor:
    """``y = min(max(x, 0), 6)``, elementwise. NaN stays NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where 0 <= x <= 6, else 0: that of `clip`.
    """
    return apply_one(lookup("clip")(), x, 0, 6, name=name)


def hard_tanh(
    x: Tensor, low: float = -1.0, high: float = 1.0, *, name: str | None = None
) -> Tensor:
    """``y = min(max(x, low), high)``, elementwise. NaN stays NaN.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: g where low <= x <= high, else 0: that of `clip`.
    """
    return apply_one(lookup("clip")(), x, low, high, name=name)


def glu(x: Tensor, axis: int = -1, *, name: str | None = None) -> Tensor:
    """``y = a sigmoid(b)``, where a and b are the halves of x along ``axis``: a gated linear unit.

    Shapes: x ``[..., 2n, ...]`` -> ``[..., n, ...]``.
    Raises `ShapeError` when the extent of the axis is odd or no number.
    Source: Dauphin et al., Language modeling with gated convolutional networks, 2017.
    """
    extent = x.shape[normal_axis(axis, require_rank(x, "glu"))]
    if not isinstance(extent, int) or extent % 2:
        raise ShapeError(f"glu: axis {axis} has extent {extent}, which has no known half")
    half = extent // 2
    values, gates = apply_several(lookup("split")(sizes=(half, half), axis=axis), x)
    return apply_one(lookup("mul")(), values, apply_one(lookup("sigmoid")(), gates), name=name)
