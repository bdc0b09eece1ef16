"""One level of an outline as a picture of its own, and a picture with groups drawn as boxes.

A *level* shows the items of one group: boxes as they are, each inner group as one box. What
enters or leaves the group does so through *ports*, which are the slots and results of the
group's box one level up; so each level can be laid out by itself.

Values that leave a group for the same users are drawn as one wire ("3 values").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from graphrt.viz.outline import Group
from graphrt.viz.picture import Box, Kind, Net, Picture, Role, Wire

MOST_RESULTS = 4  # of a group; what has more shares one wire


class Level(NamedTuple):
    """``picture`` holds the boxes of ``items``, then entries, then exits; ``carried`` says for
    each of its nets which values of the whole picture run along."""

    group: Group
    picture: Picture
    items: tuple[int | Group, ...]
    entries: int
    exits: int
    carried: tuple[tuple[Net, ...], ...]


class _Flow(NamedTuple):
    """A value within one level: from an item or port to items and ports, by box id."""

    net: Net
    source: str
    targets: tuple[tuple[str, int], ...]  # (box id, slot or -1 for a group's next one)


class _Cable(NamedTuple):
    """What one wire of a level carries."""

    name: str
    source: str
    flows: tuple[_Flow, ...]

    @property
    def targets(self) -> Iterable[tuple[str, int]]:
        return dict.fromkeys(target for flow in self.flows for target in flow.targets)


def levels_of(picture: Picture, root: Group) -> dict[str, Level]:
    """The level of each group, by the group's id."""
    home: list[tuple[str, ...]] = [()] * len(picture.boxes)  # ids of the groups around a box

    def settle(group: Group, around: tuple[str, ...]) -> None:
        for item in group.items:
            if isinstance(item, Group):
                settle(item, (*around, item.id))
            else:
                home[item] = around

    settle(root, (root.id,))
    made: dict[str, Level] = {}
    waiting: list[tuple[Group, int, list[Net], list[list[Net]], list[list[Net]]]]
    waiting = [(root, 0, list(picture.nets), [], [])]
    for group, depth, nets, entering, leaving in waiting:
        level, inner = _level(picture, group, depth, home, nets, entering, leaving)
        made[group.id] = level
        waiting += [(child, depth + 1, *flows) for child, flows in inner]
    return made


Inner = tuple[list[Net], list[list[Net]], list[list[Net]]]


def _level(
    picture: Picture,
    group: Group,
    depth: int,
    home: Sequence[tuple[str, ...]],
    nets: Sequence[Net],
    entering: Sequence[Sequence[Net]],
    leaving: Sequence[Sequence[Net]],
) -> tuple[Level, list[tuple[Group, Inner]]]:
    """The level of ``group``, and for each group in it the nets it sees and its ports."""
    groups = {item.id: item for item in group.items if isinstance(item, Group)}

    def item_of(box: int) -> str | None:
        around = home[box]
        if around[depth : depth + 1] != (group.id,):
            return None
        return _group_box(around[depth + 1]) if len(around) > depth + 1 else picture.boxes[box].id

    entry_of = {(n.source, n.result): i for i, each in enumerate(entering) for n in each}
    exit_of = {(n.source, n.result): i for i, each in enumerate(leaving) for n in each}
    flows = []
    seen: dict[str, list[Net]] = {_group_box(each): [] for each in groups}
    for net in nets:
        source = item_of(net.source)
        if source is None:
            source = f"in {entry_of[net.source, net.result]}"
        touched: dict[tuple[str, int], None] = {}
        for wire, target in zip(net.wires, net.targets, strict=True):
            item = item_of(target)
            if item is None:
                continue
            touched[item, -1 if item in seen else wire.slot] = None
        for item in dict.fromkeys((source, *(name for name, _ in touched))):
            if item in seen:
                seen[item].append(net)
        if (net.source, net.result) in exit_of:
            touched[f"out {exit_of[net.source, net.result]}", -1] = None
        targets = tuple(each for each in touched if each[0] != source)
        if targets:
            flows.append(_Flow(net, source, targets))
    cables = _cables(flows, {*seen, *(f"in {i}" for i in range(len(entering)))})
    ports = [Box(f"in {i}", _carried(each), "entry", Kind.PORT) for i, each in enumerate(entering)]
    ports += [Box(f"out {i}", _carried(each), "exit", Kind.PORT) for i, each in enumerate(leaving)]
    boxes = [
        _box_of(item, picture) if isinstance(item, Group) else _inner(picture.boxes[item], group)
        for item in group.items
    ]
    wires, into = _wires(cables, seen)
    level = Level(
        group,
        Picture(picture.title, (*boxes, *ports), tuple(wires), gradient_of=picture.gradient_of),
        group.items,
        len(entering),
        len(leaving),
        tuple(tuple(flow.net for flow in cable.flows) for cable in cables),
    )
    inner: list[tuple[Group, Inner]] = []
    for name, child in groups.items():
        box = _group_box(name)
        out = [[flow.net for flow in cable.flows] for cable in cables if cable.source == box]
        inner.append((child, (seen[box], into[box], out)))
    return level, inner


