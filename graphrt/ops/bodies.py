"""What the ops that hold graphs share: types across the border of a body, and its cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graphrt.dims import Dim, Extent, Known, Symbol, derived, divides
from graphrt.errors import ShapeError
from graphrt.ir.graph import Graph
from graphrt.types import DType, ValueType


def merged_type(left: ValueType, right: ValueType) -> Any:
    """The type that both results have: open where one is; ``None`` where they differ."""
    if left == right:
        return left
    if left.dtype is not right.dtype or left.shape is None or right.shape is None:
        return None
    if len(left.shape) != len(right.shape):
        return None
    pairs = list(zip(left.shape, right.shape, strict=True))
    if any(a != b and a is not None and b is not None for a, b in pairs):
        return None
    return left.with_shape(a if a == b else None for a, b in pairs)


def body_types(what: str, body: Graph, operands: Sequence[Any]) -> tuple[ValueType, ...]:
    """The result types of ``body`` on operands; raises when they do not fit its inputs."""
    if len(body.inputs) != len(operands):
        raise ShapeError(f"{what} takes {len(body.inputs)} operands, got {len(operands)}")
    if not body.outputs:
        raise ShapeError(f"{what} returns nothing")
    bound: dict[str, Extent] = {}
    for declared, operand in zip(body.inputs, operands, strict=True):
        bind_type(what, declared.type, operand.type, bound)
    return tuple(substituted(value.type, bound) for value in body.outputs)


def bind_type(what: str, declared: ValueType, given: ValueType, bound: dict[str, Extent]) -> None:
    """Learn what the symbols of an input's type stand for. Raises where the types differ."""
    fits = declared.dtype is given.dtype and (declared.shape is None) == (given.shape is None)
    if fits and declared.shape is not None and given.shape is not None:
        fits = len(declared.shape) == len(given.shape) and all(
            _fits(want, have, bound) for want, have in zip(declared.shape, given.shape, strict=True)
        )
    if not fits:
        raise ShapeError(f"{what} takes {declared}, the operand is {given}")


def _fits(want: Extent, have: Extent, bound: dict[str, Extent]) -> bool:
    """Whether an extent can be the one declared; binds the symbol it is declared with."""
    if want is None or have is None:
        return True
    if not isinstance(want, Dim):
        return want == have
    ((symbol, factor), *more) = want.terms
    if more or symbol.rule:
        if want == have:  # the same symbols inside as outside
            bound.update((each.name, bound.get(each.name, Dim(0, ((each, 1),))))
                         for each in _plain_symbols(want))  # fmt: skip
        return True  # otherwise the numbers decide, when the body runs
    rest = have - want.constant
    if not divides(factor, rest):
        return isinstance(rest, Dim)
    value = rest // factor
    return bound.setdefault(symbol.name, value) == value


def _plain_symbols(extent: Known) -> Iterator[Symbol]:
    """The symbols an extent is made of, those inside derived ones included."""
    for symbol in extent.symbols if isinstance(extent, Dim) else ():
        if symbol.rule:
            for arg in symbol.args:
                yield from _plain_symbols(arg)
        else:
            yield symbol


def substituted(type_: ValueType, bound: Mapping[str, Extent]) -> ValueType:
    """``type_`` with the body's symbols replaced by the extents they are bound to."""
    if type_.shape is None or type_.is_static:
        return type_
    return ValueType(type_.dtype, [substitute(extent, bound) for extent in type_.shape])


def substitute(extent: Extent, bound: Mapping[str, Extent]) -> Extent:
    """``extent`` with symbols replaced by extents. An unbound symbol makes it unknown: one that
    is found while running may be another number in each call of the body."""
    if not isinstance(extent, Dim):
        return extent
    total: Known = extent.constant
    for symbol, factor in extent.terms:
        if symbol.rule:
            args = [substitute(arg, bound) for arg in symbol.args]
            known = [arg for arg in args if arg is not None]
            part = derived(symbol.rule, tuple(known)) if len(known) == len(args) else None
        else:
            part = bound.get(symbol.name)
        if part is None:
            return None
        total = total + part * factor
    return total


def body_flops(body: Graph, operands: Sequence[ValueType]) -> int:
    """Floating-point operations of a body on operands of static types, as far as the shapes
    inside are known before it runs."""
    bound: dict[str, Extent] = {}
    for declared, operand in zip(body.inputs, operands, strict=True):
        bind_type("body", declared.type, operand, bound)
    total = 0
    for node in body.nodes:
        types = [None if v is None else substituted(v.type, bound) for v in node.inputs]
        results = [substituted(v.type, bound) for v in node.outputs]
        if all(each is None or each.is_static for each in (*types, *results)):
            total += node.op.flops(types, results)
    return total


def input_dtype(body: Graph, position: int) -> DType | None:
    """The dtype a Python number takes as an operand of a body."""
    return body.inputs[position].type.dtype if position < len(body.inputs) else None


def packed(types: tuple[ValueType, ...]) -> ValueType | tuple[ValueType, ...]:
    """One result as a value, several as a tuple, as with every op."""
    return types[0] if len(types) == 1 else types


def wanted_inputs(emit: Any, operands: Sequence[Any]) -> tuple[bool, ...]:
    """Which operands of a body have a gradient that is of use."""
    return tuple(value.type.dtype.is_float and emit.wants(value) for value in operands)


def spread(wanted: tuple[bool, ...], results: Any) -> list[Any]:
    """The gradients of all operands, ``None`` for those that have none."""
    found = iter(results if isinstance(results, tuple) else (results,))
    return [next(found) if flag else None for flag in wanted]


class Given(NamedTuple):
    """What a type rule sees of an operand, for an input of a body that no operand is."""

    type: ValueType
    known: Any = None


def given_arrays(body: Graph, arrays: Sequence[Any]) -> list[Given]:
    """Arrays as operands of ``body``, in the dtypes it declares."""
    return [
        Given(ValueType(declared.type.dtype, array.shape))
        for declared, array in zip(body.inputs, arrays, strict=True)
    ]


def carried_types(
    body: Graph, carries: int, operands: Sequence[Any]
) -> tuple[list[ValueType], list[ValueType]]:
    """The types of the carries, which a trip must not change, and of what it returns beside
    them; the operands after the first are the carries. Raises `ShapeError` naming the carry."""
    results = body_types("body", body, operands)
    if len(results) < carries:
        raise ShapeError(f"the body returns {len(results)} values for {carries} carries")
    kept = []
    for position, result in enumerate(results[:carries]):
        before = operands[1 + position].type
        merged = merged_type(before, result)
        if merged is None:
            raise ShapeError(
                f"carry {position} is {before} before a trip and {result} after it",
                hint="a carry keeps its type: cast or broadcast its first value",
            )
        kept.append(merged)
    return kept, list(results[carries:])
