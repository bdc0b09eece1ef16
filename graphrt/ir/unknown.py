"""A stand-in for an op this release does not know, so that a file can still be looked at."""

from __future__ import annotations

from typing import Any, NoReturn

from graphrt.errors import GraphError
from graphrt.ir.attributes import MISSING, AttributeKind, Field, canonical
from graphrt.ir.graph import Graph
from graphrt.ir.op import Op, Parameter, Trait
from graphrt.types import ValueType

Attribute = tuple[str, AttributeKind, Any]


class UnknownOp(Op):
    """Keeps name, version, attributes and result types as stored; cannot compute.

    It has no traits, so no pass merges, moves or drops it for what it is.
    """

    traits = Trait.NONE
    gate = ""
    onnx = None
    parameters = (Parameter("operands", True, True),)
    _stored: dict[str, Any]
    _types: tuple[ValueType, ...]

    def __init__(
        self,
        name: str,
        version: int,
        attributes: tuple[Attribute, ...],
        types: tuple[ValueType, ...],
    ) -> None:
        state = self.__dict__
        state["name"], state["version"] = name, version
        state["fields"] = tuple(Field(each, kind, MISSING, True) for each, kind, _ in attributes)
        state["_stored"] = {each: value for each, _, value in attributes}
        state["_types"] = types

    def __getattr__(self, name: str) -> Any:
        # an attribute called as something of the class ("infer") does not hide that
        try:
            return self._stored[name]
        except KeyError:
            raise AttributeError(f"{self!r} has no attribute {name!r}") from None

    def infer(self, *operands: Any, **_: Any) -> ValueType | tuple[ValueType, ...]:
        return self._types[0] if len(self._types) == 1 else self._types

    def compute(self, *arrays: Any, **_: Any) -> NoReturn:
        raise GraphError(
            f"the op {self.name!r} (version {self.version}) is not known to this release",
            hint="install the release or the package that has it",
        )

    @property
    def bodies(self) -> tuple[Graph, ...]:
        return tuple(each for each in self.attributes().values() if isinstance(each, Graph))

    def attributes(self) -> dict[str, Any]:
        return dict(self._stored)

    def replace(self, **changes: Any) -> NoReturn:
        raise GraphError(f"the op {self.name!r} is not known; its attributes cannot be changed")

    def key(self) -> tuple[Any, ...]:
        values = ((f.name, canonical(f.kind, self._stored[f.name])) for f in self.fields)
        return (self.name, self.version, self._types, *values)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.attributes().items())
        return f"UnknownOp({self.name!r}{', ' if shown else ''}{shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        attributes = tuple((f.name, f.kind, self._stored[f.name]) for f in self.fields)
        return (UnknownOp, (self.name, self.version, attributes, self._types))
