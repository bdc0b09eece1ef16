"""A picture with some of its groups open, each in a frame with its own layout inside."""

from __future__ import annotations

from collections.abc import Collection

from graphrt.viz.forms import label_extent
from graphrt.viz.levels import Level, levels_of
from graphrt.viz.outline import Group
from graphrt.viz.picture import Picture
from graphrt.viz.scene import Scene, level_scene, make_scene


def nested_scene(picture: Picture, root: Group, opened: Collection[str]) -> Scene:
    """``picture`` with the groups in ``opened`` as frames and the others as boxes."""
    if not any(root.groups):
        return make_scene(picture)
    levels = levels_of(picture, root)
    return _Nesting(picture, levels, opened).scene()


class _Nesting:
    def __init__(self, picture: Picture, levels: dict[str, Level], opened: Collection[str]) -> None:
        self.picture = picture
        self.levels = levels
        self.opened = opened

    def scene(self) -> Scene:
        level = self.levels[""]
        return make_scene(level.picture, self._inner(level), self.picture)

    def _inner(self, level: Level) -> dict[int, Scene]:
        """The scenes of the open groups of ``level``, by position."""
        return {
            position: level_scene(
                self.levels[item.id].picture,
                self.picture.has_gradients,
                self._inner(self.levels[item.id]),
                leaving(level, position),
            )
            for position, item in enumerate(level.items)
            if isinstance(item, Group) and item.id in self.opened
        }


def leaving(level: Level, position: int) -> list[tuple[float, float]]:
    """What the labels of a group's results take above and below its exits."""
    return [label_extent(net) for net in level.picture.nets if net.source == position]
