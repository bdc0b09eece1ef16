"""Functions whose ops draw from a random stream of the builder."""

from __future__ import annotations

from graphrt.frontend.tensor import Tensor, apply
from graphrt.ops.random import Dropout


def dropout(x: Tensor, rate: float, *, name: str | None = None) -> Tensor:
    """``x / (1 - rate)`` with probability ``1 - rate``, else 0, for each element.

    Each call has a stream of its own. What is drawn follows from the variables ``seed`` and
    ``step``; a signature with updates moves ``step`` on by itself. Use it in the training
    signature only: prediction needs no dropout, as the mean is unchanged.
    """
    seed, step, stream = x.builder.random_operands()
    builder = x.builder
    operands = (x, Tensor(seed, builder), Tensor(step, builder))
    result: Tensor = apply(Dropout(rate=rate, stream=stream), *operands, name=name)[0]
    return result
