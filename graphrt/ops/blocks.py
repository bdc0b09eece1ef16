"""Channels as blocks of pixels and back: the same elements in another order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphrt.dims import divides
from graphrt.errors import OpError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.shape import shaped_like
from graphrt.types import ValueType


class _Blocks(Op):
    """Type rule and checks; the other direction, with the same attributes, is the gradient."""

    block: int
    mode: str = "DCR"

    def check(self) -> None:
        if self.block < 1:
            raise OpError(f"{self.name}: block must be at least 1, got {self.block}")
        if self.mode not in ("DCR", "CRD"):
            raise OpError(f"{self.name}: mode must be DCR or CRD, got {self.mode!r}")

    def infer(self, x: Any) -> ValueType:
        shape = x.type.shape
        if shape is None:
            return ValueType(x.type.dtype, (None,) * 4)
        if len(shape) != 4:
            raise ShapeError(f"x must be [N, C, H, W], got {x.type}")
        return ValueType(x.type.dtype, (shape[0], *self.rearranged(*shape[1:])))

    def rearranged(self, channels: Any, height: Any, width: Any) -> tuple[Any, Any, Any]:
        """Channels, height and width of the result; extents may be unknown."""
        raise NotImplementedError

    def _quotient(self, extent: Any, divisor: int, what: str) -> Any:
        if extent is None:
            return None
        if isinstance(extent, int) and not divides(divisor, extent):
            raise ShapeError(f"{what} = {extent} is no multiple of {divisor}")
        return extent // divisor

    def _product(self, extent: Any, factor: int) -> Any:
        return None if extent is None else extent * factor


@op("depth_to_space", traits=PURE, gate="rearranges back", onnx=Onnx("DepthToSpace", 1))
class DepthToSpace(_Blocks):
    """Each group of ``block^2`` channels as a block of pixels, ``block`` high and wide.

    Pixel (h b + i, w b + j) of channel c is channel ``(i b + j) C' + c`` of x in mode "DCR"
    (depth, column, row), ``c b^2 + i b + j`` in mode "CRD" (a pixel shuffle), at (h, w).
    Shapes: x ``[N, C' block^2, H, W]`` -> ``[N, C', H block, W block]``.
    Gradient: g rearranged back.  Source: ONNX DepthToSpace-13.
    """

    block: int
    mode: str = "DCR"

    def rearranged(self, channels: Any, height: Any, width: Any) -> tuple[Any, Any, Any]:
        fewer = self._quotient(channels, self.block**2, "C")
        return fewer, self._product(height, self.block), self._product(width, self.block)

    def compute(self, x: Array) -> Array:
        n, _, h, w = x.shape
        b = self.block
        c, high, wide = self.rearranged(*x.shape[1:])
        if self.mode == "DCR":
            blocks = x.reshape(n, b, b, c, h, w).transpose(0, 3, 4, 1, 5, 2)
        else:
            blocks = x.reshape(n, c, b, b, h, w).transpose(0, 1, 4, 2, 5, 3)
        return blocks.reshape(n, c, high, wide)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        back = emit(SpaceToDepth(self.block, self.mode), grad)
        return (shaped_like(emit, back, node.inputs[0]),)


@op("space_to_depth", traits=PURE, gate="rearranges back", onnx=Onnx("SpaceToDepth", 1))
class SpaceToDepth(_Blocks):
    """Each block of pixels, ``block`` high and wide, as ``block^2`` channels.

    The inverse of `depth_to_space` in the same mode. Shapes: x ``[N, C, H block, W block]`` ->
    ``[N, C block^2, H, W]``.  Gradient: g rearranged back.
    Source: ONNX SpaceToDepth-13, which has mode "DCR" only.
    """

    block: int
    mode: str = "DCR"

    def rearranged(self, channels: Any, height: Any, width: Any) -> tuple[Any, Any, Any]:
        more = self._product(channels, self.block**2)
        low, narrow = (
            self._quotient(height, self.block, "H"),
            self._quotient(width, self.block, "W"),
        )
        return more, low, narrow

    def compute(self, x: Array) -> Array:
        n, c, _, _ = x.shape
        b = self.block
        more, h, w = self.rearranged(*x.shape[1:])
        order = (0, 3, 5, 1, 2, 4) if self.mode == "DCR" else (0, 1, 3, 5, 2, 4)
        blocks = x.reshape(n, c, h, b, w, b).transpose(order)
        return blocks.reshape(n, more, h, w)

    def vjp(self, emit: Any, node: Any, grad: Any) -> Sequence[Any]:
        back = emit(DepthToSpace(self.block, self.mode), grad)
        return (shaped_like(emit, back, node.inputs[0]),)
