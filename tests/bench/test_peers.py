"""The side-by-side benchmark's own logic: agreement, turns, medians, ratios, who is skipped."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from peerbench import client
from peerbench.agreement import difference, tolerance
from peerbench.client import Failed, Worker
from peerbench.figures import Figures, Verdict, duration, table, verdict
from peerbench.rounds import check, interleave, measure
from peerbench.systems import load
from peerbench.workload import Goal
from peerbench.workloads import WORKLOADS
from peers import chosen, interpreters, main, parse

BY_HAND = [w for w in WORKLOADS.values() if w.by_hand is not None and not w.name.startswith("wide")]


def figures(system, *bursts, **more):
    return Figures(system, bursts=list(bursts), **more)


def test_the_median_of_bursts_and_the_reach_of_their_middle_half():
    found = figures("graphrt", 5.0, 1.0, 4.0, 2.0, 3.0)
    assert found.median == 3.0
    assert found.spread == pytest.approx(3 / 3)  # from 1.5 to 4.5
    assert figures("graphrt", 7.0).spread == 0


@pytest.mark.parametrize(
    ("goal", "value", "reached"),
    [
        (Goal(0.5, "jax"), 0.4, True),
        (Goal(0.39, "jax"), 0.4, False),
        (Goal(2.0), 2.0, True),
        (Goal(0.3, quantity="per_node"), 0.2, True),
        (Goal(0.5, "jax", "peak_bytes"), 0.75, False),
        (Goal(1.5, quantity="ready"), 1.25, True),
        (Goal(0.5, "torch"), None, None),
        (Goal(0.5, "jax", system="graphrt-numpy"), None, None),
    ],
)
def test_a_goal_is_held_against_the_same_run(goal, value, reached):
    found = {
        "graphrt": figures("graphrt", 2.0, nodes=10, build=0.25, compile=1.0, peak_bytes=3),
        "jax": figures("jax", 5.0, peak_bytes=4),
    }
    held = verdict(goal, found)
    assert held.value == (None if value is None else pytest.approx(value))
    assert held.reached is reached


def test_a_verdict_in_words():
    assert Verdict(Goal(0.85, "jax"), 1.428).text() == "graphrt / jax: 1.43, goal 0.85: missed"
    assert Verdict(Goal(4.5e-6), 4.4e-6).text() == "graphrt: 4.4 us, goal 4.5 us: reached"
    text = Verdict(Goal(0.5, "torch", "peak_bytes"), 0.4).text()
    assert text == "graphrt peak_bytes / torch: 0.40, goal 0.50: reached"
    assert Verdict(Goal(0.5, "ort"), None).text() == "graphrt / ort: not measured"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 ns"),
        (4.52e-8, "45.2 ns"),
        (4.521e-6, "4.52 us"),
        (0.25, "250 ms"),
        (1234, "1234 s"),
    ],
)
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_the_table_is_sorted_and_ends_with_goals_and_notes():
    workload = replace(WORKLOADS["seed-f32"], goals=(Goal(0.5, "jax"),))
    found = {
        "jax": figures("jax", 4e-6),
        "graphrt": figures("graphrt", 1e-6, notes=["1 x sin runs on NumPy: slow"]),
    }
    lines = table(workload, found).splitlines()
    assert lines[0] == "seed-f32"
    assert [line.split()[0] for line in lines[2:4]] == ["graphrt", "jax"]
    assert lines[3].split()[3] == "0.25"
    assert lines[4].strip() == "graphrt / jax: 0.25, goal 0.50: reached"
    assert lines[5].strip() == "graphrt: 1 x sin runs on NumPy: slow"


def test_differences_are_shares_of_the_largest_value():
    wanted = {"y": np.array([0.0, -4.0, np.nan])}
    assert difference({"y": np.array([1.0, -4.0, np.nan])}, wanted) == 0.25
    assert difference(wanted, wanted) == 0


def test_variables_are_compared_as_vectors():
    wanted = {"variable w": np.array([3.0, 4.0])}
    assert difference({"variable w": np.array([3.0, 4.5])}, wanted) == pytest.approx(0.1)


@pytest.mark.parametrize(
    "found", [{}, {"z": np.ones(2)}, {"y": np.ones(3)}, {"y": np.array([1.0, np.nan])}]
)
def test_what_cannot_be_compared_differs_infinitely(found):
    assert difference(found, {"y": np.ones(2)}) == float("inf")


def test_float64_must_agree_more_closely():
    assert tolerance({"y": np.ones(2)}) < tolerance({"y": np.ones(2, np.float32)})


class Scripted:
    """A worker whose answers are known."""

    def __init__(self, name, log, value=1.0, error=None):
        self.name, self.log, self.value, self.error = name, log, value, error

    def ask(self, do, **request):
        if do == "ready":
            if self.error:
                raise Failed(f"{self.name}: {self.error}")
            np.savez(request["outcome"], y=np.array([self.value]))
            return {"build": 1.0, "compile": 2.0, "notes": []}
        if do == "burst":
            self.log.append(self.name)
            return {"seconds": self.value}
        return {"version": "1.0", "peak_bytes": 5}

    def close(self):
        self.log.append(f"close {self.name}")


def test_bursts_take_turns_from_both_ends():
    log = []
    found = {name: Figures(name) for name in "abc"}
    workers = {name: Scripted(name, log) for name in "abc"}
    interleave(workers, found, log.append, rounds=3, seconds=0.1)
    assert "".join(log) == "abccbaabc"
    assert found["a"].bursts == [1.0] * 3
    assert (found["a"].version, found["a"].peak_bytes) == ("1.0", 5)


def test_who_fails_on_the_way_is_dropped():
    class Short(Scripted):
        def ask(self, do, **request):
            if do == "burst" and self.log.count("b") == 1:
                raise Failed("b: the worker ended: killed")
            return super().ask(do, **request)

    log, said = [], []
    found = {name: Figures(name) for name in "ab"}
    workers = {"a": Scripted("a", log), "b": Short("b", log)}
    interleave(workers, found, said.append, rounds=3, seconds=0.1)
    assert list(found) == ["a"]
    assert said == ["dropped b: the worker ended: killed"]
    assert "".join(log) == "abaa"


def test_who_is_missing_or_wrong_is_left_out_and_said_so():
    log, said = [], []
    workers = {
        "numpy": Scripted("numpy", log),
        "jax": Scripted("jax", log, error="ModuleNotFoundError: No module named 'jax'"),
        "torch": Scripted("torch", log, value=1.1),
        "graphrt": Scripted("graphrt", log, value=1.0 + 1e-9),
    }
    found = measure(WORKLOADS["seed-f64"], list(workers), workers.get, said.append, 2, 0.1)
    assert list(found) == ["numpy", "graphrt"]
    assert found["graphrt"].peak_bytes == 5
    assert said == [
        "skipped jax: ModuleNotFoundError: No module named 'jax'",
        "dropped torch: differs from numpy by 1.0e-01",
    ]
    assert [each for each in log if each.startswith("close")] == [
        "close graphrt", "close torch", "close jax", "close numpy",
    ]  # fmt: skip


def test_without_a_reference_nothing_is_dropped():
    found = {"jax": Figures("jax")}
    said = []
    check({"jax": {"y": np.ones(1)}}, found, said.append)
    assert list(found) == ["jax"]
    assert said == []


def test_workers_see_the_same_threads_and_a_cache_of_their_own(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    found = client.environment(2, "here")
    assert "OPENBLAS_CORETYPE" not in found
    assert found["OMP_NUM_THREADS"] == found["OPENBLAS_NUM_THREADS"] == "2"
    assert found["GRAPHRT_CACHE"] == "here"


def test_a_worker_that_fails_says_why_in_a_line():
    worker = Worker("no such system", sys.executable, 1)
    try:
        with pytest.raises(Failed, match=r"^no such system: KeyError: 'no such system'$"):
            worker.ask("facts")
    finally:
        worker.close()


def test_a_worker_that_ends_is_reported_with_its_last_words():
    command = [sys.executable, "-c", "import sys; sys.exit('no memory left')"]
    worker = Worker("jax", sys.executable, 1, command)
    try:
        with pytest.raises(Failed, match="jax: the worker ended: no memory left"):
            worker.ask("facts")
    finally:
        worker.close()


def test_a_worker_that_does_not_answer_is_ended():
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    worker = Worker("jax", sys.executable, 1, command, patience=0.2)
    try:
        with pytest.raises(Failed, match="jax: no answer in 0.2 s"):
            worker.ask("facts")
    finally:
        worker.close()


def test_two_systems_in_their_own_processes():
    said = []
    found = measure(
        WORKLOADS["seed-f32"],
        ["graphrt-numpy", "numpy"],
        lambda name: Worker(name, sys.executable, 1),
        said.append,
        rounds=2,
        seconds=0.002,
    )
    assert said == []
    assert list(found) == ["graphrt-numpy", "numpy"]
    for each in found.values():
        assert len(each.bursts) == 2
        assert 0 < min(each.bursts) < 1
        assert each.peak_bytes > 10_000_000
        assert each.error < 1e-5
    assert found["numpy"].version == np.__version__


@pytest.mark.parametrize("workload", BY_HAND, ids=lambda w: w.name)
def test_gradients_by_hand_are_those_of_autodiff(workload):
    by_hand, ours = (load(name) for name in ("numpy", "graphrt-numpy"))
    wanted, found = (each.compile(each.build(workload)) for each in (by_hand, ours))
    for batch in range(3):
        assert found(batch) == pytest.approx(wanted(batch), rel=1e-4)
    apart = difference(found.variables(), wanted.variables())
    assert apart <= tolerance(wanted.variables())


def test_a_gradient_that_nobody_wrote_is_refused():
    with pytest.raises(NotImplementedError, match="nobody wrote the gradient of gpt-train by hand"):
        load("numpy").build(WORKLOADS["gpt-train"])


def test_every_workload_names_systems_and_peers_that_exist():
    from peerbench.systems import SYSTEMS

    for workload in WORKLOADS.values():
        assert set(workload.systems) <= set(SYSTEMS), workload.name
        for goal in workload.goals:
            assert goal.system in workload.systems, workload.name
            assert goal.peer is None or goal.peer in workload.systems, workload.name


def test_interpreters_of_packages():
    found = interpreters(["peers=/p", "torch=/t"])
    assert found["graphrt"] == found["graphrt-numpy"] == sys.executable
    assert found["torch"] == found["torch-compile"] == "/t"
    assert found["numpy"] == found["jax"] == "/p"


def test_graphrt_always_runs():
    assert chosen(("graphrt", "jax"), None) == ["graphrt", "jax"]
    assert chosen(("graphrt", "jax"), ["torch"]) == ["graphrt", "torch"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nets"], "no workload 'nets'; there are seed-f32"),
        (["ridge", "--peers", "mxnet"], "no system 'mxnet'; there are graphrt"),
        (["ridge", "--python", "mxnet=/x"], "no package 'mxnet'; there are peers"),
        (["ridge", "--python", "/x"], "--python takes NAME=PATH"),
        (["ridge", "--rounds", "0"], "--rounds must be 1 or more"),
    ],
)
def test_what_does_not_exist_is_a_usage_error(arguments, message, capsys):
    with pytest.raises(SystemExit, match="2"):
        parse(arguments)
    assert message in capsys.readouterr().err


def test_the_report_as_json(tmp_path, capsys, monkeypatch):
    import json

    import peers

    log = []
    monkeypatch.setattr(
        peers, "Worker", lambda system, python, threads, patience: Scripted(system, log)
    )
    file = tmp_path / "out.json"
    main(["ridge", "--peers", "numpy", "--rounds", "3", "--json", str(file)])
    report = json.loads(file.read_text())
    assert report["schema"] == "graphrt.peers/1"
    assert report["machine"]["cores"] >= 1
    ridge = report["workloads"]["ridge"]
    assert ridge["systems"]["numpy"]["bursts"] == [1.0, 1.0, 1.0]
    assert ridge["goals"] == [
        {"text": "graphrt / numpy: 1.00, goal 0.50: missed", "value": 1.0, "reached": False}
    ]
    assert "goal 0.50: missed" in capsys.readouterr().out
