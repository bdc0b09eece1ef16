"""Functions of the ops in `graphrt.ops.attention`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_one
from graphrt.ops import lookup


def causal_mask(shape: TensorLike, *, name: str | None = None) -> Tensor:
    """``y_ij = (j <= i)``: which positions j a position i may see when none looks ahead.

    Shapes: shape int64 ``[2]``, its entries L and S -> bool ``[L, S]``.
    Gradient: none, the result is bool.  Source: Vaswani et al. 2017, section 3.2.3.
    """
    return apply_one(lookup("causal_mask")(), shape, name=name)


def scaled_dot_product_attention(
    q: TensorLike,
    k: TensorLike,
    v: TensorLike,
    mask: TensorLike | None = None,
    *,
    causal: bool = False,
    scale: float | None = None,
    name: str | None = None,
) -> Tensor:
    """``y = softmax(scale q k^T + mask) v``, softmax along the keys.

    A bool mask says which keys a query may see, a float one is added to the scores; ``causal``
    lets query i see keys j <= i only, whatever the mask says. ``scale`` is ``1 / sqrt(E)`` by
    default. A query that may see no key gets 0, and no gradient. Softmax is shifted by the
    maximum, so it cannot overflow.

    Shapes: q ``[..., L, E]``, k ``[..., S, E]``, v ``[..., S, V]``, mask broadcasts to
    ``[..., L, S]`` -> ``[..., L, V]``; the leading axes (examples, heads) broadcast.
    Gradient: through the weights, which are computed again, so that none are kept.
    Source: Vaswani et al. 2017, equation 1; ONNX Attention-23 without past and soft cap.
    """
    return apply_one(
        lookup("scaled_dot_product_attention")(causal=causal, scale=scale), q, k, v, mask, name=name
    )


__all__ = [
    "causal_mask",
    "scaled_dot_product_attention",
]
