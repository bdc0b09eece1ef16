"""Optimisers and schedules against PyTorch's figures, and what is around their formulas."""

import json
from pathlib import Path

import numpy as np
import pytest
from frontend.optim_net import STEPS, difference, rates, trained

import graphrt as gr

REFERENCE = json.loads((Path(__file__).parent / "optim_reference.json").read_text())
TOLERANCE = 1e-9


@pytest.mark.parametrize("case", REFERENCE["optimizers"])
def test_two_hundred_steps_are_those_of_pytorch(case):
    want = dict(REFERENCE["optimizers"][case])
    found = trained(want.pop("optimizer"), want.pop("settings"))
    assert len(found["losses"]) == STEPS
    found["losses"] = found["losses"][::10]
    assert difference(found, want) < TOLERANCE


@pytest.mark.parametrize("case", REFERENCE["schedules"])
def test_rates_are_those_of_pytorch(case):
    want = REFERENCE["schedules"][case]
    assert difference(rates(want["schedule"], len(want["rates"])), want["rates"]) < TOLERANCE


def test_every_optimiser_and_schedule_has_figures():
    makers = {n for n in gr.optim.__all__ if isinstance(getattr(gr.optim, n), gr.optim.Optimizer)}
    assert makers == {each["optimizer"] for each in REFERENCE["optimizers"].values()}
    names = {each["schedule"]["schedule"] for each in REFERENCE["schedules"].values()}
    assert names == set(gr.schedule.__all__) - {"Schedule"}


def two(**settings):
    """Two variables, ``a`` and ``head/w``, a loss with gradient (1, 1) and (10, 10)."""
    b = gr.GraphBuilder()
    a = b.parameter("a", np.ones(2))
    with b.scope("head"):
        w = b.parameter("w", np.ones(2))
    loss = gr.sum(a) + 10 * gr.sum(w)
    b.signature("train", outputs={"loss": loss}, updates=gr.optim.sgd(loss, **settings))
    return gr.Session(b.build())


def hyper(session):
    kind = gr.VariableKind.HYPER
    return {v.name: float(v.value) for v in session.model.variables.values() if v.kind is kind}


def test_groups_have_hyper_parameters_of_their_own():
    session = two(lr=0.5, groups={"head/": {"lr": 0.25}})
    session.run("train")
    assert session.variables["a"].tolist() == [0.5, 0.5]
    assert session.variables["head/w"].tolist() == [-1.5, -1.5]
    assert hyper(session) == {"lr": 0.5, "head/lr": 0.25}
    assert session.model.train.hyper == ("lr", "head/lr")


def test_a_group_shares_what_it_does_not_change():
    session = two(lr=0.5, momentum=0.5, weight_decay=0.1, groups={"head/": {"weight_decay": 0}})
    session.run("train")
    session.run("train")
    np.testing.assert_allclose(session.variables["head/w"], 1 - 0.5 * 10 - 0.5 * 15)
    once = 1 - 0.5 * (1 + 0.1)
    np.testing.assert_allclose(session.variables["a"], once - 0.5 * (1.5 + 0.1 * once))
    assert list(hyper(session)) == ["lr", "momentum", "weight_decay"]


def test_hyper_parameters_nobody_uses_are_no_variables():
    session = two(lr=0.5, momentum=0.5, groups={"a": {"lr": 1}, "head": {"lr": 2}})
    assert hyper(session) == {"momentum": 0.5, "a/lr": 1, "head/lr": 2}


def test_the_norm_is_that_of_all_groups():
    session = two(lr=1.0, clip_norm=1.0, groups={"head/": {"lr": 2.0}})
    session.run("train")
    norm = np.sqrt(2 * (1 + 100)) + 1e-6
    np.testing.assert_allclose(session.variables["a"], 1 - 1 / norm, rtol=1e-12)
    np.testing.assert_allclose(session.variables["head/w"], 1 - 2 * 10 / norm, rtol=1e-12)


def test_two_optimisers_share_a_step():
    b = gr.GraphBuilder()
    v, w = b.parameter("v", np.float64(1)), b.parameter("w", np.float64(1))
    loss = v * w
    updates = [
        gr.optim.sgd(loss, [v], lr=0.5),
        gr.optim.adam(loss, [w], lr=0.25, prefix="adam/"),
    ]
    b.signature("train", outputs={"loss": loss}, updates=updates)
    session = gr.Session(b.build())
    session.run("train")
    state = session.state()
    assert state["v"] == 0.5
    np.testing.assert_allclose(state["w"], 0.75, rtol=1e-7)
    assert state["step"] == 1
    assert {"lr", "adam/lr"} <= hyper(session).keys()


