"""Runs of equal blocks in a list of boxes and groups: what is drawn as one box, "x 12".

Names play no part. Two items are alike when they are the same op with operands from the same
places: so many items back, or from outside. Where a list agrees with itself shifted by
``period`` items for long enough, blocks of that length repeat. Only shifts that occur often
between neighbouring equal ops are tried, so the search is linear in the length of the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from graphrt.viz.picture import Kind, Picture

if TYPE_CHECKING:
    from graphrt.viz.outline import Group

COPIES = 3  # at least so many blocks
SINGLES = 5  # and so many where a block is one box
PERIODS = 8  # shifts tried


class Run(NamedTuple):
    """``copies`` blocks of ``period`` items each, from ``start`` on."""

    start: int
    period: int
    copies: int

    @property
    def stop(self) -> int:
        return self.start + self.period * self.copies


def runs(
    items: Sequence[int | Group], picture: Picture, operands: Sequence[Sequence[int]]
) -> list[Run]:
    """The runs in ``items``, in order, none overlapping: long ones first, then short blocks."""
    shapes, back = _described(items, picture, operands)
    distance: Counter[int] = Counter()
    last: dict[Hashable, int] = {}
    for i, shape in enumerate(shapes):
        if shape in last:
            distance[i - last[shape]] += 1
        last[shape] = i
    found = []
    for period, times in distance.most_common(PERIODS):
        if times >= COPIES - 1:
            found += _of_period(items, picture, shapes, back, period)
    found.sort(key=lambda run: (run.start - run.stop, run.period, run.start))
    taken = bytearray(len(items))
    chosen = []
    for run in found:
        if not any(taken[run.start : run.stop]):
            taken[run.start : run.stop] = b"\1" * (run.stop - run.start)
            chosen.append(run)
    return sorted(chosen)


def _of_period(
    items: Sequence[int | Group],
    picture: Picture,
    shapes: Sequence[Hashable],
    back: Sequence[tuple[int, ...]],
    period: int,
) -> list[Run]:
    """Where the list agrees with itself shifted by ``period``."""
    far = 2 * period  # an operand from farther back is one from outside
    near = [tuple(each if each <= far else 0 for each in steps) for steps in back]
    found = []
    start = 0
    for i in range(len(items) - period + 1):
        other = i + period
        if other < len(items) and shapes[i] == shapes[other] and near[i] == near[other]:
            continue
        begin = start
        # The first block reads what stands before the run, so it may differ in that.
        while begin and start - begin < period and shapes[begin - 1] == shapes[begin - 1 + period]:
            begin -= 1
        copies = (i - begin) // period + 1
        single = period == 1 and isinstance(items[begin], int)
        enough = copies >= (SINGLES if single else COPIES)
        if enough and _is_work(items[begin : begin + period], picture):
            found.append(Run(begin, period, copies))
        start = i + 1
    return found


def _is_work(items: Sequence[int | Group], picture: Picture) -> bool:
    """Whether a block computes something; inputs in a row are no repeated block."""
    return any(not isinstance(i, int) or picture.boxes[i].kind is Kind.GATE for i in items)


def _described(
    items: Sequence[int | Group], picture: Picture, operands: Sequence[Sequence[int]]
) -> tuple[list[Hashable], list[tuple[int, ...]]]:
    """For each item what it is, and how many items back its operands are (0: outside)."""
    place: dict[int, int] = {}
    for position, item in enumerate(items):
        for box in (item,) if isinstance(item, int) else item.boxes:
            place[box] = position
    shapes: list[Hashable] = []
    back = []
    for position, item in enumerate(items):
        if isinstance(item, int):
            shapes.append(_shape(item, picture))
            steps = [position - place.get(source, position) for source in operands[item]]
        else:
            shapes.append(_structure(item, picture, operands))
            steps = sorted(
                {
                    position - place.get(source, position)
                    for box in item.boxes
                    for source in operands[box]
                }
                - {0}
            )
        back.append(tuple(steps))
    return shapes, back


def _shape(box: int, picture: Picture) -> Hashable:
    found = picture.boxes[box]
    return found.op, found.kind, found.role


def _structure(
    group: Group, picture: Picture, operands: Sequence[Sequence[int]]
) -> tuple[Hashable, ...]:
    """The boxes of a group with their operands, counted within the group."""
    place = {box: i for i, box in enumerate(group.boxes)}
    return tuple(
        (_shape(box, picture), tuple(place.get(source, -1) for source in operands[box]))
        for box in place
    )
