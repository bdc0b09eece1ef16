"""How a model came to be what it is: its training signature, and a receipt per pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphrt.errors import table
from graphrt.ir.model import Model, Receipt, TrainSpec


@dataclass(frozen=True)
class History:
    """What the file says was done to the model."""

    train: TrainSpec | None
    receipts: tuple[Receipt, ...]

    def text(self) -> str:
        """A line for the training signature and one per pass."""
        lines = []
        if self.train is not None:
            spec = self.train
            lines.append(
                f"signature {spec.signature} lowers {spec.loss} by {spec.optimizer}"
                f" ({', '.join(spec.hyper) or 'no hyper-parameters'}),"
                f" storing {', '.join(spec.parameters) or 'nothing'}"
            )
        if not self.receipts:
            return "\n".join([*lines, "no pass has changed the model"])
        rows = [
            (
                str(number),
                each.name,
                f"{each.nodes_before} -> {each.nodes_after} nodes",
                each.options,
            )
            for number, each in enumerate(self.receipts, 1)
        ]
        for row, each in zip(table(rows), self.receipts, strict=True):
            lines += [row, *(f"   {detail}" for detail in each.details)]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "train": None if self.train is None else dict(self.train.__dict__),
            "receipts": [dict(each.__dict__) for each in self.receipts],
        }


def history_of(model: Model) -> History:
    """What ``model`` remembers of how it was made."""
    return History(model.train, model.history)
