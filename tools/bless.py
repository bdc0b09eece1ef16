"""Rewrite what the README says its blocks print, what passes make of the golden graphs of
`tests/passes/golden`, what mistakes are answered with, and which ops run natively and by which
kernels, by what that is now.

    python tools/bless.py [readme] [passes] [mistakes] [native]

Read the difference before you commit it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
os.environ.setdefault("GRAPHRT_BACKEND", "numpy")  # as the suite does
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools"), str(ROOT)]


def bless_passes() -> None:
    """Run every golden pipeline and write what it gives after the arrow."""
    from passes.golden_files import names, outcome, path_of, read

    for name in names():
        golden = read(name)
        path_of(name).write_text(golden.text + outcome(golden).text, encoding="utf-8")


def bless_mistakes() -> None:
    """Make every mistake in a folder with the files they name, and write down what is said."""
    from surface.cli_support import write_all
    from surface.mistakes import TABLE, rendered

    before = os.getcwd()
    with tempfile.TemporaryDirectory() as name:
        write_all(Path(name))
        os.chdir(name)
        try:
            TABLE.write_text(rendered(Path(name)))
        finally:
            os.chdir(before)


def bless_native() -> None:
    """Ask of every sample of the op table who runs it, and write the kernels of a few plans."""
    from backends.native.op_runners import LISTED, listing
    from backends.native.snapshot_plans import SNAPSHOTS, path_of, text_of

    LISTED.write_text(listing(), encoding="utf-8")
    for name in SNAPSHOTS:
        path_of(name).write_text(text_of(name), encoding="utf-8")


def bless_readme() -> None:
    """Run every block and put the new output in place of the old."""
    from surface.readme import run_console, run_python

    path = ROOT / "README.md"
    text = path.read_text()
    with tempfile.TemporaryDirectory() as folder:
        for language, run in (("text", run_python), ("console", run_console)):
            rest = 0
            for expected, printed in run(text, Path(folder)):
                old, new = f"```{language}\n{expected}```", f"```{language}\n{printed}```"
                at = text.index(old, rest)
                text = text[:at] + new + text[at + len(old) :]
                rest = at + len(new)
    path.write_text(text)


def main() -> None:
    """Bless what is named, everything by default."""
    parts = {
        "readme": bless_readme,
        "passes": bless_passes,
        "mistakes": bless_mistakes,
        "native": bless_native,
    }
    for name in sys.argv[1:] or parts:
        if name not in parts:
            sys.exit(f"bless: there is no {name}; there are {', '.join(parts)}")
        parts[name]()


if __name__ == "__main__":
    main()
