"""The walks over a row, planned: what each computes, and in how many stages.

A processor looks ahead a few hundred instructions. A turn that is longer than that is one long
chain, each link of which waits for the one before. So a long walk goes through the row in
*strips* of some vectors, and over each strip in *stages*, loops so short that several of their
turns are under way at once. What a later stage needs is kept in a buffer as long as the strip.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from graphrt.backends.native.expression import REDUCTIONS, Expr

CHEAP = frozenset(
    {
        *("add", "sub", "mul", "neg", "abs", "max", "min", "select", "cast"),
        *("less", "less_equal", "equal", "logical_and", "logical_or", "logical_not"),
    }
)
KEEP_FROM = 4  # cheap words in a row that are worth a store and a load
LIGHT = 8  # instructions of a turn that leave its adders idle
INSTRUCTIONS: Mapping[str, int] = {
    "exp": 16,
    "expm1": 18,
    "log": 20,
    "log1p": 24,
    "sigmoid": 20,
    "tanh": 20,
    "sin": 28,
    "cos": 28,
    "erf": 24,
    "erfc": 40,
    "pow": 90,
    "atan2": 40,
    "rem": 40,
}  # of the words that are more than a few
STAGE = 32  # instructions of a stage
FEW = 8  # that are worth no stage of their own
STRIP_BYTES = 1 << 14  # of all buffers of a strip: half of a first-level cache
SHORTEST, LONGEST = 4, 32  # vectors of a strip


class Stage(NamedTuple):
    """What one loop over a strip computes, operands first, and for whom besides itself."""

    work: list[Expr]
    sums: list[Expr]
    keeps: list[Expr]  # kept for the whole row
    passes: list[Expr]  # kept for later stages
    stores: list[int]  # results, by number


class Walk(NamedTuple):
    """One loop over the row. ``places`` are the strip's buffers, by what they hold."""

    level: int
    sums: list[Expr]
    uniforms: list[Expr]
    stages: list[Stage]
    places: dict[int, int]
    unroll: int  # turns that are written side by side


class RowPlan:
    """All walks over a row, for the results ``stored`` of which some are stored per element."""

    def __init__(self, order: Sequence[Expr], stored: Mapping[int, Expr]) -> None:
        self.order = order
        self.levels = max(each.level for each in order)
        self.kept = worth_keeping(order, self.levels)
        self.walks = [self._walk(level, stored) for level in range(self.levels + 1)]
        self.passed = [e for walk in self.walks for stage in walk.stages for e in stage.passes]
        self.strip_buffers = max(len(set(walk.places.values())) for walk in self.walks)

    def strip(self, vector_bytes: int) -> int:
        """Vectors of a strip."""
        fitting = STRIP_BYTES // max(1, self.strip_buffers * vector_bytes)
        return min(LONGEST, max(SHORTEST, fitting))

    def _walk(self, level: int, stored: Mapping[int, Expr]) -> Walk:
        sums = [e for e in self.order if e.word in REDUCTIONS and e.level == level + 1]
        stores = [k for k, each in stored.items() if each.level == level]
        keeps = [each for each in self.kept if each.level == level]
        targets = [arg for each in sums for arg in each.operands]
        targets += [stored[k] for k in stores] + keeps
        work = _order_of(targets, {each.number for each in self.kept}, level)
        uniforms = [each for each in work if each.uniform]
        computed = [each for each in work if not each.uniform and not _is_read(each)]
        parts = _cut(computed)
        stages = [Stage(part, [], [], [], []) for part in parts]
        made: dict[int, int] = {each.number: k for k, part in enumerate(parts) for each in part}
        last = len(stages) - 1
        for each in sums:
            argument = each.args[0]
            at = made.get(argument.number, last) if isinstance(argument, Expr) else last
            stages[at].sums.append(each)
        for each in keeps:
            stages[made.get(each.number, last)].keeps.append(each)
        stages[last].stores.extend(stores)  # a result may take the place of an operand
        places = _passed_on(stages, made, {stored[k].number for k in stores}, keeps)
        # few instructions leave adders waiting for each other: sums then run side by side
        unroll = 4 if sums and _instructions(computed) <= LIGHT else 1
        return Walk(level, sums, uniforms, stages if targets else [], places, unroll)


def _is_read(each: Expr) -> bool:
    """Whether it takes no computing, wherever it is needed."""
    return each.word in ("operand", "position")


def _order_of(targets: Iterable[Expr], kept: Collection[int], level: int) -> list[Expr]:
    """What a walk computes for its targets, operands first: nothing behind a value that an
    earlier walk has kept, nor that value."""
    found: dict[int, Expr] = {}
    stack = list(targets)
    while stack:
        each = stack.pop()
        if each.number in found or (each.number in kept and each.level < level):
            continue
        found[each.number] = each
        if not each.uniform:
            stack.extend(each.operands)
    return [found[number] for number in sorted(found)]


def _instructions(work: Iterable[Expr]) -> int:
    return sum(INSTRUCTIONS.get(each.word, 1) for each in work)


def _cut(computed: Sequence[Expr]) -> list[list[Expr]]:
    """The work of a walk in stages. A few words before or after a long one share its stage."""
    parts: list[list[Expr]] = [[]]
    filled = 0
    for each in computed:
        size = min(STAGE, _instructions([each]))
        room = STAGE + FEW if size < FEW else STAGE
        if filled >= FEW and filled + size > room:
            parts.append([])
            filled = 0
        parts[-1].append(each)
        filled += size
    return parts


def _passed_on(
    stages: Sequence[Stage], made: Mapping[int, int], stored: Collection[int], keeps: Sequence[Expr]
) -> dict[int, int]:
    """Enters what stages pass on to later ones, and gives each a buffer from its first stage to
    the last that needs it. What is kept for the row needs none."""
    needed: dict[int, int] = dict.fromkeys((n for n in stored if n in made), len(stages) - 1)
    for k, stage in enumerate(stages):
        for each in stage.work:
            for arg in each.operands:
                needed[arg.number] = max(needed.get(arg.number, 0), k)
    row_long = {each.number for each in keeps}
    places: dict[int, int] = {}
    free: list[int] = []
    count = 0
    for k, stage in enumerate(stages):
        # a stage reads an element before it writes it, so what it needs last makes room at once
        free += [place for number, place in places.items() if needed[number] == k]
        for each in stage.work:
            if each.number in row_long or needed.get(each.number, k) == k:
                continue
            stage.passes.append(each)
            if not free:
                free.append(count)
                count += 1
            places[each.number] = free.pop()
    return places


def worth_keeping(order: Sequence[Expr], levels: int) -> list[Expr]:
    """Expressions that a later walk needs and that are dearer to compute again than to keep."""
    kept: list[Expr] = []
    if not levels:
        return kept
    needed_at: dict[int, int] = {}
    for each in order:
        if not each.uniform:
            walk = each.level
            for arg in each.operands:
                needed_at[arg.number] = max(needed_at.get(arg.number, 0), walk)
    cost: dict[int, int] = {}
    for each in order:
        if each.uniform or each.word == "operand":
            cost[each.number] = 0
            continue
        own = 1 if each.word in CHEAP else KEEP_FROM
        total = own + sum(cost[arg.number] for arg in each.operands)
        if needed_at.get(each.number, 0) > each.level and total >= KEEP_FROM:
            kept.append(each)
            total = 0
        cost[each.number] = total
    return kept
