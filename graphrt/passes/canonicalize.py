"""Canonical form: one way to write what can be written in several; nothing that does nothing.

All rules here are exact: the results keep every bit, but for the payload of a NaN where two
NaNs meet, which is the CPU's choice.
"""

from __future__ import annotations

from typing import Any

from graphrt.ir.bodies import OpLike, per_class
from graphrt.ir.graph import Graph, Node
from graphrt.ir.op import Op, Trait
from graphrt.ops.axes import normal_axes, normal_axis
from graphrt.ops.compare import Cast
from graphrt.ops.control import StopGradient
from graphrt.ops.joining import Concat, Split
from graphrt.ops.shape import BroadcastTo, ExpandDims, Reshape, Squeeze, Transpose
from graphrt.ops.slicing import Slice
from graphrt.ops.source import Constant
from graphrt.passes.base import Log, Pass
from graphrt.passes.copying import Copier
from graphrt.passes.rewriter import rewrite
from graphrt.passes.rules import Rule, RuleTable, decline, rule
from graphrt.passes.term import Term
from graphrt.types import DType

# digits of the significand and bits of the exponent
_MANTISSA = {"float16": (11, 5), "bfloat16": (8, 8), "float32": (24, 8), "float64": (53, 11)}


@rule(Cast)
def cast_to_own_type(term: Term, emit: Any) -> Any:
    """``cast(x)`` to the dtype that x has is ``x``."""
    return term[1] if term.type == term[1].type else None


@rule(Cast, reading=(Cast,))
def cast_of_cast(term: Term, emit: Any) -> Any:
    """``cast(cast(x, wide), any)`` is ``cast(x, any)`` where ``wide`` holds every value of x."""
    match term:
        case [Cast(), [Cast(), x] as inner]:
            source, middle, target = x.type.dtype, inner.type.dtype, term.type.dtype
            if not holds(middle, source):
                return decline(f"{middle} does not hold every {source}")
            if target.is_integer and middle.is_float:
                return decline(f"what becomes of a number beyond {target} depends on {middle}")
            if target.is_narrow_float and not source.is_float:
                return decline(f"NumPy rounds twice from {source} to {target}")
            return emit(term.op, x)
    return None


def holds(wide: DType, narrow: DType) -> bool:
    """Whether every value of ``narrow`` is one of ``wide``, and so survives the conversion."""
    if wide is narrow or narrow.kind == "bool":
        return True
    if wide.name in _MANTISSA:
        digits, exponent = _MANTISSA[wide.name]
        if narrow.name in _MANTISSA:
            fewer_digits, smaller_exponent = _MANTISSA[narrow.name]
            return fewer_digits <= digits and smaller_exponent <= exponent
        return narrow.is_integer and narrow.bits <= digits
    if narrow.is_integer and wide.is_integer:
        if narrow.kind == wide.kind:
            return narrow.bits <= wide.bits
        return narrow.kind == "uint" and narrow.bits < wide.bits
    return False


@rule(Transpose)
def transpose_to_same_order(term: Term, emit: Any) -> Any:
    """``transpose(x)`` that leaves every axis in its place is ``x``."""
    order = _order(term)
    return term[1] if order == tuple(range(len(order or ()))) else None


@rule(Transpose, reading=(Transpose,))
def transpose_of_transpose(term: Term, emit: Any) -> Any:
    """``transpose(transpose(x, p), q)`` is one transpose, by p after q."""
    match term:
        case [Transpose(), [Transpose(), x] as inner]:
            outer, first = _order(term), _order(inner)
            if outer is not None and first is not None:
                return emit(Transpose(tuple(first[axis] for axis in outer)), x)
    return None


def _order(term: Term) -> tuple[int, ...] | None:
    """The axes of the operand in the order of a transpose's result."""
    axes: tuple[int, ...] | None = term.op.attributes()["axes"]
    if axes is None:
        return None if term.type.shape is None else tuple(reversed(range(term.type.rank)))
    return tuple(normal_axis(axis, len(axes)) for axis in axes)


