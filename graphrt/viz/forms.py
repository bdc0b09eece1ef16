"""How large everything is: the outline of a box, its ports, its captions, the labels of its wires.

Sizes follow from the texts; nothing here knows where a box stands or what SVG is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from graphrt.viz.layering import Block
from graphrt.viz.layout import Point
from graphrt.viz.metrics import shorten, text_width, wrap
from graphrt.viz.picture import Box, Kind, Net, Role, Statistics
from graphrt.viz.words import reading_text, shape_text, zeros_text

RADIUS = 25.0  # of a gate with a short symbol, drawn as a circle
PAD = 14.0  # left and right of the text in a box
PORT_GAP = 17.0  # between neighbouring operands
LABEL_PAD = 9.0  # left and right of a reading
LABEL_GAP = 5.0  # between a wire and its readings
FRAME_HEAD = 30.0  # height of an open group's title
FRAME_FOOT = 14.0
FRAME_SIDE = 16.0


class Style(NamedTuple):
    """A class of text: its name in the style sheet, size, line height, weight."""

    name: str
    size: float
    line: float
    bold: bool = False


SYMBOL = Style("symbol", 23, 26)  # in a circle
WORD = Style("word", 17, 21)  # in a wider gate
NAME = Style("name", 15, 19, True)
SMALL = Style("small", 11, 14)
EFFECT = Style("effect", 11, 14)  # what a gate does to the gradient
VALUE = Style("value", 15, 18, True)
GRADIENT = Style("gradient", 15, 18, True)
TYPE = Style("type", 11, 14)
OF_VALUE = TYPE._replace(name="type of-value")  # known only when the value is
OF_GRADIENT = TYPE._replace(name="type of-gradient")
TITLE = Style("title", 20, 26, True)
SUBTITLE = Style("subtitle", 13, 18)
FRAME_TITLE = Style("frame", 12, 16, True)
STYLES = (SYMBOL, WORD, NAME, SMALL, EFFECT, VALUE, GRADIENT, TYPE, TITLE, SUBTITLE, FRAME_TITLE)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. ``x`` is its middle (or left end) and ``y`` its base line."""

    x: float
    y: float
    text: str
    style: Style
    middle: bool = True

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom), with ascenders and descenders."""
        width = text_width(self.text, self.style.size, self.style.bold)
        left = self.x - width / 2 if self.middle else self.x
        return (
            left,
            self.y - 0.76 * self.style.size,
            left + width,
            self.y + 0.24 * self.style.size,
        )


Ports = tuple[tuple[float, ...], tuple[float, ...]]  # heights of the entries and exits of a scene


class Form(NamedTuple):
    """A box before it has a place."""

    title: str
    style: Style
    circle: bool
    width: float
    height: float
    inside: str  # the small line within the box
    captions: tuple[tuple[str, Style], ...]  # the lines below it
    entries: tuple[float, ...] | None = None  # heights of the ports of an open group
    exits: tuple[float, ...] | None = None
    pin: int = 0


def form_of(box: Box, gradients: bool, slots: int, nets: list[Net]) -> Form:
    """The outline of ``box``, with room for ``slots`` operands and the results ``nets``."""
    if box.kind is Kind.PORT:
        return Form("", SMALL, False, 0.0, 8.0, "", (), pin=-1 if nets else 1)
    gate = box.kind is Kind.GATE
    style = SYMBOL if gate else NAME
    title = shorten(box.title, 22 if gate else 30)
    width = text_width(title, style.size, style.bold)
    circle = gate and width <= 1.7 * RADIUS and slots <= 3 and len(nets) <= 1
    if gate and not circle:
        style = WORD
        width = text_width(title, style.size, style.bold)
    inside = "" if gate else shorten(box.subtitle, 34)
    width = max(width, text_width(inside, SMALL.size)) + 2 * PAD
    height = style.line + (SMALL.line if inside else 0) + 18
    height = max(height, (slots - 1) * PORT_GAP + 20)
    if len(nets) > 1:
        height = max(height, sum(sum(label_extent(net)) for net in nets) + 10 * len(nets))
    if circle:
        width = height = 2 * RADIUS
    captions: list[tuple[str, Style]] = []
    if gate and box.subtitle:
        captions.append((shorten(box.subtitle, 24), SMALL))
    if gradients and gate and box.role is Role.FORWARD:
        captions += [(line, EFFECT) for line in wrap(box.gate, 20)]
    return Form(title, style, circle, width, height, inside, tuple(captions))


def label_lines(net: Net) -> tuple[list[tuple[str, Style]], list[tuple[str, Style]]]:
    """The lines above and below the wire of ``net``."""
    above: list[tuple[str, Style]] = []
    below: list[tuple[str, Style]] = []
    wire = net.wire
    readings = (wire.forward, wire.gradient)
    shapes = [each.shape for each in readings if isinstance(each, Statistics)]
    if shapes:
        parts = [shape_text(shapes[0]), zeros_text(wire.forward)]
        above.append((", ".join(filter(None, parts)), OF_VALUE if parts[1] else TYPE))
    elif not wire.type.endswith("[]"):
        above.append((shorten(wire.type, 26), TYPE))
    if wire.forward is not None:
        above.append((reading_text(wire.forward, brief=True), VALUE))
    if wire.gradient is not None:
        below.append((reading_text(wire.gradient, brief=True), GRADIENT))
        below.append((zeros_text(wire.gradient), OF_GRADIENT))
    return [line for line in above if line[0]], [line for line in below if line[0]]


def label_extent(net: Net) -> tuple[float, float]:
    """Height that the labels of ``net`` take above and below the wire."""
    above, below = (
        LABEL_GAP + sum(style.line for _, style in lines) if lines else 3.0
        for lines in label_lines(net)
    )
    return above, below


def label_width(net: Net) -> float:
    above, below = label_lines(net)
    widths = [text_width(text, style.size, style.bold) for text, style in (*above, *below)]
    return max(widths, default=0.0) + 2 * LABEL_PAD


def frame_of(title: str, inner: tuple[float, float], ports: Ports) -> Form:
    """The frame of an open group around a scene of the size ``inner``."""
    left, right = frame_pads(ports)
    width = inner[0] + left + right
    height = FRAME_HEAD + inner[1] + FRAME_FOOT
    top = FRAME_HEAD - height / 2
    entries, exits = (tuple(top + y for y in each) for each in ports)
    return Form(title, FRAME_TITLE, False, width, height, "", (), entries, exits)


def frame_pads(ports: Ports) -> tuple[float, float]:
    """Room left and right of a scene in a frame: none where ports lie on the border."""
    entries, exits = ports
    return (0.0 if entries else FRAME_SIDE, 0.0 if exits else FRAME_SIDE)


def block_of(
    form: Form, slots: int, nets: list[Net], extent: tuple[float, float] = (0.0, 0.0)
) -> Block:
    """The block ``form`` is for the layout; ``extent`` is kept free above and below a port."""
    captions = sum(style.line for _, style in form.captions)
    above = form.height / 2
    below = form.height / 2 + (captions + 5 if captions else 0)
    heights = list(form.exits) if form.exits is not None else exit_heights(nets)
    above, below = max(above, extent[0]), max(below, extent[1])
    for net, height in zip(nets, heights, strict=True):
        up, down = label_extent(net)
        above, below = max(above, up - height), max(below, down + height)
    texts = (text_width(text, style.size, style.bold) for text, style in form.captions)
    return Block(
        span=max([form.width, *texts]),
        above=above,
        below=below,
        entries=tuple(port(form, slot, slots, -1) for slot in range(slots)),
        exits=tuple((form.width / 2, height) for height in heights),
        label=0.0 if form.pin else max((label_width(net) for net in nets), default=0.0),
        pin=form.pin,
    )


def exit_heights(nets: list[Net]) -> list[float]:
    """Where the results leave: one in the middle, several with room for their labels."""
    if len(nets) == 1:
        return [0.0]
    extents = [label_extent(net) for net in nets]
    total = sum(up + down + 10 for up, down in extents)
    heights, top = [], -total / 2
    for up, down in extents:
        heights.append(top + 5 + up)
        top += up + down + 10
    return heights


def port(form: Form, slot: int, slots: int, side: int) -> Point:
    """Where operand ``slot`` of ``slots`` meets the outline."""
    if form.entries is not None:
        return (side * form.width / 2, form.entries[slot])
    height = (slot - (slots - 1) / 2) * PORT_GAP
    if form.circle:
        return (side * math.sqrt(RADIUS**2 - height**2), height)
    return (side * form.width / 2, height)
