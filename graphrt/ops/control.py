"""Ops that hold graphs, and the one that stops gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from graphrt.dims import Dim, Extent, Known, Symbol, derived, divides
from graphrt.errors import DTypeError, ShapeError
from graphrt.ir.evaluate import run_body
from graphrt.ir.graph import Graph
from graphrt.ir.op import POINTWISE, PURE, Array, Op, Trait, op
from graphrt.types import BOOL, DType, ValueType


@op("stop_gradient", traits=POINTWISE | Trait.CUT, gate="blocks")
class StopGradient(Op):
    """``y = x``, but no gradient goes back through it.

    Shapes: x ``[...]`` -> ``[...]``.  Gradient: none, on purpose.
    """

    def infer(self, x: Any) -> ValueType:
        result: ValueType = x.type
        return result

    def compute(self, x: Array) -> Array:
        return x

    def view(self, layout: Any, operand: ValueType, result: ValueType, *known: Any) -> Any:
        return layout

    def scalar(self, s: Any, x: Any) -> Any:
        return x

    def known(self, x: Any) -> Any:
        return x.known

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return 0


@op("call", traits=PURE, gate="as its body")
class Call(Op):
    """The results of ``body`` on the operands, one result per output of the body.

    Shapes: the operands' types must fit the body's inputs; symbols of the body take the
    extents given, and what the body finds while running is an unknown extent outside.
    Gradient: a call of the body's vector-Jacobian product, which computes
    what it needs of the forward pass again.
    """

    body: Graph

    def infer(self, *operands: Any) -> ValueType | tuple[ValueType, ...]:
        return _packed(body_types("body", self.body, operands))

    @property
    def bodies(self) -> tuple[Graph, ...]:
        return (self.body,)

    def run_bodies(self, runners: Sequence[Callable[..., Any]], *xs: Any) -> Any:
        return runners[0](*xs)

    def compute(self, *xs: Array) -> Any:
        return self.run_bodies([run_body(self.body)], *xs)

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        wanted, given = _wanted(self.body), tuple(grad is not None for grad in grads)
        if not any(wanted):
            return [None] * len(node.inputs)
        body = emit.vjp_body(self.body, wanted, given)
        results = emit(Call(body=body), *node.inputs, *(g for g in grads if g is not None))
        return _spread(wanted, results)

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return body_flops(self.body, operands)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return _input_dtype(self.body, position)


@op("cond", traits=PURE, gate="routes to the branch taken")
class Cond(Op):
    """The results of ``then_body`` where the bool scalar ``pred`` is true, else of
    ``else_body``; only that one runs.

    Shapes: both bodies take the operands after ``pred`` and return the same types.
    Gradient: through the branch taken; zeros where it does not use an operand.
    Source: ONNX If-21, with explicit operands.
    """

    then_body: Graph
    else_body: Graph

    def infer(self, pred: Any, *operands: Any) -> ValueType | tuple[ValueType, ...]:
        if pred.type != ValueType("bool", ()):
            raise DTypeError(f"pred must be a bool scalar, got {pred.type}")
        then_types = body_types("then", self.then_body, operands)
        else_types = body_types("else", self.else_body, operands)
        if len(then_types) == len(else_types):
            merged = tuple(map(_merged, then_types, else_types))
            if None not in merged:
                return _packed(merged)
        raise ShapeError(
            "the branches return different types",
            rows=[f"then {list(then_types)}", f"else {list(else_types)}"],
        )

    @property
    def bodies(self) -> tuple[Graph, ...]:
        return (self.then_body, self.else_body)

    def run_bodies(self, runners: Sequence[Callable[..., Any]], pred: Any, *xs: Any) -> Any:
        return runners[0 if pred else 1](*xs)

    def compute(self, pred: Array, *xs: Array) -> Any:
        return self.run_bodies([run_body(body) for body in self.bodies], pred, *xs)

    def vjp(self, emit: Any, node: Any, *grads: Any) -> Sequence[Any]:
        wanted, given = _wanted(self.then_body), tuple(grad is not None for grad in grads)
        if not any(wanted):
            return [None] * len(node.inputs)
        backward = Cond(
            then_body=emit.vjp_body(self.then_body, wanted, given),
            else_body=emit.vjp_body(self.else_body, wanted, given),
        )
        results = emit(backward, *node.inputs, *(g for g in grads if g is not None))
        return [None, *_spread(wanted, results)]

    def flops(self, operands: Sequence[Any], results: Sequence[ValueType]) -> int:
        return max(body_flops(body, operands[1:]) for body in self.bodies)

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        return _input_dtype(self.then_body, position - 1) if position else BOOL


def _merged(left: ValueType, right: ValueType) -> Any:
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
        _bind(what, declared.type, operand.type, bound)
    return tuple(_substituted(value.type, bound) for value in body.outputs)


def _bind(what: str, declared: ValueType, given: ValueType, bound: dict[str, Extent]) -> None:
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


def _substituted(type_: ValueType, bound: Mapping[str, Extent]) -> ValueType:
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
        _bind("body", declared.type, operand, bound)
    total = 0
    for node in body.nodes:
        types = [None if v is None else _substituted(v.type, bound) for v in node.inputs]
        results = [_substituted(v.type, bound) for v in node.outputs]
        if all(each is None or each.is_static for each in (*types, *results)):
            total += node.op.flops(types, results)
    return total


def _input_dtype(body: Graph, position: int) -> DType | None:
    """The dtype a Python number takes as an operand of a body."""
    return body.inputs[position].type.dtype if position < len(body.inputs) else None


def _packed(types: tuple[ValueType, ...]) -> ValueType | tuple[ValueType, ...]:
    """One result as a value, several as a tuple, as with every op."""
    return types[0] if len(types) == 1 else types


def _wanted(body: Graph) -> tuple[bool, ...]:
    """Which inputs of a body can have a gradient."""
    return tuple(value.type.dtype.is_float for value in body.inputs)


def _spread(wanted: tuple[bool, ...], results: Any) -> list[Any]:
    """The gradients of all operands, ``None`` for those that have none."""
    found = iter(results if isinstance(results, tuple) else (results,))
    return [next(found) if flag else None for flag in wanted]
