"""A picture in one of the formats: what `visualize` returns."""

from __future__ import annotations

import enum
import importlib
import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from graphrt.errors import UsageError, nearest
from graphrt.io import write_atomically
from graphrt.ir.emitter import paused_gc
from graphrt.viz.opening import Fold
from graphrt.viz.picture import Blank, Box, Number, Picture, Statistics, Unknown, Wire

FORMATS = ("svg", "html", "dot", "mermaid", "text")
SUFFIXES = {
    ".svg": "svg",
    ".html": "html",
    ".htm": "html",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".txt": "text",
}


LISTED = 200  # boxes that text, DOT and Mermaid show before groups are drawn closed


def render(picture: Picture, format: str = "svg", fold: Fold | None = None) -> str:
    """``picture`` as text in ``format``, one of `FORMATS`, with the groups open that ``fold``
    says; without it, what is seen at a glance.

    Raises `UsageError` for another format, and for a group there is not.
    """
    if format not in FORMATS:
        raise UsageError(f"unknown picture format {format!r}", hint=nearest(format, FORMATS))
    module = importlib.import_module(f"graphrt.viz.{format}")
    renderer: Callable[..., str] = getattr(module, f"render_{format}")
    with paused_gc():
        if format in ("svg", "html"):
            return renderer(picture, fold)
        return renderer(_folded(picture, fold or Fold()))


def _folded(picture: Picture, fold: Fold) -> Picture:
    """What formats without frames show."""
    if fold == Fold() and len(picture.boxes) <= LISTED:
        return picture
    from graphrt.viz.levels import folded
    from graphrt.viz.outline import outline_of

    root = outline_of(picture, parts=not fold.everything)
    return folded(picture, root, fold.opened(root, LISTED))


def format_of(path: str | os.PathLike[str]) -> str:
    """The format a file name asks for; raises `UsageError` when it asks for none."""
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            f"the suffix {suffix!r} of {os.fspath(path)!r} is no picture format",
            hint=f"use one of {' '.join(SUFFIXES)}",
        )
    return SUFFIXES[suffix]


@dataclass(frozen=True)
class Drawing:
    """A rendered picture: ``text`` in ``format``, and the picture it was made from."""

    picture: Picture
    format: str
    text: str
    fold: Fold = field(default_factory=Fold)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write to ``path``; its suffix decides the format, whichever this drawing has."""
        format = format_of(path)
        text = self.text if format == self.format else render(self.picture, format, self.fold)
        write_atomically(path, [text.encode()])

    def to_json(self) -> dict[str, Any]:
        """Boxes, wires and readings as plain data, with the rendered text."""
        picture = self.picture
        return {
            "schema": "graphrt.drawing/1",
            "format": self.format,
            "title": picture.title,
            "gradient_of": picture.gradient_of,
            "boxes": [_plain(box) for box in picture.boxes],
            "wires": [_plain(wire) for wire in picture.wires],
            "text": self.text,
        }

    def _repr_svg_(self) -> str | None:
        """How a notebook shows it; a text format stays text."""
        if self.format == "svg":
            return self.text
        return render(self.picture, "svg", self.fold) if self.format == "html" else None

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        boxes, wires = len(self.picture.boxes), len(self.picture.wires)
        title = self.picture.title
        return f"<Drawing {title!r}: {boxes} boxes, {wires} wires, {self.format}>"


def _plain(record: Box | Wire) -> dict[str, Any]:
    return {each.name: _plain_value(getattr(record, each.name)) for each in fields(record)}


def _plain_value(value: Any) -> Any:
    match value:
        case Number(number):
            return {"number": _finite(number)}
        case Statistics():
            return {
                "shape": list(value.shape),
                "mean": _finite(value.mean),
                "spread": _finite(value.spread),
                "zeros": _finite(value.zeros),
                "lowest": _finite(value.lowest),
                "highest": _finite(value.highest),
                "elements": [_finite(each) for each in value.elements],
            }
        case Unknown():
            return "?"
        case Blank():
            return "_"
        case enum.Enum():
            return value.name.lower()
        case tuple():
            return [list(pair) for pair in value]
    return value


def _finite(value: Any) -> Any:
    """JSON has no infinities, no NaN and no complex numbers: they become text."""
    if isinstance(value, complex) or (isinstance(value, float) and not math.isfinite(value)):
        return str(value)
    return value
