"""Random ops: counter-based, so that a step can be repeated and resumed bit for bit.

What is drawn depends on the seed, the stream of the op, the step counter and, in a loop, the
number of the trip; on nothing else. Each op has a stream of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.errors import DTypeError, OpError
from graphrt.ir.op import Array, Op, Trait, op
from graphrt.ops.arithmetic import Mul
from graphrt.ops.axes import known_vector, vector_length
from graphrt.ops.compare import Where
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.quantile import normal_quantile
from graphrt.types import BOOL, FLOAT32, INT64, DType, ValueType

_WORD = 2**64 - 1
_SCALAR = ValueType(INT64, ())
SIGNIFICANT = {"bfloat16": 8, "float16": 11, "float32": 24, "float64": 53}  # bits


def words(seed: Any, stream: int, step: Any, count: int, trip: Any = None) -> Array:
    """``count`` random uint64 numbers: Philox4x64-10, key (seed, stream), counter from
    (0, 0, trip, step) on; trip 0 outside loops.

    The raw words of a bit generator, which NumPy keeps the same for ever, unlike the methods
    of `numpy.random.Generator`. Source: Salmon et al. 2011; `numpy.random.Philox`.
    """
    key = np.array([int(seed) & _WORD, stream & _WORD], dtype=np.uint64)
    # the high words of the counter: within a trip of a step, 2^128 blocks follow
    high = [0 if trip is None else int(trip) & _WORD, int(step) & _WORD]
    counter = np.array([0, 0, *high], dtype=np.uint64)
    drawn: Array = np.random.Philox(key=key, counter=counter).random_raw(count)
    return drawn


def fractions(drawn: Array, bits: int = 53) -> Array:
    """Numbers from 0 up to but not including 1: the first ``bits`` of each word, float64."""
    return (drawn >> np.uint64(64 - bits)).astype(np.float64) * 2.0**-bits


class Random(Op):
    """A draw: seed, step and, in a loop, the number of the trip are its last operands."""

    @staticmethod
    def require_counters(seed: Any, step: Any, trip: Any) -> None:
        for each, what in ((seed, "seed"), (step, "step"), (trip, "trip")):
            if each is not None and each.type != _SCALAR:
                raise DTypeError(f"{what} must be an int64 scalar, got {each.type}")

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64


@op("dropout", traits=Trait.RANDOM, gate="routes to what was kept")
class Dropout(Random):
    """``y = x / (1 - rate)`` where a coin says so, else 0; and the coins as a bool mask.

    Element i is kept where random word i (see `words`) is at least ``rate * 2^64``: with
    probability ``1 - rate``, so the mean stays. ``rate`` is an attribute, because it belongs to
    the network and makes the scale a constant; seed and step are operands, because they change.
    NaN and infinities that are dropped become 0.

    Shapes: x ``[...]``, seed, step and trip int64 ``[]`` -> y ``[...]``, mask ``[...]``.
    Gradient: g / (1 - rate) where kept, else 0, with the mask of the forward pass.
    Source: Srivastava et al. 2014; ONNX Dropout-13.
    """

    rate: float
    stream: int

    result_names: ClassVar[tuple[str, ...]] = ("y", "mask")

    def check(self) -> None:
        if not 0 <= self.rate < 1:
            raise OpError(f"dropout: rate must be at least 0 and below 1, got {self.rate}")

    def infer(self, x: Any, seed: Any, step: Any, trip: Any = None) -> tuple[ValueType, ...]:
        require(x, FLOATS)
        self.require_counters(seed, step, trip)
        return (x.type, x.type.with_dtype(BOOL))

    def compute(self, x: Array, seed: Array, step: Array, trip: Any = None) -> Any:
        drawn = words(seed, self.stream, step, x.size, trip)
        mask = drawn.reshape(x.shape) >= np.uint64(int(self.rate * 2**64))
        return np.where(mask, x * x.dtype.type(1 / (1 - self.rate)), 0).astype(x.dtype), mask

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        if grads[0] is None:
            return [None] * len(node.inputs)
        scaled = emit(Mul(), grads[0], 1 / (1 - self.rate))
        return [emit(Where(), node.outputs[1], scaled, 0), *[None] * (len(node.inputs) - 1)]

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 2 * results[0].size


class _Filled(Random):
    """A tensor of a given shape, each element from a word of its own."""

    stream: int
    dtype: DType = FLOAT32

    def check(self) -> None:
        if self.dtype.name not in SIGNIFICANT:
            known = ", ".join(SIGNIFICANT)
            raise OpError(f"{self.name}: dtype must be one of {known}, got {self.dtype}")

    def infer(self, shape: Any, seed: Any, step: Any, trip: Any = None) -> ValueType:
        self.require_counters(seed, step, trip)
        return ValueType(self.dtype, drawn_shape(shape))

    def compute(self, shape: Array, seed: Array, step: Array, trip: Any = None) -> Array:
        extents = tuple(int(extent) for extent in shape)
        drawn = words(seed, self.stream, step, int(np.prod(extents)), trip)
        return self.convert(drawn).astype(self.dtype.numpy).reshape(extents)

    def convert(self, drawn: Array) -> Array:
        """Words as float64 numbers of the distribution."""
        raise NotImplementedError(f"{type(self).__name__}.convert")

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return results[0].size


def drawn_shape(shape: Any) -> Any:
    """The shape an operand asks for, as far as it is known."""
    known = known_vector(shape, "shape")
    if known is not None:
        return known
    length = vector_length(shape)
    return None if length is None else (None,) * length


@op("random_uniform", traits=Trait.RANDOM, gate="blocks")
class RandomUniform(_Filled):
    """``u = floor(2^p w / 2^64) / 2^p``: from 0 up to but not including 1, evenly.

    ``w`` is the random word of the element (see `words`), p the number of significant bits
    of ``dtype``: 24 for float32, 53 for float64. Every value is exact, on every machine.
    Shapes: shape int64 ``[rank]``, seed, step and trip int64 ``[]`` -> ``[*shape]``.
    Gradient: none, nothing differentiable goes in; ``low + (high - low) u`` has one for low and
    high.  Source: ONNX RandomUniform-22, with a fixed generator.
    """

    def convert(self, drawn: Array) -> Array:
        return fractions(drawn, SIGNIFICANT[self.dtype.name])


@op("random_normal", traits=Trait.RANDOM, gate="blocks")
class RandomNormal(_Filled):
    """Standard normal numbers: the quantile at ``(floor(2^52 w / 2^64) + 1/2) / 2^52``.

    ``w`` is the random word of the element (see `words`). The quantile function has the same
    bits on every machine (see `quantile.py`); no number is beyond 8.3.
    Shapes: shape int64 ``[rank]``, seed, step and trip int64 ``[]`` -> ``[*shape]``.
    Gradient: none, nothing differentiable goes in; ``mean + scale z`` has one for mean and scale
    (the reparameterisation of Kingma and Welling 2014).
    Source: ONNX RandomNormal-22, with a fixed generator; Wichura, AS 241, 1988.
    """

    def convert(self, drawn: Array) -> Array:
        return normal_quantile(fractions(drawn, 52) + 2.0**-53)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 32 * results[0].size
