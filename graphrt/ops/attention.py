"""Attention: weighted means of values, with weights from how well keys fit queries."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from graphrt.errors import DTypeError, ShapeError
from graphrt.ir.op import PURE, Array, Onnx, Op, op
from graphrt.ops.arithmetic import Add, Mul, Rsqrt, Sub
from graphrt.ops.axes import agree, known_vector
from graphrt.ops.compare import Cast, Equal, LogicalAnd, LogicalNot, Where
from graphrt.ops.composite import Composite
from graphrt.ops.joining import Concat
from graphrt.ops.linalg import MatMul
from graphrt.ops.pointwise import FLOATS, require
from graphrt.ops.reduce import Sum
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


class Attending(Composite):
    """What attention and its gradient share: how much each query takes of each key."""

    causal: bool = False
    scale: float | None = None

    def factor(self, width: int) -> float:
        """What scores are multiplied by."""
        return 1 / math.sqrt(max(width, 1)) if self.scale is None else self.scale

    def weights(self, scaled: Array, k: Array, mask: Array | None) -> Array:
        """``softmax(scaled k^T + mask)``; 0 where nothing may be seen."""
        scores = scaled @ np.swapaxes(k, -1, -2)
        if mask is not None:
            scores = np.where(mask, scores, -np.inf) if mask.dtype == bool else scores + mask
        if self.causal:
            rows, keys = scores.shape[-2:]
            scores = np.where(np.arange(keys) <= np.arange(rows)[:, None], scores, -np.inf)
        top = np.max(scores, axis=-1, keepdims=True, initial=-np.inf)
        weights = np.exp(scores - np.where(top == -np.inf, 0, top))
        total = np.sum(weights, axis=-1, keepdims=True)
        weights /= np.where(total == 0, 1, total)
        result: Array = weights.astype(k.dtype, copy=False)
        return result

    def _emit_weights(self, emit: Any, scaled: Any, k: Any, mask: Any) -> Any:
        """`weights` as nodes."""
        scores = emit(MatMul(), scaled, _turned(emit, k))
        seen = None
        if mask is not None and mask.type.dtype is BOOL:
            seen = mask
        elif mask is not None:
            scores = emit(Add(), scores, mask)
            seen = emit(LogicalNot(), emit(Equal(), scores, -math.inf))
        if self.causal:
            sizes = [emit(ExpandDims((0,)), emit(SizeOf((-2,)), each)) for each in (scaled, k)]
            below = emit(CausalMask(), emit(Concat(axis=0), *sizes))
            seen = below if seen is None else emit(LogicalAnd(), seen, below)
        if seen is None:
            return emit(Softmax(axis=-1), scores)
        low = -6e4 if k.type.dtype.name == "float16" else -1e30  # its e^x is 0 beside any score
        return emit(Where(), seen, emit(Softmax(axis=-1), emit(Where(), seen, scores, low)), 0.0)

    def _scale(self, emit: Any, q: Any) -> Any:
        width = q.type.dims[-1]
        if self.scale is not None:
            return self.scale
        if isinstance(width, int):
            return 1 / math.sqrt(max(width, 1))
        return emit(Rsqrt(), emit(Cast(q.type.dtype), emit(SizeOf((-1,)), q)))


def _turned(emit: Any, x: Any) -> Any:
    """The last two axes exchanged."""
    rank = x.type.rank
    return emit(Transpose((*range(rank - 2), rank - 1, rank - 2)), x)


@op(
    "scaled_dot_product_attention",
    traits=PURE,
    gate="as its decomposition",
    onnx=Onnx("Attention", 23),
)
class Attention(Attending):
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
        scaled = q * q.dtype.type(self.factor(q.shape[-1]))
        result: Array = self.weights(scaled, k, mask) @ v
        return result

    def decompose(self, emit: Any, q: Any, k: Any, v: Any, mask: Any = None) -> Any:
        scaled = emit(Mul(), q, self._scale(emit, q))
        return emit(MatMul(), self._emit_weights(emit, scaled, k, mask), v)

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        """One node, where nothing has to be summed over leading axes and no mask is added that has
        a gradient; else what follows from the decomposition."""
        (q, k, v, *rest), (grad,) = node.inputs, grads
        mask = rest[0] if rest else None
        batches = {each.type.dims[:-2] for each in (q, k, v, node.outputs[0])}
        is_wanted = mask is not None and mask.type.dtype is not BOOL and emit.wants(mask)
        if (
            len(batches) > 1
            or None in batches.pop()
            or is_wanted
            or grad.type != node.outputs[0].type
        ):
            return super().vjp(emit, node, *grads)
        found = emit(AttentionGradient(self.causal, self.scale), q, k, v, grad, *rest)
        return (*found, *[None] * len(rest))

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        q, k, v = (each.static_shape for each in operands[:3])
        pairs: int = math.prod(results[0].static_shape[:-1]) * k[-2]
        return pairs * int(2 * q[-1] + 2 * v[-1] + 5)


@op("attention_gradient", traits=PURE, gate="as its decomposition")
class AttentionGradient(Attending):
    """What `scaled_dot_product_attention` of q, k and v with a result y, whose gradient is dy,
    gives them: ``dv = w^T dy``, and with ``ds = w (dw - sum_j w_j dw_j)``, ``dw = dy v^T``, to q
    ``scale ds k`` and to k ``scale ds^T q``; w are the weights, computed again.

    Shapes: q ``[..., L, E]``, k ``[..., S, E]``, v ``[..., S, V]``, dy ``[..., L, V]``, all with
    the same leading axes, mask broadcasts to ``[..., L, S]`` -> dq, dk, dv as q, k, v.
    Gradient: through its decomposition; none to the mask.
    """

    result_names = ("dq", "dk", "dv")

    def infer(self, q: Any, k: Any, v: Any, dy: Any, mask: Any = None) -> tuple[ValueType, ...]:
        y = Attention(self.causal, self.scale).infer(q, k, v, mask)
        if dy.type.dtype is not y.dtype:
            raise DTypeError(f"dy must be {y.dtype}, got {dy.type.dtype}")
        if len(dy.type.dims) != len(y.dims) or not agree(dy.type.dims, y.dims):
            raise ShapeError(f"dy must be {list(y.dims)}, got {list(dy.type.dims)}")
        for each, what in ((q, "q"), (k, "k"), (v, "v")):
            batch = each.type.dims[:-2]
            if len(batch) != len(y.dims) - 2 or not agree(batch, y.dims[:-2]):
                raise ShapeError(
                    f"{what} must have the leading axes {list(y.dims[:-2])}, got {list(batch)}"
                )
        return q.type, k.type, v.type

    def compute(
        self, q: Array, k: Array, v: Array, dy: Array, mask: Array | None = None
    ) -> tuple[Array, ...]:
        factor = q.dtype.type(self.factor(q.shape[-1]))
        scaled = q * factor
        weights = self.weights(scaled, k, mask)
        slopes = dy @ np.swapaxes(v, -1, -2)
        slopes -= np.sum(weights * slopes, axis=-1, keepdims=True)
        slopes *= weights
        return (
            slopes @ k * factor,
            np.swapaxes(slopes, -1, -2) @ scaled,
            np.swapaxes(weights, -1, -2) @ dy,
        )

    def decompose(self, emit: Any, q: Any, k: Any, v: Any, dy: Any, mask: Any = None) -> Any:
        factor = self._scale(emit, q)
        scaled = emit(Mul(), q, factor)
        weights = self._emit_weights(emit, scaled, k, mask)
        slopes = emit(MatMul(), dy, _turned(emit, v))
        mean = emit(Sum(axis=(-1,), keepdims=True), emit(Mul(), weights, slopes))
        slopes = emit(Mul(), weights, emit(Sub(), slopes, mean))
        return (
            emit(Mul(), emit(MatMul(), slopes, k), factor),
            emit(MatMul(), _turned(emit, slopes), scaled),
            emit(MatMul(), _turned(emit, weights), dy),
        )

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        q, k, v = (each.static_shape for each in operands[:3])
        pairs: int = math.prod(q[:-1]) * k[-2]
        return pairs * int(6 * q[-1] + 4 * v[-1] + 9)
