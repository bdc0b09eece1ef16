"""A picture with every shape, text and wire at its place, ready to be written as SVG.

Sizes follow from the texts, the layout says where; nothing here knows about SVG.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graphrt.viz.forms import (
    FRAME_HEAD,
    LABEL_GAP,
    RADIUS,
    SMALL,
    SUBTITLE,
    TITLE,
    Form,
    Ports,
    Style,
    Text,
    block_of,
    form_of,
    frame_of,
    frame_pads,
    label_lines,
)
from graphrt.viz.layering import Block, Link
from graphrt.viz.layout import Layout, Path, Point, Route, lay_out
from graphrt.viz.metrics import shorten
from graphrt.viz.picture import Kind, Net, Picture, Role

MARGIN = 28.0
HEADER = 58.0
FOOTER = 40.0


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
    """Everything placed: one shape per box, one route and list of labels per net.

    ``inner`` are the scenes of open groups, each with the place of its origin, by position of
    the group's box.
    """

    picture: Picture
    shapes: tuple[Shape, ...]
    routes: tuple[Route, ...]
    labels: tuple[tuple[Text, ...], ...]
    header: tuple[Text, ...]
    legend: tuple[Text, ...]
    width: float
    height: float
    plan: Plan
    inner: Mapping[int, tuple[Point, Scene]]

    @property
    def ports(self) -> Ports:
        """The heights of the entries and exits."""
        found: tuple[list[float], list[float]] = ([], [])
        for box, block, shape in zip(
            self.picture.boxes, self.plan.blocks, self.shapes, strict=True
        ):
            if box.kind is Kind.PORT:
                found[block.pin > 0].append(shape.top + shape.height / 2)
        return tuple(found[0]), tuple(found[1])


class Plan(NamedTuple):
    """A picture measured, and the layout that follows."""

    forms: tuple[Form, ...]
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    layout: Layout


def make_scene(
    picture: Picture,
    inner: Mapping[int, Scene] | None = None,
    whole: Picture | None = None,
) -> Scene:
    """``picture`` with margins, title and legend; ``inner`` are the scenes of open groups, by
    position of their boxes. Title and legend are those of ``whole``, if that is given."""
    whole = whole or picture
    plan = plan_of(picture, whole.has_gradients, inner or {}, ())
    header = _header(whole)
    left, top = MARGIN, MARGIN + (HEADER if header else 0.0)
    bottom = top + plan.layout.height
    legend = _legend(whole, bottom + FOOTER)
    texts = [text.rectangle[2] for text in (*header, *legend)]
    width = max([plan.layout.width + left, *texts]) + MARGIN
    height = bottom + (FOOTER + 6 if legend else 0) + MARGIN
    return _scene(picture, plan, inner or {}, (left, top), header, legend, (width, height))


def level_scene(
    level: Picture,
    gradients: bool,
    inner: Mapping[int, Scene],
    leaving: Sequence[tuple[float, float]] = (),
) -> Scene:
    """The inside of a group: no margins, no title. ``leaving`` is what the labels take above
    and below each exit, on the other side of the frame."""
    plan = plan_of(level, gradients, inner, leaving)
    size = (plan.layout.width, plan.layout.height)
    return _scene(level, plan, inner, (0.0, 0.0), (), (), size)


def plan_of(
    picture: Picture,
    gradients: bool,
    inner: Mapping[int, Scene],
    leaving: Sequence[tuple[float, float]],
) -> Plan:
    """Measure and lay out; ``leaving`` as for `level_scene`."""
    nets: list[list[Net]] = [[] for _ in picture.boxes]
    used: list[set[int]] = [set() for _ in picture.boxes]
    for net in picture.nets:
        nets[net.source].append(net)
        for wire, target in zip(net.wires, net.targets, strict=True):
            used[target].add(wire.slot)
    # An operand that is absent, or stands in the gate's label, leaves no gap between ports.
    entry = [{slot: rank for rank, slot in enumerate(sorted(each))} for each in used]
    slots = [len(each) for each in used]
    forms = tuple(
        frame_of(
            framed_title(box.title, box.role, inner[i].width),
            (inner[i].width, inner[i].height),
            inner[i].ports,
        )
        if i in inner
        else form_of(box, gradients, slots[i], nets[i])
        for i, box in enumerate(picture.boxes)
    )
    first_exit = len(forms) - len(leaving)
    blocks = tuple(
        block_of(form, slots[i], nets[i], leaving[i - first_exit] if i >= first_exit else (0, 0))
        for i, form in enumerate(forms)
    )
    links = tuple(
        Link(
            net.source,
            net.result,
            tuple(
                (target, entry[target][wire.slot])
                for wire, target in zip(net.wires, net.targets, strict=True)
            ),
        )
        for net in picture.nets
    )
    return Plan(forms, blocks, links, lay_out(blocks, links))


def _scene(
    picture: Picture,
    plan: Plan,
    inner: Mapping[int, Scene],
    origin: Point,
    header: tuple[Text, ...],
    legend: tuple[Text, ...],
    size: tuple[float, float],
) -> Scene:
    """Put texts and wires at their places."""
    left, top = origin
    shapes = tuple(
        shape_of(form, (x + left, y + top))
        for form, (x, y) in zip(plan.forms, plan.layout.centres, strict=True)
    )
    routes = tuple(_moved(route, left, top) for route in plan.layout.routes)
    labels = tuple(
        _placed(net, plan.blocks[net.source], plan.layout, left, top) for net in picture.nets
    )
    placed = {
        i: (
            (shapes[i].left + frame_pads(scene.ports)[0], shapes[i].top + FRAME_HEAD),
            scene,
        )
        for i, scene in inner.items()
    }
    return Scene(picture, shapes, routes, labels, header, legend, *size, plan, placed)


def framed_title(title: str, role: Role, width: float) -> str:
    """The title of an open group, told from the forward one of that name, as wide as it may be."""
    text = title if role is Role.FORWARD else f"{title} ({role.name.lower()})"
    return shorten(text, max(8, int((width - 60) / 7.5)))


def shape_of(form: Form, centre: Point) -> Shape:
    x, y = centre
    if form.entries is not None:
        return _frame(form, x - form.width / 2, y - form.height / 2)
    lines = [(form.title, form.style)]
    if form.inside:
        lines.append((form.inside, SMALL))
    texts = lines_of(lines, x, y - sum(style.line for _, style in lines) / 2)
    captions = lines_of(form.captions, x, y + form.height / 2 + 5)
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


def _frame(form: Form, left: float, top: float) -> Shape:
    base = top + FRAME_HEAD / 2 + 0.35 * form.style.size
    title = Text(left + 12, base, form.title, form.style, middle=False)
    return Shape(left, top, form.width, form.height, 12.0, (title,), ())


def lines_of(
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
    if block.pin:
        return ()  # they stand outside the frame
    start, end = layout.strips[net.source]
    y = layout.centres[net.source][1] + block.exits[net.result][1]
    return labels_at(net, left + (start + end) / 2, top + y)


def labels_at(net: Net, x: float, y: float) -> tuple[Text, ...]:
    """The labels of ``net`` above and below a wire at the height ``y``."""
    above, below = label_lines(net)
    up = sum(style.line for _, style in above)
    return (*lines_of(above, x, y - LABEL_GAP - up), *lines_of(below, x, y + LABEL_GAP))


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
    words = []
    if picture.has_values:
        words.append(("above the wire: value", "value"))
    if picture.has_gradients:
        of = f" of {shorten(picture.gradient_of, 40)}" if picture.gradient_of else ""
        words.append((f"below the wire: gradient{of}", "gradient"))
    roles = {box.role for box in picture.boxes}
    if Role.GRADIENT in roles:
        words.append(("red boxes: gradient nodes", "gradient"))
    if Role.UPDATE in roles:
        words.append(("violet boxes: update nodes", "update-word"))
    texts: list[Text] = []
    x = MARGIN
    for text, name in words:
        texts.append(Text(x, y, text, Style(name, 12, 16, True), False))
        x = texts[-1].rectangle[2] + 24
    return tuple(texts)
