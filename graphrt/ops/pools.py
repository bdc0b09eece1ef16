"""What sliding and adaptive pooling share: type rules, and kernels bound to their windows.

A subclass of one of the classes here says where the windows are, `counts` and `axes`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from graphrt.errors import ShapeError
from graphrt.ir.op import Array, Op
from graphrt.ops.axes import agree, known_vector
from graphrt.ops.pointwise import FLOATS, NUMBERS, require
from graphrt.ops.taps import Axis, Winners, combine, divisor, spread
from graphrt.types import INT64, DType, Shape, ValueType, common_dtype

_maximum: Any = np.maximum


class Pooling(Op):
    """Type rules and binding; subclasses say where windows are and what is done with them."""

    def counts(self, extents: Shape) -> Shape:
        """The number of windows along each spatial axis."""
        raise NotImplementedError

    def axes(self, extents: Sequence[int]) -> list[Axis]:
        """The windows along spatial axes of these extents."""
        raise NotImplementedError

    def fill(self, out: Array, axes: list[Axis], *arrays: Array) -> None:
        """The kernel, given the windows: computes from ``arrays`` into ``out``."""
        raise NotImplementedError

    def pooled(self, shape: Shape) -> Shape:
        """The shape of one number for each window of a tensor of ``shape``."""
        if len(shape) < 3:
            raise ShapeError(f"x must be [N, C, spatial...], got {len(shape)} axes")
        return (*shape[:2], *self.counts(shape[2:]))

    def pooled_type(self, x: Any) -> ValueType:
        shape = x.type.shape
        return ValueType(x.type.dtype, None if shape is None else self.pooled(shape))

    def require_pooled(self, wide: Shape | None, narrow: Shape | None) -> None:
        """Raise `ShapeError` unless pooling takes ``wide`` to ``narrow``, as far as is known."""
        if wide is not None and narrow is not None and not agree(self.pooled(wide), narrow):
            raise ShapeError(
                f"pooling of {list(wide)} is {list(self.pooled(wide))}, not {list(narrow)}"
            )

    def compute(self, x: Array, *others: Array) -> Array:
        out = np.empty(self.filled_shape(x, *others), self.filled_dtype(x))
        self.bind([out], x, *others)()
        return out

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        return partial(self.fill, outs[0], self.axes(xs[0].shape[2:]), *xs)

    def filled_shape(self, *arrays: Array) -> tuple[Any, ...]:
        """The shape of the result; here, one number for each window of the first operand."""
        return self.pooled(arrays[0].shape)

    def filled_dtype(self, x: Array) -> Any:
        return x.dtype

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        given = [each for each in operands if each is not None]
        return max(int(each.size) for each in (*given, *results))


class Unpooling(Pooling):
    """The adjoint of a linear pooling: what windows have, back at their places."""

    def infer(self, g: Any, shape: Any) -> ValueType:
        require(g, FLOATS)
        wide = known_vector(shape, "shape")
        if wide is None:
            return ValueType(g.type.dtype, None if g.type.shape is None else (None,) * g.type.rank)
        self.require_pooled(wide, g.type.shape)
        return ValueType(g.type.dtype, wide)

    def filled_shape(self, *arrays: Array) -> tuple[Any, ...]:
        return tuple(int(extent) for extent in arrays[1])

    def bind(self, outs: Sequence[Array], *xs: Array) -> Callable[[], object]:
        wide = outs[0].shape
        self.require_pooled(wide, xs[0].shape)
        return partial(self.fill, outs[0], self.axes(wide[2:]), xs[0])

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64 if position else super().literal_dtype(position, operands)


class MaxPooling(Pooling):
    """The largest element of each window."""

    def infer(self, x: Any) -> ValueType:
        require(x, NUMBERS)
        return self.pooled_type(x)

    def fill(self, out: Array, axes: list[Axis], *arrays: Array) -> None:
        (x,) = arrays
        least = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
        combine(_maximum, x, axes, least, out)


class MaxSpreading(Pooling):
    """What each window has, in equal shares to the elements of x that are its largest, y."""

    def infer(self, x: Any, y: Any, g: Any) -> ValueType:
        dtype = common_dtype((x.type, y.type, g.type))
        require(x, FLOATS)
        self.require_pooled(x.type.shape, y.type.shape)
        self.require_pooled(x.type.shape, g.type.shape)
        return ValueType(dtype, x.type.shape)

    def filled_shape(self, *arrays: Array) -> tuple[Any, ...]:
        shape: tuple[int, ...] = arrays[0].shape
        return shape

    def fill(self, out: Array, axes: list[Axis], *arrays: Array) -> None:
        x, y, g = arrays
        Winners(x, y, axes).spread(g, out)


class MaxPicking(Pooling):
    """For each window, the mean of what the places have where x is largest, y."""

    def infer(self, x: Any, y: Any, h: Any) -> ValueType:
        dtype = common_dtype((x.type, y.type, h.type))
        require(x, FLOATS)
        self.require_pooled(x.type.shape, y.type.shape)
        if x.type.shape is not None and h.type.shape is not None:
            if not agree(x.type.shape, h.type.shape):
                raise ShapeError(f"x is {list(x.type.shape)}, h is {list(h.type.shape)}")
        return ValueType(dtype, y.type.shape)

    def fill(self, out: Array, axes: list[Axis], *arrays: Array) -> None:
        x, y, h = arrays
        Winners(x, y, axes).pick(h, out)


class Averaging(Pooling):
    """The mean of each window."""

    def infer(self, x: Any) -> ValueType:
        require(x, FLOATS)
        return self.pooled_type(x)

    def fill(self, out: Array, axes: list[Axis], *arrays: Array) -> None:
        combine(np.add, arrays[0], axes, 0, out)
        np.divide(out, divisor(axes, out.dtype), out=out)


class Unaveraging(Unpooling):
    """What each window has, in equal shares to all its places."""

    def fill(self, out: Array, axes: list[Axis], *arrays: Array) -> None:
        (g,) = arrays
        spread(g / divisor(axes, g.dtype), axes, out)
