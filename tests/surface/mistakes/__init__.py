"""What people do wrong, and the words they get for it.

`shell.txt` and `python.txt` have the mistakes, `../MISTAKES.md` each with its message. To add one, write it
down, run ``python tools/bless.py``, and read what graphrt says: it should be good advice.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from surface.cli_support import graphrt

HERE = Path(__file__).parent
TABLE = HERE.parent / "MISTAKES.md"


class Mistake(NamedTuple):
    """``source`` is a command line or a program; ``code`` the exit code of the command."""

    section: str
    source: str
    code: int | None


def shell_mistakes() -> list[Mistake]:
    """The lines of `shell.txt`."""
    found, section = [], ""
    for line in (HERE / "shell.txt").read_text().splitlines():
        if line.startswith("## "):
            section = line[3:]
        elif line and not line.startswith("#"):
            code, _, words = line.partition(" ")
            found.append(Mistake(section, words, int(code)))
    return found


def python_mistakes() -> tuple[str, list[Mistake]]:
    """The program that comes first, and the blocks of `python.txt`."""
    found, section = [], ""
    _, setup, rest = (HERE / "python.txt").read_text().split("\n\n", 2)
    more, _, rest = rest.partition("\n\n## ")
    for block in f"## {rest}".strip().split("\n\n"):
        if block.startswith("## "):
            section = block[3:]
        else:
            found.append(Mistake(section, block, None))
    return f"{setup}\n\n{more}\n\n", found


def shell_message(mistake: Mistake) -> str:
    """What the command says on stderr, remarks left out, and its exit code."""
    result = graphrt(*shlex.split(mistake.source))
    lines = [line for line in result.stderr.splitlines() if not line.startswith("note: ")]
    assert "Traceback" not in result.output
    return "\n".join([*lines, f"exit {result.exit_code}"])


def python_message(setup: str, mistake: Mistake) -> str:
    """The error a program ends with, as Python prints it below the traceback."""
    program = compile(setup + mistake.source, "net.py", "exec")
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            exec(program, {"__name__": "__main__"})
        except Exception as error:
            notes = "".join(f"\n{each}" for each in getattr(error, "__notes__", ()))
            return f"{type(error).__name__}: {error}{notes}"
    raise AssertionError(f"no mistake:\n{mistake.source}")


def rendered(folder: Path) -> str:
    """`MISTAKES.md` as it should be; to be called in ``folder``, which has the files.

    What changes from place to place is replaced: the folder, and lines of this package's models.
    """
    text = re.sub(re.escape(str(folder)) + r"/?", "", "\n".join(_lines()))
    return re.sub(r"\S*cli_support\.py:\d+", "model.py:1", text) + "\n"


def _lines() -> Iterator[str]:
    yield "# Mistakes"
    yield ""
    yield "What people do wrong, and what graphrt answers. Written by `python tools/bless.py` from"
    yield "`mistakes/`; a test compares it with what is said now."
    yield ""
    yield "# In Python"
    setup, programs = python_mistakes()
    yield f"\nEach program begins with\n\n```python\n{setup.rstrip()}\n```"
    section = ""
    for each in programs:
        if each.section != section:
            section = each.section
            yield f"\n## {section[:1].upper()}{section[1:]}"
        yield f"\n```python\n{each.source}\n```\n```text\n{python_message(setup, each)}\n```"
    yield "\n# In the shell"
    section = ""
    for each in shell_mistakes():
        if each.section != section:
            section = each.section
            yield f"\n## {section[:1].upper()}{section[1:]}"
        yield f"\n```console\n$ graphrt {each.source}\n{shell_message(each)}\n```"
