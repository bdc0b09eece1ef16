"""Judging a scene by geometry alone: what overlaps, and what a wire runs through."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from graphrt.viz.layout import Path
from graphrt.viz.picture import Kind
from graphrt.viz.scene import Scene

Rectangle = tuple[float, float, float, float]  # left, top, right, bottom


def check_scene(scene: Scene) -> None:
    """Every check there is, on one scene and those in its frames."""
    solid = np.array([form for form, _ in solids(scene)]).reshape(-1, 4)
    owners = [owner for _, owner in solids(scene)]
    assert (solid[:, :2] >= 0).all()
    assert (solid[:, 2] <= scene.width + 0.01).all()
    assert (solid[:, 3] <= scene.height + 0.01).all()
    for i, rectangle in enumerate(solid):
        hits = overlapping(solid, rectangle)
        hits[i] = False
        assert not hits.any(), (owners[i], owners[int(np.argmax(hits))])
    for position, shape in enumerate(scene.shapes):
        if scene.picture.boxes[position].kind is Kind.PORT:
            continue
        for text in shape.texts:
            left, top, right, bottom = text.rectangle
            assert left >= shape.left
            assert right <= shape.left + shape.width
            assert top >= shape.top
            assert bottom <= shape.top + shape.height
        if position in scene.inner:
            (x, y), inner = scene.inner[position]
            assert x >= shape.left
            assert x + inner.width <= shape.left + shape.width + 0.01
            assert y >= max(text.rectangle[3] for text in shape.texts)
            assert y + inner.height <= shape.top + shape.height
            check_scene(inner)
    for index, path in paths(scene):
        net = scene.picture.nets[index]
        reach = np.full(len(solid), 0.1)
        for end in (net.source, *net.targets):
            if scene.shapes[end].is_circle and scene.shapes[end].radius:
                # ports of a circle lie within its bounding box
                reach[owners.index(scene.picture.boxes[end].id)] = 0.4 * scene.shapes[end].radius
        check_path(solid, reach, path)


def solids(scene: Scene) -> Iterator[tuple[Rectangle, str]]:
    """Every box or frame, caption, label and line of text of the scene, without what frames hold."""
    for box, shape in zip(scene.picture.boxes, scene.shapes, strict=True):
        if box.kind is Kind.PORT:
            continue
        right, bottom = shape.left + shape.width, shape.top + shape.height
        yield (shape.left, shape.top, right, bottom), box.id
        for text in shape.captions:
            yield text.rectangle, f"caption of {box.id}"
    for net, labels in zip(scene.picture.nets, scene.labels, strict=True):
        for text in labels:
            yield text.rectangle, f"label of {net.wire.name}"
    for text in (*scene.header, *scene.legend):
        yield text.rectangle, text.text


def overlapping(solid: np.ndarray, rectangle: np.ndarray) -> np.ndarray:
    """Which rectangles share an area with this one; touching, or a hair, is no overlap."""
    left, top, right, bottom = rectangle
    across = np.minimum(solid[:, 2], right) - np.maximum(solid[:, 0], left)
    down = np.minimum(solid[:, 3], bottom) - np.maximum(solid[:, 1], top)
    result: np.ndarray = (across > 0.01) & (down > 0.01)
    return result


def paths(scene: Scene) -> Iterator[tuple[int, Path]]:
    for index, route in enumerate(scene.routes):
        for path in (route.trunk, *route.branches):
            if path:
                yield index, path


def check_path(solid: np.ndarray, reach: np.ndarray, path: Path) -> None:
    """A path runs to the right and meets no box, caption or text but at its ends."""
    points = sampled(path)
    assert (np.diff(points[:, 0]) >= -1e-9).all()
    x, y = points[:, :1], points[:, 1:]
    across = (x > solid[:, 0] + reach) & (x < solid[:, 2] - reach)
    assert not (across & (y > solid[:, 1] + 0.1) & (y < solid[:, 3] - 0.1)).any()


def sampled(path: Path) -> np.ndarray:
    """Points along a path, its curves drawn as the SVG has them."""
    points = [path[0]]
    t = np.linspace(0, 1, 13)[1:]
    for (x0, y0), (x1, y1) in pairwise(path):
        if y0 == y1:
            xs, ys = x0 + (x1 - x0) * t, np.full_like(t, y1)
        else:
            middle = (x0 + x1) / 2
            bend = 3 * (1 - t) ** 2 * t * middle + 3 * (1 - t) * t**2 * middle
            xs = (1 - t) ** 3 * x0 + bend + t**3 * x1
            ys = ((1 - t) ** 3 + 3 * (1 - t) ** 2 * t) * y0
            ys = ys + (3 * (1 - t) * t**2 + t**3) * y1
        points.extend(zip(xs, ys, strict=True))
    return np.array(points)
