"""What is measured while training: scalar outputs, and the share of labels that are right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from graphrt.errors import UsageError
from graphrt.ir.model import Model, Signature
from graphrt.runtime.session import Session
from graphrt.runtime.training.order import batches

Array = np.ndarray[Any, Any]
EVALUATE = "evaluate examples"  # no user's signature has a blank in its name


def scalars(signature: Signature) -> list[str]:
    """The outputs that are one number per step."""
    return [name for name, value in signature.outputs.items() if value.type.shape == ()]


class Sums:
    """Means over examples, added up batch by batch."""

    def __init__(self, sums: Mapping[str, float] | None = None, seen: int = 0) -> None:
        self.sums = dict(sums or {})
        self.seen = seen

    def add(self, values: Mapping[str, Any], count: int) -> None:
        """The means of a batch of ``count`` examples."""
        for name, value in values.items():
            self.sums[name] = self.sums.get(name, 0.0) + float(value) * count
        self.seen += count

    def means(self) -> dict[str, float]:
        return {name: total / max(self.seen, 1) for name, total in self.sums.items()}


def evaluation(model: Model, train: Signature, chosen: str | None, data: Mapping[str, Array]) -> (
    Signature
):  # fmt: skip
    """The signature to validate with, its scalar outputs only and nothing stored.

    ``chosen``, or one that returns the training loss without storing anything (so without dropout
    where the model has such a one), or the training signature itself.
    """
    if chosen is not None:
        picked = model.signature(chosen)
    else:
        losses = set(scalars(train))
        fits = [
            each
            for each in model.signatures.values()
            if not each.updates and losses & set(scalars(each)) and set(each.inputs) <= set(data)
        ]
        picked = fits[0] if fits else train
    wanted = scalars(picked)
    if not wanted:
        raise UsageError(f"signature {picked.name!r} has no scalar output to validate with")
    outputs = {name: picked.outputs[name] for name in wanted}
    return Signature(EVALUATE, picked.graph, picked.inputs, outputs)


def classifier(model: Model, train: Signature) -> tuple[Signature, str, str] | None:
    """(predict, its output of class numbers, the input of true ones), where there is exactly
    one such pair: an integer output of ``predict`` and an integer input of training."""
    predict = model.signatures.get("predict")
    if predict is None or predict.updates or not set(predict.inputs) < set(train.inputs):
        return None
    labels = [name for name in train.inputs if name not in predict.inputs]
    pairs = [
        (name, label)
        for name, value in predict.outputs.items()
        for label in labels
        if value.type.dtype.is_integer and value.type == train.inputs[label].type
    ]
    if len(pairs) != 1:
        return None
    (output, label), inputs = pairs[0], predict.inputs
    only = Signature("classify examples", predict.graph, inputs, {output: predict.outputs[output]})
    return only, output, label


class Evaluator:
    """Metrics of examples under a session's present variables."""

    def __init__(self, session: Session, evaluate: Signature, classify: Any, batch: int) -> None:
        self.session = session
        self.evaluate = session.pure_function(evaluate)
        self.signature = evaluate
        self.classify = classify
        self.predict = session.pure_function(classify[0]) if classify else None
        self.batch = batch

    def __call__(self, data: Mapping[str, Array], order: Array) -> dict[str, float]:
        """Means over the examples ``order``."""
        sums = Sums()
        for chosen in batches(order, self.batch):
            part = {name: array[chosen] for name, array in data.items()}
            values = dict(self.evaluate(**{name: part[name] for name in self.signature.inputs}))
            if self.predict is not None:
                signature, output, label = self.classify
                found = self.predict(**{name: part[name] for name in signature.inputs})[output]
                values["accuracy"] = np.mean(found == part[label])
            sums.add(values, len(chosen))
        return sums.means()
