"""Records are frozen dataclasses in all but how they are made."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from graphrt.record import Record
from graphrt.record import field as record_field


class Ours(Record):
    """A record."""

    name: str
    size: int = 3
    tags: list[str] = record_field(default_factory=list)
    secret: int = record_field(default=0, repr=False)


@dataclass(frozen=True)
class Theirs:
    """The same as the library makes it."""

    name: str
    size: int = 3
    tags: list[str] = field(default_factory=list)
    secret: int = field(default=0, repr=False)


class Alone(Record, eq=False):
    """Equal to itself only."""

    name: str


ARGUMENTS = [(("a",), {}), (("a", 1), {"tags": ["x"]}), ((), {"name": "b", "secret": 2})]


@pytest.mark.parametrize(("args", "kwargs"), ARGUMENTS)
def test_a_record_holds_and_shows_what_a_dataclass_does(args, kwargs):
    ours, theirs = Ours(*args, **kwargs), Theirs(*args, **kwargs)
    assert vars(ours) == vars(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert ours == Ours(*args, **kwargs)
    assert ours != dataclasses.replace(ours, size=9)
    assert dataclasses.replace(ours, size=9).size == 9
    assert pickle.loads(pickle.dumps(ours)) == copy.copy(ours) == ours


def test_what_is_known_of_the_class_is_the_same():
    assert inspect.signature(Ours).parameters.keys() == inspect.signature(Theirs).parameters.keys()
    assert inspect.signature(Ours).parameters["size"].default == 3
    assert Ours.__match_args__ == Theirs.__match_args__
    assert [f.name for f in dataclasses.fields(Ours)] == [
        f.name for f in dataclasses.fields(Theirs)
    ]


def test_each_record_has_a_default_of_its_own():
    assert Ours("a").tags is not Ours("a").tags


def test_a_record_stays_as_it_is():
    record = Ours("a")
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        record.name = "b"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del record.name


@pytest.mark.parametrize(
    ("args", "kwargs", "said"),
    [
        ((), {}, "missing the arguments 'name'"),
        (("a", 1, [], 2, 3), {}, "takes 4 arguments, got 5"),
        (("a",), {"name": "b"}, "multiple values for argument 'name'"),
        (("a",), {"nmae": "b"}, "unexpected keyword argument 'nmae'"),
    ],
)
def test_wrong_arguments_are_type_errors(args, kwargs, said):
    for kind in (Ours, Theirs):
        with pytest.raises(TypeError):
            kind(*args, **kwargs)
    with pytest.raises(TypeError, match=said):
        Ours(*args, **kwargs)


def test_hashes_go_by_the_fields_or_by_the_object():
    class Point(Record):
        """Two numbers."""

        x: int
        y: int = 0

    assert len({Point(1), Point(1, 0), Point(2)}) == 2
    assert Point(1) != (1, 0)
    assert len({Alone("a"), Alone("a")}) == 2
    assert Alone("a") != Alone("a")


def test_a_frozen_dataclass_may_derive_from_a_record():
    @dataclass(frozen=True)
    class More(Ours):
        """One field more."""

        last: float = 1.0

    class Yet(Ours):
        """Another."""

        last: float = 2.0

    assert More("a", last=2.0).last == Yet("a").last == 2.0
    assert repr(Yet("a")).endswith("Yet(name='a', size=3, tags=[], last=2.0)")
    with pytest.raises(FrozenInstanceError):
        More("a").size = 1
