"""Random ops: counter-based, so that a step can be repeated and resumed bit for bit.

What is drawn depends on the seed, the stream of the op and the step counter alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.errors import DTypeError, OpError
from graphrt.ir.op import Array, Op, Trait, op
from graphrt.ops.arithmetic import Mul
from graphrt.ops.compare import Where
from graphrt.ops.pointwise import FLOATS, require
from graphrt.types import BOOL, INT64, DType, ValueType

_WORD = 2**64 - 1


def words(seed: Any, stream: int, step: Any, count: int) -> Array:
    """``count`` random uint64 numbers: Philox4x64-10, key (seed, stream), counter from
    (0, 0, 0, step) on.

    The raw words of a bit generator, which NumPy keeps the same for ever, unlike the methods
    of `numpy.random.Generator`. Source: Salmon et al. 2011; `numpy.random.Philox`.
    """
    key = np.array([int(seed) & _WORD, stream & _WORD], dtype=np.uint64)
    # the step is the high word of the counter: within a step, 2^192 blocks follow
    counter = np.array([0, 0, 0, int(step) & _WORD], dtype=np.uint64)
    drawn: Array = np.random.Philox(key=key, counter=counter).random_raw(count)
    return drawn


@op("dropout", traits=Trait.RANDOM, gate="routes to what was kept")
class Dropout(Op):
    """``y = x / (1 - rate)`` where a coin says so, else 0; and the coins as a bool mask.

    Element i is kept where random word i (see `words`) is at least ``rate * 2^64``: with
    probability ``1 - rate``, so the mean stays. ``rate`` is an attribute, because it belongs to
    the network and makes the scale a constant; seed and step are operands, because they change.
    NaN and infinities that are dropped become 0.

    Shapes: x ``[...]``, seed and step int64 ``[]`` -> y ``[...]``, mask ``[...]``.
    Gradient: g / (1 - rate) where kept, else 0, with the mask of the forward pass.
    Source: Srivastava et al. 2014; ONNX Dropout-13.
    """

    rate: float
    stream: int

    result_names: ClassVar[tuple[str, ...]] = ("y", "mask")

    def check(self) -> None:
        if not 0 <= self.rate < 1:
            raise OpError(f"dropout: rate must be at least 0 and below 1, got {self.rate}")

    def infer(self, x: Any, seed: Any, step: Any) -> tuple[ValueType, ...]:
        require(x, FLOATS)
        for each, what in ((seed, "seed"), (step, "step")):
            if each.type != ValueType(INT64, ()):
                raise DTypeError(f"{what} must be an int64 scalar, got {each.type}")
        return (x.type, x.type.with_dtype(BOOL))

    def compute(self, x: Array, seed: Array, step: Array) -> Any:
        drawn = words(seed, self.stream, step, x.size)
        mask = drawn.reshape(x.shape) >= np.uint64(int(self.rate * 2**64))
        return np.where(mask, x * x.dtype.type(1 / (1 - self.rate)), 0).astype(x.dtype), mask

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        if grads[0] is None:
            return (None, None, None)
        scaled = emit(Mul(), grads[0], 1 / (1 - self.rate))
        return (emit(Where(), node.outputs[1], scaled, 0), None, None)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 2 * results[0].size
