"""Training from the file: data, order, checkpoints, and going on as if nothing had happened."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from safetensors.numpy import save_file

import graphrt as gr
from graphrt.errors import FeedError, FormatError, UsageError
from graphrt.runtime.training.data import digest_of, fitted, load_data
from graphrt.runtime.training.order import batches, epoch_order, split
from graphrt.runtime.training.position import Position

rng = np.random.default_rng(0)
X = rng.standard_normal((50, 8)).astype("float32")
DATA = {"x": X, "y": np.sin(X)}


def state_of(path):
    return {name: v.value for name, v in gr.load(path).variables.items()}


def assert_same_bits(first, second):
    assert first.keys() == second.keys()
    for name in first:
        assert first[name].tobytes() == second[name].tobytes(), name


# -- data --------------------------------------------------------------------------------------


def test_every_format_gives_the_same_arrays(tmp_path):
    arrays = {"x": X, "label": np.arange(50) % 3}
    np.savez(tmp_path / "d.npz", **arrays)
    np.savez_compressed(tmp_path / "c.npz", **arrays)
    save_file(arrays, tmp_path / "d.safetensors")
    header = ",".join([*(f"x_{i}" for i in range(8)), "label"])
    lines = [",".join(map(repr, [*row.tolist(), int(n)])) for row, n in zip(X, arrays["label"])]
    (tmp_path / "d.csv").write_text("\n".join([header, *lines]))
    for name in ("d.npz", "c.npz", "d.safetensors", "d.csv"):
        found = load_data(tmp_path / name)
        assert sorted(found) == ["label", "x"]
        np.testing.assert_array_equal(found["x"].astype("float32"), X)
        np.testing.assert_array_equal(found["label"], arrays["label"])
    assert isinstance(load_data(tmp_path / "d.npz")["x"], np.memmap)
    np.save(tmp_path / "x.npy", X)
    assert isinstance(load_data(tmp_path / "x.npy")["x"], np.memmap)


def test_data_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(UsageError, match="there is no data file '.*none.npz'"):
        load_data(tmp_path / "none.npz")
    with pytest.raises(UsageError, match="'d.txt' is no data file\n  hint one of .npz"):
        load_data("d.txt")
    (tmp_path / "bad.npz").write_bytes(b"PK nonsense")
    with pytest.raises(FormatError, match="bad.npz' cannot be read: "):
        load_data(tmp_path / "bad.npz")
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3\n")
    with pytest.raises(FormatError, match="line 3 has 1 fields, the header 2"):
        load_data(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text("x\none\n")
    with pytest.raises(FormatError, match="line 2: 'one' is no number"):
        load_data(tmp_path / "b.csv")


def test_data_that_do_not_fit_the_signature_are_named():
    signature = gr.example("digits_mlp").signatures["train"]
    good = {"x": np.zeros((4, 64)), "label": np.zeros(4)}
    assert fitted(good, signature)["x"].dtype == np.float32
    assert fitted(good, signature)["label"].dtype == np.int64
    for change, match in (
        ({"labels": good["label"]}, r"no array 'label'.*\n.*did you mean 'labels'"),
        ({"label": np.zeros(3)}, "different numbers of examples: x 4, label 3"),
        ({"label": np.full(4, 0.5)}, r"the data 'label' are float64, the input is i64\[N\]"),
        ({"label": np.zeros((4, 1))}, r"'label' have shape \[4, 1\], the input is i64\[N\]"),
        ({"x": np.zeros((0, 64)), "label": np.zeros(0)}, "have no example"),
    ):
        given = {k: v for k, v in good.items() if k != "label" or "labels" not in change}
        with pytest.raises(FeedError, match=match):
            fitted({**given, **change}, signature)


def test_the_digest_tells_data_apart():
    digests = {digest_of(d) for d in (
        DATA, {"x": X}, {"x": X, "y": np.sin(X) + 1e-6}, {"y": X, "x": np.sin(X)},
        {"x": X.astype("float64"), "y": np.sin(X)},
    )}  # fmt: skip
    assert len(digests) == 5
    assert digest_of(DATA) == digest_of({"y": np.sin(X), "x": X[:]})


# -- order -------------------------------------------------------------------------------------


def test_the_order_is_a_permutation_that_follows_from_the_seed():
    orders = [epoch_order(3, epoch, 100) for epoch in range(4)]
    assert all(sorted(order) == list(range(100)) for order in orders)
    assert len({tuple(order) for order in orders}) == 4
    np.testing.assert_array_equal(orders[2], epoch_order(3, 2, 100))
    assert epoch_order(3, 0, 8).tolist() == [4, 5, 7, 0, 1, 3, 6, 2]  # the same for ever
    assert epoch_order(3, 0, 5, shuffle=False).tolist() == [0, 1, 2, 3, 4]


def test_batches_can_begin_in_the_middle():
    order = epoch_order(0, 0, 10)
    every = [part.tolist() for part in batches(order, 4)]
    assert [len(part) for part in every] == [4, 4, 2]
    assert [part.tolist() for part in batches(order, 4, 1)] == every[1:]
    train, held = split(0, 10, 0.3)
    assert sorted([*train, *held]) == list(range(10))
    assert len(held) == 3


# -- training ----------------------------------------------------------------------------------


def test_a_training_is_the_loop_one_would_write():
    model = gr.example("two_layer_net")
    trainer = gr.Trainer(model, DATA, batch=16, seed=5)
    report = trainer.fit(3)
    session = gr.Session(model)
    means = []
    for epoch in range(3):
        total = 0.0
        for chosen in batches(epoch_order(5, epoch, 50), 16):
            total += float(session.run("train", x=X[chosen], y=DATA["y"][chosen])["loss"]) * len(
                chosen
            )
        means.append(total / 50)
    assert_same_bits(trainer.session.state(), session.state())
    assert [row["loss"] for row in report.rows] == pytest.approx(means, rel=1e-12)
    assert report.steps == 12


@pytest.mark.parametrize("stop", [1, 5, 7, 8, 11])
def test_an_interrupted_training_goes_on_bit_for_bit(tmp_path, stop):
    model, path, whole = gr.example("digits_mlp"), tmp_path / "t.pb", tmp_path / "whole.pb"
    digits = load_data("models/digits_train.npz")
    data = {name: array[:100] for name, array in digits.items()}
    settings = {"batch": 32, "val": 0.2, "hyper": {"lr": 0.01}}
    once = gr.Trainer(model, data, output=whole, **settings)
    report = once.fit(4)

    def interrupt(told):
        if told.step == stop and not told.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gr.Trainer(model, data, output=path, **settings).fit(4, interrupt)
    again = gr.Trainer(model, data, output=path, **settings)
    assert again.resumed == stop
    resumed = again.fit(4)
    assert_same_bits(state_of(path), state_of(whole))
    assert resumed.rows == report.rows
    assert path.read_bytes() == whole.read_bytes()


KILLED = """
import sys
import graphrt as gr
trainer = gr.Trainer(gr.example("digits_mlp"), "{data}", batch=32, output=sys.argv[1], every=3)
trainer.fit(3)
"""


def test_a_killed_training_goes_on_bit_for_bit(tmp_path):
    """SIGKILL at ten random moments: each time at most the steps since the checkpoint are lost."""
    program = KILLED.format(data=os.path.abspath("models/digits_train.npz"))
    path, whole = tmp_path / "t.pb", tmp_path / "whole.pb"
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

    def start(target):
        return subprocess.Popen([sys.executable, "-c", program, str(target)], env=environment)

    began = time.monotonic()
    assert start(whole).wait(120) == 0
    duration = time.monotonic() - began
    moments = random.Random(7)
    kills = 0
    while kills < 10:
        process = start(path)
        try:
            process.wait(moments.uniform(0.2, 1.0) * duration)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        if process.wait(120) == 0:
            os.unlink(path)  # it was quicker this time: begin anew
        kills += 1
        if path.exists():
            assert Position.of(gr.load(path)).step <= 135
    assert start(path).wait(120) == 0
    assert_same_bits(state_of(path), state_of(whole))
    assert not list(tmp_path.glob(".*"))[10:]  # at most one leftover per kill


def test_what_is_not_the_same_training_is_refused(tmp_path):
    model, path = gr.example("two_layer_net"), tmp_path / "t.pb"
    gr.Trainer(model, DATA, output=path).fit(1)
    for change, match in (
        ({"batch": 16}, "its batches have 32 examples, not 16"),
        ({"seed": 1}, "shuffled with the seed 0, not 1"),
        ({"shuffle": False}, "its examples were shuffled"),
        ({"val": 0.5}, "its validation examples were others"),
        ({"data": {**DATA, "y": np.cos(X)}}, "the data are others than those"),
    ):
        settings = {"data": DATA, **change}
        with pytest.raises(UsageError, match=match):
            gr.Trainer(model, settings.pop("data"), output=path, **settings)
    other = gr.Trainer(model, DATA)
    other.fit(1)
    with pytest.raises(UsageError, match="exists and was not trained from this model"):
        gr.Trainer(other.model_now(), DATA, output=path)
    fresh = gr.Trainer(model, DATA, output=path, batch=16, restart=True)
    assert fresh.resumed == 0


def test_checkpoints_logs_plots_and_copies(tmp_path):
    model, path = gr.example("two_layer_net"), tmp_path / "t.pb"
    seen = []
    trainer = gr.Trainer(model, DATA, batch=10, output=path, every=2, keep=2, val=0.2,
                         log=tmp_path / "l.jsonl", plot=tmp_path / "p.svg")  # fmt: skip
    report = trainer.fit(2, seen.append)
    copies = sorted(each.name for each in tmp_path.glob("t.step*.pb"))
    assert copies == ["t.step00000006.pb", "t.step00000008.pb"]
    rows = [json.loads(line) for line in (tmp_path / "l.jsonl").read_text().splitlines()]
    assert rows == list(report.rows)
    assert rows[0].keys() == {"epoch", "step", "loss", "val_loss"}
    assert (tmp_path / "p.svg").read_text().count("<polyline") == 2
    assert [told.step for told in seen if not told.done] == list(range(1, 9))
    gr.Trainer(model, DATA, log=tmp_path / "l.csv").fit(1)
    assert (tmp_path / "l.csv").read_text().startswith("epoch,step,loss\n1,2,")


def test_early_stopping_and_hyper_parameters():
    model = gr.example("two_layer_net")
    trainer = gr.Trainer(model, DATA, hyper={"lr": 0.0}, val=0.2, patience=2)
    report = trainer.fit(50)
    assert report.reason == "no better for 2 epochs"
    assert len(report.rows) == 3
    with pytest.raises(UsageError, match="no hyper-parameter 'rate'\n  hint known are: lr"):
        gr.Trainer(model, DATA, hyper={"rate": 1.0})
    for value, rule in ((-1.0, "0 or more, got -1"), (float("nan"), "a finite number, got nan")):
        with pytest.raises(UsageError, match=f"the hyper-parameter 'lr' must be {rule}"):
            gr.Trainer(model, DATA, hyper={"lr": value})
    with pytest.raises(UsageError, match="no hyper-parameter 'w1'"):
        gr.Trainer(model, DATA, hyper={"w1": 1.0})


def test_validation_measures_without_dropout_and_counts_labels():
    digits = load_data("models/digits_train.npz")
    trainer = gr.Trainer(gr.example("digits_mlp"), digits, val=0.1)
    trainer.fit(3)
    row = trainer.position.history[-1]
    model = trainer.model_now()
    held = {name: array[trainer.held] for name, array in digits.items()}
    session = gr.Session(model)
    assert row["val_loss"] == pytest.approx(
        float(session.run("evaluate", **held)["loss"]), rel=1e-5
    )
    found = session.run("predict", x=held["x"])["label"]
    assert row["val_accuracy"] == pytest.approx(np.mean(found == held["label"]))
    before = trainer.session.state()
    trainer.evaluator(trainer.val_data, trainer.held)
    assert_same_bits(before, trainer.session.state())


def test_settings_out_of_range_are_refused():
    model = gr.example("two_layer_net")
    for settings, match in (
        ({"batch": 0}, "batch must be 1 or more, got 0"),
        ({"val": 1.5}, "val must be above 0 and below 1"),
        ({"val": 0.001}, "of 50 examples leaves none"),
        ({"patience": 0}, "patience must be 1 or more"),
        ({"minutes": -1.0}, "minutes must be above 0"),
        ({"log": "log.txt"}, "must end in .csv or .jsonl"),
        ({"signature": "predict"}, "'predict' changes no variable, so it trains nothing"),
        ({"evaluate": "predict"}, "give val as well"),
    ):
        with pytest.raises(UsageError, match=match):
            gr.Trainer(model, DATA, **settings)
    with pytest.raises(UsageError, match="the model has no signature to train by"):
        gr.Trainer(gr.example("gates"), DATA)
    with pytest.raises(UsageError, match="epochs must be 0 or more"):
        gr.Trainer(model, DATA).fit(-1)


def test_counts_are_whole_numbers():
    b = gr.GraphBuilder()
    x, w = b.input("x", ("N",)), b.parameter("w", 1.0)
    loss = gr.mean((x * w) ** 2)
    lr = gr.schedule.cosine(0.1, 10)
    b.signature("train", [x], {"loss": loss}, gr.optim.sgd(loss, lr=lr, accumulate=2))
    model, data = b.build(), {"x": np.ones(8, np.float32)}
    trainer = gr.Trainer(model, data, hyper={"accumulate": 4.0, "lr/steps": 20})
    assert trainer.session.variables["accumulate"] == 4
    with pytest.raises(UsageError, match="'accumulate' must be a whole number, got 1.5"):
        gr.Trainer(model, data, hyper={"accumulate": 1.5})
    with pytest.raises(UsageError, match="'lr/steps' must be 1 or more, got 0"):
        gr.Trainer(model, data, hyper={"lr/steps": 0})