def test_what_is_not_trained_stays():
    b = gr.GraphBuilder()
    v = b.parameter("v", 1.0, trainable=False)
    w, u = b.parameter("w", 1.0), b.parameter("u", 1.0)
    loss = v + w + u
    b.signature("train", outputs={"loss": loss}, updates=gr.optim.adam(loss, lr=0.25))
    b.signature("part", outputs={"loss": loss}, updates=gr.optim.adam(loss, [w], lr=0.25))
    session = gr.Session(b.build())
    session.run("train")
    session.run("part")
    state = session.state()
    assert state["v"] == 1
    np.testing.assert_allclose([state["u"], state["w"]], [0.75, 0.5], rtol=1e-5)


def test_signatures_share_slots():
    b = gr.GraphBuilder()
    w = b.parameter("w", np.float64(1))
    g = b.input("g", (), "float64")
    loss = 2 * w
    sgd = {"lr": 1.0, "momentum": 0.5}
    b.signature("train", outputs={"loss": loss}, updates=gr.optim.sgd(loss, **sgd))
    b.signature("apply", inputs=[g], updates=gr.optim.sgd.apply({"w": g}, **sgd))
    session = gr.Session(b.build())
    session.run("train")
    session.run("apply", g=4.0)
    assert session.variables["w/momentum"] == 5
    assert session.variables["w"] == 1 - 2 - 5


def test_accumulation_survives_the_file_and_steps_count_batches(tmp_path):
    b = gr.GraphBuilder()
    x = b.input("x", (), "float64")
    w = b.parameter("w", np.float64(1))
    loss = w * x
    lr = gr.schedule.step(1.0, every=1, factor=0.5)
    updates = gr.optim.sgd(loss, lr=lr, accumulate=2)
    rate = lr.value(b, "lr", "float64", counter="updates")
    b.signature("train", inputs=[x], outputs={"loss": loss, "lr": rate}, updates=updates)
    session = gr.Session(b.build())
    assert [session.run("train", x=x)["lr"] for x in (1.0, 3.0, 10.0)] == [1, 1, 0.5]
    assert session.variables["w"] == 1 - 2
    session.save(tmp_path / "m.pb")
    session = gr.Session(gr.load(tmp_path / "m.pb"))
    session.run("train", x=20.0)
    state = session.state()
    assert state["w"] == 1 - 2 - 0.5 * 15
    assert (state["step"], state["updates"], state["accumulated"]) == (4, 2, 0)
    assert session.model.train.hyper == ("lr", "lr/every", "lr/factor", "accumulate")
    assert state["w/accumulated"] == 0


def test_a_schedule_can_be_set_after_saving():
    b = gr.GraphBuilder()
    w = b.parameter("w", np.float64(0))
    made = gr.schedule.cosine(1.0, steps=4)
    updates = gr.optim.sgd(w + 0, lr=made)
    b.signature("train", outputs={"lr": made.value(b, dtype="float64")}, updates=updates)
    session = gr.Session(b.build())
    assert hyper(session) == {"lr": 1, "lr/steps": 4, "lr/end": 0}
    session.variables["lr"] = np.float64(3)
    session.variables["lr/steps"] = np.int64(2)
    found = [float(session.run("train")["lr"]) for _ in range(4)]
    np.testing.assert_allclose(found, [3, 1.5, 0, 0], atol=1e-15)
    np.testing.assert_allclose(session.variables["w"], -4.5)


def test_any_hyper_parameter_can_follow_a_schedule():
    b = gr.GraphBuilder()
    w = b.parameter("w", np.float64(0))
    falling = gr.schedule.polynomial(0.5, 2)
    updates = gr.optim.sgd(w + 0, lr=1.0, momentum=falling)
    b.signature("train", outputs={"w": w}, updates=updates)
    session = gr.Session(b.build())
    for _ in range(3):
        session.run("train")
    assert session.variables["w"] == -(1 + (0.25 + 1) + 1)


def test_clipping_as_functions():
    b = gr.GraphBuilder()
    g, h = b.input("g", (2,), "float64"), b.input("h", (), "float32")
    norm = gr.optim.global_norm([g, h])
    assert norm.dtype.name == "float64"
    c, d = gr.optim.clip_by_global_norm([g, h], 1.0)
    e, f = gr.optim.clip_by_value([g, h], 2.0)
    outputs = {"norm": norm, "c": c, "d": d, "e": e, "f": f}
    b.signature("predict", inputs=[g, h], outputs=outputs)
    found = gr.Session(b.build()).run(g=[2.0, -6.0], h=3.0)
    np.testing.assert_allclose(found["norm"], 7)
    np.testing.assert_allclose(found["c"], [2 / 7, -6 / 7], rtol=1e-6)
    np.testing.assert_allclose(found["d"], 3 / 7, rtol=1e-6)
    assert found["e"].tolist() == [2, -2]
    assert found["f"] == 2
    with pytest.raises(gr.UsageError, match="global_norm: there are no tensors"):
        gr.optim.global_norm([])


