"""Recurrent layers over ``[T, N, I]``: time first."""

from __future__ import annotations

from typing import Any

from graphrt.errors import ShapeError
from graphrt.frontend import functions, init
from graphrt.frontend.nn.basic import require_positive
from graphrt.frontend.nn.sharing import extent_of, layer, weights
from graphrt.frontend.tensor import Tensor


def lstm(
    x: Tensor,
    name: str,
    hidden: int,
    *,
    lengths: Tensor | None = None,
    direction: str = "forward",
    seed: int = 0,
) -> tuple[Tensor, Tensor, Tensor]:
    """Long short-term memory (see `graphrt.lstm`): the states of all times, and the last h and c.

    Shapes: x ``[T, N, I]``, I a number -> y ``[T, N, D hidden]``, h and c ``[D, N, hidden]``, D
    the number of directions. Variables ``<name>/w`` ``[D, 4 hidden, I]``, ``<name>/r``
    ``[D, 4 hidden, hidden]`` and ``<name>/bias`` ``[D, 8 hidden]``, uniform on
    +-1 / sqrt(hidden).
    """
    y, h, c = _recurrent("lstm", 4, x, name, hidden, lengths, seed, direction=direction)
    return y, h, c


def gru(
    x: Tensor,
    name: str,
    hidden: int,
    *,
    lengths: Tensor | None = None,
    direction: str = "forward",
    linear_before_reset: bool = False,
    seed: int = 0,
) -> tuple[Tensor, Tensor]:
    """Gated recurrent unit (see `graphrt.gru`): the states of all times, and the last one.

    Shapes and variables: as for `lstm`, with 3 for 4 and 6 for 8, and no c.
    """
    y, h = _recurrent(
        "gru", 3, x, name, hidden, lengths, seed,
        direction=direction, linear_before_reset=linear_before_reset,
    )  # fmt: skip
    return y, h


def rnn(
    x: Tensor,
    name: str,
    hidden: int,
    *,
    lengths: Tensor | None = None,
    direction: str = "forward",
    activation: str = "tanh",
    seed: int = 0,
) -> tuple[Tensor, Tensor]:
    """Elman's net (see `graphrt.rnn`): the states of all times, and the last one.

    Shapes and variables: as for `lstm`, with 1 for 4 and 2 for 8, and no c.
    """
    y, h = _recurrent(
        "rnn", 1, x, name, hidden, lengths, seed, direction=direction, activation=activation
    )
    return y, h


def _recurrent(
    what: str,
    gates: int,
    x: Tensor,
    name: str,
    hidden: int,
    lengths: Tensor | None,
    seed: int,
    **attributes: Any,
) -> tuple[Tensor, ...]:
    require_positive(what, hidden=hidden)
    size = extent_of(what, x, -1, "[T, N, I] with a number for I")
    if x.rank != 3:
        raise ShapeError(f"nn.{what}: x must be [T, N, I], got {x.type}")
    ways = 2 if attributes["direction"] == "bidirectional" else 1
    rows = gates * hidden

    def uniform(shape: tuple[int, ...], *, seed: Any, dtype: Any) -> Any:
        return init.uniform(shape, seed, -(hidden**-0.5), hidden**-0.5, dtype)

    with layer(what, name, x) as builder:
        w = weights(builder, "w", (ways, rows, size), x.dtype, uniform, seed)
        r = weights(builder, "r", (ways, rows, hidden), x.dtype, uniform, seed)
        bias = weights(builder, "bias", (ways, 2 * rows), x.dtype, uniform, seed)
        states, *last = getattr(functions, what)(x, w, r, bias, lengths, **attributes)
        by_time = functions.transpose(states, axes=(0, 2, 1, 3))
        return functions.reshape(by_time, (*x.shape[:2], ways * hidden)), *last
