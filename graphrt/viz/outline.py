"""The groups of a picture: scopes, repeated blocks, and parts of what is too long to see.

Every group is an unbroken piece of one topological order, and so are the groups within it.
Whatever groups are drawn as one box, the boxes then form no cycle: a value never leaves a
piece to come back into it. A scope that would have to be entered twice is two groups.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphrt.viz.picture import Kind, Picture, Role
from graphrt.viz.repeats import Run, runs

MOST = 48  # a longer list of items is cut into parts
SMALL = 64  # pictures of up to so many boxes are seen at a glance: repeats stay apart
WHOLE = 150  # pictures of up to so many boxes are not cut into parts
DEEPEST = 16  # scopes within scopes that count

Key = tuple[Role, str]  # one part of a scope: forward and gradient nodes are groups apart


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes (by their position in the picture) and groups that may be drawn as one box."""

    id: str
    title: str
    what: str  # "graph", "scope", "repeat", "block" or "part"
    role: Role
    items: tuple[int | Group, ...]
    scope: str = ""

    @property
    def boxes(self) -> Iterator[int]:
        """The boxes inside, at whatever depth."""
        for item in self.items:
            if isinstance(item, Group):
                yield from item.boxes
            else:
                yield item

    @property
    def groups(self) -> Iterator[Group]:
        """The groups inside, outer ones first."""
        for item in self.items:
            if isinstance(item, Group):
                yield item
                yield from item.groups


class _Draft:
    """A group that is still growing."""

    __slots__ = ("items", "path")

    def __init__(self, path: tuple[Key, ...]) -> None:
        self.path = path
        self.items: list[int | _Draft] = []


def outline_of(picture: Picture, parts: bool = True) -> Group:
    """The tree of groups of ``picture``; its root stands for the whole.

    Without ``parts``, long lists stay whole: scopes and repeats only. Near-linear in the number
    of boxes and wires.
    """
    return _Outliner(picture, parts).root()


