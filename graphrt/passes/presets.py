"""Levels: the pipelines that have a name.

O1 keeps every bit of every result. O2 also recognises functions written out in primitives, which
rounds differently (and does not overflow where the primitives do). O3 is O2 until there is
more to do.
"""

from __future__ import annotations

LEVELS: dict[str, str] = {
    "O0": "",
    "O1": "dce,canonicalize,fold,cse,simplify,dce",
    "O2": "dce,canonicalize,fold,cse,simplify,recognize,dce",
    "O3": "dce,canonicalize,fold,cse,simplify,recognize,dce",
}
ROUNDS = 3  # what one pass makes possible for an earlier one is seldom deeper