def _cables(flows: Sequence[_Flow], shared: Iterable[str]) -> list[_Cable]:
    """Flows by wire: those from ``shared`` boxes (groups and ports) run together."""
    together = frozenset(shared)
    cables: list[_Cable] = []
    bundles: dict[str, dict[tuple[str, ...], list[_Flow]]] = {}
    for flow in flows:
        if flow.source in together:
            ends = tuple(dict.fromkeys(name for name, _ in flow.targets))
            key = () if flow.source.startswith("in ") else ends
            bundles.setdefault(flow.source, {}).setdefault(key, []).append(flow)
        else:
            cables.append(_Cable(flow.net.wire.name, flow.source, (flow,)))
    for source, found in bundles.items():
        groups = list(found.values())
        if len(groups) > MOST_RESULTS:
            groups = [[flow for each in groups for flow in each]]
        for i, each in enumerate(groups):
            name = each[0].net.wire.name
            if len(each) > 1:
                name = f"{len(each)} values of {source.removeprefix('group ')}"
                name += f" ({i + 1})" if len(groups) > 1 else ""
            cables.append(_Cable(name, source, tuple(each)))
    return cables


def _wires(
    cables: Sequence[_Cable], groups: Iterable[str]
) -> tuple[list[Wire], dict[str, list[list[Net]]]]:
    """The wires of the cables, and for each group what enters by each of its slots."""
    into: dict[str, list[list[Net]]] = {each: [] for each in groups}
    wires = []
    for cable in cables:
        single = len(cable.flows) == 1 and not cable.source.startswith("in ")
        value = cable.flows[0].net.wire
        words = "" if cable.source.startswith("in ") else _carried([f.net for f in cable.flows])
        for target, slot in cable.targets:
            if target in into:
                slot = len(into[target])
                into[target].append(
                    [f.net for f in cable.flows if any(name == target for name, _ in f.targets)]
                )
            wires.append(
                Wire(
                    cable.source,
                    target,
                    max(slot, 0),
                    cable.name,
                    value.type if single else words,
                    value.forward if single else None,
                    value.gradient if single else None,
                )
            )
    return wires, into


def _carried(nets: Sequence[Net]) -> str:
    return nets[0].wire.name if len(nets) == 1 else f"{len(nets)} values"


def _group_box(id: str) -> str:
    return f"group {id}"


def _inner(box: Box, group: Group) -> Box:
    """``box`` with a title that does not repeat the scope it is drawn in."""
    prefix = f"{group.scope}/"
    if not group.scope or not box.title.startswith(prefix):
        return box
    return replace(box, title=box.title.removeprefix(prefix))


def _box_of(group: Group, picture: Picture) -> Box:
    """``group`` drawn as one box."""
    count = sum(1 for _ in group.boxes)
    kind = "" if group.role is Role.FORWARD else f"{group.role.name.lower()} "
    if group.what == "repeat":
        copies = _copies(group)
        each = count // copies
        subtitle = f"× {copies}" + (f", {each} {kind}nodes each" if each > 1 else "")
    else:
        subtitle = f"{count} {kind}nodes"
    return Box(
        _group_box(group.id),
        group.title,
        group.what,
        Kind.GROUP,
        subtitle,
        scope=group.scope,
        role=group.role,
    )


def _copies(group: Group) -> int:
    """How many blocks a repeat has, those within parts included."""
    return sum(
        _copies(item) if isinstance(item, Group) and item.what == "part" else 1
        for item in group.items
    )


def folded(picture: Picture, root: Group, opened: Iterable[str]) -> Picture:
    """``picture`` with every group that is not in ``opened`` as one box, without frames."""
    open_ids = frozenset((root.id, *opened))
    shown: list[tuple[str, Box]] = []
    place: list[str] = [""] * len(picture.boxes)

    def show(group: Group) -> None:
        for item in group.items:
            if not isinstance(item, Group):
                place[item] = picture.boxes[item].id
                shown.append((place[item], picture.boxes[item]))
            elif item.id in open_ids:
                show(item)
            else:
                box = _box_of(item, picture)
                shown.append((box.id, box))
                for inner in item.boxes:
                    place[inner] = box.id

    show(root)
    if len(shown) == len(picture.boxes):
        return picture
    closed = {id for id, box in shown if box.kind is Kind.GROUP}
    flows = []
    for net in picture.nets:
        source = place[net.source]
        targets = {
            (place[target], -1 if place[target] in closed else wire.slot): None
            for wire, target in zip(net.wires, net.targets, strict=True)
            if place[target] != source or source not in closed
        }
        if targets:
            flows.append(_Flow(net, source, tuple(targets)))
    wires, _ = _wires(_cables(flows, closed), closed)
    return Picture(
        picture.title,
        tuple(box for _, box in shown),
        tuple(wires),
        picture.subtitle,
        picture.gradient_of,
    )
