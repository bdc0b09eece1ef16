"""Which groups of a picture are open: by itself what fits at a glance, else what a user says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphrt.errors import UsageError, nearest
from graphrt.viz.outline import Group

GLANCE = 64  # so many boxes are taken in at a glance
ALL = "all"


@dataclass(frozen=True)
class Fold:
    """What a user wants open and closed: ids of groups, scopes, or ``"all"``.

    Unsaid, scopes are open level by level as long as all boxes shown are few; repeats and the
    parts of a large graph are closed.
    """

    expand: tuple[str, ...] = ()
    collapse: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether all is to be shown, so that long lists need no parts."""
        return ALL in self.expand

    def opened(self, root: Group, glance: int = GLANCE) -> frozenset[str]:
        """The ids of the groups to open; raises `UsageError` for one there is not."""
        around = _around(root)
        if self.everything:
            found = set(around)
        elif ALL in self.collapse:
            found = set()
        else:
            found = _at_a_glance(root, glance)
        for name in self.expand:
            if name != ALL:
                for id in _named(name, root):
                    found |= {id, *around[id]}
        for name in self.collapse:
            if name != ALL:
                found -= set(_named(name, root))
        return frozenset(found)


def _at_a_glance(root: Group, glance: int) -> set[str]:
    """Level by level from the outside, all groups of a level or none."""
    found: set[str] = set()
    level = [root]
    shown = 1
    while level:
        shown += sum(len(group.items) - 1 for group in level)
        if shown > glance and level != [root]:
            break
        found |= {group.id for group in level}
        level = [
            item
            for group in level
            for item in group.items
            if isinstance(item, Group) and item.what == "scope"
        ]
    return found


def _around(root: Group) -> dict[str, tuple[str, ...]]:
    """For each group the ids of those around it."""
    found: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[Group, tuple[str, ...]]] = [(root, ())]
    for group, around in waiting:
        found[group.id] = around
        inside = (*around, group.id)
        waiting += [(item, inside) for item in group.items if isinstance(item, Group)]
    return found


def _named(name: str, root: Group) -> Sequence[str]:
    """The groups called ``name``: by id, or all pieces of the scope of that name."""
    groups = list(root.groups)
    found = [g.id for g in groups if g.id == name or (g.what == "scope" and g.scope == name)]
    if not found:
        raise UsageError(
            f"the picture has no group {name!r}",
            hint=nearest(name, [group.id for group in groups]) or "it has no groups",
        )
    return found
