"""A worksheet: a picture whose values or gradients are lines to write on."""

from __future__ import annotations

from dataclasses import replace

from graphrt.errors import UsageError, nearest
from graphrt.viz.picture import Blank, Picture, Wire

BLANKS = ("grads", "values")


def blanked(picture: Picture, what: str) -> Picture:
    """``picture`` with its gradients (``"grads"``) or ``"values"`` left to work out.

    The gradient an exercise starts from, that of the output itself, stays, and so do the values
    of inputs, variables and constants. Raises `UsageError` for anything else to blank.
    """
    if what not in BLANKS:
        raise UsageError(f"cannot blank {what!r}", hint=nearest(what, BLANKS))
    given = _given_gradients(picture) if what == "grads" else _given_values(picture)

    def blank(wire: Wire) -> Wire:
        if (wire.source, wire.name) in given:
            return wire
        if what == "grads":
            return wire if wire.gradient is None else replace(wire, gradient=Blank())
        return wire if wire.forward is None else replace(wire, forward=Blank())

    return replace(picture, wires=tuple(map(blank, picture.wires)))


def _given_gradients(picture: Picture) -> set[tuple[str, str]]:
    end = f"output {picture.gradient_of}"
    return {(wire.source, wire.name) for wire in picture.wires if wire.target == end}


def _given_values(picture: Picture) -> set[tuple[str, str]]:
    sources = {box.id for box in picture.boxes if box.kind.is_source}
    return {(wire.source, wire.name) for wire in picture.wires if wire.source in sources}
