"""Random choices: coins, integers, categories, orders. None has a gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import DTypeError, ShapeError
from graphrt.ir.op import Array, Trait, op
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.random import Random, drawn_shape, fractions, words
from graphrt.types import BOOL, INT64, DType, ValueType


@op("random_bernoulli", traits=Trait.RANDOM, gate="blocks")
class RandomBernoulli(Random):
    """A coin for each element of ``p``: true with probability p, so never for p <= 0 or NaN, and
    always for p >= 1.

    True where ``floor(2^53 w / 2^64) / 2^53 < p``, w the random word of the element.
    Shapes: p ``[...]``, seed, step and trip int64 ``[]`` -> bool ``[...]``.
    Gradient: none, the result is bool.  Source: ONNX Bernoulli-22, with a fixed generator.
    """

    stream: int

    def infer(self, p: Any, seed: Any, step: Any, trip: Any = None) -> ValueType:
        require(p, FLOATS)
        self.require_counters(seed, step, trip)
        result: ValueType = p.type.with_dtype(BOOL)
        return result

    def compute(self, p: Array, seed: Array, step: Array, trip: Any = None) -> Any:
        drawn = fractions(words(seed, self.stream, step, p.size, trip))
        return drawn.reshape(p.shape) < p.astype(np.float64)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else None


@op("random_integers", traits=Trait.RANDOM, gate="blocks")
class RandomIntegers(Random):
    """``low + floor((high - low) w / 2^64)``: integers from low up to but not including high.

    ``w`` is the random word of the element; with n = high - low, the likeliest and the
    unlikeliest number differ by n / 2^64 of their probability.
    Shapes: shape int64 ``[rank]``, low, high, seed, step and trip int64 ``[]`` -> int64
    ``[*shape]``.  Gradient: none, the result is integer.
    Source: Lemire 2019, section 3, without its rejections.
    """

    stream: int

    def infer(
        self, shape: Any, low: Any, high: Any, seed: Any, step: Any, trip: Any = None
    ) -> ValueType:
        self.require_counters(seed, step, trip)
        for each, what in ((low, "low"), (high, "high")):
            if each.type != ValueType(INT64, ()):
                raise DTypeError(f"{what} must be an int64 scalar, got {each.type}")
        return ValueType(INT64, drawn_shape(shape))

    def compute(
        self, shape: Array, low: Array, high: Array, seed: Array, step: Array, trip: Any = None
    ) -> Array:
        extents = tuple(int(extent) for extent in shape)
        first, count = int(low), int(high) - int(low)
        if count <= 0:
            raise ValueError(f"random_integers: nothing from {first} up to below {int(high)}")
        drawn = words(seed, self.stream, step, int(np.prod(extents)), trip)
        offset = high_product(drawn, count) + np.uint64(first % 2**64)  # modulo 2^64
        return offset.view(np.int64).reshape(extents)


def high_product(drawn: Array, count: int) -> Array:
    """``floor(count w / 2^64)`` of uint64 words, from products of halves that fit."""
    half, mask = np.uint64(32), np.uint64(2**32 - 1)
    high, low = drawn >> half, drawn & mask
    n_high, n_low = np.uint64(count >> 32), np.uint64(count & 0xFFFFFFFF)
    middle = high * n_low + ((low * n_low) >> half)  # below 2^64
    other = low * n_high + (middle & mask)
    result: Array = high * n_high + (middle >> half) + (other >> half)
    return result


@op("random_categorical", traits=Trait.RANDOM, gate="blocks")
class RandomCategorical(Random):
    """One category per row: k with probability ``softmax(logits)_k`` along the last axis.

    The first k at which the sum of ``e^(logits - max)`` is above u times the whole sum, in
    float64, u from the random word of the row. A logit of ``-inf`` is never drawn.
    Shapes: logits ``[..., K]``, seed, step and trip int64 ``[]`` -> int64 ``[...]``.
    Gradient: none, the result is integer.  Source: ONNX Multinomial-22, with a fixed generator.
    """

    stream: int

    def infer(self, logits: Any, seed: Any, step: Any, trip: Any = None) -> ValueType:
        require(logits, FLOATS)
        self.require_counters(seed, step, trip)
        shape = logits.type.shape
        if shape is None:
            return ValueType(INT64, None)
        if not shape:
            raise ShapeError("a scalar has no categories: logits must have an axis")
        if shape[-1] == 0:
            raise ShapeError("nothing to draw from: the last axis of logits has extent 0")
        return ValueType(INT64, shape[:-1])

    def compute(self, logits: Array, seed: Array, step: Array, trip: Any = None) -> Any:
        rows = logits.astype(np.float64)
        u = fractions(words(seed, self.stream, step, int(np.prod(rows.shape[:-1])), trip))
        weights = np.exp(rows - np.max(rows, axis=-1, keepdims=True, initial=-np.inf))
        sums = np.cumsum(weights, axis=-1)
        totals = sums[..., -1]
        if not np.all(totals > 0):
            at = tuple(map(int, np.argwhere(~(totals > 0))[0]))
            raise ValueError(
                f"random_categorical: row {at} of logits is no distribution:"
                " it has a NaN or an infinity, or -inf only"
            )
        above = sums > (u.reshape(totals.shape) * totals)[..., None]
        return np.argmax(above, axis=-1)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else None

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 4 * int(operands[0].size)


@op("random_permutation", traits=Trait.RANDOM, gate="blocks")
class RandomPermutation(Random):
    """The numbers from 0 to n - 1 in random order: the order of n random words.

    Shapes: n, seed, step and trip int64 ``[]`` -> int64 ``[n]``.
    Gradient: none, the result is integer.
    Source: Knuth, The Art of Computer Programming 2, 3rd ed., section 3.4.2, by sorting.
    """

    stream: int

    def infer(self, n: Any, seed: Any, step: Any, trip: Any = None) -> ValueType:
        self.require_counters(seed, step, trip)
        if n.type != ValueType(INT64, ()):
            raise DTypeError(f"n must be an int64 scalar, got {n.type}")
        if isinstance(n.known, int) and n.known < 0:
            raise ShapeError(f"n cannot be negative: {n.known}")
        return ValueType(INT64, (n.known,))

    def compute(self, n: Array, seed: Array, step: Array, trip: Any = None) -> Array:
        if n < 0:
            raise ValueError(f"random_permutation: n cannot be negative: {int(n)}")
        drawn = words(seed, self.stream, step, int(n), trip)
        return np.argsort(drawn, kind="stable")
