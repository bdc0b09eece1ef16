"""Count the ops, their samples and misuses, and the checks that are generated from them.

python tools/count_checks.py          # the four numbers
python tools/count_checks.py --tests  # and how many checks each test makes

A check is one call of a test in `tests/ops` with a sample or a misuse of an op. Nothing is run:
the tests are imported and their parameters multiplied.
"""

from __future__ import annotations

import importlib
import math
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "ops"


def checks_by_test() -> dict[str, int]:
    """``file::test`` -> how many checks it makes of the samples and misuses of ops."""
    found: dict[str, int] = {}
    for path in sorted(TESTS.glob("test_*.py")):
        module = importlib.import_module(f"ops.{path.stem}")
        for name, test in vars(module).items():
            if name.startswith("test_") and getattr(test, "__module__", "") == module.__name__:
                size = size_of(test)
                if size:
                    found[f"{path.name}::{name}"] = size
    return found


def size_of(test: Any) -> int:
    """How often a test is called; 0 when it takes neither samples nor misuses."""
    from ops.cases import MISTAKES
    from ops.sampling import OpSample

    marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    lists = [list(mark.args[1]) for mark in marks]
    samples = any(values and isinstance(values[0], OpSample) for values in lists)
    generated = samples or any(mark.args[1] is MISTAKES for mark in marks)
    return math.prod(map(len, lists)) if generated else 0


def counts() -> dict[str, int]:
    """What there is, by name."""
    from ops.cases import MISTAKES, SAMPLES

    from graphrt.ops.table import OP_MODULES

    return {
        "ops": len(OP_MODULES),
        "samples": len(SAMPLES),
        "misuses": len(MISTAKES),
        "checks": sum(checks_by_test().values()),
    }


def main(arguments: list[str]) -> int:
    """Print the numbers; with ``--tests`` those of each test first."""
    unknown = set(arguments) - {"--tests"}
    if unknown:
        print(f"count_checks.py: unknown option {sorted(unknown)[0]!r}; it takes --tests only")
        return 2
    if "--tests" in arguments:
        for test, number in checks_by_test().items():
            print(f"{number:6}  {test}")
    for name, number in counts().items():
        print(f"{number:6}  {name}")
    return 0


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(TESTS.parent)]
    sys.exit(main(sys.argv[1:]))
