"""Rewrite what the README says its blocks print with what they print now.

    python tools/bless.py

Read the difference before you commit it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools"), str(ROOT)]


def main() -> None:
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


if __name__ == "__main__":
    main()
