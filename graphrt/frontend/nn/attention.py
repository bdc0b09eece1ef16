"""Multi-head attention, and the block of a transformer."""

from __future__ import annotations

from graphrt.errors import ShapeError
from graphrt.frontend import functions
from graphrt.frontend.nn.basic import Activation, dense, dropout, layer_norm, require_positive
from graphrt.frontend.nn.sharing import extent_of, layer
from graphrt.frontend.tensor import Tensor


def attention(
    x: Tensor,
    name: str,
    heads: int,
    *,
    context: Tensor | None = None,
    mask: Tensor | None = None,
    causal: bool = False,
    bias: bool = True,
    seed: int = 0,
) -> Tensor:
    """Multi-head attention: queries from x, keys and values from ``context``, or from x itself.

    ``y = concat_h(softmax(q_h k_h^T / sqrt(D / heads) + mask) v_h) w_out``, with q, k and v dense
    in x and context, and D / heads features for each head h.
    Shapes: x ``[N, L, D]``, heads divides D, context ``[N, S, E]`` -> ``[N, L, D]``; mask
    broadcasts to ``[N, heads, L, S]``, bool or added. Variables: those of the `dense` layers
    ``<name>/query``, ``/key``, ``/value`` and ``/out``.
    Source: Vaswani et al. 2017, section 3.2.2.
    """
    require_positive("attention", heads=heads)
    size = extent_of("attention", x, -1, "[N, L, D] with a number for D")
    source = x if context is None else context
    for each in (x, source):
        if each.rank != 3:
            raise ShapeError(f"nn.attention: x and context must be [N, L, D], got {each.type}")
    if size % heads:
        raise ShapeError(f"nn.attention: {heads} heads do not divide {size} features")

    def split(y: Tensor) -> Tensor:
        """``[N, L, D]`` -> ``[N, heads, L, D / heads]``"""
        apart = functions.reshape(y, (*y.shape[:2], heads, size // heads))
        return functions.transpose(apart, axes=(0, 2, 1, 3))

    with layer("attention", name, x, source):
        q = split(dense(x, "query", size, bias=bias, seed=seed))
        k = split(dense(source, "key", size, bias=bias, seed=seed))
        v = split(dense(source, "value", size, bias=bias, seed=seed))
        y = functions.scaled_dot_product_attention(q, k, v, mask, causal=causal)
        joined = functions.reshape(functions.transpose(y, axes=(0, 2, 1, 3)), x.shape)
        return dense(joined, "out", size, bias=bias, seed=seed)


def transformer_block(
    x: Tensor,
    name: str,
    heads: int,
    *,
    hidden: int | None = None,
    mask: Tensor | None = None,
    causal: bool = False,
    rate: float = 0.0,
    activation: Activation | None = None,
    norm_first: bool = True,
    seed: int = 0,
) -> Tensor:
    """``x <- x + attention(norm(x));  x <- x + out(activation(in(norm(x))))``, with dropout of
    ``rate`` on what is added; with ``norm_first=False`` ``norm(x + ...)``, as in the paper.

    Shapes: x ``[N, L, D]`` -> ``[N, L, D]``; the inner layer has ``hidden`` features, 4 D by
    default; the activation is gelu. Variables: those of ``<name>/norm1``, ``/attention``,
    ``/norm2``, ``/in`` and ``/out``.
    Source: Vaswani et al. 2017, section 3.1; Xiong et al. 2020 for the norm first.

    >>> import graphrt as gr
    >>> b = gr.GraphBuilder()
    >>> gr.nn.transformer_block(b.input("x", ("N", "T", 16)), "block0", 2, causal=True).type
    f32[N, T, 16]
    """
    size = extent_of("transformer_block", x, -1, "[N, L, D] with a number for D")
    width = 4 * size if hidden is None else hidden

    def attend(y: Tensor) -> Tensor:
        return attention(y, "attention", heads, mask=mask, causal=causal, seed=seed)

    def feed_forward(y: Tensor) -> Tensor:
        inner = dense(y, "in", width, activation=activation or functions.gelu, seed=seed)
        return dense(inner, "out", size, seed=seed)

    with layer("transformer_block", name, x):
        for norm, part in (("norm1", attend), ("norm2", feed_forward)):
            if norm_first:
                x = x + _dropped(part(layer_norm(x, norm)), rate)
            else:
                x = layer_norm(x + _dropped(part(x), rate), norm)
        return x


def _dropped(x: Tensor, rate: float) -> Tensor:
    return dropout(x, rate) if rate else x
