"""Every mistake has one message, a hint where there is a sure one, and an exit code."""

from __future__ import annotations

import pytest
from surface.cli_support import graphrt, write_all
from surface.mistakes import (
    TABLE,
    python_message,
    python_mistakes,
    rendered,
    shell_message,
    shell_mistakes,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("mistakes")
    write_all(path)
    return path


def test_the_table_says_what_is_said_now(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert rendered(folder) == TABLE.read_text(), "read the difference; python tools/bless.py"


def test_there_are_enough_of_them():
    assert len(shell_mistakes()) >= 90
    assert len(python_mistakes()[1]) >= 80


@pytest.mark.parametrize("mistake", shell_mistakes(), ids=lambda each: each.source)
def test_a_call_exits_with_its_code_and_writes_nothing(folder, monkeypatch, mistake):
    monkeypatch.chdir(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    first, *rest = shell_message(mistake).splitlines()
    assert first.startswith("graphrt: error: ")
    assert rest[-1] == f"exit {mistake.code}"
    assert all(line.startswith("  ") for line in rest[:-1])
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


SETUP, PROGRAMS = python_mistakes()


@pytest.mark.parametrize("mistake", PROGRAMS, ids=lambda each: each.source)
def test_a_program_gets_a_message_of_its_own(folder, monkeypatch, mistake):
    monkeypatch.chdir(folder)
    message = python_message(SETUP, mistake)
    assert "/graphrt/" not in message  # no line of graphrt itself
    assert len(message.splitlines()[0]) <= 130


def test_remarks_are_no_part_of_an_error(folder, monkeypatch):
    monkeypatch.chdir(folder)
    for mistake in shell_mistakes()[:20]:
        lines = graphrt(*mistake.source.split()).stderr.splitlines()
        assert sum(line.startswith("graphrt: error: ") for line in lines) == 1
