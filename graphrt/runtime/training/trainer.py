"""The trainer: a model file, data, and epochs; stops and goes on without losing anything."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from graphrt.errors import UsageError, nearest
from graphrt.frontend.hyper import checked_setting
from graphrt.ir.model import Model, Signature, VariableKind, require_model
from graphrt.runtime.session import Session
from graphrt.runtime.training.data import digest_of, fitted, load_data
from graphrt.runtime.training.log import require_log, write_log
from graphrt.runtime.training.metrics import (
    Evaluator,
    Sums,
    classifier,
    evaluation,
    scalars,
)
from graphrt.runtime.training.order import batches, epoch_order, split
from graphrt.runtime.training.position import KEY, Position
from graphrt.serde import load
from graphrt.viz.curve import curves

Array = np.ndarray[Any, Any]
Observer = Callable[["Progress"], None]


@dataclass(frozen=True)
class Progress:
    """What an observer is told after every step, and after every epoch with ``done`` set."""

    epoch: int  # counted from 1
    epochs: int
    batch: int
    batches: int
    step: int
    metrics: Mapping[str, float]
    done: bool = False


@dataclass(frozen=True)
class TrainReport:
    """What a training came to: one row of metrics per epoch, and why it ended."""

    rows: tuple[dict[str, float], ...]
    steps: int
    seconds: float
    reason: str
    resumed: int  # the step it went on from; 0 for a fresh start

    def text(self) -> str:
        last = self.rows[-1] if self.rows else {}
        shown = "  ".join(f"{name} {value:.4g}" for name, value in last.items() if name != "epoch")
        begun = f", resumed at step {self.resumed}" if self.resumed else ""
        return (
            f"{len(self.rows)} epochs, {self.steps} steps in {self.seconds:.1f} s{begun};"
            f" {self.reason}\n{shown}"
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "rows": list(self.rows),
            "steps": self.steps,
            "seconds": self.seconds,
            "reason": self.reason,
            "resumed": self.resumed,
        }


class Trainer:
    """Trains a model by one of its signatures.

    ``data`` are arrays by input name, or a file of them (see `graphrt.runtime.training.data`).
    Batches of ``batch`` examples are drawn in an order that follows from ``seed``; ``val`` is the
    share of examples held back for validation, or data of their own. ``hyper`` sets variables of
    kind HYPER, such as ``lr``.

    With ``output``, the model is saved there after every epoch, every ``every`` steps and every
    ``minutes`` minutes, and when the training is interrupted; if the file exists and was trained
    from this very model on these data, training goes on from it, bit for bit as if it had not
    stopped.
    ``keep`` numbered copies of the checkpoints stay beside it. ``restart`` ignores what is there.

    >>> import numpy as np
    >>> import graphrt as gr
    >>> model = gr.example("two_layer_net")
    >>> x = np.linspace(-1, 1, 64 * 8, dtype="float32").reshape(64, 8)
    >>> trainer = gr.Trainer(model, {"x": x, "y": np.sin(x)}, batch=32)
    >>> report = trainer.fit(epochs=20)
    >>> report.rows[-1]["loss"] < report.rows[0]["loss"]
    True
    """

    def __init__(
        self,
        model: Model,
        data: Any,
        *,
        signature: str | None = None,
        batch: int = 32,
        seed: int = 0,
        shuffle: bool = True,
        val: Any = None,
        evaluate: str | None = None,
        hyper: Mapping[str, float] | None = None,
        output: Any = None,
        every: int | None = None,
        minutes: float | None = None,
        keep: int = 0,
        patience: int | None = None,
        log: Any = None,
        plot: Any = None,
        restart: bool = False,
        optimize: str = "O2",
        backend: str = "auto",
    ) -> None:
        require_model("Trainer", model)
        _require(batch >= 1, f"batch must be 1 or more, got {batch}")
        _require(every is None or every >= 1, f"every must be 1 step or more, got {every}")
        _require(minutes is None or minutes > 0, f"minutes must be above 0, got {minutes}")
        _require(patience is None or patience >= 1, f"patience must be 1 or more, got {patience}")
        _require(keep >= 0, f"keep must be 0 or more, got {keep}")
        if log is not None:
            require_log(log)
        self.model = model
        self.signature = training_signature(model, signature)
        self.data = fitted(_arrays(data), self.signature)
        self.batch, self.seed, self.shuffle = batch, seed, shuffle
        self.output, self.every, self.minutes, self.keep = output, every, minutes, keep
        self.patience, self.log, self.plot = patience, log, plot
        self.train_on, self.held, self.val_data, described = self._validation(val)
        self.position = Position(
            parent=_origin(model),
            data=digest_of(self.data),
            signature=self.signature.name,
            batch=batch,
            seed=seed,
            shuffle=shuffle,
            validation=described,
        )
        self.resumed = 0
        state = self._resumed_state(restart)
        self.session = Session(model, optimize=optimize, backend=backend)
        if state is not None:
            self.session.load_state(state)
        self._set(hyper or {})
        self.step = self.session.function(self.signature.name)
        self.measured = scalars(self.signature)
        self.evaluator = self._evaluator(evaluate)
        self._saved_at = time.monotonic()

    # -- setting up -----------------------------------------------------------------------------

    def _validation(self, val: Any) -> tuple[Array, Array, dict[str, Array], str]:
        """Examples to train on, examples held back, whose data those are, and what to call them."""
        count = len(next(iter(self.data.values())))
        everything = np.arange(count)
        if val is None:
            return everything, everything[:0], self.data, "none"
        if isinstance(val, (int, float)) and not isinstance(val, bool):
            _require(0 < val < 1, f"val must be above 0 and below 1, or data, got {val}")
            train, held = split(self.seed, count, float(val))
            _require(len(train) and len(held), f"val = {val} of {count} examples leaves none")
            return train, held, self.data, f"fraction {float(val)!r}"
        other = fitted(_arrays(val), self.signature, "validation data")
        held = np.arange(len(next(iter(other.values()))))
        return everything, held, other, f"data {digest_of(other)}"

    def _resumed_state(self, restart: bool) -> dict[str, Array] | None:
        if self.output is None or restart or not os.path.exists(self.output):
            return None
        there = load(self.output)
        position = Position.of(there)
        if position is None or position.parent != self.position.parent:
            raise UsageError(
                f"{str(self.output)!r} exists and was not trained from this model",
                hint="--force starts anew and replaces it",
            )
        position.require_same(self.position)
        self.position, self.resumed = position, position.step
        return {name: variable.value for name, variable in there.variables.items()}

    def _set(self, hyper: Mapping[str, float]) -> None:
        for name, value in hyper.items():
            variable = self.model.variables.get(name)
            known = [
                each.name
                for each in self.model.variables.values()
                if each.kind is VariableKind.HYPER
            ]
            if variable is None or variable.kind is not VariableKind.HYPER:
                raise UsageError(
                    f"the model has no hyper-parameter {name!r}",
                    hint=nearest(name, known) or "it has none",
                )
            self.session.variables[name] = checked_setting(self.model, name, value)

    def _evaluator(self, chosen: str | None) -> Evaluator | None:
        if not len(self.held):
            if chosen is not None:
                raise UsageError("evaluate names a signature for validation; give val as well")
            return None
        signature = evaluation(self.model, self.signature, chosen, self.val_data)
        classify = classifier(self.model, self.signature)
        return Evaluator(self.session, signature, classify, max(self.batch, 256))

    # -- training --------------------------------------------------------------------------------

    def fit(self, epochs: int, observer: Observer | None = None) -> TrainReport:
        """Train until ``epochs`` epochs are done in all, those before a resumption included.

        A `KeyboardInterrupt` saves, if there is an output, and is raised again.
        """
        _require(epochs >= 0, f"epochs must be 0 or more, got {epochs}")
        start, place = time.monotonic(), self.position
        reason = "all epochs are done"
        try:
            while place.epoch < epochs:
                if self._is_stale():
                    reason = f"no better for {place.stale} epochs"
                    break
                for told in self._epoch(epochs):
                    if observer is not None:
                        observer(told)
        except KeyboardInterrupt:
            self.save()
            raise
        self.save()
        seconds = time.monotonic() - start
        steps = place.step - self.resumed
        return TrainReport(tuple(place.history), steps, seconds, reason, self.resumed)

    def _epoch(self, epochs: int) -> Iterator[Progress]:
        """The rest of the present epoch, step by step."""
        place = self.position
        order = self.train_on[epoch_order(self.seed, place.epoch, len(self.train_on), self.shuffle)]
        count = math.ceil(len(order) / self.batch)
        sums = Sums(place.sums, place.seen)
        for chosen in batches(order, self.batch, place.batch_index):
            outputs = self.step(**{name: array[chosen] for name, array in self.data.items()})
            sums.add({name: outputs[name] for name in self.measured}, len(chosen))
            place.batch_index += 1
            place.step += 1
            place.sums, place.seen = sums.sums, sums.seen
            self._checkpoint_if_due()
            yield Progress(
                place.epoch + 1, epochs, place.batch_index, count, place.step, sums.means()
            )
        row = {"epoch": place.epoch + 1, "step": place.step, **sums.means()}
        if self.evaluator is not None:
            found = self.evaluator(self.val_data, self.held)
            row |= {f"val_{name}": value for name, value in found.items()}
        self._finish_epoch(row)
        yield Progress(place.epoch, epochs, count, count, place.step, row, done=True)

    def _finish_epoch(self, row: dict[str, float]) -> None:
        place = self.position
        place.history.append(row)
        place.epoch, place.batch_index, place.sums, place.seen = place.epoch + 1, 0, {}, 0
        watched = self._watched(row)
        if watched is not None and (place.best is None or watched < place.best):
            place.best, place.stale = watched, 0
        else:
            place.stale += 1
        self.save()
        if self.log is not None:
            write_log(self.log, place.history)
        if self.plot is not None:
            Path(self.plot).write_text(curves(place.history, self.model.name), encoding="utf-8")

    def _watched(self, row: Mapping[str, float]) -> float | None:
        """The loss that early stopping looks at: that of validation where there is one."""
        prefix = "val_" if self.evaluator is not None else ""
        names = [name for name in self.measured if f"{prefix}{name}" in row]
        return row[f"{prefix}{names[0]}"] if names else None

    def _is_stale(self) -> bool:
        return self.patience is not None and self.position.stale >= self.patience

    # -- saving ----------------------------------------------------------------------------------

    def model_now(self) -> Model:
        """The model with the variables' present values and the position of the training."""
        meta = {**self.model.meta, KEY: self.position.to_text()}
        return replace(self.model.with_values(self.session.state()), meta=meta)

    def save(self) -> None:
        """Write the checkpoint to ``output``, if there is one."""
        if self.output is None:
            return
        model = self.model_now()
        model.save(self.output)
        self._saved_at = time.monotonic()
        if self.keep:
            place = Path(self.output)
            model.save(place.with_name(f"{place.stem}.step{self.position.step:08d}{place.suffix}"))
            copies = sorted(place.parent.glob(f"{place.stem}.step*{place.suffix}"))
            for old in copies[: -self.keep]:
                old.unlink()

    def _checkpoint_if_due(self) -> None:
        if self.output is None:
            return
        steps = self.every is not None and self.position.step % self.every == 0
        late = self.minutes is not None and time.monotonic() - self._saved_at > 60 * self.minutes
        if steps or late:
            self.save()


