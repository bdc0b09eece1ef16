"""Levels: the pipelines that have a name.

O1 keeps every bit of every result. O2 also recognises functions written out in primitives, which
rounds differently (and does not overflow where the primitives do). O3 is O2 until there is
more to do.
"""

from __future__ import annotations

from graphrt.errors import UsageError
from graphrt.passes.pipeline import Pipeline, parse_pipeline

EXACT = "canonicalize,fold,cse,simplify,dce"
LEVELS: dict[str, str] = {
    "O0": "",
    "O1": EXACT,
    "O2": "canonicalize,fold,cse,simplify,recognize,dce",
    "O3": "canonicalize,fold,cse,simplify,recognize,dce",
}
ROUNDS = 3  # what one pass makes possible for an earlier one is seldom deeper


def pipeline_of(level: str) -> Pipeline:
    """The pipeline of a level (``O0`` to ``O3``). Raises `UsageError` for another word."""
    if level not in LEVELS:
        raise UsageError(
            f"there is no optimization level {level!r}", hint=f"levels are {', '.join(LEVELS)}"
        )
    return parse_pipeline(LEVELS[level], ROUNDS)
