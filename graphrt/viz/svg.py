"""SVG: the picture as it stands on a slide."""

from __future__ import annotations

from collections.abc import Iterator

from graphrt.viz.escape import xml
from graphrt.viz.forms import FRAME_TITLE, OF_GRADIENT, OF_VALUE, STYLES, Text
from graphrt.viz.layout import Path, Route
from graphrt.viz.nesting import nested_scene
from graphrt.viz.opening import Fold
from graphrt.viz.outline import outline_of
from graphrt.viz.picture import Box, Kind, Net, Picture, Role
from graphrt.viz.scene import Scene, Shape
from graphrt.viz.words import reading_text

FONT = "'Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif"
INK, QUIET, WIRE = "#0f172a", "#64748b", "#475569"
GREEN, RED = "#15803d", "#dc2626"
_COLOURS = {"value": GREEN, "gradient": RED, "small": QUIET, "type": QUIET, "effect": QUIET}

# Outline and fill by kind of box; gradient and update nodes have their own.
_PAINT = {
    "gate": ("#334155", "#ffffff"),
    "input": ("#2563eb", "#eff6ff"),
    "variable": ("#b45309", "#fffbeb"),
    "constant": ("#94a3b8", "#f8fafc"),
    "output": ("#15803d", "#f0fdf4"),
    "back": (RED, "#fef2f2"),
    "update": ("#7c3aed", "#f5f3ff"),
}
_GROUP_PAINT = {
    "group": ("#334155", "#f1f5f9"),
    "group-back": (RED, "#fee2e2"),
    "group-update": ("#7c3aed", "#ede9fe"),
}
_STUB_PAINT = {"stub": ("#94a3b8", "#ffffff")}

_GATES = {Role.FORWARD: "gate", Role.GRADIENT: "back", Role.UPDATE: "update"}


def render_svg(picture: Picture, fold: Fold | None = None) -> str:
    """``picture`` as a complete SVG document, its groups open or closed as ``fold`` says."""
    return svg_of(scene_of(picture, fold or Fold()))


def scene_of(picture: Picture, fold: Fold) -> Scene:
    """``picture`` with the groups open that ``fold`` opens."""
    root = outline_of(picture, parts=not fold.everything)
    return nested_scene(picture, root, fold.opened(root))


