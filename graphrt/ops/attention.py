"""Attention: weighted means of values, with weights from how well keys fit queries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import DTypeError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Add, Mul, Rsqrt
from graphrt.ops.axes import agree, known_vector
from graphrt.ops.compare import Cast, Equal, LogicalAnd, LogicalNot, Where
from graphrt.ops.composite import Composite
from graphrt.ops.joining import Concat
from graphrt.ops.linalg import MatMul
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.shape import ExpandDims, Transpose
from graphrt.ops.softmax import Softmax
from graphrt.ops.source import SizeOf
from graphrt.types import BOOL, INT64, DType, ValueType, broadcast_shapes, common_dtype


@op("causal_mask", traits=PURE, gate="blocks")
class CausalMask(Op):
    """``y_ij = (j <= i)``: which positions j a position i may see when none looks ahead.

    Shapes: shape int64 ``[2]``, its entries L and S -> bool ``[L, S]``.
    Gradient: none, the result is bool.  Source: Vaswani et al. 2017, section 3.2.3.
    """

    def infer(self, shape: Any) -> ValueType:
        known = known_vector(shape, "shape")
        if known is not None and len(known) != 2:
            raise ShapeError(f"shape must have 2 entries, got {len(known)}")
        return ValueType(BOOL, known or (None, None))

    def compute(self, shape: Array) -> Array:
        rows, columns = (int(extent) for extent in shape)
        return np.arange(columns) <= np.arange(rows)[:, None]

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return INT64


@op(
    "scaled_dot_product_attention",
    traits=PURE,
    gate="as its decomposition",
    onnx=Onnx("Attention", 23),
)
class Attention(Composite):
    """``y = softmax(scale q k^T + mask) v``, softmax along the keys.

    A bool mask says which keys a query may see, a float one is added to the scores; ``causal``
    lets query i see keys j <= i only, whatever the mask says. ``scale`` is ``1 / sqrt(E)`` by
    default. A query that may see no key gets 0, and no gradient. Softmax is shifted by the
    maximum, so it cannot overflow.

    Shapes: q ``[..., L, E]``, k ``[..., S, E]``, v ``[..., S, V]``, mask broadcasts to
    ``[..., L, S]`` -> ``[..., L, V]``; the leading axes (examples, heads) broadcast.
    Gradient: through the weights, which are computed again, so that none are kept.
    Source: Vaswani et al. 2017, equation 1; ONNX Attention-23 without past and soft cap.
    """

    causal: bool = False
    scale: float | None = None

    def infer(self, q: Any, k: Any, v: Any, mask: Any = None) -> ValueType:
        require(q, FLOATS)
        dtype = common_dtype([each.type for each in (q, k, v)])
        shapes = [each.type.dims for each in (q, k, v)]
        for shape, what in zip(shapes, "qkv", strict=True):
            if len(shape) < 2:
                raise ShapeError(f"{what} must have two axes at least, got {list(shape)}")
        (*batch_q, rows, width), (*batch_k, keys, fits), (*batch_v, values, out) = shapes
        if not agree([width], [fits]):
            raise ShapeError(f"q and k differ in width: q[-1] = {width}, k[-1] = {fits}")
        if not agree([keys], [values]):
            raise ShapeError(f"k and v differ in length: k[-2] = {keys}, v[-2] = {values}")
        batches = [tuple(batch_q), tuple(batch_k), tuple(batch_v)]
        if mask is not None:
            if mask.type.dtype not in (BOOL, dtype):
                raise DTypeError(f"mask must be bool or {dtype}, got {mask.type.dtype}")
            shape = (1, 1, *mask.type.dims)
            batches.append(tuple(mask.type.dims[:-2]))
            wanted = broadcast_shapes(shape[-2:], (rows, keys))
            if not agree(wanted, (rows, keys)):
                raise ShapeError(
                    f"mask must broadcast to [{rows}, {keys}] along its last axes,"
                    f" got {list(mask.type.dims)}"
                )
        return ValueType(dtype, (*broadcast_shapes(*batches), rows, out))

    def compute(self, q: Array, k: Array, v: Array, mask: Array | None = None) -> Array:
        scale = 1 / math.sqrt(max(q.shape[-1], 1)) if self.scale is None else self.scale
        scores = (q * q.dtype.type(scale)) @ np.swapaxes(k, -1, -2)
        if mask is not None:
            scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
        if self.causal:
            rows, keys = scores.shape[-2:]
            scores = np.where(np.arange(keys) <= np.arange(rows)[:, None], scores, -np.inf)
        top = np.max(scores, axis=-1, keepdims=True, initial=-np.inf)
        weights = np.exp(scores - np.where(top == -np.inf, 0, top))
        total = np.sum(weights, axis=-1, keepdims=True)
        weights /= np.where(total == 0, 1, total)
        result: Array = weights.astype(q.dtype, copy=False) @ v
        return result

    def decompose(self, emit: Any, q: Any, k: Any, v: Any, mask: Any = None) -> Any:
        order = (*range(k.type.rank - 2), k.type.rank - 1, k.type.rank - 2)
        scores = emit(MatMul(), emit(Mul(), q, self._scale(emit, q)), emit(Transpose(order), k))
        seen = None
        if mask is not None and mask.type.dtype is BOOL:
            seen = mask
        elif mask is not None:
            scores = emit(Add(), scores, mask)
            seen = emit(LogicalNot(), emit(Equal(), scores, -math.inf))
        if self.causal:
            sizes = [emit(ExpandDims((0,)), emit(SizeOf((-2,)), each)) for each in (q, k)]
            below = emit(CausalMask(), emit(Concat(axis=0), *sizes))
            seen = below if seen is None else emit(LogicalAnd(), seen, below)
        if seen is None:
            return emit(MatMul(), emit(Softmax(axis=-1), scores), v)
        low = -6e4 if q.type.dtype.name == "float16" else -1e30  # its e^x is 0 beside any score
        weights = emit(Softmax(axis=-1), emit(Where(), seen, scores, low))
        return emit(MatMul(), emit(Where(), seen, weights, 0.0), v)

    def _scale(self, emit: Any, q: Any) -> Any:
        width = q.type.dims[-1]
        if self.scale is not None:
            return self.scale
        if isinstance(width, int):
            return 1 / math.sqrt(max(width, 1))
        return emit(Rsqrt(), emit(Cast(q.type.dtype), emit(SizeOf((-1,)), q)))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        q, k, v = (each.static_shape for each in operands[:3])
        pairs: int = math.prod(results[0].static_shape[:-1]) * k[-2]
        return pairs * int(2 * q[-1] + 2 * v[-1] + 5)
