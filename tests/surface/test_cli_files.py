"""``graphrt export`` and ``graphrt edit``, as a user calls them."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest
from surface.cli_support import good, good_json, graphrt, write_all

import graphrt as gr


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("files")
    write_all(made)
    return made


@pytest.fixture(autouse=True)
def _inside(folder, monkeypatch):
    monkeypatch.chdir(folder)


def test_export_text_and_convert_it_back():
    good("export", "two_layer_net.pb", "-o", "net.txt")
    good("convert", "net.txt", "-o", "net_again.pb")
    assert gr.load("net_again.pb") == gr.load("two_layer_net.pb")


def test_export_weights_and_load_them():
    record = good_json("export", "counter.pb", "-o", "c.npz")
    assert (record["schema"], record["format"]) == ("graphrt.export/1", "npz")
    np.savez("c2.npz", w=np.float64(7), more=1)
    assert graphrt("export", "counter.pb", "--weights", "c2.npz", "-o", "c2.pb").exit_code == 2
    good("export", "counter.pb", "--weights", "c2.npz", "--partial", "-o", "c2.pb")
    assert gr.load("c2.pb").variables["w"].value == 7


def test_edit_rename():
    out = good("edit", "rename", "flowers.pb", "x=image", "variable:w=weight", "-o", "f1.pb")
    assert out == "predict(image: f32[N, 2]) -> scores: f32[N, 3], label: i64[N]\n"
    assert list(gr.load("f1.pb").variables) == ["weight"]


def test_edit_reshape():
    out = good("edit", "reshape", "flowers.pb", "N=3", "-o", "f2.pb")
    assert "examples: 1 -> 0" in out  # it has four rows
    assert "predict(x: f32[3, 2])" in out
    assert "x: f32[M, 2]" in good("edit", "reshape", "f2.pb", "x=Mx2", "-o", "f3.pb")


def test_edit_extract():
    record = good_json("edit", "extract", "flowers.pb", "--outputs", "scores", "-o", "f4.pb")
    assert record["before"]["nodes"] > record["after"]["nodes"] == 3
    assert gr.load("f4.pb").signature().labels["scores"] == ("daisy", "rose", "tulip")
    out = good("edit", "extract", "counter.pb", "-s", "look", "-o", "look.pb")
    assert "signatures: 2 -> 1" in out


MISTAKES = [
    (2, "export gates.pb -o gates.pb", "'gates.pb' exists already"),
    (2, "export gates.pb -o x.xyz", "the suffix is not known"),
    (2, "export gates.pb", "missing option '-o' / '--output'"),
    (2, "export none.pb -o x.txt", "there is no file 'none.pb'"),
    (2, "export none.txt -o x.pb", "there is no file 'none.txt'"),
    (2, "export gates.pb --partial -o x.pb", "--partial is about --weights"),
    (2, "export gates.pb -s predict -o x.txt", "not one signature"),
    (2, "export counter.pb --weights x.npy -o x.pb", "weights come from .npz"),
    (3, "export junk.pb -o x.txt", "not a graphrt model"),
    (4, "export gates.pb -o x.txt --max-nodes 1", "the number of nodes is"),
    (2, "edit", "say what to edit: rename, reshape or extract"),
    (2, "edit nothing gates.pb", "no such command 'nothing'"),
    (2, "edit rename gates.pb x=a", "missing option '-o' / '--output'"),
    (2, "edit rename gates.pb -o r.pb", "missing argument"),
    (2, "edit rename gates.pb x -o r.pb", "'x' is not OLD=NEW"),
    (2, "edit rename gates.pb x=a x=b -o r.pb", "'x' is there twice"),
    (2, "edit rename gates.pb q=a -o r.pb", "the model has no 'q'"),
    (2, "edit rename gates.pb x=a -o gates.pb", "'gates.pb' exists already"),
    (2, "edit rename gates.pb x=a -o r.txt", "-o 'r.txt' must end in .pb"),
    (2, "edit reshape flowers.pb Q=2 -o r.pb", "no input or symbol 'Q'"),
    (2, "edit reshape flowers.pb N=2x3 -o r.pb", "the symbol N takes one extent, not 2"),
    (3, "edit reshape flowers.pb x=2x3 -o r.pb", "matmul: inner dimensions differ"),
    (2, "edit extract gates.pb -o r.pb", "say what to extract"),
    (2, "edit extract gates.pb -s a --outputs b -o r.pb", "say what to extract"),
    (2, "edit extract gates.pb -s predict --inputs x -o r.pb", "--inputs is about --outputs"),
    (2, "edit extract gates.pb --outputs zz -o r.pb", "the graph has no node 'zz'"),
    (4, "edit extract gates.pb -s predict -o r.pb --max-nodes 1", "the number of nodes is"),
]


@pytest.mark.parametrize(("code", "words", "message"), MISTAKES)
def test_mistake(code, words, message):
    before = sorted(os.listdir())
    result = graphrt(*words.split())
    assert result.exit_code == code, result.stderr
    assert message in result.stderr
    assert result.stderr.startswith("graphrt: error: ")
    assert result.stdout == ""
    assert sorted(os.listdir()) == before


@pytest.mark.parametrize("verb", ["rename", "reshape", "extract"])
def test_the_examples_in_the_help_of_an_edit_work(verb):
    lines = [each.strip() for each in good("edit", verb, "--help").splitlines()]
    examples = [each for each in lines if each.startswith("graphrt edit")]
    assert len(examples) >= 2
    for line in examples:
        good(*line.split()[1:], "--force")


def test_every_verb_that_loads_takes_every_limit():
    from graphrt_cli.main import VERBS, cli

    loading = {"run", "inspect", "visualize", "check", "export", "bench", "diff", "optimize"}
    found = [cli.get_command(None, name) for name in VERBS if name in loading]
    found += list(cli.get_command(None, "edit").commands.values())
    for command in found:
        flags = {flag for option in command.params for flag in option.opts}
        assert set(gr.Limits.flags().values()) <= flags, command.name


def test_json_is_one_line():
    done = graphrt("export", "gates.pb", "-o", "g2.txt", "--json")
    assert json.loads(done.stdout)["files"][0]["path"] == "g2.txt"
