"""Functions of the ops in `graphrt.ops.recurrent`; tensors are positional, attributes keywords.

Written by ``tools/gen_functions.py`` from the op classes; do not edit.
"""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, TensorLike, apply_several
from graphrt.ops import lookup


def rnn(
    x: TensorLike,
    w: TensorLike,
    r: TensorLike,
    b: TensorLike | None = None,
    lengths: TensorLike | None = None,
    h0: TensorLike | None = None,
    *,
    direction: str = "forward",
    activation: str = "tanh",
    name: str | None = None,
) -> tuple[Tensor, ...]:
    """``h_t = f(x_t W^T + h_(t-1) R^T + Wb + Rb)``, f tanh or relu.

    b is Wb and Rb, one after the other; h0 is 0 by default. Where t >= lengths, y is 0 and the
    state stays; ``direction`` is forward, reverse (from the last time on) or bidirectional.
    Shapes: D directions; x ``[T, N, I]``, w ``[D, H, I]``, r ``[D, H, H]``, b ``[D, 2H]``,
    lengths ``[N]``, h0 ``[D, N, H]`` -> y ``[T, D, N, H]``, h ``[D, N, H]`` after the last step.
    Gradient: that of a scan over time.  Source: Elman 1990; ONNX RNN-22.
    """
    return apply_several(
        lookup("rnn")(direction=direction, activation=activation),
        x,
        w,
        r,
        b,
        lengths,
        h0,
        name=name,
    )


def lstm(
    x: TensorLike,
    w: TensorLike,
    r: TensorLike,
    b: TensorLike | None = None,
    lengths: TensorLike | None = None,
    h0: TensorLike | None = None,
    c0: TensorLike | None = None,
    *,
    direction: str = "forward",
    name: str | None = None,
) -> tuple[Tensor, ...]:
    """``c_t = f c_(t-1) + i g,  h_t = o tanh(c_t)``, with s the sigmoid and blocks i, o, f, g of
    ``z = x_t W^T + h_(t-1) R^T + Wb + Rb``: ``i = s(z_i), o = s(z_o), f = s(z_f), g = tanh(z_g)``.

    The order of the blocks of H rows is ONNX's: input, output, forget, cell. b is Wb and Rb; h0
    and c0 are 0 by default. Where t >= lengths, y is 0 and the states stay; ``direction`` is
    forward, reverse (from the last time on) or bidirectional.
    Shapes: D directions; x ``[T, N, I]``, w ``[D, 4H, I]``, r ``[D, 4H, H]``, b ``[D, 8H]``,
    lengths ``[N]``, h0 and c0 ``[D, N, H]`` -> y ``[T, D, N, H]``, h and c ``[D, N, H]``.
    Gradient: that of a scan over time.
    Source: Hochreiter and Schmidhuber 1997, Gers et al. 2000; ONNX LSTM-22 without peepholes.
    """
    return apply_several(
        lookup("lstm")(direction=direction), x, w, r, b, lengths, h0, c0, name=name
    )


def gru(
    x: TensorLike,
    w: TensorLike,
    r: TensorLike,
    b: TensorLike | None = None,
    lengths: TensorLike | None = None,
    h0: TensorLike | None = None,
    *,
    direction: str = "forward",
    linear_before_reset: bool = False,
    name: str | None = None,
) -> tuple[Tensor, ...]:
    """``h_t = (1 - u) n + u h_(t-1)`` with gates ``u = s(x_t Wu^T + h_(t-1) Ru^T + bu)`` (update)
    and ``q = s(x_t Wq^T + h_(t-1) Rq^T + bq)`` (reset), s the sigmoid, and
    ``n = tanh(x_t Wn^T + Wbn + (q h_(t-1)) Rn^T + Rbn)``, or with ``linear_before_reset``
    ``n = tanh(x_t Wn^T + Wbn + q (h_(t-1) Rn^T + Rbn))``.

    The order of the blocks of H rows is ONNX's: update, reset, new. b is Wb and Rb; h0 is 0 by
    default. Where t >= lengths, y is 0 and the state stays; ``direction`` is forward, reverse
    (from the last time on) or bidirectional.
    Shapes: D directions; x ``[T, N, I]``, w ``[D, 3H, I]``, r ``[D, 3H, H]``, b ``[D, 6H]``,
    lengths ``[N]``, h0 ``[D, N, H]`` -> y ``[T, D, N, H]``, h ``[D, N, H]``.
    Gradient: that of a scan over time.  Source: Cho et al. 2014; ONNX GRU-22.
    """
    return apply_several(
        lookup("gru")(direction=direction, linear_before_reset=linear_before_reset),
        x,
        w,
        r,
        b,
        lengths,
        h0,
        name=name,
    )


__all__ = [
    "gru",
    "lstm",
    "rnn",
]
