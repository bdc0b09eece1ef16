"""Every block of the README prints what it says; no longer than 200 lines."""

import pytest
from surface.readme import ROOT, run_command, run_console, run_python

TEXT = (ROOT / "README.md").read_text()


def test_python_blocks_print_what_they_say(tmp_path):
    pairs = run_python(TEXT, tmp_path)
    assert len(pairs) == 3
    for expected, printed in pairs:
        assert printed == expected


def test_console_blocks_print_what_they_say(tmp_path):
    pairs = run_console(TEXT, tmp_path)
    assert len(pairs) == 3
    for expected, printed in pairs:
        assert printed == expected


def test_the_picture_is_what_the_command_draws(tmp_path):
    run_command("visualize models/sigmoid_neuron.pb --backward -o neuron.svg", tmp_path)
    drawn = (tmp_path / "neuron.svg").read_text()
    assert drawn == (ROOT / "models" / "sigmoid_neuron.svg").read_text()


def test_it_is_short_enough():
    assert len(TEXT.splitlines()) <= 200


@pytest.mark.parametrize("word", ["graphrt run models/digits_mlp.pb", ".venv/bin/pytest -q"])
def test_the_two_commands_are_one_line_each(word):
    assert (
        sum(line.startswith("python3 -m venv") and word in line for line in TEXT.splitlines()) == 1
    )