@rule(Reshape, BroadcastTo)
def shape_it_has(term: Term, emit: Any) -> Any:
    """``reshape(x)`` or ``broadcast_to(x)`` to the shape that x has is ``x``."""
    return term[1] if is_same_shape(term, term[1]) else None


def is_same_shape(left: Term, right: Term) -> bool:
    """Whether two values surely have the same shape: an unknown extent may be any."""
    shape = left.type.shape
    return shape is not None and None not in shape and shape == right.type.shape


@rule(Reshape, reading=(Reshape, ExpandDims, Squeeze))
def reshape_of_reshape(term: Term, emit: Any) -> Any:
    """``reshape(reshape(x))`` is one reshape; so it is after expand_dims or squeeze.

    Not where x is a view whose elements may lie scattered: the first reshape copies them, the
    second is then free, and two reshapes of x would copy twice.
    """
    match term:
        case [Reshape(), [Reshape(), x, _] | [ExpandDims() | Squeeze(), x] as inner, shape]:
            if is_same_shape(term, x):
                return x
            if isinstance(inner.op, Reshape) and _may_lie_scattered(x):
                return decline(f"%{x.value.name} is a view: reshaping it may copy, once is enough")
            return emit(Reshape(), x, shape)
    return None


def _may_lie_scattered(x: Term) -> bool:
    kind = type(x.op)
    return kind.view is not Op.view and kind not in (Reshape, ExpandDims, Squeeze)


@rule(BroadcastTo, reading=(BroadcastTo,))
def broadcast_of_broadcast(term: Term, emit: Any) -> Any:
    """``broadcast_to(broadcast_to(x, s), t)`` is ``broadcast_to(x, t)``."""
    match term:
        case [BroadcastTo(), [BroadcastTo(), x, _], shape]:
            return emit(BroadcastTo(), x, shape)
    return None


@rule(ExpandDims, Squeeze)
def no_axes(term: Term, emit: Any) -> Any:
    """``expand_dims`` or ``squeeze`` of no axes is ``x``."""
    return None if term.op.attributes()["axes"] else term[1]


@rule(Squeeze, reading=(ExpandDims,))
def squeeze_of_expand_dims(term: Term, emit: Any) -> Any:
    """``squeeze(expand_dims(x, a), a)`` is ``x``."""
    match term:
        case [Squeeze(axes=out), [ExpandDims(axes=into), x] as inner] if inner.type.shape:
            rank = inner.type.rank
            return x if normal_axes(out, rank) == normal_axes(into, rank) else None
    return None


@rule(ExpandDims, reading=(Squeeze,))
def expand_dims_of_squeeze(term: Term, emit: Any) -> Any:
    """``expand_dims(squeeze(x, a), a)`` is ``x``."""
    match term:
        case [ExpandDims(axes=into), [Squeeze(axes=out), x]] if x.type.shape:
            rank = x.type.rank
            same = len(into) == len(out) and normal_axes(out, rank) == normal_axes(into, rank)
            return x if same else None
    return None


@rule(Slice)
def slice_of_all(term: Term, emit: Any) -> Any:
    """``x[0:]`` along every axis is ``x``."""
    if not is_same_shape(term, term[1]):
        return None
    starts, steps = _numbers(term[2]), _numbers(term[5]) if len(term) > 5 and term[5] else ()
    if starts is None or steps is None or any(starts) or any(step != 1 for step in steps):
        return None
    return term[1]


@rule(Slice, reading=(Slice,))
def slice_of_slice(term: Term, emit: Any) -> Any:
    """``x[a:b:c][d:e:f]`` is one slice, where all the bounds are numbers."""
    match term:
        case [Slice(), [Slice(), x, *_] as inner, *_] if x.type.is_static:
            taken = [range(extent) for extent in x.type.static_shape]
            for each in (inner, term):
                cuts = _cuts(each)
                if cuts is None:
                    return decline("a bound is found while running")
                for axis, cut in cuts.items():
                    taken[axis] = taken[axis][cut]
            axes = [i for i, n in enumerate(x.type.static_shape) if taken[i] != range(n)]
            ends = [_end(taken[axis]) for axis in axes]
            starts, steps = [taken[a].start for a in axes], [taken[a].step for a in axes]
            return emit(Slice(), x, starts, ends, axes, steps)
    return None


