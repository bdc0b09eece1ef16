"""Schedules: hyper-parameters that depend on how many updates were made, as nodes of the graph.

A schedule stands where an optimiser takes a number, ``lr=gr.schedule.cosine(0.1, steps=1000)``.
It is its base rate times a factor f(t), t = 0 in the first step. The base rate is the variable
``lr``, and what else is a number is one too, ``lr/steps`` say, so that a saved model can be
trained on with others; beside the step counter there is no state. Factors are computed in float64.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graphrt.dtypes import DType
from graphrt.errors import UsageError
from graphrt.frontend.builder import GraphBuilder
from graphrt.frontend.functions import cast, cos, floor, log, max, min, sum, where
from graphrt.frontend.hyper import hyper_variable, require_number
from graphrt.frontend.streams import STEP
from graphrt.frontend.tensor import Tensor
from graphrt.ir.model import VariableKind

__all__ = [
    "Schedule",
    "chain",
    "constant",
    "cosine",
    "cosine_restarts",
    "exponential",
    "linear_warmup",
    "multi_step",
    "one_cycle",
    "polynomial",
    "product",
    "step",
]

Shape = Callable[[Tensor, Mapping[str, Tensor]], Tensor]


@dataclass(frozen=True, eq=False)
class Schedule:
    """``rate * shape(t, settings)``; made by the functions of this module."""

    name: str
    rate: float
    shape: Shape
    settings: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_number(f"schedule.{self.name}: the rate", self.rate)
        for key, value in self.settings.items():
            what = f"schedule.{self.name}: {key}"
            require_number(what, value)
            last = key.rpartition("/")[2]
            if last in ("steps", "every") and (value != int(value) or value < 1):
                raise UsageError(f"{what} must be a whole number, 1 or more, got {value}")

    def tensor(
        self, builder: GraphBuilder, name: str, count: Tensor, dtype: DType, names: list[str]
    ) -> Tensor:
        """The rate after ``count`` updates; ``names`` gets those of the variables it reads."""
        rate = hyper_variable(builder, name, self.rate, dtype.numpy)
        names.append(name)
        settings = {}
        for key, value in self.settings.items():
            kind = np.int64 if isinstance(value, int) else np.float64
            settings[key] = cast(hyper_variable(builder, f"{name}/{key}", value, kind), "float64")
            names.append(f"{name}/{key}")
        factor = self.shape(cast(count, "float64"), settings)
        return rate * (factor if dtype.name == "float64" else cast(factor, dtype))

    def value(
        self,
        builder: GraphBuilder,
        name: str = "lr",
        dtype: Any = "float32",
        *,
        counter: str = STEP,
    ) -> Tensor:
        """The rate in this step, to be an output of a signature; ``name`` is its variable, and
        ``counter`` that of the updates: "updates" for an optimiser that accumulates.

        >>> import graphrt as gr
        >>> b = gr.GraphBuilder()
        >>> w = b.parameter("w", 1.0)
        >>> schedule = gr.schedule.step(0.5, every=2, factor=0.1)
        >>> updates = gr.optim.sgd(w**2, lr=schedule)
        >>> b.signature("train", outputs={"lr": schedule.value(b)}, updates=updates)
        >>> session = gr.Session(b.build())
        >>> [round(float(session.run("train")["lr"]), 3) for _ in range(5)]
        [0.5, 0.5, 0.05, 0.05, 0.005]
        """
        count = builder.shared_variable(counter, np.int64(0), VariableKind.COUNTER)
        return self.tensor(builder, name, count, DType.of(dtype), [])

    def __repr__(self) -> str:
        shown = "".join(f", {key}={value}" for key, value in self.settings.items())
        return f"schedule.{self.name}({self.rate}{shown})"


def constant(lr: float) -> Schedule:
    """``f(t) = 1``: for one part of a `chain`."""
    return Schedule("constant", lr, lambda t, s: t * 0.0 + 1.0)


def step(lr: float, every: int, *, factor: float = 0.1) -> Schedule:
    """``f(t) = factor^floor(t / every)``.  As ``torch.optim.lr_scheduler.StepLR``."""

    def shape(t: Tensor, s: Mapping[str, Tensor]) -> Tensor:
        return s["factor"] ** floor(t / s["every"])

    return Schedule("step", lr, shape, {"every": every, "factor": float(factor)})


def multi_step(lr: float, at: Sequence[int], *, factor: float = 0.1) -> Schedule:
    """``f(t) = factor^k`` where k of the steps ``at`` are not after t.  As ``MultiStepLR``."""
    places = _increasing("multi_step", at)

    def shape(t: Tensor, s: Mapping[str, Tensor]) -> Tensor:
        return s["factor"] ** sum(cast(t >= np.array(places, np.float64), "float64"))

    return Schedule("multi_step", lr, shape, {"factor": float(factor)})


def exponential(lr: float, factor: float) -> Schedule:
    """``f(t) = factor^t``.  As ``ExponentialLR``."""
    settings = {"factor": float(factor)}
    return Schedule("exponential", lr, lambda t, s: s["factor"] ** t, settings)


def polynomial(lr: float, steps: int, *, power: float = 1.0, end: float = 0.0) -> Schedule:
    """``f(t) = end + (1 - end) (1 - t / steps)^power`` until ``steps``, then ``end``.

    With end 0 as ``PolynomialLR``; with power 1 a straight line.
    """

    def shape(t: Tensor, s: Mapping[str, Tensor]) -> Tensor:
        rest = 1.0 - min(t / s["steps"], 1.0)
        return s["end"] + (1.0 - s["end"]) * rest ** s["power"]

    settings = {"steps": steps, "power": float(power), "end": float(end)}
    return Schedule("polynomial", lr, shape, settings)


def cosine(lr: float, steps: int, *, end: float = 0.0) -> Schedule:
    """``f(t) = end + (1 - end) (1 + cos(pi t / steps)) / 2`` until ``steps``, then ``end``.

    Until then as ``CosineAnnealingLR``, whose eta_min is ``end * lr``, and which goes up again.
    Source: Loshchilov and Hutter 2017, SGDR, equation 5, without restarts.
    """

    def shape(t: Tensor, s: Mapping[str, Tensor]) -> Tensor:
        return _half_cosine(min(t / s["steps"], 1.0), 1.0, s["end"])

    return Schedule("cosine", lr, shape, {"steps": steps, "end": float(end)})


def cosine_restarts(lr: float, steps: int, *, growth: int = 1, end: float = 0.0) -> Schedule:
    """`cosine` again and again: first ``steps`` steps, then ``growth`` times as many each time.

    As ``CosineAnnealingWarmRestarts``.  Source: Loshchilov and Hutter 2017, SGDR, equation 5.
    """
    if isinstance(growth, bool) or not isinstance(growth, int) or growth < 1:
        raise UsageError(f"schedule.cosine_restarts: growth must be 1, 2, ..., got {growth!r}")

    def shape(t: Tensor, s: Mapping[str, Tensor]) -> Tensor:
        if growth == 1:
            return _half_cosine(t % s["steps"] / s["steps"], 1.0, s["end"])
        ratio = t / s["steps"] * (growth - 1.0) + 1.0
        # at a restart the ratio is a power of growth, whose logarithm may round down
        cycle = floor(log(ratio) / math.log(growth) + 1e-9)
        length = s["steps"] * growth**cycle
        start = (length - s["steps"]) / (growth - 1.0)
        return _half_cosine((t - start) / length, 1.0, s["end"])

    settings = {"steps": steps, "end": float(end)}
    return Schedule("cosine_restarts", lr, shape, settings)


def linear_warmup(lr: float, steps: int, *, start: float = 0.0) -> Schedule:
    """``f(t) = start + (1 - start) t / steps`` until ``steps``, then 1.  As ``LinearLR``, with
    start_factor ``start``.

    >>> import graphrt as gr
    >>> warm = gr.schedule.linear_warmup(0.1, 10)
    >>> gr.schedule.chain([warm, gr.schedule.cosine(0.1, 90)], at=[10])
    schedule.chain(0.1, 0/steps=10, 0/start=0.0, 1/steps=90, 1/end=0.0)
    """

    def shape(t: Tensor, s: Mapping[str, Tensor]) -> Tensor:
        return s["start"] + (1.0 - s["start"]) * min(t / s["steps"], 1.0)

    return Schedule("linear_warmup", lr, shape, {"steps": steps, "start": float(start)})


def one_cycle(
    lr: float, steps: int, *, warmup: float = 0.3, start: float = 0.04, end: float = 4e-6
) -> Schedule:
    """Up to ``lr`` along half a cosine and down again: from ``start lr`` in step 0 to ``lr`` in
    step ``warmup steps - 1``, and to ``end lr`` in step ``steps - 1``, where it stays.

    As ``OneCycleLR`` with max_lr ``lr``, pct_start ``warmup``, div_factor ``1 / start`` and
    final_div_factor ``start / end``.  Source: Smith and Topin 2018, Super-convergence.
    """
    if not 0 < warmup < 1:
        raise UsageError(f"schedule.one_cycle: warmup is a part of the steps, got {warmup}")

    def shape(t: Tensor, s: Mapping[str, Tensor]) -> Tensor:
        top = s["warmup"] * s["steps"] - 1.0
        rising = _half_cosine(t / top, s["start"], 1.0)
        falling = _half_cosine(min((t - top) / (s["steps"] - 1.0 - top), 1.0), 1.0, s["end"])
        return where(t <= top, rising, falling)

    settings = {"steps": steps, "warmup": float(warmup), "start": float(start), "end": float(end)}
    return Schedule("one_cycle", lr, shape, settings)


def chain(schedules: Sequence[Schedule], at: Sequence[int]) -> Schedule:
    """One schedule after another: the next one begins, with its t = 0, at each step of ``at``.

    The base rate is that of the first; the others keep their ratio to it.  As ``SequentialLR``.
    """
    parts = _parts("chain", schedules)
    places = _increasing("chain", at)
    if len(places) != len(parts) - 1:
        raise UsageError(
            f"schedule.chain: {len(parts)} schedules have {len(parts) - 1} borders,"
            f" got at={list(places)}"
        )
    if not parts[0].rate:
        raise UsageError("schedule.chain: the rate of the first schedule must be above 0")

    def shape(t: Tensor, s: Mapping[str, Tensor]) -> Tensor:
        result = parts[0].shape(t, _of_part(s, 0))
        for number, (part, place) in enumerate(zip(parts[1:], places, strict=True), 1):
            later = part.shape(max(t - float(place), 0.0), _of_part(s, number))
            result = where(t >= float(place), later * (part.rate / parts[0].rate), result)
        return result

    return Schedule("chain", parts[0].rate, shape, _settings_of(parts))


def product(schedules: Sequence[Schedule]) -> Schedule:
    """The product of schedules; the base rate is the product of theirs.

    As ``ChainedScheduler``: a warm-up of an exponential decay, say,
    ``product([linear_warmup(0.1, 100), exponential(1.0, 0.999)])``.
    """
    parts = _parts("product", schedules)

    def shape(t: Tensor, s: Mapping[str, Tensor]) -> Tensor:
        result = parts[0].shape(t, _of_part(s, 0))
        for number, part in enumerate(parts[1:], 1):
            result = result * part.shape(t, _of_part(s, number))
        return result

    return Schedule("product", math.prod(part.rate for part in parts), shape, _settings_of(parts))


def _half_cosine(part: Tensor, start: Tensor | float, end: Tensor | float) -> Tensor:
    """From ``start`` to ``end`` along half a cosine, as ``part`` goes from 0 to 1."""
    return end + (start - end) * (0.5 + 0.5 * cos(part * math.pi))


def _parts(what: str, schedules: Sequence[Schedule]) -> list[Schedule]:
    parts = list(schedules) if isinstance(schedules, (list, tuple)) else []
    if not parts or not all(isinstance(each, Schedule) for each in parts):
        raise UsageError(f"schedule.{what}: takes a list of schedules, got {schedules!r}")
    return parts


def _increasing(what: str, at: Sequence[int]) -> tuple[int, ...]:
    try:
        places = tuple(int(each) for each in at)
    except (TypeError, ValueError):
        raise UsageError(f"schedule.{what}: at must be a list of steps, got {at!r}") from None
    if any(each != place for each, place in zip(at, places, strict=True)) or any(
        after <= before for before, after in zip((0, *places), places, strict=False)
    ):
        raise UsageError(f"schedule.{what}: at must be increasing steps above 0, got {list(at)}")
    return places


def _settings_of(parts: Sequence[Schedule]) -> dict[str, float]:
    return {f"{i}/{key}": v for i, part in enumerate(parts) for key, v in part.settings.items()}


def _of_part(settings: Mapping[str, Tensor], number: int) -> dict[str, Tensor]:
    start = f"{number}/"
    return {k.removeprefix(start): v for k, v in settings.items() if k.startswith(start)}
