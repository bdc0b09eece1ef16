"""The command as a process: start-up, signals, pipes, and errors nobody foresaw."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from surface.cli_support import graphrt, write_all

import graphrt as gr

COMMAND = [sys.executable, "-m", "graphrt_cli"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    write_all(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def _importable(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))


def process(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, timeout=60, check=False, **options
    )


def test_results_and_remarks_go_to_different_places(folder):
    done = process("run", "gates.pb")
    assert (done.returncode, done.stdout) == (0, "f = -12\n")
    assert done.stderr == "note: no inputs given: using the example stored in the file\n"


def test_exit_codes_reach_the_shell(folder):
    assert process("run", "gates.pb", "--expect", "f=0").returncode == 1
    assert process("run", "nothing.pb").returncode == 2
    assert process("run", "junk.pb").returncode == 3
    assert process("run", "gates.pb", "--max-nodes", "1").returncode == 4


def test_help_imports_neither_numpy_nor_graphrt(folder):
    for words in (["--help"], ["run", "--help"], ["check", "--help"], ["doctor", "--help"]):
        code = (
            "import sys; from graphrt_cli.main import cli\n"
            f"try: cli.main({words!r})\n"
            "except SystemExit as end: assert end.code == 0\n"
            "print(sorted({'numpy', 'graphrt', 'networkx', 'google', 'json'} & set(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"


def test_run_imports_nothing_heavy(folder):
    code = (
        "import sys; from graphrt_cli.main import cli\n"
        "try: cli.main(['run', 'gates.pb'])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {'networkx', 'ml_dtypes', 'rich', 'PIL', 'graphrt.autodiff', 'graphrt.viz'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_closed_pipe_is_quiet(folder):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run(
            [*COMMAND, "ops"], stdout=pipe, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert done.stderr == b""
    assert done.returncode == 141


def _writing_end(path: str) -> int:
    """Opens a named pipe for writing once somebody reads it."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.01)


def _interrupt(running: subprocess.Popen[str]) -> None:
    """Sends SIGINT until it is heard: just before a system call Python only takes note of it,
    and the call then blocks."""
    for _ in range(5):
        running.send_signal(signal.SIGINT)
        try:
            running.wait(timeout=3)
            return
        except subprocess.TimeoutExpired:
            continue


def test_interrupt_exits_130(folder):
    os.mkfifo("pipe.pb")  # reading it waits for a writer that never writes
    # a test run in the background ignores SIGINT, and the child inherits that
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from graphrt_cli.main import main; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, "run", "pipe.pb"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            end = _writing_end("pipe.pb")
            _interrupt(running)
            _, errors = running.communicate(timeout=30)
            os.close(end)
        finally:
            running.kill()  # no effect unless it is still there
    assert errors.strip() == "graphrt: interrupted"
    assert running.returncode == 130


# -- errors nobody foresaw ---------------------------------------------------------------------


@pytest.fixture
def failing(folder, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        error = ZeroDivisionError("a kernel divides by zero")
        error.add_note("in %div_0")
        raise error

    monkeypatch.setattr(gr.Session, "run", fail)


def test_a_run_that_fails_exits_5_with_type_message_and_notes(failing):
    result = graphrt("run", "gates.pb")
    assert result.exit_code == 5
    assert result.stderr.splitlines()[1:] == [
        "graphrt: error: ZeroDivisionError: a kernel divides by zero",
        "  in %div_0",
    ]


def test_verbose_shows_the_traceback(failing, monkeypatch):
    assert "Traceback" in graphrt("run", "gates.pb", "-v").stderr
    monkeypatch.setenv("GRAPHRT_DEBUG", "1")
    assert "Traceback" in graphrt("run", "gates.pb").stderr
    monkeypatch.setenv("GRAPHRT_DEBUG", "0")
    assert "Traceback" not in graphrt("run", "gates.pb").stderr


def test_a_failed_write_leaves_no_file(folder, monkeypatch):
    import numpy as np

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np.lib.format, "write_array", fail)
    result = graphrt("run", "gates.pb", "-o", "out.npz")
    assert result.exit_code == 2
    assert "cannot write 'out.npz': No space left on device" in result.stderr
    assert not [each.name for each in folder.iterdir() if "out.npz" in each.name]
