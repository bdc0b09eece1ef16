"""What the checks over the op table share: samples as graphs, formulas in NumPy."""

import math

import numpy as np
import pytest
from ops.cases import SAMPLES
from ops.sampling import Fixed, array

from graphrt.ir.bodies import body_fields
from graphrt.ir.emitter import Emitter
from graphrt.ir.op import Trait
from graphrt.ops import lookup
from graphrt.ops.arithmetic import Mul
from graphrt.ops.reduce import Sum
from graphrt.ops.source import Constant, Input
from graphrt.types import DType, ValueType


def over(samples):
    """Run a test once per sample."""
    return pytest.mark.parametrize("sample", samples, ids=[s.id for s in samples])


every = over(SAMPLES)
DIFFERENTIABLE = [
    s for s in SAMPLES
    if s.smooth and lookup(s.op)(**s.attributes).has_gradient and s.op != "stop_gradient"
]  # fmt: skip
ROWS = [s for s in SAMPLES if lookup(s.op)(**s.attributes).has_row]
POINTWISE = [s for s in SAMPLES if Trait.ELEMENTWISE in lookup(s.op).traits]


def graph_of(sample, dtype="float64", shapes=None):
    """The sample as a graph: emitter, results, differentiable inputs, feeds."""
    emit = Emitter(locate=lambda: None)
    values, feeds, inputs = [], {}, []
    for position, operand in enumerate(sample.operands):
        if operand is None:
            values.append(None)
            continue
        data = array(operand)
        if data.dtype == np.float64 and dtype != "float64":
            with np.errstate(over="ignore"):
                data = data.astype(dtype)
        if isinstance(operand, Fixed):
            values.append(emit(Constant(data)))
            continue
        shape = data.shape if shapes is None else shapes[position]
        name = f"x{position}"
        value = emit(Input(ValueType(DType.of(data.dtype), shape)), name=name)
        feeds[name] = data
        values.append(value)
        if value.type.dtype.is_float:
            inputs.append(value)
    results = emit(lookup(sample.op)(**sample.attributes), *values)
    results = results if isinstance(results, tuple) else (results,)
    return emit, results, inputs, feeds


def symbolic_shapes(sample):
    """Each extent above 1 as a symbol, equal ones as equal symbols; and what they stand for."""
    names: dict[int, str] = {}
    shapes = []
    for operand in sample.operands:
        shape = () if operand is None else array(operand).shape
        shapes.append([names.setdefault(n, f"S{n}") if n > 1 else n for n in shape])
    return shapes, {name: number for number, name in names.items()}


def fixes_numbers(sample):
    """Whether a constant or an attribute states extents, to which no symbol is equal."""
    return (
        sample.op in ("split", "repeat", "rnn", "gru", "lstm")
        or bool(body_fields(lookup(sample.op)))
        or any(isinstance(operand, Fixed) for operand in sample.operands)
    )


def scalar_of(emit, results, rng):
    """A random linear functional of the float results, as a scalar value; ``None`` if none."""
    total = None
    for value in results:
        if not value.type.dtype.is_float:
            continue
        weights = rng.standard_normal(value.type.static_shape)
        weights = emit(Constant(weights.astype(value.type.dtype.numpy)))
        term = emit(Sum(), emit(Mul(), value, weights))
        total = term if total is None else emit(lookup("add")(), total, term)
    return total


class NumpyScalars:
    """A scalar builder whose scalars are whole arrays: `Op.scalar` as a NumPy formula."""

    # fmt: off
    def const(self, value): return value
    def add(self, a, b): return np.add(a, b)
    def sub(self, a, b): return np.subtract(a, b)
    def mul(self, a, b): return np.multiply(a, b)
    def div(self, a, b): return _quotient(a, b) if _integers(a) and _integers(b) else np.divide(a, b)
    def rem(self, a, b): return np.fmod(a, b)
    def neg(self, a): return np.negative(a)
    def abs(self, a): return np.absolute(a)
    def floor(self, a): return np.floor(a)
    def round(self, a): return a if _integers(a) else np.rint(a)
    def pow(self, a, b): return np.power(a, b)
    def sqrt(self, a): return np.sqrt(a)
    def exp(self, a): return np.exp(a)
    def expm1(self, a): return np.expm1(a)
    def log(self, a): return np.log(a)
    def log1p(self, a): return np.log1p(a)
    def sin(self, a): return np.sin(a)
    def cos(self, a): return np.cos(a)
    def atan2(self, y, x): return np.arctan2(y, x)
    def tanh(self, a): return np.tanh(a)
    def sigmoid(self, a): return np.where(a >= 0, 1 / (1 + np.exp(-a)), np.exp(a) / (1 + np.exp(a)))
    def erf(self, a): return np.vectorize(math.erf, otypes=[float])(a)
    def erfc(self, a): return np.vectorize(math.erfc, otypes=[float])(a)
    def max(self, a, b): return np.maximum(a, b)
    def min(self, a, b): return np.minimum(a, b)
    def less(self, a, b): return np.less(a, b)
    def less_equal(self, a, b): return np.less_equal(a, b)
    def equal(self, a, b): return np.equal(a, b)
    def logical_and(self, a, b): return np.logical_and(a, b)
    def logical_or(self, a, b): return np.logical_or(a, b)
    def logical_not(self, a): return np.logical_not(a)
    def bitwise_and(self, a, b): return np.bitwise_and(a, b)
    def bitwise_or(self, a, b): return np.bitwise_or(a, b)
    def bitwise_xor(self, a, b): return np.bitwise_xor(a, b)
    def shift_left(self, a, b): return np.left_shift(a, b)
    def shift_right(self, a, b): return np.right_shift(a, b)
    def select(self, condition, a, b): return np.where(condition, a, b)
    def cast(self, a, dtype): return np.asarray(a).astype(dtype.numpy)
    # fmt: on


class NumpyRows(NumpyScalars):
    """`Op.row` as a NumPy formula: the row is some axes, which reductions keep."""

    def __init__(self, axes, domain):
        self.axes, self.domain = axes, domain

    # fmt: off
    def row_sum(self, a): return np.add.reduce(a, self.axes, a.dtype, keepdims=True)
    def row_prod(self, a): return np.multiply.reduce(a, self.axes, a.dtype, keepdims=True)
    def row_max(self, a): return np.maximum.reduce(a, self.axes, keepdims=True, initial=_end(a, -1))
    def row_min(self, a): return np.minimum.reduce(a, self.axes, keepdims=True, initial=_end(a, 1))
    def row_any(self, a): return np.logical_or.reduce(a, self.axes, keepdims=True)
    def row_all(self, a): return np.logical_and.reduce(a, self.axes, keepdims=True)
    def row_count(self, a): return a.dtype.type(math.prod(self.domain[axis] for axis in self.axes))
    def require(self, a, condition): return a
    # fmt: on

    def position(self, a):
        shape = [n if axis in self.axes else 1 for axis, n in enumerate(self.domain)]
        return np.arange(math.prod(shape)).reshape(shape)


def _end(a, sign):
    """The last number of a dtype, up or down."""
    if a.dtype.kind == "f":
        return sign * np.inf
    return np.iinfo(a.dtype).max if sign > 0 else np.iinfo(a.dtype).min


def _integers(a):
    return np.asarray(a).dtype.kind in "iu"


def _quotient(a, b):
    """Division of integers that drops the fraction; 0 by 0."""
    whole = np.abs(a) // np.where(np.equal(b, 0), 1, np.abs(b))
    return np.where(np.equal(b, 0), 0, np.where(np.less(a, 0) != np.less(b, 0), -whole, whole))