@pytest.mark.parametrize("name", [n for n in gr.optim.__all__ if n.islower() and "_" not in n])
def test_float32_stays_float32(name):
    b = gr.GraphBuilder()
    w = b.parameter("w", [1.0, -2.0])
    loss = gr.sum(w**2)
    updates = getattr(gr.optim, name)(loss, lr=gr.schedule.exponential(0.01, 0.9), clip_norm=1)
    b.signature("train", outputs={"loss": loss}, updates=updates)
    session = gr.Session(b.build())
    losses = [float(session.run("train")["loss"]) for _ in range(20)]
    assert losses[-1] < losses[0]
    assert session.variables["w"].dtype == np.float32


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        ({"lr": -0.1}, "sgd: lr must be a finite number, 0 or more, got -0.1"),
        ({"lr": float("nan")}, "sgd: lr must be a finite number, 0 or more, got nan"),
        ({"lr": float("inf")}, "sgd: lr must be a finite number, 0 or more, got inf"),
        ({"lr": "big"}, "sgd: lr must be a number, got 'big'"),
        ({"lr": True}, "sgd: lr must be a number, got True"),
        ({"momentun": 0.9}, "sgd has no hyper-parameter 'momentun'\n  hint did you mean 'momentum'"),
        ({"clip_norm": 0}, "sgd: clip_norm must be above 0, got 0"),
        ({"nesterov": 1}, "sgd: nesterov must be a bool, got 1"),
        ({"nesterov": True}, "sgd: nesterov needs a momentum, and no dampening"),
        ({"accumulate": 0}, "accumulate must be a whole number of steps, 1 or more, got 0"),
        ({"accumulate": 2.5}, "accumulate must be a whole number of steps, 1 or more, got 2.5"),
        ({"groups": {"haed/": {}}}, "sgd: no variable of the step begins with 'haed/'"),
        ({"groups": {"": {}}}, "sgd: a group needs the beginning of variable names"),
        ({"groups": {"head/": {"lr": -1}}}, "sgd: lr must be a finite number, 0 or more, got -1"),
        ({"groups": {"head/": {"clip_norm": 1}}}, "sgd: clip_norm is the same for all groups"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be(settings, match):
    with pytest.raises(gr.UsageError, match=match):
        two(**settings)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda s: s.constant(-1), "schedule.constant: the rate must be a finite number, 0 or more"),
        (lambda s: s.cosine(1, 0), "schedule.cosine: steps must be a whole number, 1 or more, got 0"),
        (lambda s: s.step(1, 1.5), "schedule.step: every must be a whole number, 1 or more, got 1.5"),
        (lambda s: s.multi_step(1, [3, 3]), r"at must be increasing steps above 0, got \[3, 3\]"),
        (lambda s: s.one_cycle(1, 5, warmup=1), "warmup is a part of the steps, got 1"),
        (lambda s: s.cosine_restarts(1, 5, growth=0), "growth must be 1, 2, ..., got 0"),
        (lambda s: s.chain([s.constant(1)], [3]), r"1 schedules have 0 borders, got at=\[3\]"),
        (lambda s: s.chain([0.1], []), r"schedule.chain: takes a list of schedules, got \[0.1\]"),
        (lambda s: s.chain([s.constant(0), s.constant(1)], [3]), "the first schedule must be above 0"),
    ],
)  # fmt: skip
def test_schedules_that_cannot_be(make, match):
    with pytest.raises(gr.UsageError, match=match):
        make(gr.schedule)


def test_beta_must_be_below_one():
    b = gr.GraphBuilder()
    w = b.parameter("w", 1.0)
    for name in ("adam", "adamax", "nadam", "radam", "lion", "lamb"):
        with pytest.raises(gr.UsageError, match=f"{name}: beta1 must be below 1, got 1"):
            getattr(gr.optim, name)(w**2, beta1=1.0)
    with pytest.raises(gr.UsageError, match="rmsprop: rho must be below 1, got 1.5"):
        gr.optim.rmsprop(w**2, rho=1.5)
    with pytest.raises(gr.GraphError, match="the variable 'w/mean' exists, and is no such slot"):
        b.variable("w/mean", 1.0)
        gr.optim.adam(w**2)
