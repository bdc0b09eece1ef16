"""What each verb prints and writes when all is well."""

from __future__ import annotations

import dataclasses
import json
import re
import shlex

import numpy as np
import pytest
from surface.cli_support import good, good_json, graphrt, write_all

import graphrt as gr
from graphrt_cli import options
from graphrt_cli.main import VERBS
from graphrt_cli.verbs.check import UNTRUSTED


@pytest.fixture
def folder(tmp_path, monkeypatch):
    write_all(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# -- run ---------------------------------------------------------------------------------------


def test_run_prints_values_and_gradients(folder):
    text = good("run", "gates.pb", "-i", "x=-2", "-i", "y=5", "-i", "z=-4", "--grad", "f")
    assert text == "f = -12\ndf/dx = -4\ndf/dy = -4\ndf/dz = 3\n"


def test_a_bare_run_uses_the_stored_example_and_says_so(folder):
    result = graphrt("run", "gates.pb")
    assert result.stdout == "f = -12\n"
    assert result.stderr == "note: no inputs given: using the example stored in the file\n"


def test_a_bare_run_shows_predictions_beside_true_labels(folder):
    assert good("run", "flowers.pb") == (
        "scores  f32[4, 3]\n"
        "  0  daisy 2  rose 0    tulip -2\n"
        "  1  rose 2   daisy 0   tulip -2\n"
        "  2  tulip 2  daisy -1  rose -1\n"
        "  3  daisy 3  rose 1    tulip -4\n"
        "label\n"
        "     predicted  true\n"
        "  0  daisy      daisy\n"
        "  1  rose       rose\n"
        "  2  tulip      rose   wrong\n"
        "  3  daisy      daisy\n"
        "accuracy 0.75 (3 of 4)\n"
        "label: as expected, 100% equal within tolerance\n"
    )


def test_true_labels_may_lie_beside_the_inputs(folder):
    record = good_json("run", "flowers.pb", "--inputs", "labelled.npz")
    assert record["scores"] == {
        "output": "label",
        "count": 3,
        "hits": 2,
        "accuracy": 2 / 3,
        "predicted": ["daisy", "rose", "tulip"],
        "true": ["daisy", "rose", "daisy"],
    }
    assert record["outputs"]["scores"]["classes"] == ["daisy", "rose", "tulip"]


def test_stored_outputs_that_no_longer_come_out_exit_1(folder):
    changed = gr.load("flowers.pb").with_values({"w": np.zeros((2, 3), np.float32)})
    changed.save("changed.pb")
    result = graphrt("run", "changed.pb")
    assert result.exit_code == 1
    assert "label: NOT as expected, 50% equal within tolerance, largest difference 2" in (
        result.stdout
    )


def test_outputs_are_written_whole_and_read_back(folder):
    good("run", "two_layer_net.pb", "-s", "train", "--grad", "loss", "-o", "out.npz")
    with np.load("out.npz", allow_pickle=False) as written:
        names = sorted(written)
        loss = written["loss"]
    assert names == ["grad_w1", "grad_w2", "grad_x", "grad_y", "loss"]
    model = gr.load("two_layer_net.pb")
    example = model.signatures["train"].examples[0].inputs
    np.testing.assert_array_equal(loss, gr.Session(model).run("train", **example)["loss"])
    assert not list(folder.glob(".*"))
    first = (folder / "out.npz").read_bytes()
    good("run", "two_layer_net.pb", "-s", "train", "--grad", "loss", "-o", "out.npz", "--force")
    assert (folder / "out.npz").read_bytes() == first


def test_expect(folder):
    good("run", "two_layer_net.pb", "-i", "x=@x.npy", "-o", "ref.npz")
    words = ["run", "two_layer_net.pb", "-i", "x=@x.npy", "--expect", "y_hat=@ref.npz"]
    assert "y_hat: as expected, 100% equal within tolerance" in good(*words)
    with np.load("ref.npz") as written:
        y_hat = written["y_hat"]
    y_hat[0, 0] += 1  # one of 32 elements
    np.savez("ref.npz", y_hat=y_hat)
    assert graphrt(*words).exit_code == 1
    good(*words, "--min-equal", "0.96")
    assert graphrt(*words, "--min-equal", "0.97").exit_code == 1
    good(*words, "--atol", "1.01")


def test_fetch_and_statistics_of_large_arrays(folder):
    text = good("run", "two_layer_net.pb", "-i", "x=randn:64x8", "--fetch", "relu_0")
    y_hat, relu = text.splitlines()
    assert y_hat.startswith("y_hat  f32[64, 8]  min -")
    assert relu.startswith("relu_0  f32[64, 64]  min 0  mean ")


def test_gradient_of_a_node_prints_the_node(folder):
    text = good("run", "gates.pb", "--grad", "add_0")
    assert text == "f = -12\nadd_0 = 3\ndadd_0/dx = 1\ndadd_0/dy = 1\n"


def test_small_arrays_are_printed_in_full(folder):
    text = good("run", "shapes.pb", "-i", "x=[[1,2,-0.5],[1e-9,3,1e9]]", "-i", "k=3", "-i", "m=1,0")
    assert text == ("y  f32[2, 3] =\n[[2, 3, 0.5],\n [1, 4, 1e+09]]\nk2 = 6\nn = [false, true]\n")


def test_updates_are_kept_only_where_save_says(folder):
    before = (folder / "counter.pb").read_bytes()
    result = graphrt("run", "counter.pb", "-s", "add", "-i", "x=2")
    assert result.stdout == "new = 3\n"
    assert result.stderr == "note: the new values of w are not kept; --save FILE.pb keeps them\n"
    good("run", "counter.pb", "-s", "add", "-i", "x=2", "--save", "next.pb")
    assert (folder / "counter.pb").read_bytes() == before
    assert good("run", "next.pb", "-s", "look") == "w = 3\n"


def test_numbers_that_json_lacks_are_strings(folder):
    with np.errstate(all="ignore"):
        record = good_json("run", "logarithm.pb", "-i", "x=1,-1,0")
    assert record["outputs"]["y"]["values"] == [0.0, "nan", "-inf"]
    assert record["schema"] == "graphrt.run/1"
    assert list(record)[0] == "schema"


def test_large_arrays_are_statistics_in_json(folder):
    record = good_json("run", "two_layer_net.pb", "-i", "x=zeros:200x8")
    assert record["outputs"]["y_hat"] == {
        "dtype": "float32",
        "shape": [200, 8],
        "statistics": {"min": 0.0, "mean": 0.0, "max": 0.0, "sd": 0.0},
    }


def test_a_profile_is_a_trace_of_this_run(folder):
    result = graphrt("run", "two_layer_net.pb", "-s", "train", "--profile", "t.json")
    assert result.stdout == good("run", "two_layer_net.pb", "-s", "train")
    assert "note: wrote t.json; open it in ui.perfetto.dev\n" in result.stderr
    events = json.loads((folder / "t.json").read_text())["traceEvents"]
    assert {"matmul_0", "where_0"} <= {
        node for each in events for node in each["args"].get("nodes", ())
    }


def test_verbose_says_who_decided_about_threads(folder, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert "note: 1 thread, from OMP_NUM_THREADS\n" in graphrt("run", "gates.pb", "-v").stderr
    asked = graphrt("run", "gates.pb", "-v", "--threads", "2")
    assert "note: 2 threads, from --threads\n" in asked.stderr
    assert "thread" not in graphrt("run", "gates.pb", "--threads", "1").stderr


# -- the other verbs ---------------------------------------------------------------------------


def test_inspect(folder):
    text = good("inspect", "two_layer_net.pb")
    assert text.startswith("model two_layer_net: ")
    assert "signature train" in text
    assert "signature train" not in good("inspect", "two_layer_net.pb", "-s", "predict")
    assert "= matmul(%x, %w1)" in good("inspect", "two_layer_net.pb", "--text")
    assert good("inspect", "gates.pb", "--weights") == "the model has no variables\n"
    assert "add(feed:x, feed:y)" in good("inspect", "gates.pb", "--plan")
    assert "feed  %x  f32[5, 8]" in good(
        "inspect", "two_layer_net.pb", "--plan", "-i", "x=zeros:5x8"
    )
    assert good("inspect", "logarithm.pb", "--plan").startswith("plan predict (N=1)\n")


def test_inspect_tables(folder):
    text = good("inspect", "two_layer_net.pb", "--nodes", "-s", "train", "--dim", "N=64")
    assert re.search(r"^matmul_0 +matmul +f32\[64, 64\] +65,536 +16,384 +1  ", text, re.M)
    text = good("inspect", "two_layer_net.pb", "--weights", "--stats")
    assert re.search(r"^lr +hyper +f32\[\] +4 +0.0001 +0 +0.0001 +0.0001$", text, re.M)
    assert "peak 53.2 kB at step 12 of 20" in good(
        "inspect", "two_layer_net.pb", "--memory", "-s", "train", "-i", "x=zeros:64x8"
    )
    assert "critical path: 3 nodes, 2 of 2 FLOPs" in good("inspect", "gates.pb", "--waves")
    assert good("inspect", "gates.pb", "--history") == "no pass has changed the model\n"


def test_inspect_as_json_has_every_view_asked_for(folder):
    flags = (
        "--nodes",
        "--weights",
        "--stats",
        "--memory",
        "--waves",
        "--history",
        "--plan",
        "--text",
    )
    record = good_json("inspect", "two_layer_net.pb", *flags)
    assert record["name"] == "two_layer_net"
    assert {"node_table", "weights", "memory", "waves", "history", "plan", "text"} <= set(record)
    lr = next(row for row in record["weights"]["rows"] if row["name"] == "lr")
    assert (lr["statistics"]["std"], lr["kind"]) == (0, "hyper")
    assert record["plan"].startswith("plan predict")
    assert "waves" not in good_json("inspect", "two_layer_net.pb")


def test_diff(folder):
    same = good("diff", "two_layer_net.pb", "two_layer_net.pb")
    assert same.startswith("structure: 38 nodes alike\nweights: 4 of 4 variables identical\n")
    good("run", "two_layer_net.pb", "-s", "train", "--save", "trained.pb")
    result = graphrt("diff", "two_layer_net.pb", "trained.pb")
    assert result.exit_code == 1
    assert "  they part at %w1 (variable, forward)" in result.stdout
    assert result.stderr == (
        "graphrt: error: 'two_layer_net.pb' and 'trained.pb' differ: weights, behaviour\n"
    )
    assert "weights" not in good("diff", "two_layer_net.pb", "trained.pb", "--only", "structure")
    loose = ("--rtol", "1", "--atol", "10", "--only", "weights")
    assert "within tolerance" in good("diff", "two_layer_net.pb", "trained.pb", *loose)
    record = json.loads(graphrt("diff", "two_layer_net.pb", "trained.pb", "--json").stdout)
    assert record["differing"] == ["weights", "behaviour"]


def refused(*args, match):
    result = graphrt(*args)
    assert result.exit_code == 2
    assert re.search(match, result.stderr), result.stderr


def test_inspect_who_runs_what(folder):
    text = good("inspect", "two_layer_net.pb", "-s", "train", "--backend", "native")
    head, columns, *rows = text.splitlines()
    assert head.startswith("train at N=32 on native, O2: ")
    assert columns.split() == ["step", "op", "runs", "on", "kernels", "or", "reason"]
    assert any(row.split()[1:3] == ["sub", "native"] for row in rows)
    record = good_json("inspect", "two_layer_net.pb", "--backend", "native", "--dim", "N=5")
    found = record["runners"]
    assert (found["backend"], found["bindings"]) == ("native", {"N": 5})
    assert found["native"] == sum(step["runner"] == "native" for step in found["steps"])
    assert all(bool(step["kernels"]) != bool(step["reason"]) for step in found["steps"])
    text = good("inspect", "gates.pb", "--backend", "numpy", "--optimize", "O0")
    assert text.splitlines()[0] == "predict on numpy, O0: 2 steps"
    refused("inspect", "gates.pb", "--optimize", "O1", match="add --backend")
    refused("inspect", "gates.pb", "--backend", "cuda", match="no backend 'cuda'")


def test_run_dump(folder):
    ir = good("run", "gates.pb", "--dump", "ir")
    kernels = good_json("inspect", "gates.pb", "--backend", "native")["runners"]["steps"]
    for name in {name for step in kernels for name in step["kernels"]}:
        assert f"@{name}(ptr %args, i64 %begin, i64 %end)" in ir
    assert ".text" in good("run", "gates.pb", "--dump", "asm")
    record = good_json("run", "gates.pb", "--dump", "ir")
    assert (record["form"], record["code"]) == ("ir", ir)
    refused("run", "gates.pb", "--dump", "c", match="'c' is not one of 'ir', 'asm'")
    refused("run", "gates.pb", "--dump", "ir", "-o", "x.npz", match="-o has nothing to work on")
    refused("run", "gates.pb", "--dump", "ir", "--check-finite", match="--check-finite has nothing")
    refused("run", "gates.pb", "--dump", "ir", "--backend", "numpy", match="numpy has none")


def test_verbose_says_which_backend(folder, monkeypatch):
    monkeypatch.setenv("GRAPHRT_BACKEND", "numpy")
    assert "note: backend numpy, from GRAPHRT_BACKEND\n" in graphrt("run", "gates.pb", "-v").stderr
    said = graphrt("run", "gates.pb", "-v", "--backend", "native").stderr
    assert "note: backend native, as asked for\n" in said


def test_bench(folder):
    before = (folder / "two_layer_net.pb").read_bytes()
    text = good("bench", "two_layer_net.pb", "-s", "train", "--runs", "10", "--profile")
    assert re.match(r"two_layer_net train at N=32 on (numpy|native), example inputs\nP50  ", text)
    assert re.search(r"^(\w+\+)*matmul(\+\w+)* +\d", text, re.MULTILINE)
    assert (folder / "two_layer_net.pb").read_bytes() == before
    record = good_json("bench", "two_layer_net.pb", "-i", "x=zeros:5x8", "--runs", "10")
    assert (record["runs"], record["bindings"], record["feeds"]) == (10, {"N": 5}, "given")
    assert record["time"]["min"] <= record["time"]["p50"] <= record["time"]["max"]


def test_visualize_prints_and_writes(folder):
    text = good("visualize", "gates.pb", "--backward")
    assert "swaps the operands" in text
    assert good("visualize", "gates.pb", "--format", "svg").startswith("<svg")
    result = graphrt("visualize", "gates.pb", "-i", "x=1", "-i", "y=2", "-i", "z=3", "-o", "a.svg")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "note: wrote a.svg\n")
    assert (folder / "a.svg").read_text().startswith("<svg")
    for name, start in [("a.dot", "digraph"), ("a.mmd", ""), ("a.html", "<!DOCTYPE html>")]:
        good("visualize", "two_layer_net.pb", "-s", "train", "--backward", "loss", "-o", name)
        assert (folder / name).read_text().lower().startswith(start.lower())
    record = good_json("visualize", "gates.pb")
    assert record["schema"] == "graphrt.visualize/1"
    assert record["format"] == "text"


def test_visualize_a_part_and_a_worksheet(folder):
    part = good("visualize", "two_layer_net.pb", "--focus", "relu_0", "--depth", "0")
    assert "relu_0 and 0 steps around it" in part
    assert part.count("beyond the cut") == 2
    inputs = ("-i", "x=-2", "-i", "y=5", "-i", "z=-4")
    sheet = good("visualize", "gates.pb", *inputs, "--blank", "grads")
    assert sheet.count("______") == 4
    solution = good("visualize", "gates.pb", *inputs, "--backward")
    assert "______" not in solution
    assert "-4.00" in solution
    opened = good("visualize", "two_layer_net.pb", "-s", "train", "--full", "--expand", "all")
    assert "transpose_0" in opened


def test_check(folder):
    assert good("check", "gates.pb").startswith("ok: gates, 5 nodes")
    assert "worst error" in good("check", "two_layer_net.pb", "--grad")
    record = good_json("check", "gates.pb", "--grad", "--loss", "f")
    assert record["ok"] is True
    assert [row["name"] for row in record["gradients"]["rows"]] == ["x", "y", "z"]


def test_untrusted_is_stricter(folder, monkeypatch):
    usual = gr.Limits()
    assert all(limit < getattr(usual, name) for name, limit in UNTRUSTED.items())
    good("check", "gates.pb", "--untrusted")
    monkeypatch.setitem(UNTRUSTED, "nodes", 4)
    result = graphrt("check", "gates.pb", "--untrusted")
    assert result.exit_code == 4
    assert "the number of nodes is 5, the limit is 4" in result.stderr
    good("check", "gates.pb")
    good("check", "gates.pb", "--untrusted", "--max-nodes", "5")


def test_wrong_gradients_exit_1(folder, monkeypatch):
    whole = gr.check

    def wrong(path, **options):
        report = whole(path, **options)
        first, *rest = report.gradients.rows
        rows = (dataclasses.replace(first, ok=False), *rest)
        gradients = dataclasses.replace(report.gradients, rows=rows)
        return dataclasses.replace(report, gradients=gradients)

    monkeypatch.setattr(gr, "check", wrong)
    result = graphrt("check", "gates.pb", "--grad")
    assert result.exit_code == 1
    assert "WRONG" in result.stdout
    assert result.stderr == "graphrt: error: wrong gradients: x\n"


def test_example(folder):
    text = good("example")
    assert [line.split()[0] for line in text.splitlines()] == list(gr.examples())
    result = graphrt("example", "gates", "-o", "mine.pb")
    assert result.stdout == ""
    assert result.stderr == "note: wrote mine.pb; try: graphrt run mine.pb\n"
    assert good("run", "mine.pb") == "f = -12\n"
    assert good_json("example", "gates", "-o", "mine.pb", "--force")["path"] == "mine.pb"
    assert set(good_json("example")["examples"]) == set(gr.examples())


def test_ops(folder):
    names = [line.split()[0] for line in good("ops").splitlines()[1:]]
    assert {"matmul", "relu", "input"} <= set(names)
    assert [line.split()[0] for line in good("ops", "relu", "add").splitlines()[1:]] == [
        "relu",
        "add",
    ]
    record = good_json("ops", "matmul")
    assert record["ops"][0]["operands"] == ["lhs", "rhs"]


def test_doctor(folder):
    assert good("doctor").startswith("graphrt")
    record = good_json("doctor")
    assert record["ok"] is True
    found = {item["name"]: item["found"] for item in record["items"]}
    assert found["backend"] in ("native", "numpy")
    assert int(found["threads"]) >= 1
    assert {"vectors", "llvm", "kernels", "llvmlite"} <= found.keys()


# -- train -------------------------------------------------------------------------------------


def test_train_prints_a_line_per_epoch_and_goes_on_where_it_stopped(folder):
    words = ("train", "digits_mlp.pb", "--data", "digits.npz", "-o", "t.pb", "--val", "0.25")
    first = graphrt(*words, "--epochs", "2")
    assert re.match(
        r"2 epochs, 2 steps in [\d.]+ s; all epochs are done\nstep 2  loss", first.stdout
    )
    assert re.search(r"^epoch 1/2  loss \S+  val_loss \S+  val_accuracy \S+$", first.stderr, re.M)
    again = graphrt(*words, "--epochs", "3")
    assert "note: t.pb is resumed at step 2\nepoch 3/3" in again.stderr
    assert "resumed at step 2; all epochs are done" in again.stdout
    refused = graphrt(*words, "--batch", "8")
    assert refused.exit_code == 2
    assert "training cannot go on: its batches have 32 examples, not 8" in refused.stderr
    assert "hint --force starts anew" in refused.stderr
    record = good_json(*words, "--batch", "8", "--epochs", "1", "--force")
    assert record["resumed"] == 0
    assert record["rows"][0].keys() == {"epoch", "step", "loss", "val_loss", "val_accuracy"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--set", "lr"], "--set 'lr' is no setting\n  hint --set lr=0.01"),
        (["--set", "rate=1"], "the model has no hyper-parameter 'rate'"),
        (["--plot", "loss.png"], "the plot 'loss.png' must end in .svg"),
        (["--log", "log.txt"], "the log 'log.txt' must end in .csv or .jsonl"),
        (["--val", "nothing.npz"], "there is no data file 'nothing.npz'"),
    ],
)
def test_train_refuses_with_advice_and_writes_nothing(folder, words, message):
    before = sorted(path.name for path in folder.iterdir())
    result = graphrt("train", "digits_mlp.pb", "--data", "digits.npz", "-o", "t.pb", *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert sorted(path.name for path in folder.iterdir()) == before


# -- help --------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
def test_the_examples_in_the_help_work_in_order(folder, verb):
    (folder / "gates.pb").unlink()
    (folder / "neuron.pb").unlink()
    good("example", "gates", "-o", "gates.pb")
    text = good(verb, "--help")
    lines = [line.strip() for line in text.splitlines() if line.startswith("    graphrt ")]
    assert len(lines) >= 2
    for line in lines:
        good(*shlex.split(line)[1:])


def test_help_of_the_group_lists_every_verb():
    text = good("--help")
    assert text == good()
    for verb, summary in VERBS.items():
        assert re.search(rf"^  {verb} +{re.escape(summary)}$", text, re.M)
    assert good("--version") == f"graphrt {gr.__version__}\n"


def test_the_limits_are_those_of_the_library():
    flags = {name: "--max-" + name.replace("_", "-") for name in options.LIMITS}
    assert flags == gr.Limits.flags()
    text = good("check", "--help")
    assert all(flag in text for flag in flags.values())


@pytest.mark.parametrize(
    ("text", "number"),
    [("10", 10), ("64kB", 64_000), ("1.5GB", 1_500_000_000), ("2GiB", 2**31), ("1 mib", 2**20)],
)
def test_sizes(text, number):
    assert options.size(text) == number


def untimed(record):
    """A JSON object without its times, which differ from run to run."""
    return {key: value for key, value in record.items() if key not in ("ms", "seconds")}


def test_every_verb_has_json(folder):
    calls = {
        "run": ["gates.pb"],
        "train": [
            "digits_mlp.pb",
            "--data",
            "digits.npz",
            "-o",
            "json.pb",
            "--epochs",
            "1",
            "--force",
        ],
        "inspect": ["gates.pb"],
        "bench": ["gates.pb", "--runs", "3"],
        "diff": ["gates.pb", "gates.pb"],
        "visualize": ["gates.pb"],
        "optimize": ["gates.pb"],
        "check": ["gates.pb"],
        "debug": ["step", "gates.pb"],
        "export": ["gates.pb", "-o", "json.txt", "--force"],
        "grad": ["gates.pb", "-o", "json.pb", "--force"],
        "edit": ["rename", "gates.pb", "x=a", "-o", "json.pb", "--force"],
        "codegen": ["gates.pb"],
        "example": [],
        "ops": [],
        "doctor": [],
    }
    assert set(calls) == set(VERBS)
    for verb, words in calls.items():
        assert good_json(verb, *words)["schema"] == f"graphrt.{verb}/1"
        if verb != "bench":  # never twice the same
            twice = [json.loads(good(verb, *words, "--json"), object_hook=untimed) for _ in "12"]
            assert twice[0] == twice[1]
