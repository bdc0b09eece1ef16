"""``graphrt optimize``, and ``graphrt run --optimize``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from surface.cli_support import good, good_json, graphrt, write_all

import graphrt as gr


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_all(tmp_path)
    return tmp_path


def test_it_prints_receipts_and_writes_what_is_asked_for(folder: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())
    text = good("optimize", "neuron.pb")
    assert text.splitlines()[0].startswith("predict: 14 -> 10 nodes, ")
    assert "recognize     14 -> 14" in text
    assert text.rstrip().splitlines()[-1].endswith("remove 4")
    assert sorted(path.name for path in folder.iterdir()) == before
    good("optimize", "neuron.pb", "-o", "fast.pb", "--report", "r.json")
    model = gr.load("fast.pb")
    assert [each.name for each in model.history] == ["canonicalize", "recognize", "dce"]
    record = json.loads((folder / "r.json").read_text())
    assert record["fired"]["sigmoid"] == 1
    assert "f = 0.7310585786300049" in good("run", "fast.pb")


def test_the_optimized_file_runs_and_is_inspected(folder: Path) -> None:
    good("optimize", "two_layer_net.pb", "-o", "fast.pb", "--level", "O1", "--verify")
    assert good("run", "fast.pb", "-s", "train") == good("run", "two_layer_net.pb", "-s", "train")
    assert "merge" in good("inspect", "fast.pb", "--history")


def test_files_are_not_replaced_unasked(folder: Path) -> None:
    for flag, path in (("-o", "gates.pb"), ("--report", "r.json")):
        (folder / "r.json").write_text("mine")
        done = graphrt("optimize", "neuron.pb", flag, path)
        assert done.exit_code == 2
        assert f"{path!r} exists already\n  hint --force replaces it" in done.stderr
    assert (folder / "r.json").read_text() == "mine"
    good("optimize", "neuron.pb", "-o", "gates.pb", "--force")
    assert gr.load("gates.pb").name == "neuron"


def test_verify_shows_what_became_of_the_numbers(folder: Path) -> None:
    text = good("optimize", "neuron.pb", "--verify")
    assert "signature            result  difference  error before  after" in text
    assert text.count("ok") == 6
    record = good_json("optimize", "neuron.pb", "--verify")
    assert record["schema"] == "graphrt.optimize/1"
    assert record["verify"]["ok"] is True
    assert record["verify"]["rows"][0]["error_after"] < 1e-15


def test_a_rewrite_that_changes_numbers_is_not_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphrt.optimize", lambda *_, **__: gr.load("wrong.pb"))
    b = gr.GraphBuilder("gates")
    x, y, z = (b.input(name, (), "float64") for name in "xyz")
    b.signature("predict", inputs=[x, y, z], outputs={"f": (x - y) * z})
    b.build().save("wrong.pb")
    done = graphrt("optimize", "gates.pb", "-o", "out.pb", "--verify")
    assert done.exit_code == 1
    assert "rewriting changed more than rounding can: predict f, predict" in done.stderr
    assert not (folder / "out.pb").exists()


def test_freeze(folder: Path) -> None:
    good("optimize", "two_layer_net.pb", "--freeze", "predict", "-o", "frozen.pb")
    model = gr.load("frozen.pb")
    assert (list(model.signatures), dict(model.variables)) == (["predict"], {})
    done = graphrt("optimize", "two_layer_net.pb", "--freeze", "train")
    assert done.exit_code == 2
    assert "signature 'train' stores w1, w2, step: it cannot be frozen" in done.stderr


def test_why_not(folder: Path) -> None:
    text = good("optimize", "two_layer_net.pb", "--why-not", "fold", "--why-not", "relu")
    assert "fold: fired" in text
    assert "it reads the variable 'w2', whose value may change; --freeze folds it" in text
    assert "relu: fired 0 times; it looked at 2 nodes, and declined at none: its pattern" in text
    record = good_json("optimize", "two_layer_net.pb", "--why-not", "fold")
    assert {each["rule"] for each in record["why_not"]} == {"fold"}


def test_print_after(folder: Path) -> None:
    text = good("optimize", "neuron.pb", "--print-after", "recognize", "--passes", "recognize")
    assert text.startswith("# predict after recognize\ngraph predict {\n  %w0: f64[] = input()")
    assert "= sigmoid(" in text
    record = good_json("optimize", "neuron.pb", "--print-after", "cse")
    assert record["model"] == "neuron"


def test_list_passes(folder: Path) -> None:
    text = good("optimize", "--list-passes")
    assert text.startswith("O0  no pass\nO1  dce,canonicalize,fold,cse,simplify,dce\n")
    assert "fold{max_bytes=65536}  (exact)" in text
    record = good_json("optimize", "--list-passes")
    assert record["passes"][0]["name"] == "canonicalize"


def test_run_takes_a_level(folder: Path) -> None:
    found = [good("run", "neuron.pb", "--optimize", level) for level in ("O0", "O1", "O2")]
    assert found[0] == found[1]
    assert found[2].startswith("f = 0.731058578630004")
    assert good("run", "gates.pb", "--optimize", "cse,dce").startswith("f = -12")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["optimize"], "no model is named\n  hint graphrt optimize MODEL, or --list-passes"),
        (["optimize", "gates.pb", "--level", "O1", "--passes", "cse"], "give one"),
        (["optimize", "gates.pb", "--level", "fast"], "no optimization level 'fast'"),
        (["optimize", "gates.pb", "--passes", "flod"], "did you mean 'fold'?"),
        (["optimize", "gates.pb", "-s", "predct"], "did you mean 'predict'?"),
        (["optimize", "gates.pb", "--why-not", "sigmod"], "did you mean 'sigmoid'"),
        (["optimize", "gates.pb", "--print-after", "cs"], "did you mean 'cse'?"),
        (["optimize", "gates.pb", "--report", "r.txt"], "--report 'r.txt' must end in .json"),
        (["optimize", "gates.pb", "-o", "no/such.pb"], "its directory does not exist"),
        (["optimize", "nothing.pb"], "nothing.pb"),
        (["run", "gates.pb", "--optimize", "O9"], "no optimization level 'O9'"),
    ],
)
def test_mistakes(folder: Path, words: list[str], message: str) -> None:
    done = graphrt(*words)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""
