"""Random ops: the words of the counter-based generator, and what is made of each.

The first call of a step writes the words, 64 bits for each element of the result; the second is a
pointwise group that reads them. Bits are those of NumPy's backend: words are integers, and what is
made of them is rounded by IEEE 754 alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphrt.backends.native.expression import Expr, Recorder, may_fail
from graphrt.backends.native.group import (
    Place,
    loop_nest,
    operand_expressions,
    places,
    rows_call,
    strides_in,
)
from graphrt.backends.native.irtext import I64, Type, Value
from graphrt.backends.native.isa import Isa
from graphrt.backends.native.kernel import Call, Kernel, KernelFunction, Operand, Workspace
from graphrt.dtypes import DType
from graphrt.ir.layout import contiguous
from graphrt.lowering.plan import Step
from graphrt.ops.quantile import CENTRE, FAR, LN2, MIDDLE, SERIES
from graphrt.ops.random import SIGNIFICANT
from graphrt.types import FLOAT64, INT64

UINT64 = DType.of("uint64")
GRAIN = 2048  # blocks one thread makes at once
BLOCK = 4  # words
ROUNDS = 10
MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)  # what the key grows by from round to round


# -- words: Philox4x64-10 --------------------------------------------------------------------------


def _product(f: KernelFunction, a: Value, by: int) -> tuple[Value, Value]:
    """The high and the low half of ``a * by``."""
    wide = Type("i128")
    whole = f.define(wide, f"zext i64 {a.text} to i128")
    whole = f.define(wide, f"mul i128 {whole.text}, {by}")
    top = f.define(wide, f"lshr i128 {whole.text}, 64")
    high, low = (f.define(I64, f"trunc i128 {each.text} to i64") for each in (top, whole))
    return high, low


def _signed(word: int) -> int:
    """The number of 64 bits that is written like this with a sign."""
    word &= 2**64 - 1
    return word - 2**64 if word >= 2**63 else word


def words_text(has_trip: bool, name: str) -> str:
    """Operands: the words, seed, step, perhaps the trip. Numbers: the stream. Unit ``b`` is the
    block of the counter ``(b + 1, 0, trip, step)`` under the key ``(seed, stream)``."""
    f = KernelFunction(name)
    out, *given = (f.pointer(k) for k in range(4 if has_trip else 3))
    seed, step, *more = (f.load(each, I64) for each in given)
    stream = f.slot(len(given) + 1)
    trip = more[0] if more else f.const(0, I64)
    with f.loop(f.last, f.first) as unit:
        counter = [f.add(unit.index, 1), f.const(0, I64), trip, step]
        key = [seed, stream]
        for turn in range(ROUNDS):
            if turn:
                key = [f.add(k, _signed(by)) for k, by in zip(key, WEYL, strict=True)]
            (high0, low0), (high1, low1) = (
                _product(f, counter[2 * k], MULTIPLIERS[k]) for k in (0, 1)
            )
            counter = [
                f.bits("xor", f.bits("xor", high1, counter[1]), key[0]),
                low1,
                f.bits("xor", f.bits("xor", high0, counter[3]), key[1]),
                low0,
            ]
        first = f.mul(unit.index, BLOCK)
        for k, word in enumerate(counter):
            f.store(word, f.at(out, f.add(first, k), I64))
    return f.text()


def _words_call(step: Step, operands: Sequence[Operand], space: Workspace) -> Call:
    has_trip = len(operands) == 3
    kernel = Kernel(("words", has_trip), lambda name: words_text(has_trip, name))
    stream = step.node.op.attributes()["stream"]
    blocks = space.nbytes // (8 * BLOCK)
    return Call(kernel, (space, *operands), (stream,), blocks, GRAIN)


# -- what is made of a word ------------------------------------------------------------------------


def _fraction(s: Any, word: Any, bits: int = 53) -> Any:
    """The first ``bits`` of a word, from 0 up to but not including 1."""
    number = s.cast(s.shift_right(word, s.const(64 - bits)), FLOAT64)
    return s.mul(number, s.const(2.0**-bits))


def dropout(s: Any, attributes: Mapping[str, Any], word: Any, x: Any) -> tuple[Any, ...]:
    rate = attributes["rate"]
    kept = s.logical_not(s.less(word, s.cast(int(rate * 2**64), UINT64)))
    return s.select(kept, s.mul(x, s.const(1 / (1 - rate))), s.const(0)), kept


def bernoulli(s: Any, attributes: Mapping[str, Any], word: Any, p: Any) -> tuple[Any, ...]:
    return (s.less(_fraction(s, word), s.cast(p, FLOAT64)),)


def uniform(s: Any, attributes: Mapping[str, Any], word: Any) -> tuple[Any, ...]:
    dtype = attributes["dtype"]
    return (s.cast(_fraction(s, word, SIGNIFICANT[dtype.name]), dtype),)


def normal(s: Any, attributes: Mapping[str, Any], word: Any) -> tuple[Any, ...]:
    p = s.add(_fraction(s, word, 52), s.const(2.0**-53))
    return (s.cast(_quantile(s, p), attributes["dtype"]),)


def integers(
    s: Any, attributes: Mapping[str, Any], word: Any, low: Any, high: Any
) -> tuple[Any, ...]:
    """``low + floor(n w / 2^64)`` with n = high - low, from products of halves that fit."""
    n = s.cast(s.require(s.sub(high, low), s.less(low, high)), UINT64)
    half, mask = s.const(32), s.const(2**32 - 1)
    w_high, w_low = s.shift_right(word, half), s.bitwise_and(word, mask)
    n_high, n_low = s.shift_right(n, half), s.bitwise_and(n, mask)
    middle = s.add(s.mul(w_high, n_low), s.shift_right(s.mul(w_low, n_low), half))
    other = s.add(s.mul(w_low, n_high), s.bitwise_and(middle, mask))
    carried = s.add(s.shift_right(middle, half), s.shift_right(other, half))
    return (s.add(s.cast(s.add(s.mul(w_high, n_high), carried), INT64), low),)


def _quantile(s: Any, p: Any) -> Any:
    """One element of `normal_quantile`."""
    q = s.sub(p, s.const(0.5))
    below = s.less(q, s.const(0))
    centre = s.mul(q, _ratio(s, CENTRE, s.sub(s.const(0.180625), s.mul(q, q))))
    near = s.select(below, p, s.sub(s.const(1), p))
    r = s.sqrt(s.neg(_logarithm(s, near)))
    middle, far = (_ratio(s, each, s.sub(r, s.const(by))) for each, by in ((MIDDLE, 1.6), (FAR, 5)))
    tail = s.select(s.less_equal(r, s.const(5)), middle, far)
    tail = s.select(below, s.neg(tail), tail)
    return s.select(s.less(s.const(0.425), s.abs(q)), tail, centre)


def _logarithm(s: Any, x: Any) -> Any:
    """One element of `logarithm`."""
    fraction, exponent = s.significand(x), s.exponent(x)
    small = s.less(fraction, s.const(0.7071067811865476))
    fraction = s.select(small, s.add(fraction, fraction), fraction)
    exponent = s.select(small, s.sub(exponent, s.const(1)), exponent)
    ratio = s.div(s.sub(fraction, s.const(1)), s.add(fraction, s.const(1)))
    square = s.mul(ratio, ratio)
    series = s.mul(s.const(SERIES[0]), square)
    for each in SERIES[1:]:
        series = s.mul(s.add(series, s.const(each)), square)
    twice = s.mul(s.add(ratio, ratio), s.add(series, s.const(1)))
    return s.add(s.mul(exponent, s.const(LN2)), twice)


def _ratio(s: Any, coefficients: tuple[Sequence[float], Sequence[float]], x: Any) -> Any:
    above, below = (_polynomial(s, each, x) for each in coefficients)
    return s.div(above, below)


def _polynomial(s: Any, coefficients: Sequence[float], x: Any) -> Any:
    total = s.const(coefficients[-1])
    for each in coefficients[-2::-1]:
        total = s.add(s.mul(x, total), s.const(each))
    return total


# -- from steps to calls ---------------------------------------------------------------------------


def _drawing(
    formula: Callable[..., tuple[Any, ...]], read: tuple[int, ...] = ()
) -> Callable[[Step, Isa], Sequence[Call] | str]:
    """The selector of an op whose formula takes the word and the operands in the positions
    ``read``; seed, step and trip are its last operands."""

    def calls(step: Step, isa: Isa) -> Sequence[Call] | str:
        results = [each for each in step.outputs if each is not None]
        domain = results[0].type.static_shape
        size = math.prod(domain)
        first = next(k for k, p in enumerate(step.node.op.parameters) if p.name == "seed")
        counters = [each for each in step.inputs[first:] if each is not None]
        space = Workspace(0, -(-size // BLOCK) * BLOCK * 8)
        drawn = Place(space, UINT64)
        inputs = [each for k in read if (each := step.inputs[k]) is not None]
        strides = [contiguous(domain).strides]
        strides += [strides_in(each, domain) for each in (*inputs, *results)]
        nest = loop_nest(domain, strides)
        given = [drawn, *places(inputs)]
        recorder = Recorder()
        expressions = operand_expressions(recorder, given, nest.row[-1])
        made = formula(recorder, step.node.op.attributes(), *expressions)
        wanted: list[Expr] = [
            each for each, buffer in zip(made, step.outputs, strict=True) if buffer is not None
        ]
        if not size:
            return "nothing is drawn, but its operands are looked at" if may_fail(wanted) else []
        found = rows_call(wanted, given, places(results), nest, isa)
        return found if isinstance(found, str) else [_words_call(step, counters, space), found]

    return calls


DRAWS: Mapping[str, Callable[[Step, Isa], Sequence[Call] | str]] = {
    "dropout": _drawing(dropout, (0,)),
    "random_bernoulli": _drawing(bernoulli, (0,)),
    "random_integers": _drawing(integers, (1, 2)),
    "random_normal": _drawing(normal),
    "random_uniform": _drawing(uniform),
}
