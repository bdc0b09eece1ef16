"""A node and what surrounds it, cut out of a larger picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphrt.errors import UsageError, nearest
from graphrt.viz.picture import Box, Kind, Net, Picture, Wire


def neighbourhood(picture: Picture, name: str, depth: int = 2) -> Picture:
    """The box called ``name`` and all boxes at most ``depth`` wires away, in either direction.

    Where a wire is cut, a *stub* names what lies beyond: the operand, the user, or how many
    users. Raises `UsageError` for a name no box has, and for a negative depth.
    """
    if depth < 0:
        raise UsageError(f"a depth of {depth}: it counts wires from the node, 0 or more")
    kept = _within(picture, _position(picture, name), depth)
    boxes = [box for i, box in enumerate(picture.boxes) if i in kept]
    wires: list[Wire] = []
    for net in picture.nets:
        if net.source in kept:
            wires += (w for w, t in zip(net.wires, net.targets, strict=True) if t in kept)
            for stub, wire in _beyond(picture, net, kept):
                boxes.append(stub)
                wires.append(wire)
        elif kept.intersection(net.targets):
            stub = _stub(f"operand {net.wire.name}", picture.boxes[net.source])
            boxes.insert(0, stub)
            wires += (
                replace(wire, source=stub.id)
                for wire, target in zip(net.wires, net.targets, strict=True)
                if target in kept
            )
    steps = "1 step" if depth == 1 else f"{depth} steps"
    subtitle = ", ".join(filter(None, (picture.subtitle, f"{name} and {steps} around it")))
    return replace(picture, boxes=tuple(boxes), wires=tuple(wires), subtitle=subtitle)


def _position(picture: Picture, name: str) -> int:
    """The box with this id, this value, or, for what a signature returns, this title."""
    for i, box in enumerate(picture.boxes):
        if box.id == name:
            return i
    for net in picture.nets:
        if net.wire.name == name:
            return net.source
    for i, box in enumerate(picture.boxes):
        if box.kind.is_sink and box.title == name:
            return i
    raise UsageError(
        f"the picture has no node {name!r}",
        hint=nearest(name, [box.id for box in picture.boxes]),
    )


def _within(picture: Picture, start: int, depth: int) -> set[int]:
    near: list[list[int]] = [[] for _ in picture.boxes]
    for net in picture.nets:
        for target in net.targets:
            near[net.source].append(target)
            near[target].append(net.source)
    kept = edge = {start}
    for _ in range(depth):
        edge = {other for box in edge for other in near[box]} - kept
        if not edge:
            break
        kept = kept | edge
    return kept


def _beyond(picture: Picture, net: Net, kept: set[int]) -> Iterator[tuple[Box, Wire]]:
    """One stub for all users of a value that are cut off."""
    cut = dict.fromkeys(target for target in net.targets if target not in kept)
    if not cut:
        return
    first = picture.boxes[next(iter(cut))]
    stub = _stub(f"users of {net.wire.name}", first)
    if len(cut) > 1:
        stub = replace(stub, title=f"{len(cut)} users", subtitle="", op="users")
    yield stub, replace(net.wire, target=stub.id, slot=0)


def _stub(id: str, box: Box) -> Box:
    title = box.title if box.kind.is_source or box.kind.is_sink else box.id
    return Box(id, title, box.op, Kind.STUB, "cut here", scope=box.scope, role=box.role)
