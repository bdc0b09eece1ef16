"""The op contract: everything about one operation is one class in one place.

::

    @op("relu", traits=POINTWISE, gate="routes to where x > 0", onnx=Onnx("Relu"))
    class Relu(Op):
        '''``y = max(0, x)``, elementwise. ...'''

        def infer(self, x): return x.type
        def compute(self, x): return np.maximum(x, 0)
        def vjp(self, emit, node, grad): ...
        def scalar(self, s, x): return s.max(x, s.const(0))

Operands are the parameters of `infer` and `compute`: an absent optional operand is
``None`` (its parameter has the default ``None``), a variadic one is ``*xs``. Attributes are
the annotated fields of the class; keyword arguments, text form, file form, equality and
the CSE key all derive from them.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, dataclass_transform

import numpy as np

from graphrt.errors import GraphError, OpError, nearest
from graphrt.ir.attributes import (
    MISSING,
    Array,
    AttributeKind,
    Field,
    canonical,
    coerce,
    read_fields,
)
from graphrt.ir.registry import REGISTRY
from graphrt.types import DType, ValueType

if TYPE_CHECKING:
    from graphrt.ir.bound import BodyInput, BoundBody
    from graphrt.ir.emitter import Emitter
    from graphrt.ir.graph import Graph, Node, Value
    from graphrt.ir.layout import Layout
    from graphrt.ir.scalar import RowBuilder, Scalar, ScalarBuilder

__all__ = [
    "ARITHMETIC",
    "COMMUTATIVE",
    "POINTWISE",
    "PURE",
    "REGISTRY",
    "Array",
    "AttributeKind",
    "Field",
    "Onnx",
    "Op",
    "Parameter",
    "Trait",
    "op",
]

OpClass = TypeVar("OpClass", bound="type[Op]")


class Trait(enum.Flag):
    """What passes and backends ask about instead of an op's name."""

    NONE = 0
    PURE = enum.auto()  # the results depend on the operands and attributes alone
    ELEMENTWISE = enum.auto()  # each result element depends on one element per operand
    COMMUTATIVE = enum.auto()  # swapping the two operands changes nothing, not even bits
    RANDOM = enum.auto()  # draws from a counter-based stream; two streams never merge
    SOURCE = enum.auto()  # takes its value from outside the graph: input, variable
    TOTAL = enum.auto()  # pointwise, and the kernel can neither fail nor be interrupted
    CUT = enum.auto()  # identity forward, no gradient backward
    CONTRACTION = enum.auto()  # sums of products; what follows can be done as each sum ends


PURE = Trait.PURE
POINTWISE = Trait.PURE | Trait.ELEMENTWISE
ARITHMETIC = POINTWISE | Trait.TOTAL
COMMUTATIVE = Trait.COMMUTATIVE


class Onnx(NamedTuple):
    """The ONNX operator an op corresponds to, and the opset it first had this meaning in."""

    name: str
    since: int = 1
    domain: str = ""


class Parameter(NamedTuple):
    """An operand position as `infer` declares it."""

    name: str
    optional: bool
    variadic: bool


