"""Pictures of thousands of boxes, of every shape that makes a layout slow."""

from __future__ import annotations

import random
from collections.abc import Callable

from graphrt.viz import Box, Kind, Number, Picture, Wire
from graphrt.viz.picture import Role

Operands = Callable[[int, random.Random], list[int]]


def grown(name: str, count: int, operands: Operands, scopes: Callable[[int], str]) -> Picture:
    """A gate per number, reading earlier ones."""
    draw = random.Random(name)
    boxes = [Box("x", "x", "input", Kind.INPUT)]
    wires = []
    for i in range(1, count):
        scope = scopes(i)
        box = Box(f"{scope}/n{i}" if scope else f"n{i}", "+", f"op{i % 5}", scope=scope)
        for slot, operand in enumerate(operands(i, draw)):
            source = boxes[operand].id
            wires.append(Wire(source, box.id, slot, source, "f32[]", Number(1.0), Number(2.0)))
        boxes.append(box)
    return Picture(name, tuple(boxes), tuple(wires))


def chain(count: int) -> Picture:
    return grown("chain", count, lambda i, _: [i - 1], lambda _: "")


def ladder(count: int) -> Picture:
    def rungs(i: int, _: random.Random) -> list[int]:
        return [max(i - 2, 0), i - 1] if i % 2 == 0 else [max(i - 2, 0)]

    return grown("ladder", count, rungs, lambda _: "")


def wide(count: int, width: int = 500) -> Picture:
    def layer(i: int, draw: random.Random) -> list[int]:
        first = (i // width - 1) * width
        return [draw.randrange(first, first + width) if first >= 0 else 0 for _ in range(2)]

    return grown("wide", count, layer, lambda _: "")


def tangle(count: int) -> Picture:
    return grown(
        "tangle", count, lambda i, draw: [draw.randrange(i), draw.randrange(i)], lambda _: ""
    )


def deep(count: int) -> Picture:
    """A net of blocks in scopes, each with a residual connection."""

    def block(i: int, _: random.Random) -> list[int]:
        return [i - 1, max(i - 20, 0)] if i % 20 == 0 else [i - 1]

    return grown(
        "deep", count, block, lambda i: f"block{i // 20}/{'attention' if i % 20 < 12 else 'mlp'}"
    )


def scattered(count: int) -> Picture:
    """Scopes entered again and again, which no single box each could stand for."""
    names = ("a", "a/x", "b", "b/y/z", "", "c")
    return grown(
        "scattered",
        count,
        lambda i, draw: sorted({draw.randrange(max(0, i - 9), i) for _ in range(2)}),
        lambda i: names[(i * 7 + i // 3) % len(names)],
    )


def with_gradients(picture: Picture) -> Picture:
    """``picture`` and for every gate a gradient gate that reads it, in reverse order."""
    boxes = list(picture.boxes)
    wires = list(picture.wires)
    users: dict[str, list[str]] = {}
    for wire in picture.wires:
        users.setdefault(wire.source, []).append(wire.target)
    for box in reversed(picture.boxes):
        made = Box(f"{box.id}_g", "*", "mul", scope=box.scope, role=Role.GRADIENT)
        boxes.append(made)
        wires.append(Wire(box.id, made.id, 0, box.id, "f32[]"))
        for slot, user in enumerate(users.get(box.id, ()), 1):
            wires.append(Wire(f"{user}_g", made.id, slot, f"{user}_g", "f32[]"))
    return Picture(picture.title, tuple(boxes), tuple(wires))


KINDS: dict[str, Callable[[int], Picture]] = {
    "chain": chain,
    "ladder": ladder,
    "wide": wide,
    "tangle": tangle,
    "deep": deep,
    "scattered": scattered,
}
