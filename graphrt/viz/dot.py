"""DOT, for those who have Graphviz: the same boxes, wires and colours, its own layout."""

from __future__ import annotations

from graphrt.viz.escape import dot, one_line, xml
from graphrt.viz.picture import Kind, Picture, Role, Wire
from graphrt.viz.svg import GREEN, RED, paint_of
from graphrt.viz.words import reading_text


def render_dot(picture: Picture) -> str:
    """``picture`` as a DOT digraph; run ``dot -Tsvg`` on it."""
    lines = [
        "digraph {",
        f"  graph [rankdir=LR, label={dot(picture.title)}, labelloc=t, fontname=Helvetica];",
        "  node [fontname=Helvetica, style=filled];",
        "  edge [fontname=Helvetica, fontsize=11, color=gray30];",
    ]
    number = {}
    for index, box in enumerate(picture.boxes):
        number[box.id] = f"n{index}"
        stroke, fill = paint_of(box)
        shape = "ellipse" if box.kind is Kind.GATE else "box"
        tooltip = f"{box.id} ({box.op})" + (f": {box.gate}" if box.gate else "")
        label = [xml(one_line(box.title))]
        if box.subtitle:
            label.append(_small(box.subtitle))
        if picture.has_gradients and box.gate and box.role is Role.FORWARD:
            label.append(_small(box.gate))
        lines.append(
            f"  n{index} [shape={shape}, label=<{'<br/>'.join(label)}>, "
            f'color="{stroke}", fillcolor="{fill}", tooltip={dot(tooltip)}];'
        )
    lines.extend(
        f"  {number[wire.source]} -> {number[wire.target]}{_edge_label(wire)};"
        for wire in picture.wires
    )
    lines.append("}")
    return "\n".join(lines) + "\n"


def _small(text: str) -> str:
    return f'<font point-size="9">{xml(one_line(text))}</font>'


def _edge_label(wire: Wire) -> str:
    """The value in green above the gradient in red, in an HTML-like label."""
    parts = []
    if wire.forward is not None:
        parts.append(f'<font color="{GREEN}">{xml(reading_text(wire.forward))}</font>')
    if wire.gradient is not None:
        parts.append(f'<font color="{RED}">{xml(reading_text(wire.gradient))}</font>')
    tooltip = dot(f"{wire.name} {wire.type}".strip())
    label = f"label=<{'<br/>'.join(parts)}>, " if parts else ""
    return f" [{label}edgetooltip={tooltip}]"