class Op:
    """Base of every op. Instances are immutable; equal attributes make equal ops."""

    name: ClassVar[str]
    version: ClassVar[int]
    traits: ClassVar[Trait]
    gate: ClassVar[str]  # what it does to the gradient, for pictures: "distributes"
    onnx: ClassVar[Onnx | None]
    fields: ClassVar[tuple[Field, ...]] = ()
    parameters: ClassVar[tuple[Parameter, ...]]
    result_names: ClassVar[tuple[str, ...]] = ()  # names of the results where there are several
    beside_row: ClassVar[tuple[int, ...]] = ()  # operands without the row's axes: one number a row
    makes_row: ClassVar[bool] = False  # the row is in the result, not in the first operand
    skips_unread: ClassVar[bool] = False  # takes ``None`` for the buffer of a result nobody reads

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields = self.fields
        if len(args) > len(fields):
            raise OpError(f"{self.name} has {len(fields)} attributes, got {len(args)}")
        given = {field.name: arg for field, arg in zip(fields, args, strict=False)}
        for name, value in kwargs.items():
            if name in given:
                raise OpError(f"{self.name}: attribute {name!r} is given twice")
            given[name] = value
        state = self.__dict__
        for field in fields:
            value = given.pop(field.name, field.default)
            if value is MISSING:
                raise OpError(f"{self.name}: attribute {field.name!r} is missing")
            state[field.name] = coerce(self.name, field, value)
        if given:
            name = next(iter(given))
            hint = nearest(name, [field.name for field in fields])
            raise OpError(f"{self.name} has no attribute {name!r}", hint=hint)
        self.check()

    # -- what an op says about itself ----------------------------------------------------

    def check(self) -> None:
        """Raise `OpError` when the attributes contradict each other."""

    def infer(self, *operands: Any, **_: Any) -> ValueType | tuple[ValueType, ...]:
        """The types of the results, from operands that have ``.type`` and ``.known``."""
        raise NotImplementedError(f"{type(self).__name__}.infer")

    def compute(self, *arrays: Any, **_: Any) -> Any:
        """The definition, on NumPy arrays; a tuple when there are several results."""
        raise NotImplementedError(f"{type(self).__name__}.compute")

    def vjp(self, emit: Emitter, node: Node, *grads: Any) -> Sequence[Value | None]:
        """Gradients for the operands of ``node``, given those of its results.

        A result nobody differentiates has ``None`` for its gradient; an operand that has no
        gradient gets ``None``. Broadcasting is summed away by the caller.
        """
        raise NotImplementedError(f"{type(self).__name__}.vjp")

    def scalar(self, s: ScalarBuilder, *xs: Any) -> Scalar:
        """One element of the result, written once for every generator of code."""
        raise NotImplementedError(f"{type(self).__name__}.scalar")

    def in_primitives(self, emit: Emitter, *operands: Any) -> Sequence[Value] | None:
        """The results as nodes that each can share a loop over memory with their neighbours: the
        steps of `compute` in the same order. ``None`` where this op had better stay one node."""
        return None

    def row(self, s: RowBuilder, *xs: Any) -> Scalar:
        """One element of the result where some axes matter as a whole: `scalar` with sums and
        extremes over the *row*, the elements along the axes that `row_axes` names."""
        raise NotImplementedError(f"{type(self).__name__}.row")

    def row_axes(self, rank: int) -> tuple[int, ...]:
        """The axes of a first operand of ``rank`` axes that make up the row of `row`."""
        raise NotImplementedError(f"{type(self).__name__}.row_axes")

    def flops(self, operands: Sequence[ValueType | None], results: Sequence[ValueType]) -> int:
        """Floating-point operations; types are static. Default: one per result element."""
        if Trait.ELEMENTWISE in self.traits:
            return sum(result.size for result in results)
        return 0

    def known(self, *operands: Any) -> Any:
        """The value of a small integer result as far as it is known, else ``None``."""
        return None

    def view(
        self, layout: Layout, operand: ValueType, result: ValueType, *known: Any
    ) -> Layout | None:
        """How the result lies in the first operand's memory, when no copy is needed.

        ``known`` are the other operands' arrays, ``None`` for those found while running.
        """
        return None

    def bind(self, outs: Sequence[Array], *xs: Any) -> Callable[[], object]:
        """A call without arguments that computes from ``xs`` into ``outs``.

        The executor binds once and calls often, with new numbers in the same arrays; only an
        operand that is read-only is a constant, whose numbers may be looked at now.
        """
        compute = self.compute
        if len(outs) == 1:
            (out,) = outs

            def call() -> None:
                result = compute(*xs)
                if isinstance(result, tuple):  # an op whose number of results varies
                    (result,) = result
                np.copyto(out, result, casting="unsafe")

            return call

        def call_many() -> None:
            for out, result in zip(outs, compute(*xs), strict=True):
                np.copyto(out, result, casting="unsafe")

        return call_many

    def run_bodies(self, runners: Sequence[Callable[..., tuple[Array, ...]]], *xs: Any) -> Any:
        """For an op with bodies: its results, given one callable per body."""
        raise NotImplementedError(f"{type(self).__name__}.run_bodies")

    def bind_bodies(
        self, bodies: Sequence[BoundBody], outs: Sequence[Array | None], *xs: Any
    ) -> Callable[[], object]:
        """`bind` for an op with bodies. An entry of ``outs`` may be ``None`` where
        `skips_unread`."""

        def call() -> None:
            for out, result in zip(outs, self.run_bodies(bodies, *xs), strict=True):
                if out is not None:
                    out[...] = result

        return call

    def body_inputs(self, types: Sequence[ValueType | None]) -> Sequence[Sequence[BodyInput]]:
        """For an op with bodies: what feeds the inputs of each, given its operands' types."""
        raise NotImplementedError(f"{type(self).__name__}.body_inputs")

    def literal_dtype(self, position: int, operands: Sequence[Any]) -> DType | None:
        """The dtype a Python number at ``position`` takes; default: that of the tensors."""
        for operand in operands:
            if hasattr(operand, "type"):
                dtype: DType = operand.type.dtype
                return dtype
        return None

    # -- derived from the fields ---------------------------------------------------------

    @property
    def bodies(self) -> tuple[Graph, ...]:
        """The graphs this op holds as attributes."""
        return ()

    @property
    def most_trips(self) -> int:
        """How often its bodies run at most, as far as the attributes alone say."""
        return 1

    @property
    def has_gradient(self) -> bool:
        return type(self).vjp is not Op.vjp

    @property
    def has_scalar(self) -> bool:
        return type(self).scalar is not Op.scalar

    @property
    def has_view(self) -> bool:
        """Whether a result may be a `view` of the first operand."""
        return type(self).view is not Op.view

    @property
    def has_row(self) -> bool:
        return type(self).row is not Op.row

    @property
    def has_row_axes(self) -> bool:
        """Whether ``row`` is all there is to it: its reductions go over whole axes."""
        return self.has_row and type(self).row_axes is not Op.row_axes

    def attributes(self) -> dict[str, Any]:
        """Field name -> value, in declaration order."""
        return {field.name: getattr(self, field.name) for field in self.fields}

    def replace(self, **changes: Any) -> Any:
        """This op with some attributes changed."""
        return type(self)(**{**self.attributes(), **changes})

    def key(self) -> tuple[Any, ...]:
        """Equal exactly when name, version and attribute *bytes* are equal.

        Python's ``==`` would not do: ``0.0 == -0.0``, ``1 == True`` and ``nan != nan``.
        """
        cached = self.__dict__.get("_key")
        if cached is None:
            values = (canonical(field.kind, getattr(self, field.name)) for field in self.fields)
            cached = (self.name, self.version, *values)
            self.__dict__["_key"] = cached
        return cached

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Op) and self.key() == other.key())

    def __hash__(self) -> int:
        return hash(self.key())

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"ops are immutable; use {self.name}.replace({name}=...)")

    def __repr__(self) -> str:
        shown = (
            f"{field.name}={getattr(self, field.name)!r}"
            for field in self.fields
            if field.required or getattr(self, field.name) is not field.default
        )
        return f"{type(self).__name__}({', '.join(shown)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild_op, (self.name, self.attributes()))


