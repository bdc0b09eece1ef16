"""The example of `graphrt/ir/README.md` prints what it says, and its table names every file."""

from __future__ import annotations

import re
from pathlib import Path

from graphrt.ir import graph

README = Path(graph.__file__).parent / "README.md"
TEXT = README.read_text(encoding="utf-8")


def test_the_example_prints_what_it_says(capsys):
    code, printed = re.search(r"```python\n(.*?)```\n\n```\n(.*?)```", TEXT, re.DOTALL).groups()
    exec(compile(code, README.name, "exec"), {})
    assert capsys.readouterr().out.strip() == printed.strip()


def test_every_file_is_in_the_table():
    named = set(
        re.findall(r"`(\w+)\.py`", TEXT.partition("## Read")[2].partition("## The text")[0])
    )
    assert named == {path.stem for path in README.parent.glob("*.py")} - {"__init__"}
