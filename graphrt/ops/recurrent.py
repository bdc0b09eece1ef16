"""Recurrent layers: one node each, with their loop inside and a `scan` as their decomposition.

Operands and results are laid out as in ONNX: time first, one entry along D per direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from graphrt.dims import Dim
from graphrt.errors import DTypeError, OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, op
from graphrt.ops.activation import Relu, Sigmoid
from graphrt.ops.arithmetic import Add, Mul, Sub
from graphrt.ops.axes import agree
from graphrt.ops.compare import Cast, Less, Where
from graphrt.ops.composite import Composite
from graphrt.ops.hyperbolic import Tanh
from graphrt.ops.joining import Concat, Split
from graphrt.ops.linalg import MatMul
from graphrt.ops.loop_gradient import with_history
from graphrt.ops.loops import Scan
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.shape import BroadcastTo, ExpandDims, Squeeze, Transpose
from graphrt.ops.source import Constant, Input, SizeOf
from graphrt.types import INT64, DType, ValueType, common_dtype

_DIRECTIONS = {"forward": (False,), "reverse": (True,), "bidirectional": (False, True)}


class Recurrent(Composite):
    """What the layers share: operands, directions, lengths. A cell is what differs.

    A cell maps z = x W^T + Wb, already computed for all times, and the states before to the
    states after; the first state is also the output.
    """

    gates: ClassVar[int]  # how many blocks of H rows W and R have
    states: ClassVar[int] = 1
    direction: str

    def cell(self, z: Array, states: Sequence[Array], r: Array, b: Array) -> list[Array]:
        """The next states in NumPy; r is R^T, b is Rb."""
        raise NotImplementedError(f"{type(self).__name__}.cell")

    def emit_cell(self, emit: Any, z: Any, states: Sequence[Any], r: Any, b: Any) -> list[Any]:
        """The next states as nodes; ``b`` may be ``None``."""
        raise NotImplementedError(f"{type(self).__name__}.emit_cell")

    def check(self) -> None:
        if self.direction not in _DIRECTIONS:
            known = ", ".join(_DIRECTIONS)
            raise OpError(f"{self.name}: direction must be one of {known}, got {self.direction!r}")

    def types(
        self, x: Any, w: Any, r: Any, b: Any, lengths: Any, states: Sequence[Any]
    ) -> tuple[ValueType, ...]:
        """The types of Y and of the last states. Raises where shapes do not go together."""
        require(x, FLOATS)
        given = [x, w, r, *(each for each in (b, *states) if each is not None)]
        dtype = common_dtype([each.type for each in given])
        for each, what in ((x, "x"), (w, "w"), (r, "r")):
            if len(each.type.dims) != 3:
                raise ShapeError(f"{what} must have three axes, got {each.type}")
        steps, batch, width = x.type.dims
        h = r.type.dims[-1]
        if isinstance(h, Dim):
            raise ShapeError(f"the number of states must be a number, r[-1] is {h}")
        rows = None if h is None else self.gates * h
        ways = len(_DIRECTIONS[self.direction])
        _expect("w", w, (ways, rows, width))
        _expect("r", r, (ways, rows, h))
        if b is not None:
            _expect("b", b, (ways, None if rows is None else 2 * rows))
        for each, what in zip(states, ("h0", "c0"), strict=False):
            if each is not None:
                _expect(what, each, (ways, batch, h))
        if lengths is not None:
            if lengths.type.dtype.kind != "int":
                raise DTypeError(f"lengths must be integer, got {lengths.type.dtype}")
            _expect("lengths", lengths, (batch,))
        last = ValueType(dtype, (ways, batch, h))
        return (ValueType(dtype, (steps, ways, batch, h)), *[last] * self.states)

    # -- in NumPy ---------------------------------------------------------------------------

    def run(
        self, x: Array, w: Array, r: Array, b: Any, lengths: Any, states: Sequence[Any]
    ) -> tuple[Array, ...]:
        """Y and the last states, by a loop over the times of each direction."""
        steps, batch, _ = x.shape
        rows, h = r.shape[1:]
        ways = _DIRECTIONS[self.direction]
        y = np.zeros((steps, len(ways), batch, h), x.dtype)
        last = [np.zeros((len(ways), batch, h), x.dtype) for _ in range(self.states)]
        for out, given in zip(last, states, strict=True):
            if given is not None:
                out[...] = given
        for d, reverse in enumerate(ways):
            bias = np.zeros(2 * rows, x.dtype) if b is None else b[d]
            z = x @ w[d].T + bias[:rows]
            now = [each[d] for each in last]
            recurrent = np.ascontiguousarray(r[d].T)
            for t in range(steps - 1, -1, -1) if reverse else range(steps):
                new = self.cell(z[t], now, recurrent, bias[rows:])
                if lengths is not None:
                    alive = (t < lengths)[:, None]
                    y[t, d] = np.where(alive, new[0], 0)
                    new = [np.where(alive, *pair) for pair in zip(new, now, strict=True)]
                else:
                    y[t, d] = new[0]
                now = new
            for out, state in zip(last, now, strict=True):
                out[d] = state
        return (y, *last)

    # -- in other ops -----------------------------------------------------------------------

    def build(
        self, emit: Any, x: Any, w: Any, r: Any, b: Any, lengths: Any, states: Sequence[Any]
    ) -> tuple[Any, ...]:
        """Y and the last states from a scan per direction."""
        ways = _DIRECTIONS[self.direction]
        rows = r.type.dims[1]
        parts = []
        for d, reverse in enumerate(ways):
            weights = emit(Transpose((1, 0)), _entry(emit, w, d, len(ways)))
            recurrent = emit(Transpose((1, 0)), _entry(emit, r, d, len(ways)))
            z = emit(MatMul(), x, weights)
            bias = None
            if b is not None:
                row = _entry(emit, b, d, len(ways))
                mine, bias = emit(Split(axis=0, sizes=(rows, rows)), row)
                z = emit(Add(), z, mine)
            first = [
                _zeros(emit, x, r) if each is None else _entry(emit, each, d, len(ways))
                for each in states
            ]
            shared = [each for each in (recurrent, bias, lengths) if each is not None]
            body = self._body(emit, z, first, recurrent, bias, lengths)
            scan = Scan(with_history(body, len(first)), len(first), 1, None, reverse)
            results = emit(scan, None, *first, z, *shared)
            *finals, y = results[: self.states + 1]
            parts.append([emit(ExpandDims((1,)), y), *(emit(ExpandDims((0,)), f) for f in finals)])
        joined = [
            each[0] if len(ways) == 1 else emit(Concat(axis=axis), *each)
            for axis, each in zip((1, 0, 0), zip(*parts, strict=True), strict=False)
        ]
        return tuple(joined)

    def _body(self, emit: Any, z: Any, first: Sequence[Any], r: Any, b: Any, lengths: Any) -> Any:
        inner = emit.body()

        def take(name: str, value: Any) -> Any:
            return None if value is None else inner(Input(value.type), name=name)

        t = inner(Input(ValueType(INT64, ())), name="t")
        before = [take(name, each) for name, each in zip(("h", "c"), first, strict=False)]
        row = inner(Input(z.type.with_shape(z.type.dims[1:])), name="z")
        recurrent, bias, until = take("r", r), take("b", b), take("lengths", lengths)
        after = self.emit_cell(inner, row, before, recurrent, bias)
        y = after[0]
        if until is not None:
            time = inner(Cast(until.type.dtype), t)
            alive = inner(ExpandDims((1,)), inner(Less(), time, until))
            y = inner(Where(), alive, y, 0.0)
            after = [inner(Where(), alive, *pair) for pair in zip(after, before, strict=True)]
        return inner.freeze([*after, y], name=self.name)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        x, w, r = (each.static_shape for each in operands[:3])
        return int(x[0] * x[1] * w[0] * w[1] * (2 * x[2] + 2 * r[2] + 4))

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position == 4 else super().literal_dtype(position, operands)


@op("rnn", traits=PURE, gate="as its decomposition", onnx=Onnx("RNN", 7))
class Rnn(Recurrent):
    """``h_t = f(x_t W^T + h_(t-1) R^T + Wb + Rb)``, f tanh or relu.

    b is Wb and Rb, one after the other; h0 is 0 by default. Where t >= lengths, y is 0 and the
    state stays; ``direction`` is forward, reverse (from the last time on) or bidirectional.
    Shapes: D directions; x ``[T, N, I]``, w ``[D, H, I]``, r ``[D, H, H]``, b ``[D, 2H]``,
    lengths ``[N]``, h0 ``[D, N, H]`` -> y ``[T, D, N, H]``, h ``[D, N, H]`` after the last step.
    Gradient: that of a scan over time.  Source: Elman 1990; ONNX RNN-22.
    """

    activation: str = "tanh"
    direction: str = "forward"

    gates = 1
    result_names = ("y", "h")

    def check(self) -> None:
        super().check()
        if self.activation not in ("tanh", "relu"):
            raise OpError(f"rnn: activation must be tanh or relu, got {self.activation!r}")

    def infer(
        self, x: Any, w: Any, r: Any, b: Any = None, lengths: Any = None, h0: Any = None
    ) -> tuple[ValueType, ...]:
        return self.types(x, w, r, b, lengths, [h0])

    def compute(
        self, x: Array, w: Array, r: Array, b: Any = None, lengths: Any = None, h0: Any = None
    ) -> Any:
        return self.run(x, w, r, b, lengths, [h0])

    def decompose(
        self, emit: Any, x: Any, w: Any, r: Any, b: Any = None, lengths: Any = None, h0: Any = None
    ) -> Any:
        return self.build(emit, x, w, r, b, lengths, [h0])

    def cell(self, z: Array, states: Sequence[Array], r: Array, b: Array) -> list[Array]:
        total = z + states[0] @ r + b
        return [np.tanh(total) if self.activation == "tanh" else np.maximum(total, 0)]

    def emit_cell(self, emit: Any, z: Any, states: Sequence[Any], r: Any, b: Any) -> list[Any]:
        total = emit(Add(), z, _affine(emit, states[0], r, b))
        return [emit(Tanh() if self.activation == "tanh" else Relu(), total)]


@op("lstm", traits=PURE, gate="as its decomposition", onnx=Onnx("LSTM", 7))
class Lstm(Recurrent):
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

    direction: str = "forward"

    gates = 4
    states = 2
    result_names = ("y", "h", "c")

    def infer(
        self, x: Any, w: Any, r: Any, b: Any = None, lengths: Any = None, h0: Any = None,
        c0: Any = None,
    ) -> tuple[ValueType, ...]:  # fmt: skip
        return self.types(x, w, r, b, lengths, [h0, c0])

    def compute(
        self, x: Array, w: Array, r: Array, b: Any = None, lengths: Any = None, h0: Any = None,
        c0: Any = None,
    ) -> Any:  # fmt: skip
        return self.run(x, w, r, b, lengths, [h0, c0])

    def decompose(
        self, emit: Any, x: Any, w: Any, r: Any, b: Any = None, lengths: Any = None,
        h0: Any = None, c0: Any = None,
    ) -> Any:  # fmt: skip
        return self.build(emit, x, w, r, b, lengths, [h0, c0])

    def cell(self, z: Array, states: Sequence[Array], r: Array, b: Array) -> list[Array]:
        h, c = states
        total = z + h @ r + b
        size = h.shape[-1]
        gates = _sigmoid(total[:, : 3 * size])
        c = gates[:, 2 * size :] * c + gates[:, :size] * np.tanh(total[:, 3 * size :])
        return [gates[:, size : 2 * size] * np.tanh(c), c]

    def emit_cell(self, emit: Any, z: Any, states: Sequence[Any], r: Any, b: Any) -> list[Any]:
        h, c = states
        size = h.type.dims[-1]
        total = emit(Add(), z, _affine(emit, h, r, b))
        gates, new = emit(Split(axis=1, sizes=(3 * size, size)), total)
        i, o, f = emit(Split(axis=1, sizes=(size,) * 3), emit(Sigmoid(), gates))
        c = emit(Add(), emit(Mul(), f, c), emit(Mul(), i, emit(Tanh(), new)))
        return [emit(Mul(), o, emit(Tanh(), c)), c]


@op("gru", traits=PURE, gate="as its decomposition", onnx=Onnx("GRU", 7))
class Gru(Recurrent):
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

    linear_before_reset: bool = False
    direction: str = "forward"

    gates = 3
    result_names = ("y", "h")

    def infer(
        self, x: Any, w: Any, r: Any, b: Any = None, lengths: Any = None, h0: Any = None
    ) -> tuple[ValueType, ...]:
        return self.types(x, w, r, b, lengths, [h0])

    def compute(
        self, x: Array, w: Array, r: Array, b: Any = None, lengths: Any = None, h0: Any = None
    ) -> Any:
        return self.run(x, w, r, b, lengths, [h0])

    def decompose(
        self, emit: Any, x: Any, w: Any, r: Any, b: Any = None, lengths: Any = None, h0: Any = None
    ) -> Any:
        return self.build(emit, x, w, r, b, lengths, [h0])

    def cell(self, z: Array, states: Sequence[Array], r: Array, b: Array) -> list[Array]:
        (h,) = states
        size = h.shape[-1]
        both = 2 * size
        gates = _sigmoid(z[:, :both] + h @ r[:, :both] + b[:both])
        update, reset = gates[:, :size], gates[:, size:]
        if self.linear_before_reset:
            inner = reset * (h @ r[:, both:] + b[both:])
        else:
            inner = (reset * h) @ r[:, both:] + b[both:]
        new = np.tanh(z[:, both:] + inner)
        return [new + update * (h - new)]

    def emit_cell(self, emit: Any, z: Any, states: Sequence[Any], r: Any, b: Any) -> list[Any]:
        (h,) = states
        size = h.type.dims[-1]
        sizes = (2 * size, size)
        z_gates, z_new = emit(Split(axis=1, sizes=sizes), z)
        r_gates, r_new = emit(Split(axis=1, sizes=sizes), r)
        b_gates, b_new = (None, None) if b is None else emit(Split(axis=0, sizes=sizes), b)
        gates = emit(Sigmoid(), emit(Add(), z_gates, _affine(emit, h, r_gates, b_gates)))
        update, reset = emit(Split(axis=1, sizes=(size, size)), gates)
        if self.linear_before_reset:
            inner = emit(Mul(), reset, _affine(emit, h, r_new, b_new))
        else:
            inner = _affine(emit, emit(Mul(), reset, h), r_new, b_new)
        new = emit(Tanh(), emit(Add(), z_new, inner))
        return [emit(Add(), new, emit(Mul(), update, emit(Sub(), h, new)))]


def _sigmoid(x: Array) -> Array:
    """By tanh, which is one pass and cannot overflow."""
    half = x.dtype.type(0.5)
    result: Array = half * np.tanh(half * x) + half
    return result


def _affine(emit: Any, h: Any, r: Any, b: Any) -> Any:
    product = emit(MatMul(), h, r)
    return product if b is None else emit(Add(), product, b)


def _entry(emit: Any, value: Any, d: int, ways: int) -> Any:
    """``value[d]`` along the axis of directions."""
    part = value if ways == 1 else emit(Split(axis=0, sizes=(1,) * ways), value)[d]
    return emit(Squeeze((0,)), part)


def _zeros(emit: Any, x: Any, r: Any) -> Any:
    """Zeros ``[N, H]``."""
    sizes = [emit(ExpandDims((0,)), emit(SizeOf((axis,)), each)) for each, axis in ((x, 1), (r, 2))]
    zero = emit(Constant(np.zeros((), x.type.dtype.numpy)))
    return emit(BroadcastTo(), zero, emit(Concat(axis=0), *sizes))


def _expect(what: str, value: Any, shape: Sequence[Any]) -> None:
    have = value.type.dims
    if not agree(shape, have):
        wanted = ", ".join("?" if each is None else str(each) for each in shape)
        raise ShapeError(f"{what} must be [{wanted}], got {list(have)}")