def _end(taken: range) -> int:
    """Where a slice ends that takes ``taken``; before the first element is not -1 there."""
    return taken.stop if taken.stop >= 0 else -(2**62)


def _cuts(term: Term) -> dict[int, slice] | None:
    """Axis -> slice, of a `slice` whose operands are all constants."""
    given = [_numbers(each) if each else () for each in term[2:]]
    if None in given:
        return None
    starts, ends, axes, steps = (*given, (), ())[:4]
    count, rank = len(starts or ()), term.type.rank
    bounds = zip(axes or range(count), starts or (), ends or (), steps or (1,) * count, strict=True)
    return {normal_axis(axis, rank): slice(start, end, step) for axis, start, end, step in bounds}


def _numbers(term: Term) -> tuple[int, ...] | None:
    array = term.array
    return None if array is None else tuple(int(each) for each in array.reshape(-1))


@rule(Concat)
def concat_of_one(term: Term, emit: Any) -> Any:
    """``concat`` of a single tensor is that tensor."""
    return term[1] if len(term) == 2 else None


@rule(Concat, reading=(Split,))
def concat_of_split(term: Term, emit: Any) -> Any:
    """``concat(split(x))`` of all the parts in order, along the same axis, is ``x``."""
    first = term[1]
    if not isinstance(first.op, Split):
        return None
    parts = [each.value for each in term[1:]]
    same = term.op.attributes()["axis"] == first.op.axis
    return first[1] if same and tuple(parts) == first.node.outputs else None


@rule(StopGradient)
def stop_gradient_twice(term: Term, emit: Any) -> Any:
    """``stop_gradient`` of what has no gradient already, stopped or not a float, does nothing."""
    inner = term[1]
    nothing_to_stop = Trait.CUT in inner.op.traits or not inner.type.dtype.is_float
    return inner if nothing_to_stop else None


RULES: tuple[Rule, ...] = (
    cast_to_own_type,
    cast_of_cast,
    transpose_to_same_order,
    transpose_of_transpose,
    shape_it_has,
    reshape_of_reshape,
    broadcast_of_broadcast,
    no_axes,
    squeeze_of_expand_dims,
    expand_dims_of_squeeze,
    slice_of_all,
    slice_of_slice,
    concat_of_one,
    concat_of_split,
    stop_gradient_twice,
)
_TABLE = RuleTable(RULES)


class Canonicalize(Pass):
    """Order operands, drop shape ops and casts that do nothing, combine those in a row.

    Operands of a commutative op come in the order of the graph, constants last.
    """

    name = "canonicalize"
    reports = ("operand_order",)
    rules = RULES

    def run(self, graph: Graph, log: Log) -> Graph:
        return _ordered(rewrite(graph, _TABLE, log), log)


def _ordered(graph: Graph, log: Log) -> Graph:
    """``graph`` with the operands of commutative ops in order. No rule, because half of all
    nodes are such ops and nothing has to be inferred: swapping changes no type."""
    swapped = {node for node in graph.nodes if _is_commutative(node.op) and _is_reversed(node)}
    if not swapped:
        return graph
    log.fired["operand_order"] += len(swapped)
    copier = Copier(graph)
    for node in graph.nodes:
        inputs = copier.operands(node)
        copier.place(node, inputs[::-1] if node in swapped else inputs)
    return copier.freeze(graph)


@per_class
def _is_commutative(op: OpLike) -> bool:
    return Trait.COMMUTATIVE in op.traits


def _is_reversed(node: Node) -> bool:
    """Whether the two operands are not in order."""
    if len(node.inputs) != 2:
        return False
    first, second = node.inputs
    if first is None or second is None:
        return False
    one, other = first.node, second.node
    constants = type(one.op) is Constant, type(other.op) is Constant
    if constants[0] is not constants[1]:
        return constants[0]
    return (one.index, first.result) > (other.index, second.result)