def training_signature(model: Model, name: str | None) -> Signature:
    """The signature to train by: ``name``, the one the model says it is trained by, ``train``,
    or the only one that stores new values of parameters."""
    if name is None:
        storing = [each.name for each in model.signatures.values() if each.updates]
        recorded = model.train.signature if model.train is not None else None
        for each in (recorded, "train", storing[0] if len(storing) == 1 else None):
            if each in storing:
                name = each
                break
        else:
            raise (
                UsageError(
                    "the model has no signature to train by: none stores new values of variables",
                    hint="add updates=gr.optim.sgd(loss) to a signature",
                )
                if not storing
                else UsageError(
                    "several signatures store variables",
                    hint=f"choose one of: {', '.join(storing)}",
                )
            )
    signature = model.signature(name)
    if not signature.updates:
        raise UsageError(f"signature {name!r} changes no variable, so it trains nothing")
    return signature


def _origin(model: Model) -> str:
    """What a trained model descends from: the digest of the model that training began with."""
    position = Position.of(model)
    return model.digest if position is None else f"{position.parent}+{model.digest}"


def _arrays(data: Any) -> dict[str, Array]:
    return dict(data) if isinstance(data, Mapping) else load_data(data)


def _require(condition: Any, rule: str) -> None:
    if not condition:
        raise UsageError(rule)
