"""What a picture shows, as plain data: boxes, wires between them, readings on the wires.

A picture is made elsewhere (`graphrt.analysis.picture`); the renderers of this package turn
it into text and never look at a graph.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from graphrt.errors import GraphError
from graphrt.ir.graph import Role

__all__ = [
    "Blank",
    "Box",
    "Kind",
    "Net",
    "Number",
    "Picture",
    "Reading",
    "Role",
    "Statistics",
    "Unknown",
    "Wire",
]


@dataclass(frozen=True, slots=True)
class Number:
    """A scalar: shown as it is."""

    value: bool | int | float | complex


@dataclass(frozen=True, slots=True)
class Statistics:
    """A tensor: its shape, mean, standard deviation (``spread``), share of zeros, least and
    greatest element, and the elements themselves where they are few."""

    shape: tuple[int, ...]
    mean: float
    spread: float
    zeros: float
    lowest: float = math.nan
    highest: float = math.nan
    elements: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A reading that was asked for and cannot be had, an input nobody fed say: ``?``."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A reading left for the reader to work out: a line to write on."""


Reading = Number | Statistics | Unknown | Blank


class Kind(enum.Enum):
    """What a box stands for."""

    INPUT = "input"
    VARIABLE = "variable"
    CONSTANT = "constant"
    GATE = "gate"
    GROUP = "group"  # several boxes drawn as one
    PORT = "port"  # where a value enters or leaves an open group
    STUB = "stub"  # where a picture of a part of the graph is cut
    OUTPUT = "output"  # a sink: what a signature returns
    UPDATE = "update"  # a sink: what a signature stores into a variable

    @property
    def is_source(self) -> bool:
        return self in (Kind.INPUT, Kind.VARIABLE, Kind.CONSTANT)

    @property
    def is_sink(self) -> bool:
        return self in (Kind.OUTPUT, Kind.UPDATE)


@dataclass(frozen=True, slots=True)
class Box:
    """A node of the graph, or a sink.

    ``title`` is the large text (a symbol such as ``+``, or a name), ``subtitle`` the small
    one; ``gate`` says what the op does to the gradient; ``details`` are further rows
    for whoever asks: (what, text).
    """

    id: str
    title: str
    op: str
    kind: Kind = Kind.GATE
    subtitle: str = ""
    gate: str = ""
    scope: str = ""
    role: Role = Role.FORWARD
    location: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wire:
    """A value on its way to one user: from box ``source`` to operand ``slot`` of ``target``.

    ``name`` names the value; wires of one source and name carry the same value and
    share their readings. A reading of ``None`` is not shown.
    """

    source: str
    target: str
    slot: int = 0
    name: str = ""
    type: str = ""
    forward: Reading | None = None
    gradient: Reading | None = None


class Net(NamedTuple):
    """One value with all its users: what the wires of one source and name make together."""

    source: int  # position in `Picture.boxes`
    result: int  # which of the source's shown values, from the top
    wires: tuple[Wire, ...]
    targets: tuple[int, ...]  # one position in `Picture.boxes` per wire

    @property
    def wire(self) -> Wire:
        """The first wire: its name, type and readings are those of the value."""
        return self.wires[0]


@dataclass(frozen=True)
class Picture:
    """Boxes and wires, in an order that reads well; ``gradient_of`` names the output whose
    gradients the wires carry.

    Raises `GraphError` for two boxes of one id and for a wire from or to no box.
    """

    title: str
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    subtitle: str = ""
    gradient_of: str | None = None
    _positions: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        positions = {box.id: i for i, box in enumerate(self.boxes)}
        if len(positions) != len(self.boxes):
            seen: set[str] = set()
            for box in self.boxes:
                if box.id in seen:
                    raise GraphError(f"the picture has two boxes {box.id!r}")
                seen.add(box.id)
        for wire in self.wires:
            for end in (wire.source, wire.target):
                if end not in positions:
                    raise GraphError(f"wire {wire.name!r} leads to {end!r}, which is no box")
        object.__setattr__(self, "_positions", positions)

    @cached_property
    def nets(self) -> tuple[Net, ...]:
        """The wires grouped by value, in order of their first wire."""
        groups: dict[tuple[str, str], list[Wire]] = {}
        for wire in self.wires:
            groups.setdefault((wire.source, wire.name), []).append(wire)
        results: dict[str, int] = {}
        nets = []
        for (source, _), wires in groups.items():
            result = results.get(source, 0)
            results[source] = result + 1
            targets = tuple(self._positions[wire.target] for wire in wires)
            nets.append(Net(self._positions[source], result, tuple(wires), targets))
        return tuple(nets)

    @cached_property
    def has_gradients(self) -> bool:
        return any(wire.gradient is not None for wire in self.wires)

    @cached_property
    def has_values(self) -> bool:
        return any(wire.forward is not None for wire in self.wires)
