"""SVG: the picture as it stands on a slide."""

from __future__ import annotations

from collections.abc import Iterator

from graphrt.viz.escape import xml
from graphrt.viz.layout import Path
from graphrt.viz.picture import Box, Kind, Net, Picture, Role
from graphrt.viz.scene import STYLES, Scene, Shape, Text, make_scene
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

_GATES = {Role.FORWARD: "gate", Role.GRADIENT: "back", Role.UPDATE: "update"}


def render_svg(picture: Picture) -> str:
    """``picture`` as a complete SVG document."""
    return svg_of(make_scene(picture))


def svg_of(scene: Scene) -> str:
    """``scene`` as SVG: wires first, so that arrow heads touch the boxes drawn over them."""
    width, height = _number(scene.width), _number(scene.height)
    picture = scene.picture
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="graphrt" role="img" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
        f"<title>{xml(picture.title)}</title>",
        f"<style>{_style_sheet()}</style>",
        f'<rect class="paper" width="{width}" height="{height}" fill="#ffffff"/>',
        *(_text(text) for text in scene.header),
    ]
    for i, net in enumerate(picture.nets):
        parts.extend(_net(scene, i, net))
    for i, (box, shape) in enumerate(zip(picture.boxes, scene.shapes, strict=True)):
        parts.extend(_box(i, box, shape))
    parts.extend(_text(text) for text in scene.legend)
    parts.append("</svg>\n")
    return "\n".join(parts)


def paint_name(box: Box) -> str:
    """Which paint a box gets, by kind and role."""
    if box.kind is Kind.UPDATE:
        return "update"
    if box.kind is Kind.GATE:
        return _GATES[box.role]
    return str(box.kind.value)


def paint_of(box: Box) -> tuple[str, str]:
    """(outline, fill) of a box, the same in every format that has colours."""
    return _PAINT[paint_name(box)]


def _style_sheet() -> str:
    rules = [f".graphrt text{{font-family:{FONT};fill:{INK}}}"]
    for style in STYLES:
        weight = "font-weight:600;" if style.bold else ""
        slant = "font-style:italic;" if style.name == "effect" else ""
        colour = _COLOURS.get(style.name)
        paint = f"fill:{colour};" if colour else ""
        rules.append(f".graphrt .{style.name}{{font-size:{style.size}px;{weight}{slant}{paint}}}")
    rules += [
        f".graphrt .{name} .form{{stroke:{stroke};fill:{fill};stroke-width:1.75}}"
        for name, (stroke, fill) in _PAINT.items()
    ]
    rules.append(f".graphrt .wire{{fill:none;stroke:{WIRE};stroke-width:1.5}}")
    rules.append(f".graphrt .tip{{fill:{WIRE}}}")
    return "".join(rules)


def _net(scene: Scene, index: int, net: Net) -> Iterator[str]:
    wire, route = net.wire, scene.routes[index]
    hint = [f"{wire.name}: {wire.type}" if wire.type else wire.name]
    if wire.forward is not None:
        hint.append(f"value {reading_text(wire.forward)}")
    if wire.gradient is not None:
        hint.append(f"gradient {reading_text(wire.gradient)}")
    yield f'<g class="net" data-net="{index}"><title>{xml(chr(10).join(hint))}</title>'
    strokes = [path for path in (route.trunk, *route.branches) if path]
    outline = "".join(_outline(path) for path in strokes)
    yield f'<path class="wire" d="{outline}"/>'
    yield f'<path class="tip" d="{"".join(_tip(path) for path in route.branches)}"/>'
    if len(route.branches) > 1:
        for x, y in dict.fromkeys(branch[0] for branch in route.branches):
            yield f'<circle class="tip" cx="{_number(x)}" cy="{_number(y)}" r="2.6"/>'
    for text in scene.labels[index]:
        yield _text(text)
    yield "</g>"


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


def _box(index: int, box: Box, shape: Shape) -> Iterator[str]:
    label = f"{box.id} ({box.op})" + (f"\n{box.gate}" if box.gate else "")
    yield f'<g class="box {paint_name(box)}" data-box="{index}"><title>{xml(label)}</title>'
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
        yield _text(text)
    yield "</g>"


def _text(text: Text) -> str:
    anchor = ' text-anchor="middle"' if text.middle else ""
    size = f' style="font-size:{_number(text.style.size)}px"' if text.style not in STYLES else ""
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
