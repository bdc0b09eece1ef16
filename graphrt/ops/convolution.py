"""Convolutions along any number of spatial axes, and their adjoints.

With w fixed, a convolution is linear in x, and with x fixed in w. So three ops are closed under
differentiation: for any g in the shape of ``conv(x, w)``,

    <g, conv(x, w)> = <conv_transpose(g, w), x> = <conv_weight(x, g), w>,

and the gradient of each of them is the other two. The kernels are in `graphrt.ops.columns`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from graphrt.dims import Extent
from graphrt.errors import OpError, ShapeError
from graphrt.ir.op import Array, Onnx, Op, op
from graphrt.ops.axes import known_vector
from graphrt.ops.columns import Part, Weights, backward, forward, parts, weights_of
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.reduce import Sum
from graphrt.ops.shape import Reshape
from graphrt.ops.source import ShapeOf
from graphrt.ops.windows import Windows, check_settings
from graphrt.types import INT64, DType, Shape, ValueType, common_dtype


class _Convolution(Op):
    """Settings, and the type rule for the two sides of a convolution and its weights.

    ``wide`` is the side of x, ``[N, C, d_1, ...]``; ``narrow`` that of the result of `conv`,
    ``[N, M, o_1, ...]``; the weights are ``[M, C / groups, k_1, ...]``.
    """

    strides: tuple[int, ...] = (1,)
    pads: tuple[int, ...] = (0,)
    dilations: tuple[int, ...] = (1,)
    groups: int = 1
    auto_pad: str = "NOTSET"

    def check(self) -> None:
        check_settings(self.name, self.strides, self.pads, self.dilations, self.auto_pad)
        if self.groups < 1:
            raise OpError(f"{self.name}: groups must be at least 1, got {self.groups}")

    def settings(self) -> dict[str, Any]:
        """The attributes that all three ops share."""
        return {field.name: getattr(self, field.name) for field in Conv.fields}

    def windows(self, kernel: Sequence[Extent]) -> Windows:
        return Windows(kernel, self.strides, self.pads, self.dilations, self.auto_pad)

    def narrow_shape(self, wide: Shape, weights: Shape) -> Shape:
        """The shape of ``conv(x, w)``. Raises `ShapeError` where x and w do not go together."""
        _require_rank(wide, weights)
        channels, each = wide[1], weights[1]
        if _differ(channels, None if each is None else each * self.groups):
            raise ShapeError(
                f"x has {channels} channels, the weights take {each} in each of"
                f" {self.groups} groups",
                hint="the weights of conv are [out channels, channels / groups, taps...]",
            )
        self._require_groups(weights[0])
        counts = self.windows(weights[2:]).counts(wide[2:])
        return (wide[0], weights[0], *counts)

    def _require_groups(self, channels: Extent) -> None:
        if isinstance(channels, int) and channels % self.groups:
            raise ShapeError(f"{channels} out channels do not make {self.groups} equal groups")

    def require_narrow(self, wide: Shape, weights: Shape, narrow: Shape) -> None:
        """Raise `ShapeError` unless ``conv`` takes ``wide`` to ``narrow``, as far as is known."""
        want = self.narrow_shape(wide, weights)
        if len(want) != len(narrow) or any(map(_differ, want, narrow)):
            raise ShapeError(
                f"a conv of {list(wide)} with weights {list(weights)} is {list(want)},"
                f" not {list(narrow)}"
            )

    def parts(self, wide: Array, weights: tuple[int, ...], narrow: Array) -> list[Part]:
        """A batch as the kernels take it, with buffers of its own."""
        self.require_narrow(wide.shape, weights, narrow.shape)
        spans = self.windows(weights[2:]).spans(wide.shape[2:])
        return parts(spans, self.groups, wide, narrow)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        names = [parameter.name for parameter in self.parameters]
        return INT64 if names[position] == "shape" else super().literal_dtype(position, operands)

    def multiply_adds(self, narrow: ValueType, weights: ValueType) -> int:
        taps = prod(weights.static_shape[1:])
        return 2 * narrow.size * taps


def _differ(left: Extent, right: Extent) -> bool:
    """Whether two extents are known to differ, whatever their symbols stand for."""
    if left is None or right is None:
        return False
    difference = left - right
    return isinstance(difference, int) and difference != 0


def _require_rank(x: Shape, weights: Shape) -> None:
    if len(x) < 3:
        raise ShapeError(f"x must be [N, C, spatial...], got {len(x)} axes")
    if len(weights) != len(x):
        raise ShapeError(
            f"x has {len(x)} axes and the weights have {len(weights)}",
            hint="both have two axes beside the spatial ones: [N, C, ...] and [M, C, ...]",
        )


def _require_bias(bias: Any, channels: Extent) -> None:
    shape = None if bias is None else bias.type.shape
    if shape is not None and (len(shape) != 1 or _differ(shape[0], channels)):
        raise ShapeError(f"bias must be [{channels}], one number for each channel, got {bias.type}")


def _same_floats(*operands: Any) -> DType:
    given = [each for each in operands if each is not None]
    for each in given:
        require(each, FLOATS)
    return common_dtype([each.type for each in given])


def _like(emit: Any, result: Any, operand: Any) -> Any:
    """``result``, with the extents of ``operand``: formulas of symbols that are equal number by
    number need not be the same formula."""
    if result.type == operand.type:
        return result
    return emit(Reshape(), result, emit(ShapeOf(), operand))


def _bias_gradient(emit: Any, node: Any, grad: Any) -> Any:
    if len(node.inputs) < 3 or node.inputs[2] is None:
        return None
    total = emit(Sum((0, *range(2, grad.type.rank))), grad)
    return _like(emit, total, node.inputs[2])


@op("conv", gate="convolves with the adjoint", onnx=Onnx("Conv", 1))
class Conv(_Convolution):
    """``y[n, m, o] = bias[m] + sum_{c, k} w[m, c, k] x[n, c', o * stride + k * dilation - pad]``.

    o and k run over all spatial axes, c over the channels of m's group; x is 0 in the padding.
    Shapes: x ``[N, C, d_1, ...]``, w ``[M, C / groups, k_1, ...]``, bias ``[M]`` ->
    ``[N, M, o_1, ...]`` with ``o = (d + pads - dilation * (k - 1) - 1) // stride + 1``.  A window
    that does not fit is a ShapeError; an empty axis stays empty.
    Gradient: `conv_transpose` of g with w to x, `conv_weight` of x and g to w, the sum of g over
    all but the channels to bias.  Source: ONNX Conv-11; settings as in `graphrt.ops.windows`.
    """

    def infer(self, x: Any, w: Any, bias: Any = None) -> ValueType:
        dtype = _same_floats(x, w, bias)
        if x.type.shape is None or w.type.shape is None:
            return ValueType(dtype, None)
        shape = self.narrow_shape(x.type.shape, w.type.shape)
        _require_bias(bias, shape[1])
        return ValueType(dtype, shape)

    def compute(self, x: Array, w: Array, bias: Array | None = None) -> Array:
        shape: Any = self.narrow_shape(x.shape, w.shape)
        out = np.empty(shape, x.dtype)
        self.bind([out], x, w, bias)()
        return out

    def bind(self, outs: Sequence[Array], *xs: Any) -> Callable[[], object]:
        x, w, bias = (*xs, None)[:3]
        return forward(self.parts(x, w.shape, outs[0]), Weights(w, self.groups), bias)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, w = node.inputs[:2]
        settings = self.settings()
        back = emit(ConvTranspose(**settings), grad, w, None, emit(ShapeOf(), x))
        weight = emit(ConvWeight(**settings), x, grad, emit(ShapeOf(), w))
        return (back, weight, _bias_gradient(emit, node, grad))[: len(node.inputs)]

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return self.multiply_adds(results[0], operands[1])


@op("conv_transpose", gate="convolves", onnx=Onnx("ConvTranspose", 1))
class ConvTranspose(_Convolution):
    """``y[n, c, i] = bias[c] + sum w[m, c, k] x[n, m, o]``: the adjoint of `conv`, deconvolution.

    The sum is over those m, o and k with ``i = o * stride + k * dilation - pad``.
    With several shapes that `conv` takes to that of x, ``shape`` says which one is meant; without
    it, it is the least, and ``output_padding`` (below the stride) more at the end.
    Shapes: x ``[N, M, o_1, ...]``, w ``[M, C / groups, k_1, ...]``, bias ``[C]``, shape int64
    ``[rank]`` -> ``[N, C, d_1, ...]`` with ``d = (o - 1) * stride + dilation * (k - 1) + 1 - pads
    + output_padding``; ``o * stride`` where auto_pad is SAME.  Gradient: `conv` of g with w to x,
    `conv_weight` of g and x to w, the sum of g over all but the channels to bias.
    Source: ONNX ConvTranspose-11, which has the shape as an attribute.
    """

    output_padding: tuple[int, ...] = (0,)

    def check(self) -> None:
        super().check()
        if not self.output_padding or min(self.output_padding) < 0:
            raise OpError(f"{self.name}: output_padding must be at least 0,"
                          f" got {self.output_padding}")  # fmt: skip
        if self.auto_pad.startswith("SAME") and any(self.output_padding):
            raise OpError(f"{self.name}: with {self.auto_pad} there is no output_padding")

    def infer(self, x: Any, w: Any, bias: Any = None, shape: Any = None) -> ValueType:
        dtype = _same_floats(x, w, bias)
        wanted: Shape | None = None if shape is None else known_vector(shape, "shape")
        narrow, weights = x.type.shape, w.type.shape
        if narrow is None or weights is None:
            return ValueType(dtype, wanted)
        if shape is None:
            wanted = self._least(narrow, weights)
        if wanted is None:
            return ValueType(dtype, (None,) * len(narrow))
        if shape is not None:
            self.require_narrow(wanted, weights, narrow)
        _require_bias(bias, wanted[1])
        return ValueType(dtype, wanted)

    def _least(self, narrow: Shape, weights: Shape) -> Shape:
        """The shape of the result where no operand says it."""
        _require_rank(narrow, weights)
        if _differ(narrow[1], weights[0]):
            raise ShapeError(
                f"x has {narrow[1]} channels, the weights take {weights[0]}",
                hint="the weights of conv_transpose are [channels, out channels / groups, taps...]",
            )
        self._require_groups(weights[0])
        windows = self.windows(weights[2:])
        given = self.output_padding
        extra = given * (len(narrow) - 2) if len(given) == 1 else given
        if len(extra) != len(narrow) - 2:
            raise ShapeError(f"output_padding {given} must be 1 or {len(narrow) - 2} numbers")
        if any(more >= stride for more, stride in zip(extra, windows.strides, strict=True)):
            raise ShapeError(f"output_padding {given} must be below the strides {windows.strides}")
        channels = None if weights[1] is None else weights[1] * self.groups
        return (narrow[0], channels, *windows.grown(narrow[2:], extra))

    def compute(self, x: Array, w: Array, bias: Any = None, shape: Any = None) -> Array:
        wanted: Any = self._least(x.shape, w.shape) if shape is None else [int(n) for n in shape]
        out = np.empty(wanted, x.dtype)
        self.bind([out], x, w, bias)()
        return out

    def bind(self, outs: Sequence[Array], *xs: Any) -> Callable[[], object]:
        x, w, bias = (*xs, None)[:3]
        (out,) = outs
        return backward(self.parts(out, w.shape, x), Weights(w, self.groups), bias, out)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, w = node.inputs[:2]
        settings = self.settings()
        back = _like(emit, emit(Conv(**settings), grad, w), x)
        weight = emit(ConvWeight(**settings), grad, x, emit(ShapeOf(), w))
        return (back, weight, _bias_gradient(emit, node, grad), None)[: len(node.inputs)]

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return self.multiply_adds(operands[0], operands[1])


@op("conv_weight", gate="convolves")
class ConvWeight(_Convolution):
    """``w[m, c, k] = sum_{n, o} g[n, m, o] x[n, c', o * stride + k * dilation - pad]``.

    The gradient of `conv` with respect to its weights, where g is that of its result.
    Shapes: x ``[N, C, d_1, ...]``, g ``[N, M, o_1, ...]``, shape int64 ``[rank]`` -> ``shape``,
    which is ``[M, C / groups, k_1, ...]``.  Gradient: `conv_transpose` of g with the incoming
    gradient to x, `conv` of x with it to g; none to shape.
    """

    def infer(self, x: Any, g: Any, shape: Any) -> ValueType:
        dtype = _same_floats(x, g)
        wanted = known_vector(shape, "shape")
        wide, narrow = x.type.shape, g.type.shape
        if wanted is None:
            return ValueType(dtype, None if wide is None else (None,) * len(wide))
        if wide is not None and narrow is not None:
            self.require_narrow(wide, wanted, narrow)
        return ValueType(dtype, wanted)

    def compute(self, x: Array, g: Array, shape: Array) -> Array:
        out = np.empty([int(extent) for extent in shape], x.dtype)
        self.bind([out], x, g)()
        return out

    def bind(self, outs: Sequence[Array], *xs: Any) -> Callable[[], object]:
        x, g = xs[:2]
        return weights_of(self.parts(x, outs[0].shape, g), outs[0], self.groups)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        x, g = node.inputs[:2]
        settings = self.settings()
        back = emit(ConvTranspose(**settings), g, grad, None, emit(ShapeOf(), x))
        return (back, _like(emit, emit(Conv(**settings), x, grad), g), None)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return self.multiply_adds(operands[1], results[0])