class _Outliner:
    def __init__(self, picture: Picture, parts: bool) -> None:
        self.picture = picture
        self.parts = parts and len(picture.boxes) > WHOLE
        self.repeats = len(picture.boxes) > SMALL
        self.paths: list[tuple[Key, ...]] = [
            tuple((box.role, part) for part in box.scope.split("/", DEEPEST)[:DEEPEST])
            if box.scope
            else ()
            for box in picture.boxes
        ]
        self.operands: list[list[int]] = [[] for _ in picture.boxes]
        for net in picture.nets:
            for target in net.targets:
                self.operands[target].append(net.source)
        self.stores: dict[int, list[int]] = {}  # box -> the updates it makes, drawn beside it
        for box, operands in enumerate(self.operands):
            if picture.boxes[box].kind is Kind.UPDATE and operands:
                self.stores.setdefault(operands[0], []).append(box)
        self.ids: dict[str, int] = {}

    def root(self) -> Group:
        draft = self._drafted()
        return Group("", self.picture.title, "graph", Role.FORWARD, self._finished(draft))

    # -- scopes ------------------------------------------------------------------------------

    def _drafted(self) -> _Draft:
        """Scopes as they are entered and left along the order; sources before their first user."""
        root = _Draft(())
        stack = [root]
        placed = bytearray(len(self.paths))
        for box in self._order():
            path = self.paths[box]
            while stack[-1].path != path[: len(stack) - 1]:
                stack.pop()
            while len(stack) <= len(path):
                inner = _Draft(path[: len(stack)])
                stack[-1].items.append(inner)
                stack.append(inner)
            for source in self.operands[box]:
                if not self.operands[source] and not placed[source]:
                    placed[source] = 1
                    self._place_source(stack, source)
            stack[-1].items += (box, *self.stores.get(box, ()))
        for box, operands in enumerate(self.operands):
            if not operands and not placed[box]:  # nothing drawn reads it
                root.items += (box, *self.stores.get(box, ()))
        return root

    def _place_source(self, stack: Sequence[_Draft], source: int) -> None:
        """Put a source in the innermost open group it belongs to, before what is open there."""
        path = self.paths[source]
        depth = 0
        while depth + 1 < len(stack) and stack[depth + 1].path == path[: depth + 1]:
            depth += 1
        items = stack[depth].items
        place = len(items) - (depth + 1 < len(stack))
        items[place:place] = (source, *self.stores.get(source, ()))

    def _order(self) -> Iterator[int]:
        """The boxes that read something, in an order that stays in a scope while it can."""
        users: list[list[int]] = [[] for _ in self.paths]
        waiting = [0] * len(self.paths)
        for box, operands in enumerate(self.operands):
            for source in operands:
                if self.operands[source]:
                    users[source].append(box)
                    waiting[box] += 1
        ready: dict[tuple[Key, ...], list[int]] = {(): []}

        def offer(box: int) -> None:
            path = self.paths[box]
            for depth in range(len(path) + 1):
                heapq.heappush(ready.setdefault(path[:depth], []), box)

        for box, operands in enumerate(self.operands):
            if operands and not waiting[box] and self.picture.boxes[box].kind is not Kind.UPDATE:
                offer(box)
        done = bytearray(len(self.paths))
        here: tuple[Key, ...] = ()
        while True:
            heap = ready.get(here, [])
            while heap and done[heap[0]]:
                heapq.heappop(heap)
            if not heap:
                if not here:
                    return
                here = here[:-1]
                continue
            box = heapq.heappop(heap)
            done[box] = 1
            here = self.paths[box]
            yield box
            for user in users[box]:
                waiting[user] -= 1
                if not waiting[user] and self.picture.boxes[user].kind is not Kind.UPDATE:
                    offer(user)

    # -- repeats and parts -------------------------------------------------------------------

    def _finished(self, draft: _Draft) -> tuple[int | Group, ...]:
        items: list[int | Group] = []
        for item in draft.items:
            if not isinstance(item, _Draft):
                items.append(item)
                continue
            inner = self._finished(item)
            if len(inner) == 1:
                items.append(inner[0])  # a frame around one thing says nothing
            else:
                items.append(self._scope(item, inner))
        if self.repeats:
            items = self._repeated(items)
        return tuple(self._parted(items) if self.parts else items)

    def _scope(self, draft: _Draft, items: tuple[int | Group, ...]) -> Group:
        role = draft.path[0][0]
        names = [name for _, name in draft.path]
        scope = "/".join(names)
        suffix = "" if role is Role.FORWARD else f" ({role.name.lower()})"
        return Group(self._id(scope + suffix), names[-1], "scope", role, items, scope)

    def _repeated(self, items: list[int | Group]) -> list[int | Group]:
        """``items`` with each run of equal blocks made into one group."""
        found = runs(items, self.picture, self.operands)
        result: list[int | Group] = []
        position = 0
        for run in found:
            result += items[position : run.start]
            blocks = [
                self._block(items[start : start + run.period], number, run.copies)
                for number, start in enumerate(range(run.start, run.stop, run.period), 1)
            ]
            result.append(self._repeat(blocks, run))
            position = run.stop
        return result + items[position:]

    def _block(self, items: list[int | Group], number: int, copies: int) -> int | Group:
        if len(items) == 1:
            return items[0]
        title = f"block {number} of {copies}"
        inner = tuple(self._parted(items) if self.parts else items)
        return Group(self._id(title), title, "block", self._role(inner), inner, self._shared(inner))

    def _repeat(self, blocks: list[int | Group], run: Run) -> Group:
        first, last = blocks[0], blocks[-1]
        if isinstance(first, Group) and isinstance(last, Group) and first.what == "scope":
            title = f"{first.title} … {last.title}"
        else:
            boxes = [self.picture.boxes[i] for i in _boxes(first)]
            gates = [box.title for box in boxes if not box.kind.is_source]
            title = ", ".join(gates[:3]) + (", …" if len(gates) > 3 else "")
        items = tuple(self._parted(blocks) if self.parts else blocks)
        scope = self._shared(tuple(blocks))
        name = f"{title} x {run.copies}"
        return Group(self._id(name), f"{title}", "repeat", self._role(items), items, scope)

    def _parted(self, items: Sequence[int | Group]) -> list[int | Group]:
        """``items`` in parts of even length, so that no list is longer than `MOST`."""
        items = list(items)
        while len(items) > MOST:
            count = -(-len(items) // max(12, min(MOST, round(len(items) ** 0.5))))
            bounds = [len(items) * i // count for i in range(count + 1)]
            items = [self._part(tuple(items[bounds[i] : bounds[i + 1]])) for i in range(count)]
        return items

    def _part(self, items: tuple[int | Group, ...]) -> Group:
        inside = [box for item in items for box in _boxes(item)]
        names = [self.picture.boxes[box].id.rpartition("/")[2] for box in (inside[0], inside[-1])]
        title = " … ".join(names)
        return Group(self._id(title), title, "part", self._role(items), items, self._shared(items))

    def _role(self, items: Sequence[int | Group]) -> Role:
        """The role of all; forward where they differ."""
        roles = {
            each.role if isinstance(each, Group) else self.picture.boxes[each].role
            for each in items
        }
        return roles.pop() if len(roles) == 1 else Role.FORWARD

    def _shared(self, items: Sequence[int | Group]) -> str:
        """The scope that all of ``items`` are in."""
        scopes = [
            each.scope if isinstance(each, Group) else self.picture.boxes[each].scope
            for each in items
        ]
        first, last = min(scopes).split("/"), max(scopes).split("/")
        shared = 0
        while shared < min(len(first), len(last)) and first[shared] == last[shared]:
            shared += 1
        return "/".join(first[:shared])

    def _id(self, wish: str) -> str:
        number = self.ids[wish] = self.ids.get(wish, 0) + 1
        return wish if number == 1 else f"{wish} #{number}"


def _boxes(item: int | Group) -> Iterator[int]:
    if isinstance(item, Group):
        yield from item.boxes
    else:
        yield item