def _rebuild_op(name: str, attributes: dict[str, Any]) -> Op:
    from graphrt.ops import lookup

    return lookup(name)(**attributes)


@dataclass_transform(frozen_default=True)
def op(
    name: str,
    *,
    version: int = 1,
    traits: Trait = PURE,
    gate: str = "",
    onnx: Onnx | None = None,
) -> Callable[[OpClass], OpClass]:
    """Turn a class into an op: read its fields, give it its name, register it.

    No code is generated: 150 stock frozen dataclasses would cost 75 ms to import.
    """

    def decorate(cls: OpClass) -> OpClass:
        owner = REGISTRY.get(name)
        if owner is not None and owner.__qualname__ != cls.__qualname__:
            raise GraphError(f"two classes claim the op {name!r}: {owner!r} and {cls!r}")
        cls.name, cls.version, cls.traits = name, version, traits
        cls.gate, cls.onnx = gate, onnx
        cls.fields = tuple(read_fields(cls))
        cls.parameters = tuple(_read_parameters(cls))
        if not cls.fields:
            _share_one_instance(cls)
        REGISTRY[name] = cls
        return cls

    return decorate


def _share_one_instance(cls: type[Op]) -> None:
    """An op without attributes is one object: ``Add() is Add()``."""
    shared = object.__new__(cls)
    namespace: Any = cls
    namespace.__new__ = lambda _cls: shared
    namespace.__init__ = lambda self: None


def _read_parameters(cls: type[Op]) -> Iterable[Parameter]:
    code = cls.infer.__code__
    names = code.co_varnames[1 : code.co_argcount]
    optional_from = len(names) - len(cls.infer.__defaults__ or ())
    for position, name in enumerate(names):
        yield Parameter(name, position >= optional_from, False)
    if code.co_flags & 0x04:  # CO_VARARGS
        yield Parameter(code.co_varnames[code.co_argcount], False, True)
