"""`Record`: frozen dataclasses made without code.

``@dataclass(frozen=True)`` writes six methods per class as text and compiles them: half a
millisecond, at every start, for classes of which most programs make one object or none. Here they
are written once. To ``dataclasses`` a record is a dataclass: ``fields``, ``replace`` and ``asdict``
work, and frozen dataclasses may derive from it. An object takes a microsecond longer to make:
what there are many of is a ``NamedTuple`` or has slots.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError, dataclass, field
from typing import Any, NoReturn, dataclass_transform

__all__ = ["Record", "field"]

_as_dataclass = dataclass(init=False, repr=False, eq=False)


class _Signature:
    """What `inspect.signature` shows of a class, made when it is asked for."""

    def __get__(self, _: object, cls: Any) -> Any:
        from inspect import Parameter, Signature

        def parameter(each: dataclasses.Field[Any]) -> Parameter:
            has_none = each.default is MISSING and each.default_factory is MISSING
            default = Parameter.empty if has_none else _default(each)
            kind = Parameter.POSITIONAL_OR_KEYWORD
            return Parameter(each.name, kind, default=default, annotation=each.type)

        return Signature([parameter(each) for each in dataclasses.fields(cls)])


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record:
    """Base of records: the annotated fields of a subclass are its parameters, in this order.

    Equal fields make equal records, but with ``eq=False`` each is itself only.

    >>> class Point(Record):
    ...     '''A place.'''
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(1, y=0)
    (Point(x=1, y=0), True)
    >>> Point(1).x = 2
    Traceback (most recent call last):
        ...
    dataclasses.FrozenInstanceError: cannot assign to field 'x'
    """

    __signature__ = _Signature()

    def __init_subclass__(cls, eq: bool = True) -> None:
        made: Any = cls
        parents = [vars(each).get("__dataclass_params__") for each in cls.__mro__[1:]]
        _freeze(parents, False)  # else ``dataclass`` insists on writing the code that freezes
        try:
            _as_dataclass(cls)
        finally:
            _freeze([*parents, vars(cls).get("__dataclass_params__")], True)
        if not eq and "__eq__" not in cls.__dict__:
            made.__eq__, made.__hash__ = object.__eq__, object.__hash__

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields, state = dataclasses.fields(self), self.__dict__  # type: ignore[arg-type]
        if len(args) > len(fields):
            self._refuse(f"takes {len(fields)} arguments, got {len(args)}")
        state.update(zip([each.name for each in fields], args, strict=False))
        if twice := [name for name in kwargs if name in state]:
            self._refuse(f"got multiple values for argument {twice[0]!r}")
        missing = []
        for each in fields[len(args) :]:
            if each.name in kwargs:
                state[each.name] = kwargs.pop(each.name)
            elif each.default is MISSING and each.default_factory is MISSING:
                missing.append(repr(each.name))
            else:
                state[each.name] = _default(each)
        if missing:
            self._refuse(f"missing the arguments {', '.join(missing)}")
        if kwargs:
            self._refuse(f"got an unexpected keyword argument {next(iter(kwargs))!r}")
        if hasattr(self, "__post_init__"):
            self.__post_init__()

    def _refuse(self, reason: str) -> NoReturn:
        raise TypeError(f"{type(self).__name__}.__init__() {reason}")

    def _values(self) -> tuple[Any, ...]:
        fields = dataclasses.fields(self)  # type: ignore[arg-type]
        return tuple(getattr(self, each.name) for each in fields)

    def __repr__(self) -> str:
        fields = dataclasses.fields(self)  # type: ignore[arg-type]
        shown = (f"{each.name}={getattr(self, each.name)!r}" for each in fields if each.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")


def _freeze(params: list[Any], frozen: bool) -> None:
    for each in params:
        if each is not None:
            each.frozen = frozen


def _default(each: dataclasses.Field[Any]) -> Any:
    factory: Any = each.default_factory
    return each.default if factory is MISSING else factory()
