"""What the HTML page is given: the elements of each level, their geometry, and the details."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any

from graphrt.viz import alignment, layout
from graphrt.viz.escape import printable
from graphrt.viz.forms import FRAME_FOOT, FRAME_HEAD, FRAME_SIDE
from graphrt.viz.levels import Level, levels_of
from graphrt.viz.nesting import leaving
from graphrt.viz.outline import Group
from graphrt.viz.picture import Box, Kind, Net, Picture
from graphrt.viz.scene import (
    MARGIN,
    Plan,
    framed_title,
    labels_at,
    plan_of,
    shape_of,
)
from graphrt.viz.svg import svg_box, svg_net, svg_text
from graphrt.viz.words import reading_rows

MOST_EXPANDED = 600  # boxes that the button "Expand" shows


class PageData:
    """The templates and the data of the page of ``picture``."""

    def __init__(self, picture: Picture, root: Group, opened: Collection[str]) -> None:
        self.picture = picture
        self.levels = levels_of(picture, root)
        self.number = {id: i for i, id in enumerate(self.levels)}
        self.home: dict[str, tuple[int, int]] = {"": (0, -1)}  # group -> its box: level, position
        self.box_home: list[tuple[int, int]] = [(0, 0)] * len(picture.boxes)
        self.exits: dict[str, Sequence[tuple[float, float]]] = {"": ()}
        for id, level in self.levels.items():
            for position, item in enumerate(level.items):
                if isinstance(item, Group):
                    self.home[item.id] = (self.number[id], position)
                    self.exits[item.id] = leaving(level, position)
                else:
                    self.box_home[item] = (self.number[id], position)
        self.opened = sorted({0, *(self.number[id] for id in opened)})
        self.nets = {(net.source, net.result): i for i, net in enumerate(picture.nets)}

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """Each level with all its groups closed."""
        gradients = self.picture.has_gradients
        return {
            id: plan_of(level.picture, gradients, {}, self.exits[id])
            for id, level in self.levels.items()
        }

    @property
    def templates(self) -> str:
        """The elements of each level, every box about its own origin."""
        return "\n".join(
            f'<template id="level-{self.number[id]}"><svg><g>'
            f"{''.join(_elements(level.picture, self.plans[id]))}</g></svg></template>"
            for id, level in self.levels.items()
        )

    @property
    def data(self) -> dict[str, Any]:
        return {
            "sizes": {
                "gap": alignment.GAP,
                "wireGap": alignment.WIRE_GAP,
                "narrowest": layout.NARROWEST,
                "widest": layout.WIDEST,
                "spare": layout.SPARE,
                "frameHead": FRAME_HEAD,
                "frameFoot": FRAME_FOOT,
                "frameSide": FRAME_SIDE,
                "margin": MARGIN,
                "most": MOST_EXPANDED,
            },
            "opened": self.opened,
            "levels": [self._level(id, level) for id, level in self.levels.items()],
            "boxes": [_details(box, self.box_home[i]) for i, box in enumerate(self.picture.boxes)],
            "nets": [_net(net) for net in self.picture.nets],
        }

    def _level(self, id: str, level: Level) -> dict[str, Any]:
        plan, group = self.plans[id], level.group
        lattice = plan.layout.lattice
        inside = list(group.boxes)
        ops = Counter(self.picture.boxes[i].op for i in inside)
        items = [
            {"group": self.number[item.id]} if isinstance(item, Group) else {"box": item}
            for item in level.items
        ]
        ports = [i for i, box in enumerate(level.picture.boxes) if box.kind is Kind.PORT]
        return {
            "title": printable(group.title),
            "frameTitle": printable(framed_title(group.title, group.role, plan.layout.width)),
            "what": f"{group.what}, {group.role.name.lower()} nodes",
            "scope": printable(group.scope),
            "count": len(inside),
            "ops": printable(", ".join(f"{op} {n}" for op, n in ops.most_common(8))),
            "inside": inside[:50],
            "home": self.home[id],
            "items": items,
            "ports": [[plan.blocks[i].pin < 0, i] for i in ports],
            "column": lattice.column,
            "order": lattice.columns,
            "above": _rounded(lattice.above),
            "below": _rounded(lattice.below),
            "y": _rounded(plan.layout.heights),
            "blocks": [
                {
                    "span": round(block.span, 1),
                    "label": round(block.label, 1),
                    "exit": round(block.exits[0][0], 1) if block.exits else 0,
                    "entries": [_rounded(each) for each in block.entries],
                }
                for block in plan.blocks
            ],
            "exits": [_rounded([dy for _, dy in block.exits]) for block in plan.blocks],
            "nets": [
                {
                    "source": link.source,
                    "exit": link.exit,
                    "targets": link.targets,
                    "passing": lattice.dummies.get(i, ()),
                    "carried": [self.nets[net.source, net.result] for net in carried],
                }
                for i, (link, carried) in enumerate(zip(plan.links, level.carried, strict=True))
            ],
        }


def _elements(picture: Picture, plan: Plan) -> Iterator[str]:
    for i, net in enumerate(picture.nets):
        labels = () if plan.blocks[net.source].pin else labels_at(net, 0.0, 0.0)
        yield from svg_net(i, net, ("", ""))
        yield f'<g class="labels">{"".join(map(svg_text, labels))}</g></g>'
    for i, (box, form) in enumerate(zip(picture.boxes, plan.forms, strict=True)):
        if box.kind is not Kind.PORT:
            yield from svg_box(i, box, shape_of(form, (0.0, 0.0)))


def _details(box: Box, home: tuple[int, int]) -> dict[str, Any]:
    rows = (
        ("scope", box.scope),
        ("role", box.role.name.lower()),
        ("line", box.location),
        *box.details,
    )
    return {
        "name": printable(box.id),
        "title": printable(box.title),
        "op": printable(box.op),
        "gate": printable(box.gate),
        "home": home,
        "rows": [[printable(what), printable(text)] for what, text in rows if text],
    }


def _net(net: Net) -> dict[str, Any]:
    return {
        "name": printable(net.wire.name or net.wire.source),
        "type": printable(net.wire.type),
        "value": reading_rows(net.wire.forward),
        "gradient": reading_rows(net.wire.gradient),
        "source": net.source,
        "targets": [
            [target, wire.slot] for target, wire in zip(net.targets, net.wires, strict=True)
        ],
    }


def _rounded(numbers: Sequence[float]) -> list[float]:
    return [round(each, 1) for each in numbers]
