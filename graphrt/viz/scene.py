"""A picture with every shape, text and wire at its place, ready to be written as SVG.

Sizes follow from the texts, the layout says where; nothing here knows about SVG.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from graphrt.viz.layering import Block, Link
from graphrt.viz.layout import Layout, Path, Point, Route, lay_out
from graphrt.viz.metrics import shorten, text_width, wrap
from graphrt.viz.picture import Box, Kind, Net, Picture, Role, Statistics
from graphrt.viz.words import reading_text, shape_text, zeros_text

RADIUS = 25.0  # of a gate with a short symbol, drawn as a circle
PAD = 14.0  # left and right of the text in a box
PORT_GAP = 17.0  # between neighbouring operands
LABEL_PAD = 9.0  # left and right of a reading
LABEL_GAP = 5.0  # between a wire and its readings
MARGIN = 28.0
HEADER = 58.0
FOOTER = 40.0


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
TITLE = Style("title", 20, 26, True)
SUBTITLE = Style("subtitle", 13, 18)
STYLES = (SYMBOL, WORD, NAME, SMALL, EFFECT, VALUE, GRADIENT, TYPE, TITLE, SUBTITLE)


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


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a box: a circle, or a rectangle with rounded corners."""

    left: float
    top: float
    width: float
    height: float
    radius: float
    texts: tuple[Text, ...]  # inside and below
    captions: tuple[Text, ...]

    @property
    def is_circle(self) -> bool:
        return self.width == self.height == 2 * self.radius


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything placed: one shape per box, one route and list of labels per net."""

    picture: Picture
    shapes: tuple[Shape, ...]
    routes: tuple[Route, ...]
    labels: tuple[tuple[Text, ...], ...]
    header: tuple[Text, ...]
    legend: tuple[Text, ...]
    width: float
    height: float


class _Form(NamedTuple):
    """A box before it has a place."""

    title: str
    style: Style
    circle: bool
    width: float
    height: float
    inside: str  # the small line within the box
    captions: tuple[tuple[str, Style], ...]  # the lines below it


def make_scene(picture: Picture) -> Scene:
    """Measure, lay out, and put texts at their places."""
    nets: list[list[Net]] = [[] for _ in picture.boxes]
    used: list[set[int]] = [set() for _ in picture.boxes]
    for net in picture.nets:
        nets[net.source].append(net)
        for wire, target in zip(net.wires, net.targets, strict=True):
            used[target].add(wire.slot)
    # An operand that is absent, or stands in the gate's label, leaves no gap between ports.
    entry = [{slot: rank for rank, slot in enumerate(sorted(each))} for each in used]
    slots = [len(each) for each in used]
    forms = [
        _form(box, picture.has_gradients, slots[i], nets[i]) for i, box in enumerate(picture.boxes)
    ]
    blocks = [_block(form, slots[i], nets[i]) for i, form in enumerate(forms)]
    links = [
        Link(
            net.source,
            net.result,
            tuple(
                (target, entry[target][wire.slot])
                for wire, target in zip(net.wires, net.targets, strict=True)
            ),
        )
        for net in picture.nets
    ]
    layout = lay_out(blocks, links)
    header = _header(picture)
    left, top = MARGIN, MARGIN + (HEADER if header else 0.0)
    shapes = tuple(
        _shape(form, (x + left, y + top))
        for form, (x, y) in zip(forms, layout.centres, strict=True)
    )
    routes = tuple(_moved(route, left, top) for route in layout.routes)
    labels = tuple(_placed(net, blocks[net.source], layout, left, top) for net in picture.nets)
    bottom = top + layout.height
    legend = _legend(picture, bottom + FOOTER)
    texts = [text.rectangle[2] for text in (*header, *legend)]
    width = max([layout.width + left, *texts]) + MARGIN
    height = bottom + (FOOTER + 6 if legend else 0) + MARGIN
    return Scene(picture, shapes, routes, labels, header, legend, width, height)


def _form(box: Box, gradients: bool, slots: int, nets: list[Net]) -> _Form:
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
        height = max(height, sum(sum(_label_extent(net)) for net in nets) + 10 * len(nets))
    if circle:
        width = height = 2 * RADIUS
    captions: list[tuple[str, Style]] = []
    if gate and box.subtitle:
        captions.append((shorten(box.subtitle, 24), SMALL))
    if gradients and gate and box.role is Role.FORWARD:
        captions += [(line, EFFECT) for line in wrap(box.gate, 20)]
    return _Form(title, style, circle, width, height, inside, tuple(captions))


def _label_lines(net: Net) -> tuple[list[tuple[str, Style]], list[tuple[str, Style]]]:
    """The lines above and below the wire of ``net``."""
    above: list[tuple[str, Style]] = []
    below: list[tuple[str, Style]] = []
    wire = net.wire
    readings = (wire.forward, wire.gradient)
    shapes = [each.shape for each in readings if isinstance(each, Statistics)]
    if shapes:
        parts = [shape_text(shapes[0]), zeros_text(wire.forward)]
        above.append((", ".join(filter(None, parts)), TYPE))
    elif not wire.type.endswith("[]"):
        above.append((shorten(wire.type, 26), TYPE))
    if wire.forward is not None:
        above.append((reading_text(wire.forward, brief=True), VALUE))
    if wire.gradient is not None:
        below.append((reading_text(wire.gradient, brief=True), GRADIENT))
        below.append((zeros_text(wire.gradient), TYPE))
    return [line for line in above if line[0]], [line for line in below if line[0]]


def _label_extent(net: Net) -> tuple[float, float]:
    """Height that the labels of ``net`` take above and below the wire."""
    above, below = (
        LABEL_GAP + sum(style.line for _, style in lines) if lines else 3.0
        for lines in _label_lines(net)
    )
    return above, below


def _label_width(net: Net) -> float:
    above, below = _label_lines(net)
    widths = [text_width(text, style.size, style.bold) for text, style in (*above, *below)]
    return max(widths, default=0.0) + 2 * LABEL_PAD


def _block(form: _Form, slots: int, nets: list[Net]) -> Block:
    captions = sum(style.line for _, style in form.captions)
    above = form.height / 2
    below = form.height / 2 + (captions + 5 if captions else 0)
    heights = _exit_heights(nets)
    for net, height in zip(nets, heights, strict=True):
        up, down = _label_extent(net)
        above, below = max(above, up - height), max(below, down + height)
    texts = (text_width(text, style.size, style.bold) for text, style in form.captions)
    return Block(
        span=max([form.width, *texts]),
        above=above,
        below=below,
        entries=tuple(_port(form, slot, slots, -1) for slot in range(slots)),
        exits=tuple((form.width / 2, height) for height in heights),
        label=max((_label_width(net) for net in nets), default=0.0),
    )


def _exit_heights(nets: list[Net]) -> list[float]:
    """Where the results leave: one in the middle, several with room for their labels."""
    if len(nets) == 1:
        return [0.0]
    extents = [_label_extent(net) for net in nets]
    total = sum(up + down + 10 for up, down in extents)
    heights, top = [], -total / 2
    for up, down in extents:
        heights.append(top + 5 + up)
        top += up + down + 10
    return heights


def _port(form: _Form, slot: int, slots: int, side: int) -> Point:
    """Where operand ``slot`` of ``slots`` meets the outline."""
    height = (slot - (slots - 1) / 2) * PORT_GAP
    if form.circle:
        return (side * math.sqrt(RADIUS**2 - height**2), height)
    return (side * form.width / 2, height)


def _shape(form: _Form, centre: Point) -> Shape:
    x, y = centre
    lines = [(form.title, form.style)]
    if form.inside:
        lines.append((form.inside, SMALL))
    texts = _lines(lines, x, y - sum(style.line for _, style in lines) / 2)
    captions = _lines(form.captions, x, y + form.height / 2 + 5)
    radius = RADIUS if form.circle else min(10.0, form.height / 2)
    return Shape(
        x - form.width / 2,
        y - form.height / 2,
        form.width,
        form.height,
        radius,
        texts,
        captions,
    )


def _lines(
    lines: list[tuple[str, Style]] | tuple[tuple[str, Style], ...], x: float, top: float
) -> tuple[Text, ...]:
    """Centred lines below each other, the first beginning at ``top``."""
    texts = []
    for text, style in lines:
        base = top + style.line / 2 + 0.35 * style.size
        texts.append(Text(x, base, text, style))
        top += style.line
    return tuple(texts)


def _placed(net: Net, block: Block, layout: Layout, left: float, top: float) -> tuple[Text, ...]:
    """The labels of ``net``, above and below the level piece of wire beside its box."""
    start, end = layout.strips[net.source]
    x = left + (start + end) / 2
    y = top + layout.centres[net.source][1] + block.exits[net.result][1]
    above, below = _label_lines(net)
    up = sum(style.line for _, style in above)
    return (*_lines(above, x, y - LABEL_GAP - up), *_lines(below, x, y + LABEL_GAP))


def _moved(route: Route, dx: float, dy: float) -> Route:
    def move(path: Path) -> Path:
        return tuple((x + dx, y + dy) for x, y in path)

    return Route(move(route.trunk), tuple(move(branch) for branch in route.branches))


def _header(picture: Picture) -> tuple[Text, ...]:
    texts = []
    if picture.title:
        texts.append(Text(MARGIN, MARGIN + 18, shorten(picture.title, 80), TITLE, False))
    if picture.subtitle:
        subtitle = shorten(picture.subtitle, 120)
        texts.append(Text(MARGIN, MARGIN + 40, subtitle, SUBTITLE, False))
    return tuple(texts)


def _legend(picture: Picture, y: float) -> tuple[Text, ...]:
    """What the colours mean, in those colours."""
    texts: list[Text] = []
    x = MARGIN
    if picture.has_values:
        texts.append(Text(x, y, "above the wire: value", Style("value", 12, 16, True), False))
        x = texts[-1].rectangle[2] + 24
    if picture.has_gradients:
        of = f" of {shorten(picture.gradient_of, 40)}" if picture.gradient_of else ""
        text = f"below the wire: gradient{of}"
        texts.append(Text(x, y, text, Style("gradient", 12, 16, True), False))
    return tuple(texts)