def svg_of(scene: Scene) -> str:
    """``scene`` as SVG: wires first, so that arrow heads touch the boxes drawn over them."""
    width, height = _number(scene.width), _number(scene.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="graphrt" role="img" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f"<title>{xml(scene.picture.title)}</title>",
        f"<style>{style_sheet(scene)}</style>",
        f'<rect class="paper" width="{width}" height="{height}" fill="#ffffff"/>',
        *(svg_text(text) for text in scene.header),
        *_content(scene),
        *(svg_text(text) for text in scene.legend),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _content(scene: Scene) -> Iterator[str]:
    """Wires and boxes, and in the frames of open groups theirs."""
    for i, net in enumerate(scene.picture.nets):
        yield from _net(scene, i, net)
    for i, (box, shape) in enumerate(zip(scene.picture.boxes, scene.shapes, strict=True)):
        if box.kind is Kind.PORT:
            continue
        if i not in scene.inner:
            yield from svg_box(i, box, shape)
            continue
        (x, y), inner = scene.inner[i]
        yield from svg_box(i, box, shape, "frame")
        yield f'<g transform="translate({_number(x)} {_number(y)})">'
        yield from _content(inner)
        yield "</g>"


def paint_name(box: Box) -> str:
    """Which paint a box gets, by kind and role."""
    if box.kind is Kind.UPDATE:
        return "update"
    if box.kind is Kind.GATE:
        return _GATES[box.role]
    if box.kind is Kind.GROUP and box.role is not Role.FORWARD:
        return f"group-{_GATES[box.role]}"
    return str(box.kind.value)


def paint_of(box: Box) -> tuple[str, str]:
    """(outline, fill) of a box, the same in every format that has colours."""
    return {**_PAINT, **_GROUP_PAINT, **_STUB_PAINT}[paint_name(box)]


def style_sheet(scene: Scene | None = None) -> str:
    """The rules for ``scene``; without one, for everything there is."""
    kinds = {box.kind for box in scene.picture.boxes} if scene else set(Kind)
    rules = [f".graphrt text{{font-family:{FONT};fill:{INK}}}"]
    for style in STYLES:
        if style is FRAME_TITLE and Kind.GROUP not in kinds:
            continue
        weight = "font-weight:600;" if style.bold else ""
        slant = "font-style:italic;" if style.name == "effect" else ""
        colour = _COLOURS.get(style.name)
        paint = f"fill:{colour};" if colour else ""
        rules.append(f".graphrt .{style.name}{{font-size:{style.size}px;{weight}{slant}{paint}}}")
    rules += _rules(_PAINT)
    if scene and any(box.role is Role.UPDATE for box in scene.picture.boxes):
        rules.append(f".graphrt .update-word{{font-weight:600;fill:{_PAINT['update'][0]}}}")
    if Kind.STUB in kinds:
        rules += [*_rules(_STUB_PAINT), ".graphrt .stub .form{stroke-dasharray:3 3}"]
    if Kind.GROUP in kinds:
        rules += _rules(_GROUP_PAINT)
        rules.append(".graphrt .frame .form{fill:#ffffff;stroke-width:1.25;stroke-dasharray:5 3}")
    rules.append(f".graphrt .wire{{fill:none;stroke:{WIRE};stroke-width:1.5}}")
    rules.append(f".graphrt .tip{{fill:{WIRE}}}")
    return "".join(rules)


def _rules(paint: dict[str, tuple[str, str]]) -> list[str]:
    return [
        f".graphrt .{name} .form{{stroke:{stroke};fill:{fill};stroke-width:1.75}}"
        for name, (stroke, fill) in paint.items()
    ]


def _net(scene: Scene, index: int, net: Net) -> Iterator[str]:
    route = scene.routes[index]
    strokes = [path for path in (route.trunk, *route.branches) if path]
    tips = "".join(_tip(path) for path in _arrows(scene, net, route))
    yield from svg_net(index, net, ("".join(_outline(path) for path in strokes), tips))
    if len(route.branches) > 1:
        for x, y in dict.fromkeys(branch[0] for branch in route.branches):
            yield f'<circle class="tip" cx="{_number(x)}" cy="{_number(y)}" r="2.6"/>'
    for text in scene.labels[index]:
        yield svg_text(text)
    yield "</g>"


def svg_net(index: int, net: Net, ways: tuple[str, str]) -> Iterator[str]:
    """The group of a net, left open: what it says when pointed at, its wires and arrow heads."""
    wire = net.wire
    hint = [f"{wire.name}: {wire.type}" if wire.type else wire.name]
    if wire.forward is not None:
        hint.append(f"value {reading_text(wire.forward)}")
    if wire.gradient is not None:
        hint.append(f"gradient {reading_text(wire.gradient)}")
    yield f'<g class="net" data-net="{index}"><title>{xml(chr(10).join(hint))}</title>'
    yield f'<path class="wire" d="{ways[0]}"/>'
    yield f'<path class="tip" d="{ways[1]}"/>'


def _arrows(scene: Scene, net: Net, route: Route) -> Iterator[Path]:
    """The branches that end in a box: on its way through a frame a wire has no arrow head."""
    for target, branch in zip(net.targets, route.branches, strict=True):
        if target not in scene.inner and scene.picture.boxes[target].kind is not Kind.PORT:
            yield branch


TIP_LENGTH, TIP_HALF = 9.0, 4.0


def _outline(path: Path) -> str:
    """Level pieces as lines, changes of height as curves that begin and end level."""
    (x, y), *rest = path
    pieces = [f"M{_number(x)} {_number(y)}"]
    for nx, ny in rest:
        if abs(ny - y) < 0.05:
            pieces.append(f"H{_number(nx)}")
        else:
            middle = _number((x + nx) / 2)
            pieces.append(
                f"C{middle} {_number(y)} {middle} {_number(ny)} {_number(nx)} {_number(ny)}"
            )
        x, y = nx, ny
    return "".join(pieces)


def _tip(path: Path) -> str:
    """The arrow head at the end of ``path``, drawn as a shape: markers get lost in slides."""
    x, y = path[-1]
    left = _number(x - TIP_LENGTH)
    upper, lower = _number(y - TIP_HALF), _number(y + TIP_HALF)
    return f"M{_number(x)} {_number(y)}L{left} {upper}V{lower}Z"


def svg_box(index: int, box: Box, shape: Shape, more: str = "") -> Iterator[str]:
    """One box, with its texts; ``more`` is a further class."""
    names = f"{paint_name(box)} {more}".strip()
    label = f"{box.id} ({box.op})" + (f"\n{box.gate}" if box.gate else "")
    yield f'<g class="box {names}" data-box="{index}"><title>{xml(label)}</title>'
    left, top = _number(shape.left), _number(shape.top)
    width, height = _number(shape.width), _number(shape.height)
    if shape.is_circle:
        x, y = _number(shape.left + shape.radius), _number(shape.top + shape.radius)
        yield f'<circle class="form" cx="{x}" cy="{y}" r="{_number(shape.radius)}"/>'
    else:
        yield (
            f'<rect class="form" x="{left}" y="{top}" width="{width}" height="{height}" '
            f'rx="{_number(shape.radius)}"/>'
        )
    for text in (*shape.texts, *shape.captions):
        yield svg_text(text)
    yield "</g>"


def svg_text(text: Text) -> str:
    anchor = ' text-anchor="middle"' if text.middle else ""
    usual = text.style in STYLES or text.style in (OF_VALUE, OF_GRADIENT)
    size = "" if usual else f' style="font-size:{_number(text.style.size)}px"'
    return (
        f'<text class="{text.style.name}" x="{_number(text.x)}" y="{_number(text.y)}"'
        f"{anchor}{size}>{_raised(text)}</text>"
    )


def _raised(text: Text) -> str:
    """Fonts draw ``*`` as if for a footnote; as the sign of a gate it is larger and lower."""
    head, star, tail = text.text.partition("*")
    if text.style.name not in ("symbol", "word") or not star:
        return xml(text.text)
    size, drop = text.style.size * 1.35, text.style.size * 0.33
    rest = f'<tspan dy="{_number(-drop)}">{xml(tail)}</tspan>' if tail else ""
    star = f'<tspan font-size="{_number(size)}" dy="{_number(drop)}">*</tspan>'
    return f"{xml(head)}{star}{rest}"


def _number(value: float) -> str:
    """At most one decimal: a tenth of a pixel is nothing."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")
