"""The README's blocks: what they say they print, and what they print."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> list[tuple[str, str]]:
    """(language, content) of every fenced block."""
    return [(found.group(1), found.group(2)) for found in BLOCK.finditer(text)]


def run_python(text: str, folder: Path) -> list[tuple[str, str]]:
    """Expected and actual output of each python block, all run in one namespace."""
    pairs: list[tuple[str, str]] = []
    namespace: dict[str, object] = {"__name__": "readme"}
    printed = ""
    before = Path.cwd()
    os.chdir(folder)
    try:
        for language, content in blocks(text):
            if language == "python":
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    exec(compile(content, "<readme>", "exec"), namespace)
                printed = out.getvalue()
            elif language == "text":
                pairs.append((content, printed))
    finally:
        os.chdir(before)
    return pairs


def run_console(text: str, folder: Path) -> list[tuple[str, str]]:
    """Expected and actual content of each console block; commands begin with ``$ graphrt``."""
    pairs = []
    for language, content in blocks(text):
        if language == "console":
            command = content.splitlines()[0].removeprefix("$ graphrt ")
            pairs.append((content, f"$ graphrt {command}\n{run_command(command, folder)}"))
    return pairs


def run_command(command: str, folder: Path) -> str:
    """What ``graphrt command`` prints on stdout, run in ``folder``."""
    link = folder / "models"
    if not link.exists():
        link.symlink_to(ROOT / "models")
    done = subprocess.run(
        [sys.executable, "-m", "graphrt_cli", *shlex.split(command)],
        cwd=folder, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout
