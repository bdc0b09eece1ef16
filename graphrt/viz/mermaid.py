"""Mermaid, for pages that draw it themselves: Markdown on code hosts, notes, wikis."""

from __future__ import annotations

import json

from graphrt.viz.escape import mermaid, one_line
from graphrt.viz.picture import Box, Kind, Picture, Role, Wire
from graphrt.viz.svg import paint_name, paint_of
from graphrt.viz.words import reading_text

_OUTLINE = {
    Kind.INPUT: ("([", "])"),
    Kind.VARIABLE: ("[(", ")]"),
    Kind.CONSTANT: ("[", "]"),
    Kind.GATE: ("((", "))"),
    Kind.GROUP: ("[[", "]]"),
    Kind.STUB: (">", "]"),
    Kind.OUTPUT: ("[[", "]]"),
    Kind.UPDATE: ("[[", "]]"),
}
_LONGEST_IN_CIRCLE = 4


def render_mermaid(picture: Picture) -> str:
    """``picture`` as a Mermaid flowchart: value above gradient on each link.

    Mermaid cannot colour parts of a label, so the gradient is marked with a nabla. Most pages
    refuse to draw more than 500 links.
    """
    lines = ["flowchart LR"]
    if picture.title:
        # The head is YAML, and every JSON string is one of YAML's.
        title = json.dumps(one_line(picture.title), ensure_ascii=False)
        lines = ["---", f"title: {title}", "---", *lines]
    number = {}
    paints: dict[str, tuple[str, str]] = {}
    for index, box in enumerate(picture.boxes):
        number[box.id] = f"n{index}"
        paints[paint_name(box)] = paint_of(box)
        lines.append(f"  n{index}{_label(box, picture.has_gradients)}:::{paint_name(box)}")
    for wire in picture.wires:
        label = _link_label(wire)
        middle = f'-->|"{label}"|' if label else "-->"
        lines.append(f"  {number[wire.source]} {middle} {number[wire.target]}")
    lines.extend(
        f"  classDef {name} fill:{fill},stroke:{stroke},color:#0f172a"
        for name, (stroke, fill) in paints.items()
    )
    return "\n".join(lines) + "\n"


def _label(box: Box, gradients: bool) -> str:
    left, right = _OUTLINE[box.kind]
    if box.kind is Kind.GATE and len(box.title) > _LONGEST_IN_CIRCLE:
        left, right = "(", ")"
    lines = [mermaid(box.title)]
    if box.subtitle:
        lines.append(mermaid(box.subtitle))
    if gradients and box.gate and box.role is Role.FORWARD:
        lines.append(mermaid(box.gate))
    return f'{left}"{"<br/>".join(lines)}"{right}'


def _link_label(wire: Wire) -> str:
    lines = []
    if wire.forward is not None:
        lines.append(mermaid(reading_text(wire.forward)))
    if wire.gradient is not None:
        lines.append(mermaid(f"∇ {reading_text(wire.gradient)}"))
    return "<br/>".join(lines)
