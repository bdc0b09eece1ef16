"""Plain text for a terminal: one line per value, in the order they are computed."""

from __future__ import annotations

from graphrt.errors import table
from graphrt.viz.escape import one_line
from graphrt.viz.metrics import shorten
from graphrt.viz.picture import Box, Kind, Net, Picture, Reading, Role
from graphrt.viz.words import reading_text, zeros_text

_MARK = {
    Kind.INPUT: "input",
    Kind.VARIABLE: "variable",
    Kind.CONSTANT: "constant",
    Kind.OUTPUT: "output",
    Kind.UPDATE: "stored in",
}


def render_text(picture: Picture) -> str:
    """``picture`` as a table: value name, what makes it from what, its readings."""
    nets: list[list[Net]] = [[] for _ in picture.boxes]
    operands: list[dict[int, str]] = [{} for _ in picture.boxes]
    arriving: list[Net | None] = [None] * len(picture.boxes)
    for net in picture.nets:
        nets[net.source].append(net)
        for wire, target in zip(net.wires, net.targets, strict=True):
            operands[target][wire.slot] = wire.name or wire.source
            arriving[target] = net
    heads = ["", "", "type", "value", "gradient", "what it does to the gradient"]
    rows = [heads]
    for index, box in enumerate(picture.boxes):
        made = _made(box, operands[index])
        if box.kind.is_sink:
            rows.append(_row(box.title, made, arriving[index], ""))
            continue
        told = picture.has_gradients and box.role is Role.FORWARD
        gate = box.gate if told else ""
        if not nets[index]:
            rows.append(_row(box.id, made, None, gate))
        for position, net in enumerate(nets[index]):
            first = position == 0
            name = net.wire.name or box.id
            if box.kind is Kind.GROUP and first:
                rows.append(_row(box.id.removeprefix("group "), made, None, ""))
                made = ""
            rows.append(_row(name, made if first else "", net, gate if first else ""))
    kept = [i for i in range(len(heads)) if i < 2 or any(row[i] for row in rows[1:])]
    lines = table([[one_line(row[i]) for i in kept] for row in rows])
    title = [each for each in (picture.title, picture.subtitle) if each]
    if picture.has_gradients and picture.gradient_of:
        title.append(f"gradients are those of {picture.gradient_of}")
    return "\n".join([*map(one_line, title), "", *(f"  {line}".rstrip() for line in lines)]) + "\n"


def _made(box: Box, operands: dict[int, str]) -> str:
    names = shorten(", ".join(operands[slot] for slot in sorted(operands)), 60)
    if box.kind is Kind.CONSTANT:
        return f"constant {box.title}"
    if box.kind is Kind.GROUP:
        return f"{box.op} ({names}), {box.subtitle}"
    if box.kind is Kind.STUB:
        return "beyond the cut"
    if box.kind is Kind.OUTPUT:
        return f"= {names}" if names else "output"
    if box.kind is Kind.GATE:
        return f"{box.title} ({names})" if names else box.title
    return f"{_MARK[box.kind]} {names}".strip()


def _row(name: str, made: str, net: Net | None, gate: str) -> list[str]:
    wire = net.wire if net else None
    return [
        shorten(name, 40),
        made,
        shorten(wire.type, 30) if wire else "",
        _cell(wire.forward) if wire else "",
        _cell(wire.gradient) if wire else "",
        gate,
    ]


def _cell(reading: Reading | None) -> str:
    """A reading without its shape, which the type says but for symbols."""
    if reading is None:
        return ""
    parts = (reading_text(reading, brief=True), zeros_text(reading))
    return ", ".join(filter(None, parts))
